// The slices of a product that the company ends, without a janitor: killed in each of them they do nothing twice and leave nothing out; a database that was put back lets nothing go
// before desks have sent what they did since.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sql } from 'kysely'
import { dayStart, addDays, toDay } from '../../src-shared/base/clock'
import { createId, type StaffId } from '../../src-shared/base/ids'
import { isEnding, type EndingBatch } from '../../src-shared/domain/ending-batch'
import type { Product } from '../../src-shared/domain/vocabulary'
import { SLICE_ROWS } from '../../src-origin/erasure/sweep'
import { agreeToBatch } from '../../src-origin/retention/agreement'
import { endSliceOfPeople } from '../../src-origin/retention/end-people'
import { proposeEnding, proposeEndings } from '../../src-origin/retention/endings'
import { runBatches } from '../../src-origin/retention/let-go'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import type { RunningOrigin } from '../../src-origin/start'
import type { Tx } from '../../src-origin/store/database'
import { SPLIT_DATABASE, startSplitOrigin, type SplitOrigin } from '../fixtures/split-origin'

const BACKUP = 'backup'
const DAY_MS = 86_400_000
const ENDED: Product = 'market-report'
const { wu, zheng } = DEMO_STAFF
let split: SplitOrigin
let running: RunningOrigin
beforeAll(async () => {
  split = await startSplitOrigin({ seed: 'test', people: 30, requests: 0, rowsPerPerson: 20 })
  running = await split.part('api')
})
afterAll(() => split?.remove())

const db = () => running.context.db
const newest = async (): Promise<EndingBatch> => {
  const bodies = (await db().selectFrom('retention_batches').select('body').where('product', 'is not', null).orderBy('made_at').orderBy('id').execute()).map(({ body }) => body)
  const last = bodies.at(-1)
  if (!last || !isEnding(last)) throw new Error('no batch of a product')
  return last
}
const agree = async (staffId: StaffId) => {
  const { id: batchId, planHash } = await newest()
  return agreeToBatch(running.context, { batchId, planHash }, staffId)
}
const countOf = async (product: Product) => (await sql<{ category: string; n: number }>`select category, count(*) as n from service_logs where product = ${product} group by 1`.execute(db())).rows
const sumOf = (rows: readonly { readonly n: number }[]): number => rows.reduce((sum, { n }) => sum + n, 0)

