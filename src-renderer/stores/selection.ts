// What is selected while moving about: kept by id, so that a refresh, a sync or a change of screen never moves it.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { MutationId, RequestId, SubjectId } from '../../src-shared/base/ids'
import type { QueueView } from '../../src-shared/contract/queue'

interface SelectionState {
  readonly requestByView: Readonly<Partial<Record<QueueView, RequestId>>>
  /** A person or a case. */
  readonly chosenInSearch?: SubjectId | RequestId
  readonly outboxItem?: MutationId
  readonly query: string
  readonly selectRequest: (view: QueueView, id: RequestId) => void
  readonly chooseInSearch: (id: SubjectId | RequestId) => void
  readonly selectOutboxItem: (id: MutationId | undefined) => void
  readonly setQuery: (query: string) => void
  /** It is not there any more: nothing stays selected in its place. */
  readonly forgetRequest: (id: RequestId) => void
}
export type SelectionStore = StoreApi<SelectionState>

export function createSelectionStore(): SelectionStore {
  return createStore<SelectionState>()((set) => ({
    requestByView: {},
    query: '',
    selectRequest: (view, id) => set((state) => ({ requestByView: { ...state.requestByView, [view]: id } })),
    chooseInSearch: (chosenInSearch) => set({ chosenInSearch }),
    selectOutboxItem: (outboxItem) => set({ outboxItem }),
    setQuery: (query) => set({ query, chosenInSearch: undefined }),
    forgetRequest: (id) => set((state) => ({ requestByView: Object.fromEntries(Object.entries(state.requestByView).filter(([, selected]) => selected !== id)) })),
  }))
}
