// WinZip AES-256, version AE-2, of one entry: keys from the passphrase, a counter mode that no library counts, and the sum that proves both.
//
//   salt 16 · check of the passphrase 2 · content · HMAC-SHA1 of the content, its first 10 bytes
//   keys    PBKDF2-HMAC-SHA1, 1,000 rounds of the format: the passphrase carries the strength, 100 random bits (packages/passphrase.ts)
//   cipher  XOR with AES of a 16-byte counter, little-endian, from 1
import type { Hashing, SealCrypto } from '../crypto'

export const SALT_BYTES = 16
export const CHECK_BYTES = 2
export const TAG_BYTES = 10
/** What an entry takes besides its content. */
export const SEAL_BYTES = SALT_BYTES + CHECK_BYTES + TAG_BYTES
const ROUNDS = 1_000
const KEY_BYTES = 32
const BLOCK_BYTES = 16

export interface EntryCipher {
  /** The two bytes behind the salt: another passphrase has the same once in 65,536 times. */
  readonly check: Uint8Array
  /** Seals and opens alike, piece after piece. */
  readonly apply: (bytes: Uint8Array) => Uint8Array
  /** Of what is sealed. */
  readonly mac: Hashing
}

/** Both keys of an entry and its check, one behind the other. */
export type EntryKeys = Uint8Array

export function deriveEntryKeys(passphrase: string, salt: Uint8Array, crypto: SealCrypto): Promise<EntryKeys> {
  return crypto.pbkdf2Sha1(passphrase, salt, ROUNDS, 2 * KEY_BYTES + CHECK_BYTES)
}

export function createEntryCipher(derived: EntryKeys, crypto: SealCrypto): EntryCipher {
  return { check: derived.subarray(2 * KEY_BYTES), apply: counterMode(crypto.createAes256(derived.subarray(0, KEY_BYTES))), mac: crypto.createHmacSha1(derived.subarray(KEY_BYTES, 2 * KEY_BYTES)) }
}

function counterMode(encrypt: (blocks: Uint8Array) => Uint8Array): (bytes: Uint8Array) => Uint8Array {
  let block = 1
  let rest: Uint8Array = new Uint8Array()
  return (bytes) => {
    const applied = new Uint8Array(bytes.length)
    const known = Math.min(rest.length, bytes.length)
    for (let at = 0; at < known; at++) applied[at] = (bytes[at] ?? 0) ^ (rest[at] ?? 0)
    rest = rest.subarray(known)
    if (known === bytes.length) return applied
    const counters = new Uint8Array(Math.ceil((bytes.length - known) / BLOCK_BYTES) * BLOCK_BYTES)
    const view = new DataView(counters.buffer)
    // An entry ends at 4 GB: the counter never passes its first four bytes.
    for (let at = 0; at < counters.length; at += BLOCK_BYTES) view.setUint32(at, block++, true)
    const stream = encrypt(counters)
    for (let at = known; at < bytes.length; at++) applied[at] = (bytes[at] ?? 0) ^ (stream[at - known] ?? 0)
    rest = stream.subarray(bytes.length - known)
    return applied
  }
}
