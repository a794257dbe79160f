// POST /sealed: items of `outbox.sealed` (src-shared/formats/sealed-outbox.ts), brought when their store is gone. No proof of the device goes
// with it, since its key went with the store: each item carries the device's signature. POST /sealed/settle is the officer's.
import { z } from 'zod'
import type { DeviceId, MutationId, RequestId, StaffId } from '../base/ids'
import { EXCEPTION_CASES } from '../domain/exceptions'
import { epochMs, id } from '../domain/fields'
import { HOLD_REACHES } from '../domain/hold-register'
import { INCIDENT_KINDS } from '../domain/incident-register'
import { RECIPIENT_RELATIONS } from '../domain/recipients'
import { CATEGORIES, OPERATION_NAMES, OUTCOMES, REJECTION_CODES, SEALED_REASONS, SEALED_STATES } from '../domain/vocabulary'
import { statuteSchema } from './inventory-records'

export const SEALED_BATCH_ITEMS = 50
/** Of one batch, its items as they stand in the file. */
export const SEALED_BATCH_BYTES = 1_048_576

export const sealedRequest = z.object({
  deviceId: id<DeviceId>(),
  /** What the desk says has become of its store; told to the officer, decides nothing. */
  reason: z.enum(SEALED_REASONS),
  items: z.array(z.object({ mid: id<MutationId>(), sealed: z.string(), sig: z.string() })).max(SEALED_BATCH_ITEMS),
})
export type SealedRequest = z.infer<typeof sealedRequest>

/**
 * `known`: the origin has ruled on it before. `held`: kept for the person whose act it is, or for the officer. `unreadable`: not signed by this
 * device or not sealed to this origin; the desk keeps it.
 */
export const sealedResponse = z.object({ results: z.array(z.object({ mid: id<MutationId>(), t: z.enum(['known', 'held', 'unreadable']) })) })
export type SealedResponse = z.infer<typeof sealedResponse>

export const sealedSettleRequest = z.object({ deviceId: id<DeviceId>(), mid: id<MutationId>(), choice: z.enum(['apply', 'drop']) })
export type SealedSettleRequest = z.infer<typeof sealedSettleRequest>

/** Structurally `ActAbout` (domain/act-about.ts). */
const aboutSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exception'), case: z.enum(EXCEPTION_CASES), category: z.enum(CATEGORIES), statute: statuteSchema }),
  z.object({ kind: z.literal('recipient'), name: z.string(), contact: z.string() }),
  z.object({ kind: z.literal('transfer'), to: z.string().optional(), relation: z.enum(RECIPIENT_RELATIONS), category: z.enum(CATEGORIES) }),
  z.object({ kind: z.literal('preset'), name: z.string() }),
  z.object({ kind: z.literal('hold'), matter: z.string(), reach: z.enum(HOLD_REACHES) }),
  z.object({ kind: z.literal('incident'), incident: z.enum(INCIDENT_KINDS), discoveredAt: epochMs }),
  z.object({ kind: z.literal('policy'), version: z.string(), title: z.object({ 'zh-CN': z.string(), en: z.string() }) }),
])

/** As the officer sees it. */
export const heldActSchema = z.object({
  deviceId: id<DeviceId>(),
  deviceName: z.string(),
  mid: id<MutationId>(),
  op: z.enum(OPERATION_NAMES),
  requestId: id<RequestId>().optional(),
  caseNo: z.string().optional(),
  staffId: id<StaffId>(),
  staffName: z.string(),
  madeAt: epochMs,
  uploadedAt: epochMs,
  reason: z.enum(SEALED_REASONS),
  state: z.enum(SEALED_STATES),
  code: z.enum(REJECTION_CODES).optional(),
  /** Of a decision. */
  outcome: z.enum(OUTCOMES).optional(),
  /** The words of the act, where it has some. */
  text: z.string().optional(),
  /** Of an act on the inventory or the register of policies: which entry. */
  about: aboutSchema.optional(),
})
export type HeldAct = z.infer<typeof heldActSchema>
export const sealedSettleResponse = z.object({ state: z.enum(SEALED_STATES), code: z.enum(REJECTION_CODES).optional() })
