// The records that travel from the origin to a desk, as they stand on the wire; a field not named here is dropped and reported.
import { z } from 'zod'
import type { ConsentEventId, DeviceId, ErasureId, IdentifierId, PolicyId, RequestId, StaffId, SubjectId } from '../base/ids'
import {
  ACCOUNT_STATUSES, CATEGORIES, CHANNELS, CONSENT_KINDS, ERASURE_STATES, EVIDENCE_KINDS, FIELD_EVIDENCE, IDENTIFIER_KINDS, IDENTITY_METHODS, LOG_CATEGORIES, OUTCOMES,
  PERSON_FIELDS, POLICY_STATES, POLICY_TOPICS, PRODUCTS, PROOFS, PURPOSES, REQUEST_STATES, RIGHTS, ROLES, SYSTEM_PROBLEMS, TIMELINE_EVENTS,
} from '../domain/vocabulary'
import type { HoldId } from '../domain/hold-register'
import { MOST_LINKS } from '../domain/request-intake'
import { bilingual, day, epochMs, id, sha256Hex, systemName } from '../domain/fields'
import { askedFields, decisionFields } from '../domain/request-fields'
import { incidentEntrySchema } from './incidents'
import { exceptionEntrySchema, holdEntrySchema, presetEntrySchema, recipientEntrySchema, recipientTaskSchema, transferEntrySchema, transferShareSchema } from './inventory-records'
import { PROCESSING_METHODS, serviceChannel } from '../domain/policy-words'
import { letterSchema } from './letters'
import { noteSchema } from './notes'
import { caseExtensionSchema, casePauseSchema } from './request-clock'
import { caseLinkSchema, madeBySchema, withdrawalSchema } from './request-intake'

export const identifierSchema = z.object({
  id: id<IdentifierId>(),
  kind: z.enum(IDENTIFIER_KINDS),
  /** E.164 for a mobile (`+8613800138000`), lower case for an e-mail. */
  value: z.string().max(320),
  proof: z.enum(PROOFS),
  addedAt: epochMs,
})
export type IdentifierRecord = z.infer<typeof identifierSchema>

/** `subject`: one person in full; only of people whom an open case concerns. */
export const subjectSchema = z.object({
  id: id<SubjectId>(),
  /** `SX-` and ten digits. */
  accountNo: z.string().max(32),
  /** The name as registered: Chinese or Latin, any script. */
  name: z.string().max(4_000),
  status: z.enum(ACCOUNT_STATUSES),
  /** Only where the person stated it at registration. */
  birthDay: day.optional(),
  region: z.string().max(64),
  registeredAt: epochMs,
  products: z.array(z.enum(PRODUCTS)),
  identifiers: z.array(identifierSchema).max(20),
  synthetic: z.boolean(),
})
export type SubjectRecord = z.infer<typeof subjectSchema>

/** `directory`: the narrow searchable row, one per person of the whole population; its own feed partition. */
export const directorySchema = z.object({
  id: id<SubjectId>(),
  accountNo: z.string().max(32),
  name: z.string().max(4_000),
  status: z.enum(ACCOUNT_STATUSES),
  registeredAt: epochMs,
  /** value and proof of each identifier: [kind, value, proof]. */
  identifiers: z.array(z.tuple([z.enum(IDENTIFIER_KINDS), z.string().max(320), z.enum(PROOFS)])).max(20),
})
export type DirectoryRecord = z.infer<typeof directorySchema>

/** `consent`: one event of a person's append-only consent history. */
export const consentSchema = z.object({
  id: id<ConsentEventId>(),
  subjectId: id<SubjectId>(),
  kind: z.enum(CONSENT_KINDS),
  /** Set for explicit-grant, separate-consent, withdrawal, opt-out and restriction. */
  purpose: z.enum(PURPOSES).optional(),
  /** Set for product-ended. */
  product: z.enum(PRODUCTS).optional(),
  policyId: id<PolicyId>(),
  policyVersion: z.string().max(32),
  channel: z.enum(CHANNELS),
  at: epochMs,
  /** SHA-256 (hex) of the wording shown. */
  wordingHash: sha256Hex,
  evidence: z.string().max(400).optional(),
})
export type ConsentRecord = z.infer<typeof consentSchema>

