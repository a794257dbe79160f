// The remaining routes: online search, attachments by hash, intake, the API's own description.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { intakeRequest, searchRequest, type IntakeResponse, type SearchResponse } from '../../src-shared/protocol/search'
import { searchOnline } from '../feed/search-online'
import { takeIn } from '../intake/take-in'
import type { HttpContext } from './http-context'
import { describeApi } from './openapi'
import { readBody } from './read'
import { Refusal } from './refusal'
import { bodyBytes, header, mustDevice, mustPerson } from './who'

/** An attachment: a scan or a letter, not a film. */
const BLOB_BYTES = 16 * 1_048_576
const SHA256 = /^[0-9a-f]{64}$/

export function addOtherRoutes(app: FastifyInstance, http: HttpContext): void {
  const { context } = http

  app.post('/search', async (request): Promise<SearchResponse> => {
    const device = await mustDevice(context, request)
    await mustPerson(context, request, device, 'search')
    return searchOnline(context, device.id, readBody(request, searchRequest))
  })

  app.post('/intake', async (request): Promise<IntakeResponse> => {
    mustIntakeServer(header(request, 'authorization'), context.keys.intakeToken)
    const taken = await takeIn(context, readBody(request, intakeRequest))
    if (!taken.ok) throw new Refusal(taken.error)
    return taken.value
  })

  app.get('/openapi.json', async () => describeApi())
  addBlobRoutes(app, http)
}

function addBlobRoutes(app: FastifyInstance, http: HttpContext): void {
  const { context } = http

  app.put<{ Params: { sha256: string } }>('/blobs/:sha256', { bodyLimit: BLOB_BYTES }, async (request, reply) => {
    const device = await mustDevice(context, request)
    await mustPerson(context, request, device, 'work-request')
    const content = bodyBytes(request)
    const hash = createHash('sha256').update(content).digest()
    // The name is the content: what does not have its hash is not stored under it.
    if (hash.toString('hex') !== request.params.sha256) throw new Refusal('bad_request')
    await context.db
      .insertInto('blobs')
      .values({ sha256: hash, size: content.length, content, at: context.now() })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return reply.status(204).send()
  })

  app.get<{ Params: { sha256: string } }>('/blobs/:sha256', async (request, reply) => {
    const device = await mustDevice(context, request)
    await mustPerson(context, request, device, 'read-person')
    if (!SHA256.test(request.params.sha256)) throw new Refusal('bad_request')
    const blob = await context.db.selectFrom('blobs').select(['size', 'content']).where('sha256', '=', Buffer.from(request.params.sha256, 'hex')).executeTakeFirst()
    if (!blob) throw new Refusal('not_found')
    const range = rangeOf(header(request, 'range'), blob.size)
    void reply.header('content-type', 'application/octet-stream').header('accept-ranges', 'bytes').header('cache-control', 'no-store')
    if (range === 'whole') return reply.send(blob.content)
    if (range === 'unsatisfiable') return reply.status(416).header('content-range', `bytes */${blob.size}`).send()
    return reply.status(206).header('content-range', `bytes ${range.from}-${range.to}/${blob.size}`).send(blob.content.subarray(range.from, range.to + 1))
  })
}

/** `bytes=FROM-` and `bytes=FROM-TO` (RFC 9110 section 14): what resuming needs. Anything else is answered with the whole. */
export function rangeOf(text: string | undefined, size: number): 'whole' | 'unsatisfiable' | { readonly from: number; readonly to: number } {
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(text ?? '')
  if (!match) return 'whole'
  const from = Number(match[1])
  const to = match[2] ? Math.min(Number(match[2]), size - 1) : size - 1
  return from >= size || to < from ? 'unsatisfiable' : { from, to }
}

function mustIntakeServer(authorization: string | undefined, token: string): void {
  const given = createHash('sha256').update(authorization ?? '').digest()
  const wanted = createHash('sha256').update(`Bearer ${token}`).digest()
  if (!timingSafeEqual(given, wanted)) throw new Refusal('unauthorised')
}
