// The sync protocol's version and limits; sent in every session so that both sides keep the same numbers.
import { z } from 'zod'

export const PROTOCOL = 1
/** The record schema: the origin serves N and N−1. */
export const SCHEMA = 1

export const limitsSchema = z.object({
  changesPageEntries: z.number().int(),
  changesPageBytes: z.number().int(),
  snapshotPageRows: z.number().int(),
  directoryPageRows: z.number().int(),
  recordBytes: z.number().int(),
  pushItems: z.number().int(),
  pushBytes: z.number().int(),
  outboxItems: z.number().int(),
  longPollMs: z.number().int(),
})
export type Limits = z.infer<typeof limitsSchema>

/** Defaults, with their reasons, in docs/sync.md (limits and back-pressure). */
export const DEFAULT_LIMITS: Limits = {
  changesPageEntries: 500,
  changesPageBytes: 1_048_576,
  snapshotPageRows: 1_000,
  directoryPageRows: 5_000, // one is written while the next one arrives
  recordBytes: 262_144,
  pushItems: 50,
  pushBytes: 262_144,
  outboxItems: 2_000,
  longPollMs: 25_000,
}
