// Whole access packages through the real worker: they open elsewhere, verify, repeat, and leave nothing when they are not finished.
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeCrypto } from '../../../src-main/keys/node-crypto'
import { collectPackage } from '../../../src-main/packages/collect'
import { DATA_SCHEMAS } from '../../../src-main/packages/data-schemas'
import { sweepUnfinishedPackages, unfinishedPath } from '../../../src-main/packages/package-folder'
import { verifyPackage } from '../../../src-main/packages/verify-package'
import { writeAccessPackage, type PackageDeps, type PackageInput, type PackageResult } from '../../../src-main/packages/write-package'
import { createRng } from '../../../src-origin/seed/random'
import type { RedactionChoices } from '../../../src-shared/domain/redactions'
import type { DeviceId } from '../../../src-shared/base/ids'
import { manifestSchema } from '../../../src-shared/formats/package'
import { PACKAGE_CONTENT, SIGNED_PARTS } from '../../../src-shared/formats/package-names'
import { FileDamaged } from '../../../src-main/vault/sealed-file'
import { readArchive } from '../../../src-main/packages/zip-archive'
import { caseNote, collected, gathered, MADE_AT, packagePerson, sourceOf, type PackagePerson } from '../../fixtures/package-source'
import { buildWorker } from '../../fixtures/worker-file'
import { device, DEVICE_ID, organisation, stranger } from '../../fixtures/signers'
import { fileOf, pdfOf } from '../../fixtures/note-files'
import { parseCsv } from '../../fixtures/csv'
import { PACK_VERSION } from '../../fixtures/rules'

const run = promisify(execFile)
let workerFile: string
let workerDir: string
let dir: string

beforeAll(async () => {
  ;({ workerFile, dir: workerDir } = await buildWorker('package-worker'))
  dir = await mkdtemp(path.join(os.tmpdir(), 'pd-package-'))
})
afterAll(async () => {
  await rm(workerDir, { recursive: true, force: true })
  await rm(dir, { recursive: true, force: true })
})

async function input(person: PackagePerson, more: Partial<PackageInput> = {}): Promise<PackageInput> {
  return {
    collected: await collected(person), tenant: 'sinoimex-test', region: 'CN-LN', device: { id: DEVICE_ID as DeviceId, name: 'DL-CS-07' }, certificate: device.certificate,
    organisationKey: organisation.publicKey, madeAt: MADE_AT, dataAsOf: MADE_AT - 60_000, rulesPack: PACK_VERSION, exportDir: dir, ...more,
  }
}
function deps(person: PackagePerson, more: Partial<PackageDeps> = {}): PackageDeps {
  return { signer: device.signer, random: createRng('package', 'random', person.logRows.length).fill, logRows: () => sourceOf(person).logRows(person.subject.id), fileBytes: (sha256) => chunksOf(person, sha256), workerFile, ...more }
}
async function* chunksOf({ files }: PackagePerson, sha256: string): AsyncGenerator<Uint8Array> {
  const bytes = files?.get(sha256) ?? Buffer.alloc(0)
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000)
}
async function make(person: PackagePerson, more: Partial<PackageInput> = {}, moreDeps: Partial<PackageDeps> = {}): Promise<PackageResult> {
  const { logRows } = await gathered(person)
  const result = await writeAccessPackage(await input(person, more), deps(person, { logRows, ...moreDeps }))
  if (!result.ok) throw new Error(result.error.kind)
  return result.value
}
async function contentOf(made: PackageResult): Promise<ReadonlyMap<string, string>> {
  const file = await open(made.path, 'r')
  try {
    const entries = await readArchive(file, made.passphrase, () => true)
    return new Map(entries.map((entry) => [entry.name, new TextDecoder('utf-8', { ignoreBOM: true }).decode(entry.bytes)]))
  } finally {
    await file.close()
  }
}
const leftovers = async () => (await readdir(dir)).filter((name) => name.endsWith('.part'))

