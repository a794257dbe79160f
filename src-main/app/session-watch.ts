// Tells main after how long without anybody to lock, and ends a session that may not go on: the lease from the origin ran out, somebody has been signed in for twelve hours, the origin has
// since taken away what they were signed in with, or the computer's clock was set far ahead (which locks, and destroys nothing).
import type { Clock } from '../../src-shared/base/clock'
import type { Me } from '../../src-shared/contract/session'
import type { LeaseKeeper } from '../usecases/lease'
import { JUMP_MS } from '../usecases/lease-end'
import type { MeKeeper } from '../usecases/who-am-i'
import type { FromHost } from './host-messages'

/** security.md section 5, session: absolute twelve hours, whatever was done in them. */
const SESSION_MS = 12 * 3_600_000
const LOOK_EVERY_MS = 60_000

export interface SessionWatchDeps {
  readonly lease: Pick<LeaseKeeper, 'look'>
  readonly clock: Clock
  readonly me: Pick<Me, 'role'>
  readonly person: Pick<MeKeeper, 'look'>
  /** Of the rules pack in force, which may change meanwhile. */
  readonly idleSeconds: () => number
  readonly tell: (message: FromHost) => void
}

/** Whether the origin's record of the person still says what this session was opened with: they are there, and in this role. */
async function isAsSignedIn({ person, me }: Pick<SessionWatchDeps, 'person' | 'me'>): Promise<boolean> {
  return (await person.look())?.role === me.role
}

/** Returns the function that ends the watch. */
export function watchSession(deps: SessionWatchDeps): () => void {
  const { lease, clock, tell } = deps
  const startedMono = clock.mono()
  const lookAtPerson = async (): Promise<void> => {
    if (clock.mono() - startedMono > SESSION_MS || !(await isAsSignedIn(deps))) tell({ type: 'lock', reason: 'session-ended' })
  }
  let toldSeconds: number | undefined
  const tellIdle = (): void => {
    const seconds = deps.idleSeconds()
    if (seconds !== toldSeconds) tell({ type: 'idle', seconds: (toldSeconds = seconds) })
  }
  tellIdle()
  let last = { wall: clock.now(), mono: startedMono }
  /** The system suspended is a lock of its own, so a gap between the two clocks of one session is a clock that somebody set. */
  const hasJumped = (): boolean => {
    const { wall, mono } = last
    last = { wall: clock.now(), mono: clock.mono() }
    return last.wall - wall - (last.mono - mono) > JUMP_MS
  }
  const lookAtLease = async (): Promise<void> => {
    if (hasJumped()) tell({ type: 'lock', reason: 'clock-changed' })
    else if ((await lease.look()) === 'ended') tell({ type: 'lock', reason: 'lease-ended' })
  }
  // Neither waits for the other: a full disk, on which the lease cannot be judged, keeps in nobody who has left.
  const look = () => {
    tellIdle()
    return Promise.allSettled([lookAtPerson(), lookAtLease()])
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  // A desk that is told to end does not wait for this.
  timer.unref()
  return () => clearInterval(timer)
}
