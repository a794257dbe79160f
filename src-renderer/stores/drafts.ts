// What is typed while it is typed: shown at once, kept by the data process a moment later, and again when the window loses the focus.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { EpochMs } from '../../src-shared/base/clock'
import type { DraftBody, DraftForm, DraftTarget } from '../../src-shared/contract/draft'
import type { DeskErrorKind } from '../../src-shared/contract/errors'
import type { Bridge } from '../bridge'

export interface DraftEntry {
  readonly body: DraftBody
  /** The version that was on the screen when it was begun. */
  readonly base: number
  /** Absent until something was typed and kept. */
  readonly savedAt?: EpochMs
  /** Why it could not be kept. */
  readonly error?: DeskErrorKind
}
/** `none`: ended here, whatever an answer that is still on its way says. */
type Entries = Readonly<Record<string, DraftEntry | 'none'>>

export interface DraftPlace {
  readonly form: DraftForm
  readonly target: DraftTarget
}
export interface DraftStore extends StoreApi<{ readonly entries: Entries }> {
  /** Shows a body; `keep` says whether somebody typed it, or whether it is only what a form begins with. */
  readonly change: (place: DraftPlace, entry: Pick<DraftEntry, 'body' | 'base'>, keep: 'keep' | 'show') => void
  /** The act was accepted: it holds the text now. */
  readonly end: (place: DraftPlace) => void
  readonly discard: (place: DraftPlace) => Promise<void>
  /** The data process has drafts of its own making: after an undo, or for an edit. What is not kept there yet stays on the screen. */
  readonly lookAgain: () => void
  /** Keeps what is not kept yet. */
  readonly flush: () => Promise<void>
}

/** Short enough that a crash costs a word, long enough that a fast typist writes no row for every letter. */
const KEEP_AFTER_MS = 1_000

export const draftKey = ({ form, target }: DraftPlace): string => `${form}:${target}`

export function createDraftStore(bridge: Pick<Bridge, 'ask'>): DraftStore {
  const store = createStore<{ entries: Entries }>()(() => ({ entries: {} }))
  const waiting = new Map<string, { readonly place: DraftPlace; readonly timer: ReturnType<typeof setTimeout> }>()
  const set = (key: string, entry: DraftEntry | 'none'): void => store.setState(({ entries }) => ({ entries: { ...entries, [key]: entry } }))
  const stopWaiting = (key: string): void => {
    clearTimeout(waiting.get(key)?.timer)
    waiting.delete(key)
  }
  const save = async (place: DraftPlace): Promise<void> => {
    const key = draftKey(place)
    stopWaiting(key)
    const entry = store.getState().entries[key]
    if (entry === undefined || entry === 'none') return
    const saved = await bridge.ask('draft.save', { target: place.target, base: entry.base, body: entry.body })
    const now = store.getState().entries[key]
    if (now === undefined || now === 'none') return
    const { error: _former, ...kept } = now
    set(key, saved.ok ? { ...kept, savedAt: saved.value.savedAt } : { ...now, error: saved.error.kind })
  }
  return Object.assign(store, {
    change: (place: DraftPlace, entry: Pick<DraftEntry, 'body' | 'base'>, keep: 'keep' | 'show') => {
      const key = draftKey(place)
      const former = store.getState().entries[key]
      set(key, { ...(former === 'none' ? {} : former), ...entry })
      if (keep === 'show') return
      stopWaiting(key)
      waiting.set(key, { place, timer: setTimeout(() => void save(place), KEEP_AFTER_MS) })
    },
    end: (place: DraftPlace) => {
      stopWaiting(draftKey(place))
      set(draftKey(place), 'none')
    },
    discard: async (place: DraftPlace) => {
      stopWaiting(draftKey(place))
      set(draftKey(place), 'none')
      await bridge.ask('draft.discard', { target: place.target, form: place.form })
    },
    lookAgain: () => {
      const isOnlyHere = (key: string, entry: DraftEntry | 'none'): boolean => entry !== 'none' && (waiting.has(key) || entry.savedAt === undefined || entry.error !== undefined)
      store.setState(({ entries }) => ({ entries: Object.fromEntries(Object.entries(entries).filter(([key, entry]) => isOnlyHere(key, entry))) }))
    },
    flush: async () => {
      await Promise.all([...waiting.values()].map(({ place }) => save(place)))
    },
  })
}
