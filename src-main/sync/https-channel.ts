// One TLS connection to the enrolled origin: pinned, allow-listed, without redirects; the only place of the desk that opens a socket.
//
// | guard                      | why                                                                                                  |
// |----------------------------|------------------------------------------------------------------------------------------------------|
// | `ca` + rejectUnauthorized  | an explicit ca alone is defeated by NODE_TLS_REJECT_UNAUTHORIZED=0 (Node documentation, measured)     |
// | SPKI pin in the pin set    | a compelled or stolen CA is not enough                                                                |
// | no weak key, no SHA-1      | what the runtime's TLS library lets pass is not the same in Node and in Electron (server-certificate) |
// | maxCachedSessions 0        | a resumed TLS session skips checkServerIdentity, and with it the pin                                  |
// | no redirects               | node:https follows none by itself; a 3xx answer is a fault here                                       |
// | a named proxy, or none     | node:https reads no variable; through the one that is chosen the same TLS and pins go (proxy-tunnel.ts) |
// | host from the enrolment    | an IP literal or a host that the organisation key did not sign is refused before any lookup           |
import { Agent, request as httpsRequest, type AgentOptions } from 'node:https'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { PeerCertificate } from 'node:tls'
import { createGunzip } from 'node:zlib'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { HOST_NAME, type ProxyPlace } from '../../src-shared/domain/proxy-place'
import { tunnelAgent } from './proxy-tunnel'
import { checkServer } from './server-certificate'

/** Where the origin is, as the enrolment file says and nothing else; whom to believe to be it, as that file or a pin set says (pinned-trust.ts): asked anew with each request. */
export interface OriginTrust {
  readonly hosts: readonly { readonly host: string; readonly port: number }[]
  /** SHA-256 of the server key's SPKI, base64. */
  readonly pins: readonly string[]
  readonly caPem: readonly string[]
  /** The only way there, where the enrolment file or whoever works here named one (usecases/own-proxy.ts). */
  readonly proxy?: ProxyPlace | undefined
}
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Path with query; carries ids and numbers only, never a person's data. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly signal?: AbortSignal
}
export interface HttpAnswer {
  readonly status: number
  readonly retryAfterS?: number
  /** Ends with an exception when the connection breaks or a limit is passed; read it inside a guard. */
  readonly chunks: AsyncIterable<Uint8Array>
}
export interface HttpChannel {
  readonly host: string
  readonly send: (request: HttpRequest) => Promise<Result<HttpAnswer, DeskError>>
  readonly close: () => void
}

/** No byte for so long: the connection is dead. A long poll waits 25 s at most, so it ends before this. */
const SILENCE_MS = 30_000
/** What must arrive within each silence limit while a body comes in: a line that is slower than this serves nobody, and a trickle would hold us for ever. */
const PACE_BYTES = 16_384
/** An inflated body beyond this, or beyond a hundred times its packed size, is a bomb and not a page (a directory page is 16 MiB). */
const MAX_INFLATED_BYTES = 32 * 1_048_576
const MAX_INFLATION_RATIO = 100

/** Undefined: there is no host that may be spoken to. */
export function chooseHost(trust: OriginTrust): { readonly host: string; readonly port: number } | undefined {
  return trust.hosts.find(({ host, port }) => isIP(host) === 0 && HOST_NAME.test(host) && port > 0 && port < 65_536)
}

/** `silenceMs` is another one in tests alone. */
export function createHttpsChannel(trust: OriginTrust, silenceMs = SILENCE_MS): Result<HttpChannel, DeskError> {
  const place = chooseHost(trust)
  if (!place || trust.pins.length === 0 || trust.caPem.length === 0) return err({ kind: 'origin-not-trusted' })
  let made = trustingAgent(trust, silenceMs)
  const agent = (): Agent => {
    if (made.pins === trust.pins && made.caPem === trust.caPem && made.proxy === trust.proxy) return made.agent
    // Other pins, or another way: no line that was opened under the former ones is used again.
    made.agent.destroy()
    made = trustingAgent(trust, silenceMs)
    return made.agent
  }
  return ok({
    host: place.host,
    send: (request) => send(agent(), place, { ...request, silenceMs }),
    close: () => made.agent.destroy(),
  })
}

function trustingAgent({ pins, caPem, proxy }: OriginTrust, silenceMs: number): Pick<OriginTrust, 'pins' | 'caPem' | 'proxy'> & { readonly agent: Agent } {
  const options: AgentOptions = {
    keepAlive: true,
    maxSockets: 6,
    maxCachedSessions: 0,
    ca: [...caPem],
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    checkServerIdentity: (host: string, certificate: PeerCertificate) => checkServer(host, certificate, pins),
  }
  return { pins, caPem, proxy, agent: proxy === undefined ? new Agent(options) : tunnelAgent(proxy, options, silenceMs) }
}

