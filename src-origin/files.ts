// What the origin's own files need alike.
import fs from 'node:fs/promises'

/** For `catch`: this where nothing of that name is there; any other fault goes on. */
export function ifMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value
    throw error
  }
}

/** A new name, or one that is gone, is on the disk only with its folder. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
