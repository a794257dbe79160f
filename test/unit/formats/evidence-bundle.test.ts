// An evidence bundle by itself: valid as it is made; every byte of it counts, and whatever contradicts itself is found although it is well signed.
import { createHash } from 'node:crypto'
import { expect, test, describe } from 'vitest'
import { byteSourceOf } from '../../../src-shared/formats/evidence/bytes'
import { checkEvidence } from '../../../src-shared/formats/evidence/check-evidence'
import { MOST_BUNDLE_BYTES } from '../../../src-shared/formats/bundle/bundle-names'
import { HOW_TO_CHECK_TEXT } from '../../../src-shared/formats/bundle/how-to-check'
import type { RequestLine } from '../../../src-shared/formats/bundle/request-line'
import { canonicalJson } from '../../../src-shared/formats/canonical'
import { signAuditWitness } from '../../../src-shared/formats/audit-witness'
import { signRulesPack } from '../../../src-shared/formats/rules-pack'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { archiveOf, smallBundle, storedFiles, testBundle, testRequestLine, unnoticed, type BundleChange, type StoredBytes } from '../../fixtures/bundle'
import { erasureId, testBatchReport, testCertificate } from '../../fixtures/evidence'
import { repositoryPack } from '../../fixtures/rules'
import { AT, DEVICE_ID, device, organisation, origin, stranger, testParty } from '../../fixtures/signers'

async function outcome(bytes: Buffer, orgPublicKey: Uint8Array | undefined = organisation.publicKey): Promise<string> {
  const file = await byteSourceOf({
    stat: () => Promise.resolve({ size: bytes.length }),
    read: (into, offset, length, position) => Promise.resolve({ bytesRead: bytes.copy(into, offset, position, position + length) }),
  })
  const found = await checkEvidence(file, { crypto: nodeCrypto, ...(orgPublicKey ? { orgPublicKey } : {}) })
  return found.outcome === 'valid' ? `valid ${found.what}` : [found.outcome, ...(found.file === undefined ? [] : [found.file])].join(' ')
}
const certificateName = `certificates/erasure-${erasureId}.pdcert`
const batchName = `batches/batch-${testBatchReport().body.batchId}.pdcert`
const packName = `rules/${repositoryPack().version}.json`
const line = (value: unknown): string => `${canonicalJson(value)}\n`

test('that nobody touched is valid by the organisation’s key, unknown without one, another’s by another', async () => {
  const bundle = testBundle()
  expect(await outcome(bundle)).toBe('valid bundle')
  expect(await outcome(bundle, stranger.publicKey)).toBe('other-signer')
  const without = await byteSourceOf({ stat: async () => ({ size: bundle.length }), read: async (into, offset, length, position) => ({ bytesRead: bundle.copy(into, offset, position, position + length) }) })
  expect(await checkEvidence(without, { crypto: nodeCrypto })).toMatchObject({ outcome: 'unknown-signer', what: 'bundle' })
})

test('signed by a device, by an origin of another tenant, or after its certificate was over, it is not valid', async () => {
  expect(await outcome(testBundle({ signer: device }))).toBe('bad-certificate')
  expect(await outcome(testBundle({ signer: testParty('origin', 5, 'other', organisation, { tenant: 'another' }) }))).toBe('bad-certificate')
  expect(await outcome(testBundle({ signer: testParty('origin', 6, 'late', organisation, { notAfter: AT }) }))).toBe('expired')
  const foreign = testParty('origin', 7, 'foreign', stranger)
  expect(await outcome(testBundle({ signer: foreign, files: { [packName]: line(signRulesPack(repositoryPack(), stranger, nodeCrypto)) } }))).toBe('other-signer')
  // Its packs are by whoever vouches for its signer.
  expect(await outcome(testBundle({ signer: foreign }))).toBe(`part-invalid ${packName}`)
})

test('no byte of it can be another: each eleventh is tried here, and every one in the deep test', async () => {
  expect(await outcome(smallBundle())).toBe('valid bundle')
  expect(await unnoticed(smallBundle(), outcome, 11)).toEqual([])
})

