// People whom the origin showed in answer to a search: kept in memory alone, for 24 h at most, and gone with the process, that is with a lock.
//
// Nothing of them is in the store, so no purge has to find them: an erasure forgets them here, and a person once erased is never taken in.
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import type { SubjectId } from '../../src-shared/base/ids'
import type { DirectoryRecord } from '../../src-shared/protocol/records'

/** Whatever an origin says: no longer than this. */
export const LONGEST_LEASE_MS = 24 * 3_600_000
/** More than a day's searches of one person; the oldest go first. */
const MOST_PEOPLE = 2_000

export interface LeasedPerson {
  readonly person: DirectoryRecord
  readonly leaseUntil: EpochMs
}
export interface LeasedPeople {
  readonly take: (people: readonly DirectoryRecord[], leaseUntil: EpochMs) => void
  readonly get: (subjectId: SubjectId) => LeasedPerson | undefined
  /** Whether there was anything to forget. */
  readonly forget: (subjectId: SubjectId) => boolean
}
export interface LeasedPeopleDeps {
  readonly clock: Pick<Clock, 'mono'>
  /** Time that never goes back. */
  readonly time: () => EpochMs
}

export function createLeasedPeople({ clock, time }: LeasedPeopleDeps): LeasedPeople {
  const held = new Map<SubjectId, LeasedPerson & { readonly untilMono: number }>()
  const isOver = (one: { readonly leaseUntil: EpochMs; readonly untilMono: number }): boolean => time() >= one.leaseUntil || clock.mono() >= one.untilMono
  const sweep = (): void => {
    for (const [id, one] of held) if (isOver(one)) held.delete(id)
    for (const id of held.keys()) {
      if (held.size <= MOST_PEOPLE) return
      held.delete(id)
    }
  }
  return {
    take: (people, leaseUntil) => {
      const untilMono = clock.mono() + LONGEST_LEASE_MS
      for (const person of people) {
        held.delete(person.id)
        held.set(person.id, { person, leaseUntil: Math.min(leaseUntil, time() + LONGEST_LEASE_MS), untilMono })
      }
      sweep()
    },
    get: (subjectId) => {
      sweep()
      return held.get(subjectId)
    },
    forget: (subjectId) => held.delete(subjectId),
  }
}
