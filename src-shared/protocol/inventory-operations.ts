// Arguments of the push operations on exceptions, recipients, transfers, presets, holds and incidents.
import { z } from 'zod'
import type { ConsentEventId, SubjectId } from '../base/ids'
import { EXCEPTION_CASES, type InvocationId } from '../domain/exceptions'
import { day, epochMs, id } from '../domain/fields'
import { HOLD_REACHES, type HoldId } from '../domain/hold-register'
import { PROCESSING_METHODS } from '../domain/policy-words'
import { presetContentSchema, presetName, type PresetId } from '../domain/presets'
import { RECIPIENT_RELATIONS, type RecipientId, type TransferId } from '../domain/recipients'
import { CATEGORIES, PURPOSES, type InventoryOperationName } from '../domain/vocabulary'
import { INCIDENT_ARGS } from './incidents'
import { groundSchema, holdFieldsSchema, statuteSchema } from './inventory-records'

const reason = z.string().min(1).max(2_000)

/** Up to the end of the year 9999 at Shanghai: days are compared as text of four-digit years. */
const moment = epochMs.min(0).max(253_402_271_999_999)

export const INVENTORY_ARGS = {
  'exception.propose@1': z.object({
    invocationId: id<InvocationId>(),
    case: z.enum(EXCEPTION_CASES),
    category: z.enum(CATEGORIES),
    purpose: z.enum(PURPOSES),
    statute: statuteSchema,
    reason,
    until: day.optional(),
  }),
  /** Approves what waits: the proposal, or its end. Online only, like every approval: the origin asks for a fresh sign-in. */
  'exception.approve@1': z.object({ invocationId: id<InvocationId>() }),
  'exception.review@1': z.object({ invocationId: id<InvocationId>(), note: reason }),
  'exception.end@1': z.object({ invocationId: id<InvocationId>(), until: day, reason }),
  /** Of a recipient that is approved: a new name or contact. */
  'recipient.propose@1': z.object({ recipientId: id<RecipientId>(), name: z.string().min(1).max(200), contact: z.string().min(1).max(400) }),
  'recipient.approve@1': z.object({ recipientId: id<RecipientId>() }),
  'transfer.record@1': z.object({
    transferId: id<TransferId>(),
    recipientId: id<RecipientId>().optional(),
    relation: z.enum(RECIPIENT_RELATIONS),
    category: z.enum(CATEGORIES),
    fields: z.array(z.string().min(1).max(64)).min(1).max(30),
    purpose: z.enum(PURPOSES),
    method: z.enum(PROCESSING_METHODS),
    at: moment,
    frequency: z.enum(['once', 'ongoing']),
    ground: groundSchema,
    subjectId: id<SubjectId>().optional(),
    consentId: id<ConsentEventId>().optional(),
  }),
  'transfer.approve@1': z.object({ transferId: id<TransferId>() }),
  /** `subjectId`: the one person of a listed transfer, where the desk holds their share: the act goes with them. */
  'transfer.end@1': z.object({ transferId: id<TransferId>(), until: moment, reason, subjectId: id<SubjectId>().optional() }),
  /** A new one, or one that is there with another name or content. */
  'preset.save@1': z.object({ presetId: id<PresetId>(), name: presetName, content: presetContentSchema }),
  'preset.drop@1': z.object({ presetId: id<PresetId>() }),
  /** Of one person whom a case of the desk's scopes concerns, or of everybody in some categories. */
  'hold.place@1': z.object({
    holdId: id<HoldId>(),
    matter: z.string().min(1).max(200),
    reach: z.enum(HOLD_REACHES),
    subjectId: id<SubjectId>().optional(),
    categories: z.array(z.enum(CATEGORIES)).min(1).max(CATEGORIES.length).optional(),
    fields: holdFieldsSchema.optional(),
    reason,
    reviewOn: day,
  }),
  /** Approves what waits: the placing, the new day of review, or the lifting. Online only, under a fresh sign-in. */
  'hold.approve@1': z.object({ holdId: id<HoldId>() }),
  'hold.extend@1': z.object({ holdId: id<HoldId>(), reviewOn: day, reason }),
  'hold.lift@1': z.object({ holdId: id<HoldId>(), reason }),
  ...INCIDENT_ARGS,
} as const satisfies Readonly<Record<InventoryOperationName, z.ZodType>>
