// How an origin starts, refuses to start with a reason that helps, and comes back as the one it was.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import en from '../../resources/locales/en/origin.json'
import zh from '../../resources/locales/zh-CN/origin.json'
import { startOrigin, type OriginOptions } from '../../src-origin/start'
import { OriginStartError, type StartErrorKind } from '../../src-origin/start-error'
import { loadEpoch } from '../../src-origin/feed/state'
import { API, callOrigin, enrolDevice, signIn, type TestDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { createItem, pushOne } from '../fixtures/origin-push'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDevice

beforeAll(async () => {
  origin = await startTestOrigin({ people: 12 })
  desk = await enrolDevice(origin)
})
afterAll(() => origin?.remove())

const fileIn = (name: string) => path.join(origin.dataDir, name)
const exists = (file: string) => fs.access(file).then(() => true, () => false)
/** Another origin of the same kind, on the same folder unless said otherwise. */
const another = (more: Partial<OriginOptions> = {}) => startOrigin({ dataDir: origin.dataDir, now: origin.now, fsync: 'off', logger: pino({ level: 'silent' }), ...more })

async function refusal(start: Promise<{ stop(): Promise<void> }>): Promise<OriginStartError> {
  const error = await start.then(
    async (running) => {
      await running.stop()
      throw new Error('it started')
    },
    (reason: unknown) => reason,
  )
  if (!(error instanceof OriginStartError)) throw error
  return error
}

/** The text of the locale files up to its first parameter, in both languages. */
function expectSaid(error: OriginStartError, kind: StartErrorKind, params: readonly string[]): void {
  expect(error.kind).toBe(kind)
  for (const text of [zh.start[kind], en.start[kind]]) expect(error.message).toContain(text.split('{{')[0])
  for (const param of params) expect(error.message.split(param).length - 1, param).toBe(2)
  expect(error.message).not.toContain('{{')
}

async function pidOfEnded(): Promise<string> {
  return execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim()
}

describe('the folder', () => {
  test('of a running origin is refused to a second one, and the first goes on', async () => {
    expectSaid(await refusal(another()), 'folder-in-use', [origin.dataDir, String(process.pid)])
    expect((await callOrigin(origin, { path: '/healthz' })).json()).toMatchObject({ ok: true, role: 'all' })
    expect(await fs.readFile(fileIn('origin.lock'), 'utf8')).toBe(String(process.pid))
  })

  test('of an origin in another process is refused, and its lock stays', async () => {
    const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'privacy-desk-start-'))
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    await once(child, 'spawn')
    await fs.writeFile(path.join(dataDir, 'origin.lock'), String(child.pid))
    expectSaid(await refusal(another({ dataDir })), 'folder-in-use', [dataDir, String(child.pid)])
    expect(await fs.readdir(dataDir)).toEqual(['origin.lock'])
    child.kill('SIGKILL')
    await once(child, 'exit')
    await fs.rm(dataDir, { recursive: true })
  })

  test.each([['a process that has ended', pidOfEnded], ['nobody', async () => 'x'], ['a former process with our own number', async () => String(process.pid)]])(
    'locked by %s is taken over, with everything in it',
    async (_who, content) => {
      await origin.stop()
      expect(await exists(fileIn('origin.lock'))).toBe(false)
      await fs.writeFile(fileIn('origin.lock'), await content())
      await origin.start()
      expect((await desk.call({ path: `${API}/rules` })).status).toBe(200)
    },
  )
})

describe('an origin that cannot start says why in both languages and leaves everything as it was', () => {
  test('its port is taken', async () => {
    await origin.stop()
    const server = net.createServer().listen(0, 'localhost')
    await once(server, 'listening')
    const { port } = server.address() as net.AddressInfo
    const enrolment = await fs.readFile(fileIn('enrolment.json'), 'utf8')
    expectSaid(await refusal(another({ port })), 'port-taken', [String(port)])
    expect(await exists(fileIn('origin.lock'))).toBe(false)
    expect(await fs.readFile(fileIn('enrolment.json'), 'utf8')).toBe(enrolment)
    server.close()
    await origin.start()
  })

  test('the database of DATABASE_URL does not answer, and its password is not repeated', async () => {
    const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'privacy-desk-start-'))
    const error = await refusal(another({ dataDir, databaseUrl: 'postgresql://origin:gEhEiM@127.0.0.1:1/privacy' }))
    expectSaid(error, 'database-unreachable', ['ECONNREFUSED'])
    expect(error.message).not.toContain('gEhEiM')
    expect(await fs.readdir(dataDir)).toEqual([])
    await fs.rm(dataDir, { recursive: true })
  })

  test('its key file is damaged: nothing is made anew over it', async () => {
    await origin.stop()
    const file = fileIn('origin-keys.json')
    const good = await fs.readFile(file)
    const keys = JSON.parse(good.toString('utf8')) as Record<string, unknown>
    const damaged = [good.subarray(0, 400), Buffer.alloc(0), Buffer.from('{}'), Buffer.from(JSON.stringify({ ...keys, erasedIds: undefined })), Buffer.from(JSON.stringify({ ...keys, cursor: 5 }))]
    for (const bytes of damaged) {
      await fs.writeFile(file, bytes)
      expectSaid(await refusal(another()), 'keys-damaged', [file])
      expect(await fs.readFile(file)).toEqual(bytes)
    }
    expect(await exists(fileIn('origin.lock'))).toBe(false)
    await fs.writeFile(file, good)
    await origin.start()
    expect((await desk.call({ path: `${API}/rules` })).status).toBe(200)
  })
})

describe('an origin that comes back', () => {
  test('is the same for every desk: address, keys, epoch, people, cursors, results of what was pushed', async () => {
    const person = await signIn(desk, 'zhou')
    const { id } = await origin.running().context.db.selectFrom('subjects').select('id').orderBy('id').executeTakeFirstOrThrow()
    const item = createItem(origin, id)
    expect(await pushOne(desk, person, item)).toBe('applied 1')
    const replica = await replicate(desk)
    const before = { port: origin.running().port, epoch: await loadEpoch(origin.running().context.db), enrolment: await origin.enrolment() }
    // Numbered by nobody yet when it ends: the outbox is part of the database.
    const late = createItem(origin, id)
    expect(await pushOne(desk, person, late)).toBe('applied 1')
    await origin.stop()
    await origin.start()
    expect({ port: origin.running().port, epoch: await loadEpoch(origin.running().context.db), enrolment: await origin.enrolment() }).toEqual(before)
    expect(await pushOne(desk, person, item)).toBe('duplicate applied 1')
    await origin.running().feed.drain()
    expect((await replica.follow()).map((line) => ('id' in line ? line.id : line.t))).toContain(late.args['requestId'])
    const { n } = await origin.running().context.db.selectFrom('subjects').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
    expect(n).toBe(12)
  })

  test('does not make people wait for its end: a poll is cut, and counts as nothing', async () => {
    const replica = await replicate(desk)
    await origin.running().feed.drain()
    await replica.follow()
    const poll = replica.changes({ wait: 25_000 }).then(() => 'answered', () => 'cut')
    for (let round = 0; round < 3; round++) await callOrigin(origin, { path: '/healthz' })
    await origin.stop()
    expect(await poll).toBe('cut')
    await origin.start()
    expect((await replica.changes()).lines).toEqual([])
  })

  test('keeps its secrets to its owner', async () => {
    for (const name of ['origin-keys.json', 'enrolment.json', 'origin.lock']) expect((await fs.stat(fileIn(name))).mode & 0o777, name).toBe(0o600)
  })
})
