// What a person put off until a day: theirs alone, on this desk alone. Whether it is still hidden is asked with the list (queue-pages.ts).
import type { Day, EpochMs } from '../../../src-shared/base/clock'
import type { RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import type { Reader, Tx } from '../transaction'

export interface Snooze {
  readonly staffId: StaffId
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly untilOn: Day
  readonly madeAt: EpochMs
}

export async function putSnooze(tx: Tx, snooze: Snooze): Promise<void> {
  const values = { subject_id: snooze.subjectId, until_on: snooze.untilOn, made_at: snooze.madeAt }
  await tx
    .insertInto('snoozes')
    .values({ staff_id: snooze.staffId, request_id: snooze.requestId, ...values })
    .onConflict((conflict) => conflict.columns(['staff_id', 'request_id']).doUpdateSet(values))
    .execute()
}

/** Until when it is hidden from this person; undefined: not put off, or the day has come. */
export async function getSnooze(reader: Reader, staffId: StaffId, requestId: RequestId, today: Day): Promise<Day | undefined> {
  const row = await reader.selectFrom('snoozes').select('until_on').where('staff_id', '=', staffId).where('request_id', '=', requestId).where('until_on', '>', today).executeTakeFirst()
  return row?.until_on
}

/** Of this person, these. */
export async function deleteSnoozes(tx: Tx, staffId: StaffId, requestIds: readonly RequestId[]): Promise<void> {
  if (requestIds.length > 0) await tx.deleteFrom('snoozes').where('staff_id', '=', staffId).where('request_id', 'in', [...requestIds]).execute()
}

/** Of somebody who works at this desk no longer. */
export async function deleteSnoozesOfStaff(tx: Tx, staffId: StaffId): Promise<void> {
  await tx.deleteFrom('snoozes').where('staff_id', '=', staffId).execute()
}

/** These requests left the desk. */
export async function deleteSnoozesOfRequests(tx: Tx, requestIds: readonly string[]): Promise<void> {
  if (requestIds.length > 0) await tx.deleteFrom('snoozes').where('request_id', 'in', [...requestIds]).execute()
}

/** Their days have come: nothing is kept of them. */
export async function dropPastSnoozes(tx: Tx, today: Day): Promise<void> {
  await tx.deleteFrom('snoozes').where('until_on', '<=', today).execute()
}
