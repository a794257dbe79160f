// A file sealed in chunks under a key of its own:
//
//   chunk n:  nonce 12 | AES-256-GCM of 65,536 bytes (the last one: fewer) | tag 16        bound to the file's name and n
//
// Chunks follow each other without a gap, so that a download that broke off goes on behind the last whole one. A cut at the end is noticed by
// whoever knows how long the file is, and by its hash.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { constants, open, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Random } from '../keys/device-key'
import { writeAll } from '../keys/private-files'

export const CHUNK_BYTES = 65_536
export const FILE_KEY_BYTES = 32
const NONCE = 12
const TAG = 16
const SEALED_BYTES = NONCE + CHUNK_BYTES + TAG

export interface FileKey {
  readonly path: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

/** The bytes on the disk are not those that were written, or not all of them. */
export class FileDamaged extends Error {}

export interface SealedWriter {
  /** Whole chunks reach the disk; what is left over waits for the next call or for `close`. */
  readonly write: (plain: Uint8Array) => Promise<void>
  /** Bytes that are on the disk. */
  readonly written: () => number
  /** Writes what is left over, and makes it all durable. */
  readonly close: () => Promise<void>
  /** Closes without it. */
  readonly abandon: () => Promise<void>
}

/** `from`: whole chunks before it are kept as far as they are there, what is behind them is not; `written` says where it goes on. */
export async function writeSealed({ path, key }: FileKey, from: number, random: Random): Promise<SealedWriter> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  const there = Math.floor((await file.stat()).size / SEALED_BYTES)
  let chunk = Math.min(there, Math.floor(from / CHUNK_BYTES))
  let rest = Buffer.alloc(0)
  let written = chunk * CHUNK_BYTES
  await file.truncate(chunk * SEALED_BYTES)
  const put = async (plain: Uint8Array): Promise<void> => {
    const nonce = random(new Uint8Array(NONCE))
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(path, chunk))
    const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    await writeAll(file, sealed, chunk * SEALED_BYTES)
    chunk += 1
    written += plain.length
  }
  return {
    written: () => written,
    write: async (plain) => {
      rest = Buffer.concat([rest, plain])
      while (rest.length >= CHUNK_BYTES) {
        await put(rest.subarray(0, CHUNK_BYTES))
        rest = rest.subarray(CHUNK_BYTES)
      }
    },
    close: async () => {
      if (rest.length > 0) await put(rest)
      await file.sync()
      await file.close()
    },
    abandon: () => file.close(),
  }
}

/** @throws FileDamaged */
export async function* readSealed({ path, key }: FileKey, bytes: number): AsyncGenerator<Buffer, void> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new FileDamaged('gone')
    throw error
  })
  try {
    for (let at = 0; at < bytes; at += CHUNK_BYTES) yield await readChunk(file, { path, key }, at / CHUNK_BYTES, Math.min(CHUNK_BYTES, bytes - at))
  } finally {
    await file.close()
  }
}

async function readChunk(file: FileHandle, { path, key }: FileKey, chunk: number, length: number): Promise<Buffer> {
  const sealed = Buffer.alloc(NONCE + length + TAG)
  const { bytesRead } = await file.read(sealed, 0, sealed.length, chunk * SEALED_BYTES)
  if (bytesRead < sealed.length) throw new FileDamaged('short')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE)).setAAD(boundTo(path, chunk))
  decipher.setAuthTag(sealed.subarray(NONCE + length))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, NONCE + length)), decipher.final()])
  } catch {
    throw new FileDamaged('changed')
  }
}

function boundTo(path: string, chunk: number): Buffer {
  return Buffer.from(`${basename(path)} ${String(chunk)}`, 'utf8')
}
