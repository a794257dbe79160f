// Looks after the search index of an open store: after the opening and at the first search that meets an error it is looked at, and where it is lost it is
// made anew in the background (lost-index.ts says how). Nobody waits for it; meanwhile a search reads the people themselves and finds the same.
//
// `quick_check` at the opening finds an index that contradicts itself. One that is well formed and holds the wrong people, or nobody, it cannot know: so
// the documents are counted against the people, and some people are looked up by their own tokens.
import { sql } from 'kysely'
import { makeNext, leaveUnmerged, readMaking, searchableDirectory } from './directory-indexes'
import { clearPiece, lostIndex, makeAnew, markLost, mayBeLost, moveOn, sqlOf } from './lost-index'
import { matchOf } from './search-branches'
import { listStoredAfter, listStoredAt, putTokens, tokensOf, type StoredRow } from './search-index'
import type { Reader, Tx } from './transaction'
import type { Vault } from './vault'

/** People a transaction: whoever decides something meanwhile waits for one of them. */
const SLICE = 1_000
const PROBED_PEOPLE = 24
/** Of each of them; FTS5 takes no expression of any length. */
const PROBED_TOKENS = 12

export interface IndexProgress {
  readonly rows: number
  readonly total: number
}
export interface IndexKeeper {
  /** Looks whether it is whole. Comes back when it is, or when it cannot be made (a full disk): then the next look goes on. */
  readonly look: () => Promise<void>
  /** Only goes on with what was begun. */
  readonly goOn: () => Promise<void>
  /** Undefined: nothing is made anew. */
  readonly progress: () => IndexProgress | undefined
  readonly stop: () => Promise<void>
}
export interface IndexKeeperDeps {
  readonly vault: Pick<Vault, 'reader' | 'transaction'>
  /** Progress; and when it is whole again, the lists are asked for anew. */
  readonly onChange: (state: 'making' | 'whole') => void
  readonly onFault: (error: unknown) => void
}

export function createIndexKeeper(deps: IndexKeeperDeps): IndexKeeper {
  const { vault, onChange, onFault } = deps
  let progress: IndexProgress | undefined
  let isStopped = false
  let turn: Promise<void> = Promise.resolve()
  const hasStopped = (): boolean => isStopped
  const tell = (next: IndexProgress | undefined): void => {
    progress = next
    onChange(next === undefined ? 'whole' : 'making')
  }
  const rebuild = async (): Promise<void> => {
    if ((await lostIndex(vault.reader)) === undefined) return
    let next: IndexProgress | undefined = { rows: 0, total: 0 }
    while (next !== undefined && !hasStopped()) {
      tell(next)
      if (!hasStopped()) next = await vault.transaction(makeSlice)
    }
    while (!hasStopped() && (await searchableDirectory(vault.reader)) && (await readMaking(vault.reader))) await vault.transaction((tx) => makeNext(tx))
    if (!hasStopped()) tell(undefined)
  }
  /** One at a time: each begins by what the one before has left. */
  const inTurn = (work: () => Promise<unknown>): Promise<void> => {
    turn = turn.then(async () => {
      if (isStopped) return
      await work()
      await rebuild()
    }).catch((error: unknown) => {
      progress = undefined
      onChange('making')
      onFault(error)
    })
    return turn
  }
  return {
    look: () => inTurn(() => noticeLoss(vault)),
    goOn: () => inTurn(() => Promise.resolve()),
    progress: () => progress,
    stop: async () => {
      isStopped = true
      await turn
    },
  }
}

/** While people come and go a look may see one of them half: it is believed only where nobody else writes. */
async function noticeLoss({ reader, transaction }: Pick<Vault, 'reader' | 'transaction'>): Promise<void> {
  if ((await lostIndex(reader)) !== undefined || (await isSound(reader))) return
  await transaction(async (tx) => {
    if ((await lostIndex(tx)) === undefined && !(await isSound(tx))) await markLost(sqlOf(tx))
  })
}

/** What fails about the people themselves is no fault of the index, and is thrown. */
async function isSound(reader: Reader): Promise<boolean> {
  const { rows } = await sql<{ people: number; last: number }>`SELECT count(*) AS people, coalesce(max(n), 0) AS last FROM people`.execute(reader)
  const { people = 0, last = 0 } = rows[0] ?? {}
  const probed = await listStoredAt(reader, probedNumbers(last))
  try {
    const { rows: held } = await sql<{ documents: number }>`SELECT count(*) AS documents FROM people_fts_docsize`.execute(reader)
    if (held[0]?.documents !== people) return false
    for (const row of probed) if (!(await isFound(reader, row))) return false
    return true
  } catch (error) {
    if (!mayBeLost(error)) throw error
    return false
  }
}

/** All over the directory. */
function probedNumbers(last: number): readonly number[] {
  return [...new Set(Array.from({ length: Math.min(PROBED_PEOPLE, last) }, (_, at) => 1 + Math.floor((at * last) / PROBED_PEOPLE)))]
}

/** By their own tokens. */
async function isFound(reader: Reader, row: StoredRow): Promise<boolean> {
  const match = matchOf(tokensOf(row).split(' ').slice(0, PROBED_TOKENS))
  if (match === '') return true
  return (await sql`SELECT 1 FROM people_fts WHERE people_fts MATCH ${match} AND rowid = ${row.n}`.execute(reader)).rows.length > 0
}

/** The next step, whatever it is; undefined: it is whole. */
async function makeSlice(tx: Tx): Promise<IndexProgress | undefined> {
  const lost = await lostIndex(tx)
  if (lost === undefined) return undefined
  if (lost.phase === 'clear') {
    if (await clearPiece(sqlOf(tx))) return { rows: 0, total: 0 }
    await makeAnew(sqlOf(tx))
    await leaveUnmerged(tx)
    return { rows: 0, total: 0 }
  }
  const rows = await listStoredAfter(tx, lost.upTo, SLICE)
  const mine = rows.filter(({ n }) => n <= lost.target)
  await putTokens(tx, mine)
  const upTo = mine.length === SLICE ? (mine.at(-1)?.n ?? lost.target) : lost.target
  await moveOn(tx, lost, upTo)
  return { rows: Math.min(upTo, lost.target), total: lost.target }
}
