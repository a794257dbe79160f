// The recipe by which every connection to the store is opened: each setting is made, read back and asserted.
//
// | setting                     | why                                                                                               |
// |-----------------------------|---------------------------------------------------------------------------------------------------|
// | key x'64 hex + 32 hex salt' | a raw key: the derivation is ours (keys/derive.ts); cipher settings are the driver's (`unlock`)   |
// | journal_mode WAL            | readers never wait for the writer                                                                 |
// | synchronous FULL            | a decision that was accepted survives a power cut                                                 |
// | (checkpoint_)fullfsync      | macOS: fsync alone does not reach the disk                                                        |
// | secure_delete ON            | freed cells are overwritten; page gaps still need the purge copy                                  |
// | temp_store MEMORY           | no sorter file with plaintext                                                                     |
// | foreign_keys, trusted_schema, cell_size_check, mmap_size | integrity; no functions from a schema; no file mapped into memory    |
// | wal_autocheckpoint 200, journal_size_limit 0 | the WAL stays small and is cut to nothing at a checkpoint                        |
// | busy_timeout 5000           | a checkpoint by a sibling connection may take a moment                                            |
// | query_only (readers)        | a second lock beside the read-only file handle                                                    |
import { assert } from '../../src-shared/base/assert'
import type { Secret } from '../keys/secret'
import { expectPragma, setPragma, type SqliteHandle } from './driver/sqlite-handle'

/** 32 bytes of key and the 16 bytes of salt that stand at the head of the file. */
export const STORE_KEY_BYTES = 48
/** Of a connection, in KiB as the pragma has it (negative): 64 MiB. */
export const CACHE_SIZE = '-65536'

const HEX_KEY = /^[0-9a-f]{96}$/

/** The key as SQLCipher wants it, `x'…'`, without the outer quotes. The text cannot be purged: neither driver takes anything else. */
export function keyLiteral(key: Secret): string {
  const hex = key.use((bytes) => Buffer.from(bytes).toString('hex'))
  assert(HEX_KEY.test(hex), 'a store key is 48 bytes')
  return `x'${hex}'`
}

interface Setting {
  readonly pragma: string
  readonly set: string
  readonly expect: string
}

const AFTER_FIRST_READ: readonly Setting[] = [
  { pragma: 'journal_mode', set: 'WAL', expect: 'wal' },
  { pragma: 'synchronous', set: 'FULL', expect: '2' },
  { pragma: 'fullfsync', set: '1', expect: '1' },
  { pragma: 'checkpoint_fullfsync', set: '1', expect: '1' },
  { pragma: 'secure_delete', set: 'ON', expect: '1' },
  { pragma: 'temp_store', set: 'MEMORY', expect: '2' },
  { pragma: 'foreign_keys', set: 'ON', expect: '1' },
  { pragma: 'trusted_schema', set: 'OFF', expect: '0' },
  { pragma: 'cell_size_check', set: 'ON', expect: '1' },
  { pragma: 'mmap_size', set: '0', expect: '0' },
  { pragma: 'wal_autocheckpoint', set: '200', expect: '200' },
  { pragma: 'journal_size_limit', set: '0', expect: '0' },
  { pragma: 'busy_timeout', set: '5000', expect: '5000' },
  // A search over a million people then stays within pages already decrypted.
  { pragma: 'cache_size', set: CACHE_SIZE, expect: CACHE_SIZE },
]

/** Unlocks a fresh handle; the first read is where a wrong key or a damaged first page shows (SQLITE_NOTADB). */
export async function applyKey(handle: SqliteHandle, key: Secret): Promise<void> {
  await handle.unlock(keyLiteral(key))
}

export async function applyRecipe(handle: SqliteHandle, key: Secret, use: 'write' | 'read'): Promise<void> {
  await applyKey(handle, key)
  const all: SqliteHandle['all'] = (sql) => handle.all(sql)
  for (const { pragma, set, expect } of AFTER_FIRST_READ) {
    // The journal mode stands in the file; a read-only handle may look at it but not set it.
    if (use === 'read' && pragma === 'journal_mode') await expectPragma(all, pragma, expect)
    else await setPragma(all, pragma, set, expect)
  }
  if (use === 'read') await setPragma(all, 'query_only', 'ON', '1')
}

/** The binary must be one that the design was measured with: jsonb_each needs 3.51, and neither STAT4 samples nor temp files may exist. For a handle set by the recipe. */
export async function assertEngine(handle: SqliteHandle): Promise<void> {
  const [row] = await handle.all('SELECT sqlite_version() AS version')
  const [major = 0, minor = 0] = String(row?.['version']).split('.').map(Number)
  assert(major > 3 || (major === 3 && minor >= 51), 'SQLite is 3.51 or newer')
  const options = (await handle.all('PRAGMA compile_options')).map((option) => String(option['compile_options']))
  const [limit] = await handle.all('PRAGMA analysis_limit')
  // With a limit SQLite takes no samples, even where it could.
  assert(!options.some((option) => option.startsWith('ENABLE_STAT4')) || Number(limit?.['analysis_limit']) > 0, 'SQLite keeps no STAT4 samples of values')
  // In a build with 0 the setting of the recipe would be passed over.
  assert(options.some((option) => /^TEMP_STORE=[123]$/.test(option)), 'SQLite keeps temporary tables in memory')
  assert(options.includes('ENABLE_FTS5'), 'SQLite has FTS5')
}
