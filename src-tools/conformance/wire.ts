// HTTPS to the origin under test: the pinned key alone, no redirects, the bytes of the answer as they came and unpacked.
import { createHash, X509Certificate } from 'node:crypto'
import https from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import { checkServerIdentity } from 'node:tls'
import { gunzipSync } from 'node:zlib'
import type { EnrolmentBody } from '../../src-shared/formats/enrolment'
import { Failed } from './verdict'

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT'
  /** With query. */
  readonly path: string
  /** Bytes go as they are, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Undefined where the text is no JSON. */
  readonly json: unknown
}
export type Wire = (call: Call) => Promise<Answer>

/** Longer than a long poll; an origin that is silent for so long does not answer. */
const SILENCE_MS = 60_000
const MAX_BYTES = 64 * 1_048_576

export function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body), 'utf8')
}

/** A request that gets no answer at all is a failed check, not the end of the suite. */
export function createWire(url: URL, enrolment: EnrolmentBody): Wire {
  const isPinned = (raw: Buffer): boolean => {
    const key = new X509Certificate(raw).publicKey.export({ type: 'spki', format: 'der' })
    return enrolment.pins.includes(createHash('sha256').update(key).digest('base64'))
  }
  return (call) =>
    new Promise((resolve, reject) => {
      const body = bytesOf(call.body)
      const request = https.request(
        {
          host: url.hostname, port: url.port === '' ? 443 : Number(url.port), servername: url.hostname, agent: false,
          ca: enrolment.caPem, rejectUnauthorized: true, minVersion: 'TLSv1.2', timeout: SILENCE_MS,
          checkServerIdentity: (host, certificate) => checkServerIdentity(host, certificate) ?? (isPinned(certificate.raw) ? undefined : new Error('pin')),
          path: call.path, method: call.method ?? 'GET',
          headers: { ...(body.length > 0 ? { 'content-type': 'application/json', 'content-length': body.length } : {}), ...call.headers },
        },
        (response) => {
          const chunks: Buffer[] = []
          let size = 0
          response.on('data', (chunk: Buffer) => {
            size += chunk.length
            if (size > MAX_BYTES) request.destroy(new Error('too much'))
            else chunks.push(chunk)
          })
          response.once('error', fail)
          response.once('end', () => resolve(answerOf(response.statusCode ?? 0, response.headers, Buffer.concat(chunks))))
        },
      )
      const fail = (error: NodeJS.ErrnoException): void => reject(new Failed('an answer', `no answer (${error.code ?? error.message})`))
      request.once('timeout', () => request.destroy(new Error('silence')))
      request.once('error', fail)
      request.end(body)
    })
}

function answerOf(status: number, headers: IncomingHttpHeaders, packed: Buffer): Answer {
  const text = unpack(headers, packed).toString('utf8')
  return { status, headers, text, json: parse(text) }
}

function unpack(headers: IncomingHttpHeaders, packed: Buffer): Buffer {
  if (headers['content-encoding'] !== 'gzip') return packed
  try {
    return gunzipSync(packed, { maxOutputLength: MAX_BYTES })
  } catch {
    throw new Failed('gzip that can be unpacked', 'a damaged one')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
