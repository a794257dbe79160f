// Acts that wait for the passphrase of whoever is at the desk: they are asked for it once, and what waited goes on or is refused.
import { createStore, type StoreApi } from 'zustand/vanilla'

interface ProofState {
  readonly isAsked: boolean
  /** Whether they proved themselves; no, where they would rather not. */
  readonly ask: () => Promise<boolean>
  readonly settle: (isProved: boolean) => void
}
export type ProofStore = StoreApi<ProofState>

export function createProofStore(): ProofStore {
  let waiting: readonly ((isProved: boolean) => void)[] = []
  return createStore<ProofState>()((set) => ({
    isAsked: false,
    ask: () =>
      new Promise((resolve) => {
        waiting = [...waiting, resolve]
        set({ isAsked: true })
      }),
    settle: (isProved) => {
      const settled = waiting
      waiting = []
      set({ isAsked: false })
      for (const goOn of settled) goOn(isProved)
    },
  }))
}
