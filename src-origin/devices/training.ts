// Records of training: appended, never changed; of one member of staff the one that was passed last counts, of one day the one that was entered last, so
// that a slip is put right by entering it anew.
import { sql } from 'kysely'
import type { TrainingFacts, Training } from '../../src-shared/domain/training'
import { createId, type Id, type StaffId } from '../../src-shared/base/ids'
import type { OriginContext } from '../context'
import { emitToCaseScopes } from '../feed/emit'
import type { Tx } from '../store/database'

export interface StaffActor {
  readonly staffId: StaffId
  readonly atDeviceId: string
}

export function trainingOf(row: { readonly training_due: string | null; readonly training_grace: string | null }): Training {
  const { training_due: dueOn, training_grace: graceUntil } = row
  return { ...(dueOn === null ? {} : { dueOn }), ...(graceUntil === null ? {} : { graceUntil }) }
}

/** `by` absent: imported. */
export async function insertTraining(tx: Tx, context: Pick<OriginContext, 'now' | 'random'>, staffId: StaffId, facts: TrainingFacts, by?: StaffActor): Promise<void> {
  const at = context.now()
  await tx
    .insertInto('training_records')
    .values({
      id: createId<Id<string>>(at, context.random), staff_id: staffId, course: facts.course, version: facts.version, passed_on: facts.passedOn, due_on: facts.dueOn,
      entered_at: at, entered_by: by?.staffId ?? null, at_device_id: by?.atDeviceId ?? null,
    })
    .execute()
}

/** What counts of their records now, in their own row. Answers the new version where that made a difference. */
export async function settleTraining(tx: Tx, staffId: StaffId): Promise<number | undefined> {
  const { rows } = await sql<{ v: number }>`
    update staff s set training_due = r.due_on, v = s.v + 1
    from (select due_on from training_records where staff_id = ${staffId}::uuid order by passed_on desc, entered_at desc, id desc limit 1) r
    where s.id = ${staffId}::uuid and s.training_due is distinct from r.due_on returning s.v`.execute(tx)
  return rows[0]?.v
}

/** Every desk hears of it: names, roles and training are shown and obeyed there. */
export async function tellStaff(tx: Tx, staffId: StaffId, v: number): Promise<void> {
  await emitToCaseScopes(tx, [{ type: 'staff', id: staffId, ver: v, op: 'put' }])
}
