// A directory as it comes from the wire, without a wire: whole pages as bytes, read, checked, made ready and written as the sync does it.
import { createPageLines } from '../../../src-origin/feed/lines'
import { checkSnapshotPage, type SnapshotPage } from '../../../src-main/sync/check-page'
import { directoryRowOf } from '../../../src-main/sync/directory-line'
import { readPage } from '../../../src-main/sync/ndjson'
import { leaveOutIndexes, makeNext, readMaking } from '../../../src-main/vault/directory-indexes'
import { createDirectoryBatcher, putDirectoryBatch } from '../../../src-main/vault/directory-batch'
import type { DirectoryRow } from '../../../src-main/vault/search-index'
import type { Vault } from '../../../src-main/vault/vault'
import { mustOk } from '../../../src-shared/base/result'

const SCOPE = 'directory:all'
/** As they leave gunzip. */
const CHUNK_BYTES = 16_384
const LIMITS = { lineBytes: 327_680, pageBytes: 32 * 1_048_576, lines: 60_000 }

export function wirePage(rows: readonly DirectoryRow[], done: boolean): Buffer {
  const lines = createPageLines()
  for (const { v, ...body } of rows) lines.add({ t: 'put', type: 'directory', id: body.id, v, scopes: [SCOPE], sv: 1, body })
  const end = { t: 'end', n: lines.count, sha256: lines.hash(), after: 'token', done, total: rows.length, ...(done ? { cursor: 'cursor' } : {}) }
  return Buffer.from(`${lines.take()}${JSON.stringify(end)}\n`, 'utf8')
}

async function* chunksOf(page: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < page.length; at += CHUNK_BYTES) yield page.subarray(at, at + CHUNK_BYTES)
}

async function readOne(page: Buffer): Promise<SnapshotPage> {
  const batcher = createDirectoryBatcher()
  const read = await readPage(chunksOf(page), LIMITS, 'first-line', (line) => {
    const row = directoryRowOf(line)
    return row !== undefined && batcher.add(row)
  })
  return mustOk(await checkSnapshotPage(mustOk(read), batcher.take()))
}

/** A transaction a batch, the next page is read while one is written (sync/page-ahead.ts), and the indexes are made at the end (sync/bootstrap.ts). */
export async function fillFromWire(vault: Vault, pages: readonly Buffer[]): Promise<void> {
  await vault.transaction(leaveOutIndexes)
  let next = pages[0] && readOne(pages[0])
  for (let at = 0; next; at++) {
    const page = await next
    const following = pages[at + 1]
    next = following && readOne(following)
    for (const batch of page.batches) await vault.transaction((tx) => putDirectoryBatch(tx, batch, 1, () => false))
  }
  while ((await readMaking(vault.reader)) !== undefined) await vault.transaction(makeNext)
}
