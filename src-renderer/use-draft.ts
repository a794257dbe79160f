// One draft as a form uses it: what this window has, else what the data process kept; with the version that it answers.
import { useStore } from 'zustand'
import type { RequestId, SubjectId } from '../src-shared/base/ids'
import type { DraftForm, DraftOf, DraftView } from '../src-shared/contract/draft'
import { useDesk } from './desk-context'
import { draftKey, type DraftEntry } from './stores/drafts'

export interface DraftInput<Form extends DraftForm> {
  readonly form: Form
  readonly target: RequestId | SubjectId
  /** What the data process kept of it. */
  readonly stored: DraftView<Form> | undefined
  /** Of the request on the screen now; 0 for a create. */
  readonly version: number
}
export interface FormDraft<Form extends DraftForm> {
  readonly body: DraftOf<Form> | undefined
  /** The version that it was begun on; an act made of it names this one, so that what changed since is noticed. */
  readonly base: number
  readonly savedAt: DraftEntry['savedAt']
  readonly error: DraftEntry['error']
  /** Begun on another version than the one on the screen. */
  readonly isOutdated: boolean
  readonly begin: (body: DraftOf<Form>) => void
  readonly change: (body: DraftOf<Form>) => void
  /** Its writer has looked at what changed. */
  readonly rebase: () => void
  readonly end: () => void
  readonly discard: () => void
}

export function useDraft<Form extends DraftForm>({ form, target, stored, version }: DraftInput<Form>): FormDraft<Form> {
  const { drafts, queries } = useDesk()
  const place = { form, target }
  const entry = useStore(drafts, (state) => state.entries[draftKey(place)])
  const seen: DraftEntry | undefined = entry === undefined ? stored : entry === 'none' ? undefined : entry
  const base = seen?.base ?? version
  return {
    // The cast is safe: the key of an entry names its form.
    body: seen?.body as DraftOf<Form> | undefined,
    base,
    savedAt: seen?.savedAt,
    error: seen?.error,
    isOutdated: base !== version,
    begin: (body) => drafts.change(place, { body, base: version }, 'show'),
    change: (body) => drafts.change(place, { body, base }, 'keep'),
    rebase: () => {
      if (seen !== undefined) drafts.change(place, { body: seen.body, base: version }, 'keep')
    },
    end: () => drafts.end(place),
    discard: () => {
      void drafts.discard(place).then(() => queries.invalidateQueries({ queryKey: [form === 'create' ? 'draft.ofPerson' : 'request.open'] }))
    },
  }
}
