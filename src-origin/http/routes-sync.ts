// Routes of the sync itself: changes, snapshot, push, a person's service-log rows.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isId } from '../../src-shared/base/ids'
import { DEFAULT_LIMITS } from '../../src-shared/protocol/version'
import type { PushResult } from '../../src-shared/protocol/push'
import { isErased } from '../cases/suppression'
import { readChanges, type ChangesPage, type FeedContext } from '../feed/changes'
import { openSnapshot } from '../feed/snapshot'
import { loadGrants } from '../feed/state'
import { personRowsPage, ROWS_PAGE } from '../feed/person-rows'
import { processPush } from '../push/process-push'
import { PUSH_BYTES } from './body-limits'
import type { HttpContext } from './http-context'
import { changesQuery, rowsQuery, snapshotQuery } from './queries'
import { readJsonBody, readQuery } from './read'
import { Refusal } from './refusal'
import { sendLines } from './stream'
import { POLL_AGAIN_S } from './waiting-polls'
import { mustDevice, mustPerson } from './who'

const pushEnvelope = z.object({ deviceId: z.string(), items: z.array(z.unknown()).min(1).max(DEFAULT_LIMITS.pushItems) })

export function addSyncRoutes(app: FastifyInstance, http: HttpContext): void {
  const { context } = http
  const feed: FeedContext = { db: context.db, cursorKey: context.keys.cursor, now: context.now }

  app.get('/changes', async (request, reply) => {
    const device = await mustDevice(context, request)
    http.budgets.spend('pull', device.id, context.now())
    const query = readQuery(request, changesQuery)
    const { page, retryAfterS } = await waitForPage(http, feed, request, { deviceId: device.id, cursor: query.cursor, limit: query.limit || DEFAULT_LIMITS.changesPageEntries, waitMs: Math.min(query.wait ?? 0, DEFAULT_LIMITS.longPollMs) })
    if (retryAfterS !== undefined) void reply.header('retry-after', String(retryAfterS))
    return sendLines(request, reply, [page.text])
  })

  app.get('/snapshot', async (request, reply) => {
    const device = await mustDevice(context, request)
    http.budgets.spend('pull', device.id, context.now())
    const query = readQuery(request, snapshotQuery)
    const pieces = await openSnapshot(feed, device.id, query.scope, query.after)
    if (!pieces.ok) throw new Refusal(pieces.error)
    return sendLines(request, reply, pieces.value)
  })

  app.post('/push', { bodyLimit: PUSH_BYTES }, async (request): Promise<{ results: readonly PushResult[] }> => {
    const device = await mustDevice(context, request)
    http.budgets.spend('push', device.id, context.now())
    const person = await mustPerson(context, request, device, 'read-queue')
    const envelope = pushEnvelope.safeParse(readJsonBody(request))
    if (!envelope.success || envelope.data.deviceId !== device.id) throw new Refusal('bad_request')
    const caseScopes = (await loadGrants(context.db, device.id)).filter((grant) => grant.kind === 'case').map((grant) => grant.id)
    const results = await processPush(context, { ...person, deviceId: device.id, caseScopes }, envelope.data.items)
    if (!results) throw new Refusal('bad_request')
    return { results }
  })

  app.get<{ Params: { id: string } }>('/people/:id/rows', async (request, reply) => {
    const device = await mustDevice(context, request)
    http.budgets.spend('pull', device.id, context.now())
    await mustPerson(context, request, device, 'read-person')
    const subjectId = request.params.id
    const query = readQuery(request, rowsQuery)
    if (!isId(subjectId)) throw new Refusal('bad_request')
    if (await isErased(context.db, subjectId, context.keys.erasedIds)) throw new Refusal('gone_erased')
    const page = await personRowsPage(context, { deviceId: device.id, subjectId, ...query, limit: Math.min(query.limit || ROWS_PAGE, ROWS_PAGE) })
    if (!page) throw new Refusal('not_found')
    return sendLines(request, reply, page)
  })
}

interface Poll {
  readonly deviceId: string
  readonly cursor: string
  readonly limit: number
  readonly waitMs: number
}

interface Polled {
  readonly page: ChangesPage
  /** There was nothing, and no room to wait for it. */
  readonly retryAfterS?: number
}

/** An empty page is held back until something happens or the time is over; whoever hangs up waits no longer. */
async function waitForPage(http: HttpContext, feed: FeedContext, request: FastifyRequest, poll: Poll): Promise<Polled> {
  const read = async (): Promise<ChangesPage> => {
    const page = await readChanges(feed, poll.deviceId, poll.cursor, poll.limit)
    if (!page.ok) throw new Refusal(page.error)
    return page.value
  }
  if (poll.waitMs === 0) return { page: await read() }
  const place = http.polls.enter(poll.deviceId)
  if (!place) {
    const page = await read()
    return page.count > 0 ? { page } : { page, retryAfterS: POLL_AGAIN_S }
  }
  const gone = new AbortController()
  request.raw.once('close', () => gone.abort())
  const ended = AbortSignal.any([gone.signal, place.ended, AbortSignal.timeout(poll.waitMs)])
  try {
    for (;;) {
      // Waiting begins before reading, so that a change between the two is not slept through.
      let scopes: readonly string[] | undefined
      const change = http.feed.waitForChange(poll.waitMs, ended, () => scopes)
      const page = await read()
      scopes = page.scopes
      if (page.count > 0 || ended.aborted) return { page }
      await change
    }
  } finally {
    place.release()
  }
}
