// What the origin's rooms are handed: built once in start.ts, nothing of it changes afterwards.
import type { RulesBook } from './rules/rules-book'
import type { SystemConnector } from './connectors/connector'
import type { OriginKeys } from './devices/origin-keys'
import type { Db } from './store/database'

export interface OriginContext {
  readonly db: Db
  readonly keys: OriginKeys
  readonly rules: RulesBook
  /** Systems beside this origin in which it erases too; known to the janitor alone. */
  readonly systems: readonly SystemConnector[]
  /** The notice of a new version as it lies in the data folder now; undefined: none. */
  readonly offeredNotice: () => Promise<unknown>
  /** Epoch milliseconds of the injected clock. */
  readonly now: () => number
  readonly random: (bytes: Uint8Array) => Uint8Array
}
