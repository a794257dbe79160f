// Syncs at once, for somebody who asked: comes back when this round has succeeded or failed. Who wants everything sent now waits for no
// undo window.
import type { Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SyncStatus } from '../../src-shared/contract/sync'
import { releaseOutbox } from '../vault/repositories/outbox'
import { syncStatus, type SyncStatusDeps } from './sync-status'

export async function syncNow(deps: SyncStatusDeps): Promise<Result<SyncStatus, DeskError>> {
  await deps.vault.transaction((tx) => releaseOutbox(tx))
  await deps.loop.syncNow()
  return syncStatus(deps)
}
