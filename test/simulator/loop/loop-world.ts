// One history of the real sync loop: its steps are scripted, its time is virtual, and people hurry it or end it at any moment.
import { createHash } from 'node:crypto'
import { createRng, type Rng } from '../../../src-origin/seed/random'
import type { Sleep } from '../../../src-main/sync/backoff'
import { createSyncLoop, type SyncLoop, type SyncSteps } from '../../../src-main/sync/sync-loop'
import { err, ok, type Result } from '../../../src-shared/base/result'
import type { DeskError } from '../../../src-shared/contract/errors'
import { LoopWatch } from './loop-watch'
import { VirtualTime } from './virtual-time'
import { fails, forecast, type StepName, type Stretch } from './weather'
import type { Violation } from '../violation'

export interface LoopPlayed {
  readonly trace: readonly string[]
  readonly violation: Violation | undefined
}
export interface Bent {
  readonly steps: SyncSteps
  readonly sleep: Sleep
}
/** Gives the loop's surroundings a fault that they do not have. */
export type Bend = (real: Bent) => Bent

const MINUTE = 60_000
const LENGTH = 180 * MINUTE
/** Clear weather at the end, in which everything must come to rest. */
const CALM = 30 * MINUTE
const LONG_POLL = 25_000

export function loopTraceHash({ trace }: LoopPlayed): string {
  return createHash('sha256').update(trace.join('\n')).digest('hex').slice(0, 16)
}

export async function playLoop(seed: string, bend: Bend = (real) => real): Promise<LoopPlayed> {
  const world = new LoopWorld(createRng(seed, 'loop', 0), bend)
  await world.play()
  return { trace: world.watch.trace, violation: world.watch.violation }
}

class LoopWorld {
  readonly time = new VirtualTime()
  readonly watch = new LoopWatch(this.time, () => this.waiting)
  /** Items in the outbox. */
  waiting = 0
  #unfilled = 3
  readonly #forecast: readonly Stretch[]
  readonly #loop: SyncLoop

  constructor(readonly rng: Rng, bend: Bend) {
    this.#forecast = forecast(rng, LENGTH)
    const { steps, sleep } = bend({ steps: this.#steps(), sleep: this.time.sleep })
    // Never near nothing: then what a wait is at least can be said of it.
    const random = (): number => 0.25 + (0.75 * rng.below(1_000)) / 1_000
    this.#loop = createSyncLoop({ steps, clock: { now: () => this.time.now, mono: () => this.time.now }, sleep: this.watch.sleeping(sleep), random, onState: () => undefined })
  }

  async play(): Promise<void> {
    const stopsEarly = this.rng.chance(0.2)
    this.#planPeople()
    this.#loop.start()
    await this.time.runUntil(stopsEarly ? this.rng.between(1, LENGTH) : LENGTH + CALM, () => this.watch.look())
    if (!stopsEarly) this.watch.judgeRest(this.#loop.state())
    let hasEnded = false
    void this.#loop.stop().then(() => (hasEnded = true))
    this.watch.stopped()
    await this.time.runUntil(this.time.now + MINUTE, () => undefined)
    this.watch.judgeEnd(hasEnded)
    // Nothing may begin any more, and who asks then is answered.
    this.watch.hurry(this.#loop.syncNow())
    await this.time.runUntil(this.time.now + 60 * MINUTE, () => undefined)
    this.watch.judgeEnd(hasEnded)
  }

  #planPeople(): void {
    for (let at = 0; at < LENGTH; at += this.rng.between(1, 20) * 30_000) {
      const deed = this.rng.pick(['act', 'act', 'hurry', 'wake'] as const)
      this.time.after(at + this.rng.below(30_000), () => {
        this.watch.note(deed)
        if (deed === 'hurry') return this.watch.hurry(this.#loop.syncNow())
        if (deed === 'act') this.waiting += 1
        this.watch.woken()
        this.#loop.wakePush()
      })
    }
  }

  #sky(): Stretch {
    const calm: Stretch = { sky: 'clear', until: Infinity, error: { kind: 'origin-unreachable' } }
    return this.#forecast.find(({ until }) => this.time.now < Math.min(until, LENGTH)) ?? calm
  }

  #steps(): SyncSteps {
    const step = <T>(name: StepName, work: () => T | Promise<T>): Promise<Result<T, DeskError>> =>
      this.watch.step(name, async () => {
        await this.time.delay(this.rng.between(5, 4_000))
        const { sky, error } = this.#sky()
        if (!fails(sky, name, this.rng)) return ok(await work())
        if (sky === 'throws') throw new Error('unforeseen')
        return err(error)
      })
    return {
      greet: () => step('greet', () => undefined),
      fill: () => step('fill', () => (this.#unfilled === 0 ? 'done' : --this.#unfilled === 0 ? 'done' : 'more')),
      follow: (wait, signal) => this.#follow(wait, signal, step),
      ack: () => step('ack', () => undefined),
      rows: () => step('rows', () => undefined),
      push: () => step('push', () => {
        if (this.waiting === 0) return 'nothing'
        this.waiting = Math.max(0, this.waiting - this.rng.between(1, 3))
        return 'sent'
      }),
      nextReleaseMs: () => Promise.resolve(undefined),
    }
  }

  #follow(wait: 'wait' | 'no-wait', signal: AbortSignal, step: <T>(name: StepName, work: () => T) => Promise<Result<T, DeskError>>): ReturnType<SyncSteps['follow']> {
    const page = (): 'reset' | 'more' | 'caught-up' => {
      if (this.#sky().sky !== 'resets' && !this.rng.chance(0.02)) return this.rng.chance(0.2) ? 'more' : 'caught-up'
      this.#unfilled = 3
      return 'reset'
    }
    if (wait === 'no-wait') return step('follow', page)
    return this.watch.step('follow', async () => {
      // The line is held until something changes; a signal ends it at once, as the real client does.
      await this.time.sleep(this.rng.below(LONG_POLL), signal)
      if (signal.aborted) return err({ kind: 'cancelled' })
      const { sky, error } = this.#sky()
      if (!fails(sky, 'follow', this.rng)) return ok(page())
      if (sky === 'throws') throw new Error('unforeseen')
      return err(error)
    })
  }
}
