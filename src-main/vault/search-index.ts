// Writes the searchable directory: people, identifiers, readings and the FTS index, in set statements over JSON.
//
// The index keeps no text (content=''), so a change must tell it the old tokens. They are recomputed from the row that is about to
// change, in the same transaction; what is stored is therefore exactly what was indexed (`storable`). A wrong token here would leave a
// trace of an erased person: test/vault/search.test.ts reads the index's vocabulary back.
import { sql, type RawBuilder } from 'kysely'
import type { SubjectId } from '../../src-shared/base/ids'
import { fold, nameKey, personPinyin, personTokens, type ToPinyin } from '../../src-shared/domain/search-terms'
import type { AccountStatus, IdentifierKind, Proof } from '../../src-shared/domain/vocabulary'
import { holds, lostIndex } from './lost-index'
import { nameReadings } from './pinyin'
import type { LostIndex } from './repositories/meta'
import type { Reader, Tx } from './transaction'

/** One directory record of the wire with its version. */
export interface DirectoryRow {
  readonly id: SubjectId
  readonly v: number
  readonly accountNo: string
  readonly name: string
  readonly status: AccountStatus
  readonly registeredAt: number
  readonly identifiers: readonly (readonly [IdentifierKind, string, Proof])[]
}

/** A statement's worth: tokens of 2,500 people take about 30 ms of this thread, and between two statements others have their turn. */
const CHUNK_ROWS = 2_500

/** A row as the store keeps it. */
export interface StoredRow {
  readonly n: number
  readonly id: string
  readonly v: number
  readonly gen: number
  readonly accountNo: string
  readonly name: string
  readonly status: string
  readonly registeredAt: number
  /** kind, value, proof; sorted, so that two rows can be compared as text. */
  readonly identifiers: readonly (readonly [string, string, string])[]
}

/** Text that comes back from SQLite as it went in: no NUL, no half of a surrogate pair. */
function storable(text: string): string {
  if (!/[\0\ud800-\udfff]/.test(text)) return text
  return text.replace(/\0/g, '').replace(/\p{Surrogate}/gu, '\ufffd')
}

/** As searched: digits of a mobile without +; an e-mail folded as the search box folds what is typed. */
export function identifierValue(kind: IdentifierKind, value: string): string {
  return kind === 'mobile' ? value.replace(/\D/g, '') : fold(storable(value))
}

export function reversed(text: string): string {
  return Array.from(text).reverse().join('')
}

export function tokensOf(row: StoredRow): string {
  return personTokens({ ...row, identifiers: row.identifiers.map(([kind, value]) => ({ kind: kind as IdentifierKind, value })) })
}

export function storedRow(row: DirectoryRow, n: number, gen: number): StoredRow {
  const identifiers = row.identifiers
    .map(([kind, value, proof]) => [kind, identifierValue(kind, value), proof] as const)
    .filter(([, value], at, all) => value !== '' && (at === 0 || all.findIndex((other) => other[1] === value) === at))
    .sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1))
  return { n, id: row.id, v: row.v, gen, accountNo: storable(row.accountNo), name: storable(row.name), status: row.status, registeredAt: row.registeredAt, identifiers }
}

async function readStored(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, StoredRow>> {
  const rows = await storedWhere(tx, sql`json_each(${JSON.stringify(ids)}) wanted CROSS JOIN people p ON p.id = wanted.value`)
  return new Map(rows.map((row) => [row.id, row]))
}

async function storedWhere(reader: Reader, from: RawBuilder<unknown>): Promise<readonly StoredRow[]> {
  const { rows } = await sql<Omit<StoredRow, 'identifiers'> & { readonly identifiers: string }>`
    SELECT p.n, p.id, p.v, p.gen, p.account_no AS "accountNo", p.name, p.status, p.registered_at AS "registeredAt",
      (SELECT json_group_array(json_array(i.kind, i.value, i.proof)) FROM person_identifiers i WHERE i.n = p.n) AS identifiers
    FROM ${from}`.execute(reader)
  return rows.map((row) => ({ ...row, identifiers: (JSON.parse(row.identifiers) as [string, string, string][]).sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1)) }))
}

