// GET /healthz: whether this process and its database answer, and how far the feed is behind. Counts and times, nothing of a person.
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { version } from '../../package.json'
import type { Db } from '../store/database'
import type { OriginRole } from './role'

/** A prober asks every few seconds; a database that takes longer than this to count its outbox does not serve desks either. */
const ANSWER_WITHIN_MS = 2_000

export interface PartHealth {
  readonly part: string
  readonly head: number
  readonly floor: number
  /** Changes that are committed and have no number yet, and the age of the oldest. */
  readonly waiting: number
  readonly oldestMs: number
}
export type Health =
  | { readonly ok: true; readonly role: OriginRole; readonly version: string; readonly database: 'answers'; readonly feed: readonly PartHealth[] }
  | { readonly ok: false; readonly role: OriginRole; readonly version: string; readonly database: 'silent' }

export async function readHealth(db: Db, role: OriginRole): Promise<Health> {
  const over = new AbortController()
  const feed = await Promise.race([readFeedHealth(db).catch(() => undefined), delay(ANSWER_WITHIN_MS, undefined, { signal: over.signal }).catch(() => undefined)])
  over.abort()
  return feed ? { ok: true, role, version, database: 'answers', feed } : { ok: false, role, version, database: 'silent' }
}

/** An outbox row has the time of the database's clock, so its age is taken by it too. */
async function readFeedHealth(db: Db): Promise<readonly PartHealth[]> {
  const { rows } = await sql<PartHealth>`
    select h.part, h.head, h.floor, count(o.oid) as waiting,
      greatest(0, coalesce((extract(epoch from clock_timestamp()) * 1000)::bigint - min(o.at), 0)) as "oldestMs"
    from feed_head h left join outbox o on o.part = h.part group by h.part order by h.part`.execute(db)
  return rows
}