describe('a finished package', () => {
  const person = packagePerson(0, 1_600)
  let made: PackageResult
  const seen: { rows: number; totalRows: number }[] = []

  beforeAll(async () => {
    made = await make(person, {}, { progress: (progress) => seen.push(progress) })
  })

  test('has the fixed names, 0600, a passphrase of 100 bits, and says how far it was', async () => {
    expect(made.files.map(({ name }) => name)).toEqual(PACKAGE_CONTENT)
    expect((await stat(made.path)).mode & 0o777).toBe(0o600)
    expect(made.passphrase).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){4}$/)
    expect(seen.at(-1)).toEqual({ rows: 3_200, totalRows: 3_200 })
    expect(nodeCrypto.sha256(await readFile(made.path))).toEqual(new Uint8Array(Buffer.from(made.sha256, 'hex')))
    expect(await leftovers()).toEqual([])
  })

  test('verifies with the organisation key, is an unknown signer with another, and is unreadable with a wrong passphrase', async () => {
    const file = await open(made.path, 'r')
    const check = (passphrase: string, key: Uint8Array | undefined) => verifyPackage(file, passphrase, key)
    expect(await check(made.passphrase, organisation.publicKey)).toMatchObject({ ok: true, value: { signer: { id: DEVICE_ID } } })
    expect(await check(made.passphrase, stranger.publicKey)).toEqual({ ok: false, error: { kind: 'unknown-signer' } })
    expect(await check(`${made.passphrase.slice(0, -1)}_`, organisation.publicKey)).toEqual({ ok: false, error: { kind: 'unreadable' } })
    await file.close()
  })

  test('opens with 7z and bsdtar, and with neither for a wrong passphrase', async () => {
    const sevenZip = await which('7zz', '7z')
    const bsdtar = await which('bsdtar')
    const out = path.join(dir, 'out')
    if (sevenZip !== undefined) {
      await expect(run(sevenZip, ['t', `-p${made.passphrase}`, made.path])).resolves.toMatchObject({ stdout: expect.stringContaining('Everything is Ok') as string })
      await expect(run(sevenZip, ['t', '-pWRONG-WRONG-WRONG-WRONG', made.path])).rejects.toThrow()
      const { stdout } = await run(sevenZip, ['l', '-slt', made.path])
      expect(stdout.match(/Method = .*AES-256/g)?.length).toBe(PACKAGE_CONTENT.length + SIGNED_PARTS.length - 1)
    }
    if (bsdtar !== undefined) {
      await mkdir(out, { recursive: true })
      await run(bsdtar, ['-xf', made.path, '--passphrase', made.passphrase, '-C', out], { env: { ...process.env, LC_ALL: 'C.UTF-8' } })
      expect(await readFile(path.join(out, 'index.html'), 'utf8')).toContain(person.subject.accountNo)
      await expect(run(bsdtar, ['-xOf', made.path, '--passphrase', 'WRONG', 'index.html'])).rejects.toThrow()
    }
    expect([sevenZip, bsdtar].filter((tool) => tool !== undefined).length, 'neither 7z nor bsdtar is installed').toBeGreaterThan(0)
  })

  test('shows nobody and no time to whoever lacks the passphrase', async () => {
    const bytes = await readFile(made.path)
    const readable = bytes.toString('utf8') + bytes.toString('utf16le')
    for (const needle of [person.subject.name, person.subject.accountNo, ...person.subject.identifiers.map(({ value }) => value.replace('+86', '')), '26-1179']) expect(readable).not.toContain(needle)
    const zip = await which('7zz', '7z')
    if (zip === undefined) return
    const { stdout } = await run(zip, ['l', '-slt', made.path])
    expect(new Set(stdout.match(/^Modified = .*$/gm))).toEqual(new Set(['Modified = 1980-01-01 00:00:00']))
  })

  test('holds what the source holds, row for row, and nothing of the staff', async () => {
    const content = await contentOf(made)
    const lines = (content.get('data/service-log.ndjson') ?? '').trimEnd().split('\n').map((line) => JSON.parse(line) as { n: number; detail: string; ip: string })
    expect(lines.map(({ n, detail, ip }) => [n, detail, ip])).toEqual(person.logRows.map(({ n, detail, ip }) => [n, detail, ip]))
    const table = parseCsv(content.get('data/service-log.csv') ?? '')
    expect(table.length).toBe(person.logRows.length + 1)
    expect(table.slice(1).map((cells) => cells[3])).toEqual(person.logRows.map(({ detail }) => detail))
    const all = [...content.values()].join('\n')
    for (const secret of ['内部核验材料', '周示一', person.request.identityChecks[0]?.staffId ?? '-']) expect(all).not.toContain(secret)
  })

  test('has data files that fit the published schemas and a manifest that counts right', async () => {
    const content = await contentOf(made)
    const json = (name: string): unknown => JSON.parse(content.get(`data/${name}.json`) ?? '')
    for (const name of ['account', 'consents', 'policies', 'holdings', 'requests', 'notes'] as const) DATA_SCHEMAS[`access-package-${name}`].parse(json(name))
    for (const line of (content.get('data/service-log.ndjson') ?? '').trimEnd().split('\n')) DATA_SCHEMAS['access-package-service-log-line'].parse(JSON.parse(line))
    const manifest = manifestSchema.parse(JSON.parse(content.get('manifest.json') ?? ''))
    expect(manifest.files.find(({ name }) => name === 'data/service-log.csv')?.rows).toBe(1_600)
    expect(manifest.coverage.every(({ heldRows, includedRows }) => heldRows === includedRows)).toBe(true)
    expect(manifest.coverage.map(({ category }) => category)).toContain('access-log')
  })

  test('has the same files a second time, under another id and passphrase', async () => {
    const again = await make(person)
    expect(again.files.map(({ name, sha256 }) => [name, sha256])).toEqual(made.files.map(({ name, sha256 }) => [name, sha256]))
    const other = await make(person, {}, { random: createRng('other', 'random', 1).fill })
    expect(other.passphrase).not.toBe(made.passphrase)
    expect(other.fileName).not.toBe(made.fileName)
    // Only the page names package and file.
    expect(other.files.filter(({ sha256 }, at) => sha256 !== made.files[at]?.sha256).map(({ name }) => name)).toEqual(['index.html'])
  })
})

