// What was handed over about one person, for their copy and for the erasure that has to reach those who received it.
import type { SubjectId } from '../../src-shared/base/ids'
import { transfersOf, type RecipientId, type Transfer } from '../../src-shared/domain/recipients'
import { isRecorded, transferOf } from '../../src-shared/domain/transfer-register'
import type { Category } from '../../src-shared/domain/vocabulary'
import { listRecords, listRecordsOfSubject } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

export async function readPersonTransfers(reader: Reader, subjectId: SubjectId, held: readonly Category[]): Promise<readonly Transfer[]> {
  const shares = (await listRecordsOfSubject(reader, 'transfer-share', subjectId)).map(({ body }) => body)
  const entries = (await listRecords(reader, 'transfer')).map(({ body }) => body).filter(isRecorded)
  return transfersOf(subjectId, held, entries.map((entry) => transferOf(entry, shares)))
}

export interface NamedRecipient {
  readonly name: string
  readonly contact: string
}

export async function readRecipients(reader: Reader): Promise<ReadonlyMap<RecipientId, NamedRecipient>> {
  return new Map((await listRecords(reader, 'recipient')).map(({ body }) => [body.id, { name: body.name, contact: body.contact }]))
}
