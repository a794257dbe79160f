// Looks once a minute whether there is more to do than before, while somebody is signed in, and tells the main process kinds and counts.
import { createNoticeWatch, readNoticeCounts } from '../usecases/work-notices'
import type { UnlockedDesk } from '../usecases/unlocked-desk'
import type { FromHost } from './host-messages'

export const LOOK_EVERY_MS = 60_000

export interface WorkWatchDeps {
  readonly tell: (message: FromHost) => void
  readonly onFault: (work: string, error: unknown) => void
  readonly everyMs: number
}

/** Returns what ends the watch, once nothing of it reads the store any more. */
export function watchWork(desk: Pick<UnlockedDesk, 'vault' | 'me' | 'today' | 'clock'>, { tell, onFault, everyMs }: WorkWatchDeps): () => Promise<void> {
  const watch = createNoticeWatch(() => desk.clock.mono())
  let isLooking = false
  const look = async (): Promise<void> => {
    isLooking = true
    try {
      for (const { kind, count } of watch.judge(await readNoticeCounts(desk))) tell({ type: 'notice', kind, count })
    } catch (error) {
      onFault('notices', error)
    } finally {
      isLooking = false
    }
  }
  let current = look()
  const timer = setInterval(() => {
    if (!isLooking) current = look()
  }, everyMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    return current
  }
}
