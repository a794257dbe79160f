// Whom an erasure has to reach beyond our own systems: as of now, or as the origin wrote it down with the approval, when the person went.
import type { SubjectId } from '../../src-shared/base/ids'
import type { RecipientTaskView } from '../../src-shared/contract/erasure'
import type { ErasurePlan } from '../../src-shared/domain/erasure-plan'
import { recipientTasks, type RecipientTask } from '../../src-shared/domain/recipients'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { listHandedOver, readRecipients } from '../vault/repositories/transfers'
import type { Reader } from '../vault/transaction'

interface Planned {
  readonly record: ErasureRecord | undefined
  readonly plan: ErasurePlan
  readonly subjectId: SubjectId
}

export async function recipientTaskViews(reader: Reader, planned: Planned): Promise<readonly RecipientTaskView[]> {
  const recipients = await readRecipients(reader)
  return (await tasksOf(reader, planned)).map(({ recipientId, duty, categories }) => {
    const named = recipientId === undefined ? undefined : recipients.get(recipientId)
    return { ...(named ? { name: named.name, contact: named.contact } : {}), duty, categories }
  })
}

async function tasksOf(reader: Reader, { record, plan, subjectId }: Planned): Promise<readonly Pick<RecipientTask, 'recipientId' | 'duty' | 'categories'>[]> {
  if (record?.approvedAt !== undefined) return record.recipients ?? []
  const handedOver = await listHandedOver(reader, subjectId, plan.lines.map(({ category }) => category))
  return recipientTasks(subjectId, plan.lines, handedOver.map(({ transfer }) => transfer))
}
