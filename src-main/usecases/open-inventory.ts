// The record of processing: every field that is held, with what an officer has to be able to say of it, and what the origin sent beyond it.
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { InventoryView } from '../../src-shared/contract/inventory'
import { recordOfProcessing, type ProcessingRow } from '../../src-shared/domain/record-of-processing'
import { isRecorded, transferOf } from '../../src-shared/domain/transfer-register'
import { listRecords } from '../vault/repositories/records'
import { listUndeclared } from '../vault/repositories/undeclared'
import type { Reader } from '../vault/transaction'
import { readFreshness } from './freshness'
import type { InventoryDeps } from './inventory-acts'

export async function openInventory(deps: InventoryDeps): Promise<Result<InventoryView, DeskError>> {
  const { reader } = deps.vault
  return ok({ rows: await readProcessing(reader), beyond: await listUndeclared(reader), rulesPack: deps.rules.current().version, freshness: await readFreshness(deps) })
}

/** Only of what a second person has approved: the record is shown to an authority. */
export async function readProcessing(reader: Reader): Promise<readonly ProcessingRow[]> {
  const transfers = (await listRecords(reader, 'transfer')).map(({ body }) => body).filter(isRecorded)
  const recipients = (await listRecords(reader, 'recipient')).map(({ body }) => body)
  return recordOfProcessing(transfers.map((entry) => transferOf(entry, [])), recipients)
}
