// The recipe by which every connection to the store is opened: each setting is made, read back and asserted.
//
// | setting                     | why                                                                                               |
// |-----------------------------|---------------------------------------------------------------------------------------------------|
// | cipher_log_level NONE       | SQLCipher writes to stderr by default                                                             |
// | cipher_memory_security OFF  | ON halves import and search, and a core still held the key (measured); ending the process protects |
// | key x'64 hex + 32 hex salt' | a raw key: the derivation is ours (keys/derive.ts)                                                |
// | cipher_page_size 4096       | with any other, VACUUM INTO writes a file that cannot be opened (measured)                        |
// | journal_mode WAL            | readers never wait for the writer                                                                 |
// | synchronous FULL            | a decision that was accepted survives a power cut                                                 |
// | (checkpoint_)fullfsync      | macOS: fsync alone does not reach the disk                                                        |
// | secure_delete ON            | freed cells are overwritten; page gaps still need the purge copy                                  |
// | temp_store MEMORY           | no sorter file with plaintext                                                                     |
// | foreign_keys, trusted_schema, cell_size_check, mmap_size | integrity; no functions from a schema; no file mapped into memory    |
// | wal_autocheckpoint 200, journal_size_limit 0 | the WAL stays small and is cut to nothing at a checkpoint                        |
// | busy_timeout 5000           | a checkpoint by a sibling connection may take a moment                                            |
// | query_only (readers)        | a second lock beside the read-only file handle                                                    |
import { assert, must } from '../../src-shared/base/assert'
import type { Secret } from '../keys/secret'
import type { SqliteHandle } from './sqlite-driver'

/** 32 bytes of key and the 16 bytes of salt that stand at the head of the file. */
export const STORE_KEY_BYTES = 48
export const PAGE_BYTES = 4096
/** Of a connection, in KiB as the pragma has it (negative): 64 MiB. */
export const CACHE_SIZE = '-65536'

const HEX_KEY = /^[0-9a-f]{96}$/

/** The key as SQLCipher wants it, `x'…'`, without the outer quotes. The text cannot be purged: SQLCipher takes nothing else. */
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

const BEFORE_KEY: readonly Setting[] = [
  { pragma: 'cipher_log_level', set: 'NONE', expect: 'NONE' },
  { pragma: 'cipher_memory_security', set: 'OFF', expect: '0' },
]
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

function firstValue(row: Readonly<Record<string, unknown>> | undefined): string {
  return String(Object.values(must(row, 'pragma row'))[0])
}

async function apply(handle: SqliteHandle, { pragma, set, expect }: Setting): Promise<void> {
  await handle.all(`PRAGMA ${pragma} = ${set}`)
  const [row] = await handle.all(`PRAGMA ${pragma}`)
  assert(firstValue(row) === expect, `pragma ${pragma} reads back as set`)
}

async function expectPragma(handle: SqliteHandle, pragma: string, expected: string): Promise<void> {
  const [row] = await handle.all(`PRAGMA ${pragma}`)
  assert(firstValue(row) === expected, `pragma ${pragma} is ${expected}`)
}

/** Unlocks a fresh handle; the first read is where a wrong key or a damaged first page shows (SQLITE_NOTADB). */
export async function applyKey(handle: SqliteHandle, key: Secret): Promise<void> {
  for (const setting of BEFORE_KEY) await apply(handle, setting)
  await handle.runSecret(`PRAGMA key = "${keyLiteral(key)}"`)
  await apply(handle, { pragma: 'cipher_page_size', set: String(PAGE_BYTES), expect: String(PAGE_BYTES) })
  await handle.all('SELECT count(*) FROM sqlite_schema')
  await expectPragma(handle, 'cipher_status', '1')
  await expectPragma(handle, 'cipher_hmac_algorithm', 'HMAC_SHA512')
}

export async function applyRecipe(handle: SqliteHandle, key: Secret, use: 'write' | 'read'): Promise<void> {
  await applyKey(handle, key)
  for (const setting of AFTER_FIRST_READ) {
    // The journal mode stands in the file; a read-only handle may look at it but not set it.
    if (use === 'read' && setting.pragma === 'journal_mode') await expectPragma(handle, 'journal_mode', setting.expect)
    else await apply(handle, setting)
  }
  if (use === 'read') await apply(handle, { pragma: 'query_only', set: 'ON', expect: '1' })
}

/** The binary must be the one the design was measured with: jsonb_each needs 3.51, and neither STAT4 samples nor temp files may exist. */
export async function assertEngine(handle: SqliteHandle): Promise<void> {
  const [row] = await handle.all('SELECT sqlite_version() AS version')
  const [major = 0, minor = 0] = String(row?.['version']).split('.').map(Number)
  assert(major > 3 || (major === 3 && minor >= 51), 'SQLite is 3.51 or newer')
  const options = (await handle.all('PRAGMA compile_options')).map((option) => String(option['compile_options']))
  assert(!options.some((option) => option.startsWith('ENABLE_STAT4')), 'SQLite keeps no STAT4 samples of values')
  assert(options.includes('TEMP_STORE=2') || options.includes('TEMP_STORE=3'), 'SQLite keeps temporary tables in memory')
  assert(options.includes('ENABLE_FTS5'), 'SQLite has FTS5')
}
