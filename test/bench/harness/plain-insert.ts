// The plain ways to write the rows of a desk's store, to stand beside ours: a loader that does nothing but write, and one bulk
// INSERT into bare tables.
//
// What costs time before a row can be written (tokens, readings) is not paid here: the rows are read from a store that ours has filled.
import { personTokens } from '../../../src-shared/domain/search-terms'
import type { IdentifierKind } from '../../../src-shared/domain/vocabulary'
import type { SqliteHandle } from '../../../src-main/vault/driver/sqlite-handle'
import { timed } from './bench'
import { makeStore } from './stores'

interface TableRows {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}
export interface PlainRows {
  readonly tables: readonly TableRows[]
  /** People and case records among them: what a rate counts. */
  readonly counted: number
}

/** Every table that a page of the feed fills; children after their parents. */
const TABLES = ['people', 'person_identifiers', 'person_pinyin', 'records', 'record_scopes', 'request_index'] as const
const COUNTED: readonly string[] = ['people', 'records']
/** Of each kind at most so many: a rate needs no more, and a million would take minutes a round. */
const MAX_PEOPLE = 20_000
const MAX_RECORDS = 20_000

async function readTable(handle: SqliteHandle, table: (typeof TABLES)[number], mostPeople: number): Promise<TableRows> {
  const where = isOfPeople(table) ? `WHERE n <= ${String(mostPeople)}` : `LIMIT ${String(MAX_RECORDS)}`
  const rows = await handle.all(`SELECT * FROM ${table} ${where}`)
  return { table, columns: Object.keys(rows[0] ?? {}), rows: rows.map((row) => Object.values(row)) }
}

/** Documents of the search index are not stored: they are made from the rows once more. */
async function readIndex(handle: SqliteHandle, mostPeople: number): Promise<TableRows> {
  const rows = await handle.all(`
    SELECT p.n, p.name, p.account_no, (SELECT json_group_array(json_array(i.kind, i.value)) FROM person_identifiers i WHERE i.n = p.n) AS identifiers
    FROM people p WHERE p.n <= ${String(mostPeople)}`)
  const documents = rows.map(({ n, name, account_no: accountNo, identifiers }) => {
    const pairs = JSON.parse(String(identifiers)) as readonly [IdentifierKind, string][]
    return [n, personTokens({ name: String(name), accountNo: String(accountNo), identifiers: pairs.map(([kind, value]) => ({ kind, value })) })]
  })
  return { table: 'people_fts', columns: ['rowid', 't'], rows: documents }
}

export async function readPlainRows(handle: SqliteHandle, mostPeople = MAX_PEOPLE): Promise<PlainRows> {
  const tables: TableRows[] = []
  for (const table of TABLES) tables.push(await readTable(handle, table, mostPeople))
  tables.push(await readIndex(handle, mostPeople))
  const filled = tables.filter(({ rows }) => rows.length > 0)
  return { tables: filled, counted: filled.filter(({ table }) => COUNTED.includes(table)).reduce((sum, { rows }) => sum + rows.length, 0) }
}

const quoted = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(', ')

const BULK_ROWS = 20_000
const valuesOf = (columns: readonly string[]): string => columns.map((_, at) => `d.value ->> ${String(at)}`).join(', ')
/** A transaction of the loader: it keeps every index up, and small ones rewrite each leaf again and again. */
const LOADER_PEOPLE = 50_000

/**
 * The fastest loader there is through this driver: the same tables with all their indexes, from rows that are ready in memory, jsonb_each over
 * thousands at a time. A synchronous driver, row by row, was as fast within two hundredths when the design was measured (docs/performance.md);
 * none is installed here.
 */
export async function insertWithLoader(handle: SqliteHandle, { tables }: PlainRows): Promise<void> {
  for (let from = 1; ; from += LOADER_PEOPLE) {
    await handle.exec('BEGIN IMMEDIATE')
    let written = 0
    for (const { table, columns, rows } of tables) {
      const part = rows.filter((row, at) => isOfPeople(table) ? isBetween(row[0], from) : isBetween(at + 1, from))
      written += part.length
      const insert = `INSERT INTO ${table} (${quoted(columns)}) SELECT ${valuesOf(columns)} FROM jsonb_each(?) d`
      for (let at = 0; at < part.length; at += BULK_ROWS) await handle.run(insert, [JSON.stringify(part.slice(at, at + BULK_ROWS))])
    }
    await handle.exec('COMMIT')
    if (written === 0) return
  }
}

/** Their first column is the number of the person. */
const isOfPeople = (table: string): boolean => table.startsWith('pe')
const isBetween = (n: unknown, from: number): boolean => typeof n === 'number' && n >= from && n < from + LOADER_PEOPLE

/** One transaction, jsonb_each over 20,000 rows at a time, into tables without any key or index: the most that the driver gives. */
export async function insertInBulk(handle: SqliteHandle, { tables }: PlainRows): Promise<void> {
  await handle.exec('BEGIN IMMEDIATE')
  for (const { table, columns, rows } of tables) {
    await handle.exec(`CREATE TABLE bare_${table} (${quoted(columns)})`)
    const insert = `INSERT INTO bare_${table} SELECT ${valuesOf(columns)} FROM jsonb_each(?) d`
    for (let at = 0; at < rows.length; at += BULK_ROWS) await handle.run(insert, [JSON.stringify(rows.slice(at, at + BULK_ROWS))])
  }
  await handle.exec('COMMIT')
}

/** Rows a second into a new store of its own. */
export async function plainRate(folder: string, insert: (handle: SqliteHandle, rows: PlainRows) => Promise<void>, rows: PlainRows): Promise<number> {
  const store = await makeStore(folder)
  try {
    const took = await store.vault.holdWrites(({ writer }) => timed(() => insert(writer, rows)))
    return rows.counted / (took / 1000)
  } finally {
    await store.remove()
  }
}
