// Consent events. The history is append-only: a row that is known changes nothing, and a known key with another content is refused.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { dayStart, type Day } from '../../src-shared/base/clock'
import { createId, type ConsentEventId } from '../../src-shared/base/ids'
import { isStop } from '../../src-shared/domain/consent-events'
import { CONSENT_KINDS, type ConsentKind } from '../../src-shared/domain/vocabulary'
import { consentSchema } from '../../src-shared/protocol/records'
import { loadEndedProducts } from '../retention/endings'
import { addToHoldings, countPeopleOn } from './count-holdings'
import type { FieldReader } from './field-reader'
import { lockPeople, type People, type PersonRef } from './people'
import { readKey, readPersonRef, refFields } from './person-ref'
import { loadPolicies, policyKey, type StoredPolicy } from './policy-rows'
import { CREATED, refuse, UNCHANGED, UPDATED, type RowOutcome } from './refusal'
import { defineKind, type Batch } from './row-kind'
import { pullConsents } from './shadow-tables'
import { tellChanges } from './told-changes'

interface ConsentRow {
  readonly ref: PersonRef
  readonly key?: string | undefined
  readonly kind: ConsentKind
  readonly purpose?: string | undefined
  readonly product?: string | undefined
  readonly policyVersion: string
  readonly channel: string
  readonly at: number
  /** Absent: the hash of the policy's own text, which is what a person agrees to by registering. */
  readonly wordingHash?: string | undefined
  readonly evidence?: string | undefined
}
interface StoredConsent {
  readonly id: string
  readonly subject_id: string
  readonly kind: string
  readonly purpose: string | null
  readonly policy_id: string
  readonly policy_version: string
  readonly channel: string
  readonly at: number
  readonly wording_hash: string
  readonly evidence: string | null
  readonly source_key: string | null
}

const rowSchema = consentSchema
  .omit({ id: true, subjectId: true, policyId: true, product: true })
  .partial({ wordingHash: true })
  // That somebody ended a product is an act of a request; the column `product` names the line of the policy.
  .extend({ kind: z.enum(CONSENT_KINDS).exclude(['product-ended']) })
/** Acts about one purpose; registering and going on using the service are about all of them. */
const KINDS_OF_ONE_PURPOSE: readonly (string | undefined)[] = ['explicit-grant', 'separate-consent', 'withdrawal', 'opt-out', 'restriction']

export const consentRows = defineKind<ConsentRow>({
  read: (reader) => {
    const kind = reader.text('kind')
    const row = {
      kind, purpose: reader.text('purpose'), policyVersion: reader.text('policyVersion'), channel: reader.text('channel'), at: reader.time('at'),
      wordingHash: readWordingHash(reader), evidence: reader.text('evidence'),
    }
    const names = { key: readKey(reader), ref: readPersonRef(reader), product: reader.text('product') }
    reader.check(row, rowSchema, ['kind', 'policyVersion', 'channel', 'at', ...(KINDS_OF_ONE_PURPOSE.includes(kind) ? ['purpose'] : [])])
    // Complete when the reader has no problem; otherwise nobody looks at it.
    return { ...row, ...names } as ConsentRow
  },
  apply: async (batch, rows) => {
    const people = await lockPeople(batch, rows.map(({ ref }) => ref))
    const policies = await loadPolicies(batch)
    const events = await loadEvents(batch, people, rows)
    const ended = await loadEndedProducts(batch.tx, batch.context.now())
    const outcomes = rows.map((row) => take(batch, { people, policies, events, ended }, row))
    await writeEvents(batch, events)
    return outcomes
  },
})

function readWordingHash(reader: FieldReader): string | undefined {
  const wording = reader.verbatim('wording')
  return reader.text('wordingHash')?.toLowerCase() ?? (wording === undefined ? undefined : createHash('sha256').update(wording, 'utf8').digest('hex'))
}

interface Events {
  readonly byKey: Map<string, StoredConsent>
  /** Without a key, or with one that may still be learnt: by what they say. */
  readonly byContent: Map<string, StoredConsent>
  readonly added: Map<string, StoredConsent>
  readonly keyed: Map<string, StoredConsent>
}

