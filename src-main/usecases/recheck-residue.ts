// Looks again for people who were erased here: when the officer asks, and once a day by itself. What is found is on record in the audit, and told to the origin,
// where the officer sees it; what could not be told is told at the next contact.
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RecheckCause } from '../../src-shared/domain/vocabulary'
import type { SearchedFolders } from '../erasure/places'
import type { Recheck, RecheckReport } from '../erasure/recheck'
import type { Secret } from '../keys/secret'
import type { OriginClient } from '../sync/origin-client'
import { getMeta, setMeta } from '../vault/repositories/meta'
import type { Tx } from '../vault/transaction'
import type { Vault } from '../vault/vault'
import type { AuditEvent } from './unlocked-desk'

const EVERY_MS = 24 * 3_600_000
/** As many as the origin takes at once; more would be a desk that has forgotten everybody. */
const MOST_FOUND = 500

export interface RecheckDeps {
  readonly vault: Vault
  readonly clock: Clock
  readonly time: () => EpochMs
  readonly folders: SearchedFolders
  /** Of the present generation: a purge changes it. */
  readonly storeKey: () => Secret
  readonly recheck: Recheck
  /** Comes back when no purge runs: it changes the file and its key. */
  readonly purged: () => Promise<void>
  readonly tell: OriginClient['tellResidue']
  /** By whom: a person who asked, or the desk itself. */
  readonly audit: (cause: RecheckCause) => (tx: Tx, event: AuditEvent) => Promise<void>
  readonly onTold: () => void
  readonly onFault: (error: unknown) => void
}
export interface Rechecker {
  readonly run: (cause: RecheckCause) => Promise<Result<RecheckReport, DeskError>>
  /** At contact: what is due, and what was not told. */
  readonly look: () => void
  readonly idle: () => Promise<void>
}

export function createRechecker(deps: RecheckDeps): Rechecker {
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other: two at once would read the same store twice. */
  const queued = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
  const run = (cause: RecheckCause): Promise<Result<RecheckReport, DeskError>> => queued(() => runOnce(deps, cause))
  let isLooking = false
  const look = async (): Promise<void> => {
    const before = await getMeta(deps.vault.reader, 'recheck')
    if (before === undefined || before.checkedAt <= deps.time() - EVERY_MS) await run('daily')
    else if (!before.told) await queued(() => tellLast(deps))
  }
  return {
    run,
    look: () => {
      if (isLooking) return
      isLooking = true
      void look().catch(deps.onFault).finally(() => (isLooking = false))
    },
    idle: async () => {
      await last
    },
  }
}

async function runOnce(deps: RecheckDeps, cause: RecheckCause): Promise<Result<RecheckReport, DeskError>> {
  const { vault, storeKey, folders, recheck, time } = deps
  await deps.purged()
  const outcome = await recheck({ file: vault.file, key: storeKey().use((bytes) => Uint8Array.from(bytes)), folders })
  // A file that cannot be read is no answer: nobody says that nothing is in it.
  if (!outcome.ok) return err({ kind: 'file-unreadable' })
  const { people } = outcome.value
  const found = [...outcome.value.found].slice(0, MOST_FOUND)
  await vault.transaction(async (tx) => {
    await deps.audit(cause)(tx, { type: 'erasure.recheck', detail: { people, hits: hitsOf(outcome.value) } })
    // Each by the erasure: its person is named by nobody any more.
    for (const { erasureId, place, hits } of found) await deps.audit(cause)(tx, { type: 'erasure.residue-found', objectId: erasureId, detail: { place, hits } })
    await setMeta(tx, 'recheck', { checkedAt: time(), cause, people, found, told: false })
  })
  await tellLast(deps)
  return ok(outcome.value)
}

export function hitsOf({ found }: RecheckReport): number {
  return found.reduce((sum, { hits }) => sum + hits, 0)
}

async function tellLast({ vault, tell, onTold }: RecheckDeps): Promise<void> {
  const last = await getMeta(vault.reader, 'recheck')
  if (!last || last.told) return
  const { told: _, ...report } = last
  if (!(await tell(report)).ok) return
  await vault.transaction((tx) => setMeta(tx, 'recheck', { ...last, told: true }))
  onTold()
}
