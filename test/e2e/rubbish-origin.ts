// Stands where a stopped origin stood, with its certificate and key, and answers what no origin would: TLS is right, what comes is not.
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'

/** Comes in every kind of rubbish: it must be on no screen. */
export const RUBBISH_MARK = 'rubbish-0x2f81'
/** What the scripts of the page would leave behind. */
export const RUBBISH_TRACE = 'rubbishRan'

const PAGE = `<!doctype html><title>${RUBBISH_MARK}</title><script>globalThis.${RUBBISH_TRACE}=1</script><img src=x onerror="globalThis.${RUBBISH_TRACE}=1"><form action="/login">${RUBBISH_MARK}</form>`
const OTHER_JSON = JSON.stringify({ value: RUBBISH_MARK })
const answer = (type: string, body: string): Buffer => Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`)

export const RUBBISH = {
  'a login page': answer('text/html', PAGE),
  'JSON of something else': answer('application/json', OTHER_JSON),
  'bytes that are no HTTP': Buffer.concat([Buffer.from(RUBBISH_MARK), Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at * 7_919) % 256))]),
} as const
export type Rubbish = keyof typeof RUBBISH

export interface RubbishOrigin {
  /** `GET /sync/v1/hello` of everything that came, in order. */
  readonly asked: readonly string[]
  stop(): Promise<void>
}

interface Keys {
  readonly tls: { readonly certPem: string; readonly keyPem: string }
}
interface EnrolmentFile {
  readonly body: { readonly hosts: readonly { readonly port: number }[] }
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T

export async function startRubbishOrigin(dataDir: string, rubbish: Rubbish): Promise<RubbishOrigin> {
  const { tls } = readJson<Keys>(join(dataDir, 'origin-keys.json'))
  const port = readJson<EnrolmentFile>(join(dataDir, 'enrolment.json')).body.hosts[0]?.port
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createTlsServer({ cert: tls.certPem, key: tls.keyPem }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined) // the desk hangs up on rubbish, as it should
    socket.once('data', (request) => {
      asked.push(request.toString('latin1').split(' HTTP/')[0] ?? '')
      socket.end(RUBBISH[rubbish])
    })
  })
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(port, 'localhost', listening))
  return {
    asked,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
