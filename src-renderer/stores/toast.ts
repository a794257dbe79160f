// The one message at the bottom left: a result that the eye would miss; never personal data.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { MutationId, RequestId } from '../../src-shared/base/ids'

export interface Batch {
  /** Oldest first. */
  readonly mids: readonly MutationId[]
  /** Cases that were put off with it. */
  readonly snoozed: readonly RequestId[]
}
const NOTHING: Batch = { mids: [], snoozed: [] }

export interface Toast {
  readonly id: number
  readonly text: string
  /** What of it can be taken back together. */
  readonly batch: Batch
}
interface ToastState {
  readonly toast?: Toast
  readonly show: (text: string, batch?: Batch) => void
  readonly hide: () => void
}
export type ToastStore = StoreApi<ToastState>

export function createToastStore(): ToastStore {
  return createStore<ToastState>()((set) => ({
    show: (text, batch = NOTHING) => set((state) => ({ toast: { id: (state.toast?.id ?? 0) + 1, text, batch } })),
    hide: () => set({ toast: undefined }),
  }))
}