const processingSchema = z.object({
  purpose: z.enum(PURPOSES),
  categories: z.array(z.enum(CATEGORIES)).min(1).max(CATEGORIES.length),
  methods: z.array(z.enum(PROCESSING_METHODS)).min(1).max(PROCESSING_METHODS.length),
})

/** What is entered of a version, before anybody decided on it. */
export const policyEntrySchema = z.object({
  id: id<PolicyId>(),
  /** Absent for the general policy. */
  product: z.enum(PRODUCTS).optional(),
  /** Absent: on every form of the service. */
  channels: z.array(serviceChannel).min(1).max(20).optional(),
  version: z.string().min(1).max(32),
  effectiveFrom: day,
  /** Absent: until a version that replaces it begins. */
  effectiveUntil: day.optional(),
  replaces: z.array(id<PolicyId>()).max(200).optional(),
  title: z.object({ 'zh-CN': z.string(), en: z.string() }),
  clauses: z
    .array(
      z.object({
        topic: z.enum(POLICY_TOPICS),
        number: z.string().max(16),
        text: z.object({ 'zh-CN': z.string(), en: z.string() }),
        /** What it says is done, as people of the company marked it; absent: nobody has. */
        processing: z.array(processingSchema).max(20).optional(),
      }),
    )
    .max(400),
  /** SHA-256 (hex) of the canonical JSON of the clauses' topics, numbers and texts: what a person can have been shown. */
  textHash: sha256Hex,
})
export type PolicyEntryRecord = z.infer<typeof policyEntrySchema>

/** `policy`: one version of the general policy or of a product's own; in the register once `state` is `approved`. */
export const policySchema = policyEntrySchema.extend({
  state: z.enum(POLICY_STATES),
  /** Absent for a version that came with the company's own data. */
  proposedBy: id<StaffId>().optional(),
  proposedAt: epochMs.optional(),
  /** The second person, who approved or declined. */
  decidedBy: id<StaffId>().optional(),
  decidedAt: epochMs.optional(),
  /** Why it was declined. */
  reason: z.string().max(2_000).optional(),
})
export type PolicyRecord = z.infer<typeof policySchema>

/** `holding`: how much of a category is held about a person, counted at the origin. */
export const holdingSchema = z.object({
  /** subject id and category, `UUID:category`. */
  id: z.string().max(80),
  subjectId: id<SubjectId>(),
  category: z.enum(CATEGORIES),
  system: z.string().max(64),
  rows: z.number().int().nonnegative(),
  fromAt: epochMs.optional(),
  toAt: epochMs.optional(),
})
export type HoldingRecord = z.infer<typeof holdingSchema>

export const identityCheckSchema = z.object({
  identifierId: id<IdentifierId>(),
  method: z.enum(IDENTITY_METHODS),
  evidence: z.string().max(400),
  staffId: id<StaffId>(),
  at: epochMs,
  confirmed: z.boolean().optional(),
  approvedBy: id<StaffId>().optional(),
})
export type IdentityCheck = z.infer<typeof identityCheckSchema>

export const decisionSchema = z.object({
  outcome: z.enum(OUTCOMES),
  /** Code of the rules pack; required for refused and granted-in-part. */
  ground: z.string().max(32).optional(),
  /** What the person will read. */
  text: z.string().max(8_000),
  staffId: id<StaffId>(),
  at: epochMs,
  rulesPack: z.string().max(64),
  /** Code of the rules pack: why it was decided after the target. */
  lateReason: z.string().max(32).optional(),
  ...decisionFields,
})
export type Decision = z.infer<typeof decisionSchema>

