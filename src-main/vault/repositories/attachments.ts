// Files that notes name, as far as they are on this desk; and what was copied out of them.
import type { EpochMs } from '../../../src-shared/base/clock'
import type { RequestId, SubjectId } from '../../../src-shared/base/ids'
import type { AttachmentsTable } from '../schema'
import type { Reader, Tx } from '../transaction'
import type { Selectable } from 'kysely'

export interface AttachmentKey {
  readonly requestId: RequestId
  /** Of the file's own bytes, lower-case hex. */
  readonly sha256: string
}
/** For sets and maps. */
export const nameOf = ({ requestId, sha256 }: AttachmentKey): string => `${requestId} ${sha256}`

export interface Attachment extends AttachmentKey {
  readonly subjectId: SubjectId
  /** Its random name in the folder. */
  readonly file: string
  readonly key: Uint8Array
  readonly bytes: number
  /** Bytes that are on the disk: as many as it has, or a download broke off. */
  readonly received: number
  readonly madeAt: EpochMs
}

/** False: it is here already, and the row stays as it was. */
export async function insertAttachment(tx: Tx, attachment: Attachment): Promise<boolean> {
  const { requestId, sha256, subjectId, file, key, bytes, received, madeAt } = attachment
  const inserted = await tx
    .insertInto('attachments')
    .values({ request_id: requestId, sha256, subject_id: subjectId, file, key: Buffer.from(key).toString('base64url'), bytes, received, made_at: madeAt })
    .onConflict((conflict) => conflict.columns(['request_id', 'sha256']).doNothing())
    .executeTakeFirst()
  return inserted.numInsertedOrUpdatedRows === 1n
}

export async function getAttachment(reader: Reader, { requestId, sha256 }: AttachmentKey): Promise<Attachment | undefined> {
  const row = await reader.selectFrom('attachments').selectAll().where('request_id', '=', requestId).where('sha256', '=', sha256).executeTakeFirst()
  return row && rowToAttachment(row)
}

export async function listAttachments(reader: Reader, requestId?: RequestId): Promise<readonly Attachment[]> {
  const query = reader.selectFrom('attachments').selectAll()
  const rows = await (requestId === undefined ? query : query.where('request_id', '=', requestId)).execute()
  return rows.map(rowToAttachment)
}

/** False: the row has gone meanwhile, and with it the key, or it has another file: the whole one was picked while this one was arriving. */
export async function setReceived(tx: Tx, { requestId, sha256, file }: Pick<Attachment, 'requestId' | 'sha256' | 'file'>, received: number): Promise<boolean> {
  const set = await tx.updateTable('attachments').set({ received }).where('request_id', '=', requestId).where('sha256', '=', sha256).where('file', '=', file).executeTakeFirst()
  return set.numUpdatedRows === 1n
}

export async function deleteAttachment(tx: Tx, { requestId, sha256 }: AttachmentKey): Promise<void> {
  await tx.deleteFrom('attachments').where('request_id', '=', requestId).where('sha256', '=', sha256).execute()
}

/** On record before it is written: what an erasure has to look for in the export folder. */
export async function noteCopy(tx: Tx, subjectId: SubjectId, fileName: string): Promise<void> {
  await tx.insertInto('saved_copies').values({ subject_id: subjectId, file_name: fileName }).onConflict((conflict) => conflict.doNothing()).execute()
}

/** Of one person, or of all. */
export async function listCopies(reader: Reader, subjectId?: SubjectId): Promise<readonly string[]> {
  const query = reader.selectFrom('saved_copies').select('file_name')
  const rows = await (subjectId === undefined ? query : query.where('subject_id', '=', subjectId)).execute()
  return rows.map((row) => row.file_name)
}

function rowToAttachment(row: Selectable<AttachmentsTable>): Attachment {
  return {
    requestId: row.request_id as RequestId,
    sha256: row.sha256,
    subjectId: row.subject_id as SubjectId,
    file: row.file,
    key: new Uint8Array(Buffer.from(row.key, 'base64url')),
    bytes: row.bytes,
    received: row.received,
    madeAt: row.made_at,
  }
}
