// Which mask of this window is lifted, so that another one closes it; and the reason that was chosen last. Never a value: that stays in the one component that shows it.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RevealReason } from '../../src-shared/contract/reveal'

interface RevealedState {
  readonly mask?: string
  readonly lastReason?: RevealReason
}
export type RevealedStore = StoreApi<RevealedState>

export function createRevealedStore(): RevealedStore {
  return createStore<RevealedState>()(() => ({}))
}
