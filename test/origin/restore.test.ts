// A backup that is put back: a new epoch, and whoever was erased since is erased again from the ledger outside the database, before anybody is served.
import fs from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { addDays, toDay } from '../../src-shared/base/clock'
import { PROPOSAL_HOLDS_DAYS, type HoldId } from '../../src-shared/domain/hold-register'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { releaseHeld } from '../../src-origin/erasure/held-release'
import { LEDGER_FILE } from '../../src-origin/erasure/ledger'
import { DEMO_CONFLICT_PERSON, DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import type { OriginRole } from '../../src-origin/service/role'
import type { OriginOptions, RunningOrigin } from '../../src-origin/start'
import { OriginStartError, type StartErrorKind } from '../../src-origin/start-error'
import { loadEpoch } from '../../src-origin/feed/state'
import { API, enrolDevice, newId, signIn, type TestDevice } from '../fixtures/origin-http'
import { createReplica, replicate } from '../fixtures/origin-pages'
import { createItem, makeItem, proposeErasure, pushOne } from '../fixtures/origin-push'
import { SPLIT_DATABASE, startSplitOrigin, type SplitOrigin } from '../fixtures/split-origin'
import type { TestOrigin } from '../fixtures/test-origin'

const BACKUP = 'backup'
let split: SplitOrigin
let running: RunningOrigin
let origin: TestOrigin
let desk: TestDevice

const db = () => running.context.db
const ledgerFile = () => path.join(split.keysDir, LEDGER_FILE)
const ledgerLines = async () => (await fs.readFile(ledgerFile(), 'utf8')).split('\n').slice(0, -1)

async function start(role: OriginRole = 'all', more: Partial<OriginOptions> = {}): Promise<void> {
  running = await split.part(role, more)
}

const takeBackup = async (): Promise<void> => {
  await running.stop()
  await split.copyDatabase(SPLIT_DATABASE, BACKUP)
  await start()
}
const putBack = async (): Promise<void> => {
  await running.stop()
  await split.copyDatabase(BACKUP, SPLIT_DATABASE)
}

const subjectOf = async (accountNo: string) => (await db().selectFrom('subjects').select('id').where('account_no', '=', accountNo).executeTakeFirst())?.id
const requestOf = async (caseNo: string) => (await db().selectFrom('requests').select(['id', 'subject_id']).where('case_no', '=', caseNo).executeTakeFirstOrThrow())
const stateOf = async (erasureId: string) => (await db().selectFrom('erasures').select('state').where('id', '=', erasureId).executeTakeFirst())?.state
const rowsOf = async (subjectId: string) => (await db().selectFrom('service_logs').select('n').where('subject_id', '=', subjectId).execute()).length
const untilExecuted = (erasureId: string) => vi.waitFor(async () => expect(['executed', 'completed']).toContain(await stateOf(erasureId)), { timeout: 30_000 })
async function approve(approval: unknown): Promise<void> {
  expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), approval)).toBe('applied 2')
}
async function refusalOf(begin: Promise<RunningOrigin>): Promise<StartErrorKind> {
  const error = await begin.then(() => new Error('it started'), (reason: unknown) => reason)
  if (!(error instanceof OriginStartError)) throw error
  return error.kind
}

beforeAll(async () => {
  split = await startSplitOrigin({ seed: 'test', people: 40, requests: 40, rowsPerPerson: 6 })
  await start()
  origin = split.spokenTo(() => running)
  desk = await enrolDevice(origin)
})
afterAll(() => split?.remove())

