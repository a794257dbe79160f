// Holds what the origin shows of how far it is against what it showed before. Within one epoch it only goes on; whoever put a backup back says so
// with a new epoch, and everything is read anew. An origin that goes back or contradicts itself without that is not followed any further:
//
//   sign of it → nothing of the page is written → on record here and in the audit → no page is taken and no act sent until a new epoch is shown
//
// The lease is renewed and a revocation heard meanwhile: a desk that waits for its operators must not come to its end over it.
import type { Clock } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { CursorError, FeedPositions } from '../../src-shared/protocol/feed'
import { getMeta, setMeta, type BackwardSign } from '../vault/repositories/meta'
import { holdsNewer } from '../vault/repositories/records'
import type { Vault } from '../vault/open-vault'
import type { Reader, Tx } from '../vault/transaction'
import type { ChangesPage } from './check-page'
import type { OriginClient } from './origin-client'

export const WENT_BACK: DeskError = { kind: 'origin-went-back' }

export interface StandstillDeps {
  readonly vault: Vault
  readonly client: Pick<OriginClient, 'hello'>
  readonly clock: Clock
  /** In the transaction that puts the sign on record. */
  readonly onWentBack: (tx: Tx, sign: BackwardSign) => Promise<void>
  readonly onState: () => void
}

/** Whether this desk stands still: always, where no epoch is named; else as long as the origin shows the one in which it went back. */
export async function isStopped(reader: Reader, epoch?: string): Promise<boolean> {
  const stopped = await getMeta(reader, 'wentBack')
  return stopped !== undefined && (epoch === undefined || stopped.epoch === epoch)
}

/** On record once, with the epoch that the origin signs at this moment; every later round finds it there. */
export async function standStill({ vault, client, clock, onWentBack, onState }: StandstillDeps, sign: BackwardSign): Promise<DeskError> {
  const hello = await client.hello()
  if (!hello.ok) return hello.error
  const { epoch } = hello.value
  await vault.transaction(async (tx) => {
    await setMeta(tx, 'wentBack', { epoch, sign, at: clock.now() })
    await onWentBack(tx, sign)
  })
  onState()
  return WENT_BACK
}

/** The sign in a page that was read from our own cursor; undefined: it goes on from where we are. */
export async function signOf(reader: Reader, page: ChangesPage): Promise<BackwardSign | undefined> {
  const last = await getMeta(reader, 'checkpoint')
  // A cursor is of one epoch: what follows it under another name is no continuation of it.
  if (last && last.epoch !== page.begin.epoch) return 'other-epoch'
  if (last && isBehind(page.end.positions, last.positions)) return 'position'
  // It says the present state as of now: of this era that cannot be older than what was said before. (A snapshot's page can: it is read ahead.)
  return (await holdsNewer(reader, page.records, (await getMeta(reader, 'era')) ?? 0)) ? 'version' : undefined
}

function isBehind(now: FeedPositions, before: FeedPositions): boolean {
  return Object.entries(now ?? {}).some(([part, position]) => position < (before?.[part] ?? 0))
}

/** How far the origin is now, for the next page. */
export async function keepCheckpoint(tx: Tx, { begin, end }: ChangesPage): Promise<void> {
  await setMeta(tx, 'checkpoint', { epoch: begin.epoch, ...(end.positions ? { positions: end.positions } : {}) })
}

/**
 * What a refused cursor means, by the epoch that the origin signs at this very moment. Another one than ours announces a restore. Under ours a cursor
 * beyond its head is one that it gave out itself and has forgotten, and an epoch that changed has not.
 */
export async function judgeReset(vault: Vault, client: Pick<OriginClient, 'hello'>, reason: CursorError): Promise<Result<'read-anew' | 'went-back', DeskError>> {
  if (reason !== 'cursor_ahead' && reason !== 'epoch_changed') return ok('read-anew')
  const hello = await client.hello()
  if (!hello.ok) return hello
  if (hello.value.epoch !== (await getMeta(vault.reader, 'epoch'))) return ok('read-anew')
  return reason === 'cursor_ahead' ? ok('went-back') : err({ kind: 'origin-answer-invalid' })
}
