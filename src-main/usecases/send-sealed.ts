// Sends a file of sealed acts to the origin, in as many batches as it takes, by a desk whose store is shut.
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SealedReason } from '../../src-shared/domain/vocabulary'
import type { SealedItem, SealedOutbox } from '../../src-shared/formats/sealed-outbox'
import { SEALED_BATCH_BYTES, SEALED_BATCH_ITEMS } from '../../src-shared/protocol/sealed'
import type { OriginClient } from '../sync/origin-client'
import { askWithoutStore, type ShutDesk } from './shut-client'

/** How many items the origin could not read. */
export function sendSealed(deps: ShutDesk, file: SealedOutbox, reason: SealedReason): Promise<Result<number, DeskError>> {
  return askWithoutStore(deps, (client) => sendBatches(client, file, reason))
}

async function sendBatches(client: OriginClient, { deviceId, items }: SealedOutbox, reason: SealedReason): Promise<Result<number, DeskError>> {
  let unreadable = 0
  for (const batch of batches(items)) {
    const answer = await client.sealed({ deviceId, reason, items: [...batch] })
    if (!answer.ok) return answer
    const told = new Map(answer.value.results.map(({ mid, t }) => [mid, t]))
    unreadable += batch.filter(({ mid }) => (told.get(mid) ?? 'unreadable') === 'unreadable').length
  }
  return ok(unreadable)
}

function batches(items: readonly SealedItem[]): readonly (readonly SealedItem[])[] {
  const all: SealedItem[][] = []
  let bytes = 0
  for (const item of items) {
    const size = item.sealed.length + 256
    const last = all.at(-1)
    if (!last || last.length >= SEALED_BATCH_ITEMS || bytes + size > SEALED_BATCH_BYTES) {
      all.push([item])
      bytes = size
    } else {
      last.push(item)
      bytes += size
    }
  }
  return all
}
