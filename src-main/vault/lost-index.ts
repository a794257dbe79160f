// The search index when it is lost or spoilt: noticed, put aside in pieces, made anew from the people themselves. Nothing but the index is touched: names,
// numbers and addresses stand in tables of their own, which it only points into.
//
//   whole → (noticed) 'clear': nobody writes to it, a search reads the people one by one → emptied in pieces, made anew → 'fill': from the first person
//   to `target`, a slice a transaction → merged → whole
//
// The state stands in the store, so a crash at any point goes on where it was. While it is filled it holds whoever stands at or before `upTo` or behind
// `target`, and these alone are kept up (search-index.ts): a token taken back that never went in would spoil it again.
import { sql } from 'kysely'
import { clearMeta, getMeta, setMeta, type LostIndex } from './repositories/meta'
import { StoreFault, type SqlRow, type SqliteHandle } from './driver/sqlite-handle'
import type { Reader, Tx } from './transaction'

/** One statement after the other: of a transaction, of the readers, or of the writer's bare handle while writes are held. */
export type RunSql = (text: string) => Promise<readonly SqlRow[]>

export const sqlOf = (reader: Reader): RunSql => async (text) => (await sql.raw<SqlRow>(text).execute(reader)).rows
export const sqlOfHandle = (handle: SqliteHandle): RunSql => (text) => handle.all(text)

/** FTS5's own tables as it makes them itself; without them it lets nobody drop the index either. */
const SHADOWS = {
  people_fts_config: '(k PRIMARY KEY, v) WITHOUT ROWID',
  people_fts_data: '(id INTEGER PRIMARY KEY, block BLOB)',
  people_fts_docsize: '(id INTEGER PRIMARY KEY, sz BLOB)',
  people_fts_idx: '(segid, term, pgno, PRIMARY KEY (segid, term)) WITHOUT ROWID',
} as const
/** FTS5 reads the format of the table from there before anything else. */
const FTS_FORMAT = 4

/** As migration 3 makes it; test/vault/lost-index.test.ts holds the two to each other. */
const MADE_ANEW = [
  `CREATE VIRTUAL TABLE people_fts USING fts5(t, content='', detail=none, tokenize="ascii tokenchars '@._-+'")`,
  `INSERT INTO people_fts (people_fts, rank) VALUES ('secure-delete', 1)`,
]
/** Pages of the lost index that one transaction lets go: each is overwritten, and others have their turn in between. */
const CLEARED_PAGES = 1_000
const MARK = `INSERT INTO meta (key, value) VALUES ('lostIndex', '{"phase":"clear"}') ON CONFLICT (key) DO UPDATE SET value = excluded.value`

/** Undefined: it is whole, as far as anybody has noticed. */
export function lostIndex(reader: Reader): Promise<LostIndex | undefined> {
  return getMeta(reader, 'lostIndex')
}

/** Whether the index holds, or is to hold, the person of this number now. */
export function holds(lost: LostIndex | undefined, n: number): boolean {
  return lost === undefined || (lost.phase === 'fill' && (n <= lost.upTo || n > lost.target))
}

/** From here on nobody writes to it; it says nothing any more. */
export async function markLost(run: RunSql): Promise<void> {
  await run(MARK)
}

/** An error that a spoilt index may be the cause of: of what was typed FTS5 complains otherwise, since only whole tokens reach it. */
export function mayBeLost(error: unknown): boolean {
  return error instanceof StoreFault && (error.code === 'SQLITE_CORRUPT' || error.code === 'SQLITE_ERROR')
}

/** What `quick_check` says of the index alone: it comes last, when every other table was found well. */
export function isOfIndex(complaint: unknown): boolean {
  return typeof complaint === 'string' && /fts5/i.test(complaint)
}

async function shadowsThere(run: RunSql): Promise<ReadonlySet<string>> {
  const rows = await run(`SELECT name FROM sqlite_schema WHERE name IN ('people_fts', ${Object.keys(SHADOWS).map((name) => `'${name}'`).join(', ')})`)
  return new Set(rows.map(({ name }) => String(name)))
}

/** False: nothing is left of it but what goes in one step. */
export async function clearPiece(run: RunSql): Promise<boolean> {
  if (!(await shadowsThere(run)).has('people_fts_data')) return false
  await run(`DELETE FROM people_fts_data WHERE id IN (SELECT id FROM people_fts_data LIMIT ${String(CLEARED_PAGES)})`)
  return (await run('SELECT 1 FROM people_fts_data LIMIT 1')).length > 0
}

/** Lets the rest of it go and makes it anew, empty: one transaction. What FTS5 needs in order to let it go is laid beside it first. */
export async function makeAnew(run: RunSql): Promise<void> {
  const there = await shadowsThere(run)
  if (there.has('people_fts')) {
    for (const [name, columns] of Object.entries(SHADOWS)) if (!there.has(name)) await run(`CREATE TABLE ${name} ${columns}`)
    await run(`INSERT OR REPLACE INTO people_fts_config (k, v) VALUES ('version', ${String(FTS_FORMAT)})`)
    await run('DROP TABLE people_fts')
  }
  for (const name of Object.keys(SHADOWS)) await run(`DROP TABLE IF EXISTS ${name}`)
  for (const statement of MADE_ANEW) await run(statement)
  const target = Number((await run('SELECT coalesce(max(n), 0) AS n FROM people'))[0]?.['n'])
  await run(MARK.replace('{"phase":"clear"}', JSON.stringify({ phase: 'fill', upTo: 0, target } satisfies LostIndex)))
}

/** For a purge, which copies every table: nothing of a lost index may lie in the copy. The caller holds the writer. */
export async function clearHeld(handle: SqliteHandle): Promise<void> {
  const run = sqlOfHandle(handle)
  await handle.exec('BEGIN IMMEDIATE')
  try {
    await makeAnew(run)
    await handle.exec('COMMIT')
  } catch (error) {
    // SQLite may have rolled it back by itself (a full disk).
    await handle.exec('ROLLBACK').catch(() => undefined)
    throw error
  }
}

export async function moveOn(tx: Tx, lost: Extract<LostIndex, { readonly phase: 'fill' }>, upTo: number): Promise<void> {
  if (upTo >= lost.target) await clearMeta(tx, ['lostIndex'])
  else await setMeta(tx, 'lostIndex', { ...lost, upTo })
}
