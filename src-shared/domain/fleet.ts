// How a device of the fleet stands, as an officer reads it: in service, out of touch, taken away, wiped; and which of them want a look.
import type { EpochMs } from '../base/clock'

/** How long after the end of its lease a desk destroys its keys by itself. */
export const LEASE_GRACE_MS = 7 * 86_400_000
/** A desk is switched on every working day: one that was not heard of for longer is worth a look, if something is expected of it. */
const SILENT_MS = 3 * 86_400_000
/** How long the audit record of a desk in service may go on without the origin's having seen it. */
const UNSEEN_MS = 86_400_000

/** `new`: enrolled, and no session yet. `lease-over`: it opens for nobody before it has spoken to the origin again. */
export const DEVICE_STANDINGS = ['in-service', 'new', 'lease-over', 'revoked', 'wipe-ordered', 'wiped'] as const
export type DeviceStanding = (typeof DEVICE_STANDINGS)[number]

export interface DeviceFacts {
  readonly lastSeenAt?: EpochMs | undefined
  readonly leaseNotAfter?: EpochMs | undefined
  readonly revokedAt?: EpochMs | undefined
  readonly wipe?: { readonly wipedAt?: EpochMs | undefined } | undefined
  readonly outstanding: readonly unknown[]
  readonly residue?: { readonly hits: number } | undefined
  readonly enrolledAt?: EpochMs
  readonly audit?: { readonly at: EpochMs; readonly differsSince?: EpochMs | undefined } | undefined
}

export function deviceStanding({ wipe, revokedAt, leaseNotAfter }: DeviceFacts, now: EpochMs): DeviceStanding {
  if (wipe) return wipe.wipedAt === undefined ? 'wipe-ordered' : 'wiped'
  if (revokedAt !== undefined) return 'revoked'
  if (leaseNotAfter === undefined) return 'new'
  return leaseNotAfter < now ? 'lease-over' : 'in-service'
}

/**
 * What an officer has to look after: an order that nobody has answered, a desk past its lease, residue of an erasure, another audit record than before, a receipt that
 * does not come. In the days
 * after an erasure every desk owes one for a while; that alone is no cause.
 */
export function wantsAttention(device: DeviceFacts, now: EpochMs): boolean {
  const standing = deviceStanding(device, now)
  if (standing === 'wipe-ordered' || standing === 'lease-over') return true
  // Something of somebody who was erased lies there still; wiped, nothing does.
  if ((device.residue?.hits ?? 0) > 0 && standing !== 'wiped') return true
  // Its audit record was rewritten or put back: whatever it says of itself, nobody can tell any more.
  if (device.audit?.differsSince !== undefined && standing !== 'wiped') return true
  const isSilent = now - (device.lastSeenAt ?? 0) > SILENT_MS
  return device.outstanding.length > 0 && (standing !== 'in-service' || isSilent)
}

/** A desk that works, whose record the origin has not signed for in a day (security.md, A-5). */
export function isRecordUnseen(device: DeviceFacts, now: EpochMs): boolean {
  return deviceStanding(device, now) === 'in-service' && now - (device.audit?.at ?? device.enrolledAt ?? 0) > UNSEEN_MS
}

/** For a list: what wants a look first, then what works, then what is gone. */
export function fleetRank(device: DeviceFacts, now: EpochMs): number {
  if (wantsAttention(device, now)) return 0
  const standing = deviceStanding(device, now)
  return standing === 'revoked' || standing === 'wiped' ? 2 : 1
}

/** Typed by hand before a wipe: ids are random at their end. */
export const deviceTail = (deviceId: string): string => deviceId.slice(-4)
