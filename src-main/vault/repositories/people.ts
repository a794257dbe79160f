// The directory row of one person, as the searchable tables hold it.
import { sql } from 'kysely'
import type { Clock } from '../../../src-shared/base/clock'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { AccountStatus, IdentifierKind, Proof } from '../../../src-shared/domain/vocabulary'
import type { Reader } from '../transaction'

export interface DirectoryPerson {
  readonly id: SubjectId
  readonly accountNo: string
  readonly name: string
  readonly status: AccountStatus
  readonly registeredAt: number
  /** `value` as stored: digits of a mobile without +, lower-case e-mail. */
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly value: string; readonly proof: Proof }[]
}

/** In the order of `ids`; unknown ids are left out. */
export async function listPeople(reader: Reader, ids: readonly SubjectId[]): Promise<readonly DirectoryPerson[]> {
  if (ids.length === 0) return []
  const rows = await reader.selectFrom('people').select(['n', 'id', 'account_no', 'name', 'status', 'registered_at']).where('id', 'in', [...ids]).execute()
  if (rows.length === 0) return []
  const identifiers = await reader.selectFrom('person_identifiers').select(['n', 'kind', 'value', 'proof']).where('n', 'in', rows.map((row) => row.n)).orderBy('kind', 'desc').orderBy('value').execute()
  const byId = new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id as SubjectId,
        accountNo: row.account_no,
        name: row.name,
        status: row.status as AccountStatus,
        registeredAt: row.registered_at,
        identifiers: identifiers
          .filter((identifier) => identifier.n === row.n)
          .map((identifier) => ({ kind: identifier.kind as IdentifierKind, value: identifier.value, proof: identifier.proof as Proof })),
      },
    ]),
  )
  return ids.flatMap((id) => byId.get(id) ?? [])
}

async function countPeople(reader: Reader): Promise<number> {
  const result = await sql<{ count: number }>`select count(*) as count from people`.execute(reader)
  return result.rows[0]?.count ?? 0
}

/** Counting reads an index from end to end: of a million people 25 MB, which push out of the cache what a search is answered from. */
const QUICKLY_COUNTED = 50_000
const COUNTED_ANEW_MS = 60_000

/** How many people the directory has: exact, or where counting takes long, as of at most a minute ago. */
export function createPeopleCount({ vault, clock, quickly = QUICKLY_COUNTED }: { readonly vault: { readonly reader: Reader }; readonly clock: Pick<Clock, 'mono'>; readonly quickly?: number }): () => Promise<number> {
  let last: { readonly count: number; readonly at: number } | undefined
  let counting: Promise<number> | undefined
  const countNow = async (): Promise<number> => {
    const count = await countPeople(vault.reader)
    last = { count, at: clock.mono() }
    return count
  }
  return async () => {
    if (last !== undefined && last.count > quickly && clock.mono() - last.at < COUNTED_ANEW_MS) return last.count
    counting ??= countNow().finally(() => (counting = undefined))
    return counting
  }
}

/** Other accounts that have an identifier of this person; none where the directory is not on this desk. */
export async function listPeopleSharingIdentifiers(reader: Reader, subjectId: SubjectId, limit: number): Promise<readonly SubjectId[]> {
  const { rows } = await sql<{ id: SubjectId }>`
    select distinct p.id from people me cross join person_identifiers mine on mine.n = me.n
      cross join person_identifiers theirs on theirs.kind = mine.kind and theirs.value = mine.value and theirs.n <> mine.n
      cross join people p on p.n = theirs.n
    where me.id = ${subjectId} order by p.id limit ${limit}`.execute(reader)
  return rows.map(({ id }) => id)
}

/** Which of these addresses the directory gives to somebody else. */
export async function listAddressesOfOthers(reader: Reader, emails: readonly string[], subjectId: SubjectId): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('person_identifiers')
    .innerJoin('people', 'people.n', 'person_identifiers.n')
    .select('person_identifiers.value')
    .where('person_identifiers.kind', '=', 'email')
    .where('person_identifiers.value', 'in', [...emails])
    .where('people.id', '!=', subjectId)
    .execute()
  return rows.map(({ value }) => value)
}
