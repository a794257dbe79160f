// What the origin counts of a person's service log, and whether it let rows go: it never says which, and that alone drops the rows here.
import type { SubjectId } from '../../src-shared/base/ids'
import { LOG_CATEGORIES } from '../../src-shared/domain/vocabulary'
import type { HoldingRecord } from '../../src-shared/protocol/records'
import { listRecordsOfSubject } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

export function isOfLog(category: unknown): boolean {
  return LOG_CATEGORIES.some((one) => one === category)
}

export async function listLogHoldings(reader: Reader, subjectId: SubjectId): Promise<readonly HoldingRecord[]> {
  return (await listRecordsOfSubject(reader, 'holding', subjectId)).map(({ body }) => body).filter(({ category }) => isOfLog(category))
}

/** Of one holding, earlier and later. More may have come than went; what is over goes from the old end, so that its first day then moved later. */
export function hasLetGo(before: HoldingRecord, now: { readonly rows?: unknown; readonly fromAt?: unknown }): boolean {
  return Number(now.rows) < before.rows || Number(now.fromAt) > (before.fromAt ?? Infinity)
}

export function hasShrunk(before: readonly HoldingRecord[], now: readonly HoldingRecord[]): boolean {
  return before.some((one) => now.some((other) => other.id === one.id && hasLetGo(one, other)))
}
