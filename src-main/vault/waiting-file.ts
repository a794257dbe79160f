// The file of waiting lines on the disk: sealed frames one behind the other, added to and cut, never changed.
//
//   frame   length of what follows (4 bytes, big endian) | nonce 12 | AES-256-GCM ciphertext | tag 16
//   key     HKDF-SHA256 of the store's key: a file of one key generation is noise once that key is gone (docs/decisions/0039)
//
// A frame that was not whole when the power went was never answered for: reading ends before it, and the next frame is written over it.
import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { deriveKey, unwrap, wrap } from '../keys/sealing'
import type { Random } from '../keys/device-key'
import { createPrivateFile, exists, mustBePrivateFile, removeIfThere, syncFolder, writeAll } from '../keys/private-files'
import { Secret } from '../keys/secret'

const BOUND = 'privacy-desk/waiting-line/1'
const LENGTH_BYTES = 4
/** A line is some hundred bytes; a length beyond this is no length. */
const MOST_FRAME_BYTES = 1_048_576

/** `storeKey`: the 48 bytes of the store of the same generation; lent. */
export function waitingKey(storeKey: Secret): Secret {
  return deriveKey(storeKey, new Uint8Array(0), 'privacy-desk/waiting-file/1')
}

function frameOf(text: string, key: Secret, random: Random): Buffer {
  const plain = Secret.take(new Uint8Array(Buffer.from(text, 'utf8')))
  const sealed = wrap(key, plain, BOUND, random)
  plain.purge()
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(sealed.length)
  return Buffer.concat([length, sealed])
}

interface Frame {
  readonly text: string
  /** Byte behind the frame. */
  readonly end: number
}

function readFrame(bytes: Buffer, at: number, key: Secret): Frame | undefined {
  const start = at + LENGTH_BYTES
  if (start > bytes.length) return undefined
  const length = bytes.readUInt32BE(at)
  if (length > MOST_FRAME_BYTES || start + length > bytes.length) return undefined
  const plain = unwrap(key, bytes.subarray(start, start + length), BOUND)
  if (!plain) return undefined
  const text = plain.use((all) => Buffer.from(all).toString('utf8'))
  plain.purge()
  return { text, end: start + length }
}

async function readBytes(path: string): Promise<Buffer> {
  if (!(await exists(path))) return Buffer.alloc(0)
  await mustBePrivateFile(path)
  const file = await open(path, 'r')
  try {
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** Texts of the frames up to the first that is not whole. Reads only. */
export async function readWaitingTexts(path: string, key: Secret): Promise<readonly string[]> {
  return (await readFrames(path, key)).map(({ text }) => text)
}

async function readFrames(path: string, key: Secret): Promise<readonly Frame[]> {
  const bytes = await readBytes(path)
  const frames: Frame[] = []
  for (let next = readFrame(bytes, 0, key); next; next = readFrame(bytes, next.end, key)) frames.push(next)
  return frames
}

export class WaitingFile {
  #handle: FileHandle | undefined
  /** Bytes that count; what lies behind them is written over. */
  #length = 0
  /** Something may lie behind the bytes that count. */
  #isUntidy = true
  /** Bytes behind those that count that the disk has given already: what fits into them needs no room. */
  #claimed = 0

  constructor(
    readonly path: string,
    /** Taken over. */
    private readonly key: Secret,
  ) {}

  async read(): Promise<readonly string[]> {
    const frames = await readFrames(this.path, this.key)
    this.#length = frames.at(-1)?.end ?? 0
    return frames.map(({ text }) => text)
  }

  /** On the disk when it resolves. Rejects (ENOSPC …) with nothing added, unless the process ends right then. */
  async add(texts: readonly string[], random: Random): Promise<void> {
    const bytes = Buffer.concat(texts.map((text) => frameOf(text, this.key, random)))
    const handle = await this.#open()
    if (this.#isUntidy) await this.#cut(handle)
    this.#isUntidy = true
    try {
      await writeAll(handle, bytes, this.#length)
      await handle.datasync()
    } catch (error) {
      await this.#cut(handle).catch(() => undefined) // the next one tries again
      throw error
    }
    this.#length += bytes.length
    this.#claimed = Math.max(0, this.#claimed - bytes.length)
    this.#isUntidy = false
  }

  /** Takes room for lines to come, as zeros behind those that are there: a frame of no length ends the reading. Given back when they are taken over. */
  async claim(bytes: number): Promise<void> {
    if (this.#claimed >= bytes) return
    const handle = await this.#open()
    if (this.#isUntidy) await this.#cut(handle)
    this.#isUntidy = true
    try {
      await writeAll(handle, Buffer.alloc(bytes), this.#length)
      await handle.datasync()
    } catch (error) {
      await this.#cut(handle).catch(() => undefined)
      throw error
    }
    this.#claimed = bytes
    this.#isUntidy = false
  }

  /** So that the first line does not wait for the file to be made. */
  async prepare(): Promise<void> {
    await this.#cut(await this.#open())
    this.#isUntidy = false
  }

  /** Cut to nothing. Not synced: lines that come back are known by their numbers. */
  async clear(): Promise<void> {
    if (this.#length === 0 && this.#claimed === 0) return
    this.#length = 0
    await this.#cut(await this.#open())
    this.#isUntidy = false
  }

  /** The file stays, unless it holds nothing. */
  async close(): Promise<void> {
    await this.#handle?.close()
    this.#handle = undefined
    this.key.purge()
    if (this.#length === 0) await removeIfThere(this.path)
  }

  async #cut(handle: FileHandle): Promise<void> {
    await handle.truncate(this.#length)
    this.#claimed = 0
  }

  async #open(): Promise<FileHandle> {
    if (this.#handle) return this.#handle
    if (!(await exists(this.path))) {
      await createPrivateFile(this.path)
      await syncFolder(dirname(this.path))
    }
    this.#handle = await open(this.path, 'r+')
    return this.#handle
  }
}
