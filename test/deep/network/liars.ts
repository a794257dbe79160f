// A server that answers as a test says and writes down every request that it was sent.
import type http from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Heard {
  readonly line: string
  /** Names and values. */
  readonly headers: string
  readonly body: string
}
export interface Liar {
  readonly port: number
  readonly heard: Heard[]
  stop(): Promise<void>
}
export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** `port` 0: any that is free. */
export async function startLiar(server: http.Server, answer: Answer, port: number): Promise<Liar> {
  const heard: Heard[] = []
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    let said = ''
    request.on('data', (chunk) => (said += String(chunk)))
    request.on('end', () => {
      heard.push({ line: `${request.method ?? ''} ${request.url ?? ''}`, headers: request.rawHeaders.join(' '), body: said })
      answer(request, response)
    })
  })
  await new Promise<void>((listening) => server.listen(port, 'localhost', listening))
  return {
    heard,
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((stopped) => {
      server.close(() => stopped())
      server.closeAllConnections()
    }),
  }
}