describe('a file of it', () => {
  const files = storedFiles(testBundle())
  const all = (change: (files: StoredBytes[]) => readonly StoredBytes[]): Promise<string> => outcome(archiveOf(change([...files])))
  const at = (name: string): number => files.findIndex((one) => one.name === name)

  test.each(files.map(({ name }) => name))('%s cannot be missing, twice, renamed or emptied', async (name) => {
    const own = files[at(name)]!
    const found = [
      await all((those) => those.filter((one) => one !== own)),
      await all((those) => those.flatMap((one) => (one === own ? [one, one] : [one]))),
      await all((those) => those.map((one) => (one === own ? { ...one, name: `x${one.name}` } : one))),
      await all((those) => those.map((one) => (one === own ? { ...one, name: `../${one.name}` } : one))),
      await all((those) => those.map((one) => (one === own ? { ...one, bytes: Buffer.alloc(0) } : one))),
    ]
    expect(found.filter((one) => !/^(names-differ|content-differs|archive-changed|malformed)/.test(one))).toEqual([])
  })

  test('cannot be added, nor stand in another place, nor lead elsewhere', async () => {
    for (const name of ['extra.txt', '../../etc/passwd', '/etc/passwd', 'C:\\x', 'certificates/../x.pdcert', 'certificates/erasure-1.pdcert', 'requests.jsonl', `certificates/erasure-${erasureId.replace('e1', 'e2')}.pdcert`]) {
      expect(await all((those) => [...those.slice(0, -1), { name, bytes: Buffer.from('x') }, ...those.slice(-1)]), name).toBe('names-differ')
    }
    expect(await all((those) => those.toReversed())).not.toContain('valid')
    expect(await all(([first, second, ...rest]) => [first!, rest[0]!, second!, ...rest.slice(1)])).toBe('names-differ')
    expect(await outcome(Buffer.concat([archiveOf(files), Buffer.from('PK')]))).toBe('archive-changed')
    expect(await outcome(archiveOf(files).subarray(0, -40))).toBe('archive-changed')
  })

  test('that says to be larger than anything of ours is not read, whatever lies behind it', async () => {
    const huge = { name: 'requests.jsonl', bytes: Buffer.alloc(MOST_BUNDLE_BYTES + 1, 0x20) }
    expect(await all((those) => those.map((one) => (one.name === huge.name ? huge : one)))).toBe('too-large')
    const lying = archiveOf(files)
    // The directory's size of the first file: four gibibytes that are not there.
    lying.writeUInt32LE(0xffff_fff0, lying.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02])) + 24)
    expect(await outcome(lying)).toBe('archive-changed')
  })
})

