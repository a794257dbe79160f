// What an approved erasure asks of those who received the person's information, read in the transaction that takes the person away; and
// what becomes of a task whose handing over nobody had confirmed then.
import type { SubjectId } from '../../src-shared/base/ids'
import { recipientTasks, settleAwaiting } from '../../src-shared/domain/recipient-tasks'
import type { TransferId } from '../../src-shared/domain/recipients'
import type { TransferShare } from '../../src-shared/domain/transfer-register'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { sql } from 'kysely'
import { saveErasure } from '../erasure/locked-erasure'
import type { Tx } from '../store/database'
import { lockEntries } from './entry-rows'

/** As many as the wire takes; nobody hands things to so many. */
const MOST_TASKS = 500

/** The transfers are locked: who decides on one meanwhile comes before this reading, or finds the tasks that it made. */
export async function recipientTasksOf(tx: Tx, subjectId: SubjectId): Promise<NonNullable<ErasureRecord['recipients']>> {
  const entries = (await lockEntries(tx, 'transfer')).map(({ entry }) => entry)
  const { registered_at: registeredAt } = await tx.selectFrom('subjects').select('registered_at').where('id', '=', subjectId).executeTakeFirstOrThrow()
  return recipientTasks({ subjectId, registeredAt }, entries, await loadShares(tx, subjectId)).slice(0, MOST_TASKS)
}

async function loadShares(tx: Tx, subjectId: SubjectId): Promise<readonly TransferShare[]> {
  const rows = await tx.selectFrom('transfer_people').selectAll().where('subject_id', '=', subjectId).execute()
  return rows.map((row) => ({ transferId: row.transfer_id as TransferShare['transferId'], subjectId }))
}

/** The transfer is locked. Few erasures wait for one, and none is looked for unless one was confirmed or declined. */
export async function settleTasks(tx: Tx, transferId: TransferId, decided: 'approved' | 'declined'): Promise<void> {
  const waiting = await tx
    .selectFrom('erasures')
    .innerJoin('requests', 'requests.id', 'erasures.request_id')
    .select(['erasures.body', 'requests.scope'])
    .where(sql<boolean>`erasures.body -> 'recipients' @> ${JSON.stringify([{ awaiting: [transferId] }])}::jsonb`)
    .orderBy('erasures.id')
    .forUpdate('erasures')
    .execute()
  for (const { body, scope } of waiting) await saveErasure(tx, { ...body, recipients: [...settleAwaiting(body.recipients ?? [], transferId, decided)] }, scope)
}
