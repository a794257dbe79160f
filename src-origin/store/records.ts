// The wire's records as they stand in the tables now: body and version by id, and which case scopes hold them.
import { sql, type RawBuilder } from 'kysely'
import type { RecordType } from '../../src-shared/protocol/records'
import type { Db, Tx } from './database'

export interface CurrentRecord {
  readonly type: RecordType
  readonly id: string
  readonly v: number
  readonly body: Readonly<Record<string, unknown>>
  /** The person whose data the body shows; undefined for what names nobody. */
  readonly subjectId?: string
}
export interface Row {
  readonly id: string
  readonly v: number
  readonly body: Readonly<Record<string, unknown>>
  readonly subject_id: string | null
}

/** What holds a record of a type in a case scope; `t` is the type's own table. */
export type CaseType = Exclude<RecordType, 'directory'>
/** Also the order of a snapshot: what a person's records refer to comes first. */
export const CASE_TYPES: readonly CaseType[] = [
  'staff', 'policy', 'exception', 'recipient', 'transfer', 'preset', 'hold', 'incident', 'subject', 'consent', 'holding', 'transfer-share', 'request', 'note', 'erasure', 'letter',
]

const OPTIONAL = 'jsonb_strip_nulls'

/** Body of each type, made by the database: one column to read instead of twenty, and null fields are absent as on the wire. */
const BODY: Readonly<Record<RecordType, RawBuilder<unknown>>> = {
  staff: sql`jsonb_build_object('id', t.id, 'login', t.login, 'name', t.name, 'role', t.role, 'active', t.active,
    'training', ${sql.raw(OPTIONAL)}(jsonb_build_object('dueOn', t.training_due, 'graceUntil', t.training_grace)))`,
  policy: sql`t.body`,
  subject: sql`${sql.raw(OPTIONAL)}(jsonb_build_object('id', t.id, 'accountNo', t.account_no, 'name', t.name, 'status', t.status, 'birthDay', t.birth_day,
    'region', t.region, 'registeredAt', t.registered_at, 'products', t.products, 'synthetic', t.synthetic, 'identifiers', coalesce((
      select jsonb_agg(jsonb_build_object('id', i.id, 'kind', i.kind, 'value', i.value, 'proof', i.proof, 'addedAt', i.added_at) order by i.pos)
      from identifiers i where i.subject_id = t.id), '[]'::jsonb)))`,
  directory: sql`jsonb_build_object('id', t.id, 'accountNo', t.account_no, 'name', t.name, 'status', t.status, 'registeredAt', t.registered_at,
    'identifiers', coalesce((select jsonb_agg(jsonb_build_array(i.kind, i.value, i.proof) order by i.pos) from identifiers i where i.subject_id = t.id), '[]'::jsonb))`,
  consent: sql`${sql.raw(OPTIONAL)}(jsonb_build_object('id', t.id, 'subjectId', t.subject_id, 'kind', t.kind, 'purpose', t.purpose, 'product', t.product, 'policyId', t.policy_id,
    'policyVersion', t.policy_version, 'channel', t.channel, 'at', t.at, 'wordingHash', t.wording_hash, 'evidence', t.evidence))`,
  holding: sql`${sql.raw(OPTIONAL)}(jsonb_build_object('id', t.subject_id || ':' || t.category, 'subjectId', t.subject_id, 'category', t.category,
    'system', t.system, 'rows', t.rows, 'fromAt', t.from_at, 'toAt', t.to_at))`,
  request: sql`t.body`,
  erasure: sql`t.body`,
  note: sql`t.body`,
  exception: sql`t.body`,
  recipient: sql`t.body`,
  transfer: sql`t.body`,
  preset: sql`t.body`,
  hold: sql`t.body`,
  incident: sql`t.body`,
  'transfer-share': sql`${sql.raw(OPTIONAL)}(jsonb_build_object('id', t.transfer_id || ':' || t.subject_id, 'transferId', t.transfer_id,
    'subjectId', t.subject_id, 'consentId', t.consent_id))`,
  letter: sql`t.body`,
}