function send(agent: Agent, place: { readonly host: string; readonly port: number }, request: HttpRequest & { readonly silenceMs: number }): Promise<Result<HttpAnswer, DeskError>> {
  return new Promise((resolve) => {
    const outgoing: ClientRequest = httpsRequest(
      {
        agent,
        host: place.host,
        port: place.port,
        servername: place.host,
        method: request.method,
        path: request.path,
        timeout: request.silenceMs,
        signal: request.signal,
        headers: {
          ...request.headers,
          'accept-encoding': 'gzip',
          ...(request.body ? { 'content-length': String(request.body.byteLength) } : {}),
        },
      },
      (incoming) => {
        keepPace(incoming, request.silenceMs)
        resolve(takeAnswer(incoming))
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(silence()))
    // Headers that come byte by byte, or "go on" for ever, are no silence: twice its time is more than a long poll takes.
    const patience = setTimeout(() => outgoing.destroy(silence()), 2 * request.silenceMs)
    outgoing.once('response', () => clearTimeout(patience))
    // An answer that changes the protocol ends the request without an error.
    outgoing.once('close', () => {
      clearTimeout(patience)
      resolve(err({ kind: 'origin-unreachable' }))
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(err(connectionError(error))))
    outgoing.end(request.body)
  })
}

const silence = (): Error => Object.assign(new Error('silence'), { code: 'ETIMEDOUT' })

/** Counts on the socket: what the body is packed with does not matter here. */
function keepPace(incoming: IncomingMessage, silenceMs: number): void {
  const { socket } = incoming
  let before = socket.bytesRead
  const watch = setInterval(() => {
    if (socket.bytesRead - before < PACE_BYTES) incoming.destroy(silence())
    before = socket.bytesRead
  }, silenceMs)
  incoming.once('close', () => clearInterval(watch))
}

function takeAnswer(incoming: IncomingMessage): Result<HttpAnswer, DeskError> {
  const status = incoming.statusCode ?? 0
  if (status >= 300 && status < 400) {
    incoming.destroy()
    return err({ kind: 'origin-not-trusted' })
  }
  const encoding = incoming.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'gzip' && encoding !== 'identity') {
    incoming.destroy()
    return err({ kind: 'origin-answer-invalid' })
  }
  const retryAfterS = Number(incoming.headers['retry-after'])
  return ok({
    status,
    ...(Number.isFinite(retryAfterS) && retryAfterS > 0 ? { retryAfterS } : {}),
    chunks: encoding === 'gzip' ? inflate(incoming) : limited(incoming),
  })
}

async function* limited(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > MAX_INFLATED_BYTES) throw new Error('answer too large')
    yield chunk
  }
}

async function* inflate(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
  let packed = 0
  let inflated = 0
  incoming.on('data', (chunk: Buffer) => (packed += chunk.byteLength))
  const gunzip = createGunzip()
  incoming.on('error', (error) => gunzip.destroy(error))
  // A connection cut short ends 'aborted' without 'error' on the gunzip side; without this the reader would wait for ever.
  incoming.on('aborted', () => gunzip.destroy(new Error('cut short')))
  incoming.pipe(gunzip)
  for await (const chunk of gunzip as AsyncIterable<Buffer>) {
    inflated += chunk.byteLength
    // The first kilobytes of any JSON pack well; the ratio is judged once there is something to judge.
    if (inflated > MAX_INFLATED_BYTES || (inflated > 1_048_576 && inflated > packed * MAX_INFLATION_RATIO)) throw new Error('bomb')
    yield chunk
  }
}

/** What Node calls a certificate's faults; those that it has no name for are UNSPECIFIED. */
const NOT_TRUSTED = /^(CERT_|UNSPECIFIED$|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS|ERR_SSL|EPROTO|DESK_PIN|HOSTNAME_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|ERR_OSSL)/

/** Bytes that are no HTTP: the host has proved itself, so they are its answer and no line that is down. A message cut short is such a line. */
export function isNoHttp(error: unknown): boolean {
  return /^HPE_(?!INVALID_EOF_STATE$)/.test((error as NodeJS.ErrnoException).code ?? '')
}

/** The origin cannot be reached, and nothing of the request got there. */
export const NOTHING_SENT: DeskError = { kind: 'origin-unreachable', params: { sent: 0 } }

/** Whether the origin may have done what it was asked, though no answer that counts came back. */
export function mayHaveArrived({ kind, params }: DeskError): boolean {
  return (kind === 'origin-unreachable' && params?.['sent'] !== 0) || kind === 'origin-answer-invalid' || kind === 'cancelled'
}

/** TLS that does not prove the origin is a different thing from an origin that is not there. */
export function connectionError(error: NodeJS.ErrnoException): DeskError {
  if (error.name === 'AbortError') return { kind: 'cancelled' }
  if (isNoHttp(error)) return { kind: 'origin-answer-invalid' }
  if (NOT_TRUSTED.test(error.code ?? '')) return { kind: 'origin-not-trusted' }
  // Where no connection came about nothing has left the desk; of every other break nobody knows what arrived before it.
  return error.syscall === 'connect' || error.syscall === 'getaddrinfo' ? NOTHING_SENT : { kind: 'origin-unreachable' }
}
