// Takes away everything that could open a store: after it the files beside it are noise.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { KEY_FILE } from '../../src-shared/contract/profile-files'
import { PREVIOUS_KEY_FILE } from './key-file'
import { exists, removeIfThere, syncFolder } from './private-files'
import { STANDING_FILE } from './standing-key'

/** The OS key store's half of every slot; main makes a new one for a new enrolment. */
export const DEVICE_SECRET_FILE = 'device.secret'
const KEY_FILES: readonly string[] = [KEY_FILE, PREVIOUS_KEY_FILE, DEVICE_SECRET_FILE, STANDING_FILE]

/** Overwritten first, for whatever that is worth on this disk; the name is gone in any case. */
export async function destroyKeys(dir: string): Promise<void> {
  for (const name of KEY_FILES) {
    const path = join(dir, name)
    if (!(await exists(path))) continue
    await overwrite(path).catch(() => undefined)
    await removeIfThere(path)
  }
  await syncFolder(dir)
}

async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    const { size } = await file.stat()
    await file.write(Buffer.alloc(size), 0, size, 0)
    await file.sync()
  } finally {
    await file.close()
  }
}
