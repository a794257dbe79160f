// Carries out a batch that two people agreed to: its rows go in slices, each a transaction that counts itself, tells the people's holdings and looks at
// the holds anew.
//
//   slice: people whose rows are due → locked, as an erasure and whoever places a hold lock them → still here? on hold? erasure cooling off? → rows deleted, made
//          anonymous, or put apart until the law's day, never more than the batch says → holdings, versions, feed → counts of the batch
//
// A round does a few slices, so that erasures and the end of the process wait for no batch. A crash between slices leaves the batch approved and fewer
// rows to do. A database that was put back has the rows again: what was approved in it is stale, and for as long as desks
// send their acts again (a hold placed since among them) nothing goes.
import { sql, type RawBuilder } from 'kysely'
import { toDay, type Day } from '../../src-shared/base/clock'
import { isEnding, type AnyBatch, type EndingBatch } from '../../src-shared/domain/ending-batch'
import type { FinalAction } from '../../src-shared/domain/erasure-plan'
import { rowsDone, type RetentionBatch } from '../../src-shared/domain/retention-batch'
import { heldPeople } from '../../src-shared/domain/retention-schedule'
import type { LogCategory } from '../../src-shared/domain/vocabulary'
import type { OriginContext } from '../context'
import { anonymiseRows } from '../erasure/anonymise'
import { releaseOf, retentionMonths, SLICE_ROWS } from '../erasure/sweep'
import { isSentAgain } from '../feed/state'
import { countPeopleOn, recountLog } from '../import/count-holdings'
import { tellChanges } from '../import/told-changes'
import { loadHolds } from '../inventory/entry-rows'
import type { Tx } from '../store/database'
import { lockBatch, saveBatch } from './agreement'
import { reportBatch, type EndedBatch } from './batch-report'
import { countDue, endOf, OF_NOBODY_COOLING } from './due-rows'
import { endSliceOfPeople } from './end-people'
import { endingRows, planEnding } from './ending-rows'

/** Of one round of the janitor: a second or two at most. */
export const SLICES_A_ROUND = 3

/** Of a batch's line, what a slice needs to know. */
interface GoingLine {
  readonly category: LogCategory
  readonly action: FinalAction
  /** No more than these go. */
  readonly rows: number
  readonly ground?: string
  /** Which rows of the category it is about. */
  readonly which: RawBuilder<boolean>
}
type Slice = (tx: Tx) => Promise<'goes-on' | 'ended'>

/** Safe at any time: what is left of a batch is found anew. `more`: a batch waits for another round. */
export async function runBatches(context: OriginContext): Promise<'more' | 'done'> {
  const { db } = context
  // A hold of after the backup is not here yet.
  if (await isSentAgain(db, context.now())) return 'done'
  let left = SLICES_A_ROUND
  for (const { body: batch } of await db.selectFrom('retention_batches').select('body').where('state', '=', 'approved').orderBy('made_at').orderBy('id').execute()) {
    left = await runSlices(context, batch, left)
    if (left === 0) return 'more'
    await db.transaction().execute((tx) => finish(tx, context, batch.id))
  }
  return 'done'
}

/** Answers how many slices of the round are left; 0: the batch may go on in the next. */
async function runSlices(context: OriginContext, batch: AnyBatch, most: number): Promise<number> {
  let left = most
  for (const slice of slicesOf(context, batch)) {
    while (left > 0 && (await context.db.transaction().execute(slice)) === 'goes-on') left -= 1
    if (left === 0) return 0
  }
  return left
}

/** In the order in which they go: whoever is bound to a product first, so that nothing new is done with it. */
function slicesOf(context: OriginContext, batch: AnyBatch): readonly Slice[] {
  const lines: readonly GoingLine[] = isEnding(batch)
    ? batch.plan.lines.map((line) => ({ ...line, which: endingRows(batch.plan) }))
    : batch.plan.lines.map((line) => ({ category: line.category, action: line.then, rows: line.rows, which: sql`at < ${endOf(line.through)}` }))
  const people: readonly Slice[] = isEnding(batch) && batch.plan.reach === 'everyone' ? [(tx) => endSliceOfPeople(tx, context, batch.id)] : []
  return [...people, ...lines.map((line): Slice => (tx) => letSliceGo(tx, context, batch.id, line))]
}

