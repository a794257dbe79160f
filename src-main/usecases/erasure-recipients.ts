// Whom an erasure has to reach beyond our own systems: as of now, or as the origin wrote it down with the approval, when the person went.
import type { SubjectId } from '../../src-shared/base/ids'
import type { RecipientTaskView } from '../../src-shared/contract/erasure'
import { recipientTasks, type RecipientTask } from '../../src-shared/domain/recipient-tasks'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { getRecord, listRecords, listRecordsOfSubject } from '../vault/repositories/records'
import { readRecipients } from '../vault/repositories/transfers'
import type { Reader } from '../vault/transaction'

interface Planned {
  readonly record: ErasureRecord | undefined
  readonly subjectId: SubjectId
}

export async function recipientTaskViews(reader: Reader, planned: Planned): Promise<readonly RecipientTaskView[]> {
  const recipients = await readRecipients(reader)
  return (await tasksOf(reader, planned)).map(({ recipientId, duty, categories, awaiting }) => {
    const named = recipientId === undefined ? undefined : recipients.get(recipientId)
    return { ...(named ? { name: named.name, contact: named.contact } : {}), duty, categories, isConfirmed: awaiting === undefined }
  })
}

async function tasksOf(reader: Reader, { record, subjectId }: Planned): Promise<readonly RecipientTask[]> {
  if (record?.approvedAt !== undefined) return record.recipients ?? []
  const registeredAt = (await getRecord(reader, 'subject', subjectId))?.body.registeredAt
  const entries = (await listRecords(reader, 'transfer')).map(({ body }) => body)
  const shares = (await listRecordsOfSubject(reader, 'transfer-share', subjectId)).map(({ body }) => body)
  return recipientTasks({ subjectId, ...(registeredAt === undefined ? {} : { registeredAt }) }, entries, shares)
}
