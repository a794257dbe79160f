// Reads a large store through once a day while somebody works, table by table, beside their reads; aborts nothing. Of the search index it sees pages, not what they
// mean: that is looked at after every unlock (index-keeper.ts).
import type { Clock } from '../../src-shared/base/clock'
import { sqlOf } from './lost-index'
import { StoreFault } from './driver/sqlite-handle'
import { areTablesWhole, noteStoreCheck, readStoreCheck } from './store-check'
import type { Vault } from './vault'

/** The first minutes after an unlock are somebody's who waits for the desk. */
const FIRST_MS = 2 * 60_000
const EVERY_MS = 3_600_000
const DAY_MS = 86_400_000

export interface StoreChecker {
  readonly begin: () => void
  readonly stop: () => Promise<void>
}
export interface StoreCheckerDeps {
  readonly dir: string
  readonly vault: Pick<Vault, 'reader'>
  readonly clock: Clock
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Hears of damage too, as the engine tells of it. */
  readonly onFault: (error: unknown) => void
}

export function createStoreChecker({ dir, vault, clock, sleep, onFault }: StoreCheckerDeps): StoreChecker {
  const ending = new AbortController()
  const hasEnded = (): boolean => ending.signal.aborted
  const read = async (): Promise<void> => {
    const isWhole = await areTablesWhole(sqlOf(vault.reader), hasEnded)
    if (!isWhole) throw new StoreFault('SQLITE_CORRUPT', 'a table does not read')
    if (!hasEnded()) await noteStoreCheck(dir, 'whole', clock.now())
  }
  const watch = async (): Promise<void> => {
    for (let pause = FIRST_MS; !hasEnded(); pause = EVERY_MS) {
      await sleep(pause, ending.signal)
      if (!hasEnded() && (await isDue(dir, clock))) await read()
    }
  }
  let watching: Promise<void> = Promise.resolve()
  return {
    begin: () => void (watching = watch().catch(onFault)),
    stop: async () => {
      ending.abort()
      await watching
    },
  }
}

/** A note of the future is one of a clock that was wrong. */
async function isDue(dir: string, clock: Clock): Promise<boolean> {
  const check = await readStoreCheck(dir)
  const age = clock.now() - (check?.at ?? 0)
  return check === undefined || age >= DAY_MS || age < 0
}