async function loadEvents({ tx, mode }: Batch, people: People, rows: readonly ConsentRow[]): Promise<Events> {
  const ids = people.all.map(({ id }) => id)
  const keys = rows.flatMap(({ key }) => (key === undefined ? [] : [key]))
  if (mode === 'dry-run') await pullConsents(tx, ids, keys)
  const stored = await sql<StoredConsent>`
    select id, subject_id, kind, purpose, policy_id, policy_version, channel, at, wording_hash, evidence, source_key from consents
    where subject_id = any(${ids}::uuid[]) or source_key = any(${keys}::text[])`.execute(tx)
  const events: Events = { byKey: new Map(), byContent: new Map(), added: new Map(), keyed: new Map() }
  for (const event of stored.rows) remember(events, event)
  return events
}

function remember(events: Events, event: StoredConsent): void {
  if (event.source_key !== null) events.byKey.set(event.source_key, event)
  const content = contentOf(event)
  // Of two that say the same, the one without a key can still be given one.
  if (event.source_key === null || !events.byContent.has(content)) events.byContent.set(content, event)
}

function contentOf(event: StoredConsent): string {
  return JSON.stringify([event.subject_id, event.kind, event.purpose, event.policy_id, event.channel, event.at, event.wording_hash, event.evidence])
}

interface Known {
  readonly people: People
  readonly policies: ReadonlyMap<string, StoredPolicy>
  readonly events: Events
  readonly ended: ReadonlyMap<string, Day>
}

function take({ context }: Batch, { people, policies, events, ended }: Known, row: ConsentRow): RowOutcome {
  const person = people.byRef(row.ref)
  if (!person) return refuse(people.whyNot(row.ref), ...refFields(row.ref))
  const policy = policies.get(policyKey(row.product, row.policyVersion))
  if (!policy) return refuse('unknown-policy', 'policyVersion', ...(row.product === undefined ? [] : ['product']))
  const event: StoredConsent = {
    id: createId<ConsentEventId>(context.now(), context.random), subject_id: person.id, kind: row.kind, purpose: row.purpose ?? null, policy_id: policy.id,
    policy_version: row.policyVersion, channel: row.channel, at: row.at, wording_hash: row.wordingHash ?? policy.body.textHash, evidence: row.evidence ?? null,
    source_key: row.key ?? null,
  }
  const byKey = row.key === undefined ? undefined : events.byKey.get(row.key)
  if (byKey) return contentOf(byKey) === contentOf(event) ? UNCHANGED : refuse('key-conflict', 'key')
  const same = events.byContent.get(contentOf(event))
  if (same && (row.key === undefined || same.source_key === null)) return row.key === undefined ? UNCHANGED : learnKey(events, { ...same, source_key: row.key })
  if (beginsWhatEnded(row, ended)) return refuse('product-ended', 'product')
  remember(events, event)
  events.added.set(event.id, event)
  return CREATED
}

/** Nobody agrees to a product that the company has ended; what is known stays known, and what ends something is evidence on whatever day. */
function beginsWhatEnded({ kind, product, at }: ConsentRow, ended: ReadonlyMap<string, Day>): boolean {
  const endedOn = product === undefined || isStop({ kind }) ? undefined : ended.get(product)
  return endedOn !== undefined && at >= dayStart(endedOn)
}

/** An event that was imported before the company gave keys, or that the desk recorded itself. */
function learnKey(events: Events, event: StoredConsent): RowOutcome {
  events.byContent.delete(contentOf(event))
  remember(events, event)
  const isNew = events.added.has(event.id)
  ;(isNew ? events.added : events.keyed).set(event.id, event)
  return isNew ? UNCHANGED : UPDATED
}

async function writeEvents(batch: Batch, events: Events): Promise<void> {
  const { tx } = batch
  await sql`
    update consents c set source_key = r.source_key from json_to_recordset(${JSON.stringify([...events.keyed.values()])}::json) as r (id uuid, source_key text)
    where c.id = r.id`.execute(tx)
  const added = [...events.added.values()]
  if (added.length === 0) return
  await sql`
    insert into consents (id, subject_id, kind, purpose, policy_id, policy_version, channel, at, wording_hash, evidence, source_key)
    select * from json_to_recordset(${JSON.stringify(added)}::json) as r (id uuid, subject_id uuid, kind text, purpose text, policy_id uuid,
      policy_version text, channel text, at bigint, wording_hash text, evidence text, source_key text)`.execute(tx)
  const holdings = await addToHoldings(tx, added.map((event) => ({ subjectId: event.subject_id, category: 'consent', at: event.at })))
  const people = await countPeopleOn(tx, [...new Set(added.map((event) => event.subject_id))])
  await tellChanges(batch, { people, consents: added.map((event) => ({ id: event.id, subjectId: event.subject_id })), holdings })
}
