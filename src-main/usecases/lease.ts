// The lease: how long this desk may work without the origin. The origin signs it; it lies in the store and in lease.json beside it, and
// neither alone is believed: without the file the store's counts, with a changed file the lease counts as ended.
//
// Time never counts as earlier than it was once seen to be, nor as standing still while the desk runs: a clock that is turned back adds
// nothing. Only a word of the origin sets it anew, so that a clock that was wrong for a minute does not shut the desk for ever, and from then
// on a clock that is ahead counts less by as much.
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import type { DeviceId } from '../../src-shared/base/ids'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { verifyCanonical } from '../../src-shared/formats/signed'
import { CLOCK_TOLERANCE_MS } from '../sync/known-time'
import { getMeta, setMeta } from '../vault/repositories/meta'
import type { Vault } from '../vault/vault'
import { readLease, writeLease } from './desk-files'

export interface SignedLease {
  readonly notAfter: EpochMs
  /** By the origin over {deviceId, notAfter}. */
  readonly sig: string
}
export interface LeaseDeps {
  readonly profileDir: string
  readonly vault: Vault
  readonly clock: Clock
  readonly crypto: FormatCrypto
  readonly deviceId: DeviceId
  /** Of the enrolment file, base64url. The key of a later certificate stands beside its lease in the store. */
  readonly originKey: string
}
/** `none`: the origin has not been greeted yet, so nothing of it is here either. */
export type LeaseStanding = 'none' | 'running' | 'ended'
export interface LeaseKeeper {
  /** Takes note of how far time has come, and judges the lease by it. */
  readonly look: () => Promise<LeaseStanding>
  /** A lease that was checked when it came, and the origin's time then. */
  readonly take: (lease: SignedLease, seenAt: EpochMs) => Promise<void>
  /** How far time has come, by the same rule; whatever else grows old with time is judged by it too. */
  readonly time: () => EpochMs
}

export function createLeaseKeeper(deps: LeaseDeps): LeaseKeeper {
  const { profileDir, vault, clock } = deps
  let lastMono: number | undefined
  /** As of `lastMono`. */
  let reached: EpochMs = 0
  /** How far the computer's clock was ahead of the origin when it was last heard in this run, where that was more than an answer's way here: by so much it is not believed. */
  let aheadMs = 0
  const timeFrom = (known: EpochMs): EpochMs => {
    const mono = clock.mono()
    return Math.max(clock.now() - aheadMs, Math.round(known + mono - (lastMono ?? mono)))
  }
  let turn: Promise<unknown> = Promise.resolve()
  /** One after the other: two writers of one file would spoil it, and an old lease must not follow a new one. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work)
    turn = mine.catch(() => undefined)
    return mine
  }
  const keep = async (lease: SignedLease | undefined, highWater: EpochMs): Promise<void> => {
    await vault.transaction((tx) => setMeta(tx, 'highWater', highWater))
    if (lease) await writeLease(profileDir, { notAfter: lease.notAfter, sig: lease.sig, highWater })
  }
  return {
    look: () =>
      inTurn(async () => {
        const file = await readLease(profileDir)
        const stored = await getMeta(vault.reader, 'lease')
        const known = Math.max(file?.highWater ?? 0, (await getMeta(vault.reader, 'highWater')) ?? 0)
        const time = timeFrom(known)
        lastMono = clock.mono()
        reached = time
        const lease = judge([file, stored].filter((one) => one !== undefined), [deps.originKey, stored?.originKey], time, deps)
        // A file that is wrong stays as it is: put right, it would be believed the next time.
        await keep(typeof lease === 'object' ? lease : undefined, time)
        return typeof lease === 'object' ? 'running' : lease
      }),
    take: (lease, seenAt) =>
      inTurn(async () => {
        lastMono = clock.mono()
        reached = seenAt
        const byMs = clock.now() - seenAt
        aheadMs = byMs > CLOCK_TOLERANCE_MS ? byMs : 0
        await keep(lease, seenAt)
      }),
    time: () => timeFrom(reached),
  }
}

/** The lease that runs. Of two genuine ones the later counts: the desk may have ended between writing the one and the other. */
function judge(leases: readonly SignedLease[], keys: readonly (string | undefined)[], time: EpochMs, { deviceId, crypto }: LeaseDeps): SignedLease | 'none' | 'ended' {
  if (leases.length === 0) return 'none'
  const isGenuine = ({ notAfter, sig }: SignedLease): boolean => keys.some((key) => key !== undefined && verifyCanonical({ deviceId, notAfter }, sig, key, crypto))
  if (!leases.every(isGenuine)) return 'ended'
  const latest = leases.reduce((one, other) => (other.notAfter > one.notAfter ? other : one))
  return time > latest.notAfter ? 'ended' : latest
}
