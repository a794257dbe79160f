// The day on which every bench happens, whenever it runs; time runs on from there.
import { performance } from 'node:perf_hooks'
import { toDay, type Clock } from '../../../src-shared/base/clock'

export const BENCH_NOW = '2026-06-15T09:30:00+08:00'
export const BENCH_DAY = toDay(Date.parse(BENCH_NOW))

/** Begins at BENCH_NOW when it is made. */
export function benchClock(): Clock {
  const startedAt = performance.now()
  return { now: () => Math.round(Date.parse(BENCH_NOW) + performance.now() - startedAt), mono: () => performance.now() }
}
