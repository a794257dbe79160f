// Keeps this desk in step with the origin: one loop that pulls, one that pushes, one that fetches row sets; they fail and wait apart.
//
//              ┌────────────── error: wait (full jitter) ───────────────┐
//              ▼                                                        │
//   start → greet (hello, session, lease, scopes) → fill (bootstrap: cases, then directory; changes in between)
//              ▲                                         │
//              │ cursor refused: every scope anew        ▼
//              └───────────────────────────── follow (changes, long poll) ⟲ ── each page → ack, rows, published
//
//   blocked  the origin is there but must not or will not be spoken to (not trusted, revoked, upgrade, credentials); tried again slowly
//   push     outbox → results, woken by every new item, with a budget of its own: a refused pull never keeps a decision here
import type { Clock } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import type { BootstrapProgress, SyncStatus } from '../../src-shared/contract/sync'
import { backoffMs, pauseMs, type Sleep } from './backoff'

/** The steps, each a function that makes some headway or fails with a value; sync-steps.ts builds them. */
export interface SyncSteps {
  readonly greet: () => Promise<Result<void, DeskError>>
  /** One page of the bootstrap, and the changes since; `done` when every scope is filled; `reset` as below. */
  readonly fill: (onProgress: (progress: BootstrapProgress | undefined) => void) => Promise<Result<'done' | 'more' | 'reset', DeskError>>
  /** One page of changes; `wait` holds the line until something changes. `reset`: scopes are to be filled (anew). */
  readonly follow: (wait: 'wait' | 'no-wait', signal: AbortSignal) => Promise<Result<Followed, DeskError>>
  readonly ack: () => Promise<Result<void, DeskError>>
  readonly rows: () => Promise<Result<void, DeskError>>
  readonly push: () => Promise<Result<'sent' | 'nothing', DeskError>>
  /** How long until the next undo window ends, in ms; undefined: nothing is held. */
  readonly nextReleaseMs: () => Promise<number | undefined>
}
/** `pauseS`: caught up, and the origin has no room to hold the line: it is to be asked again after so many seconds. */
export type Followed = 'more' | 'caught-up' | 'reset' | { readonly pauseS: number }
export interface SyncLoopDeps {
  readonly steps: SyncSteps
  readonly clock: Clock
  readonly sleep: Sleep
  /** [0, 1) */
  readonly random: () => number
  readonly onState: () => void
}
export interface SyncLoop {
  readonly start: () => void
  /** Ends every wait and every request under way. */
  readonly stop: () => Promise<void>
  /** Now, without waiting for the next turn; comes back when this round has succeeded or failed. */
  readonly syncNow: () => Promise<void>
  /** A new item is in the outbox. */
  readonly wakePush: () => void
  readonly state: () => LoopState
}
export interface LoopState {
  readonly connection: SyncStatus['connection']
  readonly reason: DeskErrorKind | undefined
  /** Why what waits here is not taken, though the changes come in; until a push succeeds. */
  readonly pushReason: DeskErrorKind | undefined
  readonly bootstrap: BootstrapProgress | undefined
}

const BLOCKING: readonly DeskErrorKind[] = ['origin-not-trusted', 'origin-answer-invalid', 'origin-went-back', 'origin-refused-credentials', 'device-revoked', 'upgrade-required', 'rules-pack-invalid', 'disk-full', 'internal']
/** Three snapshot cycles without a good page in between: something is wrong that a fourth would not mend (sync: no reset loops). */
const MAX_RESETS = 3
/** Lost answers in a row that are bad luck; one more is a line that lets no push through. */
const LOST_PUSHES = 3
/** With nothing to send the wait is long: a new item, a greeting or "sync now" ends it. */
const IDLE_PUSH_MS = 10 * 60_000
const UNREAD_MS = 10_000

export function createSyncLoop(deps: SyncLoopDeps): SyncLoop {
  return new Loop(deps).loop()
}

class Loop {
  readonly #stop = new AbortController()
  readonly #steps: Omit<SyncSteps, 'nextReleaseMs'>
  #connection: SyncStatus['connection'] = 'offline'
  #reason: DeskErrorKind | undefined
  #pushReason: DeskErrorKind | undefined
  #bootstrap: BootstrapProgress | undefined
  /** Raised to end a wait or a long poll early; replaced by a fresh one after each use. */
  #hurry = new AbortController()
  #pushHurry = new AbortController()
  readonly #waiting: (() => void)[] = []
  #running: readonly Promise<void>[] = []
  #resets = 0
  /** Rounds that failed since a page was taken: a greeting alone is no headway, or what always fails after it would be tried every second. */
  #failures = 0
  #rows: Promise<unknown> | undefined

