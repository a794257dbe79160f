// What the formats need of cryptography; handed in, so that this room stays free of a platform.

export interface FormatCrypto {
  readonly sha256: (bytes: Uint8Array) => Uint8Array
  /** Raw 32-byte public key, 64-byte signature (RFC 8032); false for anything malformed, never a throw. */
  readonly verifyEd25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean
}

export interface Hashing {
  readonly update: (bytes: Uint8Array) => void
  readonly digest: () => Uint8Array
}

/** What a sealed entry of an archive is made and opened with (evidence/winzip-aes.ts). */
export interface SealCrypto {
  /** Off the thread that asks: several at once take the time of one. */
  readonly pbkdf2Sha1: (passphrase: string, salt: Uint8Array, rounds: number, length: number) => Promise<Uint8Array>
  readonly createHmacSha1: (key: Uint8Array) => Hashing
  /** AES-256 of every 16 bytes by themselves: a mode is made of it by whoever calls. */
  readonly createAes256: (key: Uint8Array) => (blocks: Uint8Array) => Uint8Array
}

/** For files that are not held in memory. */
export interface EvidenceCrypto extends FormatCrypto, SealCrypto {
  readonly createSha256: () => Hashing
  /** Of what came before and these. */
  readonly crc32: (bytes: Uint8Array, before: number) => number
  /**
   * One raw deflate stream (RFC 1951), given on as it is unpacked. Answers how many bytes belonged to it: fewer than there were is somebody's addition.
   * Rejects what is none, what ends early, and with whatever `packed` or `take` throws.
   */
  readonly inflateRaw: (packed: AsyncIterable<Uint8Array>, take: (bytes: Uint8Array) => void) => Promise<number>
}

export interface Signer {
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array
  readonly sign: (message: Uint8Array) => Uint8Array
}
