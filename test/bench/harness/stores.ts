// Stores for benches: the real one by the vault's own recipe, and beside it a plain handle on the same file.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '../../../src-main/keys/secret'
import { applyRecipe } from '../../../src-main/vault/open-recipe'
import { openVault } from '../../../src-main/vault/open-vault'
import { openSqlite } from '../../../src-main/vault/driver/open-sqlite'
import type { SqliteHandle } from '../../../src-main/vault/driver/sqlite-handle'
import { storeFileName } from '../../../src-main/vault/store-files'
import type { Vault } from '../../../src-main/vault/vault'
import { mustOk } from '../../../src-shared/base/result'
import { benchClock } from './moment'

/** 48 bytes, the same in every run: a bench keeps nothing secret. */
const STORE_KEY = createHash('sha384').update('bench').digest()
const storeKey = (): Secret => Secret.take(Uint8Array.from(STORE_KEY))

export interface BenchStore {
  readonly vault: Vault
  /** A read connection of its own to the same file, by the same recipe, with its own page cache. */
  openReader(): Promise<SqliteHandle>
  /** Closes the store and removes it; readers must have been closed. */
  remove(): Promise<void>
}

export async function makeStore(folder: string): Promise<BenchStore> {
  const dir = mkdtempSync(join(folder, 'store-'))
  const vault = mustOk(await openVault({ dir, fileName: storeFileName(1), key: storeKey(), mode: 'create', clock: benchClock() }))
  return {
    vault,
    openReader: async () => {
      const handle = await openSqlite(vault.file, 'read-only')
      await applyRecipe(handle, storeKey(), 'read')
      return handle
    },
    remove: async () => {
      await vault.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
