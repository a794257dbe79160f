// Reads CSV (RFC 4180: quotes, doubled quotes, line breaks inside quotes, CRLF or LF) into records by the names of its first row.
//
// csv-parse reads; we take each record in its `on_record` hook and give none to its own stream, because that stream throws away what it had
// ready when an error comes, and the rows before a broken quote are good. After a broken quote nobody knows where rows begin: reading ends.
import { once } from 'node:events'
import { parse, type CsvError } from 'csv-parse'
import { ImportStop } from './import-stop'
import type { Source } from './mapping'
import { MAX_ROW_BYTES, type SourceRecord } from './source-record'

interface Row {
  readonly cells: readonly string[]
  readonly line: number
}

export async function* csvRecords(texts: AsyncIterable<string>, source: Source): AsyncGenerator<SourceRecord, void, void> {
  let columns: ReadonlyMap<string, number> | undefined
  for await (const { cells, line } of csvRows(texts, source)) {
    if (columns === undefined) {
      columns = readHeader(cells, source)
      continue
    }
    const places = columns
    const cell = (column: string): string | undefined => cells[places.get(column) ?? -1]
    yield cells.length === places.size ? { line, cell } : { line, cell, broken: 'columns' }
  }
  if (columns === undefined) throw new ImportStop('no-header', { file: source.file })
}

function readHeader(cells: readonly string[], source: Source): ReadonlyMap<string, number> {
  const names = cells.map((name) => name.trim())
  const columns = new Map(names.map((name, place) => [name, place]))
  const doubled = names.filter((name, place) => columns.get(name) !== place)
  if (doubled.length > 0) throw new ImportStop('double-columns', { file: source.file, columns: doubled.join(', ') })
  const missing = [...source.fields.values()].flatMap(({ column }) => (column === undefined || columns.has(column) ? [] : [column]))
  if (missing.length > 0) throw new ImportStop('no-columns', { file: source.file, columns: [...new Set(missing)].join(', ') })
  return columns
}

async function* csvRows(texts: AsyncIterable<string>, source: Source): AsyncGenerator<Row, void, void> {
  const ready: Row[] = []
  const failures: CsvError[] = []
  let nextLine = 1
  const parser = parse({
    delimiter: source.delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true, // counted by us: one short row is no broken file
    relax_quotes: source.quotes === 'lenient',
    max_record_size: MAX_ROW_BYTES,
    on_record: (cells: string[]) => {
      // Counted by us: the parser counts a CRLF inside quotes twice. An empty line is a record of one empty cell.
      if (cells.length > 1 || cells[0] !== '') ready.push({ cells, line: nextLine })
      nextLine += 1 + countBreaks(cells)
      return null
    },
  })
  parser.on('error', (error: CsvError) => failures.push(error))
  parser.resume()
  for await (const text of texts) {
    await new Promise<void>((resolve) => parser.write(text, () => resolve()))
    yield* ready.splice(0)
    if (failures.length > 0) break
  }
  if (failures.length === 0) {
    parser.end()
    await once(parser, 'end').catch(() => undefined)
    yield* ready.splice(0)
  }
  const [broken] = failures
  if (broken) throw new ImportStop('csv-broken', { file: source.file, line: nextLine, code: broken.code })
}

function countBreaks(cells: readonly string[]): number {
  return cells.reduce((total, cell) => total + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0)
}
