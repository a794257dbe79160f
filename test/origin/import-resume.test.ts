// A cancelled import and a killed one go on after their last committed batch, with one result for each row; and 20,000 people need little memory.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { companyFiles, importInto, makeFolder, MAPPING, readResult, sayCounts, type ImportFolder } from '../fixtures/import-folder'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const PEOPLE = 20_000
/** Whole files in memory would need several times as much: 20,000 people with their rows are 12 MB of text and some 200 MB of objects. */
const HEAP_MB = 64

let origin: TestOrigin
let program: string
const folders: ImportFolder[] = []

beforeAll(async () => {
  origin = await startTestOrigin({ people: 12 })
  // In the checkout, where the program finds the database's package beside itself.
  await mkdir('.stage', { recursive: true })
  program = await mkdtemp(path.resolve('.stage', 'import-program-'))
  await build({ configFile: path.resolve('vite.origin.config.mts'), mode: 'test', logLevel: 'error', build: { outDir: program } })
})
afterAll(async () => {
  await origin?.remove()
  if (program !== undefined) await rm(program, { recursive: true, force: true })
})
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove()
})

const db = () => origin.running().context.db
async function folderOf(people: number): Promise<ImportFolder> {
  const folder = await makeFolder({ ...companyFiles(people), 'mapping.json': JSON.stringify(MAPPING) })
  folders.push(folder)
  return folder
}
const places = (lines: readonly Readonly<Record<string, unknown>>[]) => lines.map(({ kind, line }) => `${String(kind)} ${String(line)}`)

