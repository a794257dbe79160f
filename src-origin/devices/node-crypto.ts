// Ed25519 and SHA-256 of node:crypto behind the interfaces that the formats ask for.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import type { FormatCrypto, Signer } from '../../src-shared/formats/crypto'

/** DER of an Ed25519 SubjectPublicKeyInfo up to the 32 bytes of the key (RFC 8410 section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const RAW_KEY_BYTES = 32

export const nodeCrypto: FormatCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  verifyEd25519: (publicKey, message, signature) => {
    try {
      return verify(null, message, keyFromRaw(publicKey), signature)
    } catch {
      return false // malformed key or signature: the interface promises false, never a throw
    }
  },
}

function keyFromRaw(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' })
}

function rawFromKey(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-RAW_KEY_BYTES))
}

/** `pkcs8`: base64 of the DER, as it stands in the key file. */
export function createEd25519(): { readonly pkcs8: string } {
  const { privateKey } = generateKeyPairSync('ed25519')
  return { pkcs8: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64') }
}

export function signerFrom(pkcs8: string): Signer {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' })
  const publicKey = rawFromKey(createPublicKey(privateKey))
  return { publicKey, sign: (message) => new Uint8Array(sign(null, message, privateKey)) }
}
