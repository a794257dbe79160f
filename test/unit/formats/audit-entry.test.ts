// The audit chain: what is added fits, and every change to what stands is found at the entry where it was made.
import { fc } from '../../fixtures/laws'
import { describe, expect, test } from 'vitest'
import { mustOk } from '../../../src-shared/base/result'
import { AUDIT_EXPORT_FIRST_LINE, auditExportFirstLine, auditExportLastLine, checkAuditExport, checkChain, EMPTY_CHAIN, nextEntry, NO_HASH, signAuditHead, type AuditFields } from '../../../src-shared/formats/audit-entry'
import { signAuditWitness, type AuditWitness } from '../../../src-shared/formats/audit-witness'
import type { Signed } from '../../../src-shared/formats/signed'
import { canonicalJson, parseJson } from '../../../src-shared/formats/canonical'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { AT, device, DEVICE_ID, organisation, stranger, testParty, type TestParty } from '../../fixtures/signers'

const fields = (n: number): AuditFields => ({
  ts: AT + n * 1_000,
  mono: n * 10.5,
  bootId: 'boot-1',
  actor: 'system',
  device: DEVICE_ID,
  type: n % 3 === 0 ? 'search.people' : 'request.decide',
  detailHash: NO_HASH,
  ...(n % 2 === 0 ? { objRef: 'ab'.repeat(32) } : {}),
})
const chainOf = (size: number): readonly string[] => {
  const texts: string[] = []
  let head = EMPTY_CHAIN
  for (let n = 1; n <= size; n++) {
    const { text, hash } = nextEntry(head, fields(n), nodeCrypto)
    texts.push(text)
    head = { size: n, headHash: hash }
  }
  return texts
}
const chain = chainOf(60)

