// Time that passes only when everything else has come to rest: timers go off in order, those of one moment in the order they were set.
import type { Sleep } from '../../../src-main/sync/backoff'

interface Timer {
  readonly at: number
  readonly place: number
  readonly go: () => void
}

export class VirtualTime {
  now = 0
  #timers: Timer[] = []
  #set = 0

  /** Answers how to take it back. */
  after(ms: number, go: () => void): () => void {
    const timer = { at: this.now + ms, place: this.#set++, go }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer)
    }
  }

  delay(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  readonly sleep: Sleep = (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const done = (): void => {
        takeBack()
        signal.removeEventListener('abort', done)
        resolve()
      }
      const takeBack = this.after(ms, done)
      signal.addEventListener('abort', done, { once: true })
    })

  /** Lets everything that can go on without time go on. */
  async rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
  }

  /** Until the moment, or until no timer is left. `each` is called at rest after every one. */
  async runUntil(moment: number, each: () => void): Promise<void> {
    await this.rest()
    for (;;) {
      const next = this.#timers.reduce<Timer | undefined>((first, one) => (!first || one.at < first.at || (one.at === first.at && one.place < first.place) ? one : first), undefined)
      if (!next || next.at > moment) break
      this.#timers = this.#timers.filter((one) => one !== next)
      this.now = next.at
      next.go()
      await this.rest()
      each()
    }
    this.now = moment
  }
}