test('killed in every slice, at its last step, it ends with every row and person once, and one report', async () => {
  const today = toDay(split.now())
  const { id: person } = await db().selectFrom('subjects').select('id').orderBy('id').executeTakeFirstOrThrow()
  // More than two slices of what is deleted, and than one of what the law keeps; a thousand rows of each moment.
  for (const [place, { category, slices }] of [{ category: 'browsing', slices: 2 }, { category: 'access-log', slices: 1 }].entries()) {
    await sql`insert into service_logs (subject_id, n, category, at, product, ip, detail)
      select ${person}::uuid, ${1_000_000 * (place + 1)}::bigint + i, ${category}, ${dayStart(addDays(today, -20))}::bigint + i / 1000, ${ENDED}, '203.0.113.9', 'x' from generate_series(1, ${slices * SLICE_ROWS + 7}::int) as i`.execute(db())
  }
  const before = { rows: await countOf(ENDED), other: sumOf(await countOf('trade-search')) }
  expect(await proposeEnding(running.context, { product: ENDED, endsOn: today, reason: '产品下线', told: 'website' }, zheng.id)).toBe('proposed')
  const { plan } = await newest()
  expect(plan.people).toBeGreaterThan(3)
  expect(await agree(wu.id)).toBe('agreed')
  expect(await agree(zheng.id)).toBe('approved')
  await sql`
    create sequence kills;
    create function kill() returns trigger language plpgsql as $$ begin if nextval('kills') % 2 = 1 then raise exception 'killed'; end if; return new; end $$;
    create trigger kill before update on retention_batches for each row execute function kill();`.execute(db())
  const browsing = (await sql<{ at: number }>`select at from service_logs where product = ${ENDED} and category = 'browsing' order by at`.execute(db())).rows.map(({ at }) => at)
  expect([browsing[SLICE_ROWS - 1], browsing[2 * SLICE_ROWS - 1]]).toEqual([browsing[SLICE_ROWS], browsing[2 * SLICE_ROWS]])
  // Of two full slices the second begins where the first ended, though rows of one moment lie on both sides: otherwise each would look at everything again.
  const reached: number[] = []
  let kills = 0
  for (let round = 0; round < 100 && (await newest()).state !== 'done'; round++) {
    await runBatches(running.context).catch((error: unknown) => {
      expect(String(error)).toContain('killed')
      kills += 1
    })
    const upTo = (await newest()).done.find(({ category }) => category === 'browsing')?.upTo
    if (upTo !== undefined && upTo !== reached.at(-1)) reached.push(upTo)
  }
  await sql`drop trigger kill on retention_batches`.execute(db())
  const done = await newest()
  expect(done.state).toBe('done')
  // The people, each category, the slices beyond its first, and the end.
  expect(kills).toBe(1 + before.rows.length + 3 + 1)
  expect(reached).toEqual([browsing[SLICE_ROWS - 1], browsing[2 * SLICE_ROWS - 1]])
  expect(await countOf(ENDED)).toEqual([])
  expect(sumOf(await countOf('trade-search'))).toBe(before.other)
  expect(Object.fromEntries(done.done.map(({ category, rows }) => [category, rows]))).toEqual(Object.fromEntries(before.rows.map(({ category, n }) => [category, n])))
  const acts = await db().selectFrom('consents').select('subject_id').where('evidence', '=', done.id).execute()
  expect([acts.length, new Set(acts.map(({ subject_id }) => subject_id)).size, done.peopleDone]).toEqual([plan.people, plan.people, plan.people])
  const apart = await db().selectFrom('restricted_logs').select('n').where('erasure_id', '=', done.id).execute()
  expect(apart.length).toBe(done.done.find(({ category }) => category === 'access-log')!.kept)
  expect(apart.length).toBeGreaterThan(SLICE_ROWS)
  expect((await db().selectFrom('batch_reports').selectAll().execute()).map((row) => [row.batch_id, (row.report as { readonly body: { readonly kind: string } }).body.kind])).toEqual([[done.id, 'batch-report']])
  // The highest of them went: nobody gets its number.
  expect((await db().selectFrom('subjects').select('log_n').where('id', '=', person).executeTakeFirstOrThrow()).log_n).toBe(2_000_000 + SLICE_ROWS + 7)
  // Safe at any time.
  expect(await runBatches(running.context)).toBe('done')
  expect(await newest()).toEqual(done)
})

test('after a restore nothing goes and nobody agrees for fourteen days; what was approved is stale, stays stopped, and is proposed anew', async () => {
  const today = toDay(split.now())
  expect(await proposeEnding(running.context, { product: 'company-profile', endsOn: today, reason: '停止服务', told: 'applet' }, zheng.id)).toBe('proposed')
  await agree(wu.id)
  await agree(zheng.id)
  const rows = sumOf(await countOf('company-profile'))
  expect(rows).toBeGreaterThan(0)
  await running.stop()
  await split.copyDatabase(SPLIT_DATABASE, BACKUP)
  await split.copyDatabase(BACKUP, SPLIT_DATABASE)
  await (await split.part('all')).stop()
  running = await split.part('api')
  await proposeEndings(running.context)
  const again = await newest()
  expect(again).toMatchObject({ state: 'proposed', agreed: [], proposed: { staffId: zheng.id, reason: '停止服务' }, plan: { product: 'company-profile', reach: 'everyone', endsOn: today } })
  expect(await agree(wu.id)).toBe('restored')
  expect(await runBatches(running.context)).toBe('done')
  expect(sumOf(await countOf('company-profile'))).toBe(rows)
  split.advance(14 * DAY_MS)
  await proposeEndings(running.context)
  expect([await agree(wu.id), await agree(zheng.id)]).toEqual(['agreed', 'approved'])
  while ((await runBatches(running.context)) === 'more');
  expect([(await newest()).state, await countOf('company-profile')]).toEqual(['done', []])
})

