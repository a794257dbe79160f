// The result of each row as NDJSON: kind, file, line, outcome, reason and names of fields; never a value.
//
// Lines are on the disk before the batch commits that they belong to, and the position keeps the length that goes with it: after a crash the file
// is too long, never too short, and what lies behind the length is cut off.
import { open, stat } from 'node:fs/promises'
import type { RowOutcome } from './refusal'
import type { SourceKind } from './source-kinds'

export interface ResultLine {
  readonly kind: SourceKind
  readonly file: string
  readonly line: number
  readonly outcome: RowOutcome
}

export interface ResultFile {
  /** Answers the length of the file afterwards. */
  write(lines: readonly ResultLine[], from: number): Promise<number>
  close(): Promise<void>
}

export async function isAsLong(file: string, bytes: number): Promise<boolean> {
  return stat(file).then((found) => found.isFile() && found.size >= bytes, () => false)
}

/** Keeps the first `bytes` of a file that is there; a new one is the company's alone to read, because it tells which rows it has. */
export async function openResult(file: string, bytes: number): Promise<ResultFile> {
  const handle = await open(file, bytes === 0 ? 'w' : 'r+', 0o600)
  await handle.truncate(bytes)
  return {
    write: async (lines, from) => {
      const text = Buffer.from(lines.map(lineText).join(''), 'utf8')
      // A batch that is tried again writes over what its first try left.
      await handle.truncate(from)
      await handle.write(text, 0, text.length, from)
      await handle.datasync()
      return from + text.length
    },
    close: () => handle.close(),
  }
}

function lineText({ kind, file, line, outcome }: ResultLine): string {
  return `${JSON.stringify({ kind, file, line, ...outcome })}\n`
}
