// Raw 32-byte X25519 and Ed25519 keys as node:crypto key objects, and back: Node takes them only inside DER (RFC 8410).
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { assert } from '../../src-shared/base/assert'

type Curve = 'x25519' | 'ed25519'

export const RAW_KEY_BYTES = 32

/** The last byte of the curve's object identifier 1.3.101.N: 110 and 112. */
const CURVE_BYTE: Readonly<Record<Curve, number>> = { x25519: 0x6e, ed25519: 0x70 }

function pkcs8Prefix(curve: Curve): Buffer {
  return Buffer.from([0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, CURVE_BYTE[curve], 0x04, 0x22, 0x04, 0x20])
}

function spkiPrefix(curve: Curve): Buffer {
  return Buffer.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, CURVE_BYTE[curve], 0x03, 0x21, 0x00])
}

export function privateKeyOf(curve: Curve, raw: Uint8Array): KeyObject {
  assert(raw.length === RAW_KEY_BYTES, 'a raw private key is 32 bytes')
  const der = Buffer.concat([pkcs8Prefix(curve), raw])
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } finally {
    der.fill(0)
  }
}

export function publicKeyOf(curve: Curve, raw: Uint8Array): KeyObject {
  assert(raw.length === RAW_KEY_BYTES, 'a raw public key is 32 bytes')
  return createPublicKey({ key: Buffer.concat([spkiPrefix(curve), raw]), format: 'der', type: 'spki' })
}

/** The raw public key that belongs to a private one. */
export function rawPublicOf(privateKey: KeyObject): Uint8Array {
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  return Uint8Array.from(der.subarray(der.length - RAW_KEY_BYTES))
}
