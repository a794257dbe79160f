// How this desk stands with the origin: what it has, what waits, what came back, what was dropped at the door.
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SyncStatus } from '../../src-shared/contract/sync'
import { getMeta } from '../vault/repositories/meta'
import { countOutbox } from '../vault/repositories/outbox'
import { countPeople } from '../vault/repositories/people'
import { isFirstFill, listScopes } from '../vault/repositories/scopes'
import { listUndeclared } from '../vault/repositories/undeclared'
import type { UnlockedDesk } from './unlocked-desk'

export async function syncStatus({ vault, loop }: Pick<UnlockedDesk, 'vault' | 'loop'>): Promise<Result<SyncStatus, DeskError>> {
  const { connection, reason, pushReason, bootstrap } = loop.state()
  const dataAsOf = await getMeta(vault.reader, 'dataAsOf')
  const lease = await getMeta(vault.reader, 'lease')
  const { toSend, refused } = await countOutbox(vault.reader)
  const filling = (await listScopes(vault.reader)).find((scope) => scope.kind === 'directory' && isFirstFill(scope))
  return ok({
    connection,
    ...(reason === undefined ? {} : { reason }),
    ...(pushReason === undefined ? {} : { pushReason }),
    ...(dataAsOf === undefined ? {} : { dataAsOf }),
    toSend,
    refused,
    ...(bootstrap ? { bootstrap } : {}),
    // Counting reads them all: while they come, each page asks, and what has come is known.
    directoryRows: filling?.rows ?? (await countPeople(vault.reader)),
    ...(lease ? { leaseNotAfter: lease.notAfter } : {}),
    undeclared: await listUndeclared(vault.reader),
  })
}
