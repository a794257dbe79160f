// A file as a check reads it: by ranges, so that one larger than the memory can be checked. Handed in, so that this room stays free of a platform.

export interface ByteSource {
  /** Bytes, as it was when it was opened. */
  readonly size: number
  /** Exactly these; throws where the file has become shorter. */
  readonly read: (at: number, length: number) => Promise<Uint8Array>
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}
