// Channel group `access`: how the staff of this desk used what they may see; for the privacy officer.
import { z } from 'zod'
import type { Day } from '../base/clock'
import type { Unusual, UseCounts } from '../domain/access-use'
import { channel } from './channel'
import type { StaffRef } from './views'

export interface AccessUse {
  readonly since: Day
  readonly until: Day
  /** Whoever did any of it on this desk, by name. */
  readonly staff: readonly { readonly who: StaffRef; readonly counts: UseCounts }[]
  /** The latest day first. */
  readonly unusual: readonly { readonly who: StaffRef; readonly day: Day; readonly kind: Unusual; readonly count: number }[]
}

export const accessUse = {
  'access.use': channel<AccessUse>()('read-access-use', z.object({})),
} as const
