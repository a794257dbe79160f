// How an origin and its line behave in the course of one history of the loop: stretches of time, each with its own kind of trouble.
import type { Rng } from '../../../src-origin/seed/random'
import type { DeskError, DeskErrorKind } from '../../../src-shared/contract/errors'

const SKIES = [
  'clear',
  'outage', // nobody answers
  'no-push', // changes come in, what waits here is not taken
  'no-pull', // what waits is taken, changes do not come in
  'no-follow', // greetings and copies succeed, the changes do not
  'no-copy', // greetings succeed, copies do not
  'resets', // the cursor is refused again and again
  'flaky', // any step fails now and then
  'throws', // a step fails in a way that nobody foresaw
] as const
export type Sky = (typeof SKIES)[number]

export interface Stretch {
  readonly sky: Sky
  readonly until: number
  /** What failures of it say. */
  readonly error: DeskError
}
export type StepName = 'greet' | 'fill' | 'follow' | 'ack' | 'rows' | 'push'

const MINUTE = 60_000
const KINDS: readonly DeskErrorKind[] = ['origin-unreachable', 'origin-answer-invalid', 'origin-not-trusted', 'device-revoked', 'disk-full', 'origin-busy']

export function forecast(rng: Rng, length: number): readonly Stretch[] {
  const stretches: Stretch[] = []
  let until = 0
  while (until < length) {
    until += rng.between(1, 30) * MINUTE
    const kind = rng.chance(0.5) ? 'origin-unreachable' : rng.pick(KINDS)
    const params = rng.chance(0.3) ? { retryAfterS: rng.pick([5, 40, 900]) } : undefined
    stretches.push({ sky: rng.pick(SKIES), until, error: { kind, ...(params ? { params } : {}) } })
  }
  return stretches
}

const PULL: readonly StepName[] = ['greet', 'fill', 'follow', 'ack']

/** Whether a step fails under this sky. */
export function fails(sky: Sky, step: StepName, rng: Rng): boolean {
  switch (sky) {
    case 'clear':
    case 'resets':
      return false
    case 'outage':
      return true
    case 'no-push':
      return step === 'push'
    case 'no-pull':
      return PULL.includes(step)
    case 'no-follow':
      return step === 'follow'
    case 'no-copy':
      return step === 'fill'
    case 'flaky':
    case 'throws':
      return rng.chance(0.3)
  }
}
