// Carries out a batch that two people agreed to: its rows go in slices, each a transaction that counts itself, tells the people's holdings and looks at
// the holds anew.
//
//   slice: people whose rows are due → locked, as an erasure and whoever places a hold lock them → still here? on hold? erasure cooling off? → rows deleted, or made
//          anonymous, never more than the batch says → holdings, versions, feed → counts of the batch
//
// A round does a few slices, so that erasures and the end of the process wait for no batch. A crash between slices leaves the batch approved and fewer
// rows to do. A database that was put back has the rows again: what was approved in it is stale, and for as long as desks
// send their acts again (a hold placed since among them) nothing goes.
import { sql } from 'kysely'
import { toDay } from '../../src-shared/base/clock'
import { rowsDone, type RetentionBatch } from '../../src-shared/domain/retention-batch'
import { heldPeople, type BatchLine } from '../../src-shared/domain/retention-schedule'
import type { OriginContext } from '../context'
import { anonymiseRows } from '../erasure/anonymise'
import { SLICE_ROWS } from '../erasure/sweep'
import { isSentAgain } from '../feed/state'
import { countPeopleOn, recountLog } from '../import/count-holdings'
import { tellChanges } from '../import/told-changes'
import { loadHolds } from '../inventory/entry-rows'
import type { Tx } from '../store/database'
import { lockBatch, saveBatch } from './batches'
import { endOf, OF_NOBODY_COOLING } from './due-rows'

/** Of one round of the janitor: a second or two at most. */
export const SLICES_A_ROUND = 3

/** Safe at any time: what is left of a batch is found anew. `more`: a batch waits for another round. */
export async function runBatches(context: OriginContext): Promise<'more' | 'done'> {
  const { db } = context
  // A hold of after the backup is not here yet.
  if (await isSentAgain(db, context.now())) return 'done'
  const batch = (await db.selectFrom('retention_batches').select('body').where('state', '=', 'approved').executeTakeFirst())?.body
  if (!batch) return 'done'
  let slices = 0
  for (const line of batch.plan.lines) {
    while ((await db.transaction().execute((tx) => letSliceGo(tx, context, batch.id, line))) === 'goes-on') {
      slices += 1
      if (slices === SLICES_A_ROUND) return 'more'
    }
  }
  await db.transaction().execute((tx) => finish(tx, context, batch.id))
  return 'done'
}

async function finish(tx: Tx, context: OriginContext, batchId: string): Promise<void> {
  const batch = await lockBatch(tx, batchId)
  if (batch?.state === 'approved') await saveBatch(tx, { ...batch, state: 'done', doneAt: context.now() })
}

async function letSliceGo(tx: Tx, context: OriginContext, batchId: string, line: BatchLine): Promise<'goes-on' | 'ended'> {
  const batch = await lockBatch(tx, batchId)
  // Rows that came or were freed since are none that two people saw: however many are there, no more go than they agreed to.
  const most = batch?.state === 'approved' ? Math.min(SLICE_ROWS, line.rows - rowsDone(batch, line.category)) : 0
  if (!batch || most <= 0) return 'ended'
  const people = await lockDuePeople(tx, context, line)
  if (people === 'nobody') return 'ended'
  const gone = await takeRows(tx, line, { people, most })
  const touched = gone.map(({ subject_id }) => subject_id)
  const holdings = await recountLog(tx, touched, line.category)
  await tellChanges({ tx, mode: 'write' }, { people: await countPeopleOn(tx, touched), holdings })
  await saveBatch(tx, { ...batch, done: counted(batch, line, gone.reduce((sum, one) => sum + one.rows, 0)) })
  return 'goes-on'
}

function counted(batch: RetentionBatch, line: BatchLine, rows: number): RetentionBatch['done'] {
  return [...batch.done.filter((one) => one.category !== line.category), { category: line.category, rows: rowsDone(batch, line.category) + rows }]
}

/** `nobody`: the line is at its end. Rows of somebody who is being erased belong to that erasure, which counts them: its person is gone already, or waits for its day. */
async function lockDuePeople(tx: Tx, { now }: OriginContext, line: BatchLine): Promise<readonly string[] | 'nobody'> {
  const today = toDay(now())
  const before = heldPeople(line.category, await loadHolds(tx), today)
  if (before === 'everybody') return 'nobody'
  const { rows } = await sql<{ id: string }>`
    select id from subjects where id in (
      select subject_id from service_logs l where category = ${line.category} and at < ${endOf(line.through)} and subject_id <> all(${before}::uuid[]) and ${OF_NOBODY_COOLING}
        and exists (select 1 from subjects s where s.id = l.subject_id) order by at limit ${SLICE_ROWS}
    ) order by id for update`.execute(tx)
  if (rows.length === 0) return 'nobody'
  // A hold that was placed, or an erasure that was approved, while we waited for the person: whoever it is about is not found again.
  const held = heldPeople(line.category, await loadHolds(tx), today)
  if (held === 'everybody') return 'nobody'
  const cooling = await tx.selectFrom('erasures').select('subject_id').where('state', '=', 'cooling-off').execute()
  const spared = new Set<string>([...held, ...cooling.map(({ subject_id }) => subject_id)])
  return rows.flatMap(({ id }) => (spared.has(id) ? [] : [id]))
}

interface Slice {
  readonly people: readonly string[]
  readonly most: number
}
async function takeRows(tx: Tx, line: BatchLine, { people, most }: Slice): Promise<readonly { readonly subject_id: string; readonly rows: number }[]> {
  const { rows } = await sql<{ subject_id: string; rows: number }>`
    with gone as (
      delete from service_logs where (subject_id, n) in (
        select subject_id, n from service_logs where category = ${line.category} and at < ${endOf(line.through)} and subject_id = any(${people}::uuid[]) order by at limit ${most}
      ) returning *
    ), kept as (${line.then === 'anonymise' ? anonymiseRows() : sql`select 1`})
    select subject_id, count(*) as rows from gone group by subject_id`.execute(tx)
  return rows
}
