// One origin in several processes on one database: who does what, who does it alone, and what each says about itself.
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import en from '../../resources/locales/en/origin.json'
import zh from '../../resources/locales/zh-CN/origin.json'
import { version } from '../../package.json'
import { DEMO_CONFLICT_PERSON, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { readArguments, UsageError } from '../../src-origin/service/arguments'
import { leadWork } from '../../src-origin/service/lead'
import type { RunningOrigin } from '../../src-origin/start'
import { OriginStartError } from '../../src-origin/start-error'
import { API, callOrigin, enrolDevice, signIn, type TestDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { createItem, proposeErasure, pushOne } from '../fixtures/origin-push'
import { startSplitOrigin, type SplitOrigin } from '../fixtures/split-origin'
import { TEST_NOW, type TestOrigin } from '../fixtures/test-origin'

let split: SplitOrigin
let api: RunningOrigin
let origin: TestOrigin
let desk: TestDevice

beforeAll(async () => {
  split = await startSplitOrigin({ seed: 'test', people: 30, requests: 30, rowsPerPerson: 5 })
  api = await split.part('api')
  origin = split.spokenTo(() => api)
  desk = await enrolDevice(origin)
})
afterAll(() => split?.remove())

const db = () => api.context.db
const outbox = async () => (await db().selectFrom('outbox').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
const healthOf = async (running: RunningOrigin) => {
  const answer = await callOrigin(split.spokenTo(() => running), { path: '/healthz' })
  return { status: answer.status, ...answer.json<{ ok: boolean; role: string; database: string; version: string; feed: { part: string; head: number; waiting: number; oldestMs: number }[] }>() }
}
const newRequest = async (): Promise<string> => {
  const { id } = await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_CONFLICT_PERSON.accountNo).executeTakeFirstOrThrow()
  const item = createItem(origin, id)
  expect(await pushOne(desk, await signIn(desk, 'zhou'), item)).toBe('applied 1')
  return String(item.args['requestId'])
}
const stateOf = async (erasureId: string) => (await db().selectFrom('erasures').select('state').where('id', '=', erasureId).executeTakeFirstOrThrow()).state

describe('an api process alone', () => {
  test('takes acts in and answers, and says how much waits for a number', async () => {
    await newRequest()
    const waiting = await outbox()
    expect(waiting).toBeGreaterThan(0)
    // Long enough for the poll of a sequencer, if there were one: each call is a round through the whole process.
    for (let round = 0; round < 20; round++) await callOrigin(origin, { path: `${API}/hello` })
    expect(await outbox()).toBe(waiting)
    const health = await healthOf(api)
    expect(health).toMatchObject({ status: 200, ok: true, role: 'api', database: 'answers', version })
    expect(health.feed).toMatchObject([{ part: 'case', head: 0, waiting }, { part: 'directory', head: 0, waiting: 0, oldestMs: 0 }])
    expect(health.feed[0]!.oldestMs).toBeGreaterThan(0)
  })

  test('takes an approval in and sweeps nothing: the rows wait for a janitor', async () => {
    const { id } = await db().selectFrom('requests').select('id').where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
    const { erasureId, approval } = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), id)
    expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), approval())).toBe('applied 2')
    for (let round = 0; round < 20; round++) await callOrigin(origin, { path: `${API}/hello` })
    expect(await stateOf(erasureId)).toBe('approved')
    const { subject_id: subjectId } = await db().selectFrom('erasure_jobs').select('subject_id').executeTakeFirstOrThrow()
    expect((await db().selectFrom('service_logs').select('n').where('subject_id', '=', subjectId).execute()).length).toBeGreaterThan(0)
  })
})

