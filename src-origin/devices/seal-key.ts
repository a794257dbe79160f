// The X25519 key to which desks seal what must outlive their store, and the opening of it.
//
// It is derived from the origin's own key (HKDF): the key file keeps its form, origins that exist have it at once, and one key is never used
// both to sign and to agree on secrets. Its public half stands in the enrolment file, under the organisation's signature.
import { createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto'

const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex')
const SPKI_X25519 = Buffer.from('302a300506032b656e032100', 'hex')
const KEY = 32
const NONCE = 12
const TAG = 16
/** As the desk derives it (src-main/keys/sealing.ts). */
const SEAL_INFO = 'privacy-desk/seal/1'

export interface SealKey {
  /** Raw, 32 bytes. */
  readonly publicKey: Uint8Array
  /** Undefined: sealed to another key, bound to something else, or changed. */
  readonly open: (sealed: Uint8Array, boundText: string) => Buffer | undefined
}

/** `originPkcs8`: base64 of the DER of the origin's Ed25519 key, which ends with its 32 secret bytes (RFC 8410). */
export function sealKeyOf(originPkcs8: string): SealKey {
  const raw = derive(originPkcs8, 'privacy-desk/origin-seal/1')
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_X25519, raw]), format: 'der', type: 'pkcs8' })
  const publicKey = new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-KEY))
  return { publicKey, open: (sealed, boundText) => open(privateKey, publicKey, sealed, boundText) }
}

/** For the files that notes name (notes/file-cipher.ts): derived for the same reasons. */
export function fileKeyOf(originPkcs8: string): Buffer {
  return derive(originPkcs8, 'privacy-desk/origin-files/1')
}

function derive(originPkcs8: string, info: string): Buffer {
  const seed = Buffer.from(originPkcs8, 'base64').subarray(-KEY)
  return Buffer.from(hkdfSync('sha256', seed, '', info, KEY))
}

function open(privateKey: KeyObject, publicKey: Uint8Array, sealed: Uint8Array, boundText: string): Buffer | undefined {
  if (sealed.length < KEY + NONCE + TAG) return undefined
  const ephemeral = sealed.subarray(0, KEY)
  const body = sealed.subarray(KEY)
  try {
    const theirs = createPublicKey({ key: Buffer.concat([SPKI_X25519, ephemeral]), format: 'der', type: 'spki' })
    const key = new Uint8Array(hkdfSync('sha256', diffieHellman({ privateKey, publicKey: theirs }), Buffer.concat([ephemeral, publicKey]), SEAL_INFO, KEY))
    const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE)).setAAD(Buffer.from(boundText, 'utf8'))
    decipher.setAuthTag(body.subarray(body.length - TAG))
    return Buffer.concat([decipher.update(body.subarray(NONCE, body.length - TAG)), decipher.final()])
  } catch {
    return undefined // a point of small order, another key, or a changed byte
  }
}
