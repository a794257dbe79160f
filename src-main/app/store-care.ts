// What looks after an open store by itself: its search index, the disk it lies on, and once a day all that is in it.
import type { Clock } from '../../src-shared/base/clock'
import type { ErasureId } from '../../src-shared/base/ids'
import type { Topic } from '../../src-shared/contract/topics'
import type { Sleep } from '../sync/backoff'
import { BALLAST_BYTES, createBallast, type Ballast } from '../vault/ballast'
import { hearingFaults } from '../vault/heard-vault'
import { createIndexKeeper, type IndexKeeper } from '../vault/index-keeper'
import { mayBeLost } from '../vault/lost-index'
import { isDiskFull } from '../vault/purge'
import { createStoreChecker } from '../vault/store-checker'
import { createRoomWatch, type RoomWatch } from '../vault/room-watch'
import type { Vault } from '../vault/vault'

export interface StoreCareDeps {
  readonly profileDir: string
  /** Kept free of a full disk for what may not wait; 0: none, undefined: as vault/ballast.ts says. */
  readonly ballastBytes: number | undefined
  readonly clock: Clock
  readonly sleep: Sleep
  readonly publish: (topic: Topic, ids?: readonly string[]) => void
  readonly onFault: (work: string, error: unknown) => void
  /** The disk was full, and there is room again: what waited for it goes on. */
  readonly onRoom: () => Promise<unknown>
}
export interface StoreCare {
  /** The same, and whatever fails in it is heard here. */
  readonly vault: Vault
  readonly index: IndexKeeper
  readonly room: RoomWatch
  readonly ballast: Ballast
  /** Comes back when there is room for what may not wait, or cannot be: made anew at the next unlock, or after the next purge. */
  readonly begin: () => Promise<void>
  readonly afterPurge: (done: readonly ErasureId[], failed: readonly ErasureId[], syncNow: () => void) => void
  readonly stop: () => Promise<void>
}

export function careForStore(inner: Vault, { profileDir, ballastBytes, clock, sleep, publish, onFault, onRoom }: StoreCareDeps): StoreCare {
  const index = createIndexKeeper({
    vault: inner,
    onChange: (state) => {
      publish('sync')
      if (state === 'whole') publish('subject')
    },
    onFault: (error) => onFault('search-index', error),
  })
  const ballast = createBallast(profileDir, ballastBytes ?? BALLAST_BYTES)
  const keepRoom = (): Promise<void> => ballast.keep().catch((error: unknown) => onFault('ballast', error))
  const room = createRoomWatch({
    dir: profileDir,
    sleep,
    onChange: (state) => {
      publish('sync')
      if (state === 'full') return
      void keepRoom()
      onRoom().catch((error: unknown) => onFault('room', error))
    },
    onFault: (error) => onFault('room', error),
  })
  const checker = createStoreChecker({ dir: profileDir, vault: inner, clock, sleep, onFault: (error) => onFault('store-check', error) })
  const vault = hearingFaults(inner, (error) => {
    if (mayBeLost(error)) void index.look()
    if (isDiskFull(error)) room.noticed()
  })
  return {
    vault,
    index,
    room,
    ballast,
    begin: () => {
      void index.look()
      checker.begin()
      return keepRoom()
    },
    afterPurge: (done, failed, syncNow) => {
      publish('erasure', [...done, ...failed])
      // The receipt leaves with the next acknowledgement. Not for a failure: contact is what tries it again, and would in a circle.
      if (done.length === 0) return
      // A lost index is let go by the purge (vault/purge.ts) and made anew after it.
      void index.goOn()
      void keepRoom()
      syncNow()
    },
    stop: async () => {
      await checker.stop()
      await index.stop()
      await room.stop()
    },
  }
}