describe('the chain', () => {
  test('of nothing is empty and intact', () => expect(checkChain([], nodeCrypto)).toEqual({ ok: true, value: EMPTY_CHAIN }))
  test('verifies from the first entry to its head', () => {
    expect(mustOk(checkChain(chain, nodeCrypto)).size).toBe(60)
    expect(parseJson(chain[0] ?? '')).toMatchObject({ seq: 1, prev: NO_HASH })
  })
  test('breaks where an entry was taken out, put in, doubled or moved', () => {
    expect(checkChain(chain.toSpliced(10, 1), nodeCrypto)).toEqual({ ok: false, error: { brokenAt: 11 } })
    expect(checkChain(chain.toSpliced(10, 0, chain[3] ?? ''), nodeCrypto)).toEqual({ ok: false, error: { brokenAt: 11 } })
    expect(checkChain(chain.toSpliced(20, 2, chain[21] ?? '', chain[20] ?? ''), nodeCrypto)).toEqual({ ok: false, error: { brokenAt: 21 } })
    expect(checkChain(chain.slice(1), nodeCrypto)).toEqual({ ok: false, error: { brokenAt: 1 } })
  })
  test('breaks behind an entry that was rewritten with a hash that fits it', () => {
    const entry = parseJson(chain[9] ?? '') as object
    expect(checkChain(chain.toSpliced(9, 1, canonicalJson({ ...entry, actor: 'nobody' })), nodeCrypto)).toEqual({ ok: false, error: { brokenAt: 11 } })
  })
  test('breaks at an entry that is spelt another way or says more', () => {
    const entry = parseJson(chain[9] ?? '') as object
    expect(checkChain(chain.toSpliced(9, 1, JSON.stringify(entry, null, 1)), nodeCrypto)).toEqual({ ok: false, error: { brokenAt: 10 } })
    expect(checkChain(chain.toSpliced(9, 1, canonicalJson({ ...entry, name: '王小明' })), nodeCrypto)).toEqual({ ok: false, error: { brokenAt: 10 } })
  })
  test('notices any change of any character, but at its open end', () => {
    const text = chain.slice(0, 20).join('\n')
    const last = text.lastIndexOf('\n')
    fc.assert(
      fc.property(fc.nat(last - 1), fc.constantFrom('0', '1', 'a', '"', ' ', '\n', '}'), (at, letter) => {
        if (text[at] === letter) return
        expect(checkChain((text.slice(0, at) + letter + text.slice(at + 1)).split('\n'), nodeCrypto).ok).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the exported chain', () => {
  const head = mustOk(checkChain(chain, nodeCrypto))
  const lines = [AUDIT_EXPORT_FIRST_LINE, ...chain, auditExportLastLine(signAuditHead(head, DEVICE_ID, AT, device.signer, device.certificate))]
  const check = async (given: readonly string[], key: Uint8Array | undefined = organisation.publicKey): Promise<unknown> => {
    const result = await checkAuditExport(given, key, nodeCrypto)
    return result.ok ? 'valid' : result.error
  }

  test('is valid with its head', async () => expect(await check(lines)).toBe('valid'))
  test('of an empty record is valid too', async () => {
    const empty = auditExportLastLine(signAuditHead(EMPTY_CHAIN, DEVICE_ID, AT, device.signer, device.certificate))
    expect(await check([AUDIT_EXPORT_FIRST_LINE, empty])).toBe('valid')
  })
  test('without its tail does not reach the head', async () => expect(await check(lines.toSpliced(-2, 1))).toBe('head-differs'))
  test('with a break says where', async () => expect(await check(lines.toSpliced(5, 1))).toEqual({ brokenAt: 5 }))
  test('is of an unknown signer to whom the organisation is another, even when its tail is gone it is not', async () => {
    expect(await check(lines, stranger.publicKey)).toBe('unknown-signer')
    expect(await check(lines.toSpliced(-2, 1), stranger.publicKey)).toBe('head-differs')
  })
  test('is refused when another device or the origin signed for this one', async () => {
    const other = testParty('device', 4, '01970000-0000-7000-8000-0000000000d2')
    expect(await check(lines.toSpliced(-1, 1, auditExportLastLine(signAuditHead(head, DEVICE_ID, AT, other.signer, other.certificate))))).toBe('malformed')
    const asOrigin = testParty('origin', 5, DEVICE_ID)
    expect(await check(lines.toSpliced(-1, 1, auditExportLastLine(signAuditHead(head, DEVICE_ID, AT, asOrigin.signer, asOrigin.certificate))))).toBe('bad-certificate')
  })
  describe('that the origin has signed for', () => {
    const origin = testParty('origin', 5, '01970000-0000-7000-8000-0000000000e1')
    const seen = mustOk(checkChain(chain.slice(0, 3), nodeCrypto))
    const witness = (change: Partial<AuditWitness> = {}, by: TestParty = origin) => signAuditWitness({ device: DEVICE_ID, size: seen.size, headHash: seen.headHash, at: AT, ...change }, by.signer, by.certificate)
    const withLine = (first: Signed<AuditWitness>, entries: readonly string[] = chain) => [auditExportFirstLine(first), ...entries, auditExportLastLine(signAuditHead(mustOk(checkChain(entries, nodeCrypto)), DEVICE_ID, AT, device.signer, device.certificate))]
    /** By whoever has the store and its key, and the device's: every hash and the head made anew. */
    const rewritten = (): readonly string[] => {
      const texts: string[] = []
      let last = EMPTY_CHAIN
      for (const [at, text] of chain.entries()) {
        const { v: _, seq: __, prev: ___, ...fields } = JSON.parse(text) as AuditFields & { v: 1; seq: number; prev: string }
        const next = nextEntry(last, at === 1 ? { ...fields, actor: 'staff-other' } : fields, nodeCrypto)
        texts.push(next.text)
        last = { size: next.entry.seq, headHash: next.hash }
      }
      return texts
    }

    test('is valid, and says up to where', async () => {
      const result = await checkAuditExport(withLine(witness()), organisation.publicKey, nodeCrypto)
      expect(mustOk(result).witness).toMatchObject({ size: 3, at: AT })
    })
    test('is found rewritten, whoever signed the new head', async () => {
      expect(await check([AUDIT_EXPORT_FIRST_LINE, ...withLine(witness(), rewritten()).slice(1)])).toBe('valid')
      expect(await check(withLine(witness(), rewritten()))).toBe('witness-differs')
    })
    test('is found cut behind what was signed', async () => expect(await check(withLine(witness(), chain.slice(0, 2)))).toBe('witness-differs'))
    test.each([
      ['another device', () => witness({ device: '01970000-0000-7000-8000-0000000000d2' }), 'malformed'],
      ['a signature over something else', () => ({ ...witness(), sig: witness({ at: AT + 1 }).sig }), 'bad-signature'],
      ['a device that signs for itself', () => witness({}, device), 'bad-certificate'],
    ])('is refused with %s', async (_, first, reason) => expect(await check(withLine(first()))).toBe(reason))
    test('is of an unknown signer to whom the organisation is another', async () => {
      expect(await check(withLine(witness()), stranger.publicKey)).toBe('unknown-signer')
      expect(await check(withLine({ ...witness(), sig: witness({ at: AT + 1 }).sig }), stranger.publicKey)).toBe('bad-signature')
    })
  })
  test.each([[[]], [[AUDIT_EXPORT_FIRST_LINE]], [['{}', '{}']], [lines.slice(0, -1)], [lines.slice(1)], [[...lines, '']]])('is malformed or broken when lines are missing or more', async (given) => {
    expect(await check(given)).not.toBe('valid')
  })
})
