// Routes of the files that notes name: brought part by part, fetched from any byte on.
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { blobParams, type BlobResponse } from '../../src-shared/protocol/notes'
import { caseScopesOf } from '../feed/state'
import { readFile, takePart } from '../notes/files'
import { BLOB_BYTES } from './body-limits'
import type { HttpContext } from './http-context'
import { blobGetQuery, blobPutQuery } from './queries'
import { readQuery } from './read'
import { Refusal } from './refusal'
import { bodyBytes, header, mustDevice, mustPerson } from './who'

export function addBlobRoutes(app: FastifyInstance, { context, budgets }: HttpContext): void {
  const who = async (request: FastifyRequest) => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    await mustPerson(context, request, device, 'work-request')
    const params = blobParams.safeParse(request.params)
    if (!params.success) throw new Refusal('bad_request')
    return { sha256: params.data.sha256, deviceId: device.id, caseScopes: await caseScopesOf(context.db, device.id) }
  }

  app.put('/blobs/:sha256', { bodyLimit: BLOB_BYTES }, async (request): Promise<BlobResponse> => {
    const asked = await who(request)
    const { requestId, offset } = readQuery(request, blobPutQuery)
    const taken = await takePart(context, { ...asked, requestId }, offset, bodyBytes(request))
    if (!taken) throw new Refusal('not_found')
    return taken
  })

  app.get('/blobs/:sha256', async (request, reply) => {
    const asked = await who(request)
    const { requestId } = readQuery(request, blobGetQuery)
    const from = rangeStart(header(request, 'range'))
    const found = await readFile(context, { ...asked, requestId }, from)
    if (!found) throw new Refusal('not_found')
    if (found === 'past-end') throw new Refusal('bad_request')
    void reply
      .status(from === 0 ? 200 : 206)
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', 'attachment')
      .header('accept-ranges', 'bytes')
      .header('content-length', String(found.bytes - from))
    if (from > 0) void reply.header('content-range', `bytes ${String(from)}-${String(found.bytes - 1)}/${String(found.bytes)}`)
    return reply.send(Readable.from(found.chunks, { objectMode: false }))
  })
}

/** A download that broke off goes on from a byte to the end; of other ranges there is no use. */
function rangeStart(range: string | undefined): number {
  if (range === undefined) return 0
  const start = /^bytes=(\d{1,9})-$/.exec(range)?.[1]
  if (start === undefined) throw new Refusal('bad_request')
  return Number(start)
}
