// Everything one window holds, built once and handed to the screens: bridge, query cache, stores.
import { QueryClient } from '@tanstack/react-query'
import type { DeskError } from '../src-shared/contract/errors'
import type { ShellApi } from '../src-shared/contract/shell'
import type { Bridge } from './bridge'
import { CHANNELS_BY_TOPIC } from './invalidation'
import type { KeyActs } from './keyboard/keymap'
import { createDraftStore, type DraftStore } from './stores/drafts'
import { createKeyStore, type KeyStore } from './stores/keys'
import { createPlaceStore, type PlaceStore } from './stores/place'
import { createProofStore, type ProofStore } from './stores/proof'
import { createQueueLookStore, type QueueLookStore } from './stores/queue-look'
import { createRevealedStore, type RevealedStore } from './stores/revealed'
import { createSelectionStore, type SelectionStore } from './stores/selection'
import { createSettingsStore, type SettingsStore } from './stores/settings'
import { createToastStore, type ToastStore } from './stores/toast'

/** A failed question as react-query carries it; the screens show its kind. */
export class DeskFailure extends Error {
  override readonly name = 'DeskFailure'
  constructor(readonly error: DeskError) {
    super(error.kind)
  }
}

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: DeskFailure
  }
}

export interface Desk {
  readonly shell: ShellApi
  readonly bridge: Bridge
  readonly queries: QueryClient
  readonly place: PlaceStore
  readonly settings: SettingsStore
  readonly selection: SelectionStore
  readonly looks: QueueLookStore
  readonly toast: ToastStore
  readonly drafts: DraftStore
  readonly proof: ProofStore
  readonly revealed: RevealedStore
  /** What the person who is signed in made of the keys. */
  readonly keys: KeyStore
  /** The acts that are bound to commands now, the latest of each component. */
  readonly bound: Set<{ readonly current: KeyActs }>
}

export function createDesk({ shell, bridge }: Pick<Desk, 'shell' | 'bridge'>): Desk {
  const queries = new QueryClient({
    defaultOptions: {
      // Failures are answers of our own process: asking again by itself would only repeat them. What is shown stays until an event
      // says that it changed; what is no longer shown is forgotten after 30 s, so that little of people stays in the page.
      queries: { retry: false, staleTime: Infinity, gcTime: 30_000, networkMode: 'always', refetchOnWindowFocus: false },
      // What an act carried, a passphrase among it, is forgotten as soon as nobody looks at its outcome.
      mutations: { retry: false, networkMode: 'always', gcTime: 0 },
    },
  })
  bridge.onEvent((event) => {
    for (const channel of CHANNELS_BY_TOPIC[event.topic]) void queries.invalidateQueries({ queryKey: [channel] })
  })
  const drafts = createDraftStore(bridge)
  // Whoever turns away may not come back to this process: the desk locks, the computer sleeps.
  window.addEventListener('blur', () => void drafts.flush())
  return {
    shell,
    bridge,
    queries,
    place: createPlaceStore(),
    settings: createSettingsStore(shell),
    selection: createSelectionStore(),
    looks: createQueueLookStore(),
    toast: createToastStore(),
    drafts,
    proof: createProofStore(),
    revealed: createRevealedStore(),
    keys: createKeyStore(),
    bound: new Set(),
  }
}
