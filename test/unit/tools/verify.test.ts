// The command line, called as a program calls it: exit status, both languages, JSON, and that no change of a package passes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPublicKey } from 'node:crypto'
import { fc } from '../../fixtures/laws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import { mustOk } from '../../../src-shared/base/result'
import type { HoldEntry, HoldId } from '../../../src-shared/domain/hold-register'
import { AUDIT_EXPORT_FIRST_LINE, auditExportLastLine, checkChain, EMPTY_CHAIN, nextEntry, NO_HASH, signAuditHead } from '../../../src-shared/formats/audit-entry'
import { toBase64url } from '../../../src-shared/formats/canonical'
import { planHash } from '../../../src-shared/formats/certificate'
import { signManifest } from '../../../src-shared/formats/package'
import { main } from '../../../src-tools/main'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { PASSPHRASE, testBatchReport, testCertificate, testEndingReport, testCertificateBody, testCertificateOfBefore, testPackage, testPlan, type CertificateNow, type PackageChange } from '../../fixtures/evidence'
import { AT, device, DEVICE_ID, organisation, stranger } from '../../fixtures/signers'

let folder = ''
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}
async function run(...argv: readonly string[]): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const code = await main(argv, { out: (line) => out.push(line), err: (line) => err.push(line), lines: async function* () {}, now: () => AT })
  return { code, out: out.join('\n'), err: err.join('\n') }
}
const reason = async (...argv: readonly string[]): Promise<string> => {
  const { code, out } = await run(...argv, '--json')
  return `${code} ${JSON.parse(out).reason}`
}
let keyPath = ''
let strangerKeyPath = ''
let passphrasePath = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'privacy-desk-tools-'))
  keyPath = file('org.pub', toBase64url(organisation.publicKey))
  strangerKeyPath = file('stranger.pub', toBase64url(stranger.publicKey))
  passphrasePath = file('passphrase.txt', `${PASSPHRASE}\n`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('verifying a package', () => {
  const check = async (bytes: Uint8Array, ...more: readonly string[]): Promise<string> =>
    reason('verify', file('p.zip', bytes), '--passphrase-file', passphrasePath, ...(more.length > 0 ? more : ['--key', keyPath]))

  test('that nobody touched says valid in both languages, with its facts', async () => {
    const path = file('good.zip', await testPackage())
    const { code, out } = await run('verify', path, '--passphrase-file', passphrasePath, '--key', keyPath)
    expect(code).toBe(0)
    expect(out).toContain('有效')
    expect(out).toContain('Valid')
    expect(out).toContain('case: 26-1180')
  })
  test('that was made before anything was redacted or handed out with it is valid as ever', async () => {
    expect(await check(await testPackage({ version: 1 }))).toBe('0 valid')
    const { out } = await run('verify', file('old.zip', await testPackage({ version: 1 })), '--passphrase-file', passphrasePath, '--key', keyPath, '--json')
    expect(JSON.parse(out)).not.toHaveProperty('redactions')
  })
  test('says how many files go with it, and how much was redacted', async () => {
    const path = file('with-files.zip', await testPackage({ attached: ['files/01.pdf', 'files/02.xlsx'] }))
    const { out } = await run('verify', path, '--passphrase-file', passphrasePath, '--key', keyPath, '--json')
    expect(JSON.parse(out)).toMatchObject({ valid: true, files: 17, attached: 2, missingFiles: 0, redactions: 2, incomplete: 0 })
  })
  test('reads the key as PEM too', async () => {
    const pem = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: toBase64url(organisation.publicKey) }, format: 'jwk' }).export({ format: 'pem', type: 'spki' })
    expect(await check(await testPackage(), '--key', file('org.pem', pem as string))).toBe('0 valid')
  })
  test('without a key is intact, of an unknown signer; with another key, of another organisation', async () => {
    const path = file('p.zip', await testPackage())
    expect(await reason('verify', path, '--passphrase-file', passphrasePath)).toBe('3 unknown-signer')
    expect(await check(await testPackage(), '--key', strangerKeyPath)).toBe('3 other-signer')
  })
  test('needs the right passphrase', async () => {
    const path = file('p.zip', await testPackage())
    expect(await reason('verify', path, '--key', keyPath)).toBe('2 passphrase-needed')
    expect(await reason('verify', path, '--key', keyPath, '--passphrase-file', file('wrong.txt', 'XXXX-XXXX'))).toBe('2 wrong-passphrase')
  })

  const changes: readonly (readonly [string, string, PackageChange])[] = [
    ['content changed by someone who knows the passphrase', '1 content-differs', { content: { 'data/account.csv': 'other' } }],
    ['a page that was changed', '1 content-differs', { content: { 'index.html': '<script>' } }],
    ['the unencrypted file changed', '1 content-differs', { content: { '打开方法-HOW-TO-OPEN.txt': 'call this number' } }],
    ['a file taken out', '1 names-differ', { names: (names) => names.toSpliced(3, 1) }],
    ['a file put in', '1 names-differ', { names: (names) => [...names, 'data/more.csv'] }],
    ['a name changed', '1 names-differ', { names: (names) => names.with(2, 'data/account.exe') }],
    ['two files in each other\'s place', '1 names-differ', { names: (names) => names.with(2, names[3] ?? '').with(3, names[2] ?? '') }],
    ['a name of the version before', '1 names-differ', { names: (names) => names.filter((name) => !name.startsWith('data/notes')) }],
    ['an attached file changed', '1 content-differs', { attached: ['files/01.pdf'], content: { 'files/01.pdf': 'other' } }],
    ['an attached file taken out', '1 names-differ', { attached: ['files/01.pdf', 'files/02.pdf'], names: (names) => names.filter((name) => name !== 'files/02.pdf') }],
    ['an attached file under another kind of name', '1 names-differ', { attached: ['files/01.pdf'], names: (names) => names.map((name) => name.replace('.pdf', '.txt')) }],
    ['an attached file that is a program', '1 names-differ', { attached: ['files/01.exe'] }],
    ['an attached file outside its folder', '1 names-differ', { attached: ['files/../01.pdf'] }],
    ['an attached file out of its turn', '1 names-differ', { attached: ['files/02.pdf'] }],
    ['more attached files than a case has', '1 names-differ', { attached: Array.from({ length: 21 }, (_, at) => `files/${String(at + 1).padStart(2, '0')}.pdf`) }],
    ['a manifest of this version with the names of the one before', '1 names-differ', { version: 1, manifest: { v: 2 } }],
    ['a manifest that was rewritten', '1 bad-signature', { signWith: (bytes) => signManifest(bytes.slice(1), device.signer) }],
    ['a manifest of a stranger under our certificate', '1 bad-signature', { signWith: (bytes) => signManifest(bytes, stranger) }],
    ['a manifest made outside the certificate\'s time', '1 expired', { manifest: { madeAt: AT + 400 * 86_400_000 } }],
    ['a manifest for another tenant', '1 bad-certificate', { manifest: { tenant: 'other' } }],
  ]
  test.each(changes)('with %s: %s', async (_, expected, change) => expect(await check(await testPackage(change))).toBe(expected))

  test('fails for any byte that was changed', async () => {
    const good = await testPackage()
    const path = join(folder, 'mutant.zip')
    // The last byte of the unencrypted file's deflate stream ends in bits that no reader looks at: to change them changes nothing.
    const deaf = endOfPlainData(good) - 1
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        if (at === deaf) return
        const bytes = good.slice()
        bytes[at] = (bytes[at] ?? 0) ^ change
        writeFileSync(path, bytes)
        expect((await run('verify', path, '--passphrase-file', passphrasePath, '--key', keyPath)).code).not.toBe(0)
      }),
      { numRuns: 40 },
    )
  })
  test('fails for every byte of a header that was changed, without looking into the content', async () => {
    const good = await testPackage()
    const path = join(folder, 'mutant.zip')
    const passed: number[] = []
    // Without a passphrase the answer is "passphrase needed" only when the whole structure is right.
    for (const at of [...range(0, 58), ...range(endOfPlainData(good), 16 + 30 + 21), ...range(directoryStart(good), good.length - directoryStart(good), 3)]) {
      const bytes = good.slice()
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8))
      writeFileSync(path, bytes)
      if ((await run('verify', path, '--key', keyPath)).code !== 1) passed.push(at)
    }
    expect(passed).toEqual([])
  })
  test('fails when bytes stand before or behind it, or when it was cut', async () => {
    const good = await testPackage()
    const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))
    expect(await check(joined(good, Buffer.from('x')))).toBe('1 archive-changed')
    expect(await check(joined(good.slice(0, 30), good))).not.toMatch(/^0/)
    for (const length of [5, 100, good.length - 1]) expect(await check(good.slice(0, length))).toBe('1 archive-changed')
  })
})

