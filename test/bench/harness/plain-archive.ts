// The plain way to write a package: one loop that reads rows, formats them, deflates at the product's level and encrypts as the format asks, each step awaited;
// before them, where they are wanted, the page and the small files, which somebody gathered before. It checks nothing and signs nothing.
import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { createDeflateRaw, type DeflateRaw } from 'node:zlib'
import type { Collected } from '../../../src-main/packages/collect'
import { createDataFiles, LOG_CSV_HEAD, logCsvLine, logJsonLine } from '../../../src-main/packages/data-files'
import { HOW_TO_OPEN_TEXT } from '../../../src-main/packages/how-to-open'
import { renderHtml } from '../../../src-main/packages/render-html'
import { streamLogRows } from '../../../src-main/vault/repositories/log-rows'
import type { Reader } from '../../../src-main/vault/transaction'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { LogRow } from '../../../src-shared/protocol/records'

const LEVEL = 6
const ROWS_A_PIECE = 2_000

/** WinZip AE-2: 1,000 rounds for every file, which has a salt of its own. */
const ROUNDS = 1_000
const KEY_BYTES = 66

interface Sealed {
  readonly cipher: ReturnType<typeof createCipheriv>
  readonly tag: ReturnType<typeof createHmac>
}

function newKey(passphrase: string): Sealed {
  const key = pbkdf2Sync(passphrase, randomBytes(16), ROUNDS, KEY_BYTES, 'sha1')
  return { cipher: createCipheriv('aes-256-ctr', key.subarray(0, 32), Buffer.alloc(16)), tag: createHmac('sha1', key.subarray(32, 64)) }
}

type Pieces = AsyncIterable<string> | Iterable<string>

/** What a package holds beside the log, as the product makes it: the page, its tables, how to open it. */
function smallFiles(collected: Collected): readonly Pieces[] {
  const facts = { madeAt: 0, dataAsOf: 0, rulesPack: '', packageId: '', fileName: '', deviceName: '', organisationFingerprint: '' }
  return [HOW_TO_OPEN_TEXT, renderHtml(collected, facts), ...createDataFiles(collected, 0).map(({ text }) => text)].map((text) => [text])
}

/** One file after the other into one file; `collected`: with everything beside the log. Bytes written. */
export async function writePlainly(reader: Reader, subjectId: SubjectId, path: string, collected?: Collected): Promise<number> {
  const file = await open(path, 'w', 0o600)
  let written = 0
  try {
    const log = [{ head: '', format: logJsonLine }, { head: LOG_CSV_HEAD, format: logCsvLine }].map(({ head, format }) => piecesOf(streamLogRows(reader, subjectId), head, format))
    for (const pieces of [...(collected ? smallFiles(collected) : []), ...log]) {
      for await (const sealed of sealPlainly(pieces)) {
        await file.write(sealed)
        written += sealed.length
      }
    }
    await file.sync()
    return written
  } finally {
    await file.close()
  }
}

async function* sealPlainly(pieces: Pieces): AsyncGenerator<Uint8Array> {
  const { cipher, tag } = newKey('a passphrase of a bench')
  const packed: Buffer[] = []
  const deflate = createDeflateRaw({ level: LEVEL, chunkSize: 1 << 20 })
  deflate.on('data', (piece: Buffer) => packed.push(piece))
  const seal = (piece: Buffer): Buffer => {
    const sealed = cipher.update(piece)
    tag.update(sealed)
    return sealed
  }
  for await (const text of pieces) {
    await put(deflate, text)
    for (const piece of packed.splice(0)) yield seal(piece)
  }
  deflate.end()
  await finished(deflate)
  for (const piece of packed.splice(0)) yield seal(piece)
  yield tag.digest().subarray(0, 10)
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
