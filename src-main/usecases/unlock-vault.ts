// Opens the store with a passphrase: slowed down after wrong ones, the same work and the same word for every cause of "wrong".
import { setTimeout as wait } from 'node:timers/promises'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Me } from '../../src-shared/contract/session'
import { deriveSigninSecret } from '../keys/signin-secret'
import { openKeyedVault } from '../vault/keyed-vault'
import type { DeskHost } from './desk-host'
import { setAsideReason } from './set-aside'
import { tryPassphrase } from './try-passphrase'

/** The secret for the origin costs a core for as long as the passphrase did; the store is opened and its first screen painted by then. */
const SCREEN_FIRST_MS = 1_000

export async function unlockVault(host: DeskHost, { staffId, passphrase }: ParsedRequestOf<'session.unlock'>): Promise<Result<Me, DeskError>> {
  // One person a process: somebody else unlocks in a new one, whose memory has nothing of this one's.
  if (host.desk()) return err({ kind: 'bad-message' })
  const { profileDir: dir, deviceSecret, kdf, random, clock } = host
  const opened = await tryPassphrase(host, () => openKeyedVault({ dir, staffId, passphrase, ...(deviceSecret ? { deviceSecret } : {}) }, { kdf, random, clock }))
  if (!opened.ok) return err(noteRefusal(host, opened.error))
  const slot = opened.value.keyFile.slots.find((one) => one.staffId === staffId)
  const signinSecret = wait(SCREEN_FIRST_MS).then(() => deriveSigninSecret({ tenant: opened.value.keyFile.tenant, login: slot?.login ?? '' }, passphrase, kdf))
  // If the desk does not open nobody waits for it; without this its failure would be nobody's.
  signinSecret.catch(() => undefined)
  const desk = await host.openDesk({ keyed: opened.value, signinSecret })
  return desk.ok ? ok(desk.value.me) : err(noteRefusal(host, desk.error))
}

/** A store that does not open must not keep what staff did in it: the sealed copies go to the origin now. And it may be set aside. */
function noteRefusal(host: DeskHost, error: DeskError): DeskError {
  const reason = setAsideReason(error.kind)
  if (reason !== undefined) host.openingRefused(reason)
  // Of a changed key store the former one may come back, and the store opens again.
  if (reason !== undefined && reason !== 'key-store-changed') host.handOver.begin('gone', 'store-damaged')
  return error
}
