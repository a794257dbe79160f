// The tables of the feed: changes that wait for a number, those that have one, and the head of each partition.
import type { Generated } from 'kysely'

export interface OutboxTable {
  oid: Generated<number>
  part: string
  scope: string
  type: string
  id: string
  ver: number
  /** put | leave | erase: a hint, for what is sent is decided from the present state. */
  op: string
  /** By the database's clock. */
  at: Generated<number>
}
export interface FeedTable {
  part: string
  seq: number
  scope: string
  type: string
  id: string
  ver: number
  op: string
  at: number
}
export interface FeedHeadTable {
  part: string
  head: Generated<number>
  /** Positions below it are no longer kept. */
  floor: Generated<number>
}
