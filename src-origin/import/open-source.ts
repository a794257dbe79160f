// Opens a source of the mapping as a stream of records, whatever its format and encoding.
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { csvRecords } from './csv-records'
import { decodeFile } from './decode-file'
import { ImportStop } from './import-stop'
import type { Source } from './mapping'
import { ndjsonRecords } from './ndjson-records'
import type { SourceRecord } from './source-record'

export interface OpenedSource {
  readonly source: Source
  readonly file: string
  readonly sizeBytes: number
  /** Reads from the beginning at each call; `onBytes` hears how many bytes were taken. */
  records(onBytes: (count: number) => void): AsyncGenerator<SourceRecord, void, void>
}

/** A file that is not there, or lacks columns, is found before the first row is written. */
export async function openSource(dir: string, source: Source): Promise<OpenedSource> {
  const file = path.resolve(dir, source.file)
  const sizeBytes = await sizeOf(file, source.file)
  const records = (onBytes: (count: number) => void): AsyncGenerator<SourceRecord, void, void> => {
    const texts = decodeFile(file, source.encoding, onBytes)
    return source.format === 'csv' ? csvRecords(texts, source) : ndjsonRecords(texts)
  }
  // The first record is read for its header alone; leaving the loop closes the file.
  for await (const _ of records(() => undefined)) break
  return { source, file, sizeBytes, records }
}

async function sizeOf(file: string, name: string): Promise<number> {
  try {
    const handle = await open(file, 'r')
    const stat = await handle.stat()
    await handle.close()
    if (stat.isFile()) return stat.size
  } catch (cause) {
    throw new ImportStop('no-file', { file: name, code: (cause as NodeJS.ErrnoException).code ?? '' }, { cause })
  }
  throw new ImportStop('no-file', { file: name, code: 'EISDIR' })
}

export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  const stream = createReadStream(file)
  stream.on('data', (block) => hash.update(block))
  await once(stream, 'end')
  return hash.digest('hex')
}
