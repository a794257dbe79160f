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

/** Which memberships a page decides: those of other scopes stay as they are. */
export interface Told {
  /** Of a page of changes every scope that is whole here, of a snapshot its own; by default all. */
  readonly scopes?: readonly string[]
  /** Generation of each scope as it will be seen; 0 by default. */
  readonly gens?: Readonly<Record<string, number>>
}

/** Their texts are made on this thread, some 30 µs each; between two statements others have their turn. */
const RECORDS_A_STATEMENT = 200

/**
 * Writes records of a page. Within an era an older or equal version never replaces what is here (sync: versions grow within an epoch). A
 * new era begins afresh, whatever the versions say: a restored origin counts them from further back.
 */
export async function putRecords(tx: Tx, records: readonly IncomingRecord[], era: number, told: Told = {}): Promise<void> {
  for (let at = 0; at < records.length; at += RECORDS_A_STATEMENT) await putSome(tx, records.slice(at, at + RECORDS_A_STATEMENT), era, told)
}

async function putSome(tx: Tx, records: readonly IncomingRecord[], era: number, told: Told): Promise<void> {
  const rows = JSON.stringify(records.map((record) => [record.type, record.id, record.v, subjectOf(record.type, record.body) ?? null, bodyToText(record.body)]))
  await sql`
    insert into records (type, id, v, subject_id, body, gen)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ${era} from jsonb_each(${rows}) where true
    on conflict (type, id) do update set
      subject_id = case when excluded.gen > records.gen or excluded.v > records.v then excluded.subject_id else records.subject_id end,
      body = case when excluded.gen > records.gen or excluded.v > records.v then excluded.body else records.body end,
      v = case when excluded.gen > records.gen then excluded.v else max(records.v, excluded.v) end,
      gen = max(records.gen, excluded.gen)`.execute(tx)
  await dropMemberships(tx, records, told.scopes)
  const scopes = JSON.stringify(records.flatMap((record) => record.scopes.map((scope) => [record.type, record.id, scope, told.gens?.[scope] ?? 0])))
  await sql`
    insert into record_scopes (type, id, scope, gen)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from jsonb_each(${scopes}) where true
    on conflict (type, id, scope) do update set gen = max(record_scopes.gen, excluded.gen)`.execute(tx)
}

/** Whether one of them is here in a later version of this era. */
export async function holdsNewer(reader: Reader, records: readonly Pick<IncomingRecord, 'type' | 'id' | 'v'>[], era: number): Promise<boolean> {
  if (records.length === 0) return false
  const told = JSON.stringify(records.map(({ type, id, v }) => [type, id, v]))
  const { rows } = await sql`
    select 1 from jsonb_each(${told}) as told join records on records.type = told.value ->> 0 and records.id = told.value ->> 1
    where records.gen = ${era} and records.v > told.value ->> 2 limit 1`.execute(reader)
  return rows.length > 0
}

async function dropMemberships(tx: Tx, records: readonly { readonly type: string; readonly id: string }[], scopes: readonly string[] | undefined): Promise<void> {
  const keys = JSON.stringify(records.map((record) => [record.type, record.id]))
  const ofScopes = scopes ? sql`and scope in (select value from json_each(${JSON.stringify(scopes)}))` : sql``
  await sql`delete from record_scopes where (type, id) in (select value ->> 0, value ->> 1 from jsonb_each(${keys})) ${ofScopes}`.execute(tx)
}

/** The scopes told of hold it no more. A tombstone older than what is here says nothing. Returns whether the record went. */
export async function deleteRecord(tx: Tx, { type, id, v }: { readonly type: CaseRecordType; readonly id: string; readonly v: number }, told: readonly string[]): Promise<boolean> {
  const here = await tx.selectFrom('records').select('v').where('type', '=', type).where('id', '=', id).executeTakeFirst()
  if (!here || here.v > v) return false
  await dropMemberships(tx, [{ type, id }], told)
  const gone = await tx
    .deleteFrom('records')
    .where('type', '=', type)
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('record_scopes').select('scope').where('type', '=', type).where('id', '=', id))))
    .executeTakeFirst()
  return Number(gone.numDeletedRows) > 0
}

/** Deletes what only this scope held; `before`: only what its generations before that one told of. Returns what went. */
export async function dropScopeRecords(tx: Tx, scope: string, before?: number): Promise<readonly { readonly type: string; readonly id: string }[]> {
  const ofScope = tx.deleteFrom('record_scopes').where('scope', '=', scope)
  await (before === undefined ? ofScope : ofScope.where('gen', '<', before)).execute()
  return dropOrphans(tx)
}

async function dropOrphans(tx: Tx): Promise<readonly { readonly type: string; readonly id: string }[]> {
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
  const rows = await ofSubject(reader, type, subjectId).execute()
  return rows.map((row) => rowToRecord<Type>(row))
}

/** Of all of them, in one statement. */
export async function listRecordsOfSubjects<Type extends CaseRecordType>(reader: Reader, type: Type, subjectIds: readonly SubjectId[]): Promise<readonly StoredRecord<Type>[]> {
  const rows = await reader
    .selectFrom('records')
    .select(['id', 'v', 'body'])
    .where('subject_id', 'in', sql<SubjectId>`(select value from json_each(${JSON.stringify(subjectIds)}))`)
    .where(sql<string>`+type`, '=', type)
    .execute()
  return rows.map((row) => rowToRecord<Type>(row))
}

/** The plus keeps the planner from the primary key, whose first column is the type: it would read everybody's rows of that type. */
export function ofSubject(reader: Reader, type: CaseRecordType, subjectId: SubjectId) {
  return reader.selectFrom('records').select(['id', 'v', 'body']).where('subject_id', '=', subjectId).where(sql<string>`+type`, '=', type)
}
