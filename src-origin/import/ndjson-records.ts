// Reads NDJSON: one JSON object a line. A line that is none is a refused row, and the next one is read.
import { parseJson } from '../../src-shared/formats/canonical'
import { MAX_ROW_BYTES, type SourceRecord } from './source-record'

const nothing = (): undefined => undefined

export async function* ndjsonRecords(texts: AsyncIterable<string>): AsyncGenerator<SourceRecord, void, void> {
  let line = 0
  for await (const text of linesOf(texts)) {
    line++
    if (text === undefined) yield { line, cell: nothing, broken: 'row-too-long' }
    else if (text.trim() !== '') yield recordOf(line, text)
  }
}

function recordOf(line: number, text: string): SourceRecord {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { line, cell: nothing, broken: 'not-json' }
  const cells = new Map<string, unknown>(Object.entries(value))
  return { line, cell: (column) => cells.get(column) }
}

/** Undefined in place of a line that is too long to be held. U+2028 ends no line: JSON may hold it as it is. */
async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string | undefined, void, void> {
  let rest = ''
  let isTooLong = false
  for await (const text of texts) {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      yield isTooLong || part.length > MAX_ROW_BYTES ? undefined : part
      isTooLong = false
    }
    if (rest.length > MAX_ROW_BYTES) {
      isTooLong = true
      rest = ''
    }
  }
  if (isTooLong) yield undefined
  else if (rest !== '') yield rest
}
