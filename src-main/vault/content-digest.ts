// What a store holds, as a number of rows and a hash a table: two stores whose digests are equal hold the same rows, however their pages lie.
//
// Rows are read in the order of their key and joined to text by SQLite itself, a thousand at a time, as bytes: one object a row would cost more than
// reading it. The index's own tables are among them; the virtual table over them is not, since it has no rows of its own.
import { createHash } from 'node:crypto'
import { must } from '../../src-shared/base/assert'
import type { SqliteHandle } from './driver/sqlite-handle'

export interface TableDigest {
  readonly rows: number
  readonly sha256: string
}
export type ContentDigest = Readonly<Record<string, TableDigest>>

const ROWS_AT_ONCE = 1_000

// Names come from the schema itself, never from outside.
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

interface TableShape {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Columns of the key in its order; rowid where there is none. */
  readonly key: readonly string[]
}

async function shapesOf(handle: SqliteHandle): Promise<readonly TableShape[]> {
  const tables = await handle.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")
  const shapes: TableShape[] = []
  for (const { name } of tables) {
    const columns = await handle.all(`PRAGMA table_info(${quoted(String(name))})`)
    const key = columns.filter((column) => Number(column['pk']) > 0).sort((a, b) => Number(a['pk']) - Number(b['pk'])).map((column) => quoted(String(column['name'])))
    shapes.push({
      name: String(name),
      columns: columns.map((column) => ({ name: quoted(String(column['name'])), type: String(column['type']) })),
      key: key.length > 0 ? key : ['rowid'],
    })
  }
  return shapes
}

/** The columns as a JSON list, so that no two rows make the same text; in strict tables a value of each type has one. Columns that may hold bytes are written as hexadecimal digits. */
function rowText({ columns }: TableShape): string {
  const values = columns.map(({ name, type }) => (type === 'TEXT' || type === 'INTEGER' ? name : `iif(${name} IS NULL, NULL, hex(${name}))`))
  return `json_array(${values.join(', ')})`
}

async function digestTable(handle: SqliteHandle, shape: TableShape): Promise<TableDigest> {
  const hash = createHash('sha256')
  const [table, key, names] = [quoted(shape.name), `(${shape.key.join(', ')})`, shape.key.map((name, at) => `${name} AS k${String(at)}`).join(', ')]
  const marks = `(${shape.key.map(() => '?').join(', ')})`
  let rows = 0
  for (let after: readonly unknown[] | undefined; ; ) {
    const from = after ? `${key} > ${marks}` : 'true'
    const start = after ?? []
    const [last] = await handle.all(`SELECT ${names} FROM ${table} WHERE ${from} ORDER BY ${shape.key.join(', ')} LIMIT 1 OFFSET ${String(ROWS_AT_ONCE - 1)}`, start)
    const end = last ? shape.key.map((_, at) => last[`k${String(at)}`]) : undefined
    const [joined] = await handle.all(
      `SELECT count(*) AS rows, CAST(group_concat(text, char(10)) AS BLOB) AS bytes FROM (SELECT ${rowText(shape)} AS text FROM ${table} WHERE ${from}${end ? ` AND ${key} <= ${marks}` : ''} ORDER BY ${shape.key.join(', ')})`,
      [...start, ...(end ?? [])],
    )
    const { rows: read, bytes } = must(joined, 'an aggregate has a row')
    rows += Number(read)
    if (bytes !== null) hash.update(bytes as Buffer).update('\n')
    if (!end) return { rows, sha256: hash.digest('hex') }
    after = end
  }
}

export async function digestContent(handle: SqliteHandle): Promise<ContentDigest> {
  const digests: Record<string, TableDigest> = {}
  for (const shape of await shapesOf(handle)) digests[shape.name] = await digestTable(handle, shape)
  return digests
}
