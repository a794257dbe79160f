// Signs the person in anew before what cannot be undone: with the passphrase typed now.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { deriveSigninSecret } from '../keys/signin-secret'
import type { UnlockedDesk } from './unlocked-desk'

/** The passphrase is proved by the origin, not by this desk: whoever holds the desk open proves nothing. */
export async function signInFresh({ enrolment, me, kdf, signIn }: Pick<UnlockedDesk, 'enrolment' | 'me' | 'kdf' | 'signIn'>, passphrase: string): Promise<Result<void, DeskError>> {
  const secret = await deriveSigninSecret({ tenant: enrolment.tenant, login: me.login }, passphrase, kdf)
  const signedIn = await signIn.fresh(secret)
  secret.purge()
  if (signedIn.ok) return ok()
  if (signedIn.error.kind === 'origin-unreachable') return err({ kind: 'needs-online' })
  return err(signedIn.error.params?.['code'] === 'bad_credentials' ? { kind: 'wrong-passphrase' } : signedIn.error)
}
