// Keeps what is typed while it is typed: encrypted in the store, the typist's alone, until the act is accepted or they discard it.
import type { EpochMs } from '../../src-shared/base/clock'
import type { MutationId, RequestId, SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import { draftBody, isEntryForm, REQUEST_FORMS, type DraftBody, type DraftForm, type DraftTarget, type DraftView, type EntryDrafts, type EntryTarget, type SetAsideView } from '../../src-shared/contract/draft'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RequestView } from '../../src-shared/contract/request'
import type { OperationName } from '../../src-shared/domain/vocabulary'
import { readRequest } from '../sync/read-requests'
import { isErased } from '../sync/suppression'
import { deleteDraft, getDraft, listDraftsOfEntries, listDraftsOfRequest, putDraft, type StoredDraft } from '../vault/repositories/drafts'
import { listPeople } from '../vault/repositories/people'
import { getRecord } from '../vault/repositories/records'
import type { Tx } from '../vault/transaction'
import { findPersonOfCase } from './recipient-acts'
import { entryVersion } from './typed-entry'
import { requestPlace, restoreDraft, type DraftPlace } from './typed-text'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'clock' | 'rules' | 'random' | 'publish'>

/** No audit line: nothing happened to anybody's data, and every second of typing would be one. */
export async function saveDraft(deps: Deps, { target, base, body }: ParsedRequestOf<'draft.save'>): Promise<Result<{ readonly savedAt: EpochMs }, DeskError>> {
  return deps.vault.transaction(async (tx): Promise<Result<{ readonly savedAt: EpochMs }, DeskError>> => {
    const about = await aboutWhom(tx, deps, target, body)
    if (!about.ok) return about
    const savedAt = deps.clock.now()
    await putDraft(tx, { staffId: deps.me.staffId, form: body.form, target, ...about.value, base, body, savedAt })
    return ok({ savedAt })
  })
}

interface About {
  readonly requestId: RequestId | undefined
  readonly subjectId: SubjectId | undefined
}

/** Of somebody who was erased, or whom this desk no longer holds, nothing new is written down. */
async function aboutWhom(tx: Tx, deps: Deps, target: DraftTarget, body: DraftBody): Promise<Result<About, DeskError>> {
  if (isEntryForm(body.form)) return ok({ requestId: undefined, subjectId: body.form === 'transfer' || body.form === 'hold' ? await findPersonOfCase(tx, body.caseNo) : undefined })
  // The casts follow the form: a create is about a person, everything else about a request (contract/draft.ts).
  if (body.form !== 'create') {
    const seen = await readRequest(tx, target as RequestId, deps.rules.current())
    if (!seen) return err({ kind: 'not-found' })
    const { subjectId } = seen.request
    return (await isErased(tx, subjectId)) ? err({ kind: 'gone-erased' }) : ok({ requestId: target as RequestId, subjectId })
  }
  const subjectId = target as SubjectId
  if (await isErased(tx, subjectId)) return err({ kind: 'gone-erased' })
  const isHere = (await getRecord(tx, 'subject', subjectId)) !== undefined || (await listPeople(tx, [subjectId])).length > 0
  return isHere ? ok({ requestId: undefined, subjectId }) : err({ kind: 'not-found' })
}

export async function discardDraft(deps: Deps, { target, form }: ParsedRequestOf<'draft.discard'>): Promise<Result<void, DeskError>> {
  await deps.vault.transaction((tx) => deleteDraft(tx, { staffId: deps.me.staffId, form, target }))
  return ok()
}

export async function draftOfPerson(deps: Deps, { subjectId }: ParsedRequestOf<'draft.ofPerson'>): Promise<Result<AnswerOf<'draft.ofPerson'>, DeskError>> {
  const found = await getDraft(deps.vault.reader, { staffId: deps.me.staffId, form: 'create', target: subjectId })
  const create = found && viewDraft(found, 'create')
  return ok(create ? { create } : {})
}

