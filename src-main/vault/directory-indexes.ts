// What only a search reads of the directory: left out while an empty directory is filled, made when it is whole.
//
// Kept up row by row, these indexes are most of the work of a fill: their keys lie scattered, so that every transaction touches nearly every
// leaf of all six. Made at the end, each is one sort. The pieces of the FTS index are merged then too, once, instead of again and again.
// Whether it is done is read from the store itself (an index is there or not, merging is on or off): a crash leaves no second truth.
import { sql } from 'kysely'
import { lostIndex } from './lost-index'
import { CACHE_SIZE } from './open-recipe'
import { isFirstFill, listScopes, type ScopeRow } from './repositories/scopes'
import type { Reader, Tx } from './transaction'

/** As migration 3 made them; test/vault/directory-indexes.test.ts holds the two to each other. */
const INDEXES = {
  people_account: 'people (account_no)',
  people_name_key: 'people (name_key)',
  person_identifiers_value: 'person_identifiers (kind, value)',
  person_identifiers_tail: 'person_identifiers (kind, value_rev)',
  person_pinyin_full: 'person_pinyin ("full")',
  person_pinyin_initials: 'person_pinyin (initials)',
} as const
const NAMES = Object.keys(INDEXES) as readonly (keyof typeof INDEXES)[]

/** FTS5's own defaults: how many segments of a level begin a merge in passing, and how many force one. */
const AUTOMERGE = 4
const CRISISMERGE = 16
/** Most segments that one level may hold while nothing is merged (FTS5 takes 2,000); a batch makes one, so a fill of 1.9 million people merges once in between. */
const UNMERGED_SEGMENTS = 1_500
/** Leaf pages of 4 KB that one transaction merges; between two of them others have their turn. */
const MERGED_PAGES = 500

async function setFts(tx: Tx, option: 'automerge' | 'crisismerge', value: number): Promise<void> {
  // A lost one takes no setting; the one that is made in its place begins unmerged.
  if ((await lostIndex(tx))?.phase === 'clear') return
  await sql`INSERT INTO people_fts (people_fts, rank) VALUES (${option}, ${value})`.execute(tx)
}

async function missing(reader: Reader): Promise<readonly (keyof typeof INDEXES)[]> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM sqlite_schema WHERE type = 'index' AND name IN (${sql.join(NAMES)})`.execute(reader)
  const there = new Set(rows.map(({ name }) => name))
  return NAMES.filter((name) => !there.has(name))
}

/** Before the first row of a directory; one that holds anybody can be searched, and stays so. */
export async function leaveOutIndexes(tx: Tx): Promise<void> {
  if ((await tx.selectFrom('people').select('n').limit(1).executeTakeFirst()) !== undefined) return
  for (const name of NAMES) await sql.raw(`DROP INDEX IF EXISTS ${name}`).execute(tx)
  await leaveUnmerged(tx)
}

/**
 * The directory that a search can be answered from. Undefined without one and during its first fill: half of it would say that somebody is
 * not here who is only not here yet, and while its indexes are left out a search would read every row.
 */
export async function searchableDirectory(reader: Reader): Promise<ScopeRow | undefined> {
  const directory = (await listScopes(reader)).find((scope) => scope.kind === 'directory')
  return directory && !isFirstFill(directory) && (await missing(reader)).length === 0 ? directory : undefined
}

/** For an index that is made anew: merged at its end, as after a first fill. */
export async function leaveUnmerged(tx: Tx): Promise<void> {
  await setFts(tx, 'automerge', 0)
  await setFts(tx, 'crisismerge', UNMERGED_SEGMENTS)
}

/** With the last page of any directory: its pieces are to be merged into one, so that each search reads fewer pages. */
export async function askForMerge(tx: Tx): Promise<void> {
  await setFts(tx, 'automerge', 0)
}

async function isUnmerged(reader: Reader): Promise<boolean> {
  // Merged when it is whole again.
  if ((await lostIndex(reader)) !== undefined) return false
  const { rows } = await sql<{ v: number }>`SELECT v FROM people_fts_config WHERE k = 'automerge'`.execute(reader)
  return rows[0]?.v === 0
}

export interface Making {
  /** Parts that are made, the merge being the last of them. */
  readonly done: number
  readonly total: number
}

/** Undefined: nothing is left out. */
export async function readMaking(reader: Reader): Promise<Making | undefined> {
  const left = (await missing(reader)).length + ((await isUnmerged(reader)) ? 1 : 0)
  return left === 0 ? undefined : { done: NAMES.length + 1 - left, total: NAMES.length + 1 }
}

/** One index, or a piece of the merge; repeated until `readMaking` answers undefined. A crash repeats at most this one. */
export async function makeNext(tx: Tx, mergedPages = MERGED_PAGES): Promise<void> {
  const [name] = await missing(tx)
  if (name !== undefined) {
    await sortInRoom(tx, () => sql.raw(`CREATE INDEX ${name} ON ${INDEXES[name]}`).execute(tx))
    return
  }
  if (await mergePiece(tx, mergedPages)) return
  await setFts(tx, 'automerge', AUTOMERGE)
  await setFts(tx, 'crisismerge', CRISISMERGE)
}

/** While an index is sorted: each page is read once and each of the new ones written once, so a cache holds nothing that is asked for again. */
const SORT_CACHE_SIZE = '-4096'

/** A sort lies in memory as a whole, since no temporary file may hold plaintext; the pages of the cache make room for it. */
async function sortInRoom(tx: Tx, sort: () => Promise<unknown>): Promise<void> {
  await sql.raw(`PRAGMA cache_size = ${SORT_CACHE_SIZE}`).execute(tx)
  await sql.raw('PRAGMA shrink_memory').execute(tx)
  try {
    await sort()
  } finally {
    await sql.raw(`PRAGMA cache_size = ${CACHE_SIZE}`).execute(tx)
  }
}

/** False: there was nothing to merge any more. A negative number begins a merge of everything, or goes on with it. */
async function mergePiece(tx: Tx, pages: number): Promise<boolean> {
  const changes = async (): Promise<number> => (await sql<{ n: number }>`SELECT total_changes() AS n`.execute(tx)).rows[0]?.n ?? 0
  const before = await changes()
  await sql`INSERT INTO people_fts (people_fts, rank) VALUES ('merge', ${-pages})`.execute(tx)
  // The statement itself counts as one change (SQLite documentation of FTS5, "The 'merge' Command").
  return (await changes()) - before >= 2
}
