// The way on from a store that does not open: set aside whole, so that this workstation can be enrolled anew and everything read again from the origin;
// and the end of what was set aside.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import { SET_ASIDE_REASONS, setAsideWord, type SetAsideReason } from '../../src-shared/contract/set-aside'
import { readKeyFile } from '../keys/key-file'
import { readMaking } from '../vault/directory-indexes'
import { destroyQuarantine, listQuarantine, setAside } from '../vault/quarantine'
import { listScopes } from '../vault/repositories/scopes'
import { takeStoreLock } from '../vault/store-files'
import type { DeskHost } from './desk-host'
import { hasSealedActs } from './hand-over-sealed'
import { checkPassphraseCode } from './passphrase-code'
import type { UnlockedDesk } from './unlocked-desk'

export function setAsideReason(kind: DeskErrorKind): SetAsideReason | undefined {
  return SET_ASIDE_REASONS.find((reason) => reason === kind)
}

/**
 * Only a store that this process has seen not to open, or of which the origin says that somebody was given a code for a new passphrase: a sound one is nobody's
 * to set aside. The word is typed by hand.
 */
export async function setStoreAside(host: DeskHost, { confirm, forgotten }: ParsedRequestOf<'session.setAside'>): Promise<Result<void, DeskError>> {
  const keyFile = await readKeyFile(host.profileDir)
  const reason = forgotten && keyFile.ok ? 'passphrase-forgotten' : !keyFile.ok && keyFile.error === 'key-file-damaged' ? 'store-damaged' : host.refusedOpening()
  // A colleague's part of it still opens: it is theirs as well.
  const isShared = reason === 'passphrase-forgotten' && keyFile.ok && keyFile.value.slots.length > 1
  if (host.desk() || reason === undefined || isShared) return err({ kind: 'bad-message' })
  if (confirm.trim() !== setAsideWord(keyFile.ok ? keyFile.value.workstation : undefined)) return err({ kind: 'confirmation-wrong' })
  if (forgotten && keyFile.ok) {
    const stands = await checkPassphraseCode(host, keyFile.value, forgotten)
    if (!stands.ok) return stands
  }
  const lock = await takeStoreLock(host.profileDir)
  if (lock === 'store-busy') return err({ kind: 'store-busy' })
  try {
    await setAside(host.profileDir, reason, host.clock.now())
  } finally {
    await lock.release()
  }
  host.handOver.begin('gone', 'store-damaged')
  await host.setAside()
  return ok()
}

/**
 * What was set aside may hold people who were erased since, and is worth nothing once everything is read anew and what had not been sent is at the origin:
 * then it goes, its keys first. (An erasure does not wait for that: erasure/purge-erased.ts.)
 */
export async function endQuarantine({ vault, audit, publish }: Pick<UnlockedDesk, 'vault' | 'audit' | 'publish'>, profileDir: string): Promise<void> {
  const copies = await listQuarantine(profileDir)
  if (copies.length === 0 || (await hasSealedActs(profileDir))) return
  const isWhole = (await listScopes(vault.reader)).every(({ ready }) => ready) && (await readMaking(vault.reader)) === undefined
  if (!isWhole) return
  await destroyQuarantine(profileDir)
  await vault.transaction(async (tx) => {
    for (const { note } of copies) await audit(tx, { type: 'quarantine.destroyed', detail: { reason: note.reason, at: note.at, files: note.files.length, store: note.files.filter(({ name }) => name.endsWith('.db')).map(({ sha256 }) => sha256) } })
  })
  publish('session')
}
