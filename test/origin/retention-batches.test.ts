// What falls due at the origin: what the schedule proposes and whom a hold takes out, the two people behind a batch, what goes and what does not, and
// the forecast against the rows themselves.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sql } from 'kysely'
import { addDays, dayStart, toDay, type Day } from '../../src-shared/base/clock'
import type { SubjectId } from '../../src-shared/base/ids'
import type { HoldId } from '../../src-shared/domain/hold-register'
import { dueOn, type RetentionPlan } from '../../src-shared/domain/retention-schedule'
import type { LogCategory } from '../../src-shared/domain/vocabulary'
import { checkBatchReport } from '../../src-shared/formats/batch-report'
import { mustOk } from '../../src-shared/base/result'
import { nodeCrypto } from '../../src-origin/devices/node-crypto'
import { retentionResponse, type RetentionBatchState, type RetentionResponse } from '../../src-shared/protocol/retention'
import { countHeldRows } from '../../src-origin/erasure/held-counts'
import { SLICE_ROWS, SWEEP_CHANNEL } from '../../src-origin/erasure/sweep'
import { planHashOf } from '../../src-origin/retention/due-rows'
import { runBatches, SLICES_A_ROUND } from '../../src-origin/retention/let-go'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { LOCKS } from '../../src-origin/service/lead'
import { runRetention } from '../../src-origin/service/retention'
import { API, enrolDevice, newId, signIn, type TestDevice } from '../fixtures/origin-http'
import { replicate, type Replica } from '../fixtures/origin-pages'
import { makeItem, pushOne } from '../fixtures/origin-push'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const DAY_MS = 86_400_000
const MONTHS = { browsing: 12, 'search-query': 12, 'access-log': 6, 'page-performance': 12 } as const
let origin: TestOrigin
let desk: TestDevice
let heldPerson: SubjectId
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await enrolDevice(origin)
  heldPerson = (await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()).id as SubjectId
})
afterAll(() => origin?.remove())

const context = () => origin.running().context
const db = () => context().db
const today = (): Day => toDay(origin.now())
const look = async (days = 90): Promise<RetentionResponse> => retentionResponse.strict().parse((await desk.call({ path: `${API}/retention?days=${days}` }, (await signIn(desk, 'wu')).token)).json())
const newest = async (): Promise<RetentionBatchState> => (await look()).batches[0]!
const act = async (what: 'propose' | 'agree' | 'decline', login: 'zhou' | 'wu' | 'zheng', body: object = {}, mode: 'plain' | 'fresh' = 'fresh') =>
  (await desk.call({ method: 'POST', path: `${API}/retention/${what}`, body }, (await signIn(desk, login, mode)).token)).json()
const agree = ({ id, planHash }: RetentionBatchState, login: 'wu' | 'zheng') => act('agree', login, { batchId: id, planHash })
/** Every row of the logs, read and judged one by one. */
const rowsOf = async (): Promise<readonly { readonly subject_id: string; readonly category: LogCategory; readonly dueOn: Day }[]> => {
  const rows = await db().selectFrom('service_logs').select(['subject_id', 'category', 'at']).execute()
  return rows.flatMap(({ subject_id, category, at }) => (category in MONTHS ? [{ subject_id, category: category as LogCategory, dueOn: dueOn(toDay(at), MONTHS[category as keyof typeof MONTHS]) }] : []))
}
const countsOf = (rows: readonly { readonly category: string }[]) => Object.fromEntries(Object.keys(MONTHS).map((category) => [category, rows.filter((row) => row.category === category).length]))
const planned = ({ plan }: RetentionBatchState) => ({ ...countsOf([]), ...Object.fromEntries(plan.lines.map(({ category, rows }) => [category, rows])) })
/** The directory is told where what is searched for changes, and of nothing else: not of a version that counted on. */
const toldOf = (replica: Replica) => new Map([...replica.held].sort(([a], [b]) => (a < b ? -1 : 1)).filter(([key]) => !key.startsWith('directory ')))
const addRow = (category: LogCategory, day: Day, n: number, subjectId: string = heldPerson) =>
  db().insertInto('service_logs').values({ subject_id: subjectId, n, category, at: dayStart(day) + 3_600_000, product: 'trade-search', ip: '203.0.113.9', detail: 'x', source_key: null }).execute()

/** As two people left it, with nobody heard: what is done meanwhile is the test's own doing. */
const approveAsIs = async (id: string, more: object) => {
  await db().deleteFrom('batch_reports').where('batch_id', '=', id).execute()
  await sql`update retention_batches set state = 'approved', body = body || ${JSON.stringify({ state: 'approved', ...more })}::jsonb where id = ${id}`.execute(db())
}

