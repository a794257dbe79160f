// Reads a file line by line, strictly: only a line feed ends a line, and the last line has one. Anything looser would let a changed file
// pass as the one that was signed.
import { createReadStream } from 'node:fs'

/** No line of ours is longer; one that is would only fill the memory. */
const MAX_LINE = 4 * 1_048_576

export async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(path, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    if (rest.length > MAX_LINE) break
  }
  // What follows the last line feed is no line: it is handed on, so that whoever checks the file refuses it.
  if (rest !== '') yield rest
}
