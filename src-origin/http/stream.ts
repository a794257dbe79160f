// Answers NDJSON with back-pressure, packed when the other side can unpack.
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Level 1: on a desk's line the pages are a fifth of their size already, and every further level costs the origin more than it saves. */
const GZIP_LEVEL = 1

export function sendLines(request: FastifyRequest, reply: FastifyReply, pieces: AsyncIterable<string> | Iterable<string>): FastifyReply {
  const lines = Readable.from(pieces, { objectMode: false })
  void reply.header('content-type', 'application/x-ndjson').header('cache-control', 'no-store').header('vary', 'accept-encoding')
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(lines)
  const packed = createGzip({ level: GZIP_LEVEL })
  // A failing source must cut the answer short: the missing end line then tells the desk that nothing of it counts.
  lines.on('error', (error) => packed.destroy(error))
  return reply.header('content-encoding', 'gzip').send(lines.pipe(packed))
}
