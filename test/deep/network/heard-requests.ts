// What every HTTP server of this process was sent, as it came off the wire: the origin of a test runs here.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

export interface HeardRequest {
  readonly method: string
  /** Path with query. */
  readonly url: string
  readonly headers: readonly string[]
  body(): Buffer
}

export function hearRequests(): { readonly heard: HeardRequest[]; readonly stop: () => void } {
  const heard: HeardRequest[] = []
  const hear = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage }
    const parts: Buffer[] = []
    // What is pushed into the stream is what its reader gets; a reader of ours would take it away.
    const push = request.push.bind(request)
    request.push = (chunk: unknown, ...more) => {
      if (Buffer.isBuffer(chunk)) parts.push(Buffer.from(chunk))
      return push(chunk, ...more)
    }
    heard.push({ method: request.method ?? '', url: request.url ?? '', headers: request.rawHeaders, body: () => Buffer.concat(parts) })
  }
  subscribe('http.server.request.start', hear)
  return { heard, stop: () => void unsubscribe('http.server.request.start', hear) }
}

/** In every way in which a text gets into a URL or a header. */
export function spellings(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const escaped = [encodeURIComponent(text), encodeURI(text), new URLSearchParams({ q: text }).toString().slice(2)]
  const coded = (['base64', 'base64url', 'hex', 'latin1'] as const).map((encoding) => bytes.toString(encoding))
  return [...new Set([text, ...escaped, ...coded].map((one) => one.toLowerCase()))]
}
