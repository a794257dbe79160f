// The one message at the bottom left: a result that the eye would miss; never personal data.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { MutationId } from '../../src-shared/base/ids'

export interface Toast {
  readonly id: number
  readonly text: string
  /** The acts of it that can be taken back together, oldest first. */
  readonly batch: readonly MutationId[]
}
interface ToastState {
  readonly toast?: Toast
  readonly show: (text: string, batch?: readonly MutationId[]) => void
  readonly hide: () => void
}
export type ToastStore = StoreApi<ToastState>

export function createToastStore(): ToastStore {
  return createStore<ToastState>()((set) => ({
    show: (text, batch = []) => set((state) => ({ toast: { id: (state.toast?.id ?? 0) + 1, text, batch } })),
    hide: () => set({ toast: undefined }),
  }))
}
