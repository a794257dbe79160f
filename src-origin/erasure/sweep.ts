// The rest of an approved erasure: service-log rows in slices, each slice a transaction that counts itself; then the proof that nothing
// is left, and the state `executed`.
//
// A crash between slices leaves a job row and fewer rows to do; resumed, it goes on with what is still there. Nothing is done twice,
// because a row is counted in the transaction that removes it.
import { sql, type RawBuilder } from 'kysely'
import { addMonths } from '../../src-shared/domain/months'
import { mustOk } from '../../src-shared/base/result'
import { toDay } from '../../src-shared/base/clock'
import { must } from '../../src-shared/base/assert'
import { keptOf, type ErasurePlan, type PlanLine } from '../../src-shared/domain/erasure-plan'
import { advanceErasure } from '../../src-shared/domain/request-machine'
import { heldPeople } from '../../src-shared/domain/retention-schedule'
import { LOG_CATEGORIES } from '../../src-shared/domain/vocabulary'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import type { OriginContext } from '../context'
import { lockRequest, saveRequest } from '../cases/locked-request'
import { eachOf } from '../each-of'
import { loadHolds } from '../inventory/entry-rows'
import type { Tx } from '../store/database'
import { anonymiseRows } from './anonymise'
import { picked } from './held-fields'
import { lockErasure, saveErasure } from './locked-erasure'
import { completeErasure } from './complete'
import { countHeldRows } from './held-counts'
import { settleHeldLines, withLateHolds } from './late-holds'
import { takeKeptApart } from './kept-apart'
import { planSystems } from './system-rows'

/** Told in the approval's transaction, heard by every janitor. */
export const SWEEP_CHANNEL = 'privacy_desk_sweep'
/** Rows a slice: a transaction of some ten milliseconds, so that nobody waits for it. */
export const SLICE_ROWS = 20_000

/** Of a plan's line what a slice needs to know. */
export type SweepLine = Pick<PlanLine, 'category' | 'action' | 'ground'> & { readonly holds?: readonly { readonly fields?: readonly string[] }[] }

/** Without the person: what was on hold goes on long after they are gone. */
type Keeping = Pick<Job, 'erasureId' | 'accountNo' | 'months'>

export interface Job {
  readonly erasureId: string
  readonly subjectId: string
  readonly accountNo: string
  readonly months: number
}

/** Safe to call for an erasure that needs no sweep, and from two processes at once. */
export async function sweepErasure(context: OriginContext, erasureId: string): Promise<void> {
  const { db } = context
  const job = await db.selectFrom('erasure_jobs').selectAll().where('erasure_id', '=', erasureId).executeTakeFirst()
  if (!job) return
  const { body } = await db.selectFrom('erasures').select('body').where('id', '=', erasureId).executeTakeFirstOrThrow()
  const plan = body.plan as ErasurePlan
  for (const line of plan.lines.filter((one) => LOG_CATEGORIES.some((category) => category === one.category))) {
    const slice: Job = { erasureId, subjectId: job.subject_id, accountNo: job.account_no, months: retentionMonths(context, plan.rulesPack, line) }
    while ((await db.transaction().execute((tx) => sweepSlice(tx, context, line, slice))) === SLICE_ROWS);
  }
  await db.transaction().execute((tx) => finishSweep(tx, context, erasureId))
  await releaseRestricted(context)
  await db.transaction().execute((tx) => completeErasure(tx, context, erasureId))
}

/** Every sweep that waits. One that fails keeps no other from being done; the first fault is thrown at the end. */
export async function resumeSweeps(context: OriginContext, mayGoOn: (erasureId: string) => boolean = () => true): Promise<void> {
  const jobs = await context.db.selectFrom('erasure_jobs').select('erasure_id').orderBy('started_at').execute()
  await eachOf(jobs.filter((one) => mayGoOn(one.erasure_id)), (job) => sweepErasure(context, job.erasure_id))
}

/**
 * Rows whose duty to be kept has ended. Called after each sweep and once a day. What the end of a product put apart stays while its person is on hold: of who is here by
 * the holds of this day, of who is erased (kept-apart.ts) by the erasure's own line of whole rows.
 */
export async function releaseRestricted({ db, now }: OriginContext): Promise<void> {
  const today = toDay(now())
  const held = heldPeople('access-log', await loadHolds(db), today)
  const ofHeld = held === 'everybody' ? sql`true` : sql`account_no = any(array(select s.account_no from subjects s where s.id = any(${held}::uuid[])))`
  await sql`
    delete from restricted_logs r where release_on <= ${today}::date and not (erasure_id in (select id from retention_batches) and ${ofHeld})
      and not (n < 0 and exists (select 1 from held_lines l where l.erasure_id = r.erasure_id and l.category = 'access-log' and l.fields is null))`.execute(db)
}

export function retentionMonths(context: OriginContext, rulesPack: string, line: SweepLine): number {
  if (line.action !== 'restrict') return 0
  const rules = must(context.rules.byVersion(rulesPack), 'rules pack of the plan')
  return must(rules.retention.find((rule) => rule.code === line.ground), 'retention rule of the plan').months
}

async function sweepSlice(tx: Tx, context: OriginContext, planned: PlanLine, job: Job): Promise<number> {
  const line = await withLateHolds(tx, context, planned, job)
  const { done, held } = await moveRows(tx, line, job)
  if (done > 0) await countDone(tx, job.erasureId, line, done)
  if (held > 0) await countDone(tx, job.erasureId, { category: line.category, action: 'hold' }, held)
  return done
}