describe('coverage', () => {
  test('names what is held and not here, with its reason in both languages', async () => {
    const person = packagePerson(3, 40)
    const browsing = person.logRows.filter(({ category }) => category === 'browsing').length
    const partial = { ...person, logRows: person.logRows.filter(({ category }) => category !== 'browsing') }
    const made = await make(partial, {}, {})
    const content = await contentOf(made)
    const manifest = manifestSchema.parse(JSON.parse(content.get('manifest.json') ?? ''))
    expect(manifest.coverage.find(({ category }) => category === 'browsing')).toMatchObject({ heldRows: browsing, includedRows: 0, source: 'missing', withheld: { en: expect.any(String) as string } })
    expect(content.get('index.html')).toContain('制作时有一部分记录还没有从服务器取到')
  })

  test('is not made for somebody who was not verified, nor for a request that is not there', async () => {
    const person = packagePerson(4, 5)
    const unverified = { ...person, request: { ...person.request, identityChecks: [] } }
    expect(await collectPackage(person.request.id, sourceOf(unverified))).toEqual({ ok: false, error: { kind: 'identity-not-verified' } })
    expect(await collectPackage(packagePerson(5, 1).request.id, sourceOf(person))).toEqual({ ok: false, error: { kind: 'not-found' } })
  })
})