  constructor(private readonly deps: SyncLoopDeps) {
    this.#steps = guarded(deps.steps)
  }

  loop(): SyncLoop {
    return {
      start: () => {
        if (this.#running.length === 0) this.#running = [this.#pullForever(), this.#pushForever()]
      },
      stop: async () => {
        this.#stop.abort()
        this.#hurry.abort()
        this.#pushHurry.abort()
        this.#settle()
        await Promise.all([...this.#running, this.#rows])
      },
      syncNow: () => this.#syncNow(),
      wakePush: () => this.#wakePush(),
      state: () => ({ connection: this.#connection, reason: this.#reason, pushReason: this.#pushReason, bootstrap: this.#bootstrap }),
    }
  }

  /** Asked anew at each use: it changes while a step is awaited, and a property would be taken for what it was before. */
  #isStopped(): boolean {
    return this.#stop.signal.aborted
  }

  #syncNow(): Promise<void> {
    if (this.#isStopped() || this.#running.length === 0) return Promise.resolve()
    const settled = new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#hurry.abort()
    this.#wakePush()
    return settled
  }

  #wakePush(): void {
    this.#pushHurry.abort()
  }

  #settle(answered = this.#waiting.length): void {
    for (const resolve of this.#waiting.splice(0, answered)) resolve()
  }

  async #pullForever(): Promise<void> {
    while (!this.#isStopped()) {
      const round = await this.#round()
      if (this.#isStopped()) return
      if (round.ok) continue
      this.#set(BLOCKING.includes(round.error.kind) ? 'blocked' : 'offline', round.error.kind)
      this.#bootstrap = undefined
      this.#settle()
      await this.#wait(backoffMs(this.#failures++, round.error, this.deps.random), 'pull')
    }
  }

  /** From the greeting until something fails or somebody hurries. */
  async #round(): Promise<Result<void, DeskError>> {
    const steps = this.#steps
    // What was said last holds until the origin has answered: a desk that must not act does not act between two tries.
    if (this.#connection !== 'synced') this.#set('syncing', this.#reason)
    const greeted = await steps.greet()
    if (!greeted.ok) return greeted
    this.#set(this.#connection, undefined)
    this.#wakePush()
    for (;;) {
      const filled = await this.#fillAll()
      if (!filled.ok) return filled
      const followed = filled.value === 'done' ? await this.#followOn() : filled
      if (!followed.ok) return followed
      if (followed.value === 'hurry') return ok()
      if (++this.#resets > MAX_RESETS) return err({ kind: 'origin-answer-invalid' })
    }
  }

  async #fillAll(): Promise<Result<'done' | 'reset', DeskError>> {
    for (;;) {
      if (this.#isStopped()) return err({ kind: 'cancelled' })
      const step = await this.#steps.fill((progress) => {
        this.#bootstrap = progress
        this.deps.onState()
      })
      if (!step.ok) return step
      if (step.value === 'more') {
        this.#tookPage()
        continue
      }
      this.#bootstrap = undefined
      return ok(step.value)
    }
  }

  /** Changes until the cursor is refused or somebody hurries. */
  async #followOn(): Promise<Result<'reset' | 'hurry', DeskError>> {
    let wait: 'wait' | 'no-wait' = 'no-wait'
    for (;;) {
      const hurry = this.#hurry.signal
      if (wait === 'wait' && hurry.aborted) return this.#hurried()
      // Whoever asks from here on is not answered by this page: the origin may have looked before they did.
      const asking = this.#waiting.length
      const page = await this.#steps.follow(wait, wait === 'wait' ? hurry : this.#stop.signal)
      if (this.#isStopped()) return err({ kind: 'cancelled' })
      if (!page.ok && wait === 'wait' && hurry.aborted) return this.#hurried()
      if (!page.ok) return page
      if (page.value === 'reset') return ok('reset')
      const acked = await this.#steps.ack()
      if (!acked.ok) return acked
      if (page.value === 'more') {
        this.#tookPage()
        continue
      }
      // After a reset acts may wait again that had been done before.
      if (this.#resets > 0) this.#wakePush()
      wait = 'wait'
      this.#caughtUp(asking)
      if (page.value === 'caught-up') continue
      const paused = await this.#wait(pauseMs(page.value.pauseS, this.deps.random), 'pull')
      if (paused === 'hurried') return ok('hurry')
    }
  }

  #hurried(): Result<'hurry', DeskError> {
    this.#hurry = new AbortController()
    return ok('hurry')
  }

  /** Between resets the same pages come again and again: that is no headway. */
  #tookPage(): void {
    if (this.#resets === 0) this.#failures = 0
  }

  /** `answered`: how many had asked to sync now before the page was asked for; for the others the raised hurry ends the next wait at once. */
  #caughtUp(answered: number): void {
    this.#resets = 0
    this.#failures = 0
    this.#set('synced', undefined)
    this.#settle(answered)
    if (this.#hurry.signal.aborted && this.#waiting.length === 0) this.#hurry = new AbortController()
    this.#rows ??= this.#steps.rows().finally(() => (this.#rows = undefined))
  }

  async #pushForever(): Promise<void> {
    let attempt = 0
    while (!this.#isStopped()) {
      // Whoever woke it before now is answered by this try: it must not shorten the wait after it too.
      if (this.#pushHurry.signal.aborted) this.#pushHurry = new AbortController()
      // Asked before the push looks: an act whose undo window ends in between is then either sent by it or waited for, and not for the long wait.
      const idleMs = await this.#idleMs()
      const pushed = await this.#steps.push()
      if (this.#isStopped()) return
      this.#tellPush(pushed.ok ? undefined : pushed.error.kind, attempt)
      if (pushed.ok && pushed.value === 'sent') {
        attempt = 0
        continue
      }
      if (pushed.ok) attempt = 0
      await this.#wait(pushed.ok ? idleMs : backoffMs(attempt++, pushed.error, this.deps.random), 'push')
    }
  }

  /** The end of an undo window wakes the push by itself. Where the store cannot be asked, it is looked at again soon. */
  async #idleMs(): Promise<number> {
    const releaseMs = await this.deps.steps.nextReleaseMs().catch(() => UNREAD_MS)
    return Math.min(releaseMs ?? IDLE_PUSH_MS, IDLE_PUSH_MS)
  }

  /** A line that is down is for the pull to tell: it is the push's own trouble only where the pull is well and it comes again and again. */
  #tellPush(reason: DeskErrorKind | undefined, attempt: number): void {
    if (reason === 'cancelled' || this.#pushReason === reason) return
    if (reason === 'origin-unreachable' && (this.#connection !== 'synced' || attempt < LOST_PUSHES)) return
    this.#pushReason = reason
    this.deps.onState()
  }

  async #wait(ms: number, who: 'pull' | 'push'): Promise<'over' | 'hurried'> {
    const hurry = who === 'pull' ? this.#hurry : this.#pushHurry
    await this.deps.sleep(ms, AbortSignal.any([this.#stop.signal, hurry.signal]))
    if (!hurry.signal.aborted) return 'over'
    if (who === 'pull') this.#hurry = new AbortController()
    return 'hurried'
  }

  #set(connection: SyncStatus['connection'], reason: DeskErrorKind | undefined): void {
    if (this.#connection === connection && this.#reason === reason) return
    this.#connection = connection
    this.#reason = reason
    this.deps.onState()
  }
}

/** What is unexpected must not end the loop silently: it is a failure like another, tried again, and shown. */
function guarded(steps: SyncSteps): Omit<SyncSteps, 'nextReleaseMs'> {
  const guard =
    <Args extends readonly unknown[], T>(step: (...args: Args) => Promise<Result<T, DeskError>>) =>
    async (...args: Args): Promise<Result<T, DeskError>> => {
      try {
        return await step(...args)
      } catch (error) {
        const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
        return err({ kind: code === 'SQLITE_FULL' || code === 'ENOSPC' ? 'disk-full' : 'internal' })
      }
    }
  return { greet: guard(steps.greet), fill: guard(steps.fill), follow: guard(steps.follow), ack: guard(steps.ack), rows: guard(steps.rows), push: guard(steps.push) }
}
