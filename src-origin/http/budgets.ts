// How much a device may ask for, and how a fleet is let back in after an outage.
//
// Three buckets a device, so that a desk that asks too often for one thing is not kept from the others: a decision is taken while the pull
// waits. They are far above what a desk does (a change costs two requests): they stop a loop, not a busy day.
import { createLimiter } from './limiter'
import { Refusal } from './refusal'

export type Budget = 'pull' | 'push' | 'other'
const BUDGETS: Readonly<Record<Budget, { readonly burst: number; readonly perMinute: number }>> = {
  pull: { burst: 1_200, perMinute: 1_200 },
  push: { burst: 300, perMinute: 300 },
  other: { burst: 600, perMinute: 600 },
}

export interface Budgets {
  /** Throws the refusal, with the time after which there is one again. Only for a device that has proved itself: nobody spends another's. */
  readonly spend: (budget: Budget, deviceId: string, now: number) => void
}

export function createBudgets(): Budgets {
  const limiters = { pull: createLimiter(BUDGETS.pull), push: createLimiter(BUDGETS.push), other: createLimiter(BUDGETS.other) }
  return {
    spend: (budget, deviceId, now) => {
      const waitS = limiters[budget].take(deviceId, now)
      if (waitS > 0) throw new Refusal('too_many', waitS)
    },
  }
}

/** Sessions of a whole fleet: so many at once, then so many a second; a session is what a desk begins with after an outage. */
const AT_ONCE = 100
const EVERY_MS = 50
/** The longest that a desk is sent away for; where a fleet is larger, the last of them share the end of it. */
const LONGEST_MS = 10 * 60_000

export interface Admission {
  /** 0: come in. Else the seconds after which this device has its place; no other device is given the same one. */
  readonly take: (deviceId: string, now: number) => number
}

/** Every device that is sent away gets a moment of its own, so that a fleet of thousands comes back over up to ten minutes. */
export function createAdmission(): Admission {
  const promised = new Map<string, number>()
  let next = 0
  return {
    take: (deviceId, now) => {
      const mine = promised.get(deviceId)
      if (mine !== undefined && mine <= now) {
        promised.delete(deviceId)
        return 0
      }
      if (mine !== undefined) return seconds(mine - now)
      next = Math.max(next, now - AT_ONCE * EVERY_MS)
      const place = Math.min(next + EVERY_MS, now + LONGEST_MS)
      next = place
      if (place <= now) return 0
      for (const [one, at] of promised) {
        // Who did not come at its moment has given it up; in the order of their moments, so the look ends early.
        if (at > now - LONGEST_MS) break
        promised.delete(one)
      }
      promised.set(deviceId, place)
      return seconds(place - now)
    },
  }
}

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000))