async function finish(tx: Tx, context: OriginContext, batchId: string): Promise<void> {
  const batch = await lockBatch(tx, batchId)
  if (batch?.state !== 'approved') return
  const doneAt = context.now()
  await saveBatch(tx, { ...batch, state: 'done', doneAt })
  const { id, plan, planHash, agreed } = batch
  const told = isEnding(batch) ? await endedOf(tx, context, batch) : { lines: await scheduledLines(tx, batch, toDay(doneAt)) }
  await reportBatch(tx, context, { id, plan, planHash, agreed, doneAt, ...told })
}

type Lines = EndedBatch['lines']

async function scheduledLines(tx: Tx, batch: RetentionBatch, today: Day): Promise<Lines> {
  const holds = await loadHolds(tx)
  const lines: Lines[number][] = []
  for (const line of batch.plan.lines) {
    const { category, then, through, rows: planned } = line
    // What is over and free stays too, where it came since: only what is on hold is told.
    const [all, free] = [await countDue(tx, line, []), await countDue(tx, line, heldPeople(category, holds, today))]
    lines.push({ category, then, through, planned, done: rowsDone(batch, category), held: all - free })
  }
  return lines
}

async function endedOf(tx: Tx, context: OriginContext, batch: EndingBatch): Promise<Pick<EndedBatch, 'lines' | 'ending'>> {
  const { plan, proposed, peopleDone } = batch
  const left = (await planEnding(tx, context, plan)).lines
  const lines = plan.lines.map(({ category, action, rows }): Lines[number] => ({
    category, then: action, planned: rows, done: rowsDone(batch, category), held: left.find((one) => one.category === category)?.held ?? 0,
    ...(action === 'restrict' ? { kept: batch.done.find((one) => one.category === category)?.kept ?? 0 } : {}),
  }))
  return { lines, ending: { product: plan.product, peopleDone: plan.reach === 'everyone' ? peopleDone : plan.people, ...(proposed ? { proposed } : {}) } }
}

async function letSliceGo(tx: Tx, context: OriginContext, batchId: string, line: GoingLine): Promise<'goes-on' | 'ended'> {
  const batch = await lockBatch(tx, batchId)
  // Rows that came or were freed since are none that two people saw: however many are there, no more go than they agreed to.
  const most = batch?.state === 'approved' ? Math.min(SLICE_ROWS, line.rows - rowsDone(batch, line.category)) : 0
  if (!batch || most <= 0) return 'ended'
  const from = isEnding(batch) ? (batch.done.find((one) => one.category === line.category)?.upTo ?? 0) : 0
  const window = await lockWindow(tx, context, line, from)
  if (window === 'nobody') return 'ended'
  const gone = await takeRows(tx, context, { batch, line, most, from, window })
  const touched = gone.map(({ subject_id }) => subject_id)
  const holdings = await recountLog(tx, touched, line.category)
  await tellChanges({ tx, mode: 'write' }, { people: await countPeopleOn(tx, touched), holdings })
  await saveBatch(tx, counted(batch, line.category, { rows: sumOf(gone.map(({ rows }) => rows)), kept: gone[0]?.kept ?? 0, upTo: upToOf(gone, window, most) }))
  return 'goes-on'
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)

/**
 * From where the next slice looks. As far as the window reached; where the slice was full before that, as far as it went: of that very moment rows may be left, and the next
 * one looks at it too.
 */
function upToOf(gone: readonly Gone[], window: Window, most: number): number {
  return sumOf(gone.map(({ rows }) => rows)) < most ? window.upTo : Math.max(...gone.map(({ youngest }) => youngest))
}

interface Taken {
  readonly rows: number
  readonly kept: number
  readonly upTo: number
}
function counted(batch: AnyBatch, category: LogCategory, { rows, kept, upTo }: Taken): AnyBatch {
  const sum = rowsDone(batch, category) + rows
  if (!isEnding(batch)) return { ...batch, done: [...batch.done.filter((one) => one.category !== category), { category, rows: sum }] }
  const before = batch.done.find((one) => one.category === category)
  return { ...batch, done: [...batch.done.filter((one) => one.category !== category), { category, rows: sum, kept: (before?.kept ?? 0) + kept, upTo }] }
}

