// The two primitives that the shared formats ask for, by node:crypto; on purpose not shared with the desk that made what is checked.
import { createHash, createPublicKey, verify } from 'node:crypto'
import type { EvidenceCrypto } from '../src-shared/formats/crypto'
import { toBase64url } from '../src-shared/formats/canonical'

export const nodeCrypto: EvidenceCrypto = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  createSha256: () => {
    const hash = createHash('sha256')
    return { update: (bytes) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) }
  },
  verifyEd25519: (publicKey, message, signature) => {
    // Whatever is no key and no signature is answered no: a checker must not fall over what it checks.
    try {
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: toBase64url(publicKey) }, format: 'jwk' })
      return signature.length === 64 && verify(null, message, key, signature)
    } catch {
      return false
    }
  },
}
