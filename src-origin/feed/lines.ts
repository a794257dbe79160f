// NDJSON pages: lines with their count and hash, as src-shared/protocol/feed.ts defines them.
import { createHash } from 'node:crypto'

/** Collects the counted lines of one page. */
export interface PageLines {
  add(line: object | string): void
  readonly count: number
  readonly bytes: number
  /** The text added since it was last taken; a streamed page then holds one block at a time. */
  take(): string
  /** SHA-256 (hex) of the exact bytes of the lines added, line feeds included. */
  hash(): string
}

export function createPageLines(): PageLines {
  const sha = createHash('sha256')
  let pending: string[] = []
  let count = 0
  let bytes = 0
  return {
    add(line) {
      const text = `${typeof line === 'string' ? line : JSON.stringify(line)}\n`
      sha.update(text)
      pending.push(text)
      count++
      bytes += Buffer.byteLength(text)
    },
    get count() {
      return count
    },
    get bytes() {
      return bytes
    },
    take() {
      const text = pending.join('')
      pending = []
      return text
    },
    hash: () => sha.copy().digest('hex'),
  }
}
