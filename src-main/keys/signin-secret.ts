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
