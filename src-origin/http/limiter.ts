// Counts events per key and says when there were too many: a token bucket, so that a burst passes and a flood does not.

export interface Limiter {
  /** Takes one; answers the seconds to wait when there is none left, else 0. */
  take(key: string, now: number): number
  /** Gives the key its full bucket back. */
  reset(key: string): void
}
interface Bucket {
  readonly level: number
  readonly at: number
}
/** Keys kept at most; beyond it full buckets, which say nothing, are dropped. */
const MAX_KEYS = 10_000

export function createLimiter(limits: { readonly burst: number; readonly perMinute: number }): Limiter {
  const buckets = new Map<string, Bucket>()
  const levelOf = (bucket: Bucket | undefined, now: number) =>
    bucket ? Math.min(limits.burst, bucket.level + (Math.max(0, now - bucket.at) / 60_000) * limits.perMinute) : limits.burst
  return {
    take(key, now) {
      const level = levelOf(buckets.get(key), now)
      if (level < 1) return Math.max(1, Math.ceil(((1 - level) / limits.perMinute) * 60))
      buckets.set(key, { level: level - 1, at: now })
      if (buckets.size > MAX_KEYS) for (const [one, bucket] of buckets) if (levelOf(bucket, now) >= limits.burst) buckets.delete(one)
      return 0
    },
    reset: (key) => void buckets.delete(key),
  }
}
