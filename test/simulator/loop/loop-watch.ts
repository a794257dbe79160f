// What must hold of the loop at every moment at which nothing more happens without time. Numbers are the invariants of docs/sync.md.
import type { Sleep } from '../../../src-main/sync/backoff'
import type { LoopState } from '../../../src-main/sync/sync-loop'
import type { Result } from '../../../src-shared/base/result'
import type { DeskError } from '../../../src-shared/contract/errors'
import { Violation } from '../violation'
import type { VirtualTime } from './virtual-time'
import type { StepName } from './weather'

const FIRST_MS = 1_000
const LONGEST_MS = 300_000
/** A wait is at least a quarter of its ceiling: the history draws no luck below it. */
const LEAST = 0.25
/** As in sync-loop.ts: one more and the round has failed. */
const MAX_RESETS = 3
type Side = 'pull' | 'push'

interface Asked {
  readonly at: number
  isSettled: boolean
}
interface Failure {
  readonly at: number
  /** Failures before it without headway in between. */
  readonly before: number
  readonly askedMs: number
}

export class LoopWatch {
  readonly trace: string[] = []
  violation: Violation | undefined
  readonly #failed: Record<Side, Failure | undefined> = { pull: undefined, push: undefined }
  readonly #failures: Record<Side, number> = { pull: 0, push: 0 }
  /** Somebody hurried since the side's last try began: then nobody waits. */
  readonly #hurried: Record<Side, boolean> = { pull: false, push: false }
  readonly #asked: Asked[] = []
  readonly #open = new Set<StepName>()
  #resets = 0
  #page: { readonly word: string; readonly startedAt: number } | undefined
  #sleeping = 0
  #isStopped = false
  #hasEnded = false

  constructor(readonly time: VirtualTime, readonly waiting: () => number) {}

  note(text: string): void {
    if (this.trace.at(-1)?.includes('invariant')) return
    this.trace.push(`${String(this.time.now)} ${text}`)
  }

  sleeping(real: Sleep): Sleep {
    return async (ms, signal) => {
      this.#sleeping += 1
      await real(ms, signal)
      this.#sleeping -= 1
    }
  }

  async step<T>(name: StepName, work: () => Promise<Result<T, DeskError>>): Promise<Result<T, DeskError>> {
    this.#begins(name)
    const startedAt = this.time.now
    try {
      const done = await work()
      this.#ended(name, done, startedAt)
      return done
    } catch (error) {
      this.#ended(name, { ok: false, error: { kind: 'internal' } }, startedAt)
      throw error
    } finally {
      this.#open.delete(name)
    }
  }

  woken(): void {
    this.#hurried.push = true
  }

  hurry(settled: Promise<void>): void {
    const asked: Asked = { at: this.time.now, isSettled: false }
    this.#asked.push(asked)
    this.#hurried.pull = true
    this.#hurried.push = true
    void settled.then(() => (asked.isSettled = true))
  }

  stopped(): void {
    this.#isStopped = true
  }

  /** At rest. */
  look(): void {
    for (const side of ['pull', 'push'] as const) this.#tried(side)
  }

  judgeRest(state: LoopState): void {
    const said = `${state.connection} ${String(state.reason)} ${String(state.pushReason)}`
    if (said !== 'synced undefined undefined') this.#broken(26, `half an hour after the last trouble the desk says ${said}`)
    if (this.waiting() > 0) this.#broken(26, `${String(this.waiting())} items still wait half an hour after the last trouble`)
    const open = this.#asked.filter(({ isSettled, at }) => !isSettled && at < this.time.now - 60_000)
    if (open.length > 0) this.#broken(26, 'who asked for a round was never answered')
  }

