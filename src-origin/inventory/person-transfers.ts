// What an approved erasure asks of those who received the person's information, read in the transaction that takes the person away.
import type { SubjectId } from '../../src-shared/base/ids'
import type { ErasurePlan } from '../../src-shared/domain/erasure-plan'
import { recipientTasks } from '../../src-shared/domain/recipients'
import { isRecorded, transferOf, type TransferShare } from '../../src-shared/domain/transfer-register'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import type { Tx } from '../store/database'

export async function recipientTasksOf(tx: Tx, erasure: ErasureRecord): Promise<NonNullable<ErasureRecord['recipients']>> {
  const rows = await tx.selectFrom('transfers').select('body').orderBy('id').execute()
  const shares = await loadShares(tx, erasure.subjectId)
  const transfers = rows.filter(({ body }) => isRecorded(body)).map(({ body }) => transferOf(body, shares))
  const { lines } = erasure.plan as ErasurePlan
  return recipientTasks(erasure.subjectId, lines, transfers).map(({ recipientId, duty, categories }) => ({
    ...(recipientId === undefined ? {} : { recipientId }), duty, categories: [...categories],
  }))
}

async function loadShares(tx: Tx, subjectId: SubjectId): Promise<readonly TransferShare[]> {
  const rows = await tx.selectFrom('transfer_people').selectAll().where('subject_id', '=', subjectId).execute()
  return rows.map((row) => ({ transferId: row.transfer_id as TransferShare['transferId'], subjectId }))
}
