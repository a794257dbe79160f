// Finds and locks the people whom a batch names, and says of the others why they are not there.
//
// Order of locks, as everywhere (push/apply-item.ts): requests → people, each in the order of their ids. Whoever erases, corrects or takes in a
// request meanwhile has done so before we read, or waits until the batch has committed; nothing of a batch lands on a person who is gone.
import { sql } from 'kysely'
import { erasedExternalHash } from '../cases/suppression'
import type { RefusalCode } from './refusal'
import type { Batch } from './row-kind'
import { pullPeople } from './shadow-tables'

/** At least one of the two is there. */
export interface PersonRef {
  readonly accountNo?: string | undefined
  readonly externalId?: string | undefined
}
export interface KnownPerson {
  readonly id: string
  readonly account_no: string
  readonly external_id: string | null
  readonly name: string
  readonly status: string
  readonly birth_day: string | null
  readonly region: string
  readonly registered_at: number
  readonly products: readonly string[]
}
export interface People {
  byRef(ref: PersonRef): KnownPerson | undefined
  byAccountNo(accountNo: string): KnownPerson | undefined
  byExternalId(externalId: string): KnownPerson | undefined
  /** Why nobody is found: erased for good, being erased, or never heard of. */
  whyNot(ref: PersonRef): Extract<RefusalCode, 'erased' | 'erasure-running' | 'unknown-account'>
  readonly all: readonly KnownPerson[]
}

/** Of somebody whose erasure waits for its day nothing more is taken in, but what they ask and what was done with their data before. */
export type Stopped = 'refused' | 'taken'

export async function lockPeople(batch: Batch, refs: readonly PersonRef[], stopped: Stopped = 'refused'): Promise<People> {
  const accountNos = unique(refs.map((ref) => ref.accountNo))
  const externalIds = unique(refs.map((ref) => ref.externalId))
  if (batch.mode === 'dry-run') await pullPeople(batch.tx, accountNos, externalIds)
  const locked = await lockRows(batch, accountNos, externalIds)
  const stops = stopped === 'taken' ? [] : await stoppedAmong(batch, locked)
  const all = locked.filter((person) => !stops.includes(person))
  const byNo = new Map(all.map((person) => [person.account_no, person]))
  const byExternal = new Map(all.flatMap((person) => (person.external_id === null ? [] : [[person.external_id, person] as const])))
  const erased = await erasedAmong(batch, externalIds)
  const running = new Set([...(await runningAmong(batch, accountNos)), ...stops.map((person) => person.account_no)])
  const runningExternal = new Set(stops.flatMap((person) => person.external_id ?? []))
  const byExternalId = (externalId: string): KnownPerson | undefined => byExternal.get(externalId)
  const byAccountNo = (accountNo: string): KnownPerson | undefined => byNo.get(accountNo)
  return {
    all,
    byExternalId,
    byAccountNo,
    byRef: ({ accountNo, externalId }) => (externalId === undefined ? undefined : byExternalId(externalId)) ?? (accountNo === undefined ? undefined : byAccountNo(accountNo)),
    whyNot: ({ accountNo, externalId }) => {
      if (externalId !== undefined && erased.has(externalId)) return 'erased'
      const isRunning = (accountNo !== undefined && running.has(accountNo)) || (externalId !== undefined && runningExternal.has(externalId))
      return isRunning ? 'erasure-running' : 'unknown-account'
    },
  }
}

function unique(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))]
}

async function lockRows({ tx, mode }: Batch, accountNos: readonly string[], externalIds: readonly string[]): Promise<readonly KnownPerson[]> {
  const found = await sql<{ id: string }>`
    select id from subjects where account_no = any(${accountNos}::text[])
    union select id from subjects where external_id = any(${externalIds}::text[])`.execute(tx)
  const ids = found.rows.map(({ id }) => id)
  if (mode === 'write') await sql`select id from requests where subject_id = any(${ids}::uuid[]) order by id for update`.execute(tx)
  const { rows } = await sql<KnownPerson>`
    select id, account_no, external_id, name, status, birth_day, region, registered_at, products
    from subjects where id = any(${ids}::uuid[]) order by id for update`.execute(tx)
  return rows
}

async function stoppedAmong({ tx }: Batch, people: readonly KnownPerson[]): Promise<readonly KnownPerson[]> {
  if (people.length === 0) return []
  const { rows } = await sql<{ subject_id: string }>`select subject_id from stopped_people where subject_id = any(${people.map(({ id }) => id)}::uuid[])`.execute(tx)
  return people.filter(({ id }) => rows.some((row) => row.subject_id === id))
}

async function erasedAmong({ tx, context }: Batch, externalIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (externalIds.length === 0) return new Set()
  const byHash = new Map(externalIds.map((externalId) => [erasedExternalHash(externalId, context.keys.erasedIds).toString('hex'), externalId]))
  const { rows } = await sql<{ hash: string }>`
    select encode(hash, 'hex') as hash from erased_ids
    where kind = 'external' and hash = any(select decode(one, 'hex') from unnest(${[...byHash.keys()]}::text[]) one)`.execute(tx)
  return new Set(rows.flatMap(({ hash }) => byHash.get(hash) ?? []))
}

async function runningAmong({ tx }: Batch, accountNos: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ account_no: string }>`select account_no from erasure_jobs where account_no = any(${accountNos}::text[])`.execute(tx)
  return new Set(rows.map(({ account_no }) => account_no))
}