describe('an erasure that waited for its approval in the backup', () => {
  let erasureId: string
  let subjectId: string
  let epoch: string

  test('is in the ledger, signed and without a word of the person, before it is said to be executed', async () => {
    const request = await requestOf(DEMO_DELETE_CASE)
    subjectId = request.subject_id
    const proposal = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), request.id)
    erasureId = proposal.erasureId
    await takeBackup()
    await replicate(desk)
    epoch = await loadEpoch(running.context.db)
    // A file that cannot be written holds the erasure back; the person themselves is gone at once.
    await fs.rm(ledgerFile())
    await fs.mkdir(ledgerFile())
    await approve(proposal.approval())
    expect(await subjectOf(DEMO_PERSON.accountNo)).toBeUndefined()
    const before = await rowsOf(subjectId)
    expect(before).toBeGreaterThan(0)
    // A round that has begun after the approval is over when the next one may begin.
    const { leadWork } = await import('../../src-origin/service/lead')
    for (let round = 0; round < 3; round++) {
      await sql`notify privacy_desk_sweep`.execute(db())
      await vi.waitFor(async () => expect(await leadWork(running.database, 'round', async () => undefined)).toBe('done'), { timeout: 30_000 })
    }
    expect([await stateOf(erasureId), await rowsOf(subjectId)]).toEqual(['approved', before])
    await fs.rmdir(ledgerFile())
    await sql`notify privacy_desk_sweep`.execute(db())
    await untilExecuted(erasureId)
    const lines = await ledgerLines()
    expect(lines).toHaveLength(1)
    expect((await fs.stat(ledgerFile())).mode & 0o777).toBe(0o600)
    const entry = JSON.parse(lines[0]!) as Record<string, unknown>
    expect(lines[0]).toBe(canonicalJson(entry))
    expect(Object.keys(entry).sort()).toEqual(['actions', 'approvedBy', 'at', 'erasureId', 'planHash', 'rulesPack', 'sig', 'subject', 'v'])
    for (const text of [subjectId, DEMO_PERSON.name, DEMO_PERSON.accountNo, DEMO_PERSON.mobileTail, DEMO_PERSON.email, DEMO_DELETE_CASE]) expect(lines[0], text).not.toContain(text)
  })

  test('holds the other parts back until the part with the ledger has started', async () => {
    await putBack()
    for (const role of ['api', 'sequencer'] as const) expect(await refusalOf(split.part(role))).toBe('replay-due')
    await start('janitor')
    expect(await loadEpoch(running.context.db)).not.toBe(epoch)
    expect(await subjectOf(DEMO_PERSON.accountNo)).toBeUndefined()
    expect(await rowsOf(subjectId)).toBe(0)
    await running.stop()
    await start()
    const { body } = await db().selectFrom('erasures').select('body').where('id', '=', erasureId).executeTakeFirstOrThrow()
    expect(body).toMatchObject({ state: 'executed', approvedBy: (JSON.parse((await ledgerLines())[0]!) as { approvedBy: string }).approvedBy })
  })

  test('is answered again by every device in service, and the person is on none of them', async () => {
    expect((await desk.call({ path: `${API}/snapshot?scope=desk:dalian` })).status).toBe(200)
    const replica = createReplica(desk)
    for (const scope of ['desk:dalian', 'directory:all']) await replica.snapshot(scope)
    await origin.running().feed.drain()
    await replica.follow()
    expect(replica.erased.map((line) => line.erasureId)).toEqual([erasureId])
    expect([...replica.held.keys()].filter((key) => key.includes(subjectId))).toEqual([])
    expect(JSON.stringify([...replica.held.values()])).not.toContain(DEMO_PERSON.name)
    await desk.call({ method: 'POST', path: `${API}/ack`, body: { results: [], receipts: [{ erasureId, receipt: desk.receipt(erasureId as never) }], commandsDone: [] } })
    expect(await stateOf(erasureId)).toBe('completed')
    expect(await pushOne(desk, await signIn(desk, 'zhou'), createItem(origin, subjectId))).toBe('rejected gone_erased')
    expect(await ledgerLines()).toHaveLength(1)
  })
})