function runProgram(dir: string, ...more: readonly string[]) {
  const child = spawn(process.execPath, [`--max-old-space-size=${String(HEAP_MB)}`, path.join(program, 'start.js'), 'import', dir, '--data', origin.dataDir, ...more], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(child, 'close').then(([status]: unknown[]) => ({ status, out, said }))
  return { child, ended }
}

async function resultOf(dir: string): Promise<string> {
  const names = (await readdir(dir)).filter((name) => name.startsWith('import-result-'))
  expect(names).toHaveLength(1)
  return path.join(dir, names[0]!)
}
/** Until the program has written results of so many bytes. */
async function hasWritten(dir: string, bytes: number): Promise<void> {
  await expect.poll(async () => {
    const [name] = (await readdir(dir)).filter((one) => one.startsWith('import-result-'))
    return name === undefined ? 0 : (await stat(path.join(dir, name))).size
  }, { timeout: 120_000, interval: 5 }).toBeGreaterThan(bytes)
}

describe('an import', () => {
  test('that is cancelled ends after its batch, and the next goes on there', async () => {
    const folder = await folderOf(40)
    const cancel = new AbortController()
    const first = await importInto(origin, folder.dir, MAPPING, { batchRows: 9, signal: cancel.signal, onProgress: ({ rows }) => (rows > 60 ? cancel.abort() : undefined) })
    expect(first).toMatchObject({ state: 'cancelled', wentOn: false })
    const before = await readResult(first)
    expect(before.length).toBeLessThan(80)
    // What a crash between the write of results and the commit would leave behind.
    await appendFile(first.resultFile, '{"kind":"accounts","file":"acc')
    const second = await importInto(origin, folder.dir, MAPPING, { batchRows: 9 })
    expect(second).toMatchObject({ state: 'finished', wentOn: true, resultFile: first.resultFile })
    expect(sayCounts(second)).toEqual(['1 0 0 0', '40 0 0 0', '40 0 0 0', '40 0 0 0', '40 0 0 0', '120 0 0 0'])
    const lines = await readResult(second)
    expect(lines.slice(0, before.length)).toEqual(before)
    expect(new Set(places(lines)).size).toBe(241)
    expect(lines).toHaveLength(281)
    expect(await importInto(origin, folder.dir, MAPPING)).toMatchObject({ wentOn: false })
  })

  test('goes on with the same files alone: a corrected file begins anew, and known rows are unchanged', async () => {
    const folder = await folderOf(20)
    const cancel = new AbortController()
    await importInto(origin, folder.dir, MAPPING, { batchRows: 5, signal: cancel.signal, onProgress: () => cancel.abort() })
    await folder.write('log.ndjson', '')
    expect(await importInto(origin, folder.dir, MAPPING)).toMatchObject({ wentOn: false, state: 'finished' })
  })
})

describe('the program beside a running origin', () => {
  test('is killed twice and goes on twice, in little memory; every row has one result and is there once', { timeout: 600_000 }, async () => {
    const folder = await folderOf(PEOPLE)
    for (const bytes of [400_000, 4_000_000]) {
      const { child, ended } = runProgram(folder.dir)
      const early = ended.then(({ said }) => Promise.reject(new Error(`it ended by itself: ${said}`)))
      await Promise.race([hasWritten(folder.dir, bytes), early])
      child.kill('SIGKILL')
      await early.catch(() => undefined)
      // Its server process lets go when it notices.
      await expect.poll(async () => importInto(origin, folder.dir, { v: 1, accounts: { ...MAPPING.accounts, file: 'none' } }).catch((error: { kind?: string }) => error.kind), { timeout: 60_000 }).toBe('no-file')
    }
    const { status, out, said } = await runProgram(folder.dir, '--json').ended
    expect(said).not.toContain('heap')
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ state: 'finished', wentOn: true })
    const lines = (await readFile(await resultOf(folder.dir), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toHaveLength(1 + PEOPLE * 7)
    expect(new Set(places(lines)).size).toBe(1 + PEOPLE * 6)
    const count = async (table: 'subjects' | 'service_logs' | 'consents') => (await db().selectFrom(table).select(({ fn }) => fn.countAll<number>().as('n')).$if(table !== 'subjects', (query) => query.where('source_key' as never, 'is not', null as never)).executeTakeFirstOrThrow()).n
    expect(await count('subjects')).toBe(PEOPLE + 12)
    expect(await count('consents')).toBe(PEOPLE)
    expect(await count('service_logs')).toBe(PEOPLE * 3)
  })

  test('says what came of it in both languages, and why it stopped; its status tells the three apart', async () => {
    const folder = await folderOf(2)
    const good = await runProgram(folder.dir, '--dry-run').ended
    expect(good.status).toBe(0)
    expect(good.out).toContain('没有写入任何内容')
    expect(good.out).toContain('accounts.csv (accounts): 0 created, 0 updated, 2 unchanged, 0 refused')
    await folder.write('consents.ndjson', '{}\n')
    const bad = await runProgram(folder.dir, '--result', path.join(folder.dir, 'r.ndjson')).ended
    expect(bad.status).toBe(1)
    expect(bad.out).toContain('    1 rows: something required is empty')
    expect((await stat(path.join(folder.dir, 'r.ndjson'))).mode & 0o777).toBe(0o600)
    await folder.write('mapping.json', '{"v":1,"accounts":{"file":"a"}}')
    const wrong = await runProgram(folder.dir).ended
    expect(wrong.status).toBe(2)
    expect(wrong.said).toContain('accounts.0.fields')
    expect((await runProgram(folder.dir, '--what').ended).status).toBe(2)
    expect((await runProgram(path.join(folder.dir, 'nowhere')).ended).status).toBe(2)
  })
})

describe('the program where the origin rests', () => {
  test('starts its database for itself, and the origin comes back with what was imported', async () => {
    const folder = await folderOf(3)
    for (const [name, text] of Object.entries(companyFiles(3))) await folder.write(name, text.replaceAll('IM-000000000', 'RE-000000000').replaceAll('"id":"c', '"id":"re'))
    await origin.stop()
    const { status, out } = await runProgram(folder.dir, '--json').ended
    await origin.start()
    expect(JSON.parse(out)).toMatchObject({ state: 'finished', sources: [{}, { created: 3 }, { created: 3 }, { created: 3 }, { created: 3 }, { created: 9 }] })
    expect(status).toBe(0)
    expect(await db().selectFrom('subjects').select('name').where('account_no', '=', 'RE-0000000002').execute()).toEqual([{ name: '试2' }])
  })

  test('is not started where there is none', async () => {
    const folder = await folderOf(1)
    const { status, said } = await runProgram(folder.dir, '--data', path.join(folder.dir, 'none')).ended
    expect(status).toBe(2)
    expect(said).toContain('There is no origin in')
    expect(await readdir(folder.dir)).not.toContain('none')
  })
})
