// Channel group `audit`: the hash-chained record of this desk.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import { channel } from './channel'

export interface AuditStatus {
  readonly entries: number
  readonly headHash: string
  readonly intact: boolean
  /** Number of the first entry that does not fit. */
  readonly brokenAt?: number
  readonly checkedAt: EpochMs
  /** Up to which entry the origin has signed that it saw this record, and when. */
  readonly witness?: { readonly size: number; readonly at: EpochMs }
  /** At that entry the origin saw another record: this one was rewritten, or put back from before. */
  readonly differs?: { readonly size: number }
}

export const audit = {
  'audit.verify': channel<AuditStatus>()('read-audit', z.object({})),
  /** Writes the chain with its signed head to the export folder, for `privacy-desk verify-audit`. */
  'audit.export': channel<{ readonly fileName: string; readonly entries: number }>()('read-audit', z.object({}), { proof: 'recent' }),
} as const
