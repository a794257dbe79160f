// Whole access packages through the real worker: they open elsewhere, verify, repeat, and leave nothing when they are not finished.
import { execFile } from 'node:child_process'
import { byteSourceOf } from '../../../src-shared/formats/evidence/bytes'
import { chmod, mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { path7za } from '7zip-bin'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeCrypto } from '../../../src-main/keys/node-crypto'
import { collectPackage } from '../../../src-main/packages/collect'
import { DATA_SCHEMAS } from '../../../src-main/packages/data-schemas'
import { sweepUnfinishedPackages, unfinishedPath } from '../../../src-main/packages/package-folder'
import { writeAccessPackage, type PackageResult } from '../../../src-main/packages/write-package'
import { createRng } from '../../../src-origin/seed/random'
import { err, mustOk } from '../../../src-shared/base/result'
import type { DeskError } from '../../../src-shared/contract/errors'
import { checkPackage } from '../../../src-shared/formats/evidence/check-package'
import { manifestSchema } from '../../../src-shared/formats/package'
import { PACKAGE_CONTENT, SIGNED_PARTS } from '../../../src-shared/formats/package-names'
import { packagePerson, rowsOf, sourceOf } from '../../fixtures/package-source'
import { createPackageMaker, type PackageMaker } from '../../fixtures/package-maker'
import { DEVICE_ID, organisation, stranger } from '../../fixtures/signers'
import { parseCsv } from '../../fixtures/csv'

const run = promisify(execFile)
let maker: PackageMaker
beforeAll(async () => {
  maker = await createPackageMaker()
})
afterAll(() => maker.remove())

