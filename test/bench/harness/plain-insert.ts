// The plain ways to write the rows of a desk's store, to stand beside ours: one INSERT a row, and one bulk INSERT into bare tables.
//
// What costs time before a row can be written (tokens, readings) is not paid here: the rows are read from a store that ours has filled.
import { personTokens } from '../../../src-shared/domain/search-terms'
import type { IdentifierKind } from '../../../src-shared/domain/vocabulary'
import type { SqliteHandle } from '../../../src-main/vault/sqlite-driver'
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

async function readTable(handle: SqliteHandle, table: (typeof TABLES)[number]): Promise<TableRows> {
  const isOfPeople = table.startsWith('pe')
  const where = isOfPeople ? `WHERE n <= ${String(MAX_PEOPLE)}` : `LIMIT ${String(MAX_RECORDS)}`
  const rows = await handle.all(`SELECT * FROM ${table} ${where}`)
  return { table, columns: Object.keys(rows[0] ?? {}), rows: rows.map((row) => Object.values(row)) }
}

/** Documents of the search index are not stored: they are made from the rows once more. */
async function readIndex(handle: SqliteHandle): Promise<TableRows> {
  const rows = await handle.all(`
    SELECT p.n, p.name, p.account_no, (SELECT json_group_array(json_array(i.kind, i.value)) FROM person_identifiers i WHERE i.n = p.n) AS identifiers
    FROM people p WHERE p.n <= ${String(MAX_PEOPLE)}`)
  const documents = rows.map(({ n, name, account_no: accountNo, identifiers }) => {
    const pairs = JSON.parse(String(identifiers)) as readonly [IdentifierKind, string][]
    return [n, personTokens({ name: String(name), accountNo: String(accountNo), identifiers: pairs.map(([kind, value]) => ({ kind, value })) })]
  })
  return { table: 'people_fts', columns: ['rowid', 't'], rows: documents }
}

export async function readPlainRows(handle: SqliteHandle): Promise<PlainRows> {
  const tables: TableRows[] = []
  for (const table of TABLES) tables.push(await readTable(handle, table))
  tables.push(await readIndex(handle))
  const filled = tables.filter(({ rows }) => rows.length > 0)
  return { tables: filled, counted: filled.filter(({ table }) => COUNTED.includes(table)).reduce((sum, { rows }) => sum + rows.length, 0) }
}

const quoted = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(', ')

/** One transaction, one awaited INSERT a row, into the real tables with all their indexes. */
export async function insertRowByRow(handle: SqliteHandle, { tables }: PlainRows): Promise<void> {
  await handle.exec('BEGIN IMMEDIATE')
  for (const { table, columns, rows } of tables) {
    const insert = `INSERT INTO ${table} (${quoted(columns)}) VALUES (${columns.map(() => '?').join(', ')})`
    for (const row of rows) await handle.run(insert, row)
  }
  await handle.exec('COMMIT')
}

const BULK_ROWS = 20_000

/** One transaction, jsonb_each over 20,000 rows at a time, into tables without any key or index: the most that the driver gives. */
export async function insertInBulk(handle: SqliteHandle, { tables }: PlainRows): Promise<void> {
  await handle.exec('BEGIN IMMEDIATE')
  for (const { table, columns, rows } of tables) {
    await handle.exec(`CREATE TABLE bare_${table} (${quoted(columns)})`)
    const insert = `INSERT INTO bare_${table} SELECT ${columns.map((_, at) => `d.value ->> ${String(at)}`).join(', ')} FROM jsonb_each(?) d`
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
