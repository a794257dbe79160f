// What the model of the origin holds: plain data, so that a backup is a copy and a seed repeats exactly.
import type { RecordType } from '../../../src-shared/protocol/records'
import type { PushResult } from '../../../src-shared/protocol/push'
import { DIRECTORY_SCOPE, type Effect, type Part } from '../sim-origin'


export function partOf(scope: string): Part {
  return scope === DIRECTORY_SCOPE ? 'directory' : 'case'
}
/** What is meant for one device alone travels in a scope of its own. */
export function deviceScope(deviceId: string): string {
  return `device:${deviceId}`
}

export interface ModelRecord {
  readonly type: RecordType
  readonly id: string
  readonly v: number
  readonly subjectId: string
  readonly scopes: readonly string[]
  readonly body: Readonly<Record<string, unknown>>
}
export interface FeedRow {
  readonly seq: number
  readonly scope: string
  readonly type: RecordType | 'erase'
  readonly id: string
  readonly ver: number
  readonly op: 'put' | 'leave' | 'erase'
  readonly at: number
}
export type Change = Omit<FeedRow, 'seq' | 'at'>

export interface ModelDevice {
  readonly scopes: readonly string[]
  readonly accessVersion: number
  readonly revoked: boolean
  readonly leaseNotAfter: number
}
export interface ModelErasure {
  readonly subjectId: string
  readonly line: Readonly<Record<string, unknown>>
  /** Who ever held a copy, and whether their receipt is in. */
  readonly holders: ReadonlyMap<string, boolean>
  readonly isComplete: boolean
}

export interface ModelState {
  epoch: string
  records: Map<string, ModelRecord>
  /** The last version of everything that ever was: what returns goes on counting. */
  versions: Map<string, number>
  outbox: Record<Part, Change[]>
  feed: Record<Part, { rows: FeedRow[]; head: number; floor: number }>
  devices: Map<string, ModelDevice>
  /** device id → people ever sent to it; '*' stands for the whole directory. */
  deliveries: Map<string, Set<string>>
  results: Map<string, { readonly hash: string; readonly result: Extract<PushResult, { t: 'duplicate' }>['stored'] }>
  effects: Effect[]
  erasures: Map<string, ModelErasure>
  erasedIds: Set<string>
}

export function emptyState(epoch: string): ModelState {
  const part = () => ({ rows: [], head: 0, floor: 0 })
  return {
    epoch, records: new Map(), versions: new Map(), outbox: { case: [], directory: [] }, feed: { case: part(), directory: part() },
    devices: new Map(), deliveries: new Map(), results: new Map(), effects: [], erasures: new Map(), erasedIds: new Set(),
  }
}
