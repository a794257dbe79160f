// What was handed over about one person and who received it: for their copy, and for the erasure that has to reach those who received it.
import type { SubjectId } from '../../../src-shared/base/ids'
import { transfersOf, type RecipientId, type Transfer } from '../../../src-shared/domain/recipients'
import { isRecorded, transferOf } from '../../../src-shared/domain/transfer-register'
import type { Category } from '../../../src-shared/domain/vocabulary'
import type { Reader } from '../transaction'
import { listRecords, listRecordsOfSubject } from './records'

export interface NamedRecipient {
  readonly name: string
  readonly contact: string
}
export interface HandedOver {
  readonly transfer: Transfer
  /** Absent where it was disclosed to everybody. */
  readonly recipient?: NamedRecipient
}

/** First to last, only what a second person has approved. */
export async function listHandedOver(reader: Reader, subjectId: SubjectId, held: readonly Category[]): Promise<readonly HandedOver[]> {
  const shares = (await listRecordsOfSubject(reader, 'transfer-share', subjectId)).map(({ body }) => body)
  const entries = (await listRecords(reader, 'transfer')).map(({ body }) => body).filter(isRecorded)
  const recipients = await readRecipients(reader)
  return transfersOf(subjectId, held, entries.map((entry) => transferOf(entry, shares))).map((transfer) => {
    const recipient = transfer.recipientId && recipients.get(transfer.recipientId)
    return { transfer, ...(recipient ? { recipient } : {}) }
  })
}

export async function readRecipients(reader: Reader): Promise<ReadonlyMap<RecipientId, NamedRecipient>> {
  return new Map((await listRecords(reader, 'recipient')).map(({ body }) => [body.id, { name: body.name, contact: body.contact }]))
}
