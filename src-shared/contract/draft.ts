// Channel group `draft`: what a person typed and has not sent; kept in the store, theirs alone.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { IdentifierId, MutationId, PolicyId, RequestId, SubjectId } from '../base/ids'
import { WRITTEN_KINDS } from '../domain/case-letters'
import { EXCEPTION_CASES, type InvocationId } from '../domain/exceptions'
import { FILE_TYPES, MAX_CASE_FILES } from '../domain/attached-files'
import { day, id, sha256Hex } from '../domain/fields'
import { HOLD_REACHES, type HoldId } from '../domain/hold-register'
import { CLOSINGS, INCIDENT_KINDS, NOTICE_ITEMS, NOTICE_TO, NOTICE_WAYS, type IncidentId } from '../domain/incident-register'
import { NOTE_AUDIENCES, NOTE_KINDS } from '../domain/notes'
import { MAX_POLICY_TEXT } from '../domain/policy-import'
import { PROCESSING_METHODS, sectionMapping } from '../domain/policy-words'
import { macroStepDraft } from '../domain/macro-steps'
import { macroSchema, type PresetId } from '../domain/presets'
import { RECIPIENT_RELATIONS, type RecipientId, type TransferId } from '../domain/recipients'
import { askedFields, decisionFields, fieldShownSchema, intakeFields } from '../domain/request-fields'
import { CATEGORIES, CHANNELS, EVIDENCE_KINDS, IDENTITY_METHODS, LANGUAGES, OUTCOMES, PERSON_FIELDS, PRODUCTS, PURPOSES, RIGHTS, type OperationName } from '../domain/vocabulary'
import { channel } from './channel'