interface Shape {
  readonly table: string
  /** SQL expression of the wire id. */
  readonly id: string
  readonly v: string
  readonly subject: string
}
const SHAPE: Readonly<Record<RecordType, Shape>> = {
  staff: { table: 'staff', id: 't.id::text', v: 't.v', subject: 'null::text' },
  policy: { table: 'policies', id: 't.id::text', v: 't.v', subject: 'null::text' },
  subject: { table: 'subjects', id: 't.id::text', v: 't.v', subject: 't.id::text' },
  directory: { table: 'subjects', id: 't.id::text', v: 't.v', subject: 't.id::text' },
  // append-only: an event never changes
  consent: { table: 'consents', id: 't.id::text', v: '1::bigint', subject: 't.subject_id::text' },
  holding: { table: 'holdings', id: "t.subject_id::text || ':' || t.category", v: 't.v', subject: 't.subject_id::text' },
  request: { table: 'requests', id: 't.id::text', v: 't.v', subject: 't.subject_id::text' },
  erasure: { table: 'erasures', id: 't.id::text', v: 't.v', subject: 'null::text' },
  note: { table: 'notes', id: 't.id::text', v: 't.v', subject: 't.subject_id::text' },
  exception: { table: 'exceptions', id: 't.id::text', v: 't.v', subject: 'null::text' },
  recipient: { table: 'recipients', id: 't.id::text', v: 't.v', subject: 'null::text' },
  transfer: { table: 'transfers', id: 't.id::text', v: 't.v', subject: 'null::text' },
  preset: { table: 'presets', id: 't.id::text', v: 't.v', subject: 'null::text' },
  hold: { table: 'holds', id: 't.id::text', v: 't.v', subject: 'null::text' },
  incident: { table: 'incidents', id: 't.id::text', v: 't.v', subject: 'null::text' },
  // written once, and gone with the person or the transfer
  'transfer-share': { table: 'transfer_people', id: "t.transfer_id::text || ':' || t.subject_id::text", v: '1::bigint', subject: 't.subject_id::text' },
  letter: { table: 'letters', id: 't.id', v: 't.v', subject: 't.subject_id::text' },
}

/** `select id, v, body, subject_id from …`; the caller adds its own where. */
export function selectRecords(type: RecordType): RawBuilder<unknown> {
  const shape = SHAPE[type]
  return sql`select ${sql.raw(shape.id)} as id, ${sql.raw(shape.v)} as v, ${BODY[type]} as body, ${sql.raw(shape.subject)} as subject_id from ${sql.table(shape.table)} t`
}

/** Which of the ids a where clause can compare by the primary key. */
function byIds(type: RecordType, ids: readonly string[]): RawBuilder<unknown> {
  if (type === 'transfer-share') return sql`(t.transfer_id, t.subject_id) in (select split_part(one, ':', 1)::uuid, split_part(one, ':', 2)::uuid from unnest(${ids}::text[]) one)`
  if (type === 'letter') return sql`t.id = any(${ids}::text[])`
  if (type !== 'holding') return sql`t.id = any(${ids}::uuid[])`
  return sql`(t.subject_id, t.category) in (select split_part(one, ':', 1)::uuid, split_part(one, ':', 2) from unnest(${ids}::text[]) one)`
}

/** Condition under which a case scope holds a row of the type. */
export function inCaseScope(type: CaseType, scope: string): RawBuilder<unknown> {
  const requestsOf = (match: string) => sql`exists (select 1 from requests r where r.in_scope and r.scope = ${scope} and ${sql.raw(match)})`
  switch (type) {
    case 'staff':
    case 'policy':
    case 'exception':
    case 'recipient':
    case 'transfer':
    case 'preset':
    case 'hold':
    case 'incident':
      return sql`true`
    case 'subject':
      return requestsOf('r.subject_id = t.id')
    case 'consent':
    case 'holding':
    case 'transfer-share':
      return requestsOf('r.subject_id = t.subject_id')
    case 'request':
      return sql`t.in_scope and t.scope = ${scope}`
    case 'erasure':
    case 'letter':
    case 'note':
      return requestsOf('r.id = t.request_id')
  }
}

export interface ScopeRef {
  readonly id: string
  readonly kind: 'case' | 'directory'
}

/** Present records of the given ids that at least one of the scopes holds, each with the scopes that hold it. */
export async function loadHeldRecords(tx: Tx | Db, type: RecordType, ids: readonly string[], scopes: readonly ScopeRef[]): Promise<readonly (CurrentRecord & { readonly scopes: readonly string[] })[]> {
  const fitting = scopes.filter((scope) => (scope.kind === 'directory') === (type === 'directory'))
  const found = new Map<string, CurrentRecord & { readonly scopes: string[] }>()
  for (const scope of fitting) {
    const held = type === 'directory' ? sql`true` : inCaseScope(type, scope.id)
    const { rows } = await sql<Row>`${selectRecords(type)} where ${byIds(type, ids)} and ${held}`.execute(tx)
    for (const row of rows) {
      const known = found.get(row.id)
      if (known) known.scopes.push(scope.id)
      else found.set(row.id, { ...toRecord(type, row), scopes: [scope.id] })
    }
  }
  return [...found.values()]
}

export function toRecord(type: RecordType, row: Row): CurrentRecord {
  return { type, id: row.id, v: row.v, body: row.body, ...(row.subject_id === null ? {} : { subjectId: row.subject_id }) }
}
