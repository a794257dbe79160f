// The device's own Ed25519 key: what this desk signs packages, receipts, audit heads and requests with.
import { sign } from 'node:crypto'
import type { Signer } from '../../src-shared/formats/crypto'
import { privateKeyOf, rawPublicOf, RAW_KEY_BYTES } from './raw-keys'
import { Secret } from './secret'

export type Random = (bytes: Uint8Array) => Uint8Array

/** 32 random bytes are an Ed25519 private key (RFC 8032). They are kept inside the encrypted store, nowhere else. */
export function generateDeviceKey(random: Random): Secret {
  return Secret.take(random(new Uint8Array(RAW_KEY_BYTES)))
}

/** The key object is made anew for each signature, so that a purged secret signs nothing more. */
export function deviceSigner(privateKey: Secret): Signer {
  const publicKey = privateKey.use((raw) => rawPublicOf(privateKeyOf('ed25519', raw)))
  return {
    publicKey,
    sign: (message) => privateKey.use((raw) => Uint8Array.from(sign(null, message, privateKeyOf('ed25519', raw)))),
  }
}
