// A file as a check reads it: by ranges, so that one larger than the memory can be checked. Handed in, so that this room stays free of a platform.

export interface ByteSource {
  /** Bytes, as it was when it was opened. */
  readonly size: number
  /** Exactly these; throws where the file has become shorter. */
  readonly read: (at: number, length: number) => Promise<Uint8Array>
}

/** What a platform's open file has, as far as it is needed here. */
export interface OpenFile {
  stat(): Promise<{ readonly size: number }>
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>
}

export async function byteSourceOf(file: OpenFile): Promise<ByteSource> {
  return {
    size: (await file.stat()).size,
    read: async (at, length) => {
      const bytes = new Uint8Array(length)
      for (let done = 0; done < length; ) {
        const { bytesRead } = await file.read(bytes, done, length - done, at + done)
        if (bytesRead === 0) throw new Error('the file became shorter while it was read')
        done += bytesRead
      }
      return bytes
    },
  }
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
