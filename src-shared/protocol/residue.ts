// POST /residue: what a device found when it looked again for people who were erased there. Counts and the random ids of erasures; it names nobody.
import { z } from 'zod'
import type { ErasureId } from '../base/ids'
import { epochMs, id } from '../domain/fields'
import { RECHECK_CAUSES } from '../domain/vocabulary'

export const residueFound = z.object({
  /** Table of the desk's store, or `waiting`, `profile`, `exports`, `registers`. */
  place: z.string().regex(/^[a-z_]{1,40}$/),
  erasureId: id<ErasureId>(),
  hits: z.number().int().positive(),
})
export const residueRequest = z.object({
  checkedAt: epochMs,
  cause: z.enum(RECHECK_CAUSES),
  /** Erasures whose people were looked for. */
  people: z.number().int().nonnegative(),
  found: z.array(residueFound).max(500),
})
export type ResidueRequest = z.infer<typeof residueRequest>
export const residueResponse = z.object({ accepted: z.literal(true) })
/** The last look of a device, as the officer sees it. */
export const residueState = z.object({ checkedAt: epochMs, cause: z.enum(RECHECK_CAUSES), people: z.number().int(), hits: z.number().int(), caseNos: z.array(z.string()) })