/** In the order of their numbers, behind `after`. */
export function listStoredAfter(reader: Reader, after: number, limit: number): Promise<readonly StoredRow[]> {
  return storedWhere(reader, sql`people p WHERE p.n > ${after} ORDER BY p.n LIMIT ${limit}`)
}

/** The next people at or behind each of these numbers. */
export async function listStoredAt(reader: Reader, numbers: readonly number[]): Promise<readonly StoredRow[]> {
  const rows: StoredRow[] = []
  for (const n of numbers) rows.push(...(await listStoredAfter(reader, n - 1, 1)))
  return rows
}

/** Index documents leave by the 'delete' command with the very tokens they came with; contentless_delete would keep traces. */
async function dropTokens(tx: Tx, rows: readonly StoredRow[], lost: LostIndex | undefined): Promise<void> {
  const held = rows.filter(({ n }) => holds(lost, n))
  if (held.length === 0) return
  await sql`INSERT INTO people_fts (people_fts, rowid, t) SELECT 'delete', d.value ->> 0, d.value ->> 1
    FROM jsonb_each(${JSON.stringify(held.map((row) => [row.n, tokensOf(row)]))}) d`.execute(tx)
}

export async function putTokens(tx: Tx, rows: readonly StoredRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`INSERT INTO people_fts (rowid, t) SELECT d.value ->> 0, d.value ->> 1
    FROM jsonb_each(${JSON.stringify(rows.map((row) => [row.n, tokensOf(row)]))}) d`.execute(tx)
}

async function putIndex(tx: Tx, rows: readonly StoredRow[], toPinyin: ToPinyin, lost: LostIndex | undefined): Promise<void> {
  const identifiers = rows.flatMap((row) => row.identifiers.map(([kind, value, proof]) => [row.n, kind, value, reversed(value), proof]))
  const readings = rows.flatMap((row) => personPinyin(row.name, toPinyin).map((reading) => [row.n, reading.full, reading.initials]))
  await sql`INSERT INTO person_identifiers (n, kind, value, value_rev, proof)
    SELECT d.value ->> 0, d.value ->> 1, d.value ->> 2, d.value ->> 3, d.value ->> 4 FROM jsonb_each(${JSON.stringify(identifiers)}) d`.execute(tx)
  await sql`INSERT INTO person_pinyin (n, "full", initials)
    SELECT d.value ->> 0, d.value ->> 1, d.value ->> 2 FROM jsonb_each(${JSON.stringify(readings)}) d`.execute(tx)
  await putTokens(tx, rows.filter(({ n }) => holds(lost, n)))
}

async function putPeople(tx: Tx, rows: readonly StoredRow[]): Promise<void> {
  const values = rows.map((row) => [row.n, row.id, row.v, row.accountNo, row.name, nameKey(row.name), row.status, row.registeredAt, row.gen])
  // "WHERE true": without it SQLite's grammar reads ON CONFLICT as a join condition.
  await sql`INSERT INTO people (n, id, v, account_no, name, name_key, status, registered_at, gen)
    SELECT d.value ->> 0, d.value ->> 1, d.value ->> 2, d.value ->> 3, d.value ->> 4, d.value ->> 5, d.value ->> 6, d.value ->> 7, d.value ->> 8
    FROM jsonb_each(${JSON.stringify(values)}) d WHERE true
    ON CONFLICT (n) DO UPDATE SET v = excluded.v, account_no = excluded.account_no, name = excluded.name, name_key = excluded.name_key,
      status = excluded.status, registered_at = excluded.registered_at, gen = excluded.gen`.execute(tx)
}

/** Is what can be searched for the same? Then the index is left alone: a generation read anew rewrites nothing but two numbers. */
function sameIndexed(a: StoredRow, b: StoredRow): boolean {
  return a.name === b.name && JSON.stringify(a.identifiers) === JSON.stringify(b.identifiers)
}

