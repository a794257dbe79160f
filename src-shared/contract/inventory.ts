// Channel group `inventory`: the record of processing, and what the origin sent beyond it.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { ProcessingRow } from '../domain/record-of-processing'
import { channel } from './channel'
import type { DeskErrorKind } from './errors'
import type { Freshness, SendMark, StaffRef } from './views'

/** Whether an act can be done now, and where not, why. */
export type ActVerdict = 'possible' | DeskErrorKind

/** What every entry that two people decide on shows. */
export interface EntryView<Act extends string> {
  /** The version that an act made now has seen. */
  readonly version: number
  readonly mark: SendMark
  readonly acts: Readonly<Record<Act, ActVerdict>>
}
export interface EndView<Until> {
  readonly until: Until
  readonly reason: string
  readonly by: StaffRef
  readonly at: EpochMs
  readonly approvedBy?: StaffRef
}
export interface DeclinedView {
  readonly reason: string
  readonly by: StaffRef
  readonly at: EpochMs
}

export interface InventoryView {
  readonly rows: readonly ProcessingRow[]
  /** Names of what was sent and dropped; a whole type has the field `*`. */
  readonly beyond: readonly { readonly type: string; readonly field: string; readonly count: number; readonly lastSeenAt: EpochMs }[]
  readonly rulesPack: string
  readonly freshness: Freshness
}

export const inventory = {
  'inventory.open': channel<InventoryView>()('read-inventory', z.object({})),
  /** Writes the record as CSV, one file a language, to the export folder. */
  'inventory.export': channel<{ readonly fileNames: readonly string[]; readonly rows: number }>()('read-inventory', z.object({})),
} as const