export const timelineEntrySchema = z.object({
  at: epochMs,
  /** Absent: the person or the origin itself. */
  staffId: id<StaffId>().optional(),
  event: z.enum(TIMELINE_EVENTS),
  text: z.string().max(8_000).optional(),
  /** With `decided` and `erasure-proposed`: a reopened request loses its decision, never the memory of it. */
  outcome: z.enum(OUTCOMES).optional(),
  ground: z.string().max(32).optional(),
  /** With `paused`, `resumed` and `extended`: category or reason by its code, and the days; `from` of a resumption is the first day that counts again. */
  code: z.string().max(32).optional(),
  from: day.optional(),
  to: day.optional(),
  workingDays: z.number().int().optional(),
  /** With `assigned`: to whom. */
  assigneeId: id<StaffId>().optional(),
  /** With `evidence-seen` and `evidence-retracted`. */
  evidence: z.enum(EVIDENCE_KINDS).optional(),
  /** With `linked` and `unlinked`: the other request. */
  otherId: id<RequestId>().optional(),
})
export type TimelineEntry = z.infer<typeof timelineEntrySchema>

/** One field of the person as it was (absent: not there) and as it is. */
const fieldChangeSchema = z.object({ field: z.enum(PERSON_FIELDS), before: z.string().max(4_000).optional(), after: z.string().max(4_000), at: epochMs, shown: z.enum(FIELD_EVIDENCE).optional() })

/** `request`: one aggregate, so that a page of the feed never splits it. */
export const requestSchema = z.object({
  id: id<RequestId>(),
  /** `26-1184`: two digits of the year and a running number. */
  caseNo: z.string().max(16),
  subjectId: id<SubjectId>(),
  right: z.enum(RIGHTS),
  state: z.enum(REQUEST_STATES),
  channel: z.enum(CHANNELS),
  receivedOn: day,
  keyedAt: epochMs,
  /** The person's own words. */
  text: z.string().max(8_000),
  ...askedFields,
  assigneeId: id<StaffId>().optional(),
  /** Who asks for the person; absent: the person themself. */
  madeBy: madeBySchema.optional(),
  /** The request that a complaint is about. */
  about: id<RequestId>().optional(),
  test: z.boolean().optional(),
  withdrawal: withdrawalSchema.optional(),
  /** Each link stands in one of the two requests. */
  links: z.array(caseLinkSchema).max(MOST_LINKS).optional(),
  identityChecks: z.array(identityCheckSchema),
  failedChecks: z.array(identityCheckSchema).optional(),
  proposedCheck: identityCheckSchema.optional(),
  decision: decisionSchema.optional(),
  /** To the officer, who alone decides then. */
  escalation: z.object({ staffId: id<StaffId>(), at: epochMs, reason: z.string().max(2_000) }).optional(),
  /** What the origin wrote when it carried out the decisions. */
  changes: z.array(fieldChangeSchema).max(200).optional(),
  /** By the origin's rules pack; a difference to the desk's own count is shown. */
  targetOn: day.optional(),
  outerOn: day,
  /** Version of the pack that these two days were counted by. */
  countedBy: z.string().max(64).optional(),
  pauses: z.array(casePauseSchema).max(200).optional(),
  extension: caseExtensionSchema.optional(),
  /** Since an approved erasure waited, or waits, for this day: the first on which it runs. */
  runsOn: day.optional(),
  erasureId: id<ErasureId>().optional(),
  closedAt: epochMs.optional(),
  timeline: z.array(timelineEntrySchema),
})
export type RequestRecord = z.infer<typeof requestSchema>