describe('beside it', () => {
  let janitor: RunningOrigin

  test('two sequencers number what waits, once, and a poll at another api wakes', async () => {
    const sequencers = [await split.part('sequencer'), await split.part('sequencer')]
    await vi.waitFor(async () => expect(await outbox()).toBe(0), { timeout: 30_000 })
    const replica = await replicate(desk)
    const other = await split.part('api')
    const poll = (async () => {
      const { lines } = await replica.changes({ wait: 20_000 })
      return lines.map((line) => ('id' in line ? line.id : line.t))
    })()
    // The poll of `replica` is at the first api; the act goes in at the second.
    const there = split.spokenTo(() => other)
    const { id } = await db().selectFrom('subjects').select('id').orderBy('id').executeTakeFirstOrThrow()
    const item = createItem(there, id)
    expect(await pushOne({ ...desk, call: (call, token) => callAt(there, desk, call, token) }, await signIn(desk, 'zhou'), item)).toBe('applied 1')
    expect(await poll).toContain(item.args['requestId'])
    const seqs = await db().selectFrom('feed').select('seq').where('part', '=', 'case').orderBy('seq').execute()
    expect(seqs.map(({ seq }) => seq)).toEqual(seqs.map((_, place) => place + 1))
    for (const running of sequencers) expect(await healthOf(running)).toMatchObject({ status: 200, role: 'sequencer' })
  })

  test('a janitor finds what waits when it starts, and hears of the next approval at once', async () => {
    const [waiting] = await db().selectFrom('erasures').select('id').where('state', '=', 'approved').execute()
    janitor = await split.part('janitor')
    const second = await split.part('janitor')
    // No desk had the person when it was approved, so nobody need answer; the desk that has replicated since must, for the next one.
    await vi.waitFor(async () => expect(await stateOf(waiting!.id)).toBe('completed'), { timeout: 30_000 })
    const { rows } = await sql<{ id: string }>`select id from requests where state = 'received' and body->>'right' = 'delete' and in_scope order by id limit 1`.execute(db())
    const { id } = rows[0]!
    const { erasureId, approval } = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), id)
    expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), approval())).toBe('applied 2')
    // A janitor's own round comes once a minute; this is sooner than that.
    await vi.waitFor(async () => expect(await stateOf(erasureId)).toBe('executed'), { timeout: 30_000 })
    expect(await db().selectFrom('erasure_jobs').selectAll().execute()).toEqual([])
    await second.stop()
  })

  test('one janitor works at a time; the next may as soon as it is done', async () => {
    // Before it, the janitor that runs has come to rest: it starts nothing by itself within its minute.
    await vi.waitFor(async () => expect(await leadWork(api.database, 'round', async () => undefined)).toBe('done'), { timeout: 30_000 })
    let finish = (): void => undefined
    let running = Promise.resolve<'done' | 'busy'>('busy')
    await new Promise<void>((begun) => {
      running = leadWork(janitor.database, 'round', () => new Promise<void>((resolve) => {
        finish = resolve
        begun()
      }))
    })
    const order: string[] = []
    expect(await leadWork(api.database, 'round', async () => void order.push('too early'))).toBe('busy')
    // A retention is no reason to turn a round away, nor the other way round: what was heard of then would wait for the next minute.
    expect(await leadWork(api.database, 'retention', async () => void order.push('beside'))).toBe('done')
    finish()
    expect(await running).toBe('done')
    expect(await leadWork(api.database, 'round', async () => void order.push('after'))).toBe('done')
    await expect(leadWork(api.database, 'round', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    expect(await leadWork(janitor.database, 'round', async () => undefined)).toBe('done')
    expect(order).toEqual(['beside', 'after'])
  })

  test('a part that serves no desks answers its health and nothing of the protocol', async () => {
    expect(await healthOf(janitor)).toMatchObject({ status: 200, ok: true, role: 'janitor', database: 'answers' })
    for (const what of ['/hello', '/rules', '/openapi.json']) expect((await callOrigin(split.spokenTo(() => janitor), { path: `${API}${what}` })).status, what).toBe(404)
  })

  test('a database that does not answer is said by every part with 503, and all go on by themselves when it is back', async () => {
    await split.stopDatabase()
    for (const running of [api, janitor]) {
      const answer = await callOrigin(split.spokenTo(() => running), { path: '/healthz' })
      expect([answer.status, answer.json()]).toEqual([503, { ok: false, role: running === api ? 'api' : 'janitor', version, database: 'silent' }])
    }
    await split.startDatabase()
    await vi.waitFor(async () => expect((await healthOf(api)).status).toBe(200), { timeout: 30_000 })
    const requestId = await newRequest()
    await vi.waitFor(async () => expect(await db().selectFrom('feed').select('seq').where('id', '=', requestId).execute()).toHaveLength(1), { timeout: 30_000 })
  })
})

