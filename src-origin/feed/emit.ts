// Tells the feed about a change, inside the transaction that made it.
import { sql } from 'kysely'
import type { RecordType } from '../../src-shared/protocol/records'
import type { Tx } from '../store/database'
import { OUTBOX_CHANNEL } from './sequencer'

/** Carries what belongs to no scope of the table: the scopes of single devices. */
export const DEFAULT_PART = 'case'
export const DIRECTORY_SCOPE = 'directory:all'
/** Every device has a scope of its own for what is meant for it alone: erase entries. */
export const deviceScope = (deviceId: string) => `device:${deviceId}`

export interface Change {
  readonly scope: string
  readonly type: RecordType | 'erase'
  readonly id: string
  readonly ver: number
  readonly op: 'put' | 'leave' | 'erase'
}

export async function emitChanges(tx: Tx, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return
  // One JSON parameter: a person may have hundreds of consent events, and PostgreSQL takes 65,535 parameters at most.
  await sql`
    insert into outbox (part, scope, type, id, ver, op)
    select coalesce(s.part, ${DEFAULT_PART}), change.scope, change.type, change.id, change.ver, change.op
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as change (scope text, type text, id text, ver bigint, op text)
    left join scopes s on s.id = change.scope`.execute(tx)
  await sql`select pg_notify(${OUTBOX_CHANNEL}, '')`.execute(tx)
}

/** The person in full enters or leaves a case scope: person, consent history, what is held, who received it. */
export async function emitSubjectInScope(tx: Tx, scope: string, subjectId: string, op: 'put' | 'leave'): Promise<void> {
  const subject = await tx.selectFrom('subjects').select('v').where('id', '=', subjectId).executeTakeFirst()
  if (!subject) return
  const consents = await tx.selectFrom('consents').select('id').where('subject_id', '=', subjectId).execute()
  const holdings = await tx.selectFrom('holdings').select(['category', 'v']).where('subject_id', '=', subjectId).execute()
  const shares = await tx.selectFrom('transfer_people').select('transfer_id').where('subject_id', '=', subjectId).execute()
  const change = (type: RecordType, id: string, ver: number): Change => ({ scope, type, id, ver, op })
  await emitChanges(tx, [
    change('subject', subjectId, subject.v),
    ...consents.map((consent) => change('consent', consent.id, 1)),
    ...holdings.map((holding) => change('holding', `${subjectId}:${holding.category}`, holding.v)),
    ...shares.map((share) => change('transfer-share', `${share.transfer_id}:${subjectId}`, 1)),
  ])
}

/** What concerns everybody: every case scope holds it. */
export async function emitToCaseScopes(tx: Tx, changes: readonly Omit<Change, 'scope'>[]): Promise<void> {
  if (changes.length === 0) return
  const scopes = await tx.selectFrom('scopes').select('id').where('kind', '=', 'case').execute()
  await emitChanges(tx, scopes.flatMap((scope) => changes.map((change) => ({ ...change, scope: scope.id }))))
}

/** The case scopes that hold a person: those of the requests they are concerned by. */
export async function scopesOfSubject(tx: Tx, subjectId: string): Promise<readonly string[]> {
  const rows = await tx.selectFrom('requests').select('scope').distinct().where('subject_id', '=', subjectId).where('in_scope', '=', true).execute()
  return rows.map((row) => row.scope)
}