const range = (from: number, count: number, step = 1): readonly number[] => Array.from({ length: Math.ceil(count / step) }, (_, at) => from + at * step)

/** The first entry is the plain one: header of 30 bytes, its name of 28, then what the directory says. */
function endOfPlainData(bytes: Uint8Array): number {
  return 30 + 28 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(directoryStart(bytes) + 20, true)
}

function directoryStart(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 6, true)
}

describe('verifying the report of a batch', () => {
  test('of a product that has ended names it, and says no more than its plan', async () => {
    const path = file('e.json', JSON.stringify(testEndingReport()))
    expect(await reason('verify', path, '--key', keyPath)).toBe('0 valid')
    expect(JSON.parse((await run('verify', path, '--key', keyPath, '--json')).out)).toMatchObject({ product: 'company-profile', people: 3, planned: 50, done: 48, kept: 7, held: 2 })
    const { ending, lines } = testEndingReport().body
    const bad: Parameters<typeof testEndingReport>[0][] = [
      { ending: { ...ending!, product: 'trade-search' } }, { ending: { ...ending!, peopleDone: 4 } }, { ending: undefined }, { lines: [lines[0]!, { ...lines[1]!, kept: 11 }] }, { lines: [lines[0]!, { ...lines[1]!, then: 'delete' }] },
    ]
    for (const [n, more] of bad.entries()) expect(await reason('verify', file(`ending-${n}.json`, JSON.stringify(testEndingReport(more))), '--key', keyPath), String(n)).toBe('1 executed-differs')
  })

  test('tells valid, changed, unknown and contradictory apart, and sums it up', async () => {
    const path = file('r.json', JSON.stringify(testBatchReport()))
    expect(await reason('verify', path, '--key', keyPath)).toBe('0 valid')
    expect(JSON.parse((await run('verify', path, '--key', keyPath, '--json')).out)).toMatchObject({ planned: 40, done: 38, held: 2, agreed: '周示一, 吴示二' })
    expect(await reason('verify', path)).toBe('3 unknown-signer')
    expect(await reason('verify', path, '--key', strangerKeyPath)).toBe('3 other-signer')
    expect(await reason('verify', file('s.json', JSON.stringify(testBatchReport()).replace('"done":38', '"done":37')), '--key', keyPath)).toBe('1 bad-signature')
    const { body } = testBatchReport()
    const [line] = body.lines
    const bad: [Parameters<typeof testBatchReport>[0], string][] = [
      [{ lines: [{ ...line!, done: 41 }] }, 'executed-differs'], [{ lines: [{ ...line!, planned: 50 }] }, 'executed-differs'], [{ lines: [] }, 'executed-differs'],
      [{ planHash: 'a'.repeat(64) }, 'plan-hash-differs'], [{ agreed: [body.agreed[0]!, body.agreed[0]!] }, 'own-approval'], [{ agreed: [body.agreed[0]!] }, 'malformed'],
    ]
    for (const [n, [more, outcome]] of bad.entries()) expect(await reason('verify', file(`bad-${n}.json`, JSON.stringify(testBatchReport(more))), '--key', keyPath)).toBe(`1 ${outcome}`)
  })
})

