// Making a desk's store: whatever fails before the key file stands leaves no desk at all, and the next attempt makes a whole one.
import { mkdir, readdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { isEnrolled } from '../../src-main/keys/key-file'
import { KEY_FILE } from '../../src-shared/contract/profile-files'
import type { KeyedVault } from '../../src-main/vault/keyed-vault'
import { makeFolder, makeKeyedVault, removeFolders, reopenKeyedVault } from './desk-store'

afterEach(removeFolders)

async function firstRow({ vault }: KeyedVault): Promise<void> {
  await vault.transaction((tx) => sql`INSERT INTO meta (key, value) VALUES ('device', 'one')`.execute(tx))
}

async function expectWholeDesk(dir: string, seed: string): Promise<void> {
  await (await makeKeyedVault(dir, seed, firstRow)).vault.close()
  const { vault } = await reopenKeyedVault(dir, seed)
  expect(await vault.reader.selectFrom('meta').select(['key', 'value']).execute()).toEqual([{ key: 'device', value: 'one' }])
  await vault.close()
}

it('first work that fails leaves nothing but the lock file, and a second attempt succeeds', async () => {
  const dir = await makeFolder()
  const failing = async (made: KeyedVault): Promise<void> => {
    await firstRow(made)
    expect(await isEnrolled(dir)).toBe(false)
    throw new Error('the disk is full')
  }
  await expect(makeKeyedVault(dir, 'first', failing)).rejects.toThrow('the disk is full')
  expect(await isEnrolled(dir)).toBe(false)
  expect(await readdir(dir)).toEqual(['store.lock'])
  await expectWholeDesk(dir, 'first')
})

it('a key file that cannot be written leaves no desk, and a second attempt succeeds', async () => {
  const dir = await makeFolder()
  // A folder where the temporary file should be.
  await mkdir(join(dir, `${KEY_FILE}.tmp`))
  await expect(makeKeyedVault(dir, 'second', firstRow)).rejects.toThrow()
  expect(await isEnrolled(dir)).toBe(false)
  await rmdir(join(dir, `${KEY_FILE}.tmp`))
  expect(await readdir(dir)).toEqual(['store.lock'])
  await expectWholeDesk(dir, 'second')
})
