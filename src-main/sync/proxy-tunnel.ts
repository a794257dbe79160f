// The way through a company's proxy, where the enrolment file or somebody at this desk names one: CONNECT to the origin's name and port, then our own TLS with our own pins inside. The
// proxy sees a name, a port and encrypted bytes. No proxy comes from a variable, a script or the system, and where the named one refuses, nothing goes past it.
import { request } from 'node:http'
import { Agent, type AgentOptions } from 'node:https'
import type { Socket } from 'node:net'
import type { ProxyPlace } from '../../src-shared/domain/proxy-place'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'

type Made = (error: Error | null, socket?: Socket) => void

/** As if nobody could be reached: nothing of a request has left the desk. */
function noTunnel(): Error {
  return Object.assign(new Error('no tunnel'), { code: 'DESK_PROXY', syscall: 'connect' })
}

/** The bare line to `target`, before any TLS. Rejects with the error of a connection that did not come about. */
export function openTunnel(proxy: ProxyPlace, target: ProxyPlace, silenceMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const place = `${target.host}:${String(target.port)}`
    // `Host` alone: neither who asks nor what with.
    const asking = request({ host: proxy.host, port: proxy.port, method: 'CONNECT', path: place, headers: { host: place }, agent: false, timeout: silenceMs })
    const patience = setTimeout(() => asking.destroy(), silenceMs)
    asking.once('connect', (answer, socket, head) => {
      clearTimeout(patience)
      socket.setTimeout(0)
      // Whoever speaks before us is no TLS server; another status is a no.
      if (answer.statusCode === 200 && head.length === 0) return resolve(socket)
      socket.destroy()
      reject(noTunnel())
    })
    asking.once('response', () => asking.destroy())
    asking.once('timeout', () => asking.destroy())
    asking.once('error', () => undefined)
    asking.once('close', () => {
      clearTimeout(patience)
      reject(noTunnel())
    })
    asking.end()
  })
}

/** An agent whose every connection is TLS inside a tunnel; what its options say of trust holds there. */
export function tunnelAgent(proxy: ProxyPlace, options: AgentOptions, silenceMs: number): Agent {
  const agent = new Agent(options)
  const createConnection = (to: ConnectionOptions & ProxyPlace, made: Made): undefined => {
    openTunnel(proxy, { host: to.host, port: to.port }, silenceMs).then(
      (socket) => made(null, connectTls({ ...to, socket })),
      (error: unknown) => made(error as Error),
    )
    return undefined
  }
  return Object.assign(agent, { createConnection })
}
