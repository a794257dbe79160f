// Lists of people whose information was handed over: a row is one person in one handing over, and rows of one key are one list. Each comes in as
// recorded by the member of staff whom the file names, and waits for a second person at a desk like any other (decision 0027).
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import type { StaffId, SubjectId } from '../../src-shared/base/ids'
import { concerns, type ConsentEvent } from '../../src-shared/domain/consent-events'
import { checkTransfer, type RecipientId, type TransferError, type TransferId } from '../../src-shared/domain/recipients'
import { hasPermission } from '../../src-shared/domain/staff'
import { transferOf, transferState, type EntryGround, type TransferEntry, type TransferShare } from '../../src-shared/domain/transfer-register'
import type { Role } from '../../src-shared/domain/vocabulary'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { transferEntrySchema } from '../../src-shared/protocol/inventory-records'
import { consentEventOf } from '../policies/consent-event'
import type { FieldReader } from './field-reader'
import { lockPeople, type People, type PersonRef } from './people'
import { readKey, readPersonRef, refFields } from './person-ref'
import { CREATED, refuse, UNCHANGED, type RowOutcome } from './refusal'
import { defineKind, type Batch } from './row-kind'
import { pullConsents, pullTransfers } from './shadow-tables'
import { tellTransfers } from './told-changes'

type Facts = Pick<TransferEntry, 'relation' | 'category' | 'fields' | 'purpose' | 'method' | 'at' | 'frequency' | 'ground'>
interface TransferRow extends Facts {
  readonly ref: PersonRef
  readonly key: string
  readonly recipient?: string | undefined
  readonly recordedBy: string
}

const rowSchema = transferEntrySchema.pick({ relation: true, category: true, fields: true, purpose: true, method: true, at: true, frequency: true, ground: true })

export const transferRows = defineKind<TransferRow>({
  read: (reader) => {
    const facts = {
      relation: reader.text('relation'), category: reader.text('category'), fields: [...reader.list('fields')], purpose: reader.text('purpose'), method: reader.text('method'), at: reader.time('at'),
      frequency: reader.text('frequency') ?? 'once', ground: readGround(reader),
    }
    const names = { ref: readPersonRef(reader), key: readKey(reader), recipient: reader.text('recipient'), recordedBy: reader.text('recordedBy') }
    if (facts.fields.length === 0) reader.fail('missing', 'fields')
    reader.check({ ...facts, key: names.key, recordedBy: names.recordedBy }, rowSchema.extend({ key: z.string(), recordedBy: z.string() }), ['key', 'relation', 'category', 'purpose', 'method', 'at', 'ground', 'recordedBy'])
    // Complete when the reader has no problem; otherwise nobody looks at it.
    return { ...facts, ...names } as TransferRow
  },
  apply: async (batch, rows) => {
    const people = await lockPeople(batch, rows.map(({ ref }) => ref), 'taken')
    const known = await loadKnown(batch, people, rows)
    const outcomes = rows.map((row) => take(batch, people, known, row))
    await write(batch, known)
    return outcomes
  },
})

/** A statute is cited by its columns; a consent is found in the person's own history. */
function readGround(reader: FieldReader): unknown {
  const by = reader.text('ground')
  const [reference, from, until] = [reader.text('contract'), reader.day('contractFrom'), reader.day('contractUntil')]
  if (by === 'contract') return { by, reference, from, ...(until === undefined ? {} : { until }) }
  return by === 'statute' ? { by, statute: { title: reader.text('statute'), article: reader.text('article') } } : by === undefined ? undefined : { by }
}

/** The same key is the same list in every file and every run; nothing is kept to know it by. */
export function transferIdOf(key: string): TransferId {
  const hex = createHash('sha256').update(`imported transfer:${key}`, 'utf8').digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as TransferId
}

interface Known {
  readonly entries: Map<TransferId, { readonly entry: TransferEntry; readonly v: number }>
  readonly shares: Set<string>
  readonly events: ReadonlyMap<string, readonly ConsentEvent[]>
  readonly recipients: ReadonlyMap<string, RecipientId>
  readonly staff: ReadonlyMap<string, StaffId>
  readonly changed: Set<TransferId>
  readonly added: TransferShare[]
}

