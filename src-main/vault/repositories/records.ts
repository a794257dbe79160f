// Records of the case scope as the origin sent them: written by sync alone, never edited in place.
import { sql } from 'kysely'
import type { SubjectId } from '../../../src-shared/base/ids'
import { bodyToText, rowToRecord, subjectOf, type CaseRecordType, type StoredRecord } from '../codecs'
import type { Reader, Tx } from '../transaction'

export interface IncomingRecord {
  readonly type: CaseRecordType
  readonly id: string
  readonly v: number
  /** The declared part of the body. */
  readonly body: Readonly<Record<string, unknown>>
  /** Granted scopes that hold it. */
  readonly scopes: readonly string[]
}

/**
 * Writes records of a page. Within a generation an older or equal version never replaces what is here (sync: versions grow within an
 * epoch). A new generation begins afresh, whatever the versions say: a restored origin counts them from further back.
 */
export async function putRecords(tx: Tx, records: readonly IncomingRecord[], gen: number): Promise<void> {
  if (records.length === 0) return
  const rows = JSON.stringify(records.map((record) => [record.type, record.id, record.v, subjectOf(record.type, record.body) ?? null, bodyToText(record.body)]))
  await sql`
    insert into records (type, id, v, subject_id, body, gen)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ${gen} from jsonb_each(${rows}) where true
    on conflict (type, id) do update set
      subject_id = case when excluded.gen > records.gen or excluded.v > records.v then excluded.subject_id else records.subject_id end,
      body = case when excluded.gen > records.gen or excluded.v > records.v then excluded.body else records.body end,
      v = case when excluded.gen > records.gen then excluded.v else max(records.v, excluded.v) end,
      gen = max(records.gen, excluded.gen)`.execute(tx)
  const keys = JSON.stringify(records.map((record) => [record.type, record.id]))
  await sql`delete from record_scopes where (type, id) in (select value ->> 0, value ->> 1 from jsonb_each(${keys}))`.execute(tx)
  const scopes = JSON.stringify(records.flatMap((record) => record.scopes.map((scope) => [record.type, record.id, scope])))
  await sql`
    insert into record_scopes (type, id, scope)
    select value ->> 0, value ->> 1, value ->> 2 from jsonb_each(${scopes}) where true on conflict do nothing`.execute(tx)
}

/** A tombstone older than what is here says nothing. Returns whether a record went. */
export async function deleteRecord(tx: Tx, type: CaseRecordType, id: string, v: number): Promise<boolean> {
  const gone = await tx.deleteFrom('records').where('type', '=', type).where('id', '=', id).where('v', '<=', v).executeTakeFirst()
  if (Number(gone.numDeletedRows) === 0) return false
  await tx.deleteFrom('record_scopes').where('type', '=', type).where('id', '=', id).execute()
  return true
}

/** Deletes what only this scope held: its grant ended. Returns the ids of the requests among it. */
export async function dropScopeRecords(tx: Tx, scope: string): Promise<readonly { readonly type: string; readonly id: string }[]> {
  await tx.deleteFrom('record_scopes').where('scope', '=', scope).execute()
  const orphans = await tx
    .selectFrom('records')
    .select(['type', 'id'])
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('record_scopes').select('scope').whereRef('record_scopes.type', '=', 'records.type').whereRef('record_scopes.id', '=', 'records.id'))),
    )
    .execute()
  const keys = JSON.stringify(orphans.map((row) => [row.type, row.id]))
  await sql`delete from records where (type, id) in (select value ->> 0, value ->> 1 from jsonb_each(${keys}))`.execute(tx)
  return orphans
}

/** Deletes records of generations before `gen`, at most `limit` of them; what is left is for the next call. */
export async function sweepRecords(tx: Tx, gen: number, limit: number): Promise<readonly { readonly type: string; readonly id: string }[]> {
  const old = await tx.selectFrom('records').select(['type', 'id']).where('gen', '<', gen).limit(limit).execute()
  const keys = JSON.stringify(old.map((row) => [row.type, row.id]))
  await sql`delete from records where (type, id) in (select value ->> 0, value ->> 1 from jsonb_each(${keys}))`.execute(tx)
  await sql`delete from record_scopes where (type, id) in (select value ->> 0, value ->> 1 from jsonb_each(${keys}))`.execute(tx)
  return old
}

export async function getRecord<Type extends CaseRecordType>(reader: Reader, type: Type, id: string): Promise<StoredRecord<Type> | undefined> {
  const row = await reader.selectFrom('records').select(['id', 'v', 'body']).where('type', '=', type).where('id', '=', id).executeTakeFirst()
  return row && rowToRecord<Type>(row)
}

export async function listRecords<Type extends CaseRecordType>(reader: Reader, type: Type, ids?: readonly string[]): Promise<readonly StoredRecord<Type>[]> {
  const query = reader.selectFrom('records').select(['id', 'v', 'body']).where('type', '=', type)
  const rows = await (ids ? query.where('id', 'in', [...ids]) : query).execute()
  return rows.map((row) => rowToRecord<Type>(row))
}

export async function listRecordsOfSubject<Type extends CaseRecordType>(reader: Reader, type: Type, subjectId: SubjectId): Promise<readonly StoredRecord<Type>[]> {
  const rows = await reader.selectFrom('records').select(['id', 'v', 'body']).where('subject_id', '=', subjectId).where('type', '=', type).execute()
  return rows.map((row) => rowToRecord<Type>(row))
}
