// The desk's clock: the computer's, or in test builds one that begins at an injected moment and then runs on.
import type { Clock } from '../../src-shared/base/clock'

/** `nowOverride`: ISO 8601; only a test build ever passes one (app/argv-guard.ts). */
export function createHostClock(computer: Clock, nowOverride: string | undefined): Clock {
  if (nowOverride === undefined) return computer
  const begin = Date.parse(nowOverride)
  const startedMono = computer.mono()
  return { now: () => Math.round(begin + computer.mono() - startedMono), mono: () => computer.mono() }
}
