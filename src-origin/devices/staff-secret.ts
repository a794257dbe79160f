// The sign-in secret of a member of staff: how a desk derives it from the passphrase, and how the origin keeps it.
//
//   passphrase ─ scrypt 2^17, salt SHA-256("privacy-desk/sign-in/1\n" tenant "\n" login) ─→ secret (32 bytes, travels over TLS)
//   secret     ─ scrypt 2^14, random salt of 16 bytes ─→ secret_hash                        (what the database holds)
import { createHash, scrypt, timingSafeEqual } from 'node:crypto'

interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}
/** OWASP ASVS 5.0 appendix C: N ≥ 2^17, r = 8, p = 1; the desk's key slots use the same. */
const PASSPHRASE_COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 }
/** The secret already cost its owner 2^17, so the second run only has to make a stolen table useless for signing in. */
const STORED_COST: ScryptCost = { N: 2 ** 14, r: 8, p: 1 }
export const SECRET_BYTES = 32
export const SECRET_SALT_BYTES = 16

function runScrypt(input: Uint8Array, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Node refuses above 32 MiB unless told: 128 * N * r bytes are needed, and a little more.
    scrypt(input, salt, SECRET_BYTES, { ...cost, maxmem: 160 * cost.N * cost.r }, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

/** What a desk does with the passphrase; the origin needs it only to seed synthetic staff. Passphrases are NFKC-normalised first. */
export function deriveSigninSecret(passphrase: string, tenant: string, login: string): Promise<Buffer> {
  const salt = createHash('sha256').update(`privacy-desk/sign-in/1\n${tenant}\n${login}`, 'utf8').digest()
  return runScrypt(Buffer.from(passphrase.normalize('NFKC'), 'utf8'), salt, PASSPHRASE_COST)
}

export function hashStaffSecret(secret: Uint8Array, salt: Uint8Array): Promise<Buffer> {
  return runScrypt(secret, salt, STORED_COST)
}

export async function isStaffSecret(secret: Uint8Array, stored: { readonly salt: Uint8Array; readonly hash: Uint8Array }): Promise<boolean> {
  const hash = await hashStaffSecret(secret, stored.salt)
  return hash.length === stored.hash.length && timingSafeEqual(hash, stored.hash)
}
