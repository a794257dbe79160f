// whatever is done to an exported record is found, and a second implementation that shares no line with ours says the same of every one.
import { expect, test } from 'vitest'
import { checkAuditExport } from '../../../src-shared/formats/audit-entry'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { auditLog, mutated } from '../../fixtures/audit-logs'
import { secondAuditCheck } from '../../fixtures/second-audit-reader'
import { organisation, stranger } from '../../fixtures/signers'
import { seededPick } from '../../vault/desk-store'

const isValid = async (lines: readonly string[], key: Uint8Array = organisation.publicKey): Promise<boolean> => (await checkAuditExport(lines, key, nodeCrypto)).ok

test('a hundred records of any length are valid to both, to another organisation to neither', async () => {
  const pick = seededPick('records')
  for (let n = 0; n < 100; n++) {
    const lines = auditLog(n === 0 ? 0 : pick(40), pick)
    expect([await isValid(lines), secondAuditCheck(lines, organisation.publicKey)], String(n)).toEqual([true, true])
    expect([await isValid(lines, stranger.publicKey), secondAuditCheck(lines, stranger.publicKey)], String(n)).toEqual([false, false])
  }
})

test('of a thousand changes every one is found by both', async () => {
  const pick = seededPick('changes')
  const lines = auditLog(60, pick)
  for (let n = 0; n < 1_000; n++) {
    const other = mutated(lines, pick)
    if (other.join('\n') === lines.join('\n')) continue
    expect([await isValid(other), secondAuditCheck(other, organisation.publicKey)], `${String(n)}: ${other.find((line, at) => line !== lines[at]) ?? 'shorter'}`).toEqual([false, false])
  }
})
