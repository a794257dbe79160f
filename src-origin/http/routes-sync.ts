// Routes of the sync itself: changes, snapshot, push, a person's service-log rows.
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { isId } from '../../src-shared/base/ids'
import { DEFAULT_LIMITS } from '../../src-shared/protocol/version'
import type { PushResult } from '../../src-shared/protocol/push'
import { isErased } from '../cases/suppression'
import type { FeedContext } from '../feed/changes'
import { openSnapshot } from '../feed/snapshot'
import { caseScopesOf } from '../feed/state'
import { personRowsPage, ROWS_PAGE } from '../feed/person-rows'
import { processPush } from '../push/process-push'
import { PUSH_BYTES } from './body-limits'
import type { HttpContext } from './http-context'
import { createLongPoll } from './long-poll'
import { changesQuery, rowsQuery, snapshotQuery } from './queries'
import { readJsonBody, readQuery } from './read'
import { Refusal } from './refusal'
import { sendLines } from './stream'
import { mustDevice, mustPerson } from './who'

const pushEnvelope = z.object({ deviceId: z.string(), items: z.array(z.unknown()).min(1).max(DEFAULT_LIMITS.pushItems) })

export function addSyncRoutes(app: FastifyInstance, http: HttpContext): void {
  const { context } = http
  const feed: FeedContext = { db: context.db, cursorKey: context.keys.cursor, now: context.now, rules: () => context.rules.inForce.version }

  const poll = createLongPoll(http, feed)

  app.get('/changes', async (request, reply) => {
    const device = await mustDevice(context, request)
    http.budgets.spend('pull', device.id, context.now())
    const query = readQuery(request, changesQuery)
    const { cursor, presence } = query
    const waitMs = Math.min(query.wait ?? 0, DEFAULT_LIMITS.longPollMs)
    const polled = await poll(request, { deviceId: device.id, cursor, limit: query.limit || DEFAULT_LIMITS.changesPageEntries, waitMs, presence })
    if (polled.retryAfterS !== undefined) void reply.header('retry-after', String(polled.retryAfterS))
    return sendLines(request, reply, [...(polled.presence ? [`${JSON.stringify(polled.presence)}\n`] : []), polled.page.text])
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
    const caseScopes = await caseScopesOf(context.db, device.id)
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