describe('what is handed out with it', () => {
  const person = packagePerson(10, 20)
  const report = pdfOf(70_000)
  const table = Buffer.from('a,b\r\n1,2\r\n')
  const files = [fileOf(report, '处理记录 =1+1.pdf', 'pdf'), fileOf(table, '明细.csv', 'csv')] as const
  const internal = fileOf(pdfOf(40), '内部.pdf', 'pdf')
  const notes = [
    caseNote(person, 1, { text: '附上处理记录', files: [files[0]] }),
    caseNote(person, 2, { text: '内部讨论', audience: 'internal', files: [internal] }),
    caseNote(person, 3, { text: '身份证复印件', audience: 'internal', kind: 'evidence', files: [internal] }),
    caseNote(person, 4, { text: '明细与处理记录', files: [files[1], files[0]] }),
    caseNote(person, 5, { text: '', files: [], removed: { why: 'taken-back', at: MADE_AT, reason: '写错了', files: 1 } }),
  ]
  const here = new Map([[files[0].sha256, report], [files[1].sha256, table], [internal.sha256, pdfOf(40)]])

  test('are the deliverable notes and their files alone, byte for byte, each once, under names that tell nothing', async () => {
    const made = await make({ ...person, notes, files: here })
    expect(made.files.map(({ name }) => name).slice(PACKAGE_CONTENT.length)).toEqual(['files/01.pdf', 'files/02.csv'])
    const opened = await open(made.path, 'r')
    const entries = await readArchive(opened, made.passphrase, () => true)
    await opened.close()
    const bytesOf = (name: string) => Buffer.from(entries.find((entry) => entry.name === name)?.bytes ?? [])
    expect(bytesOf('files/01.pdf').equals(report)).toBe(true)
    expect(bytesOf('files/02.csv').equals(table)).toBe(true)
    const content = await contentOf(made)
    const read = DATA_SCHEMAS['access-package-notes'].parse(JSON.parse(content.get('data/notes.json') ?? ''))
    expect(read.notes.map(({ text, files: of }) => [text, of.map(({ name, entry }) => [name, entry])])).toEqual([
      ['附上处理记录', [['处理记录 =1+1.pdf', 'files/01.pdf']]], ['明细与处理记录', [['明细.csv', 'files/02.csv'], ['处理记录 =1+1.pdf', 'files/01.pdf']]],
    ])
    expect(parseCsv(content.get('data/notes.csv') ?? '').slice(1).map((cells) => [cells[1], cells[4]])).toEqual([['附上处理记录', 'files/01.pdf'], ['明细与处理记录', 'files/02.csv'], ['明细与处理记录', 'files/01.pdf']])
    expect(manifestSchema.parse(JSON.parse(content.get('manifest.json') ?? ''))).toMatchObject({ v: 2, handedOut: { notes: 2, files: 2, missing: [] } })
    expect(content.get('index.html')).toContain('href="files/01.pdf"')
    for (const secret of ['内部讨论', '身份证复印件', '写错了', internal.sha256]) expect([...content.values()].join('\n')).not.toContain(secret)
    expect((await readFile(made.path)).toString('utf8')).not.toContain('处理记录')
  })

  test('names a file that is not here as missing, on the page and in the manifest', async () => {
    const made = await make({ ...person, notes, files: new Map([[files[1].sha256, table]]) })
    const content = await contentOf(made)
    expect(made.files.map(({ name }) => name).slice(PACKAGE_CONTENT.length)).toEqual(['files/01.csv'])
    expect(manifestSchema.parse(JSON.parse(content.get('manifest.json') ?? ''))).toMatchObject({ handedOut: { notes: 2, files: 1, missing: [{ sha256: files[0].sha256, sizeBytes: report.length, why: 'not-arrived' }] } })
    expect(content.get('index.html')).toContain('制作时还没有从服务器取到')
    expect(content.get('data/notes.csv')).toContain('制作时还没有从服务器取到')
  })

  test('is no package when a file is another one than its note names, or does not read', async () => {
    const changed = { ...person, notes, files: new Map([...here, [files[0].sha256, pdfOf(70_000)]]) }
    expect(await writeAccessPackage(await input(changed), deps(changed))).toEqual({ ok: false, error: { kind: 'file-damaged' } })
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield report.subarray(0, 1_000)
      throw new FileDamaged('chunk')
    }
    const all = { ...person, notes, files: here }
    expect(await writeAccessPackage(await input(all), deps(all, { fileBytes: broken }))).toEqual({ ok: false, error: { kind: 'file-damaged' } })
    expect(await leftovers()).toEqual([])
  })
})