describe('well signed all the same, it is refused', () => {
  const refused = (change: BundleChange): Promise<string> => outcome(testBundle(change))
  const own = testRequestLine()
  const without = ({ erasure: _, ...rest }: RequestLine): RequestLine => rest

  test.each<[string, BundleChange, string]>([
    ['a number that its lines do not make', { counts: { requests: 2 } }, 'rows-differ requests.jsonl'],
    ['fewer that were open', { counts: { open: 1 } }, 'rows-differ requests.jsonl'],
    ['fewer witnesses', { counts: { witnesses: 0 } }, 'rows-differ audit/witnesses.jsonl'],
    ['a request of another time', { requests: [{ ...own, receivedOn: '2025-06-01', closedAt: AT - 90 * 86_400_000, decision: { ...own.decision!, at: AT - 90 * 86_400_000 } }], counts: { received: 0, decided: 0, closed: 0 } }, 'rows-differ requests.jsonl'],
    ['a request twice', { requests: [own, own] }, 'rows-differ requests.jsonl'],
    ['requests out of order', { requests: [own, without({ ...own, caseNo: '26-0001' })] }, 'rows-differ requests.jsonl'],
    ['somebody’s own approval', { requests: [{ ...own, erasure: { ...own.erasure!, approvedBy: own.erasure!.proposedBy } }] }, 'rows-differ requests.jsonl'],
    ['a word that a line has no place for', { files: { 'requests.jsonl': line({ ...own, text: '请删除我的资料' }) } }, 'malformed requests.jsonl'],
    ['a line that is not in its one spelling', { files: { 'requests.jsonl': `${JSON.stringify(own, null, 1).replaceAll('\n', '')}\n` } }, 'malformed requests.jsonl'],
    ['a line without its end', { files: { 'requests.jsonl': canonicalJson(own) } }, 'malformed requests.jsonl'],
    ['another table than follows from the lines', { files: { 'requests.csv': 'a,b\r\n' } }, 'rows-differ requests.csv'],
    ['a certificate that no request names', { requests: [without(own)] }, `rows-differ ${certificateName}`],
    ['no certificate where one is named', { files: { [certificateName]: undefined }, counts: { certificates: 0 } }, `rows-differ ${certificateName}`],
    ['a completed erasure without one', { requests: [{ ...own, erasure: { ...own.erasure!, certificate: undefined } }], files: { [certificateName]: undefined }, counts: { certificates: 0 } }, 'rows-differ requests.jsonl'],
    ['a certificate of another case', { files: { [certificateName]: line(testCertificate({ caseNo: '26-9999' })) } }, `rows-differ ${certificateName}`],
    ['a certificate that was changed', { files: { [certificateName]: line({ ...testCertificate(), body: { ...testCertificate().body, receivedOn: '2026-05-01' } }) } }, `part-invalid ${certificateName}`],
    ['a batch of another time', { files: { [batchName]: line(testBatchReport({ doneAt: AT - 90 * 86_400_000 })) } }, `part-invalid ${batchName}`],
    ['a batch under another name', { files: { [batchName]: line(testBatchReport({ batchId: '01970000-0000-7000-8000-0000000000c9' as never })) } }, `rows-differ ${batchName}`],
    ['a pack that somebody else signed', { files: { [packName]: line(signRulesPack(repositoryPack(), stranger, nodeCrypto)) } }, `part-invalid ${packName}`],
    ['a pack that the manifest does not tell of', { manifest: { packs: [] } }, `rows-differ ${packName}`],
    ['a pack that something names and nobody accounts for', { manifest: { missingPacks: [] } }, 'rows-differ manifest.json'],
    ['an audit head that a workstation signed for itself', { files: { 'audit/witnesses.jsonl': line(signAuditWitness({ device: DEVICE_ID, size: 12, headHash: 'a'.repeat(64), at: AT }, device.signer, device.certificate)) } }, 'part-invalid audit/witnesses.jsonl'],
    ['an audit head of a workstation that is not listed', { files: { 'audit/witnesses.jsonl': line(signAuditWitness({ device: erasureId, size: 12, headHash: 'a'.repeat(64), at: AT }, origin.signer, origin.certificate)) } }, 'rows-differ audit/witnesses.jsonl'],
    ['an audit head of another time', { files: { 'audit/witnesses.jsonl': line(signAuditWitness({ device: DEVICE_ID, size: 12, headHash: 'a'.repeat(64), at: AT - 20 * 86_400_000 }, origin.signer, origin.certificate)) } }, 'rows-differ audit/witnesses.jsonl'],
    ['a policy whose text is another than its hash', { files: { 'policies.jsonl': line({ id: erasureId, version: '1.0', effectiveFrom: '2025-01-01', title: { 'zh-CN': '政策', en: 'Policy' }, clauses: [], textHash: 'b'.repeat(64) }) } }, 'part-invalid policies.jsonl'],
    ['a manifest of another kind', { manifest: { kind: 'access-package' as never } }, 'malformed'],
    ['a period that is none', { manifest: { period: { from: '2026-06-30', to: '2026-06-01' } } }, 'malformed'],
  ])('%s', async (_, change, expected) => expect(await refused(change)).toBe(expected))
})

test('what an auditor reads first is the same text in every bundle of this version', () => {
  expect(createHash('sha256').update(HOW_TO_CHECK_TEXT).digest('hex')).toMatchInlineSnapshot(`"e051a2f3aa7fec19815d1e1acc8a9404402a9cd43146cd4f9ac7b52f75deefe9"`)
})
