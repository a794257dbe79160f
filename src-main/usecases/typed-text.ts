// What an act holds of typed text: as a draft again after an undo or for an edit, or set aside where the origin's version stands.
import type { EpochMs } from '../../src-shared/base/clock'
import { createId, type IdentifierId, type MutationId, type RequestId, type StaffId, type SubjectId } from '../../src-shared/base/ids'
import type { DraftBody, DraftForm } from '../../src-shared/contract/draft'
import type { OperationName, RequestOperationName } from '../../src-shared/domain/vocabulary'
import type { Operation } from '../../src-shared/domain/request'
import { isErased } from '../sync/suppression'
import { deleteDraft, getDraft, putDraft, type StoredDraft } from '../vault/repositories/drafts'
import type { OutboxItem } from '../vault/repositories/outbox'
import type { Tx } from '../vault/transaction'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'me' | 'clock' | 'random'>

const FORM_BY_OPERATION: Readonly<Record<RequestOperationName, DraftForm | undefined>> = {
  'request.create@1': 'create',
  'request.take@1': undefined,
  'request.verify@1': 'verify',
  'request.decide@1': 'decide',
  'request.reopen@1': 'reopen',
  'erasure.propose@1': undefined,
  'erasure.approve@1': undefined,
}

/** The act was accepted: what was typed for it is in the act now. */
export async function endDraft(tx: Tx, staffId: StaffId, op: RequestOperationName, target: RequestId | SubjectId): Promise<void> {
  const form = FORM_BY_OPERATION[op]
  if (form) await deleteDraft(tx, { staffId, form, target })
}

/** Undefined: nothing in it was typed, or an erasure took it. */
export function typedIn(item: OutboxItem): DraftBody | undefined {
  if (!item.args) return undefined
  // The cast is safe: an item's arguments are those of its operation (usecases/act-on-request.ts).
  const operation = { op: item.op, args: item.args } as unknown as Operation
  switch (operation.op) {
    case 'request.decide@1': {
      const { outcome, ground, text } = operation.args
      return { form: 'decide', outcome, ...(ground === undefined ? {} : { ground }), text }
    }
    case 'request.reopen@1':
      return { form: 'reopen', reason: operation.args.reason }
    case 'request.verify@1':
      return { form: 'verify', identifierId: operation.args.identifierId satisfies IdentifierId, evidence: operation.args.evidence }
    case 'request.create@1': {
      const { right, channel, receivedOn, text, corrections, purposes } = operation.args
      const [correction] = corrections ?? []
      return { form: 'create', right, channel, receivedOn, text, field: correction?.field ?? 'name', value: correction?.value ?? '', purposes: [...(purposes ?? [])] }
    }
    default:
      return undefined
  }
}

export interface DraftPlace {
  /** Undefined for a create: its request is gone, or never was. */
  readonly requestId: RequestId | undefined
  readonly subjectId: SubjectId
  readonly base: number
}

/** A draft of the person at the desk. Another one in its place is set aside, not lost: theirs is no text for a machine to merge. */
export async function restoreDraft(tx: Tx, deps: Deps, body: DraftBody, place: DraftPlace): Promise<void> {
  if (await isErased(tx, place.subjectId)) return
  const target = body.form === 'create' ? place.subjectId : place.requestId
  if (target === undefined) return
  const key = { staffId: deps.me.staffId, form: body.form, target }
  const other = await getDraft(tx, key)
  if (other && JSON.stringify(other.body) !== JSON.stringify(body)) {
    // A request that was never made has no place where something could be set aside: the newer text stays, the audit has the other.
    if (body.form === 'create' || place.requestId === undefined) return
    await setAside(tx, deps.clock.now(), { ...other, requestId: place.requestId, mid: createId<MutationId>(deps.clock.now(), deps.random), op: operationOf(body.form), madeAt: other.savedAt })
  }
  await putDraft(tx, { ...key, requestId: body.form === 'create' ? undefined : place.requestId, subjectId: place.subjectId, base: place.base, body, savedAt: deps.clock.now() })
}

interface Aside {
  readonly staffId: StaffId
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly base: number
  readonly body: StoredDraft['body']
  readonly mid: MutationId
  readonly op: OperationName
  readonly madeAt: EpochMs
}

/** Stays readable for whoever wrote it, on the request that it was about. */
export async function setAside(tx: Tx, now: EpochMs, { mid, op, madeAt, body, ...aside }: Aside): Promise<void> {
  await putDraft(tx, { ...aside, form: 'set-aside', target: mid, body: { ...body, op, madeAt }, savedAt: now })
}

function operationOf(form: DraftForm): OperationName {
  return `request.${form}@1`
}
