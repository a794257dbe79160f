// The one message at the bottom left: a result that the eye would miss; never personal data.
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface Toast {
  readonly id: number
  readonly text: string
}
interface ToastState {
  readonly toast?: Toast
  readonly show: (text: string) => void
  readonly hide: () => void
}
export type ToastStore = StoreApi<ToastState>

export function createToastStore(): ToastStore {
  return createStore<ToastState>()((set) => ({
    show: (text) => set((state) => ({ toast: { id: (state.toast?.id ?? 0) + 1, text } })),
    hide: () => set({ toast: undefined }),
  }))
}