const { form: answerForm, shown: _shown, ...details } = decisionFields
/** Begun: which kind it is may be open. */
const halfShown = fieldShownSchema.partial({ kind: true })
const decideDraft = z.object({
  form: z.literal('decide'),
  outcome: z.enum(OUTCOMES),
  ground: z.string().max(32).optional(),
  lateReason: z.string().max(32).optional(),
  text: z.string().max(8_000),
  ...details,
  shown: z.array(halfShown).max(PERSON_FIELDS.length).optional(),
  answerForm,
  /** Language that comes first in the letter, while that follows the choices; absent: the person's. */
  first: z.enum(LANGUAGES).optional(),
  /** The text is the letter that the choices make, and follows them; absent once a person wrote in it. */
  follows: z.boolean().optional(),
})
const escalateDraft = z.object({ form: z.literal('escalate'), reason: z.string().max(2_000) })
const reopenDraft = z.object({ form: z.literal('reopen'), reason: z.string().max(2_000) })
const stepBackDraft = z.object({ form: z.literal('step-back'), reason: z.string().max(2_000) })
const withdrawDraft = z.object({ form: z.literal('withdraw'), channel: z.enum(CHANNELS), reason: z.string().max(2_000) })
const seenItem = { evidence: z.enum(EVIDENCE_KINDS), what: z.string().max(400) }
/** Of the item that was worked on last; `others`: what was begun of its neighbours. */
const seeEvidenceDraft = z.object({ form: z.literal('see-evidence'), ...seenItem, others: z.array(z.object(seenItem)).max(EVIDENCE_KINDS.length).optional() })
const verifyDraft = z.object({ form: z.literal('verify'), identifierId: id<IdentifierId>().optional(), method: z.enum(IDENTITY_METHODS).optional(), evidence: z.string().max(400) })
/** A day field that may be empty or half typed. */
const typedDay = z.string().max(10)
const pauseDraft = z.object({ form: z.literal('pause'), category: z.string().max(32), from: typedDay, to: typedDay, reason: z.string().max(2_000) })
const extendDraft = z.object({ form: z.literal('extend'), workingDays: z.number().int().min(0).max(250), reason: z.string().max(32), text: z.string().max(8_000), first: z.enum(LANGUAGES).optional() })
const unextendDraft = z.object({ form: z.literal('unextend'), reason: z.string().max(2_000) })
/** `follows`: nobody has written in it yet, so the text is the template's. */
const letterDraft = z.object({ form: z.literal('letter'), kind: z.enum(WRITTEN_KINDS), first: z.enum(LANGUAGES), text: z.string().max(8_000), follows: z.boolean().optional() })
/** The files are here already (note.attach); the draft keeps them. */
const noteDraft = z.object({
  form: z.literal('note'),
  audience: z.enum(NOTE_AUDIENCES),
  kind: z.enum(NOTE_KINDS),
  text: z.string().max(8_000),
  files: z.array(z.object({ sha256: sha256Hex, name: z.string().max(255), bytes: z.number().int(), type: z.enum(FILE_TYPES) })).max(MAX_CASE_FILES),
})
const createDraft = z.object({
  form: z.literal('create'),
  right: z.enum(RIGHTS),
  channel: z.enum(CHANNELS),
  receivedOn: day,
  text: z.string().max(8_000),
  ...askedFields,
  ...intakeFields,
  /** Half typed, while it is a draft. */
  corrections: z.array(z.object({ field: z.enum(PERSON_FIELDS), value: z.string().max(4_000) })).max(20).default([]),
  purposes: z.array(z.enum(PURPOSES)).max(PURPOSES.length).default([]),
  products: z.array(z.enum(PRODUCTS)).max(PRODUCTS.length).default([]),
})
const exceptionDraft = z.object({
  form: z.literal('exception'),
  case: z.enum(EXCEPTION_CASES),
  category: z.enum(CATEGORIES),
  purpose: z.enum(PURPOSES),
  title: z.string().max(200),
  article: z.string().max(200),
  reason: z.string().max(2_000),
  until: typedDay,
})
const recipientDraft = z.object({ form: z.literal('recipient'), name: z.string().max(200), contact: z.string().max(400) })
const transferDraft = z.object({
  form: z.literal('transfer'),
  relation: z.enum(RECIPIENT_RELATIONS),
  recipientId: id<RecipientId>().optional(),
  category: z.enum(CATEGORIES),
  fields: z.array(z.string().max(64)).max(30),
  purpose: z.enum(PURPOSES),
  method: z.enum(PROCESSING_METHODS),
  on: typedDay,
  frequency: z.enum(['once', 'ongoing']),
  ground: z.enum(['contract', 'consent', 'statute']),
  reference: z.string().max(200),
  from: typedDay,
  title: z.string().max(200),
  article: z.string().max(200),
  caseNo: z.string().max(16),
})
const holdDraft = z.object({
  form: z.literal('hold'),
  matter: z.string().max(200),
  reach: z.enum(HOLD_REACHES),
  caseNo: z.string().max(16),
  /** All that is held about the person; else `categories`. */
  everything: z.boolean(),
  categories: z.array(z.enum(CATEGORIES)).max(CATEGORIES.length),
  /** Of these of the categories single fields. Absent in a draft of before there were any. */
  fields: z.array(z.object({ category: z.enum(CATEGORIES), names: z.array(z.string().max(40)).max(30) })).max(CATEGORIES.length).optional(),
  reason: z.string().max(2_000),
  reviewOn: typedDay,
})
const typedNumber = z.string().max(16)
const incidentDraft = z.object({ form: z.literal('incident'), kind: z.enum(INCIDENT_KINDS), on: typedDay, time: z.string().max(5), what: z.string().max(2_000), categories: z.array(z.enum(CATEGORIES)).max(CATEGORIES.length), others: typedNumber })
const assessDraft = z.object({ form: z.literal('incident-assess'), categories: z.array(z.enum(CATEGORIES)).max(CATEGORIES.length), others: typedNumber, lossYuan: typedNumber, graver: z.boolean(), avoided: z.boolean(), reason: z.string().max(2_000) })
const noticeDraft = z.object({ form: z.literal('incident-notice'), to: z.enum(NOTICE_TO), on: typedDay, time: z.string().max(5), way: z.enum(NOTICE_WAYS), says: z.array(z.enum(NOTICE_ITEMS)).max(NOTICE_ITEMS.length), reference: z.string().max(200) })
const closingDraft = z.object({ form: z.literal('incident-close'), outcome: z.enum(CLOSINGS), on: typedDay, reason: z.string().max(2_000) })
const policyText = z.string().max(MAX_POLICY_TEXT)
/** A version that is being entered; the channels as they were typed. */
const policyDraft = z.object({
  form: z.literal('policy'),
  product: z.enum(PRODUCTS).optional(),
  version: z.string().max(32),
  effectiveFrom: typedDay,
  effectiveUntil: typedDay,
  replaces: z.array(id<PolicyId>()).max(200),
  channelsTyped: z.string().max(400),
  title: z.object({ 'zh-CN': z.string().max(400), en: z.string().max(400) }),
  texts: z.object({ 'zh-CN': policyText, en: policyText }),
  mappings: z.object({ 'zh-CN': sectionMapping, en: sectionMapping }),
})
/** Of a macro that is being written; a shared view has nothing but its name, and is not worth a draft. */
const macroDraft = macroSchema.extend({
  form: z.literal('macro'),
  name: z.string().max(40),
  /** Half filled in, while it is a draft. */
  steps: z.array(macroStepDraft).max(5),
})
/** Acts on an entry that is there, which take a sentence and at most a day. */
export const REASON_FORMS = ['review', 'end-exception', 'end-transfer', 'decline-policy', 'extend-hold', 'lift-hold', 'incident-measure', 'incident-contain', 'incident-reopen'] as const
export type ReasonForm = (typeof REASON_FORMS)[number]
const reasonDraft = z.object({ form: z.enum(REASON_FORMS), reason: z.string().max(2_000), on: typedDay })