/** One slice of one category, out of the person's log; answers how many rows it was, and of how many of them single fields stay on hold. */
export async function moveRows(tx: Tx, line: SweepLine, job: Job): Promise<{ readonly done: number; readonly held: number }> {
  const { rows } = await sql<{ done: number; held: number }>`
    with gone as (
      delete from service_logs where subject_id = ${job.subjectId} and n in (
        select n from service_logs where subject_id = ${job.subjectId} and category = ${line.category} order by n limit ${SLICE_ROWS}
      ) returning *
    ), kept as (${keepRows(line, job)}), held as (${line.action === 'hold' ? sql`select 1 where false` : keepFields(line, job.erasureId)})
    select (select count(*) from gone) as done, (select count(*) from held) as held`.execute(tx)
  return rows[0] ?? { done: 0, held: 0 }
}

const LOG_BODY = sql`jsonb_build_object('at', at, 'product', product, 'ip', ip, 'detail', detail)`

/** Of the rows of `gone` what holds name of them; the rest of each goes as the line says. */
function keepFields(line: SweepLine, erasureId: string): RawBuilder<unknown> {
  const kept = keptOf(line)
  if (kept.length === 0) return sql`select 1 where false`
  return sql`insert into held_rows (erasure_id, category, n, body)
    select ${erasureId}, category, n, part from (select category, n, ${picked(LOG_BODY, line.category, kept)} as part from gone) parts where part <> '{}'::jsonb returning 1`
}

/** What happens to the rows of `gone`, in the same statement that deletes them. */
export function keepRows(line: SweepLine, job: Keeping): RawBuilder<unknown> {
  switch (line.action) {
    case 'delete':
      return sql`select 1`
    case 'anonymise':
      // While a piece of the same row stands apart nothing of it is anonymous.
      return keptOf(line).length > 0 ? sql`select 1` : anonymiseRows()
    case 'restrict':
      // Each row by its own day (addMonths of domain/months.ts: the last day of a shorter month). One that is there already: its narrowing was interrupted (held-release.ts).
      return sql`insert into restricted_logs (erasure_id, n, account_no, ip, at, result, ground, release_on)
        select ${job.erasureId}, n, ${job.accountNo}, ip, at, detail, ${line.ground ?? ''}, ${releaseOf(job.months)} from gone on conflict do nothing returning 1`
    case 'hold':
      return sql`insert into held_rows (erasure_id, category, n, body)
        select ${job.erasureId}, category, n, ${picked(LOG_BODY, line.category, keptOf(line))} from gone returning 1`
  }
}

/** Of a row of the log, by its own day. */
export function releaseOf(months: number): RawBuilder<string> {
  return sql`((to_timestamp(at / 1000.0) at time zone 'Asia/Shanghai')::date + make_interval(months => ${months}::int))::date`
}

async function countDone(tx: Tx, erasureId: string, line: Pick<PlanLine, 'category' | 'action'>, rows: number): Promise<void> {
  const job = await tx.selectFrom('erasure_jobs').select('executed').where('erasure_id', '=', erasureId).forUpdate().executeTakeFirstOrThrow()
  const isLine = (one: { readonly category: string; readonly action: string }) => one.category === line.category && one.action === line.action
  const before = job.executed.find(isLine)?.rows ?? 0
  const executed = [...job.executed.filter((one) => !isLine(one)), { category: line.category, action: line.action, rows: before + rows }]
  await tx.updateTable('erasure_jobs').set({ executed: JSON.stringify(executed) }).where('erasure_id', '=', erasureId).execute()
}

async function finishSweep(tx: Tx, context: OriginContext, erasureId: string): Promise<void> {
  const { request_id } = await tx.selectFrom('erasures').select('request_id').where('id', '=', erasureId).executeTakeFirstOrThrow()
  const request = must(await lockRequest(tx, request_id), 'request of the erasure')
  const erasure = await lockErasure(tx, erasureId)
  const job = await tx.selectFrom('erasure_jobs').selectAll().where('erasure_id', '=', erasureId).forUpdate().executeTakeFirst()
  if (!job) return
  const left = await countHeldRows(tx, job.subject_id)
  if (left.size > 0) throw new Error('invariant: rows of an erased person are left at the origin')
  const { late, nothingKept } = await settleHeldLines(tx, erasureId, (erasure.record.plan as ErasurePlan).lines)
  const apart = await takeKeptApart(tx, context, { erasureId, accountNo: job.account_no })
  const at = context.now()
  const systems = await planSystems(tx, context, { erasureId, accountNo: job.account_no, externalId: job.external_id })
  const record: ErasureRecord = {
    ...erasure.record, state: 'executed', executedAt: at, executed: job.executed, ...(late.length === 0 ? {} : { late }),
    ...(nothingKept.length === 0 ? {} : { released: nothingKept.map((category) => ({ category, at })) }), ...(apart.length === 0 ? {} : { apart }), ...(systems.length === 0 ? {} : { systems }),
  }
  await saveErasure(tx, record, request.scope)
  await saveRequest(tx, mustOk(advanceErasure(request.record, 'executed', at)))
  await tx.deleteFrom('erasure_jobs').where('erasure_id', '=', erasureId).execute()
}

/** The same rule on both sides; a test compares it with the SQL above. */
export const releaseDay = (at: number, months: number) => addMonths(toDay(at), months)
