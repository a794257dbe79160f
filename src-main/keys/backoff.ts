// Slows guessing down: five free tries, then a wait that doubles from one second to five minutes and survives restart and clock change.
//
// A try is counted before it runs and forgiven when it succeeds, so that killing the process in between gains nothing. The wait runs on
// the monotonic clock and begins anew with the process: moving the wall clock changes nothing, and a restart never shortens it.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { z } from 'zod'
import type { Clock, EpochMs } from '../../src-shared/base/clock'

export const FREE_TRIES = 5
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 300_000

const stateSchema = z.strictObject({ v: z.literal(1), count: z.number().int().nonnegative() })

export interface BackoffStatus {
  /** Tries since the last success. */
  readonly count: number
  /** Present while no try is allowed. */
  readonly retryAt?: EpochMs
}
export interface Backoff {
  status(): BackoffStatus
  /** Counts the try, or says that it must wait. Nobody derives a key without it. */
  begin(): 'go' | 'wait'
  succeeded(): void
  /** The try that ran was no guess: it counts neither for nor against anybody. */
  forgiven(): void
}

/** After the n-th failure in a row. */
export function waitAfterMs(count: number): number {
  return count < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(count - FREE_TRIES, 20))
}

/** A file that is damaged or was tampered with counts as the last free try: nobody gains by breaking it. */
function readCount(path: string): number {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
  try {
    return stateSchema.parse(JSON.parse(text)).count
  } catch {
    return FREE_TRIES
  }
}

/** Synchronous on purpose: nothing may come between counting a try and starting it. */
function writeCount(path: string, count: number): void {
  const temporary = `${path}.tmp`
  rmSync(temporary, { force: true })
  const file = openSync(temporary, 'wx', 0o600)
  try {
    writeSync(file, JSON.stringify({ v: 1, count }))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
}

export function createBackoff(path: string, clock: Clock): Backoff {
  let count = readCount(path)
  let openAtMono = clock.mono() + waitAfterMs(count)
  let openedBeforeMono = openAtMono
  const forget = (): void => {
    count = 0
    openAtMono = clock.mono()
    rmSync(path, { force: true })
  }
  return {
    status: () => {
      const leftMs = openAtMono - clock.mono()
      return leftMs > 0 ? { count, retryAt: clock.now() + Math.ceil(leftMs) } : { count }
    },
    begin: () => {
      if (clock.mono() < openAtMono) return 'wait'
      count += 1
      writeCount(path, count)
      openedBeforeMono = openAtMono
      openAtMono = clock.mono() + waitAfterMs(count)
      return 'go'
    },
    succeeded: forget,
    forgiven: () => {
      if (count <= 1) return forget()
      count -= 1
      writeCount(path, count)
      openAtMono = openedBeforeMono
    },
  }
}
