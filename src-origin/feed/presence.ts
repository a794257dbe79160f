// Presence: who looks at or works on which request, in the memory of every process that serves desks, and nowhere else.
//
//   POST /presence → pg_notify → every api process, this one too: device → {staff, request, doing, until}
//
// A process that starts knows nobody; within one beat of the desks it knows all. What is not told again ends by itself.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import type { StaffId } from '../../src-shared/base/ids'
import { id } from '../../src-shared/domain/fields'
import { PRESENCE_GRACE_MS, PRESENCE_LIVES_MS, placeSchema, type Place, type PresenceLine } from '../../src-shared/protocol/presence'
import type { Db } from '../store/database'
import { waitFor } from './readers'

export const PRESENCE_CHANNEL = 'desk_presence'
/** How soon after its time an entry is seen to be over. */
const SWEEP_MS = 1_000
/** Told to one desk at most; a page stays small whatever happens. */
const MOST_PEOPLE = 500

export interface PresenceBoard {
  /** Where the person at a device is now; nowhere without a place. */
  announce(deviceId: string, staffId: StaffId, at: Place | undefined): Promise<void>
  /** The device's line broke: unless it tells again soon it is gone. */
  hungUp(deviceId: string): Promise<void>
  /** Those at requests that this device's scopes hold, itself left out. */
  lineFor(deviceId: string): Promise<PresenceLine>
  waitForChange(ms: number, signal: AbortSignal): Promise<void>
  /** For the listener of this process. */
  readonly onNotified: (payload: string) => void
  stop(): void
}

const notice = z.object({ device: z.string(), staff: id<StaffId>().optional(), at: placeSchema.optional(), hungUp: z.boolean().optional() })
type Notice = z.infer<typeof notice>
interface Entry {
  readonly staffId: StaffId
  readonly at: Place
  readonly until: number
}

export function createPresenceBoard({ db, now }: { readonly db: Db; readonly now: () => number }): PresenceBoard {
  const entries = new Map<string, Entry>()
  const waiters = new Set<() => void>()
  const wake = (): void => {
    for (const one of waiters) one()
  }
  const take = ({ device, staff, at, hungUp }: Notice): void => {
    const known = entries.get(device)
    if (hungUp) {
      if (known) entries.set(device, { ...known, until: Math.min(known.until, now() + PRESENCE_GRACE_MS) })
      return
    }
    const next = at && staff ? { staffId: staff, at, until: now() + PRESENCE_LIVES_MS } : undefined
    if (next) entries.set(device, next)
    else entries.delete(device)
    // Told again and nothing new: nobody needs to wake for it.
    if (nameOf(known) !== nameOf(next)) wake()
  }
  const sweep = (): void => {
    const over = [...entries].filter(([, entry]) => entry.until <= now())
    for (const [device] of over) entries.delete(device)
    if (over.length > 0) wake()
  }
  const timer = setInterval(sweep, SWEEP_MS)
  timer.unref()
  const notify = async (told: Notice): Promise<void> => {
    await sql`select pg_notify(${PRESENCE_CHANNEL}, ${JSON.stringify(told)})`.execute(db)
  }
  return {
    announce: (device, staff, at) => notify({ device, staff, ...(at ? { at } : {}) }),
    hungUp: async (device) => {
      if (entries.has(device)) await notify({ device, hungUp: true })
    },
    lineFor: async (deviceId) => {
      const others = [...entries].filter(([device, entry]) => device !== deviceId && entry.until > now()).map(([, entry]) => entry)
      const held = await heldRequests(db, deviceId, others.map((entry) => entry.at.requestId))
      return toLine(others.filter((entry) => held.has(entry.at.requestId)))
    },
    waitForChange: (ms, signal) => waitFor(waiters, (wake) => wake, ms, signal),
    onNotified: (payload) => {
      const told = parse(payload)
      if (told) take(told)
    },
    stop: () => clearInterval(timer),
  }
}

const nameOf = (entry: Entry | undefined): string => (entry ? `${entry.staffId} ${entry.at.requestId} ${entry.at.doing}` : '')

/** Those of the requests that one of the device's own scopes holds now. */
export async function heldRequests(db: Db, deviceId: string, requestIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (requestIds.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select r.id::text as id from requests r join device_scopes d on d.scope = r.scope
    where d.device_id = ${deviceId} and r.in_scope and r.id = any(${[...new Set(requestIds)]}::uuid[])`.execute(db)
  return new Set(rows.map((row) => row.id))
}

/** One line a person and request, however many desks they sit at; sorted, so that the same people give the same tag. */
function toLine(entries: readonly Entry[]): PresenceLine {
  const byKey = new Map<string, PresenceLine['people'][number]>()
  for (const { staffId, at } of entries) {
    const key = `${at.requestId} ${staffId}`
    if (byKey.get(key)?.doing !== 'editing') byKey.set(key, { ...at, staffId })
  }
  const people = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, MOST_PEOPLE).map(([, one]) => one)
  return { t: 'presence', tag: people.length === 0 ? '' : createHash('sha256').update(JSON.stringify(people)).digest('base64url').slice(0, 22), people }
}

function parse(payload: string): Notice | undefined {
  try {
    return notice.safeParse(JSON.parse(payload)).data
  } catch {
    return undefined
  }
}
