// The archive itself: WinZip AES-256 (AE-2), the same names and the same time in every package, written in one pass and read back.
//
// | choice                         | why                                                                                    |
// |--------------------------------|----------------------------------------------------------------------------------------|
// | AE-2, 256 bit                  | what 7-Zip, WinRAR and bsdtar open; no CRC of the plain content is stored               |
// | time 1980-01-01, no extra times | a listing tells nobody when a person asked                                        |
// | native deflate                 | runs on Node's own threads; its level is 6                                              |
// | no Zip64                       | every reader of the last decades opens it; an entry beyond 4 GB fails instead            |
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { configure, Reader, ZipReader, ZipWriter, type FileEntry } from '@zip.js/zip.js'
import { PACKAGE_ENTRY_TIME } from '../../src-shared/formats/package'
import { PLAIN_NAMES } from '../../src-shared/formats/package-names'

// One worker thread is running us already; zip.js would start more of them from the network address of a script.
configure({ useWebWorkers: false, useCompressionStream: true })

/** MS-DOS fields hold local time without a zone: the parts, not the instant, are what is fixed. */
function entryTime(): Date {
  const [year = 0, month = 0, day = 0] = PACKAGE_ENTRY_TIME.slice(0, 10).split('-').map(Number)
  return new Date(year, month - 1, day)
}

export interface ArchiveWriter {
  readonly add: (name: string, content: ReadableStream<Uint8Array>) => Promise<void>
  /** Ends the directory; size and SHA-256 of all that was written. */
  readonly close: () => Promise<{ readonly sizeBytes: number; readonly sha256: string }>
}

export function createArchive(file: FileHandle, passphrase: string): ArchiveWriter {
  const hash = createHash('sha256')
  let sizeBytes = 0
  const sink = new WritableStream<Uint8Array>({
    write: async (chunk) => {
      hash.update(chunk)
      for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done, chunk.length - done, sizeBytes + done)).bytesWritten
      sizeBytes += chunk.length
    },
  })
  const zip = new ZipWriter(sink, { extendedTimestamp: false, lastModDate: entryTime(), zip64: false, level: 6, keepOrder: true, bufferedWrite: false })
  return {
    add: async (name, content) => {
      const protection = PLAIN_NAMES.includes(name) ? {} : { password: passphrase, encryptionStrength: 3 as const, zipCrypto: false }
      await zip.add(name, content, protection)
    },
    close: async () => {
      await zip.close()
      return { sizeBytes, sha256: hash.digest('hex') }
    },
  }
}

/** Reads an open file by ranges. */
class HandleReader extends Reader<FileHandle> {
  readonly #file: FileHandle

  constructor(file: FileHandle) {
    super(file)
    this.#file = file
  }

  override async init(): Promise<void> {
    await super.init?.()
    this.size = (await this.#file.stat()).size
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - index)))
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await this.#file.read(bytes, done, bytes.length - done, index + done)
      if (bytesRead === 0) throw new Error('the archive became shorter while it was read')
      done += bytesRead
    }
    return bytes
  }
}

export interface ReadEntry {
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
  /** The content itself, where it was asked for. */
  readonly bytes?: Uint8Array
}

async function readEntry(entry: FileEntry, keep: boolean): Promise<ReadEntry> {
  const hash = createHash('sha256')
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => {
      hash.update(chunk)
      sizeBytes += chunk.length
      if (keep) chunks.push(chunk.slice())
    },
  })
  await entry.getData(sink)
  const read = { name: entry.filename, sizeBytes, sha256: hash.digest('hex') }
  return keep ? { ...read, bytes: new Uint8Array(Buffer.concat(chunks)) } : read
}

/** Every entry decrypted and unpacked, in the order of the directory; throws on a wrong passphrase and on any damage. */
export async function readArchive(file: FileHandle, passphrase: string, isKept: (name: string) => boolean): Promise<readonly ReadEntry[]> {
  const zip = new ZipReader(new HandleReader(file), { password: passphrase, strictness: 'strict', checkOverlappingEntry: true, checkCrc32: true, checkAuthenticationCode: true })
  try {
    const entries: ReadEntry[] = []
    for (const entry of await zip.getEntries()) {
      if (entry.directory) throw new Error('a package holds no folder entry')
      if (entry.encrypted === PLAIN_NAMES.includes(entry.filename)) throw new Error('an entry is encrypted that must not be, or the other way round')
      entries.push(await readEntry(entry, isKept(entry.filename)))
    }
    return entries
  } finally {
    await zip.close()
  }
}
