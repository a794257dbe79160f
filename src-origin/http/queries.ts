// What may stand behind the question mark of a route; the routes read with it, and the API's own description is made from it.
import { z } from 'zod'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { MAX_FILE_BYTES } from '../../src-shared/domain/attached-files'
import { id } from '../../src-shared/domain/fields'
import { CATEGORIES } from '../../src-shared/domain/vocabulary'
import { DEFAULT_LIMITS } from '../../src-shared/protocol/version'

const count = (max: number) => z.coerce.number().int().min(0).max(max)
const MAX_CURSORS_TEXT = 16_384
/** A whole year, and the longest one. */
const MOST_FORECAST_DAYS = 366

/** `presence`: the tag of the presence line that the desk holds, empty for none; without it no such line is sent. */
export const changesQuery = z.object({ cursor: z.string().min(1).max(MAX_CURSORS_TEXT), limit: count(DEFAULT_LIMITS.changesPageEntries).optional(), wait: count(600_000).optional(), presence: z.string().max(64).optional() })
export const snapshotQuery = z.object({ scope: z.string().min(1).max(64), after: z.string().min(1).max(4_096).optional() })
/** `after`: the last person of the slice before. */
export const reachQuery = z.object({ after: id<SubjectId>().optional() })
/** How far a forecast looks, from tomorrow on. */
export const retentionQuery = z.object({ days: z.coerce.number().int().min(1).max(MOST_FORECAST_DAYS).optional() })
/** `after` is -1 before the first row. More rows than a page holds are not refused, the page is only shorter than asked. */
export const rowsQuery = z.object({
  category: z.enum(CATEGORIES).optional(),
  after: z.coerce.number().int().min(-1).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: count(1_000_000).optional(),
})
export const blobGetQuery = z.object({ requestId: id<RequestId>() })
export const blobPutQuery = blobGetQuery.extend({ offset: count(MAX_FILE_BYTES) })
