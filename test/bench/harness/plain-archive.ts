// The plain way to write a person's service log: one loop that reads rows, formats them, deflates at the product's level and encrypts, each step awaited.
import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { createDeflateRaw, type DeflateRaw } from 'node:zlib'
import { LOG_CSV_HEAD, logCsvLine, logJsonLine } from '../../../src-main/packages/data-files'
import { streamLogRows } from '../../../src-main/vault/repositories/log-rows'
import type { Reader } from '../../../src-main/vault/transaction'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { LogRow } from '../../../src-shared/protocol/records'

const LEVEL = 6
const ROWS_A_PIECE = 2_000

/** Both files of the log, one after the other into one file. Bytes written. */
export async function writePlainly(reader: Reader, subjectId: SubjectId, path: string): Promise<number> {
  const file = await open(path, 'w', 0o600)
  const cipher = createCipheriv('aes-256-ctr', randomBytes(32), randomBytes(16))
  const tag = createHmac('sha1', randomBytes(32))
  let written = 0
  const packed: Buffer[] = []
  const take = async (): Promise<void> => {
    for (const piece of packed.splice(0)) {
      const sealed = cipher.update(piece)
      tag.update(sealed)
      await file.write(sealed)
      written += sealed.length
    }
  }
  try {
    for (const { head, format } of [{ head: '', format: logJsonLine }, { head: LOG_CSV_HEAD, format: logCsvLine }]) {
      const deflate = createDeflateRaw({ level: LEVEL, chunkSize: 1 << 20 })
      deflate.on('data', (piece: Buffer) => packed.push(piece))
      for await (const text of piecesOf(streamLogRows(reader, subjectId), head, format)) {
        await put(deflate, text)
        await take()
      }
      deflate.end()
      await finished(deflate)
      await take()
    }
    tag.digest()
    await file.sync()
    return written
  } finally {
    await file.close()
  }
}

async function* piecesOf(rows: AsyncIterable<LogRow>, head: string, format: (row: LogRow) => string): AsyncGenerator<string> {
  let piece = head
  let count = 0
  for await (const row of rows) {
    piece += format(row)
    count += 1
    if (count % ROWS_A_PIECE > 0) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

function put(deflate: DeflateRaw, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    deflate.write(text, 'utf8', (error) => (error ? reject(error) : resolve()))
  })
}
