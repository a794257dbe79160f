// How each view of the queue is looked at: what narrows it, in which order, and which requests are picked out; kept while one moves about.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RequestId } from '../../src-shared/base/ids'
import type { QueueFilter } from '../../src-shared/domain/queue-query'
import { defaultSort, type QueueSort, type QueueView } from '../../src-shared/domain/queue-views'

export interface Look {
  readonly filter: QueueFilter
  readonly sort: QueueSort
  readonly isFilterOpen: boolean
  /** In no order: by id, so that a refresh, a sync or another order never changes it. */
  readonly picked: ReadonlySet<RequestId>
}
interface LookState {
  readonly looks: Readonly<Partial<Record<QueueView, Look>>>
  readonly change: (view: QueueView, change: Partial<Look>) => void
}
export type QueueLookStore = StoreApi<LookState>

const NOTHING: ReadonlySet<RequestId> = new Set()
const FIRST: Readonly<Partial<Record<QueueView, Look>>> = {}

export function createQueueLookStore(): QueueLookStore {
  return createStore<LookState>()((set) => ({
    looks: FIRST,
    change: (view, change) => set(({ looks }) => ({ looks: { ...looks, [view]: { ...(looks[view] ?? firstLook(view)), ...change } } })),
  }))
}

const firstLooks = new Map<QueueView, Look>()

/** The same object each time, so that a screen which reads it is not drawn again. */
export function firstLook(view: QueueView): Look {
  const look = firstLooks.get(view) ?? { filter: {}, sort: defaultSort(view), isFilterOpen: false, picked: NOTHING }
  firstLooks.set(view, look)
  return look
}

export function isNarrowed(filter: QueueFilter): boolean {
  return Object.values<unknown>(filter).some((part) => part !== undefined && (!Array.isArray(part) || part.length > 0))
}
