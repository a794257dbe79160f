// One draft as a form uses it: what this window has, else what the data process kept; with the version that it answers.
import { useStore } from 'zustand'
import type { ChannelName } from '../src-shared/contract/channels'
import { isEntryForm, type DraftForm, type DraftOf, type DraftTarget, type DraftView, type EntryForm, type EntryTarget } from '../src-shared/contract/draft'
import { useAsk, useDesk } from './desk-context'
import { draftKey, type DraftEntry } from './stores/drafts'

export interface DraftInput<Form extends DraftForm> {
  readonly form: Form
  readonly target: DraftTarget
  /** What the data process kept of it. */
  readonly stored: DraftView<Form> | undefined
  /** Of what is on the screen now; 0 for what is new. */
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
  /** What is left of it once an act made of it was accepted: that act is the one version that its writer knows of. */
  readonly goOn: (body: DraftOf<Form>) => void
  readonly discard: () => void
}

/** Of the inventory and the register: the typist's drafts come in one answer, whatever entry they are about. */
export function useEntryDraft<Form extends EntryForm>(form: Form, target: EntryTarget, version: number): FormDraft<Form> {
  const kept = useAsk('draft.ofEntries', {}, { former: 'keep' })
  const stored = kept.data?.drafts.find((one) => one.body.form === form && one.target === target)
  // The cast is safe: the form was compared.
  return useDraft({ form, target, stored: stored as DraftView<Form> | undefined, version })
}

function channelOf(form: DraftForm): ChannelName {
  return form === 'create' ? 'draft.ofPerson' : isEntryForm(form) ? 'draft.ofEntries' : 'request.open'
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
    goOn: (body) => drafts.change(place, { body, base: base + 1 }, 'keep'),
    discard: () => {
      void drafts.discard(place).then(() => queries.invalidateQueries({ queryKey: [channelOf(form)] }))
    },
  }
}
