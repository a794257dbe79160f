// Hands an open file to a check by ranges.
import type { FileHandle } from 'node:fs/promises'
import type { ByteSource } from '../src-shared/formats/evidence/bytes'

export async function byteSourceOf(file: FileHandle): Promise<ByteSource> {
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
