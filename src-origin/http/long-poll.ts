// The long poll of GET /changes: an empty page is held back until a record changes, somebody comes to or leaves a request, or the time is over.
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import type { PresenceLine } from '../../src-shared/protocol/presence'
import { readChanges, type ChangesPage, type FeedContext } from '../feed/changes'
import type { HttpContext } from './http-context'
import { createLimiter, type Limiter } from './limiter'
import { Refusal } from './refusal'
import { POLL_AGAIN_S } from './waiting-polls'
import { mustBeInService } from './who'

export interface Poll {
  readonly deviceId: string
  readonly cursor: string
  readonly limit: number
  readonly waitMs: number
  /** Tag of the presence that the desk holds; undefined: it does not ask for it. */
  readonly presence: string | undefined
}
export interface PolledPage {
  readonly page: ChangesPage
  /** Who is where, unless the desk has it already. */
  readonly presence?: PresenceLine
  /** There was nothing, and no room to wait for it. */
  readonly retryAfterS?: number
}
export type LongPoll = (request: FastifyRequest, poll: Poll) => Promise<PolledPage>

/** Nobody needs to see a colleague move faster than this; answers that carry records are not counted. */
const PRESENCE_PACE = { burst: 4, perMinute: 60 }
const PRESENCE_WAIT_MS = 1_000

export function createLongPoll(http: HttpContext, feed: FeedContext): LongPoll {
  const pace = createLimiter(PRESENCE_PACE)
  return async (request, poll) => {
    const place = poll.waitMs === 0 ? undefined : http.polls.enter(poll.deviceId)
    if (!place) {
      const polled = await readNow(http, feed, poll)
      return poll.waitMs === 0 || polled.page.count > 0 ? polled : { ...polled, retryAfterS: POLL_AGAIN_S }
    }
    const gone = new AbortController()
    request.raw.once('close', () => gone.abort())
    const ended = AbortSignal.any([gone.signal, place.ended, AbortSignal.timeout(poll.waitMs)])
    try {
      return await holdBack(http, feed, pace, { ...poll, ended })
    } finally {
      place.release()
      // Whoever hangs up waits no longer, and is no longer where they were, unless they come back.
      if (gone.signal.aborted) await http.presence.hungUp(poll.deviceId)
    }
  }
}

type Held = Poll & { readonly ended: AbortSignal }

async function readNow(http: HttpContext, feed: FeedContext, poll: Poll): Promise<PolledPage> {
  const page = await read(feed, poll)
  return { page, ...toTell(poll, await lineFor(http, poll)) }
}

async function read(feed: FeedContext, { deviceId, cursor, limit }: Poll): Promise<ChangesPage> {
  const page = await readChanges(feed, deviceId, cursor, limit)
  if (!page.ok) throw new Refusal(page.error)
  return page.value
}

async function holdBack(http: HttpContext, feed: FeedContext, pace: Limiter, held: Held): Promise<PolledPage> {
  for (let turns = 0; ; turns++) {
    const turn = new AbortController()
    const signal = AbortSignal.any([held.ended, turn.signal])
    // Waiting begins before reading, so that a change between the two is not slept through.
    const seen: { scopes?: readonly string[] } = {}
    const change = http.feed.waitForChange(held.waitMs, signal, () => seen.scopes)
    if (turns > 0) await mustBeInService(http.context, held.deviceId).catch((error: unknown) => {
      turn.abort()
      throw error
    })
    const page = await read(feed, held)
    seen.scopes = page.scopes
    if (page.count > 0 || held.ended.aborted) {
      turn.abort()
      return { page, ...toTell(held, await lineFor(http, held)) }
    }
    const presence = await Promise.race([change.then(() => undefined), presenceChange(http, pace, held, signal)])
    turn.abort()
    if (presence) return { page, presence }
  }
}

/** Resolves with what the desk does not hold yet, at its pace; undefined when the turn ends first. */
async function presenceChange(http: HttpContext, pace: Limiter, held: Held, signal: AbortSignal): Promise<PresenceLine | undefined> {
  while (!signal.aborted) {
    const change = http.presence.waitForChange(held.waitMs, signal)
    const { presence } = toTell(held, await lineFor(http, held))
    if (!presence) await change
    else if (pace.take(held.deviceId, http.context.now()) === 0) return presence
    else await delay(PRESENCE_WAIT_MS, undefined, { signal }).catch(() => undefined)
  }
  return undefined
}

async function lineFor(http: HttpContext, held: Poll): Promise<PresenceLine | undefined> {
  return held.presence === undefined ? undefined : http.presence.lineFor(held.deviceId)
}

function toTell(held: Poll, line: PresenceLine | undefined): { readonly presence?: PresenceLine } {
  return line && line.tag !== held.presence ? { presence: line } : {}
}
