// What the tests of faults share: a copy of a profile, its store opened past the desk, and the error as a person reads it.
import { createHash, randomFillSync } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from '@playwright/test'
import { mustOk } from '../../src-shared/base/result'
import type { DeskErrorKind } from '../../src-shared/contract/errors'
import type { Language } from '../../src-shared/contract/shell'
import type { DemoStaff } from '../../src-origin/seed/staff'
import { scryptKdf } from '../../src-main/keys/derive'
import { readKeyFile } from '../../src-main/keys/key-file'
import { storeKey, unlockSlot } from '../../src-main/keys/key-slots'
import { BALLAST_FILE } from '../../src-main/vault/ballast'
import { applyRecipe } from '../../src-main/vault/open-recipe'
import { openSqlite } from '../../src-main/vault/driver/open-sqlite'
import type { SqliteHandle } from '../../src-main/vault/driver/sqlite-handle'
import { textsOf, type Driver } from './desk-driver'
import { languageOf, switchTo } from './languages'
import { prepareOnce } from './launch'

/** The one generation that a desk has before its first purge. */
export const STORE = 'store-000001.db'

/** One bit in each page of 4096 bytes. */
export function flipEveryPage(bytes: Buffer): Buffer {
  for (let at = 100; at < bytes.length; at += 4096) bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  return bytes
}

export const sumOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

/** Of a closed desk; ours until a desk is started on it. */
export async function copyProfile(profileDir: string, into?: string): Promise<string> {
  const copy = into ?? (await prepareOnce()).makeProfile('fault')
  // Without the room that is kept for erasures, which a small disk has no place for.
  cpSync(join(profileDir, 'profile'), join(copy, 'profile'), { recursive: true, filter: (path) => basename(path) !== BALLAST_FILE })
  return copy
}

/** The language that the person chose on a former day. */
export function chooseLanguage(profileDir: string, language: Language): void {
  writeFileSync(join(profileDir, 'settings.json'), JSON.stringify({ language, theme: 'light' }))
}

/** Opens the store of a copy as whoever knows the passphrase can, past every check of the desk; closed, it is one file again. */
export async function withRawStore<T>(profileDir: string, { id: staffId, passphrase }: Pick<DemoStaff, 'id' | 'passphrase'>, work: (handle: SqliteHandle) => Promise<T>): Promise<T> {
  const dir = join(profileDir, 'profile')
  const keyFile = mustOk(await readKeyFile(dir))
  const key = storeKey(keyFile, mustOk(await unlockSlot(keyFile, { staffId, passphrase }, { kdf: scryptKdf, random: (bytes) => randomFillSync(bytes) })))
  const handle = await openSqlite(join(dir, keyFile.fileName), 'read-write')
  try {
    await applyRecipe(handle, key, 'write')
    return await work(handle)
  } finally {
    key.purge()
    await handle.close()
  }
}

export async function tryPassphrase({ page, t }: Driver, passphrase: string): Promise<void> {
  await page.getByLabel(t('unlock:passphrase'), { exact: true }).fill(passphrase)
  await page.getByRole('button', { name: t('unlock:unlock') }).click()
}

/** As the screen is, and as it is in the other language, to which it is turned and back. */
export async function inBothLanguages({ page }: Pick<Driver, 'page'>, look: (t: Driver['t']) => Promise<void>): Promise<void> {
  const own = await languageOf(page)
  await look(textsOf(own))
  for (const language of [own === 'en' ? 'zh-CN' : 'en', own] as const) {
    await switchTo(page, language)
    if (language !== own) await look(textsOf(language))
  }
}

/** What happened, what was kept, what to do. */
export async function expectError(driver: Driver, kind: DeskErrorKind): Promise<void> {
  await inBothLanguages(driver, async (t) => {
    // The act and what it wanted to read anew may both say it.
    const alert = driver.page.getByRole('alert').filter({ hasText: t(`errors:${kind}.title`) }).first()
    await expect(alert).toBeVisible({ timeout: 60_000 })
    await expect(alert).toContainText(t(`errors:${kind}.kept`))
    await expect(alert).toContainText(t(`errors:${kind}.next`))
  })
}

/** Where a person works: the sidebar of an unlocked desk is there. */
export async function expectUnlocked({ page, t }: Driver): Promise<void> {
  await expect(page.getByRole('navigation', { name: t('app:nav.label') })).toBeVisible({ timeout: 60_000 })
}