describe('verifying a certificate', () => {
  test('tells valid, changed, unknown and rubbish apart', async () => {
    const path = file('c.json', JSON.stringify(testCertificate()))
    expect(await reason('verify', path, '--key', keyPath)).toBe('0 valid')
    expect(await reason('verify', path)).toBe('3 unknown-signer')
    expect(await reason('verify', path, '--key', strangerKeyPath)).toBe('3 other-signer')
    expect(await reason('verify', file('d.json', JSON.stringify(testCertificate()).replace('1286', '1287')), '--key', keyPath)).toBe('1 bad-signature')
    expect(await reason('verify', file('e.json', 'hello'), '--key', keyPath)).toBe('1 malformed')
  })
  test('says why it was deleted, in both languages and by its code, and nothing where the certificate does not say', async () => {
    const paths = [testCertificate(), testCertificateOfBefore()].map((one, n) => file(`why-${n}.pdcert`, JSON.stringify(one)))
    const said = await Promise.all(paths.map((path) => run('verify', path, '--key', keyPath)))
    expect(said.map(({ code }) => code)).toEqual([0, 0])
    expect(said[0]?.out).toContain('删除事由：处理目的已实现、无法实现或不再必要 (《个人信息保护法》第四十七条第一款第一项)')
    expect(said[0]?.out).toContain('Ground of deletion: Purpose achieved, not achievable or no longer necessary (Personal Information Protection Law, Art. 47(1)(1))')
    expect(said[1]?.out).not.toContain('Ground of deletion')
    const facts = await Promise.all(paths.map(async (path) => JSON.parse((await run('verify', path, '--key', keyPath, '--json')).out) as Record<string, unknown>))
    expect(facts.map((one) => [one['deletionGround'], one['kept']])).toEqual([['purpose-over', 162], [undefined, 162]])
  })
  test('counts as kept what the law keeps since a hold was lifted', async () => {
    const hold = { id: '01970000-0000-7000-8000-0000000000b1' as HoldId, matter: 'm', reach: 'everyone', categories: ['access-log'], reason: 'r', placedBy: testCertificateBody().proposedBy.id, placedAt: AT, approvedAt: AT, reviewOn: '2026-09-01', extensions: [] } satisfies HoldEntry
    const plan = testPlan([hold])
    const kept = async (releasedAt?: number): Promise<unknown> => {
      const held = [{ category: 'access-log' as const, rows: 162, holds: [{ id: hold.id, reviewOn: hold.reviewOn }], then: 'restrict' as const, ...(releasedAt === undefined ? {} : { releasedAt }) }]
      const certificate = testCertificate({ plan: plan as unknown as CertificateNow['plan'], planHash: planHash(plan, nodeCrypto), executed: plan.lines.map(({ category, action, rows }) => ({ category, action, rows })), restricted: [], held })
      return (JSON.parse((await run('verify', file('held.pdcert', JSON.stringify(certificate)), '--key', keyPath, '--json')).out) as { kept: number }).kept
    }
    expect([await kept(), await kept(dayStart('2026-11-23')), await kept(dayStart('2026-11-24'))]).toEqual([0, 162, 0])
  })
})

