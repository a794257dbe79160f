// Every single byte of an evidence bundle, one bit of it another: none is taken for what was signed.
import { expect, it } from 'vitest'
import { byteSourceOf } from '../../../src-shared/formats/evidence/bytes'
import { checkEvidence } from '../../../src-shared/formats/evidence/check-evidence'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { smallBundle, unnoticed } from '../../fixtures/bundle'
import { organisation } from '../../fixtures/signers'

async function outcome(bytes: Buffer): Promise<string> {
  const file = await byteSourceOf({ stat: async () => ({ size: bytes.length }), read: async (into, offset, length, position) => ({ bytesRead: bytes.copy(into, offset, position, position + length) }) })
  return (await checkEvidence(file, { crypto: nodeCrypto, orgPublicKey: organisation.publicKey })).outcome
}

it('finds each', async () => {
  const bundle = smallBundle()
  expect(await outcome(bundle)).toBe('valid')
  expect(bundle.length).toBeGreaterThan(10_000)
  expect(await unnoticed(bundle, outcome, 1)).toEqual([])
}, 600_000)
