// What the formats need of cryptography; handed in, so that this room stays free of a platform.

export interface FormatCrypto {
  readonly sha256: (bytes: Uint8Array) => Uint8Array
  /** Raw 32-byte public key, 64-byte signature (RFC 8032); false for anything malformed, never a throw. */
  readonly verifyEd25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean
}

/** For files that are not held in memory. */
export interface EvidenceCrypto extends FormatCrypto {
  readonly createSha256: () => { readonly update: (bytes: Uint8Array) => void; readonly digest: () => Uint8Array }
}

export interface Signer {
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array
  readonly sign: (message: Uint8Array) => Uint8Array
}
