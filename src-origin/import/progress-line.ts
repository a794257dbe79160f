// Says how an import comes along: share of the bytes, rows a second and the time that is left, now and then and never for every batch.
import type { ImportProgress } from './run-import'

/** Often enough to see that it lives, seldom enough to be read. */
const EVERY_MS = 2_000

export interface ProgressWords {
  readonly file: string
  readonly percent: number
  readonly rows: number
  readonly rate: number
  /** h:mm:ss */
  readonly left: string
}

/** `mono` is monotonic milliseconds. What was read over to come back to where an import stopped counts as bytes, so the time left is known at once. */
export function createProgress(mono: () => number, say: (words: ProgressWords) => void): (progress: ImportProgress) => void {
  const startedAt = mono()
  let saidAt = startedAt
  return ({ file, rows, bytes, totalBytes }) => {
    const now = mono()
    if (now - saidAt < EVERY_MS) return
    saidAt = now
    const elapsedMs = now - startedAt
    const leftMs = bytes === 0 ? 0 : (elapsedMs * Math.max(0, totalBytes - bytes)) / bytes
    say({ file, rows, percent: totalBytes === 0 ? 100 : Math.min(100, Math.floor((bytes * 100) / totalBytes)), rate: Math.round((rows * 1_000) / elapsedMs), left: clockText(leftMs) })
  }
}

function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${String(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