async function upsertChunk(tx: Tx, chunk: readonly DirectoryRow[], gen: number, firstFreeN: number, toPinyin: ToPinyin): Promise<number> {
  const present = await readStored(tx, chunk.map((row) => row.id))
  const lost = await lostIndex(tx)
  let nextN = firstFreeN
  const next: StoredRow[] = []
  for (const row of chunk) {
    const old = present.get(row.id)
    // A page that arrives twice, or late, changes nothing; a new generation begins afresh, whatever the versions say.
    if (old && old.gen >= gen && old.v > row.v) continue
    next.push(storedRow(row, old?.n ?? nextN++, gen))
  }
  const reindexed = next.filter((row) => {
    const old = present.get(row.id)
    return !old || !sameIndexed(old, row)
  })
  const outdated = reindexed.flatMap((row) => present.get(row.id) ?? [])
  await dropTokens(tx, outdated, lost)
  await deleteParts(tx, outdated.map((row) => row.n))
  await putPeople(tx, next)
  await putIndex(tx, reindexed, toPinyin, lost)
  return nextN
}

async function deleteParts(tx: Tx, numbers: readonly number[]): Promise<void> {
  if (numbers.length === 0) return
  const list = JSON.stringify(numbers)
  await sql`DELETE FROM person_identifiers WHERE n IN (SELECT value FROM json_each(${list}))`.execute(tx)
  await sql`DELETE FROM person_pinyin WHERE n IN (SELECT value FROM json_each(${list}))`.execute(tx)
}

/** The number that the next new person gets. */
export async function nextFreeNumber(tx: Tx): Promise<number> {
  const last = await tx.selectFrom('people').select((eb) => eb.fn.max('n').as('n')).executeTakeFirst()
  return (last?.n ?? 0) + 1
}

/** The last row of an id counts. */
export async function upsertDirectoryRows(tx: Tx, rows: readonly DirectoryRow[], gen: number, toPinyin: ToPinyin = nameReadings): Promise<void> {
  const unique = [...new Map(rows.map((row) => [row.id, row])).values()]
  let nextN = await nextFreeNumber(tx)
  for (let at = 0; at < unique.length; at += CHUNK_ROWS) nextN = await upsertChunk(tx, unique.slice(at, at + CHUNK_ROWS), gen, nextN, toPinyin)
}

/** Number of people who were there and are gone now, from every table of the directory and from the index. */
export async function deleteDirectoryRows(tx: Tx, ids: readonly SubjectId[]): Promise<number> {
  let deleted = 0
  const lost = await lostIndex(tx)
  for (let at = 0; at < ids.length; at += CHUNK_ROWS) {
    const present = [...(await readStored(tx, [...new Set(ids.slice(at, at + CHUNK_ROWS))])).values()]
    const numbers = present.map((row) => row.n)
    await dropTokens(tx, present, lost)
    await deleteParts(tx, numbers)
    await sql`DELETE FROM people WHERE n IN (SELECT value FROM json_each(${JSON.stringify(numbers)}))`.execute(tx)
    deleted += present.length
  }
  return deleted
}

/** Everybody at once. Token by token it would take the longer the more pieces the index has, and in the middle of a fill it has hundreds. */
export async function deleteAllDirectoryRows(tx: Tx): Promise<void> {
  if ((await lostIndex(tx))?.phase !== 'clear') await sql`INSERT INTO people_fts (people_fts) VALUES ('delete-all')`.execute(tx)
  for (const table of ['person_identifiers', 'person_pinyin', 'people']) await sql`DELETE FROM ${sql.table(table)}`.execute(tx)
}

/** Merges the index into one segment, which drops what deleted documents left in it. The purge runs it on its bare handle. */
export const OPTIMIZE_INDEX = "INSERT INTO people_fts (people_fts) VALUES ('optimize')"

