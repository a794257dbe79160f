// What the origin counts of a person's service log, and whether it let rows go: it never says which, and that alone drops the rows here.
import type { SubjectId } from '../../src-shared/base/ids'
import { LOG_CATEGORIES } from '../../src-shared/domain/vocabulary'
import type { HoldingRecord } from '../../src-shared/protocol/records'
import { listRecordsOfSubject } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

export function isOfLog(category: unknown): boolean {
  return LOG_CATEGORIES.some((one) => one === category)
}

export interface LogHolding {
  readonly v: number
  readonly body: HoldingRecord
}

export async function listLogHoldings(reader: Reader, subjectId: SubjectId): Promise<readonly LogHolding[]> {
  return (await listRecordsOfSubject(reader, 'holding', subjectId)).filter(({ body }) => isOfLog(body.category))
}

/**
 * Of one holding, earlier and later. A later one that says no more rows: as many went as came, at least. More may have come than went: what is over goes from the
 * old end, so that its first day then moved later; of a product that ended, the count of the whole set tells (rows.ts).
 */
export function hasLetGo(before: LogHolding, now: { readonly v: number; readonly body: { readonly rows?: unknown; readonly fromAt?: unknown } }): boolean {
  return now.v > before.v && (Number(now.body.rows) <= before.body.rows || Number(now.body.fromAt) > (before.body.fromAt ?? Infinity))
}

export function hasShrunk(before: readonly LogHolding[], now: readonly LogHolding[]): boolean {
  return before.some((one) => now.some((other) => other.body.id === one.body.id && hasLetGo(one, other)))
}
