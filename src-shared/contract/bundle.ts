// Channel group `bundle`: the evidence bundle of a period, for a compliance audit. The origin puts it together and signs it; the desk fetches, checks and saves it.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import { isPeriod, type Period } from '../domain/desk-report'
import { day } from '../domain/fields'
import { channel } from './channel'
import type { DeskError } from './errors'

export interface BundleCountsView {
  readonly requests: number
  readonly received: number
  readonly decided: number
  readonly closed: number
  readonly open: number
  readonly certificates: number
  readonly batches: number
  readonly devices: number
  readonly witnesses: number
  readonly packs: number
  readonly policies: number
}
export interface BundleJob {
  readonly jobId: string
  readonly period: Period
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  /** What is being done; how much has arrived. */
  readonly step: 'fetch' | 'write' | 'check'
  readonly bytes: number
  readonly error?: DeskError
  readonly done?: { readonly fileName: string; readonly sizeBytes: number; readonly asOf: EpochMs; readonly counts: BundleCountsView }
}

export const bundle = {
  'bundle.start': channel<void>()('read-reports', z.strictObject({ period: z.strictObject({ from: day, to: day }).refine(isPeriod) }), { proof: 'recent' }),
  /** The one that is being made, or was made last since the unlock. */
  'bundle.job': channel<BundleJob | undefined>()('read-reports', z.strictObject({})),
  'bundle.cancel': channel<void>()('read-reports', z.strictObject({})),
} as const