export const draftBody = z.discriminatedUnion('form', [decideDraft, reopenDraft, escalateDraft, stepBackDraft, withdrawDraft, seeEvidenceDraft, verifyDraft, pauseDraft, extendDraft, unextendDraft, noteDraft, letterDraft, createDraft, exceptionDraft, recipientDraft, transferDraft, policyDraft, macroDraft, holdDraft, incidentDraft, assessDraft, noticeDraft, closingDraft, reasonDraft])
export type DraftBody = z.infer<typeof draftBody>
export type DraftForm = DraftBody['form']
/** On a request; a create stands with its person. */
export const REQUEST_FORMS = ['decide', 'verify', 'see-evidence', 'pause', 'extend', 'unextend', 'escalate', 'step-back', 'withdraw', 'reopen', 'letter', 'note'] as const
/** Of the inventory and the register of policies; the others are about a request or the person of one that is keyed in. */
export const ENTRY_FORMS = ['exception', 'recipient', 'transfer', 'policy', 'macro', 'hold', 'incident', 'incident-assess', 'incident-notice', 'incident-close', ...REASON_FORMS] as const
export type EntryForm = (typeof ENTRY_FORMS)[number]
export type RequestForm = Exclude<DraftForm, EntryForm>
const DRAFT_FORMS = ['create', ...REQUEST_FORMS, ...ENTRY_FORMS] as const
// Both ways: every body has its place in the lists, and every name in them a body.
DRAFT_FORMS satisfies readonly DraftForm[]
true satisfies [Exclude<DraftForm, (typeof DRAFT_FORMS)[number]>] extends [never] ? true : never
export function isEntryForm(form: string): form is EntryForm {
  return (ENTRY_FORMS as readonly string[]).includes(form)
}
/** `new`: an entry that nobody has proposed yet. */
export type EntryTarget = InvocationId | RecipientId | TransferId | PresetId | PolicyId | HoldId | IncidentId | 'new'
export type DraftTarget = RequestId | SubjectId | EntryTarget
export type DraftOf<Form extends DraftForm> = Form extends ReasonForm ? z.infer<typeof reasonDraft> : Extract<DraftBody, { readonly form: Form }>

export interface DraftView<Form extends DraftForm = DraftForm> {
  readonly body: DraftOf<Form>
  /** The version that was on the screen when it was begun; 0 for a create. Another one now: what it answers has changed. */
  readonly base: number
  readonly savedAt: EpochMs
}
/** What came back and was not resubmitted: readable by whoever wrote it, on a request while that is here. */
export interface SetAsideView {
  readonly mid: MutationId
  readonly op: OperationName
  readonly madeAt: EpochMs
  readonly setAsideAt: EpochMs
  readonly body: DraftBody
}

/** The typist's own on the inventory and the register, whatever entry they are about. */
export interface EntryDrafts {
  readonly drafts: readonly (DraftView<EntryForm> & { readonly target: EntryTarget })[]
  readonly setAside: readonly SetAsideView[]
}

/** The request that it is about, for a create the person, of the inventory and the register the entry. */
const target = z.union([id<Exclude<DraftTarget, 'new'>>(), z.literal('new')])

export const draft = {
  'draft.save': channel<{ readonly savedAt: EpochMs }>()('work-request', z.object({ target, base: z.number().int().nonnegative(), body: draftBody })),
  'draft.discard': channel<void>()('work-request', z.object({ target, form: z.enum(DRAFT_FORMS) })),
  /** A request that is being keyed in for this person; those on a request come with `request.open`. */
  'draft.ofPerson': channel<{ readonly create?: DraftView<'create'> }>()('work-request', z.object({ subjectId: id<SubjectId>() })),
  'draft.ofEntries': channel<EntryDrafts>()('read-inventory', z.object({})),
  /** What was set aside becomes the draft again, on the version that is here now. */
  'draft.takeUp': channel<void>()('work-request', z.object({ mid: id<MutationId>() })),
} as const
