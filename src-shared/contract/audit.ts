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
}

export const audit = {
  'audit.verify': channel<AuditStatus>()('read-audit', z.object({})),
  /** Writes the chain with its signed head to the export folder, for `privacy-desk verify-audit`. */
  'audit.export': channel<{ readonly fileName: string; readonly entries: number }>()('read-audit', z.object({})),
} as const
