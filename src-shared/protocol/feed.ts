// GET /changes and GET /snapshot: NDJSON, one object a line.
//
//   /changes   begin → (scope- | scope+ | put | del | erase)* → end        apply only if n and sha256 match
//   /snapshot  put* → end                                                  one page in key order
//
// sha256 is over the exact bytes of the lines between begin and end (line feeds included), hex.
import { z } from 'zod'
import type { ErasureId, SubjectId } from '../base/ids'
import { id } from '../domain/fields'
import { RECORD_TYPES, type RecordType } from './records'

const recordType = z.enum(RECORD_TYPES as [RecordType, ...RecordType[]])

/** Scopes of this version: one desk's cases, and the directory (granted separately). */
export const scopeSchema = z.object({ id: z.string().max(64), kind: z.enum(['case', 'directory']) })
export type Scope = z.infer<typeof scopeSchema>

export const beginLine = z.object({ t: z.literal('begin'), from: z.string(), epoch: z.string(), time: z.number().int() })
export const scopeRemoveLine = z.object({ t: z.literal('scope-'), scope: z.string() })
export const scopeAddLine = z.object({ t: z.literal('scope+'), scope: z.string() })
/** `body` is checked by the record's own schema afterwards, so that undeclared names can be counted. */
export const putLine = z.object({
  t: z.literal('put'),
  type: z.string(),
  id: z.string(),
  v: z.number().int(),
  scopes: z.array(z.string()),
  sv: z.number().int(),
  body: z.record(z.string(), z.unknown()),
})
export const delLine = z.object({ t: z.literal('del'), type: recordType, id: z.string(), v: z.number().int() })

/**
 * An erasure that every holder must carry out. `sig` is the origin's Ed25519 signature (base64url) over the canonical JSON of
 * {erasureId, subjectId, refs, executedAt}; an entry with a bad signature is never applied.
 */
export const eraseLine = z.object({
  t: z.literal('erase'),
  erasureId: id<ErasureId>(),
  subjectId: id<SubjectId>(),
  /** [type, id] of every record that goes with the person. */
  refs: z.array(z.tuple([z.string(), z.string()])),
  executedAt: z.number().int(),
  sig: z.string(),
})
export type EraseLine = z.infer<typeof eraseLine>
/** For people alone: where in each partition of the feed the page stands, so that an officer can say it to whoever keeps the origin. */
const positions = z.record(z.string().regex(/^[a-z0-9-]{1,40}$/), z.number().int().nonnegative()).optional()
export type FeedPositions = z.infer<typeof positions>
export const endLine = z.object({
  t: z.literal('end'),
  cursor: z.string(),
  more: z.boolean(),
  n: z.number().int(),
  sha256: z.string().length(64),
  positions,
  /** Version of the rules pack in force at the origin: a desk with an older one asks for it (GET /rules). */
  rules: z.string().max(64).optional(),
})
export const changesLine = z.discriminatedUnion('t', [beginLine, scopeRemoveLine, scopeAddLine, putLine, delLine, eraseLine, endLine])
export type ChangesLine = z.infer<typeof changesLine>
export type PutLine = z.infer<typeof putLine>
export type DelLine = z.infer<typeof delLine>
export type ChangesEnd = z.infer<typeof endLine>

/** `total` lets the desk show time left; the directory page carries rows of 16 MiB at most. */
export const snapshotEndLine = z.object({
  t: z.literal('end'),
  after: z.string(),
  done: z.boolean(),
  n: z.number().int(),
  total: z.number().int(),
  sha256: z.string().length(64),
  /** Present on the last page: where /changes goes on from. */
  cursor: z.string().optional(),
  positions,
})
export type SnapshotEnd = z.infer<typeof snapshotEndLine>

/** Answers 410 (reset) and 400 of GET /changes. */
export const CURSOR_ERRORS = ['cursor_expired', 'epoch_changed', 'cursor_ahead', 'cursor_foreign'] as const
export type CursorError = (typeof CURSOR_ERRORS)[number]
