// Writes an evidence bundle: stored entries with headers that follow from the content (formats/evidence/stored-archive.ts), into a file that nobody sees yet.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { storedDirectory, storedHeader, type StoredFile } from '../../src-shared/formats/evidence/stored-archive'
import { writeAll } from '../keys/private-files'
import type { BundleFile } from './bundle-content'

/** Found and removed at the next start (package-folder.ts). */
export function unfinishedBundlePath(dir: string, bundleId: string): string {
  return join(dir, `.evidence-bundle-${bundleId}.part`)
}

export function bundleFileName({ from, to }: { readonly from: string; readonly to: string }): string {
  return `evidence-${from}-${to}.zip`
}

/** On the disk when it resolves. It ends between two files where `signal` says so. */
export async function writeBundle(path: string, files: readonly BundleFile[], signal: AbortSignal): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    let at = 0
    const write = async (bytes: Uint8Array): Promise<void> => {
      await writeAll(handle, bytes, at)
      at += bytes.length
    }
    const written: StoredFile[] = []
    for (const { name, pieces } of files) {
      signal.throwIfAborted()
      const content = Buffer.concat(pieces)
      const file = { name, size: content.length, crc: crc32(content) }
      await write(storedHeader(file))
      await write(content)
      written.push(file)
    }
    await write(storedDirectory(written))
    await handle.sync()
  } finally {
    await handle.close()
  }
}
