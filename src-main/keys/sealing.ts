// Authenticated encryption of key material: under a symmetric key, and to the public key of a slot.
//
//   wrap   nonce 12 | AES-256-GCM ciphertext | tag 16                              key: a KEK
//   seal   ephemeral X25519 public key 32 | nonce 12 | ciphertext | tag 16         key: HKDF-SHA256(X25519, salt = ephemeral | recipient)
//   Both bind an additional text: whatever it names cannot be exchanged without the opening failing.
import { createCipheriv, createDecipheriv, diffieHellman, hkdfSync } from 'node:crypto'
import type { Random } from './device-key'
import { privateKeyOf, publicKeyOf, rawPublicOf, RAW_KEY_BYTES } from './raw-keys'
import { Secret } from './secret'

const NONCE = 12
const TAG = 16
const SEAL_INFO = 'privacy-desk/seal/1'

export function deriveKey(input: Secret, salt: Uint8Array, info: string): Secret {
  return input.use((bytes) => Secret.take(new Uint8Array(hkdfSync('sha256', bytes, salt, info, RAW_KEY_BYTES))))
}

export function wrap(key: Secret, content: Secret, boundText: string, random: Random): Uint8Array {
  const nonce = random(new Uint8Array(NONCE))
  const sealed = key.use((keyBytes) => {
    const cipher = createCipheriv('aes-256-gcm', keyBytes, nonce).setAAD(Buffer.from(boundText, 'utf8'))
    return Buffer.concat([nonce, content.use((bytes) => cipher.update(bytes)), cipher.final(), cipher.getAuthTag()])
  })
  return Uint8Array.from(sealed)
}

/** undefined: wrong key, or anything bound to it was changed; which of the two cannot be told. */
export function unwrap(key: Secret, wrapped: Uint8Array, boundText: string): Secret | undefined {
  if (wrapped.length < NONCE + TAG) return undefined
  try {
    return key.use((keyBytes) => {
      const decipher = createDecipheriv('aes-256-gcm', keyBytes, wrapped.subarray(0, NONCE)).setAAD(Buffer.from(boundText, 'utf8'))
      decipher.setAuthTag(wrapped.subarray(wrapped.length - TAG))
      const first = decipher.update(wrapped.subarray(NONCE, wrapped.length - TAG))
      return Secret.take(Buffer.concat([first, decipher.final()]))
    })
  } catch {
    return undefined
  }
}

function sealKey(privateRaw: Secret, publicRaw: Uint8Array, ephemeral: Uint8Array, recipient: Uint8Array): Secret {
  const shared = privateRaw.use((raw) => diffieHellman({ privateKey: privateKeyOf('x25519', raw), publicKey: publicKeyOf('x25519', publicRaw) }))
  return deriveKey(Secret.take(shared), Buffer.concat([ephemeral, recipient]), SEAL_INFO)
}

export function seal(recipient: Uint8Array, content: Secret, boundText: string, random: Random): Uint8Array {
  const privateRaw = Secret.take(random(new Uint8Array(RAW_KEY_BYTES)))
  const ephemeral = privateRaw.use((raw) => rawPublicOf(privateKeyOf('x25519', raw)))
  const key = sealKey(privateRaw, recipient, ephemeral, recipient)
  privateRaw.purge()
  const sealed = wrap(key, content, boundText, random)
  key.purge()
  return Uint8Array.from(Buffer.concat([ephemeral, sealed]))
}

export function unseal(privateRaw: Secret, sealed: Uint8Array, boundText: string): Secret | undefined {
  if (sealed.length < RAW_KEY_BYTES + NONCE + TAG) return undefined
  const ephemeral = sealed.subarray(0, RAW_KEY_BYTES)
  try {
    const recipient = privateRaw.use((raw) => rawPublicOf(privateKeyOf('x25519', raw)))
    const key = sealKey(privateRaw, ephemeral, ephemeral, recipient)
    return unwrap(key, sealed.subarray(RAW_KEY_BYTES), boundText)
  } catch {
    return undefined // a point of small order: node:crypto refuses the agreement
  }
}
