// Brings a store to the newest structure, one transaction a migration, and refuses one that a newer app made.
//
// Order on a crash: structure, ledger row and user_version are one transaction, so a store is at the old version or at the new one
// (proved in test/vault/migrations.test.ts). The ledger keeps the SHA-256 of the text that really ran.
import { createHash } from 'node:crypto'
import type { Clock } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { Migration } from './migrations/migration'
import type { SqliteHandle } from './driver/sqlite-handle'

export const LEDGER_TABLE = 'migration_ledger'

const CREATE_LEDGER = `CREATE TABLE IF NOT EXISTS migration_ledger (
  version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, min_safe_version INTEGER NOT NULL, applied_at INTEGER NOT NULL
) STRICT`

export function migrationHash(migration: Migration): string {
  return createHash('sha256').update(migration.statements.join(';\n'), 'utf8').digest('hex')
}

export async function readUserVersion(handle: SqliteHandle): Promise<number> {
  const [row] = await handle.all('PRAGMA user_version')
  return Number(row?.['user_version'])
}

/**
 * `store-newer`: made by an app whose oldest safe version we do not reach. `store-damaged`: the ledger does not fit what we ran.
 * Only reads: it is asked before anything is written to the store.
 */
export async function checkVersion(handle: SqliteHandle, migrations: readonly Migration[]): Promise<Result<number, 'store-newer' | 'store-damaged'>> {
  const version = await readUserVersion(handle)
  if (version === 0) return ok(0)
  const rows = await handle.all('SELECT version, sha256, min_safe_version FROM migration_ledger ORDER BY version')
  const newestKnown = migrations.length
  if (rows.length !== version) return err('store-damaged')
  if (rows.some((row) => Number(row['min_safe_version']) > newestKnown)) return err('store-newer')
  const fits = migrations.slice(0, version).every((migration, at) => rows[at]?.['sha256'] === migrationHash(migration))
  return fits ? ok(version) : err('store-damaged')
}

async function applyOne(handle: SqliteHandle, migration: Migration, clock: Clock): Promise<void> {
  await handle.exec('BEGIN IMMEDIATE')
  try {
    for (const statement of migration.statements) await handle.run(statement)
    await handle.run('INSERT INTO migration_ledger (version, name, sha256, min_safe_version, applied_at) VALUES (?, ?, ?, ?, ?)', [
      migration.version,
      migration.name,
      migrationHash(migration),
      migration.minSafeVersion,
      clock.now(),
    ])
    // A pragma takes no parameter; the number is ours.
    await handle.exec(`PRAGMA user_version = ${String(migration.version)}`)
    await handle.exec('COMMIT')
  } catch (error) {
    await handle.exec('ROLLBACK').catch(() => undefined) // a full disk has rolled back already; the first error is the one that counts
    throw error
  }
}

/** Applies what is missing, up to `upTo` (tests stop earlier). */
export async function migrate(handle: SqliteHandle, migrations: readonly Migration[], clock: Clock, upTo = migrations.length): Promise<void> {
  await handle.exec(CREATE_LEDGER)
  const version = await readUserVersion(handle)
  for (const migration of migrations.slice(version, upTo)) await applyOne(handle, migration, clock)
}
