// The second derivation over the one passphrase: it proves the person to the origin and says nothing about the key that opens the store.
import { createHash } from 'node:crypto'
import { KDF_CREATE, type Kdf } from './derive'
import type { Secret } from './secret'

const LABEL = 'privacy-desk/sign-in/1'

/** 32 bytes; the origin keeps a salted hash of them. The salt is public and fixed by tenant and login, so any desk derives the same. */
export function deriveSigninSecret(who: { readonly tenant: string; readonly login: string }, passphrase: string, kdf: Kdf): Promise<Secret> {
  const salt = createHash('sha256').update(`${LABEL}\n${who.tenant}\n${who.login}`, 'utf8').digest()
  return kdf.derive(passphrase, salt, KDF_CREATE)
}

/** The one of whoever is signed in, for as long as the process lives. */
export interface SigninSecret {
  readonly now: () => Promise<Secret>
  /** A new passphrase counts from here on; the former secret is overwritten. */
  readonly replace: (next: Secret) => void
  /** How often it was replaced: what was proved before that was proved by a former one. */
  readonly replaced: () => number
}

export function holdSigninSecret(first: Promise<Secret>): SigninSecret {
  let current = first
  let replaced = 0
  return {
    now: () => current,
    replace: (next) => {
      void current.then((former) => former.purge(), () => undefined)
      current = Promise.resolve(next)
      replaced += 1
    },
    replaced: () => replaced,
  }
}