describe('verifying an audit chain', () => {
  const lines: string[] = []
  let head = EMPTY_CHAIN
  for (let n = 1; n <= 5; n++) {
    const { text, hash } = nextEntry(head, { ts: AT, mono: n, bootId: 'b', actor: 'system', device: DEVICE_ID, type: 'search.people', detailHash: NO_HASH }, nodeCrypto)
    lines.push(text)
    head = { size: n, headHash: hash }
  }
  const last = auditExportLastLine(signAuditHead(mustOk(checkChain(lines, nodeCrypto)), DEVICE_ID, AT, device.signer, device.certificate))
  const text = [AUDIT_EXPORT_FIRST_LINE, ...lines, last].map((line) => `${line}\n`).join('')

  test('tells intact, broken, cut and unknown apart', async () => {
    const path = file('audit.ndjson', text)
    expect(await reason('verify-audit', path, '--key', keyPath)).toBe('0 valid')
    expect(await reason('verify-audit', path)).toBe('3 unknown-signer')
    expect(await reason('verify-audit', file('cut.ndjson', text.replace(`${lines[4] ?? ''}\n`, '')), '--key', keyPath)).toBe('1 head-differs')
    const broken = await run('verify-audit', file('broken.ndjson', text.replace(`${lines[2] ?? ''}\n`, '')), '--key', keyPath)
    expect(broken.code).toBe(1)
    expect(broken.err).toContain('entry: 3')
  })
  test('takes only a line feed for the end of a line', async () => {
    for (const end of ['\r\n', '\r', '\u2028']) expect(await reason('verify-audit', file('ends.ndjson', text.replaceAll('\n', end)), '--key', keyPath)).toBe('1 malformed')
    expect(await reason('verify-audit', file('more.ndjson', `${text}\n`), '--key', keyPath)).toMatch(/^1/)
  })
})

describe('wrong usage', () => {
  test.each([[[]], [['verify']], [['verify', 'a', 'b']], [['unlock', 'a']], [['verify', 'a', '--nothing']], [['deadline', 'a']]])('%j prints the usage and ends with 2', async (argv) => {
    const { code, err } = await run(...argv)
    expect(code).toBe(2)
    expect(err).toContain('privacy-desk verify')
  })
  test('a rules pack that cannot be read ends with 2', async () => {
    expect(await reason('deadline', '--pack', join(folder, 'none'))).toBe('2 pack-unreadable')
    expect(await reason('deadline', '--pack', file('pack.json', '{}'))).toBe('2 pack-unreadable')
  })
  test('help is no mistake', async () => expect((await run('--help')).code).toBe(0))
  test('files that are not there are unreadable', async () => {
    expect(await reason('verify', join(folder, 'none.zip'))).toBe('2 file-unreadable')
    expect(await reason('verify-audit', join(folder, 'none'))).toBe('2 file-unreadable')
    expect(await reason('verify', file('c.json', '{}'), '--key', join(folder, 'none'))).toBe('2 key-unreadable')
    expect(await reason('verify', file('c.json', '{}'), '--key', file('bad.pub', 'no key'))).toBe('2 key-unreadable')
  })
})
