// The primitives that the shared formats ask for, by node:crypto; on purpose not shared with the desk that made what is checked.
import { createCipheriv, createHash, createHmac, createPublicKey, pbkdf2, verify } from 'node:crypto'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { crc32, createInflateRaw } from 'node:zlib'
import type { EvidenceCrypto, Hashing } from '../src-shared/formats/crypto'
import { toBase64url } from '../src-shared/formats/canonical'

export const nodeCrypto: EvidenceCrypto = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  createSha256: () => hashing(createHash('sha256')),
  pbkdf2Sha1: (passphrase, salt, rounds, length) => promisify(pbkdf2)(passphrase, salt, rounds, length, 'sha1'),
  createHmacSha1: (key) => hashing(createHmac('sha1', key)),
  createAes256: (key) => {
    const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
    return (blocks) => cipher.update(blocks)
  },
  crc32,
  inflateRaw,
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

function hashing(hash: ReturnType<typeof createHash | typeof createHmac>): Hashing {
  return { update: (bytes) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) }
}

/** How much is unpacked at a time. */
const UNPACKED_BYTES = 64 * 1_024

/** Written by hand: a stream whose end comes before the end of what it is given waits for ever in a pipeline. */
async function inflateRaw(packed: AsyncIterable<Uint8Array>, take: (bytes: Uint8Array) => void): Promise<number> {
  const inflate = createInflateRaw({ chunkSize: UNPACKED_BYTES })
  const feed = async (): Promise<void> => {
    for await (const piece of packed) if (!inflate.write(piece)) await once(inflate, 'drain')
    inflate.end()
  }
  feed().catch((error: unknown) => inflate.destroy(error instanceof Error ? error : new Error('what is packed cannot be read')))
  for await (const bytes of inflate) take(bytes as Buffer)
  return inflate.bytesWritten
}
