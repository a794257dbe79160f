// One-time codes that a person reads from one screen and types at another: made, written in groups, and kept as a hash alone.
import { createHash } from 'node:crypto'

/** Crockford base32: no I, L, O, U. Sixteen characters are 80 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_CHARACTERS = 16
export const CODE_LIFE_MS = 60 * 60_000

/** `shown` once, in groups of four; `hash` is all that is kept. */
export function makeCode({ random }: { readonly random: (bytes: Uint8Array) => Uint8Array }): { readonly shown: string; readonly hash: Buffer } {
  const code = Array.from(random(new Uint8Array(CODE_CHARACTERS)), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
  return { shown: code.replace(/(.{4})(?=.)/g, '$1-'), hash: hashCode(code) }
}

/** As people type it: any case, with or without separators, O for 0 and I or L for 1. */
export function hashCode(code: string): Buffer {
  const plain = code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return createHash('sha256').update(plain, 'utf8').digest()
}
