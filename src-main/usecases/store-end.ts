// All that has to do with the end of a store, in one place: a wipe that was begun is finished before anything else, a lease that is over for too
// long ends the store, an order wipes it (a locked desk asks for one), and what
// outlived it is brought to the origin.
import type { EpochMs } from '../../src-shared/base/clock'
import { isEnrolled, readKeyFile } from '../keys/key-file'
import type { Secret } from '../keys/secret'
import { askStanding } from './ask-standing'
import { createHandOver, type HandOver, type HandOverDeps } from './hand-over-sealed'
import { createLeaseEnd, type LeaseEnd } from './lease-end'
import { finishWipe, wipeDesk, type WipeCause, type WipeState } from './wipe'
import { tellWipe } from './wipe-receipt'

/** How often a locked desk looks whether its time is over. */
const LOOK_EVERY_MS = 60_000

export interface StoreEndDeps extends HandOverDeps {
  /** Undefined: the OS keeps no key, so a locked desk asks nothing. */
  readonly deviceSecret: Secret | undefined
  /** The keys are gone: ends the open desk, if there is one, and whatever could put a key back. */
  readonly close: () => Promise<void>
  readonly isOpen: () => boolean
  readonly onFault: (work: string, error: unknown) => void
}
export interface StoreEnd {
  readonly handOver: HandOver
  readonly startWipe: (cause: WipeCause) => void
  /** When the keys of this locked desk are destroyed, if nothing changes. */
  readonly destroyAt: () => EpochMs | undefined
  readonly stop: () => Promise<void>
}

export async function openStoreEnd(deps: StoreEndDeps): Promise<StoreEnd> {
  const { profileDir, clock, onFault } = deps
  const handOver = createHandOver(deps)
  const ending = new AbortController()
  let telling: Promise<void> = Promise.resolve()
  let wiping: Promise<void> | undefined
  const former = await finishWipe(profileDir)
  const leaseEnd = createLeaseEnd(deps)
  let end: LeaseEnd = (await isEnrolled(profileDir)) ? await leaseEnd.look() : 'within'
  /** Neither waits for the other: what outlived the store, and the receipt. */
  const tell = (done: WipeState): void => {
    handOver.begin('gone', done.reason === 'order' ? 'wiped' : 'lease-ended')
    telling = tellWipe(deps, done, ending.signal)
  }
  const wipeNow = async (cause: WipeCause): Promise<void> => {
    tell(await wipeDesk(profileDir, cause, deps.close))
    deps.onChange()
  }
  const startWipe = (cause: WipeCause): void => {
    wiping ??= wipeNow(cause)
      .catch((error: unknown) => onFault('wipe', error))
      .finally(() => (wiping = undefined))
  }
  const look = async (): Promise<void> => {
    if (deps.isOpen() || !(await isEnrolled(profileDir))) return
    end = await leaseEnd.look()
    if (end === 'due') startWipe({ reason: 'lease-ended', now: clock.now() })
  }
  const wipe = end === 'due' ? await wipeDesk(profileDir, { reason: 'lease-ended', now: clock.now() }, () => Promise.resolve()) : former
  const keyFile = await readKeyFile(profileDir)
  const isGone = !keyFile.ok && keyFile.error !== 'key-file-newer'
  if (wipe && isGone) tell(wipe)
  else {
    if (wipe) telling = tellWipe(deps, wipe, ending.signal)
    // Damaged or gone, the key file opens nothing any more.
    handOver.begin(isGone ? 'gone' : 'set-aside', 'store-damaged')
  }
  const timer = setInterval(() => void look().catch((error: unknown) => onFault('lease', error)), LOOK_EVERY_MS)
  timer.unref()
  const asking = askStanding({ ...deps, onWipe: (order) => startWipe({ reason: 'order', order, now: clock.now() }) }, ending.signal)
  return {
    handOver,
    startWipe,
    destroyAt: () => (typeof end === 'object' && !deps.isOpen() ? end.destroyAt : undefined),
    stop: async () => {
      clearInterval(timer)
      ending.abort()
      await asking
      await wiping
      await telling
      await handOver.stop()
    },
  }
}
