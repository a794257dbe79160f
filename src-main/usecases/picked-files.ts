// Paths that somebody picked in the main process's dialog, by the number that the page was given: the page names a number, never a path.
import { setTimeout as sleep } from 'node:timers/promises'

/** The page's question and the main process's message come on two lines; whichever is first waits for the other. */
const PATIENCE_MS = 2_000
const LOOK_MS = 20
/** What was picked and never asked for is forgotten with the oldest first. */
const MOST_PICKS = 20

export interface PickedFiles {
  readonly put: (pickId: string, path: string) => void
  /** Once; undefined: no such file was picked. */
  readonly take: (pickId: string) => Promise<string | undefined>
  /** As often as it is asked for: a file that is checked again with its passphrase. */
  readonly see: (pickId: string) => Promise<string | undefined>
}

export function createPickedFiles(): PickedFiles {
  const paths = new Map<string, string>()
  const see = async (pickId: string): Promise<string | undefined> => {
    for (let waited = 0; waited < PATIENCE_MS && !paths.has(pickId); waited += LOOK_MS) await sleep(LOOK_MS)
    return paths.get(pickId)
  }
  return {
    put: (pickId, path) => {
      paths.set(pickId, path)
      for (const oldest of paths.keys()) {
        if (paths.size <= MOST_PICKS) break
        paths.delete(oldest)
      }
    },
    take: async (pickId) => {
      const path = await see(pickId)
      paths.delete(pickId)
      return path
    },
    see,
  }
}