describe('the forecast', () => {
  test('is what the rows say one by one, week by week, and starts with what is over', async () => {
    const rows = await rowsOf()
    const view = await look(120)
    expect(view.asOf).toBe('2026-06-15')
    expect(view.weeks.at(-1)!.to).toBe(addDays('2026-06-15', 120))
    for (const { category, due, byWeek } of view.categories) {
      const own = rows.filter((row) => row.category === category)
      expect(due, category).toEqual({ rows: own.filter((row) => row.dueOn <= view.asOf).length, held: 0 })
      expect(byWeek, category).toEqual(view.weeks.map(({ from, to }) => own.filter((row) => from <= row.dueOn && row.dueOn <= to).length))
    }
    expect(view.categories.find(({ category }) => category === 'access-log')!.due.rows).toBeGreaterThan(10)
    expect(view.categories.find(({ category }) => category === 'browsing')!.byWeek.some((n) => n > 0)).toBe(true)
  })

  test('counts accounts that were cancelled and that no erasure is under way for', async () => {
    const { accountsOver: before } = await look()
    const cancelled = await db().selectFrom('subjects').select('id').where('status', '=', 'cancelled').execute()
    expect(before).toBe(cancelled.length)
    // As an import of the company's own system leaves them.
    await db().updateTable('subjects').set({ status: 'cancelled' }).where('id', '=', heldPerson).execute()
    expect((await look()).accountsOver).toBe(before + 1)
    const { id: requestId } = await db().selectFrom('requests').select('id').where('subject_id', '=', heldPerson).limit(1).executeTakeFirstOrThrow()
    const id = newId(origin)
    for (const [state, over] of [['proposed', before], ['declined', before + 1]] as const) {
      await db().deleteFrom('erasures').where('id', '=', id).execute()
      await db().insertInto('erasures').values({ id, request_id: requestId, subject_id: heldPerson, state, body: '{}' }).execute()
      expect((await look()).accountsOver, state).toBe(over)
    }
    await db().deleteFrom('erasures').where('id', '=', id).execute()
    await db().updateTable('subjects').set({ status: 'active' }).where('id', '=', heldPerson).execute()
  })

  test('says what ends by itself: rows that the law keeps on their day, and files of cases on theirs', async () => {
    await db().insertInto('restricted_logs').values([1, 2, 3].map((n) => ({ erasure_id: newId(origin), n, account_no: 'SX-1', ip: '203.0.113.9', at: 1, result: 'ok', ground: 'R-LOG', release_on: addDays('2026-06-15', n * 7) }))).execute()
    const { restricted } = (await look(20)).byItself
    expect(restricted).toEqual([0, 1, 1])
    const { rows: [closed] } = await sql<{ id: string }>`select id from requests where state = 'granted' and body -> 'erasureId' is null limit 1`.execute(db())
    await sql`update requests set closed_at = ${dayStart('2023-06-24')} where id = ${closed!.id}`.execute(db())
    expect((await look(20)).byItself.cases).toEqual([0, 1, 0])
    await db().deleteFrom('restricted_logs').where('account_no', '=', 'SX-1').execute()
  })

  test('and every act on it are for those who may approve an erasure; agreeing needs a fresh sign-in', async () => {
    expect((await desk.call({ path: `${API}/retention` }, (await signIn(desk, 'zhou')).token)).json()).toEqual({ error: 'forbidden' })
    for (const what of ['propose', 'agree', 'decline'] as const) expect(await act(what, 'zhou')).toEqual({ error: 'forbidden' })
    expect(await act('agree', 'wu', {}, 'plain')).toEqual({ error: 'needs_online_auth' })
    for (const days of [0, 367, 'x']) expect((await desk.call({ path: `${API}/retention?days=${days}` }, (await signIn(desk, 'wu')).token)).json()).toEqual({ error: 'bad_request' })
  })
})

