// One process a folder with an embedded cluster in it: a second would stop the first one's server as a survivor. A folder that holds keys alone
// is not locked: several processes of one origin share it (docs/operating.md).
import fs from 'node:fs/promises'
import path from 'node:path'
import { OriginStartError } from '../start-error'

const LOCK_FILE = 'origin.lock'
/** Locks of this very process. Its number alone says nothing: in a container every origin has the same one, also after a kill -9. */
const ours = new Set<string>()

/** Returns what gives the folder back. A lock whose process has ended (kill -9, power cut) is taken over. */
export async function lockFolder(dataDir: string): Promise<() => Promise<void>> {
  await fs.mkdir(dataDir, { recursive: true, mode: 0o700 })
  const file = path.resolve(dataDir, LOCK_FILE)
  for (;;) {
    try {
      await fs.writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 })
      ours.add(file)
      return async () => {
        await fs.rm(file, { force: true })
        ours.delete(file)
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = Number(await fs.readFile(file, 'utf8').catch(() => ''))
    if (holder === process.pid ? ours.has(file) : isAlive(holder)) throw new OriginStartError('folder-in-use', { folder: dataDir, pid: holder })
    await fs.rm(file, { force: true })
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
