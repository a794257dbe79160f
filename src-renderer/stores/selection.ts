// What is selected and typed while moving about: kept by id, so that a refresh, a sync or a change of screen never moves it.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { MutationId, RequestId, SubjectId } from '../../src-shared/base/ids'
import type { QueueView } from '../../src-shared/contract/queue'
import type { Outcome } from '../../src-shared/domain/vocabulary'

/** A decision that is being written; it lives in this window alone and is gone when the desk locks. */
export interface DecisionDraft {
  readonly outcome: Outcome
  readonly ground?: string
  readonly text: string
}

interface SelectionState {
  readonly requestByView: Readonly<Partial<Record<QueueView, RequestId>>>
  readonly personInSearch?: SubjectId
  readonly outboxItem?: MutationId
  readonly query: string
  readonly drafts: Readonly<Record<RequestId, DecisionDraft>>
  readonly selectRequest: (view: QueueView, id: RequestId) => void
  readonly selectPerson: (id: SubjectId | undefined) => void
  readonly selectOutboxItem: (id: MutationId | undefined) => void
  readonly setQuery: (query: string) => void
  readonly setDraft: (id: RequestId, draft: DecisionDraft | undefined) => void
}
export type SelectionStore = StoreApi<SelectionState>

export function createSelectionStore(): SelectionStore {
  return createStore<SelectionState>()((set) => ({
    requestByView: {},
    query: '',
    drafts: {},
    selectRequest: (view, id) => set((state) => ({ requestByView: { ...state.requestByView, [view]: id } })),
    selectPerson: (personInSearch) => set({ personInSearch }),
    selectOutboxItem: (outboxItem) => set({ outboxItem }),
    setQuery: (query) => set({ query, personInSearch: undefined }),
    setDraft: (id, draft) =>
      set((state) => {
        const { [id]: _replaced, ...others } = state.drafts
        return { drafts: draft === undefined ? others : { ...others, [id]: draft } }
      }),
  }))
}
