// Whether an approved plan is still the plan of what is held, and what happens where it is not: it is stale, and its request undecided again.
import { err, mustOk } from '../../src-shared/base/result'
import { toDay } from '../../src-shared/base/clock'
import { HOLD_FIELD, isPlanOfHolds, type ErasurePlan } from '../../src-shared/domain/erasure-plan'
import { advanceErasure } from '../../src-shared/domain/request-machine'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { saveRequest, type ItemResult, type LockedRequest } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import type { OriginContext } from '../context'
import { loadHolds } from '../inventory/entry-rows'
import type { Tx } from '../store/database'
import { isPlanOfCounts, repairHoldings } from './held-counts'
import { saveErasure, type LockedErasure } from './locked-erasure'

export interface Held {
  /** Whether the person's version is the one that was approved. */
  readonly isVersion: boolean
  readonly counts: ReadonlyMap<string, number>
}

/** Names of what no longer fits; none where the plan may run. The caller has locked the person. */
export async function unfitFields(tx: Tx, context: OriginContext, { subjectId, plan: planned }: ErasureRecord, { isVersion, counts }: Held): Promise<readonly string[]> {
  const plan = planned as ErasurePlan
  if (!isVersion || !isPlanOfCounts(plan, counts)) {
    await repairHoldings(tx, subjectId, counts)
    return ['plan']
  }
  // Who places a hold on the person holds their row: it came before this reading, or finds nobody any more.
  return isPlanOfHolds(plan, { subjectId, holds: await loadHolds(tx), today: toDay(context.now()) }) ? [] : ['plan', HOLD_FIELD]
}

/** The refusal is remembered like any other; what changes is that both records now say why. */
export async function refuseStale(tx: Tx, context: OriginContext, request: LockedRequest, erasure: LockedErasure, fields: readonly string[]): Promise<ItemResult> {
  const stale: ErasureRecord = { ...erasure.record, state: 'stale' }
  const v = await saveErasure(tx, stale, request.scope)
  await saveRequest(tx, mustOk(advanceErasure(request.record, 'stale', context.now())))
  return err({ ...reject('precondition', fields), current: { v, body: { ...stale } } })
}
