// Hears what other processes of the origin notify: one connection of its own, opened again when it breaks.
import { setTimeout as delay } from 'node:timers/promises'
import type { OriginDatabase } from './database'

const RECONNECT_MS = 500

export interface Listening {
  /** By channel; they are given what the notification carries. */
  readonly handlers: Readonly<Record<string, (payload: string) => void>>
  /** At every beginning, also after a break: what was notified in between was heard by nobody. */
  readonly onListening?: () => void
  readonly onError: (error: unknown) => void
}
export interface Listener {
  stop(): Promise<void>
}

/** Resolves when it listens for the first time, or has failed to. */
export async function startListening(database: OriginDatabase, listening: Listening): Promise<Listener> {
  const stopped = new AbortController()
  let running: Promise<void> = Promise.resolve()
  await new Promise<void>((resolve) => {
    running = listen(database, stopped.signal, listening, resolve)
  })
  return {
    stop: async () => {
      stopped.abort()
      await running
    },
  }
}

async function listen(database: OriginDatabase, signal: AbortSignal, { handlers, onListening, onError }: Listening, onTried: () => void): Promise<void> {
  while (!signal.aborted) {
    try {
      const client = await database.pool.connect()
      const broken = new Promise<void>((resolve) => {
        client.once('error', () => resolve())
        client.once('end', () => resolve())
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      client.on('notification', (message) => handlers[message.channel]?.(message.payload ?? ''))
      for (const channel of Object.keys(handlers)) await client.query(`listen ${channel}`)
      onListening?.()
      onTried()
      await broken
      // Never back into the pool: it listens, and may be broken.
      client.release(true)
    } catch (error) {
      onTried()
      onError(error)
    }
    // Ends at once where it is aborted already.
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined)
  }
}
