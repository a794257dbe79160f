// The end of a desk that the origin has not seen for too long: seven days past its lease its keys are destroyed, offline or not (wipe.ts).
// Looked at while nobody is signed in, so by what lies outside the store: the signed lease, the enrolment file, the sealed outbox.
//
// What time is believed. A wall clock alone must not destroy anything: a dead battery or a slip of the hand sets it years ahead. The high-water
// mark knows no better, for it follows the wall clock. So the end must *stand*: seen past the date once, and seen past it again a day later,
// with no look in between at which the clock was before the date or jumped ahead of the monotonic clock; either begins the day anew. The day is
// shown at the unlock screen. A clock turned back postpones the end, but not the lease, which by then lets nobody in without the origin.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import { LEASE_GRACE_MS } from '../../src-shared/domain/fleet'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { verifyCanonical } from '../../src-shared/formats/signed'
import { removeIfThere, writeFileAtomically } from '../keys/private-files'
import { readEnrolmentFile, readLease } from './desk-files'
import { readSealedFile, SEALED_OUTBOX_FILE } from './sealed-file'

export const GRACE_MS = LEASE_GRACE_MS
export const STAND_MS = 86_400_000
/** sync.md 3.9: more than this ahead of the monotonic clock is no drift. */
export const JUMP_MS = 10 * 60_000
const SEEN_FILE = 'lease-over.json'

export interface LeaseEndDeps {
  readonly profileDir: string
  readonly clock: Clock
  readonly crypto: FormatCrypto
}
/** `within`: nothing is to be destroyed. Else from when on, if nothing changes. */
export type LeaseEnd = 'within' | 'due' | { readonly destroyAt: EpochMs }

/** `look` is called at the start and then again and again: it remembers the clocks of its last look. */
export function createLeaseEnd(deps: LeaseEndDeps): { readonly look: () => Promise<LeaseEnd> } {
  const { profileDir, clock } = deps
  const path = join(profileDir, SEEN_FILE)
  let last: { readonly wall: EpochMs; readonly mono: number } | undefined
  return {
    look: async () => {
      const at = { wall: clock.now(), mono: clock.mono() }
      const isJump = last !== undefined && at.wall - last.wall - (at.mono - last.mono) > JUMP_MS
      last = at
      const notAfter = await provedEnd(deps)
      if (notAfter === undefined || at.wall <= notAfter + GRACE_MS) {
        await removeIfThere(path)
        return 'within'
      }
      const seen = isJump ? undefined : await readSeen(path, notAfter)
      if (seen === undefined || seen > at.wall) {
        await writeFileAtomically(path, JSON.stringify({ seen: at.wall, notAfter }))
        return { destroyAt: at.wall + STAND_MS }
      }
      return at.wall - seen >= STAND_MS ? 'due' : { destroyAt: seen + STAND_MS }
    },
  }
}

/**
 * The end of the lease, where it is the origin's word and what was not sent is safe beside the store. A lease that cannot be proved here, and a
 * store without its sealed outbox, destroy nothing: they stay shut until the origin is asked.
 */
async function provedEnd({ profileDir, crypto }: LeaseEndDeps): Promise<EpochMs | undefined> {
  const lease = await readLease(profileDir)
  const enrolment = await readEnrolmentFile(profileDir, crypto)
  const sealed = await readSealedFile(join(profileDir, SEALED_OUTBOX_FILE))
  if (!lease || !enrolment || !sealed) return undefined
  const body = { deviceId: sealed.deviceId, notAfter: lease.notAfter }
  return verifyCanonical(body, lease.sig, enrolment.originCertificate.body.publicKey, crypto) ? lease.notAfter : undefined
}

/** For one lease: the mark of an earlier one says nothing about this. */
async function readSeen(path: string, notAfter: EpochMs): Promise<EpochMs | undefined> {
  try {
    const read = z.object({ seen: z.number().int(), notAfter: z.number().int() }).safeParse(JSON.parse(await readFile(path, 'utf8')))
    return read.success && read.data.notAfter === notAfter ? read.data.seen : undefined
  } catch {
    return undefined // gone or spoilt: the day begins anew
  }
}
