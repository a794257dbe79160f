// Whoever is signed in types their passphrase once more, with a network or without; a wrong one is a try as at the lock.
import type { Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'people' | 'me' | 'proof' | 'vault' | 'audit'>

export async function provePassphrase({ people, me, proof, vault, audit }: Deps, { passphrase }: ParsedRequestOf<'workstation.prove'>): Promise<Result<void, DeskError>> {
  const proved = await people.proves(me.staffId, passphrase)
  if (!proved.ok) return proved
  await vault.transaction((tx) => audit(tx, { type: 'session.prove', objectId: me.staffId }))
  proof.renew()
  return proved
}
