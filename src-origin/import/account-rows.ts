// Accounts: one row a person. The account number or the company's own random id finds the person again; ours is made when neither is known.
import { createId, type SubjectId } from '../../src-shared/base/ids'
import { toDay, type Day } from '../../src-shared/base/clock'
import { subjectSchema } from '../../src-shared/protocol/records'
import { loadEndedProducts } from '../retention/endings'
import type { FieldReader } from './field-reader'
import { lockPeople, type KnownPerson, type People } from './people'
import { isRandomExternalId } from './random-external-id'
import { CREATED, refuse, UNCHANGED, UPDATED, type RowOutcome } from './refusal'
import { defineKind, type Batch } from './row-kind'
import { writePeople, type DraftPerson } from './write-people'

interface AccountRow {
  readonly accountNo: string
  readonly externalId?: string | undefined
  readonly name: string
  readonly status: string
  /** null: nothing is stated; absent: the mapping has no such column, and what is known stays. */
  readonly birthDay?: string | null | undefined
  readonly region: string
  readonly registeredAt: number
  readonly products?: readonly string[] | undefined
}

const rowSchema = subjectSchema.pick({ accountNo: true, name: true, status: true, region: true, registeredAt: true, birthDay: true, products: true }).partial({ products: true })
/** Older people are a default of some system, and younger than today nobody is. */
const EARLIEST_BIRTH = '1900-01-02'

export const accountRows = defineKind<AccountRow>({
  read: (reader) => {
    const birthDay = readBirthDay(reader)
    const externalId = reader.text('externalId')
    if (externalId !== undefined && !isRandomExternalId(externalId)) reader.fail('external-id-not-random', 'externalId')
    const row = {
      accountNo: reader.text('accountNo'), name: reader.text('name'), status: reader.text('status'), region: reader.text('region'),
      registeredAt: reader.time('registeredAt'), products: reader.isMapped('products') ? reader.list('products') : undefined,
    }
    reader.check({ ...row, birthDay }, rowSchema, ['accountNo', 'name', 'status', 'region', 'registeredAt'])
    // Complete when the reader has no problem; otherwise nobody looks at it.
    return { ...row, externalId, birthDay: reader.isMapped('birthDay') ? (birthDay ?? null) : undefined } as AccountRow
  },
  apply: async (batch, rows) => {
    const people = await lockPeople(batch, rows)
    const drafts = createDrafts(batch, people, await loadEndedProducts(batch.tx, batch.context.now()))
    const outcomes = rows.map((row) => drafts.take(row))
    await writePeople(batch, drafts.all())
    return outcomes
  },
})

function readBirthDay(reader: FieldReader): string | undefined {
  const day = reader.day('birthDay')
  if (day !== undefined && (day < EARLIEST_BIRTH || day > toDay(reader.now))) reader.fail('time-range', 'birthDay')
  return day
}

/** The people as they will be after the batch; rows are taken one by one, so a person who stands in two rows ends as the second says. */
function createDrafts(batch: Batch, people: People, ended: ReadonlyMap<string, Day>) {
  const drafts = new Map<string, DraftPerson>(people.all.map((person) => [person.id, { person, change: 'none' }]))
  const byExternal = new Map(people.all.flatMap((person) => (person.external_id === null ? [] : [[person.external_id, person.id] as const])))
  /** Also numbers that were given up in this batch: they are free when it has committed, not before. */
  const byNo = new Map(people.all.map((person) => [person.account_no, person.id]))

  const take = (row: AccountRow): RowOutcome => {
    const why = people.whyNot(row)
    if (why === 'erased') return refuse('erased', 'externalId')
    if (why === 'erasure-running') return refuse('erasure-running', 'accountNo')
    const known = drafts.get((row.externalId === undefined ? undefined : byExternal.get(row.externalId)) ?? byNo.get(row.accountNo) ?? '')
    const problem = known ? conflictOf(row, known.person, byNo) : (whyNotNew(batch) ?? whyNotProduct(row, ended))
    if (problem) return problem
    const person = known ? merge(known.person, row, ended) : createPerson(batch, row)
    const change = known === undefined ? 'new' : changeBetween(known.person, person)
    drafts.set(person.id, { person, change: strongest(known?.change ?? 'none', change) })
    byNo.set(row.accountNo, person.id)
    if (row.externalId !== undefined) byExternal.set(row.externalId, person.id)
    if (change === 'new') return CREATED
    return change === 'none' ? UNCHANGED : UPDATED
  }
  return { take, all: () => [...drafts.values()] }
}

function conflictOf(row: AccountRow, known: KnownPerson, byNo: ReadonlyMap<string, string>): RowOutcome | undefined {
  if (row.externalId !== undefined && known.external_id !== null && known.external_id !== row.externalId) return refuse('external-id-conflict', 'externalId')
  const holder = byNo.get(row.accountNo)
  return holder === undefined || holder === known.id ? undefined : refuse('account-conflict', 'accountNo')
}

/** Nobody begins to use what has ended. */
function whyNotProduct({ products = [] }: AccountRow, ended: ReadonlyMap<string, Day>): RowOutcome | undefined {
  return products.some((product) => ended.has(product)) ? refuse('product-ended', 'products') : undefined
}
/** Whoever is bound to it still is unbound by its batch. A source that goes on listing it loses that one product, and not whatever else it says of the person. */
function productsOf(known: KnownPerson, { products }: AccountRow, ended: ReadonlyMap<string, Day>): readonly string[] {
  return products?.filter((product) => !ended.has(product) || known.products.includes(product)) ?? known.products
}

function whyNotNew(batch: Batch): RowOutcome | undefined {
  return batch.newPeople === 'refuse' ? refuse('new-account', 'accountNo') : undefined
}

function createPerson({ context }: Batch, row: AccountRow): KnownPerson {
  return {
    id: createId<SubjectId>(context.now(), context.random), account_no: row.accountNo, external_id: row.externalId ?? null, name: row.name, status: row.status,
    birth_day: row.birthDay ?? null, region: row.region, registered_at: row.registeredAt, products: row.products ?? [],
  }
}

function merge(known: KnownPerson, row: AccountRow, ended: ReadonlyMap<string, Day>): KnownPerson {
  return {
    id: known.id, account_no: row.accountNo, external_id: row.externalId ?? known.external_id, name: row.name, status: row.status,
    birth_day: row.birthDay === undefined ? known.birth_day : row.birthDay, region: row.region, registered_at: row.registeredAt, products: productsOf(known, row, ended),
  }
}

const IN_DIRECTORY = ['account_no', 'name', 'status', 'registered_at'] as const
const IN_RECORD = ['birth_day', 'region'] as const

function changeBetween(before: KnownPerson, after: KnownPerson): DraftPerson['change'] {
  if (IN_DIRECTORY.some((field) => before[field] !== after[field])) return 'directory'
  if (IN_RECORD.some((field) => before[field] !== after[field]) || before.products.join() !== after.products.join()) return 'record'
  return before.external_id === after.external_id ? 'none' : 'key'
}

const STRENGTH: readonly DraftPerson['change'][] = ['none', 'key', 'record', 'directory', 'new']

function strongest(before: DraftPerson['change'], now: DraftPerson['change']): DraftPerson['change'] {
  return STRENGTH.indexOf(before) > STRENGTH.indexOf(now) ? before : now
}
