// Decides when an unlocked desk has been alone for too long: warns a minute before, or a third of a short limit, then locks (security.md K-5).

const MOST_WARNING_SECONDS = 60

export interface IdleWatchDeps {
  /** Seconds since anybody touched this computer, as the OS counts them. */
  readonly systemIdleSeconds: () => number
  /** Monotonic milliseconds. */
  readonly mono: () => number
  /** Of the rules pack in force (domain/pack-limits.ts). */
  readonly limitSeconds: () => number
  /** Seconds left, or undefined once somebody is there again. */
  readonly warn: (secondsLeft: number | undefined) => void
  readonly lock: () => void
}

export interface IdleWatch {
  /** Once a second while unlocked. */
  tick(): void
  /** Somebody is there: input in our window, the key of the warning, or the unlock itself. */
  touch(): void
}

/**
 * The smaller of the two counts wins: the system sees input in other programs. A system whose count was never above zero says nothing at
 * all (some window systems have none to give), and then our own count decides alone.
 */
export function createIdleWatch(deps: IdleWatchDeps): IdleWatch {
  let touchedAt = deps.mono()
  let isWarning = false
  let systemSpeaks = false
  return {
    touch: () => {
      touchedAt = deps.mono()
    },
    tick: () => {
      const system = deps.systemIdleSeconds()
      systemSpeaks ||= system > 0
      const own = Math.floor((deps.mono() - touchedAt) / 1000)
      const idle = systemSpeaks ? Math.min(system, own) : own
      const limit = deps.limitSeconds()
      const left = limit - idle
      if (left <= 0) return deps.lock()
      if (left <= Math.min(MOST_WARNING_SECONDS, Math.floor(limit / 3))) {
        isWarning = true
        deps.warn(left)
      } else if (isWarning) {
        isWarning = false
        deps.warn(undefined)
      }
    },
  }
}
