// The two primitives the shared formats ask for, by node:crypto.
import { createHash, verify } from 'node:crypto'
import type { EvidenceCrypto } from '../../src-shared/formats/crypto'
import { publicKeyOf, RAW_KEY_BYTES } from './raw-keys'

const SIGNATURE_BYTES = 64

export const nodeCrypto: EvidenceCrypto = {
  sha256: (bytes) => Uint8Array.from(createHash('sha256').update(bytes).digest()),
  createSha256: () => {
    const hash = createHash('sha256')
    return { update: (bytes) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) }
  },
  verifyEd25519: (publicKey, message, signature) => {
    // Keys and signatures come from files and the wire: a wrong length is "no", not an exception.
    if (publicKey.length !== RAW_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false
    try {
      return verify(null, message, publicKeyOf('ed25519', publicKey), signature)
    } catch {
      return false // not a point of the curve
    }
  },
}