describe('the keys', () => {
  const refusal = async (start: Promise<unknown>): Promise<OriginStartError> => {
    const error = await start.then(() => new Error('it started'), (reason: unknown) => reason)
    if (!(error instanceof OriginStartError)) throw error
    return error
  }

  test('of another folder are refused over the same database, in both languages', async () => {
    const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'privacy-desk-other-keys-'))
    const error = await refusal(split.part('api', { dataDir }))
    expect(error.kind).toBe('keys-foreign')
    for (const text of [zh.start['keys-foreign'], en.start['keys-foreign']]) expect(error.message).toContain(text.replace('{{folder}}', dataDir))
    expect(await fs.readdir(dataDir)).toEqual(['origin-keys.json'])
    // The same keys in another folder, as on another machine, are the same origin.
    await fs.copyFile(path.join(split.keysDir, 'origin-keys.json'), path.join(dataDir, 'origin-keys.json'))
    await (await split.part('api', { dataDir })).stop()
    await fs.rm(dataDir, { recursive: true })
  })

  test('are made once, also by two processes that start for the first time at once; a host name is settled with them', async () => {
    const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'privacy-desk-first-keys-'))
    const { openOriginKeys } = await import('../../src-origin/devices/origin-keys')
    const random = (bytes: Uint8Array): Uint8Array => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)
    const keys = await Promise.all([1, 2, 3, 4].map(() => openOriginKeys({ dataDir, random, host: 'origin.example' })))
    expect(new Set(keys.map((one) => one.intakeToken)).size).toBe(1)
    expect(await fs.readdir(dataDir)).toEqual(['origin-keys.json'])
    expect((await openOriginKeys({ dataDir, random })).host).toBe('origin.example')
    expect((await refusal(openOriginKeys({ dataDir, random, host: 'other.example' }))).kind).toBe('host-differs')
    await fs.rm(dataDir, { recursive: true })
  })
})

describe('the command line', () => {
  const clock = { now: () => TEST_NOW, mono: () => 0 }
  const read = (argv: readonly string[], databaseUrl?: string) => readArguments(argv, { DATABASE_URL: databaseUrl }, clock)
  const problem = (argv: readonly string[], databaseUrl?: string) => {
    try {
      read(argv, databaseUrl)
    } catch (error) {
      if (error instanceof UsageError) return [error.kind, error.params]
      throw error
    }
    return 'understood'
  }

  test('runs everything in one process unless a role is named, which needs a database that others reach', () => {
    expect(read([]).role).toBe('all')
    for (const role of ['api', 'sequencer', 'janitor']) {
      expect(problem(['--role', role])).toEqual(['role-needs-database', { role }])
      expect(read(['--role', role], 'postgresql://db/x')).toMatchObject({ role, options: { role, databaseUrl: 'postgresql://db/x' } })
    }
    for (const text of [zh.cli['role-needs-database'], en.cli['role-needs-database']]) expect(text).toContain('DATABASE_URL')
  })

  test('refuses what cannot be meant', () => {
    expect(problem(['--role', 'boss'], 'x')).toEqual(['bad-argument', { argument: '--role boss' }])
    expect(problem(['--role', 'api', '--people', '5'], 'x')).toEqual(['bad-argument', { argument: '--people 5 --role api' }])
    expect(problem(['--host', '10.0.0.1'])).toEqual(['bad-argument', { argument: '--host 10.0.0.1' }])
    expect(problem(['--restored', '--role', 'api'], 'x')).toEqual(['bad-argument', { argument: '--restored --role api' }])
    expect(problem(['scope', '--scope', 'desk:north', '--part', 'directory'])).toEqual(['bad-argument', { argument: 'scope --scope desk:north --part directory' }])
    expect(read(['scope', '--scope', 'desk:north', '--part', 'north']).caseScope).toEqual({ scope: 'desk:north', part: 'north' })
    expect(problem(['--wrong'])).toEqual(['bad-argument', { argument: '--wrong' }])
    expect(problem(['--now', '2026-06-15T00:00:00Z'], 'x')).toEqual(['no-injected-date', {}])
    expect(problem(['--host', 'origin.example', '--listen', '0.0.0.0', '--port', '8443', '--role', 'api'], 'x')).toBe('understood')
  })
})

/** As the device's own call, to another part: the proof names no host. */
async function callAt(there: TestOrigin, device: TestDevice, call: Parameters<TestDevice['call']>[0], token?: string) {
  const { method = 'GET', path: where, body } = call
  const bytes = Buffer.from(JSON.stringify(body), 'utf8')
  return callOrigin(there, {
    method, path: where, body: bytes,
    headers: {
      'x-privacy-device': device.id, 'x-privacy-proof': device.proof({ method, path: where, body: bytes, at: there.now() }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  })
}
