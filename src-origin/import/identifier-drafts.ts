// The identifiers of a batch's people as they will be after it: taken row by row, then written as the difference.
import { sql } from 'kysely'
import { createId, type IdentifierId } from '../../src-shared/base/ids'
import { must } from '../../src-shared/base/assert'
import { countPeopleOn, recountRegistration } from './count-holdings'
import type { PersonRef } from './people'
import { CREATED, refuse, UNCHANGED, UPDATED, type RowOutcome } from './refusal'
import type { Batch } from './row-kind'
import { pullIdentifiers } from './shadow-tables'
import { tellChanges } from './told-changes'

/** identifierSchema of the wire takes as many. */
const MAX_IDENTIFIERS = 20

export interface IdentifierRow {
  readonly ref: PersonRef
  readonly key?: string | undefined
  readonly kind: string
  /** Absent where the mapping says that an empty value takes the identifier away. */
  readonly value?: string | undefined
  readonly proof: string
  readonly addedAt: number
}

interface StoredIdentifier {
  readonly subject_id: string
  readonly pos: number
  readonly id: string
  readonly kind: string
  readonly value: string
  readonly proof: string
  readonly added_at: number
  readonly source_key: string | null
}
export interface IdentifierDrafts {
  /** By person, in the order of display. */
  readonly ofPerson: Map<string, StoredIdentifier[]>
  readonly written: Map<string, StoredIdentifier>
  readonly removed: Map<string, StoredIdentifier>
  /** People whose records change on the wire; learning a key alone is not seen there. */
  readonly changed: Set<string>
}

export async function loadIdentifiers(batch: Batch, subjectIds: readonly string[]): Promise<IdentifierDrafts> {
  if (batch.mode === 'dry-run') await pullIdentifiers(batch.tx, subjectIds)
  const { rows } = await sql<StoredIdentifier>`
    select subject_id, pos, id, kind, value, proof, added_at, source_key from identifiers where subject_id = any(${subjectIds}::uuid[]) order by subject_id, pos`.execute(batch.tx)
  const ofPerson = new Map<string, StoredIdentifier[]>(subjectIds.map((id) => [id, []]))
  for (const row of rows) ofPerson.get(row.subject_id)?.push(row)
  return { ofPerson, written: new Map(), removed: new Map(), changed: new Set() }
}

export function takeIdentifier(batch: Batch, drafts: IdentifierDrafts, subjectId: string, row: IdentifierRow): RowOutcome {
  const own = must(drafts.ofPerson.get(subjectId), 'identifiers of a locked person')
  const byKey = row.key === undefined ? undefined : own.find((one) => one.source_key === row.key)
  const { value } = row
  if (value === undefined) return byKey ? remove(drafts, own, byKey) : UNCHANGED
  const same = own.find((one) => one.kind === row.kind && one.value === value)
  // Another row of the company's says the same of the same person.
  if (same && row.key !== undefined && same !== byKey && (byKey !== undefined || same.source_key !== null)) return refuse('duplicate', 'value')
  const known = byKey ?? same
  if (!known && own.length >= MAX_IDENTIFIERS) return refuse('too-many')
  const next = draftOf(batch, subjectId, { ...row, value }, known, own)
  if (known && isSame(known, next)) return UNCHANGED
  put(drafts, own, next)
  if (!known || !isSame({ ...known, source_key: next.source_key }, next)) drafts.changed.add(subjectId)
  return known ? UPDATED : CREATED
}

function draftOf(batch: Batch, subjectId: string, row: IdentifierRow & { readonly value: string }, known: StoredIdentifier | undefined, own: readonly StoredIdentifier[]): StoredIdentifier {
  const { context } = batch
  return {
    subject_id: subjectId,
    pos: known?.pos ?? Math.max(-1, ...own.map((one) => one.pos)) + 1,
    // What was checked with the person was this value: another one is another identifier in the same place.
    id: known?.value === row.value && known.kind === row.kind ? known.id : createId<IdentifierId>(context.now(), context.random),
    kind: row.kind, value: row.value, proof: row.proof, added_at: row.addedAt, source_key: row.key ?? known?.source_key ?? null,
  }
}

function isSame(a: StoredIdentifier, b: StoredIdentifier): boolean {
  return a.kind === b.kind && a.value === b.value && a.proof === b.proof && a.added_at === b.added_at && a.source_key === b.source_key
}

const placeOf = (one: StoredIdentifier): string => `${one.subject_id} ${String(one.pos)}`

function put(drafts: IdentifierDrafts, own: StoredIdentifier[], next: StoredIdentifier): void {
  const at = own.findIndex((one) => one.pos === next.pos)
  own.splice(at === -1 ? own.length : at, at === -1 ? 0 : 1, next)
  drafts.written.set(placeOf(next), next)
}

function remove(drafts: IdentifierDrafts, own: StoredIdentifier[], gone: StoredIdentifier): RowOutcome {
  own.splice(own.indexOf(gone), 1)
  drafts.written.delete(placeOf(gone))
  drafts.removed.set(placeOf(gone), gone)
  drafts.changed.add(gone.subject_id)
  return UPDATED
}

/** A place that was given up and taken again in one batch is written after it was removed. */
export async function writeIdentifiers(batch: Batch, drafts: IdentifierDrafts): Promise<void> {
  const { tx } = batch
  const places = [...drafts.removed.values(), ...drafts.written.values()].map(({ subject_id, pos }) => ({ subject_id, pos }))
  if (places.length === 0) return
  await sql`
    delete from identifiers i using json_to_recordset(${JSON.stringify(places)}::json) as r (subject_id uuid, pos integer)
    where i.subject_id = r.subject_id and i.pos = r.pos`.execute(tx)
  await sql`
    insert into identifiers (subject_id, pos, id, kind, value, proof, added_at, source_key)
    select * from json_to_recordset(${JSON.stringify([...drafts.written.values()])}::json) as r (subject_id uuid, pos integer, id uuid, kind text, value text,
      proof text, added_at bigint, source_key text)`.execute(tx)
  const ids = [...drafts.changed]
  const holdings = await recountRegistration(tx, ids)
  await tellChanges(batch, { people: await countPeopleOn(tx, ids), inDirectory: 'all', holdings })
}
