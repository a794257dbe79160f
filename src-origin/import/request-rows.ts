// A backlog of requests that reached the company before it had a desk: each is taken in like any other, and its clock starts on the day on which it
// was received, however long ago. What may be the same matter is taken too and said so: nobody is refused for having asked twice.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { toDay } from '../../src-shared/base/clock'
import type { RequestId, StaffId, SubjectId } from '../../src-shared/base/ids'
import type { CreateRequest } from '../../src-shared/domain/request'
import { askedFields, intakeFields } from '../../src-shared/domain/request-fields'
import { fitsAge } from '../../src-shared/domain/request-maker'
import { applyOperation } from '../../src-shared/domain/request-machine'
import { askedOf } from '../../src-shared/domain/request-rights'
import { CLOSED_STATES } from '../../src-shared/domain/vocabulary'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { createArgs } from '../../src-shared/protocol/push'
import type { RequestRecord } from '../../src-shared/protocol/records'
import { nextCaseNo } from '../cases/case-number'
import { insertRequest } from '../cases/locked-request'
import { INTAKE_SCOPE } from '../intake/take-in'
import type { FieldReader } from './field-reader'
import { lockPeople, type KnownPerson, type PersonRef } from './people'
import { readKey, readPersonRef, refFields } from './person-ref'
import { alikeOf, CREATED, refuse, UNCHANGED, type RowOutcome } from './refusal'
import { defineKind, type Batch } from './row-kind'
import { pullRequests } from './shadow-tables'

type RequestRow = Omit<CreateRequest, 'requestId' | 'subjectId' | 'about'> & { readonly ref: PersonRef; readonly key: string }

const { about: _about, ...intake } = intakeFields
const rowSchema = createArgs.pick({ right: true, channel: true, receivedOn: true, text: true }).extend({ ...askedFields, ...intake, key: z.string() })

export const requestRows = defineKind<RequestRow>({
  read: (reader) => {
    const [corrections, purposes, products] = [reader.json('corrections'), reader.list('purposes'), reader.list('products')]
    const row = {
      key: readKey(reader), right: reader.text('right'), channel: reader.text('channel'), receivedOn: reader.day('receivedOn'), text: reader.verbatim('text'),
      ...present('corrections', corrections), ...(purposes.length > 0 ? { purposes: [...purposes] } : {}), ...(products.length > 0 ? { products: [...products] } : {}),
      ...present('explains', reader.text('explains')), ...present('transferTo', reader.text('transferTo')), ...present('authority', reader.text('authority')),
      ...present('madeBy', readMaker(reader)), ...present('test', testIn(reader.text('test'))),
    }
    const ref = readPersonRef(reader)
    reader.check(row, rowSchema, ['key', 'right', 'channel', 'receivedOn', 'text'])
    if (row.receivedOn !== undefined && row.receivedOn > toDay(reader.now)) reader.fail('time-range', 'receivedOn')
    // Complete when the reader has no problem; otherwise nobody looks at it.
    return { ...row, ref } as RequestRow
  },
  apply: async (batch, rows) => {
    const people = await lockPeople(batch, rows.map(({ ref }) => ref), 'taken')
    const known = await loadKnown(batch, people.all, rows)
    const outcomes: RowOutcome[] = []
    for (const row of rows) {
      const person = people.byRef(row.ref)
      outcomes.push(person ? await take(batch, known, person, row) : refuse(people.whyNot(row.ref), ...refFields(row.ref)))
    }
    return outcomes
  },
})

/** `yes` or `no`; another word stays what it is, and is refused. */
function testIn(written: string | undefined): true | string | undefined {
  return written === 'yes' ? true : written === 'no' ? undefined : written
}

function present<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>)
}

/** Without a kind it is the person themself, whatever the other cells hold. */
function readMaker(reader: FieldReader): unknown {
  const kind = reader.text('makerKind')
  return kind === undefined ? undefined : { kind, name: reader.text('makerName') ?? '', contact: reader.text('makerContact') ?? '', relation: reader.text('makerRelation') ?? '' }
}

/** The same key is the same request in every file and every run; nothing is kept to know it by. */
export function importedRequestId(key: string): RequestId {
  const hex = createHash('sha256').update(`imported request:${key}`, 'utf8').digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as RequestId
}