describe('an erasure whose case is younger than the backup', () => {
  test('is done again without its case; a start that breaks off in the middle goes on at the next', async () => {
    await takeBackup()
    const subjectId = (await subjectOf(DEMO_CONFLICT_PERSON.accountNo))!
    const item = createItem(origin, subjectId, { right: 'delete' })
    expect(await pushOne(desk, await signIn(desk, 'zhou'), item)).toBe('applied 1')
    const { erasureId, approval } = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), String(item.args['requestId']))
    await approve(approval())
    await untilExecuted(erasureId)
    expect(await ledgerLines()).toHaveLength(2)
    const kept = async () => (await db().selectFrom('restricted_logs').select('n').where('erasure_id', '=', erasureId).orderBy('n').execute()).map((row) => row.n)
    const restricted = await kept()

    await putBack()
    const client = new pg.Client({ connectionString: split.url() })
    await client.connect()
    await client.query(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`)
    await client.query(`create trigger refuse before delete on subjects for each row execute function refuse()`)
    await expect(split.part('all')).rejects.toThrow('disk full')
    expect((await client.query('select 1 from subjects where id = $1', [subjectId])).rows).toHaveLength(1)
    await client.query('drop trigger refuse on subjects')
    await client.end()
    await start()
    expect(await subjectOf(DEMO_CONFLICT_PERSON.accountNo)).toBeUndefined()
    expect(await rowsOf(subjectId)).toBe(0)
    // What the law keeps is kept, as the approved plan had it.
    expect(await kept()).toEqual(restricted)
    expect(await stateOf(erasureId)).toBeUndefined()
    const left = await db().selectFrom('requests').select(['state', 'body']).where('subject_id', '=', subjectId).execute()
    expect(left.length).toBeGreaterThan(0)
    for (const { state, body } of left) expect([['withdrawn', 'granted', 'granted-in-part', 'refused'].includes(state), body.text]).toEqual([true, ''])
    expect(await pushOne(desk, await signIn(desk, 'zhou'), createItem(origin, subjectId))).toBe('rejected gone_erased')
    const fresh = await replicate(await enrolDevice(origin))
    expect(JSON.stringify([...fresh.held.values()])).not.toContain(DEMO_CONFLICT_PERSON.name)
    expect(await ledgerLines()).toHaveLength(2)
  })

  test('is found also where the files of the cluster say nothing: the ledger knows more than the database', async () => {
    const epoch = await loadEpoch(running.context.db)
    await running.stop()
    // The same cluster, the same database: only what it knows is older.
    const client = new pg.Client({ connectionString: split.url() })
    await client.connect()
    const [{ erasureId } = { erasureId: '' }] = (await ledgerLines()).slice(-1).map((line) => JSON.parse(line) as { erasureId: string })
    await client.query('delete from erased_ids where erasure_id = $1', [erasureId])
    expect(await refusalOf(split.part('api'))).toBe('replay-due')
    await client.end()
    await start()
    expect(await loadEpoch(running.context.db)).not.toBe(epoch)
    expect(await db().selectFrom('erased_ids').select('erasure_id').where('erasure_id', '=', erasureId).execute()).toHaveLength(1)
    const again = await loadEpoch(running.context.db)
    await running.stop()
    await start()
    expect(await loadEpoch(running.context.db)).toBe(again)
    await running.stop()
    await start('all', { restored: true })
    expect(await loadEpoch(running.context.db)).not.toBe(again)
  })
})

describe('the ledger file', () => {
  const withFile = async (bytes: Buffer | string | undefined, act: () => Promise<void>): Promise<void> => {
    const good = await fs.readFile(ledgerFile())
    await (bytes === undefined ? fs.rm(ledgerFile()) : fs.writeFile(ledgerFile(), bytes))
    await act()
    await fs.writeFile(ledgerFile(), good)
  }

  test('with half a last line is taken as far as it is whole; a whole line that is not ours stops the start and stays as it is', async () => {
    await running.stop()
    const good = await fs.readFile(ledgerFile(), 'utf8')
    const [first = '', second = ''] = good.split('\n')
    const other = JSON.stringify({ ...(JSON.parse(first) as object), at: 1 })
    for (const bad of [`${first.slice(0, -9)}\n${second}\n`, `${first}\n${other}\n`, `${first}\n\n${second}\n`, 'x\n']) {
      await withFile(bad, async () => {
        expect(await refusalOf(split.part('all'))).toBe('ledger-damaged')
        expect(await fs.readFile(ledgerFile(), 'utf8')).toBe(bad)
      })
    }
    // What the lost half said stands in the database: it is written again.
    await withFile(`${first}\n${second.slice(0, 100)}`, async () => {
      await start()
      await vi.waitFor(async () => expect((await ledgerLines()).map((line) => (JSON.parse(line) as { erasureId: string }).erasureId)).toHaveLength(2), { timeout: 30_000 })
      expect((await ledgerLines())[0]).toBe(first)
      await running.stop()
    })
  })

  test('that was lost is made whole from the database, but after a restore its absence stops the start', async () => {
    await withFile(undefined, async () => {
      await start()
      await vi.waitFor(async () => expect(await ledgerLines()).toHaveLength(2), { timeout: 30_000 })
      await running.stop()
    })
    await withFile(undefined, async () => {
      await split.copyDatabase(BACKUP, SPLIT_DATABASE)
      expect(await refusalOf(split.part('all'))).toBe('ledger-missing')
    })
    await start()
    expect(await subjectOf(DEMO_CONFLICT_PERSON.accountNo)).toBeUndefined()
  })
})

describe('a hold that is a proposal in the backup', () => {
  test('goes on holding while desks send their acts again: its approval may be among what was lost', async () => {
    const DAY_MS = 86_400_000
    const other = await enrolDevice(origin)
    const { subject_id: subjectId } = await db().selectFrom('service_logs').select('subject_id').where('category', '=', 'browsing').orderBy('subject_id').executeTakeFirstOrThrow()
    const created = createItem(origin, subjectId, { right: 'delete' })
    expect(await pushOne(other, await signIn(other, 'zhou'), created)).toBe('applied 1')
    const holdId = newId<HoldId>(origin)
    const placed = { holdId, matter: '民初88号', reach: 'person', subjectId, categories: ['browsing'], reason: '诉讼证据保全', reviewOn: addDays(toDay(origin.now()), 90) }
    expect(await pushOne(other, await signIn(other, 'zheng'), makeItem(origin, 'hold.place@1', placed, { base: 0, chain: `hold:${holdId}` }))).toBe('applied 1')
    const { erasureId, approval } = await proposeErasure(origin, other, await signIn(other, 'zhou'), String(created.args['requestId']))
    expect(await pushOne(other, await signIn(other, 'wu', 'fresh'), approval())).toBe('applied 2')
    await untilExecuted(erasureId)
    const held = async () => (await db().selectFrom('held_rows').select('n').where('erasure_id', '=', erasureId).execute()).length
    const before = await held()
    expect(before).toBeGreaterThan(0)
    await takeBackup()
    const { v } = await db().selectFrom('holds').select('v').where('id', '=', holdId).executeTakeFirstOrThrow()
    expect(await pushOne(other, await signIn(other, 'wu', 'fresh'), makeItem(origin, 'hold.approve@1', { holdId }, { base: v, chain: `hold:${holdId}` }))).toBe(`applied ${String(v + 1)}`)
    split.advance((PROPOSAL_HOLDS_DAYS + 2) * DAY_MS)
    await releaseHeld(running.context)
    expect(await held()).toBe(before)

    await putBack()
    await start()
    for (const days of [0, 13]) {
      split.advance(days * DAY_MS)
      await releaseHeld(running.context)
      expect(await held(), String(days)).toBe(before)
    }
    split.advance(2 * DAY_MS)
    await releaseHeld(running.context)
    expect(await held()).toBe(0)
  })
})
