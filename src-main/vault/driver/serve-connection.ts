// The thread's side of the second driver: takes calls one after the other, does each, and answers.
import type { MessagePort } from 'node:worker_threads'
import { assertNever, must } from '../../../src-shared/base/assert'
import { CiphersConnection } from './ciphers-connection'
import { StoreFault } from './sqlite-handle'
import type { Call, ConnectionPlace, Question, Reply } from './threaded-messages'

function failureOf(id: number, error: unknown): Reply {
  if (error instanceof StoreFault) return { id, fault: { code: error.code, message: error.message } }
  // A defect of ours; what the addon or the file system says is not passed on.
  const isOurs = error instanceof Error && error.message.startsWith('invariant: ')
  return { id, fault: { message: isOurs ? error.message : 'invariant: the database thread failed' } }
}

class ServedConnection {
  readonly #place: ConnectionPlace
  readonly #cut: Int32Array
  #connection: CiphersConnection | undefined

  constructor(place: ConnectionPlace) {
    this.#place = place
    this.#cut = new Int32Array(place.cut)
  }

  async answer(id: number, call: Call): Promise<unknown> {
    if (call.kind === 'open') {
      this.#connection = new CiphersConnection(this.#place.path, this.#place.mode)
      return undefined
    }
    return this.#answerOpen(id, call, must(this.#connection, 'connection'))
  }

  #answerOpen(id: number, call: Exclude<Call, { readonly kind: 'open' }>, connection: CiphersConnection): unknown {
    const mayGoOn = (): void => {
      if (Atomics.load(this.#cut, 0) === id) throw new StoreFault('SQLITE_INTERRUPT', 'SQLITE_INTERRUPT')
    }
    switch (call.kind) {
      case 'unlock':
        connection.unlock(call.key)
        return undefined
      case 'all': return connection.all(call.sql, call.params, mayGoOn)
      case 'run': return connection.run(call.sql, call.params)
      case 'exec':
        connection.exec(call.sql)
        return undefined
      case 'begin-stream':
        connection.beginStream(id, call.sql, call.params)
        return id
      case 'next-rows': return connection.nextRows(call.stream, call.count, mayGoOn)
      case 'end-stream':
        connection.endStream(call.stream)
        return undefined
      case 'copy-into':
        connection.copyInto(call.path, call.key)
        return undefined
      case 'broken-seals': return connection.brokenSeals()
      case 'close':
        connection.close()
        return undefined
      default: return assertNever(call)
    }
  }
}

export function serveConnection(port: MessagePort, place: ConnectionPlace): void {
  const served = new ServedConnection(place)
  let turn: Promise<void> = Promise.resolve()
  port.on('message', ({ id, call }: Question) => {
    turn = turn.then(async () => {
      try {
        port.postMessage({ id, value: await served.answer(id, call) } satisfies Reply)
      } catch (error) {
        port.postMessage(failureOf(id, error))
      }
    })
  })
}
