// Channel group `draft`: what a person typed and has not sent; kept in the store, theirs alone.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { IdentifierId, MutationId, RequestId, SubjectId } from '../base/ids'
import { day, id } from '../domain/fields'
import { CHANNELS, OUTCOMES, PURPOSES, RIGHTS, type OperationName } from '../domain/vocabulary'
import { channel } from './channel'

const decideDraft = z.object({ form: z.literal('decide'), outcome: z.enum(OUTCOMES), ground: z.string().max(32).optional(), text: z.string().max(8_000) })
const reopenDraft = z.object({ form: z.literal('reopen'), reason: z.string().max(2_000) })
const verifyDraft = z.object({ form: z.literal('verify'), identifierId: id<IdentifierId>().optional(), evidence: z.string().max(400) })
const createDraft = z.object({
  form: z.literal('create'),
  right: z.enum(RIGHTS),
  channel: z.enum(CHANNELS),
  receivedOn: day,
  text: z.string().max(8_000),
  field: z.enum(['name', 'mobile', 'email']),
  value: z.string().max(4_000),
  purposes: z.array(z.enum(PURPOSES)),
})
export const draftBody = z.discriminatedUnion('form', [decideDraft, reopenDraft, verifyDraft, createDraft])
export type DraftBody = z.infer<typeof draftBody>
export type DraftForm = DraftBody['form']
export type DraftOf<Form extends DraftForm> = Extract<DraftBody, { readonly form: Form }>

export interface DraftView<Form extends DraftForm = DraftForm> {
  readonly body: DraftOf<Form>
  /** The version that was on the screen when it was begun; 0 for a create. Another one now: what it answers has changed. */
  readonly base: number
  readonly savedAt: EpochMs
}
/** What came back and was not resubmitted: readable by whoever wrote it while the request is here. */
export interface SetAsideView {
  readonly mid: MutationId
  readonly op: OperationName
  readonly madeAt: EpochMs
  readonly setAsideAt: EpochMs
  readonly body: DraftBody
}

/** The request that it is about; for a create the person. */
const target = id<RequestId | SubjectId>()

export const draft = {
  'draft.save': channel<{ readonly savedAt: EpochMs }>()('work-request', z.object({ target, base: z.number().int().nonnegative(), body: draftBody })),
  'draft.discard': channel<void>()('work-request', z.object({ target, form: z.enum(['decide', 'reopen', 'verify', 'create']) })),
  /** A request that is being keyed in for this person; those on a request come with `request.open`. */
  'draft.ofPerson': channel<{ readonly create?: DraftView<'create'> }>()('work-request', z.object({ subjectId: id<SubjectId>() })),
  /** What was set aside becomes the draft again, on the version that is here now. */
  'draft.takeUp': channel<void>()('work-request', z.object({ mid: id<MutationId>() })),
} as const
