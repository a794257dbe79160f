// The signed report of a batch that is at its end: made in the transaction that ends it, kept beside the batch, handed to whoever may look at batches.
import type { Id, StaffId } from '../../src-shared/base/ids'
import type { Day, EpochMs } from '../../src-shared/base/clock'
import { must } from '../../src-shared/base/assert'
import type { Category } from '../../src-shared/domain/vocabulary'
import { batchReportText, checkBatchReport, signBatchReport, type BatchReport } from '../../src-shared/formats/batch-report'
import type { OriginContext } from '../context'
import { nodeCrypto } from '../devices/node-crypto'
import type { Db, Tx } from '../store/database'
import { TENANT } from '../tenant'

/** What a batch of any kind tells of itself. */
export interface EndedBatch {
  readonly id: string
  /** As it was hashed and agreed to. */
  readonly plan: { readonly asOf: Day; readonly rulesPack: string }
  readonly planHash: string
  /** In the order of the plan. */
  readonly lines: readonly { readonly category: Category; readonly then: 'delete' | 'anonymise'; readonly through: Day; readonly planned: number; readonly done: number; readonly held: number }[]
  readonly agreed: readonly { readonly staffId: StaffId; readonly at: EpochMs }[]
  readonly doneAt: EpochMs
}

export async function reportBatch(tx: Tx, { keys }: OriginContext, { id, plan, planHash, lines, agreed, doneAt }: EndedBatch): Promise<void> {
  const staff = await tx.selectFrom('staff').select(['id', 'name']).where('id', 'in', agreed.map(({ staffId }) => staffId)).execute()
  const body: BatchReport = {
    v: 1, kind: 'batch-report', batchId: id as Id<string>, tenant: TENANT, plan: { ...plan }, planHash, lines: lines.map((line) => ({ ...line })),
    agreed: agreed.map(({ staffId, at }) => ({ id: staffId, name: must(staff.find((one) => one.id === staffId), 'staff who agreed').name, at })),
    doneAt, rulesPack: plan.rulesPack, text: batchReportText(plan.asOf),
  }
  const report = signBatchReport(body, keys.origin, keys.originCertificate)
  // As of a certificate: what we hand out must stand our own check.
  const checked = checkBatchReport(report, keys.org.publicKey, nodeCrypto)
  if (!checked.ok) throw new Error(`invariant: the report does not verify (${checked.error})`)
  await tx.insertInto('batch_reports').values({ batch_id: id, report: JSON.stringify(report) }).execute()
}

/** By the batch's id, of these alone; a batch of before there were reports has none. */
export async function listReports(db: Db, batchIds: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  if (batchIds.length === 0) return new Map()
  const rows = await db.selectFrom('batch_reports').select(['batch_id', 'report']).where('batch_id', 'in', batchIds).execute()
  return new Map(rows.map((row) => [row.batch_id, row.report]))
}