describe('what is taken out before the release', () => {
  const MOBILE = '13911112222'
  const FRIEND = 'friend@example.org'
  const base = packagePerson(11, 400)
  const own = base.subject.identifiers.find(({ kind }) => kind === 'mobile')?.value ?? ''
  const details = new Map([[0, `联系 ${MOBILE} 和 ${own}`], [3, `抄送 ${FRIEND}；抄送 free@example.com`], [5, '甲公司报价 88 万'], [6, '内部端口 8443']])
  const logRows = base.logRows.map((row, at) => ({ ...row, detail: details.get(at) ?? '货物查询' }))
  const n = (at: number): number => logRows[at]?.n ?? -1
  const notes = [
    caseNote(base, 1, { text: `转告 ${MOBILE}`, files: [fileOf(Buffer.from('一'), '一.txt', 'txt')] }),
    caseNote(base, 2, { text: '含有同事的记录', files: [fileOf(Buffer.from('二'), '二.txt', 'txt')] }),
    caseNote(base, 3, { text: '附件', files: [fileOf(Buffer.from('三'), '三.txt', 'txt'), fileOf(Buffer.from('四'), '四.txt', 'txt')] }),
  ]
  const files = new Map(notes.flatMap((note) => note.files).map(({ sha256, name }) => [sha256, Buffer.from(name.slice(0, 1))]))
  const at = MADE_AT
  const choices: RedactionChoices[] = [
    { form: 'redact', own: [{ spot: { place: 'request', requestId: base.request.id }, kind: 'mobile', from: 3, to: 14, at }], redactions: [
      { spot: { place: 'log', n: n(5) }, part: 'field', reason: 'third-party-secret', at }, { spot: { place: 'log', n: n(6) }, part: 'row', reason: 'security', at },
    ] },
    { form: 'redact', own: [], redactions: [
      { spot: { place: 'note', noteId: notes[1]!.id }, part: 'row', reason: 'other-person', at }, { spot: { place: 'file', sha256: notes[2]!.files[0]!.sha256 }, part: 'row', reason: 'third-party-secret', at },
    ] },
  ]
  const person: PackagePerson = {
    ...base, logRows, notes, files, choices, othersAddresses: [FRIEND],
    request: { ...base.request, text: '请致电13811113333。', decision: { ...base.request.decision!, text: `已告知 ${MOBILE}` } },
  }
  const taken = ['13911112222', FRIEND, '甲公司报价', '内部端口', '含有同事', '二.txt']
  let made: PackageResult
  let content: ReadonlyMap<string, string>
  beforeAll(async () => {
    made = await make(person)
    content = await contentOf(made)
  })

  test('is nowhere in the package, in no file of it, and what is the person\'s own stays', () => {
    for (const [name, body] of content) for (const secret of taken) expect(body.includes(secret), `${secret} in ${name}`).toBe(false)
    const log = content.get('data/service-log.ndjson') ?? ''
    expect(log).toContain(own)
    expect(log).toContain('free@example.com')
    expect(content.get('data/requests.json')).toContain('13811113333')
    expect(log.trimEnd().split('\n')).toHaveLength(logRows.length - 1)
  })

  test('is counted in the manifest by reason and place, and told on the page with its ground', () => {
    const manifest = manifestSchema.parse(JSON.parse(content.get('manifest.json') ?? ''))
    expect(manifest).toMatchObject({
      redactions: [
        { reason: 'other-person', place: 'answer', count: 1 }, { reason: 'other-person', place: 'note', count: 2 }, { reason: 'other-person', place: 'log', count: 2 },
        { reason: 'third-party-secret', place: 'file', count: 1 }, { reason: 'third-party-secret', place: 'log', count: 1 }, { reason: 'security', place: 'log', count: 1 },
      ],
      handedOut: { notes: 2, files: 2, missing: [{ sha256: notes[2]!.files[0]!.sha256, why: 'withheld' }] },
    })
    const category = logRows[6]?.category
    expect(manifest.coverage.find((one) => one.category === category)).toMatchObject({ source: 'desk', withheld: { en: expect.stringContaining('taken out whole') as string } })
    const page = content.get('index.html') ?? ''
    for (const said of ['提供前隐去的内容：他人的信息', '共 5 处：我们的答复 1 处、随答复提供的说明 2 处、使用记录 2 处', '《个人信息保护法》第四十五条', 'secrets of a third party']) expect(page).toContain(said)
  })

  test('leaves its mark where it was, the same in JSON, tables and page', () => {
    for (const name of ['data/service-log.ndjson', 'data/service-log.csv', 'index.html']) {
      expect(content.get(name)).toContain('【已隐去 withheld: other-person】')
      expect(content.get(name)).toContain('【已隐去 withheld: third-party-secret】')
    }
    expect(made.files.map(({ name }) => name).slice(PACKAGE_CONTENT.length)).toEqual(['files/01.txt', 'files/02.txt'])
  })
})

