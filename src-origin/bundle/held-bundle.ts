// One evidence bundle at a time, for as long as it takes: whoever asks for it waits a little, is told to come back while it is still being put together, and finds it
// then. An answer that says nothing for half a minute is a dead line to a desk, and to much that stands between.

import { setTimeout } from 'node:timers/promises'

/** `later`: it is being made, for whoever asks. `busy`: it is somebody else's. */
export type HeldAnswer = { readonly page: string } | 'later' | 'busy'

export interface HeldBundle {
  /** `key`: whose, and of which days. @throws what `gather` throws, to whoever asks for it next */
  readonly ask: (key: string, gather: () => Promise<string>) => Promise<HeldAnswer>
  /** Whoever asked has gone: what is made is not kept for them. Only one is made at a time all the same. */
  readonly leave: (key: string) => void
}

export interface HeldBundleDeps {
  /** How long one question waits, in ms. */
  readonly waitMs: number
  /** How long a bundle that nobody comes back for stays in memory, in ms. */
  readonly keepMs: number
  readonly now: () => number
}

interface Held {
  readonly key: string
  readonly work: Promise<string>
  /** Since when it waits to be fetched. */
  doneAt?: number
  isLeft: boolean
}

export function createHeldBundle({ waitMs, keepMs, now }: HeldBundleDeps): HeldBundle {
  let held: Held | undefined
  const begin = (key: string, gather: () => Promise<string>): Held => {
    const made: Held = { key, work: gather(), isLeft: false }
    const done = (): void => {
      made.doneAt = now()
      if (made.isLeft && held === made) held = undefined
    }
    made.work.then(done, done)
    return made
  }
  return {
    ask: async (key, gather) => {
      if (held?.doneAt !== undefined && now() - held.doneAt > keepMs) held = undefined
      if (held !== undefined && held.key !== key) return 'busy'
      const mine = (held ??= begin(key, gather))
      mine.isLeft = false
      const forget = (): void => void (held = held === mine ? undefined : held)
      const over = new AbortController()
      try {
        const page = await Promise.race([mine.work, setTimeout(waitMs, undefined, { signal: over.signal })])
        if (page === undefined) return 'later'
        forget()
        return { page }
      } catch (error) {
        forget()
        throw error
      } finally {
        over.abort()
      }
    },
    leave: (key) => {
      if (held?.key !== key) return
      held.isLeft = true
      if (held.doneAt !== undefined) held = undefined
    },
  }
}
