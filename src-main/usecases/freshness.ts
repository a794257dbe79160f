// How old the data here are, and what may not be done with old ones: an access package or an erasure made of stale data would be wrong.
import type { EpochMs } from '../../src-shared/base/clock'
import type { Freshness } from '../../src-shared/contract/views'
import { getMeta } from '../vault/repositories/meta'
import type { UnlockedDesk } from './unlocked-desk'

/** A day without the origin: somebody may have changed or withdrawn what is shown here. */
export const STALE_AFTER_MS = 24 * 3_600_000

export function freshnessOf(dataAsOf: EpochMs | undefined, now: EpochMs): Freshness {
  if (dataAsOf === undefined) return { stale: true }
  return { dataAsOf, stale: now - dataAsOf > STALE_AFTER_MS }
}

/** By the time that the lease is judged by: a clock that is turned back makes no data young. */
export async function readFreshness({ vault, time }: Pick<UnlockedDesk, 'vault' | 'time'>): Promise<Freshness> {
  return freshnessOf(await getMeta(vault.reader, 'dataAsOf'), time())
}