/** `erasure`: the progress of one erasure; it names no person but by random id. */
export const erasureSchema = z.object({
  id: id<ErasureId>(),
  requestId: id<RequestId>(),
  subjectId: id<SubjectId>(),
  state: z.enum(ERASURE_STATES),
  /** SHA-256 (hex) of the canonical JSON of `plan`. */
  planHash: sha256Hex,
  /** The canonical plan (src-shared/domain/erasure-plan.ts). */
  plan: z.unknown(),
  proposedBy: id<StaffId>(),
  proposedAt: epochMs,
  approvedBy: id<StaffId>().optional(),
  approvedAt: epochMs.optional(),
  /** Of one that waited, or waits, out a cooling-off: the first day on which it runs. */
  runsOn: day.optional(),
  executedAt: epochMs.optional(),
  completedAt: epochMs.optional(),
  /** Rows removed or changed at the origin: per category. */
  executed: z.array(z.object({ category: z.enum(CATEGORIES), action: z.enum(['delete', 'anonymise', 'restrict', 'hold']), rows: z.number().int() })).optional(),
  /** Of what was on hold: what has gone on since its holds were lifted; `left`: the fields that other holds still keep. */
  released: z.array(z.object({ category: z.enum(CATEGORIES), at: epochMs, left: z.array(z.string().max(40)).max(30).optional() })).max(CATEGORIES.length).optional(),
  /** Holds on everybody that came while it ran: of rows that were still there they keep what they name. */
  late: z.array(z.object({ category: z.enum(CATEGORIES), holds: z.array(z.object({ id: id<HoldId>(), reviewOn: day, fields: z.array(z.string().max(40)).optional() })) })).max(CATEGORIES.length).optional(),
  /** What the end of a product had put apart by law before, and is kept still; it is no part of the plan. `releaseOn`: of the last row. */
  apart: z.array(z.object({ category: z.enum(CATEGORIES), rows: z.number().int(), ground: z.string().max(32), releaseOn: day })).max(20).optional(),
  /** Systems beside the origin, once its own part is done: each is asked until it has answered. `removed` is in the system's own unit. */
  systems: z.array(z.object({ system: systemName, name: bilingual, tries: z.number().int().nonnegative(), problem: z.enum(SYSTEM_PROBLEMS).optional(), removed: z.number().int().nonnegative().optional(), doneAt: epochMs.optional() })).max(50).optional(),
  /** Every device that holds or held a copy; `receivedAt` once its receipt was verified, `noReceipt` if it was no longer waited for. */
  devices: z.array(z.object({ deviceId: id<DeviceId>(), name: z.string().max(80), receivedAt: epochMs.optional(), noReceipt: z.enum(['lease-ended', 'wiped']).optional() })),
  /** Who received what was erased, as of the approval: told what is asked of them. It names no person. */
  recipients: z.array(recipientTaskSchema).max(500).optional(),
  /** The signed erasure certificate (src-shared/formats/certificate.ts) once complete. */
  certificate: z.unknown().optional(),
})
export type ErasureRecord = z.infer<typeof erasureSchema>

/** `staff`: who works here, so that names can be shown and a second person found. */
export const staffSchema = z.object({
  id: id<StaffId>(),
  login: z.string().max(64),
  name: z.string().max(80),
  role: z.enum(ROLES),
  active: z.boolean(),
  /** Of an origin that keeps training: until when it counts (domain/training.ts). Empty: there is none. */
  training: z.object({ dueOn: day.optional(), graceUntil: day.optional() }).optional(),
})
export type StaffRecord = z.infer<typeof staffSchema>

export const RECORD_SCHEMAS = {
  subject: subjectSchema,
  directory: directorySchema,
  consent: consentSchema,
  policy: policySchema,
  holding: holdingSchema,
  request: requestSchema,
  erasure: erasureSchema,
  staff: staffSchema,
  exception: exceptionEntrySchema,
  recipient: recipientEntrySchema,
  transfer: transferEntrySchema,
  'transfer-share': transferShareSchema,
  preset: presetEntrySchema,
  hold: holdEntrySchema,
  incident: incidentEntrySchema,
  letter: letterSchema,
  note: noteSchema,
} as const
export type RecordType = keyof typeof RECORD_SCHEMAS
export const RECORD_TYPES = Object.keys(RECORD_SCHEMAS) as readonly RecordType[]

/** One row of a person's service log (not a feed record: GET /people/{id}/rows). */
export const logRowSchema = z.object({
  n: z.number().int(),
  category: z.enum(LOG_CATEGORIES),
  at: epochMs,
  product: z.enum(PRODUCTS),
  ip: z.string().max(45),
  /** Page path, search words, country code, login result or client description, by category. */
  detail: z.string().max(4_000),
})
export type LogRow = z.infer<typeof logRowSchema>
