// Tells the origin what this desk has: results it may forget, receipts of erasures carried out. A receipt, never a condition for sending.
import type { Clock } from '../../src-shared/base/clock'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Vault } from '../vault/open-vault'
import { listReceipts, setReceiptAcked } from '../vault/repositories/erasures'
import { getMeta } from '../vault/repositories/meta'
import { listUnacked, setAcked } from '../vault/repositories/outbox'
import { keepDone } from '../vault/repositories/outbox-done'
import type { OriginClient } from './origin-client'

const RESULTS_AT_ONCE = 200

export interface AckDeps {
  readonly vault: Vault
  readonly client: OriginClient
  readonly clock: Clock
}

/** Erasure ids whose receipt the origin took now. */
export async function ackOnce({ vault, client, clock }: AckDeps): Promise<Result<readonly string[], DeskError>> {
  const results = await listUnacked(vault.reader, RESULTS_AT_ONCE)
  const receipts = await listReceipts(vault.reader)
  if (results.length === 0 && receipts.length === 0) {
    await vault.transaction((tx) => keepDone(tx, clock.now()))
    return ok([])
  }
  const cursor = await getMeta(vault.reader, 'cursor')
  const answer = await client.ack({ ...(cursor === undefined ? {} : { cursor }), results: [...results], receipts: [...receipts], commandsDone: [] })
  if (!answer.ok) return answer
  const accepted = new Set(answer.value.accepted)
  const taken = receipts.filter(({ erasureId }) => accepted.has(erasureId))
  await vault.transaction(async (tx) => {
    await setAcked(tx, results)
    for (const { erasureId } of taken) await setReceiptAcked(tx, erasureId)
    await keepDone(tx, clock.now())
  })
  return ok(taken.map(({ erasureId }) => erasureId))
}
