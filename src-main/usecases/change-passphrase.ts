// Whoever is signed in gives themselves another passphrase: the present one proves them, at this desk and at the origin, and the new one counts at both.
//
// Order: the present one opens the slot → an audit line → the new slot is made → the origin takes the new secret → the slot is written → a new store key, since a copy of the
// key file of before opens with the former passphrase. Ended between origin and slot, this desk opens with the former one and signs in with neither; the same two passphrases
// once more finish it, for the origin takes the new secret again. So does another desk of the same person follow.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { toBase64url } from '../../src-shared/formats/canonical'
import type { Secret } from '../keys/secret'
import { deriveSigninSecret } from '../keys/signin-secret'
import { setMeta } from '../vault/repositories/meta'
import type { UnlockedDesk } from './unlocked-desk'
import { refuseWeakPassphrase } from './weak-passphrase'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'audit' | 'signIn' | 'signinSecret' | 'enrolment' | 'kdf' | 'loop' | 'askOrigin' | 'people'>

export async function changePassphrase(deps: Deps, { passphrase, chosen }: ParsedRequestOf<'workstation.changePassphrase'>): Promise<Result<void, DeskError>> {
  const { vault, me, audit, enrolment, kdf, loop, people } = deps
  const weak = refuseWeakPassphrase({ chosen, former: passphrase })
  if (weak) return weak
  const proved = await people.proves(me.staffId, passphrase)
  if (!proved.ok) return proved
  // Known before anything leaves: the origin is told first, or nothing changes.
  if (loop.state().connection === 'offline') return err({ kind: 'needs-online' })
  await vault.transaction((tx) => audit(tx, { type: 'session.passphrase-change', objectId: me.staffId }))
  const who = { tenant: enrolment.tenant, login: me.login }
  const former = await deriveSigninSecret(who, passphrase, kdf)
  const secret = await deriveSigninSecret(who, chosen, kdf)
  const { staffId, login, name, role } = me
  const changed = await people.replace({ staffId, login, name, role }, chosen, () => tellOrigin(deps, former, secret))
  former.purge()
  if (!changed.ok) {
    secret.purge()
    return changed
  }
  await takeUp(deps, secret)
  return ok()
}

async function tellOrigin({ me, askOrigin }: Deps, former: Secret, secret: Secret): Promise<Result<unknown, DeskError>> {
  const [before, after] = [former, secret].map((one) => one.use((bytes) => toBase64url(bytes))) as [string, string]
  const answer = await askOrigin.changePassphrase({ login: me.login, former: before, secret: after })
  if (answer.ok) return answer
  // Unless nothing left at all, the question may have arrived, and only its answer been lost.
  if (answer.error.kind === 'origin-unreachable') return err({ kind: answer.error.params?.['sent'] === 0 ? 'needs-online' : 'passphrase-unsettled' })
  return err(answer.error.params?.['code'] === 'bad_credentials' ? { kind: 'passphrase-not-at-origin' } : answer.error)
}

/** Signs in by the new one from here on. In the same transaction what waits is sealed anew, with a proof that the origin takes. */
async function takeUp({ vault, signIn, signinSecret, loop, people }: Deps, secret: Secret): Promise<void> {
  signinSecret.replace(secret)
  signIn.forget()
  await vault.transaction((tx) => setMeta(tx, 'renewalOwed', true))
  await people.renewIfOwed()
  void loop.syncNow()
}
