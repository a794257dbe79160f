// Records of the wire about what the company does with information beyond one case: exceptions, recipients, what they received.
// None names anybody but by random id: which person a handing over concerned is a record of its own (`transfer-share`) and goes with the person;
// a `hold` on one person says whom until they are erased.
import { z } from 'zod'
import type { ConsentEventId, StaffId, SubjectId } from '../base/ids'
import { EXCEPTION_CASES, type InvocationId } from '../domain/exceptions'
import { day, epochMs, id } from '../domain/fields'
import { HOLD_REACHES, type HoldId } from '../domain/hold-register'
import { PROCESSING_METHODS } from '../domain/policy-words'
import { presetContentSchema, type PresetId } from '../domain/presets'
import { RECIPIENT_DUTIES, TELLING_WAYS } from '../domain/recipient-tasks'
import { RECIPIENT_RELATIONS, type RecipientId, type TransferId } from '../domain/recipients'
import { CATEGORIES, PURPOSES } from '../domain/vocabulary'

export const statuteSchema = z.object({ title: z.string().max(200), article: z.string().max(200) })
const reason = z.string().max(2_000)

function endSchema<Until extends z.ZodType>(until: Until) {
  return z.object({ until, reason, by: id<StaffId>(), at: epochMs, approvedBy: id<StaffId>().optional(), approvedAt: epochMs.optional() })
}
const declinedSchema = z.object({ reason, by: id<StaffId>(), at: epochMs })

/** `exception`: one use of a case without consent; what each act does to it: domain/exception-register.ts. */
export const exceptionEntrySchema = z.object({
  id: id<InvocationId>(),
  case: z.enum(EXCEPTION_CASES),
  category: z.enum(CATEGORIES),
  purpose: z.enum(PURPOSES),
  statute: statuteSchema,
  reason,
  decidedBy: id<StaffId>(),
  decidedAt: epochMs,
  approvedBy: id<StaffId>().optional(),
  approvedAt: epochMs.optional(),
  until: day.optional(),
  reviews: z.array(z.object({ on: day, by: id<StaffId>(), note: reason })).max(100),
  ending: endSchema(day).optional(),
  declined: declinedSchema.optional(),
})

/** `recipient`: a company or authority, never a private person. */
export const recipientEntrySchema = z.object({
  id: id<RecipientId>(),
  name: z.string().max(200),
  contact: z.string().max(400),
  proposedBy: id<StaffId>(),
  proposedAt: epochMs,
  approvedBy: id<StaffId>().optional(),
  approvedAt: epochMs.optional(),
  change: z.object({ name: z.string().max(200), contact: z.string().max(400), by: id<StaffId>(), at: epochMs }).optional(),
})

export const groundSchema = z.discriminatedUnion('by', [
  z.object({ by: z.literal('contract'), reference: z.string().max(200), from: day, until: day.optional() }),
  z.object({ by: z.literal('consent') }),
  z.object({ by: z.literal('statute'), statute: statuteSchema }),
])

/** `transfer`: one handing over, or one that goes on; kept three years after its last (rules pack, R-SHARE). */
export const transferEntrySchema = z.object({
  id: id<TransferId>(),
  recipientId: id<RecipientId>().optional(),
  relation: z.enum(RECIPIENT_RELATIONS),
  category: z.enum(CATEGORIES),
  fields: z.array(z.string().max(64)).max(30),
  purpose: z.enum(PURPOSES),
  method: z.enum(PROCESSING_METHODS),
  at: epochMs,
  until: epochMs.optional(),
  frequency: z.enum(['once', 'ongoing']),
  ground: groundSchema,
  reach: z.enum(['everyone', 'listed']),
  people: z.number().int().nonnegative().optional(),
  recordedBy: id<StaffId>(),
  recordedAt: epochMs,
  approvedBy: id<StaffId>().optional(),
  approvedAt: epochMs.optional(),
  ending: endSchema(epochMs).optional(),
  declined: declinedSchema.optional(),
})

/** `transfer-share`: that a listed transfer concerned this person, and on which consent of theirs it rested. */
export const transferShareSchema = z.object({
  /** transfer id and subject id, `UUID:UUID`. */
  id: z.string().max(80),
  transferId: id<TransferId>(),
  subjectId: id<SubjectId>(),
  consentId: id<ConsentEventId>().optional(),
})

/** In an `erasure`: what is asked of one recipient. */
export const recipientTaskSchema = z.object({
  recipientId: id<RecipientId>().optional(),
  duty: z.enum(RECIPIENT_DUTIES),
  categories: z.array(z.enum(CATEGORIES)),
  /** Set while nobody has confirmed that it was handed over: the transfers that wait for their second person. */
  awaiting: z.array(id<TransferId>()).max(200).optional(),
  /** That they were told, as often as it was entered. */
  told: z.array(z.object({ on: day, way: z.enum(TELLING_WAYS), by: id<StaffId>(), at: epochMs })).max(20).optional(),
})

/** `preset`: a view of the queue or a macro of the team; without `content` it is given up (domain/presets.ts). */
export const presetEntrySchema = z.object({
  id: id<PresetId>(),
  name: z.string().max(40),
  content: presetContentSchema.optional(),
  owner: id<StaffId>(),
  changedBy: id<StaffId>(),
  changedAt: epochMs,
})

const proposed = { reason, by: id<StaffId>(), at: epochMs }
const settled = { ...proposed, approvedBy: id<StaffId>(), approvedAt: epochMs }

/** Of these of the hold's categories the named fields alone. */
export const holdFieldsSchema = z.array(z.object({ category: z.enum(CATEGORIES), names: z.array(z.string().min(1).max(40)).min(1).max(30) })).min(1).max(CATEGORIES.length)

/** `hold`: data of a matter that are kept from erasure for now; what each act does to it: domain/hold-register.ts. */
export const holdEntrySchema = z.object({
  id: id<HoldId>(),
  matter: z.string().max(200),
  reach: z.enum(HOLD_REACHES),
  subjectId: id<SubjectId>().optional(),
  categories: z.array(z.enum(CATEGORIES)).max(CATEGORIES.length).optional(),
  fields: holdFieldsSchema.optional(),
  reason,
  placedBy: id<StaffId>(),
  placedAt: epochMs,
  approvedBy: id<StaffId>().optional(),
  approvedAt: epochMs.optional(),
  reviewOn: day,
  extensions: z.array(z.object({ ...settled, reviewOn: day })).max(100),
  change: z.discriminatedUnion('kind', [z.object({ ...proposed, kind: z.literal('extend'), reviewOn: day }), z.object({ ...proposed, kind: z.literal('lift') })]).optional(),
  lifted: z.object(settled).optional(),
  declined: declinedSchema.optional(),
})
