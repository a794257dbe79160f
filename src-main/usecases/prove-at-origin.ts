// A colleague proves themselves at this workstation without being signed in at it: login and passphrase, checked by the origin as at a sign-in, which
// refuses whoever no longer works here and slows down whoever guesses. The token that comes with the answer is used for nothing.
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { toBase64url } from '../../src-shared/formats/canonical'
import type { StaffRecord } from '../../src-shared/protocol/records'
import { deriveSigninSecret } from '../keys/signin-secret'
import type { UnlockedDesk } from './unlocked-desk'

export interface Claimed {
  readonly login: string
  readonly passphrase: string
}

/** `before`: what the origin is asked first, with the same proof. */
export async function proveAtOrigin(
  { enrolment, kdf, askOrigin }: Pick<UnlockedDesk, 'enrolment' | 'kdf' | 'askOrigin'>, { login, passphrase }: Claimed, before?: (proof: string) => Promise<Result<unknown, DeskError>>,
): Promise<Result<StaffRecord, DeskError>> {
  const secret = await deriveSigninSecret({ tenant: enrolment.tenant, login }, passphrase, kdf)
  try {
    const proof = secret.use((bytes) => toBase64url(bytes))
    const first = await before?.(proof)
    if (first && !first.ok) return first
    const signedIn = await askOrigin.signIn(login, proof, 'plain')
    return signedIn.ok ? ok(signedIn.value.staff) : signedIn
  } finally {
    secret.purge()
  }
}