interface Known {
  readonly byId: Map<string, RequestRecord>
  /** `SUBJECT RIGHT` → open requests. */
  readonly open: Map<string, number>
}

async function loadKnown({ tx, mode }: Batch, people: readonly KnownPerson[], rows: readonly RequestRow[]): Promise<Known> {
  const [subjectIds, ids] = [people.map(({ id }) => id), rows.map(({ key }) => importedRequestId(key))]
  if (mode === 'dry-run') await pullRequests(tx, subjectIds, ids)
  const found = await sql<{ body: RequestRecord }>`select body from requests where subject_id = any(${subjectIds}::uuid[]) or id = any(${ids}::uuid[])`.execute(tx)
  const open = new Map<string, number>()
  for (const { body } of found.rows) if (!CLOSED_STATES.includes(body.state)) countOpen(open, body)
  return { byId: new Map(found.rows.map(({ body }) => [body.id, body])), open }
}

const placeOf = ({ subjectId, right }: Pick<RequestRecord, 'subjectId' | 'right'>): string => `${subjectId} ${right}`
function countOpen(open: Map<string, number>, request: RequestRecord): void {
  open.set(placeOf(request), (open.get(placeOf(request)) ?? 0) + 1)
}

async function take(batch: Batch, known: Known, person: KnownPerson, { ref: _, key, ...asked }: RequestRow): Promise<RowOutcome> {
  const { context } = batch
  const args: CreateRequest = { ...asked, requestId: importedRequestId(key), subjectId: person.id as SubjectId }
  const before = known.byId.get(args.requestId)
  if (before) return isSame(before, args) ? UNCHANGED : refuse('key-conflict', 'key')
  // The cast is safe: the column holds calendar dates alone.
  if (args.madeBy && !fitsAge(args.madeBy.kind, (person.birth_day ?? undefined), toDay(context.now()))) return refuse('guardian-age', 'makerKind')
  // Nobody of the staff did this: the role lends the permission to create, and the entry names no one.
  const created = applyOperation(undefined, { op: 'request.create@1', args }, { staffId: '' as StaffId, role: 'agent', at: context.now() }, context.rules.inForce)
  if (!created.ok) return refuse('missing', ...(created.error.fields ?? []).map(fieldOf))
  const timeline = created.value.timeline.map(({ staffId: _nobody, ...entry }) => entry)
  const record = { ...created.value, timeline }
  const alike = known.open.get(placeOf(record)) ?? 0
  await write(batch, record)
  known.byId.set(record.id, record)
  countOpen(known.open, record)
  return alike > 0 ? alikeOf(alike) : CREATED
}

/** As the file calls it. */
function fieldOf(field: string): string {
  const [first, second] = field.split('.')
  return first === 'madeBy' ? `maker${(second ?? 'kind').replace(/^./, (letter) => letter.toUpperCase())}` : field
}

/** What an intake said; what was done with the request since is no difference. */
function isSame(known: RequestRecord, args: CreateRequest): boolean {
  const contentOf = ({ subjectId, right, channel, receivedOn, text, madeBy, test, ...rest }: CreateRequest): string => {
    const maker = madeBy && { kind: madeBy.kind, name: madeBy.name.trim(), contact: madeBy.contact.trim(), relation: madeBy.relation.trim() }
    const asked = askedOf({ subjectId, right, channel, receivedOn, text, ...rest })
    return canonicalJson(JSON.parse(JSON.stringify({ subjectId, right, channel, receivedOn, text, maker, test: test === true, asked })))
  }
  return contentOf({ ...known, requestId: known.id }) === contentOf(args)
}

/** In a dry run nothing but the shadow is written: a number that was given out could not be taken back. */
async function write({ tx, context, mode }: Batch, record: RequestRecord): Promise<void> {
  if (mode === 'write') return insertRequest(tx, { ...record, caseNo: await nextCaseNo(tx, toDay(context.now())) }, INTAKE_SCOPE)
  await tx
    .insertInto('requests')
    .values({ id: record.id, case_no: record.id, subject_id: record.subjectId, scope: INTAKE_SCOPE, state: record.state, received_on: record.receivedOn, closed_at: null, in_scope: true, body: JSON.stringify(record) })
    .execute()
}