async function loadKnown({ tx, mode }: Batch, people: People, rows: readonly TransferRow[]): Promise<Known> {
  const ids = [...new Set(rows.map(({ key }) => transferIdOf(key)))]
  const subjectIds = people.all.map(({ id }) => id)
  if (mode === 'dry-run') await pullTransfers(tx, ids)
  if (mode === 'dry-run') await pullConsents(tx, subjectIds, [])
  const entries = await tx.selectFrom('transfers').select(['body', 'v']).where('id', 'in', ids).orderBy('id').forUpdate().execute()
  const shares = await tx.selectFrom('transfer_people').select(['transfer_id', 'subject_id']).where('transfer_id', 'in', ids).execute()
  const consents = subjectIds.length === 0 ? [] : await tx.selectFrom('consents').selectAll().where('subject_id', 'in', subjectIds).where('kind', 'in', ['separate-consent', 'withdrawal', 'opt-out']).execute()
  const staff = await tx.selectFrom('staff').select(['id', 'login', 'role']).where('active', '=', true).execute()
  const recipients = (await tx.selectFrom('recipients').select('body').execute()).map(({ body }) => body).filter(({ approvedAt }) => approvedAt !== undefined)
  const events = new Map<string, ConsentEvent[]>()
  for (const row of consents) events.set(row.subject_id, [...(events.get(row.subject_id) ?? []), consentEventOf(row)])
  return {
    entries: new Map(entries.map(({ body, v }) => [body.id, { entry: body, v }])),
    shares: new Set(shares.map((share) => `${share.transfer_id} ${share.subject_id}`)),
    events,
    recipients: new Map(recipients.map(({ id, name }) => [name, id])),
    // The cast is safe: roles are checked when a member of staff is entered.
    staff: new Map(staff.filter(({ role }) => hasPermission(role as Role, 'keep-inventory')).map(({ id, login }) => [login, id as StaffId])),
    changed: new Set(),
    added: [],
  }
}

function take({ context }: Batch, people: People, known: Known, row: TransferRow): RowOutcome {
  const person = people.byRef(row.ref)
  if (!person) return refuse(people.whyNot(row.ref), ...refFields(row.ref))
  const recordedBy = known.staff.get(row.recordedBy)
  if (recordedBy === undefined) return refuse('unknown-staff', 'recordedBy')
  const recipientId = row.recipient === undefined ? undefined : known.recipients.get(row.recipient)
  if (row.recipient !== undefined && recipientId === undefined) return refuse('unknown-recipient', 'recipient')
  const id = transferIdOf(row.key)
  const { ref: _ref, key: _key, recipient: _recipient, recordedBy: _recordedBy, ...facts } = row
  const fresh: TransferEntry = { id, ...(recipientId === undefined ? {} : { recipientId }), ...facts, reach: 'listed', people: 0, recordedBy, recordedAt: context.now() }
  const subjectId = person.id as SubjectId
  const share = shareOf(fresh, subjectId, known.events.get(person.id) ?? [])
  const checked = checkTransfer(transferOf(fresh, [share]), known.events.get(person.id) ?? [])
  if (!checked.ok) return refuse(...refusalOf(checked.error))
  const there = known.entries.get(id)
  if (there && contentOf(there.entry) !== contentOf(fresh)) return refuse('key-conflict', 'key')
  if (known.shares.has(`${id} ${subjectId}`)) return UNCHANGED
  // What a second person has confirmed, or declined, is a list that is closed.
  if (there && transferState(there.entry) !== 'proposed') return refuse('transfer-decided', 'key')
  const entry = there?.entry ?? fresh
  known.entries.set(id, { entry: { ...entry, people: (entry.people ?? 0) + 1 }, v: there?.v ?? 0 })
  known.shares.add(`${id} ${subjectId}`)
  known.changed.add(id)
  known.added.push(share)
  return CREATED
}

/** As a desk finds it: the last separate consent to the purpose before the handing over; whether it still stood is the domain's to judge. */
function shareOf({ id: transferId, ground, purpose, at }: TransferEntry, subjectId: SubjectId, events: readonly ConsentEvent[]): TransferShare {
  const given = ground.by === 'consent' ? events.filter((event) => event.kind === 'separate-consent' && concerns(event, purpose) && event.at <= at).toSorted((a, b) => b.at - a.at)[0] : undefined
  return { transferId, subjectId, ...(given ? { consentId: given.id } : {}) }
}

function contentOf({ recipientId, relation, category, fields, purpose, method, at, frequency, ground, recordedBy }: TransferEntry): string {
  return canonicalJson({ recipientId: recipientId ?? null, relation, category, fields, purpose, method, at, frequency, ground: ground satisfies EntryGround, recordedBy })
}

function refusalOf(error: TransferError): Parameters<typeof refuse> {
  switch (error.kind) {
    case 'field-not-of-category': return ['not-in-list', 'fields']
    case 'purpose-not-of-category': return ['not-in-list', 'purpose']
    case 'recipient-missing': return ['missing', 'recipient']
    default: return ['transfer-ground', 'ground']
  }
}

async function write(batch: Batch, { entries, changed, added }: Known): Promise<void> {
  if (added.length === 0) return
  const written = [...changed].flatMap((id) => entries.get(id) ?? []).map(({ entry, v }) => ({ id: entry.id, v: v + 1, body: entry }))
  await sql`
    insert into transfers (id, v, body) select r.id, r.v, r.body from jsonb_to_recordset(${JSON.stringify(written)}::jsonb) as r (id uuid, v bigint, body jsonb)
    on conflict (id) do update set v = excluded.v, body = excluded.body`.execute(batch.tx)
  await batch.tx.insertInto('transfer_people').values(added.map(({ transferId, subjectId, consentId }) => ({ transfer_id: transferId, subject_id: subjectId, consent_id: consentId ?? null }))).execute()
  await tellTransfers(batch, written, added)
}
