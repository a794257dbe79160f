// The signed report of a batch that is at its end: made in the transaction that ends it, kept beside the batch, handed to whoever may look at batches.
import type { Id, StaffId } from '../../src-shared/base/ids'
import type { Day, EpochMs } from '../../src-shared/base/clock'
import type { EndingBatch } from '../../src-shared/domain/ending-batch'
import type { FinalAction } from '../../src-shared/domain/erasure-plan'
import type { ByStaff } from '../../src-shared/domain/retention-batch'
import type { Category } from '../../src-shared/domain/vocabulary'
import { batchReportText, checkBatchReport, signBatchReport, type BatchReport } from '../../src-shared/formats/batch-report'
import type { OriginContext } from '../context'
import { nodeCrypto } from '../devices/node-crypto'
import type { Db, Tx } from '../store/database'
import { TENANT } from '../tenant'
import { staffNames } from './agreement'

/** What a batch of any kind tells of itself. */
export interface EndedBatch {
  readonly id: string
  /** As it was hashed and agreed to. */
  readonly plan: { readonly asOf: Day; readonly rulesPack: string }
  readonly planHash: string
  /** In the order of the plan. */
  readonly lines: readonly { readonly category: Category; readonly then: FinalAction; readonly through?: Day; readonly planned: number; readonly done: number; readonly kept?: number; readonly held: number }[]
  readonly ending?: Pick<NonNullable<BatchReport['ending']>, 'product' | 'peopleDone'> & { readonly proposed?: NonNullable<EndingBatch['proposed']> }
  readonly agreed: readonly { readonly staffId: StaffId; readonly at: EpochMs }[]
  readonly doneAt: EpochMs
}

export async function reportBatch(tx: Tx, { keys }: OriginContext, { id, plan, planHash, lines, ending, agreed, doneAt }: EndedBatch): Promise<void> {
  const nameOf = await staffNames(tx, [...agreed, ...(ending?.proposed ? [ending.proposed] : [])].map(({ staffId }) => staffId))
  const named = <By extends ByStaff>({ staffId, ...by }: By) => ({ id: staffId, name: nameOf({ staffId }), ...by })
  const ended = ending && { product: ending.product, peopleDone: ending.peopleDone, ...(ending.proposed ? { proposed: named(ending.proposed) } : {}) }
  const body: BatchReport = {
    v: 1, kind: 'batch-report', batchId: id as Id<string>, tenant: TENANT, plan: { ...plan }, planHash, lines: lines.map((line) => ({ ...line })),
    ...(ended ? { ending: ended } : {}), agreed: agreed.map(named), doneAt, rulesPack: plan.rulesPack, text: batchReportText(plan.asOf, ended),
  }
  const report = signBatchReport(body, keys.origin, keys.originCertificate)
  // As of a certificate: what we hand out must stand our own check.
  const checked = checkBatchReport(report, keys.orgKeys, nodeCrypto)
  if (!checked.ok) throw new Error(`invariant: the report does not verify (${checked.error})`)
  await tx.insertInto('batch_reports').values({ batch_id: id, report: JSON.stringify(report) }).execute()
}

interface ToldBatch {
  readonly id: string
  readonly agreed: readonly ByStaff[]
  readonly declined?: ByStaff
  readonly proposed?: ByStaff
}

/** As screens are told of them: whoever acted by their name, and the report of one that is at its end. */
export async function tellBatches(db: Db, batches: readonly ToldBatch[]): Promise<readonly object[]> {
  const nameOf = await staffNames(db, batches.flatMap(({ agreed, declined, proposed }) => [...agreed, ...(declined ? [declined] : []), ...(proposed ? [proposed] : [])].map(({ staffId }) => staffId)))
  const named = (by: ByStaff): object => ({ ...by, name: nameOf(by) })
  const reports = await listReports(db, batches.map(({ id }) => id))
  return batches.map((batch) => ({
    ...batch, ...(reports.has(batch.id) ? { report: reports.get(batch.id) } : {}), agreed: batch.agreed.map(named), ...(batch.declined ? { declined: named(batch.declined) } : {}),
    ...(batch.proposed ? { proposed: named(batch.proposed) } : {}),
  }))
}

/** By the batch's id, of these alone; a batch of before there were reports has none. */
async function listReports(db: Db, batchIds: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  if (batchIds.length === 0) return new Map()
  const rows = await db.selectFrom('batch_reports').select(['batch_id', 'report']).where('batch_id', 'in', batchIds).execute()
  return new Map(rows.map((row) => [row.batch_id, row.report]))
}
