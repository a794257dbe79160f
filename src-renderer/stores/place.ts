// Where the person at the desk is: one screen with its subject, and the way back.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PolicyId, RequestId, SubjectId } from '../../src-shared/base/ids'
import type { QueueView } from '../../src-shared/contract/queue'

export type InventoryPart = 'fields' | 'exceptions' | 'recipients' | 'holds'

export type FleetPart = 'devices' | 'staff' | 'held'

export type Place =
  /** `saved`: shown by the name of a view of one's own. */
  | { readonly screen: 'queue'; readonly view: QueueView; readonly saved?: string }
  | { readonly screen: 'search' }
  | { readonly screen: 'person'; readonly subjectId: SubjectId }
  | { readonly screen: 'package'; readonly requestId: RequestId }
  | { readonly screen: 'erasure'; readonly requestId: RequestId }
  | { readonly screen: 'sync'; readonly part: 'refused' | 'to-send' | 'state' }
  /** Packages that this desk made, and the check of one from anywhere. `pickId`: a file that the system opened with the desk. */
  | { readonly screen: 'packages'; readonly part: 'made' | 'check'; readonly pickId?: string }
  /** `lines`: entry by entry; `use`: how staff used what they may see, the officer's. */
  | { readonly screen: 'audit'; readonly part: 'chain' | 'lines' | 'use' }
  | { readonly screen: 'retention' }
  /** `bundle`: the evidence bundle for an audit was asked for. */
  | { readonly screen: 'reports'; readonly bundle?: true }
  | { readonly screen: 'fleet'; readonly part: FleetPart }
  /** `new`: a version is being entered. */
  | { readonly screen: 'policies'; readonly policyId?: PolicyId | 'new' }
  | { readonly screen: 'incidents'; readonly incidentId?: string }
  | { readonly screen: 'inventory'; readonly part: InventoryPart; readonly entryId?: string }

interface PlaceState {
  readonly place: Place
  readonly trail: readonly Place[]
  readonly go: (place: Place) => void
  readonly back: () => void
}
export type PlaceStore = StoreApi<PlaceState>

export const FIRST_PLACE: Place = { screen: 'queue', view: 'mine' }
/** Longer trails only hide where "back" leads. */
const TRAIL_MAX = 20

export function createPlaceStore(): PlaceStore {
  return createStore<PlaceState>()((set) => ({
    place: FIRST_PLACE,
    trail: [],
    go: (place) => set((state) => ({ place, trail: [...state.trail, state.place].slice(-TRAIL_MAX) })),
    back: () => set((state) => ({ place: state.trail.at(-1) ?? FIRST_PLACE, trail: state.trail.slice(0, -1) })),
  }))
}
