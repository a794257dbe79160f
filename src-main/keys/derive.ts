// Turns a passphrase into a key: scrypt with numbers that are never weaker than the floor, whatever a file says.
//
// | number  | create | accepted when reading | reason                                                                              |
// |---------|--------|-----------------------|-------------------------------------------------------------------------------------|
// | N       | 2^17   | 2^17 … 2^20           | OWASP ASVS 5.0 appendix C: scrypt N >= 2^17; above 2^20 a file could eat the memory   |
// | r, p    | 8, 1   | 8 … 16, 1 … 4         | same source; 128 * N * r bytes = 128 MiB a run, 0.3–0.5 s on an office machine        |
// | salt    | 16 B   | 16 … 64 B             | NIST SP 800-132: at least 128 bits                                                  |
import { scrypt } from 'node:crypto'
import { err, ok, type Result } from '../../src-shared/base/result'
import { Secret } from './secret'

export interface KdfParams {
  readonly name: 'scrypt'
  readonly N: number
  readonly r: number
  readonly p: number
}

export const KDF_CREATE: KdfParams = { name: 'scrypt', N: 2 ** 17, r: 8, p: 1 }
export const SALT_BYTES = 16
const KEY_BYTES = 32

/** Runs one derivation. Handed in, so that a test can count the runs (security.md K-11) without a stop-watch. */
export interface Kdf {
  derive(passphrase: string, salt: Uint8Array, params: KdfParams): Promise<Secret>
}

/** Weaker numbers than the floor are refused before anything is computed: a changed file must not make guessing cheap. */
export function checkKdfParams(params: KdfParams, saltBytes: number): Result<KdfParams, 'kdf-too-weak' | 'kdf-too-strong'> {
  const powerOfTwo = Number.isSafeInteger(params.N) && params.N > 1 && Number.isInteger(Math.log2(params.N))
  const whole = Number.isSafeInteger(params.r) && Number.isSafeInteger(params.p)
  if (!powerOfTwo || !whole || params.N < KDF_CREATE.N || params.r < KDF_CREATE.r || params.p < KDF_CREATE.p || saltBytes < SALT_BYTES) return err('kdf-too-weak')
  if (params.N > 2 ** 20 || params.r > 16 || params.p > 4 || saltBytes > 64) return err('kdf-too-strong')
  return ok(params)
}

/** NFKC: an input method may send full-width digits or a composed letter for the same keys (NIST SP 800-63B 5.1.1.2). Memory of its own, to be overwritten. */
export function passphraseBytes(passphrase: string): Uint8Array<ArrayBuffer> {
  const pooled = Buffer.from(passphrase.normalize('NFKC'), 'utf8')
  const own = Uint8Array.from(pooled)
  pooled.fill(0)
  return own
}

/** One run; the passphrase is overwritten afterwards. */
export async function scryptBytes(passphrase: Uint8Array, salt: Uint8Array, { N, r, p }: KdfParams): Promise<Uint8Array<ArrayBuffer>> {
  try {
    // Node refuses more than 32 MiB by default; scrypt needs 128 * N * r bytes and a little.
    const derived = await new Promise<Buffer>((resolve, reject) =>
      scrypt(passphrase, salt, KEY_BYTES, { N, r, p, maxmem: 128 * N * r + 128 * r * p + 1_048_576 }, (error, key) => {
        if (error) reject(error)
        else resolve(key)
      }),
    )
    const own = Uint8Array.from(derived)
    derived.fill(0)
    return own
  } finally {
    passphrase.fill(0)
  }
}

/** In this thread's pool: right in plain Node; a desk makes its keys by kdf-thread.ts. */
export const scryptKdf: Kdf = {
  derive: async (passphrase, salt, params) => Secret.take(await scryptBytes(passphraseBytes(passphrase), salt, params)),
}