describe('an unfinished package', () => {
  test('leaves nothing when it is cancelled in the middle', async () => {
    const person = packagePerson(6, 30_000)
    const abort = new AbortController()
    const before = await readdir(dir)
    const result = await writeAccessPackage(await input(person), deps(person, { signal: abort.signal, progress: ({ rows }) => (rows > 4_000 ? abort.abort() : undefined) }))
    expect(result).toEqual({ ok: false, error: { kind: 'cancelled' } })
    expect(await readdir(dir)).toEqual(before)
  })

  test('is refused when the rows change between the passes', async () => {
    const person = packagePerson(7, 500)
    let passes = 0
    const logRows = () => sourceOf({ ...person, logRows: ++passes === 2 ? person.logRows.slice(1) : person.logRows }).logRows(person.subject.id)
    expect(await writeAccessPackage(await input(person), deps(person, { logRows }))).toEqual({ ok: false, error: { kind: 'state-changed' } })
    expect(await leftovers()).toEqual([])
  })

  test('is refused when the rows cannot be read, and when the signature is not the device\'s', async () => {
    const person = packagePerson(8, 50)
    const broken = async function* (): AsyncGenerator<never> {
      throw new Error('store gone')
    }
    expect(await writeAccessPackage(await input(person), deps(person, { logRows: broken }))).toEqual({ ok: false, error: { kind: 'package-failed' } })
    expect(await writeAccessPackage(await input(person), deps(person, { signer: stranger }))).toEqual({ ok: false, error: { kind: 'package-failed' } })
    expect(await leftovers()).toEqual([])
  })

  test('says so when the folder cannot be written or the disk is full', async () => {
    const person = packagePerson(9, 20_000)
    const blocked = path.join(dir, 'a-file')
    await writeFile(blocked, '')
    expect(await writeAccessPackage(await input(person, { exportDir: path.join(blocked, 'inside') }), deps(person))).toEqual({ ok: false, error: { kind: 'package-failed' } })
    const small = path.join(dir, 'small')
    await mkdir(small)
    try {
      await run('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', small])
    } catch {
      return // only root may mount; the other half of the test has run
    }
    try {
      expect(await writeAccessPackage(await input(person, { exportDir: small }), deps(person))).toEqual({ ok: false, error: { kind: 'disk-full' } })
      expect(await readdir(small)).toEqual([])
    } finally {
      await run('umount', [small])
    }
  })

  test('is swept at the next start, and finished packages and other files stay', async () => {
    const orphan = unfinishedPath(dir, '0197a0aa-0000-7000-8000-000000000001')
    await writeFile(orphan, 'half')
    await chmod(orphan, 0o600)
    const others = (await readdir(dir)).filter((name) => !name.endsWith('.part'))
    expect(await sweepUnfinishedPackages(dir)).toBe(1)
    expect(await readdir(dir)).toEqual(others)
    expect(await sweepUnfinishedPackages(path.join(dir, 'not-there'))).toBe(0)
  })
})

async function which(...names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const found = await run('which', [name]).then(({ stdout }) => stdout.trim(), () => undefined)
    if (found !== undefined) return found
  }
  return undefined
}
