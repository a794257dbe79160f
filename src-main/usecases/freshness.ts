// How old the data here are, and what may not be done with old ones: an access package or an erasure made of stale data would be wrong.
import type { Clock } from '../../src-shared/base/clock'
import type { Freshness } from '../../src-shared/contract/views'
import { getMeta } from '../vault/repositories/meta'
import type { Reader } from '../vault/transaction'
import type { UnlockedDesk } from './unlocked-desk'

/** A day without the origin: somebody may have changed or withdrawn what is shown here. */
export const STALE_AFTER_MS = 24 * 3_600_000

export function freshnessOf(dataAsOf: number | undefined, now: number): Freshness {
  if (dataAsOf === undefined) return { stale: true }
  return { dataAsOf, stale: now - dataAsOf > STALE_AFTER_MS }
}

export async function readFreshness({ vault, clock }: Pick<UnlockedDesk, 'vault' | 'clock'>): Promise<Freshness> {
  return readFreshnessFrom(vault.reader, clock)
}

export async function readFreshnessFrom(reader: Reader, clock: Clock): Promise<Freshness> {
  return freshnessOf(await getMeta(reader, 'dataAsOf'), clock.now())
}