describe('a finished package', () => {
  const person = packagePerson(0, 1_600)
  let made: PackageResult
  const seen: { rows: number; totalRows: number }[] = []

  beforeAll(async () => {
    made = await maker.make(person, {}, { progress: (progress) => seen.push(progress) })
  })

  test('has the fixed names, 0600, a passphrase of 100 bits, and says how far it was', async () => {
    expect(made.files.map(({ name }) => name)).toEqual(PACKAGE_CONTENT)
    expect((await stat(made.path)).mode & 0o777).toBe(0o600)
    expect(made.passphrase).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){4}$/)
    expect(seen.at(-1)).toEqual({ rows: 3_200, totalRows: 3_200 })
    expect(nodeCrypto.sha256(await readFile(made.path))).toEqual(new Uint8Array(Buffer.from(made.sha256, 'hex')))
    expect(await maker.leftovers()).toEqual([])
  })

  test('verifies with the organisation key, is of another signer with another, and opens not with a wrong passphrase', async () => {
    const file = await open(made.path, 'r')
    const check = async (passphrase: string, orgPublicKey: Uint8Array) => checkPackage(await byteSourceOf(file), { passphrase, orgPublicKey, crypto: nodeCrypto })
    expect(await check(made.passphrase, organisation.publicKey)).toMatchObject({ outcome: 'valid', package: { signer: { id: DEVICE_ID } } })
    expect(await check(made.passphrase, stranger.publicKey)).toEqual({ outcome: 'other-signer', what: 'package' })
    expect(await check(`${made.passphrase.slice(0, -1)}_`, organisation.publicKey)).toEqual({ outcome: 'wrong-passphrase', what: 'package' })
    await file.close()
  })

  test('opens with 7z and bsdtar, and with neither for a wrong passphrase', async () => {
    const sevenZip = await findSevenZip()
    const bsdtar = await which('bsdtar')
    const out = path.join(maker.dir, 'out')
    await expect(run(sevenZip, ['t', `-p${made.passphrase}`, made.path])).resolves.toMatchObject({ stdout: expect.stringContaining('Everything is Ok') as string })
    await expect(run(sevenZip, ['t', '-pWRONG-WRONG-WRONG-WRONG', made.path])).rejects.toThrow()
    const { stdout } = await run(sevenZip, ['l', '-slt', made.path])
    expect(stdout.match(/Method = .*AES-256/g)?.length).toBe(PACKAGE_CONTENT.length + SIGNED_PARTS.length - 1)
    if (bsdtar !== undefined) {
      await mkdir(out, { recursive: true })
      await run(bsdtar, ['-xf', made.path, '--passphrase', made.passphrase, '-C', out], { env: { ...process.env, LC_ALL: 'C.UTF-8' } })
      expect(await readFile(path.join(out, 'index.html'), 'utf8')).toContain(person.subject.accountNo)
      await expect(run(bsdtar, ['-xOf', made.path, '--passphrase', 'WRONG', 'index.html'])).rejects.toThrow()
    }
  })

  test('opens with 7z and bsdtar where its files are many blocks', async () => {
    const many = await maker.make(packagePerson(2, 12_000))
    expect(many.files.find(({ name }) => name === 'data/service-log.ndjson')?.sizeBytes).toBeGreaterThan(1_500_000)
    await expect(run(await findSevenZip(), ['t', `-p${many.passphrase}`, many.path])).resolves.toMatchObject({ stdout: expect.stringContaining('Everything is Ok') as string })
    const bsdtar = await which('bsdtar')
    if (bsdtar === undefined) return
    const { stdout } = await run(bsdtar, ['-xOf', many.path, '--passphrase', many.passphrase, 'data/service-log.csv'], { maxBuffer: 1 << 26 })
    expect(parseCsv(stdout).length).toBe(12_001)
  })

  test('shows nobody and no time to whoever lacks the passphrase', async () => {
    const bytes = await readFile(made.path)
    const readable = bytes.toString('utf8') + bytes.toString('utf16le')
    for (const needle of [person.subject.name, person.subject.accountNo, ...person.subject.identifiers.map(({ value }) => value.replace('+86', '')), '26-1179']) expect(readable).not.toContain(needle)
    const { stdout } = await run(await findSevenZip(), ['l', '-slt', made.path])
    expect(new Set(stdout.match(/^Modified = .*$/gm))).toEqual(new Set(['Modified = 1980-01-01 00:00:00']))
  })

  test('holds what the source holds, row for row, and nothing of the staff', async () => {
    const content = await maker.contentOf(made)
    const lines = (content.get('data/service-log.ndjson') ?? '').trimEnd().split('\n').map((line) => JSON.parse(line) as { n: number; detail: string; ip: string })
    expect(lines.map(({ n, detail, ip }) => [n, detail, ip])).toEqual(person.logRows.map(({ n, detail, ip }) => [n, detail, ip]))
    const table = parseCsv(content.get('data/service-log.csv') ?? '')
    expect(table.length).toBe(person.logRows.length + 1)
    expect(table.slice(1).map((cells) => cells[3])).toEqual(person.logRows.map(({ detail }) => detail))
    const all = [...content.values()].join('\n')
    for (const secret of ['内部核验材料', '周示一', person.request.identityChecks[0]?.staffId ?? '-']) expect(all).not.toContain(secret)
  })

  test('has data files that fit the published schemas and a manifest that counts right', async () => {
    const content = await maker.contentOf(made)
    const json = (name: string): unknown => JSON.parse(content.get(`data/${name}.json`) ?? '')
    for (const name of ['account', 'consents', 'policies', 'holdings', 'requests', 'notes'] as const) DATA_SCHEMAS[`access-package-${name}`].parse(json(name))
    for (const line of (content.get('data/service-log.ndjson') ?? '').trimEnd().split('\n')) DATA_SCHEMAS['access-package-service-log-line'].parse(JSON.parse(line))
    const manifest = manifestSchema.parse(JSON.parse(content.get('manifest.json') ?? ''))
    expect(manifest.files.find(({ name }) => name === 'data/service-log.csv')?.rows).toBe(1_600)
    expect(manifest.coverage.every(({ heldRows, includedRows }) => heldRows === includedRows)).toBe(true)
    expect(manifest.coverage.map(({ category }) => category)).toContain('access-log')
  })

  test('has the same files a second time, under another id and passphrase', async () => {
    const again = await maker.make(person)
    expect(again.files.map(({ name, sha256 }) => [name, sha256])).toEqual(made.files.map(({ name, sha256 }) => [name, sha256]))
    const other = await maker.make(person, { packageId: '0197a0aa-0000-7000-8000-00000000000b' }, { random: createRng('other', 'random', 1).fill })
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
    const made = await maker.make(partial, {}, {})
    const content = await maker.contentOf(made)
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

describe('an unfinished package', () => {
  test('leaves nothing when it is cancelled in the middle', async () => {
    const person = packagePerson(6, 30_000)
    const abort = new AbortController()
    const before = await readdir(maker.dir)
    const result = await writeAccessPackage(await maker.input(person), maker.deps(person, { signal: abort.signal, progress: ({ rows }) => (rows > 4_000 ? abort.abort() : undefined) }))
    expect(result).toEqual({ ok: false, error: { kind: 'cancelled' } })
    expect(await readdir(maker.dir)).toEqual(before)
  })

  test('waits for nothing when it is stopped: neither for rows that do not come nor for a look through them', async () => {
    const person = packagePerson(6, 30_000)
    const never = new Promise<never>(() => undefined)
    const abort = new AbortController()
    const before = await readdir(maker.dir)
    const logRows = async function* () {
      yield* person.logRows.slice(0, 5_000)
      abort.abort()
      await never
    }
    expect(await writeAccessPackage(await maker.input(person), maker.deps(person, { signal: abort.signal, logRows }))).toEqual({ ok: false, error: { kind: 'cancelled' } })
    expect(await readdir(maker.dir)).toEqual(before)
    const later = new AbortController()
    const suspectLogRows = async function* (): AsyncGenerator<never> {
      later.abort()
      await never
    }
    const source = { ...sourceOf(person), suspectLogRows }
    expect(await collectPackage(person.request.id, source, later.signal)).toEqual({ ok: false, error: { kind: 'cancelled' } })
    expect(await collectPackage(person.request.id, source, later.signal)).toEqual({ ok: false, error: { kind: 'cancelled' } })
    expect(await collectPackage(person.request.id, sourceOf(person), new AbortController().signal)).toMatchObject({ ok: true })
  })

  test('is refused when the rows change between the passes', async () => {
    const person = packagePerson(7, 500)
    let passes = 0
    const logRows = () => rowsOf(++passes === 2 ? person.logRows.slice(1) : person.logRows)
    expect(await writeAccessPackage(await maker.input(person), maker.deps(person, { logRows }))).toEqual({ ok: false, error: { kind: 'state-changed' } })
    expect(await maker.leftovers()).toEqual([])
  })

  test('is refused when the rows are exchanged for as many others, in either pass', async () => {
    const person = packagePerson(9, 500)
    for (const exchanged of [1, 2]) {
      let passes = 0
      const logPages = () => {
        passes += 1
        return sourceOf(person).logPages(person.subject.id)
      }
      const logState = async (): Promise<string> => (passes < exchanged ? 'fetched' : 'fetched anew')
      const { collected, logPages: pages } = mustOk(await collectPackage(person.request.id, { ...sourceOf(person), logPages, logState }))
      expect(await writeAccessPackage(await maker.input(person, { collected }), maker.deps(person, { logPages: pages }))).toEqual({ ok: false, error: { kind: 'state-changed' } })
      expect(passes).toBe(exchanged)
      expect(await maker.leftovers()).toEqual([])
    }
  })

  test('has its name only once whoever keeps the record gives it, and leaves nothing where they do not', async () => {
    const person = packagePerson(8, 50)
    const input = await maker.input(person, { exportDir: path.join(maker.dir, 'kept') })
    const names = () => readdir(input.exportDir)
    let whole: readonly string[] = []
    const refusing = async () => {
      whole = await names()
      return err<DeskError>({ kind: 'gone-erased' })
    }
    expect(await writeAccessPackage(input, maker.deps(person, { keep: refusing }))).toEqual({ ok: false, error: { kind: 'gone-erased' } })
    expect(whole).toEqual([expect.stringMatching(/^\.access-package-.*\.part$/)])
    expect(await names()).toEqual([])
    const made = await writeAccessPackage(input, maker.deps(person))
    expect(await names()).toEqual([mustOk(made).fileName])
  })

  test('is refused when the rows cannot be read, and when the signature is not the device\'s', async () => {
    const person = packagePerson(8, 50)
    const broken = async function* (): AsyncGenerator<never> {
      throw new Error('store gone')
    }
    expect(await writeAccessPackage(await maker.input(person), maker.deps(person, { logRows: broken }))).toEqual({ ok: false, error: { kind: 'package-failed' } })
    expect(await writeAccessPackage(await maker.input(person), maker.deps(person, { signer: stranger }))).toEqual({ ok: false, error: { kind: 'package-failed' } })
    expect(await maker.leftovers()).toEqual([])
  })

  test('says so when the folder cannot be written or the disk is full', async () => {
    const person = packagePerson(9, 20_000)
    const blocked = path.join(maker.dir, 'a-file')
    await writeFile(blocked, '')
    expect(await writeAccessPackage(await maker.input(person, { exportDir: path.join(blocked, 'inside') }), maker.deps(person))).toEqual({ ok: false, error: { kind: 'package-failed' } })
    const small = path.join(maker.dir, 'small')
    await mkdir(small)
    try {
      await run('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', small])
    } catch {
      return // only root may mount; the other half of the test has run
    }
    try {
      expect(await writeAccessPackage(await maker.input(person, { exportDir: small }), maker.deps(person))).toEqual({ ok: false, error: { kind: 'disk-full' } })
      expect(await readdir(small)).toEqual([])
    } finally {
      await run('umount', [small])
    }
  })

  test('is swept at the next start, and finished packages and other files stay', async () => {
    const orphan = unfinishedPath(maker.dir, '0197a0aa-0000-7000-8000-000000000001')
    await writeFile(orphan, 'half')
    await chmod(orphan, 0o600)
    const others = (await readdir(maker.dir)).filter((name) => !name.endsWith('.part'))
    expect(await sweepUnfinishedPackages(maker.dir)).toBe(1)
    expect(await readdir(maker.dir)).toEqual(others)
    expect(await sweepUnfinishedPackages(path.join(maker.dir, 'not-there'))).toBe(0)
  })
})

/** One that is installed, else the one that comes with the project: there is always one. */
async function findSevenZip(): Promise<string> {
  await chmod(path7za, 0o755)
  return (await which('7zz', '7z')) ?? path7za
}

async function which(...names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const found = await run('which', [name]).then(({ stdout }) => stdout.trim(), () => undefined)
    if (found !== undefined) return found
  }
  return undefined
}
