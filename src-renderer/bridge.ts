// The page's end of the one MessagePort: asks by channel, answers by number, events to whoever listens.
//
// connect() → preload → window message {type: PORT_MESSAGE} with exactly one port → ask/answer/event (contract/port.ts)
import type { AnswerOf, ChannelName, RequestOf } from '../src-shared/contract/channels'
import type { DeskError } from '../src-shared/contract/errors'
import type { PortReply } from '../src-shared/contract/port'
import { PORT_MESSAGE, type ConnectReply, type ShellApi } from '../src-shared/contract/shell'
import type { DeskEvent } from '../src-shared/contract/topics'
import { err, type Result } from '../src-shared/base/result'

export type ConnectError = Extract<ConnectReply, { ok: false }>['error']
type Reply = Result<unknown, DeskError>

export interface Bridge {
  /** Waits for the port; asks made earlier wait with it. */
  readonly connected: Promise<Result<void, ConnectError>>
  ask<Name extends ChannelName>(channel: Name, request: RequestOf<Name>): Promise<Result<AnswerOf<Name>, DeskError>>
  onEvent(listener: (event: DeskEvent) => void): () => void
}

/** Takes the first port that our own preload sends to our own window, and then listens no more. */
function takePort(page: Window): Promise<MessagePort> {
  return new Promise((resolve) => {
    const take = (message: MessageEvent<unknown>): void => {
      const port = message.ports[0]
      const isOurs = message.source === page && message.origin === page.location.origin
      if (!isOurs || !isPortMessage(message.data) || port === undefined || message.ports.length !== 1) return
      page.removeEventListener('message', take)
      resolve(port)
    }
    page.addEventListener('message', take)
  })
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === PORT_MESSAGE
}

export function createBridge(shell: Pick<ShellApi, 'connect'>, page: Window): Bridge {
  const waiting = new Map<number, (reply: Reply) => void>()
  const listeners = new Set<(event: DeskEvent) => void>()
  let lastId = 0

  const endAll = (): void => {
    for (const answer of waiting.values()) answer(err({ kind: 'vault-ended' }))
    waiting.clear()
  }
  const receive = (reply: PortReply): void => {
    if (reply.t === 'event') {
      for (const listener of listeners) listener(reply.event)
      return
    }
    waiting.get(reply.id)?.(reply.result)
    waiting.delete(reply.id)
  }
  const connect = async (): Promise<Result<MessagePort, ConnectError>> => {
    const port = takePort(page)
    const reply = await shell.connect()
    if (!reply.ok) return err(reply.error)
    const taken = await port
    // The port speaks only the contract: the other end is our own data process, reached through our own preload.
    taken.addEventListener('message', (message: MessageEvent<PortReply>) => receive(message.data))
    taken.addEventListener('close', endAll)
    taken.start()
    return { ok: true, value: taken }
  }

  const opening = connect()
  return {
    connected: opening.then((opened) => (opened.ok ? { ok: true, value: undefined } : opened)),
    ask: async (channel, request) => {
      const opened = await opening
      if (!opened.ok) return err({ kind: 'vault-ended' })
      const id = ++lastId
      const reply = new Promise<Reply>((resolve) => waiting.set(id, resolve))
      opened.value.postMessage({ t: 'ask', id, channel, request })
      // The answer's type belongs to the channel: contract/channels.ts derives both ends from one declaration.
      return (await reply) as Result<AnswerOf<typeof channel>, DeskError>
    },
    onEvent: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