export async function draftsOfEntries({ vault, me }: Pick<Deps, 'vault' | 'me'>): Promise<Result<EntryDrafts, DeskError>> {
  const stored = await listDraftsOfEntries(vault.reader, me.staffId)
  return ok({
    drafts: stored.flatMap((one) => {
      const view = isEntryForm(one.form) ? viewDraft(one, one.form) : undefined
      // The cast is safe: only `saveDraft` and `restoreDraft` write the column, with the target of the form.
      return view ? [{ ...view, target: one.target as EntryTarget }] : []
    }),
    setAside: stored.filter((one) => one.form === 'set-aside').flatMap(viewAside),
  })
}

export async function takeUpDraft(deps: Deps, { mid }: ParsedRequestOf<'draft.takeUp'>): Promise<Result<void, DeskError>> {
  const key = { staffId: deps.me.staffId, form: 'set-aside', target: mid } as const
  const taken = await deps.vault.transaction(async (tx): Promise<Result<RequestId | undefined, DeskError>> => {
    const aside = await getDraft(tx, key)
    const body = aside && bodyOf(aside)
    const place = body && (await placeOf(tx, deps, aside, body))
    if (!body || !place) return err({ kind: 'not-found' })
    await deleteDraft(tx, key)
    await restoreDraft(tx, deps, body, place)
    return ok(place.requestId)
  })
  if (!taken.ok) return taken
  if (taken.value !== undefined) deps.publish('request', [taken.value])
  return ok()
}

/** On the version that is here now; undefined where its request is not here any more. */
async function placeOf(tx: Tx, deps: Deps, aside: StoredDraft, body: DraftBody): Promise<DraftPlace | undefined> {
  const { requestId, subjectId } = aside
  if (isEntryForm(body.form)) {
    // The cast is safe: `setAside` wrote it.
    const target = aside.body['target'] as EntryTarget
    return { target, requestId: undefined, subjectId, base: await entryVersion(tx, body.form, target, deps.rules.current()) }
  }
  const seen = requestId === undefined ? undefined : await readRequest(tx, requestId, deps.rules.current())
  return seen && requestId !== undefined && subjectId !== undefined ? requestPlace(body, { requestId, subjectId, base: seen.version }) : undefined
}

/** The typist's drafts on one request, for the screen of that request. */
export async function viewDrafts(deps: Pick<Deps, 'vault' | 'me'>, requestId: RequestId): Promise<Pick<RequestView, 'drafts' | 'setAside'>> {
  const stored = await listDraftsOfRequest(deps.vault.reader, deps.me.staffId, requestId)
  const of = <Form extends DraftForm>(form: Form): DraftView<Form> | undefined => {
    const found = stored.find((one) => one.form === form)
    return found && viewDraft(found, form)
  }
  // The cast is safe: each form is looked up under its own name.
  const drafts = Object.fromEntries(REQUEST_FORMS.flatMap((form) => { const found = of(form); return found ? [[form, found]] : [] })) as RequestView['drafts']
  return {
    drafts,
    setAside: stored.filter((one) => one.form === 'set-aside').flatMap(viewAside),
  }
}

/** A body that an older version of the app wrote and this one cannot read shows nothing, and stays. */
function bodyOf(stored: StoredDraft): DraftBody | undefined {
  return draftBody.safeParse(withCorrections(stored.body)).data
}

/** A create draft of an earlier version had room for one correction alone. */
function withCorrections(body: StoredDraft['body']): StoredDraft['body'] {
  const { field, value, ...rest } = body
  return rest['form'] === 'create' && rest['corrections'] === undefined && typeof value === 'string' ? { ...rest, corrections: value === '' ? [] : [{ field, value }] } : body
}

function viewDraft<Form extends DraftForm>(stored: StoredDraft, form: Form): DraftView<Form> | undefined {
  const body = bodyOf(stored)
  // The cast is safe: the form was compared.
  return body?.form === form ? { body: body as DraftView<Form>['body'], base: stored.base, savedAt: stored.savedAt } : undefined
}

function viewAside(stored: StoredDraft): readonly SetAsideView[] {
  const body = bodyOf(stored)
  const { op, madeAt } = stored.body as { readonly op: OperationName; readonly madeAt: EpochMs }
  return body ? [{ mid: stored.target as MutationId, op, madeAt, setAsideAt: stored.savedAt, body }] : []
}