describe('a batch', () => {
  test('is proposed by the schedule itself, brought to the present day while nobody has agreed, and one at a time', async () => {
    await runRetention(context())
    const first = await newest()
    expect(first).toMatchObject({ state: 'proposed', agreed: [], done: [], plan: { asOf: '2026-06-15' } })
    expect(planned(first)).toEqual(countsOf((await rowsOf()).filter((row) => row.dueOn <= today())))
    origin.advance(DAY_MS)
    await runRetention(context())
    const next = await newest()
    expect([next.id, next.plan.asOf]).toEqual([first.id, '2026-06-16'])
    expect(planned(next)).toEqual(countsOf((await rowsOf()).filter((row) => row.dueOn <= today())))
    expect(await act('propose', 'zheng')).toEqual({ outcome: 'proposed' })
    expect((await look()).batches).toHaveLength(1)
    // What was looked at yesterday is not what is proposed today.
    if (first.planHash !== next.planHash) expect(await agree(first, 'wu')).toEqual({ outcome: 'changed' })
  })

  test('needs two people, and nothing goes before the second; meanwhile the schedule leaves it alone', async () => {
    const before = (await rowsOf()).length
    const batch = await newest()
    expect(await agree(batch, 'wu')).toEqual({ outcome: 'agreed' })
    expect(await agree(batch, 'wu')).toEqual({ outcome: 'same-person' })
    origin.advance(DAY_MS)
    await runRetention(context())
    await runBatches(context())
    expect(await newest()).toMatchObject({ id: batch.id, state: 'proposed', planHash: batch.planHash, agreed: [{ name: '吴示二' }] })
    expect((await rowsOf()).length).toBe(before)
    expect(await act('propose', 'zheng')).toEqual({ outcome: 'changed' })
  })

  test('is stale where more is due than it says, and the next says so; less is none: nobody lets go what they have not seen', async () => {
    const batch = await newest()
    await addRow('access-log', batch.plan.lines.find(({ category }) => category === 'access-log')!.through, 9_001)
    expect(await agree(batch, 'zheng')).toEqual({ outcome: 'stale' })
    expect(await newest()).toMatchObject({ id: batch.id, state: 'stale', done: [] })
    await runRetention(context())
    const next = await newest()
    expect(next.id).not.toBe(batch.id)
    expect(next).toMatchObject({ state: 'proposed', agreed: [] })
    await db().deleteFrom('service_logs').where('n', '=', 9_001).execute()
  })

  test('that is declined is quiet for thirty days, unless somebody asks', async () => {
    const batch = await newest()
    expect(await act('decline', 'zheng', { batchId: batch.id, reason: '等诉讼的答复' })).toEqual({ outcome: 'declined' })
    expect(await act('decline', 'wu', { batchId: batch.id, reason: 'x' })).toEqual({ outcome: 'changed' })
    await runRetention(context())
    expect(await newest()).toMatchObject({ id: batch.id, state: 'declined', declined: { name: '郑示三', reason: '等诉讼的答复' } })
    origin.advance(31 * DAY_MS)
    await runRetention(context())
    expect(await newest()).toMatchObject({ state: 'proposed' })
    const { id } = await newest()
    await act('decline', 'wu', { batchId: id, reason: '再等' })
    expect(await act('propose', 'wu')).toEqual({ outcome: 'proposed' })
  })

  test('lets go what is over and nobody’s that is on hold, makes anonymous what is to be, and keeps the counts of everybody true', async () => {
    const place = { holdId: newId<HoldId>(origin), matter: '（2026）辽0203民初88号', reach: 'person', subjectId: heldPerson, categories: ['access-log'], reason: '证据保全', reviewOn: addDays(today(), 90) }
    // Page performance of a year before, of somebody without a case; and the same of whom the hold is about, whose category it does not name.
    const { id: other } = await db().selectFrom('subjects').select('id').where('id', '!=', heldPerson).where('id', 'not in', db().selectFrom('requests').select('subject_id')).limit(1).executeTakeFirstOrThrow()
    for (const [place, subjectId] of [heldPerson, other].entries()) await addRow('page-performance', addDays(today(), -400), 9_100 + place, subjectId)
    await act('propose', 'wu')
    const batch = await newest()
    expect(planned(batch)).toEqual(countsOf((await rowsOf()).filter((row) => row.dueOn <= today())))
    expect(await agree(batch, 'wu')).toEqual({ outcome: 'agreed' })
    // Placed after the first agreement: less goes than was said.
    expect(await pushOne(desk, await signIn(desk, 'zheng'), makeItem(origin, 'hold.place@1', place, { chain: `hold:${place.holdId}` }))).toBe('applied 1')
    const all = await rowsOf()
    const isHeld = (row: (typeof all)[number]): boolean => row.subject_id === heldPerson && row.category === 'access-log'
    const over = all.filter((row) => row.dueOn <= today())
    expect(over.some(isHeld)).toBe(true)
    expect((await look()).categories.find(({ category }) => category === 'access-log')!.due.held).toBe(over.filter(isHeld).length)
    const anonymousBefore = (await db().selectFrom('anonymous_logs').selectAll().execute()).length
    const replica = await replicate(desk)
    expect(await agree(batch, 'zheng')).toEqual({ outcome: 'approved' })
    const done = await vi.waitFor(async () => {
      const now = await newest()
      expect(now.state).toBe('done')
      return now
    }, { timeout: 30_000 })
    const goes = over.filter((row) => !isHeld(row))
    const { report, signer } = mustOk(checkBatchReport(done.report, context().keys.org.publicKey, nodeCrypto))
    expect(signer.kind).toBe('origin')
    expect(report).toMatchObject({ batchId: batch.id, planHash: batch.planHash, plan: batch.plan, agreed: [{ name: '吴示二' }, { name: '郑示三' }], doneAt: done.doneAt })
    expect(report.lines.map(({ category, then, planned: rows, done: gone, held }) => ({ category, then, rows, gone, held }))).toEqual(
      batch.plan.lines.map(({ category, then, rows }) => ({ category, then, rows, gone: goes.filter((row) => row.category === category).length, held: over.filter((row) => isHeld(row) && row.category === category).length })),
    )
    expect({ ...countsOf([]), ...Object.fromEntries(done.done.map(({ category, rows }) => [category, rows])) }).toEqual(countsOf(goes))
    expect(countsOf(await rowsOf())).toEqual(countsOf(all.filter((row) => row.dueOn > today() || isHeld(row))))
    const anonymous = await db().selectFrom('anonymous_logs').selectAll().execute()
    expect(anonymous.length - anonymousBefore).toBe(goes.filter((row) => row.category === 'page-performance').length)
    // Planted rows say `x` of their client, which is no word of the list.
    expect(anonymous.map((row) => row.detail)).toContain('other, other')
    expect(anonymous.some((row) => row.detail === 'x')).toBe(false)
    // Counts of whoever lost rows are those of the rows, with their first and last day, and desks with a case hear of it.
    for (const subjectId of new Set(goes.map((row) => row.subject_id))) {
      const held = await countHeldRows(db() as never, subjectId)
      for (const holding of await db().selectFrom('holdings').select(['category', 'rows', 'from_at']).where('subject_id', '=', subjectId).where('category', 'in', Object.keys(MONTHS)).execute()) {
        expect(holding.rows, holding.category).toBe(held.get(holding.category) ?? 0)
        expect(holding.from_at === null).toBe(holding.rows === 0)
      }
    }
    await origin.running().feed.drain()
    await replica.follow()
    expect(toldOf(replica)).toEqual(toldOf(await replicate(desk)))
    await runRetention(context())
    expect(await newest()).toMatchObject({ id: batch.id, state: 'done' })
  })

  test('that was interrupted goes on with what is left, counts nothing twice, and takes no row more than two people saw', async () => {
    origin.advance(20 * DAY_MS)
    await runRetention(context())
    const batch = await newest()
    expect(batch.state).toBe('proposed')
    await agree(batch, 'wu')
    // As a crash leaves it: approved, with one row gone and counted.
    const line = batch.plan.lines[0]!
    await agree(batch, 'zheng')
    await vi.waitFor(async () => expect((await newest()).state).toBe('done'), { timeout: 30_000 })
    // Freed by a hold that was lifted, or imported: two rows where one is left to go.
    for (const n of [9_200, 9_201]) await addRow(line.category, line.through, n)
    await approveAsIs(batch.id, { done: [{ category: line.category, rows: line.rows - 1 }] })
    expect(await runBatches(context())).toBe('done')
    const done = await newest()
    expect(done.state).toBe('done')
    expect(done.done.find(({ category }) => category === line.category)!.rows).toBe(line.rows)
    expect(await db().selectFrom('service_logs').select('n').where('n', 'in', [9_200, 9_201]).execute()).toHaveLength(1)
    await runBatches(context())
    expect(await newest()).toEqual(done)
    await db().deleteFrom('service_logs').where('n', 'in', [9_200, 9_201]).execute()
  })

  test('goes in a few slices a round, and the janitor goes on by itself until it is done', async () => {
    const rows = 2 * SLICES_A_ROUND * SLICE_ROWS + 1
    const through = addDays(today(), -800)
    await sql`insert into service_logs (subject_id, n, category, at, product, ip, detail)
      select ${heldPerson}::uuid, 1000000 + i, 'browsing', ${dayStart(through)}, 'trade-search', '203.0.113.9', 'x' from generate_series(1, ${rows}::int) as i`.execute(db())
    const { id } = await newest()
    const plan: RetentionPlan = { v: 1, asOf: today(), rulesPack: 'x', lines: [{ category: 'browsing', months: 12, then: 'delete', through, rows }] }
    await approveAsIs(id, { done: [], plan, planHash: planHashOf(plan) })
    const doneNow = async () => (await newest()).done.map((one) => one.rows)
    // No round of the janitor's own comes in between.
    await db().transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(${LOCKS.round})`.execute(tx)
      expect([await runBatches(context()), await doneNow(), (await newest()).state]).toEqual(['more', [SLICES_A_ROUND * SLICE_ROWS], 'approved'])
    })
    await sql`select pg_notify(${SWEEP_CHANNEL}, '')`.execute(db())
    await vi.waitFor(async () => expect([(await newest()).state, await doneNow()]).toEqual(['done', [rows]]), { timeout: 40_000, interval: 200 })
  })
})
