// The long polls that wait, and how many may: a held line costs memory and a wake-up at every change, and a fleet has thousands of desks.
//
// Beyond the ceiling an empty page is answered at once and says when to ask again; nothing that is there is ever held back. A device holds
// one line: a newer poll ends the older one, whose desk has gone away (a line that broke without a word is noticed late).
export interface WaitingPolls {
  /** Undefined: there is no room. `release` must be called when the poll has its answer; `ended` is raised when it is to end early. */
  readonly enter: (deviceId: string) => WaitingPoll | undefined
  readonly count: () => number
}
export interface WaitingPoll {
  readonly ended: AbortSignal
  readonly release: () => void
}

/** A process holds a few thousand idle connections easily; what a wake-up of all of them costs is in docs/performance.md. */
export const DEFAULT_WAITING_POLLS = 1_000
/** How long a desk without a line waits before it asks again; it adds up to as much by chance. */
export const POLL_AGAIN_S = 10

export function createWaitingPolls(most: number): WaitingPolls {
  const waiting = new Map<string, AbortController>()
  return {
    count: () => waiting.size,
    enter: (deviceId) => {
      const older = waiting.get(deviceId)
      if (older === undefined && waiting.size >= most) return undefined
      older?.abort()
      const mine = new AbortController()
      waiting.set(deviceId, mine)
      return {
        ended: mine.signal,
        release: () => {
          if (waiting.get(deviceId) === mine) waiting.delete(deviceId)
        },
      }
    },
  }
}