  judgeEnd(hasEnded: boolean): void {
    if (!hasEnded) this.#broken(26, 'the end of the loop never came')
    if (this.#sleeping > 0) this.#broken(26, 'somebody still sleeps after the end')
    if (this.#asked.some(({ isSettled }) => !isSettled)) this.#broken(26, 'who asked for a round was not answered by the end')
    this.#hasEnded = true
  }

  // -- steps -----------------------------------------------------------------------------------------------------------------------

  #begins(name: StepName): void {
    if (this.#hasEnded) this.#broken(26, `${name} began after the end`)
    if (this.#open.has(name)) this.#broken(26, `${name} began twice at once`)
    this.#open.add(name)
    if (name === 'greet') this.#triesAgain('pull')
    if (name === 'push') this.#triesAgain('push')
  }

  #ended(name: StepName, done: Result<unknown, DeskError>, startedAt: number): void {
    const word = done.ok ? String(done.value) : done.error.kind
    this.note(`${name} ${word}`)
    if (this.#isStopped || name === 'rows') return
    if (name === 'push') {
      if (done.ok) this.#failures.push = 0
      else this.#fails('push', done.error)
      return
    }
    if (!done.ok && done.error.kind !== 'cancelled') this.#fails('pull', done.error, startedAt)
    // A good greeting wakes the push: the line is there again.
    if (name === 'greet' && done.ok) this.#hurried.push = true
    this.#countHeadway(name, word, startedAt)
  }

  /** A page of changes counts when what it brought is acknowledged. */
  #countHeadway(name: StepName, word: string, startedAt: number): void {
    if (name === 'fill' && word === 'more') this.#headway()
    if (name === 'follow') this.#page = { word, startedAt }
    if (name === 'ack' && word === 'undefined' && this.#page) {
      if (this.#page.word === 'caught-up') {
        // In step again after a reset: acts that had been done may wait anew.
        if (this.#resets > 0) this.#hurried.push = true
        this.#resets = 0
      }
      this.#headway()
      if (this.#page.word === 'caught-up') this.#answered(this.#page.startedAt)
    }
    if (word !== 'reset') return
    this.#resets += 1
    if (this.#resets > MAX_RESETS) this.#fails('pull', { kind: 'origin-answer-invalid' }, startedAt)
  }

  /** Between resets the same pages come again and again. */
  #headway(): void {
    if (this.#resets === 0) this.#failures.pull = 0
  }

  #fails(side: Side, error: DeskError, startedAt?: number): void {
    this.#failed[side] = { at: this.time.now, before: this.#failures[side]++, askedMs: Number(error.params?.['retryAfterS'] ?? 0) * 1_000 }
    if (startedAt !== undefined) this.#answered(startedAt)
  }

  /** A round that began after somebody had asked has come to its end. */
  #answered(startedAt: number): void {
    const owed = this.#asked.filter(({ at }) => at < startedAt)
    void Promise.resolve().then(() => this.time.rest()).then(() => {
      if (owed.some(({ isSettled }) => !isSettled)) this.#broken(26, 'a round has ended, and who asked for it was not answered')
    })
  }

  // -- waits -----------------------------------------------------------------------------------------------------------------------

  /** Not sooner than the wait allows, unless somebody hurried. */
  #triesAgain(side: Side): void {
    const failed = this.#failed[side]
    const isHurried = this.#hurried[side]
    this.#failed[side] = undefined
    this.#hurried[side] = false
    if (!failed) return
    const ago = this.time.now - failed.at
    const least = Math.max(failed.askedMs, LEAST * ceilingOf(failed))
    if (!isHurried && ago < Math.floor(least)) this.#broken(26, `${side} was tried again after ${String(ago)} ms, not before ${String(least)} was allowed`)
  }

  /** A side that failed is tried again within its bound, whatever became of the other; a push at least while something waits. */
  #tried(side: Side): void {
    const failed = this.#failed[side]
    if (!failed || this.#isStopped) return
    const most = Math.max(failed.askedMs, FIRST_MS / 4 + ceilingOf(failed)) + 1
    if (this.time.now - failed.at > most) this.#broken(26, `${side} failed and was not tried again in ${String(this.time.now - failed.at)} ms`)
  }

  #broken(invariant: number, what: string): void {
    if (this.violation) return
    this.violation = new Violation(invariant, what)
    this.note(this.violation.message)
  }
}

function ceilingOf({ before }: Failure): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(before, 20))
}