/** Somebody else has the person, does something with them once `run` waits for that, and lets them go. */
async function whileHeld<Answer>(person: string, run: () => Promise<Answer>, change: (tx: Tx) => Promise<unknown>): Promise<Answer> {
  let waiting: Promise<Answer> | undefined
  await db().transaction().execute(async (tx) => {
    await sql`select id from subjects where id = ${person} for update`.execute(tx)
    waiting = run()
    await vi.waitFor(async () => {
      expect((await sql`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db())).rows).toHaveLength(1)
    }, { timeout: 10_000 })
    await change(tx)
  })
  return waiting!
}

describe('while a slice waits for a person', () => {
  const other: Product = 'trade-search'
  let bound: readonly string[]
  /** Uses it no more; the oldest rows of it are theirs, as many as a slice looks at. */
  let former: string
  beforeAll(async () => {
    const using = (await sql<{ id: string }>`select id from subjects where products @> ${JSON.stringify([other])}::jsonb order by id`.execute(db())).rows.map(({ id }) => id)
    former = using.at(-1)!
    bound = using.slice(0, -1)
    await db().updateTable('subjects').set({ products: '[]' }).where('id', '=', former).execute()
    // Of one category alone, so that a round which leaves it is at its end.
    await db().deleteFrom('service_logs').where((eb) => eb.or([eb('subject_id', '=', former), eb('category', '<>', 'browsing')])).execute()
    await sql`insert into service_logs (subject_id, n, category, at, product, ip, detail)
      select ${former}::uuid, i, 'browsing', i, ${other}, '203.0.113.9', 'x' from generate_series(1, ${SLICE_ROWS}::int) as i`.execute(db())
    expect(await proposeEnding(running.context, { product: other, endsOn: toDay(split.now()), reason: '产品下线', told: 'website' }, zheng.id)).toBe('proposed')
    expect([await agree(wu.id), await agree(zheng.id)]).toEqual(['agreed', 'approved'])
  })

  test('an erasure of theirs is approved: they are not unbound, since they go with it', async () => {
    const [first] = bound as [string]
    const { id: batchId } = await newest()
    const slice = () => db().transaction().execute((tx) => endSliceOfPeople(tx, running.context, batchId))
    const id = createId(split.now(), running.context.random)
    expect(await whileHeld(first, slice, async (tx) => {
      await sql`insert into requests (id, case_no, subject_id, state, received_on, body) values (${id}, 'x', ${first}, 'executing', ${toDay(split.now())}, '{}')`.execute(tx)
      await tx.insertInto('erasures').values({ id, request_id: id, subject_id: first, state: 'cooling-off', body: '{}' }).execute()
    })).toBe('goes-on')
    expect((await db().selectFrom('subjects').select('products').where('id', '=', first).executeTakeFirstOrThrow()).products).toContain(other)
    expect(await db().selectFrom('consents').select('id').where('evidence', '=', batchId).where('subject_id', '=', first).execute()).toEqual([])
    expect([(await newest()).peopleDone, await slice()]).toEqual([bound.length - 1, 'ended'])
  })

  test('everybody whose rows it looks at is erased: the line goes on with those of others', async () => {
    const rows = sumOf(await countOf(other))
    const { id: batchId } = await newest()
    await whileHeld(former, () => runBatches(running.context), (tx) => tx.deleteFrom('subjects').where('id', '=', former).execute())
    while ((await runBatches(running.context)) === 'more');
    const done = await newest()
    expect([done.id, done.state]).toEqual([batchId, 'done'])
    // Theirs belong to their erasure, and so do those of whoever waits for the day of one.
    const [waits] = bound as [string]
    const left = await db().selectFrom('service_logs').select('subject_id').where('product', '=', other).execute()
    expect(new Set(left.map(({ subject_id }) => subject_id))).toEqual(new Set([former, waits]))
    expect(done.done.reduce((sum, one) => sum + one.rows, 0)).toBe(rows - left.length)
    expect(left.length).toBeLessThan(rows)
  })
})
