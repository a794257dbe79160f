// Ends a session whose time is over: the lease from the origin ran out, or somebody has been signed in for twelve hours.
import type { Clock } from '../../src-shared/base/clock'
import type { LeaseKeeper } from '../usecases/lease'
import type { FromHost } from './host-messages'

/** security.md section 5, session: absolute twelve hours, whatever was done in them. */
const SESSION_MS = 12 * 3_600_000
const LOOK_EVERY_MS = 60_000

export interface SessionWatchDeps {
  readonly lease: Pick<LeaseKeeper, 'look'>
  readonly clock: Clock
  readonly tell: (message: FromHost) => void
}

/** Returns the function that ends the watch. */
export function watchSession({ lease, clock, tell }: SessionWatchDeps): () => void {
  const startedMono = clock.mono()
  const look = async (): Promise<void> => {
    if (clock.mono() - startedMono > SESSION_MS) tell({ type: 'lock', reason: 'session-ended' })
    if ((await lease.look()) === 'ended') tell({ type: 'lock', reason: 'lease-ended' })
  }
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS)
  // A desk that is told to end does not wait for this.
  timer.unref()
  return () => clearInterval(timer)
}
