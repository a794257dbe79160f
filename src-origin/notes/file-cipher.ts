// Seals the parts of a file: nonce 12 | AES-256-GCM ciphertext | tag 16, under a key of the file's own.
//
// The key is derived (HKDF) from the origin's with a random salt that lies in the file's row alone: a row that is deleted takes what was
// sealed under it along, wherever else its bytes still lie.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const KEY = 32
const NONCE = 12
const TAG = 16

export interface FilePlace {
  readonly requestId: string
  /** Lower-case hex. */
  readonly sha256: string
}

export function newSalt(): Buffer {
  return randomBytes(KEY)
}

export function sealPart(fileKey: Buffer, salt: Buffer, place: FilePlace & { readonly pos: number }, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', keyOf(fileKey, salt), nonce).setAAD(boundTo(place))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** @throws Where the part was changed, or belongs elsewhere: then the database is not what this origin wrote. */
export function openPart(fileKey: Buffer, salt: Buffer, place: FilePlace & { readonly pos: number }, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(fileKey, salt), sealed.subarray(0, NONCE)).setAAD(boundTo(place))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
  return Buffer.concat([decipher.update(sealed.subarray(NONCE, sealed.length - TAG)), decipher.final()])
}

function keyOf(fileKey: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', fileKey, salt, 'privacy-desk/origin-file/1', KEY))
}

function boundTo({ requestId, sha256, pos }: FilePlace & { readonly pos: number }): Buffer {
  return Buffer.from(`${requestId} ${sha256} ${String(pos)}`, 'utf8')
}