/** The oldest rows that are due, and whose they are. */
interface Window {
  readonly people: readonly string[]
  /** Time of the youngest of them. */
  readonly upTo: number
}

/** `nobody`: the line is at its end. Rows of somebody who is being erased belong to that erasure, which counts them: its person is gone already, or waits for its day. */
async function lockWindow(tx: Tx, { now }: OriginContext, line: GoingLine, from: number): Promise<Window | 'nobody'> {
  const today = toDay(now())
  const before = heldPeople(line.category, await loadHolds(tx), today)
  if (before === 'everybody') return 'nobody'
  const { rows: [due] } = await sql<{ upTo: number | null; people: readonly string[] }>`
    with due as materialized (
      select subject_id, at from service_logs l where category = ${line.category} and at >= ${from} and ${line.which} and subject_id <> all(${before}::uuid[])
        and ${OF_NOBODY_COOLING} and exists (select 1 from subjects s where s.id = l.subject_id) order by at limit ${SLICE_ROWS}
    ), locked as materialized (select id from subjects where id in (select subject_id from due) order by id for update)
    select (select max(at) from due) as "upTo", array(select id::text from locked) as people`.execute(tx)
  // Rows were due: where everybody whose they are was erased while we waited for them, others' may follow, and the line goes on behind these.
  if (!due || due.upTo === null) return 'nobody'
  // A hold that was placed, or an erasure that was approved, while we waited for the person: whoever it is about is not found again.
  const held = heldPeople(line.category, await loadHolds(tx), today)
  if (held === 'everybody') return 'nobody'
  const cooling = await tx.selectFrom('erasures').select('subject_id').where('state', '=', 'cooling-off').execute()
  const spared = new Set<string>([...held, ...cooling.map(({ subject_id }) => subject_id)])
  return { people: due.people.filter((id) => !spared.has(id)), upTo: due.upTo }
}

interface Taking {
  readonly batch: AnyBatch
  readonly line: GoingLine
  readonly most: number
  readonly from: number
  readonly window: Window
}
interface Gone {
  readonly subject_id: string
  readonly rows: number
  /** Of everybody's, put apart since a law asks for it. */
  readonly kept: number
  /** Time of the last of theirs. */
  readonly youngest: number
}
/** Whose, how many, and up to when. */
async function takeRows(tx: Tx, context: OriginContext, taking: Taking): Promise<readonly Gone[]> {
  const { line, most, from, window } = taking
  const { rows } = await sql<Gone>`
    with gone as (
      delete from service_logs where (subject_id, n) in (
        select subject_id, n from service_logs where category = ${line.category} and at between ${from} and ${window.upTo} and ${line.which} and subject_id = any(${window.people}::uuid[])
        order by at limit ${most}
      ) returning *
    ), numbered as (
      -- What comes later is not taken for one of these (import/log-rows.ts).
      update subjects s set log_n = greatest(s.log_n, last.n) from (select subject_id, max(n) as n from gone group by 1) last where s.id = last.subject_id
    ), kept as (${keepOf(context, taking)})
    select subject_id, count(*) as rows, max(at) as youngest, ${line.action === 'restrict' ? sql`(select count(*) from kept)` : sql`0`} as kept from gone group by subject_id`.execute(tx)
  return rows
}

/** What happens to the rows of `gone`, in the same statement that deletes them. */
function keepOf(context: OriginContext, { batch, line }: Taking): RawBuilder<unknown> {
  if (line.action === 'delete') return sql`select 1`
  if (line.action === 'anonymise') return anonymiseRows()
  const months = retentionMonths(context, batch.plan.rulesPack, line)
  // Numbered on from what the batch has put apart before: it stands there for the erasure whose rows they otherwise are.
  return sql`insert into restricted_logs (erasure_id, n, account_no, ip, at, result, ground, release_on)
    select ${batch.id}, ${sumOf(batch.done.map(({ rows }) => rows))}::bigint + row_number() over (), s.account_no, ip, at, detail, ${line.ground ?? ''}, ${releaseOf(months)}
    from gone join subjects s on s.id = gone.subject_id where ${releaseOf(months)} > ${toDay(context.now())}::date returning 1`
}
