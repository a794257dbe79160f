// The archive itself: WinZip AES-256 (AE-2), the same names and the same time in every package, written in one pass.
//
// | choice                         | why                                                                                    |
// |--------------------------------|----------------------------------------------------------------------------------------|
// | AE-2, 256 bit                  | what 7-Zip, WinRAR and bsdtar open; no CRC of the plain content is stored               |
// | time 1980-01-01, no extra times | a listing tells nobody when a person asked                                        |
// | sizes behind the data          | they are known when an entry is written; each entry is one pass                          |
// | no Zip64                       | every reader of the last decades opens it; an entry beyond 4 GB fails instead            |
//
// An entry is  local header · name · AES field · [salt · check of the password · deflated and encrypted content · HMAC] · sizes;  the directory repeats the
// headers. Every byte of it is read back and judged before the package counts (formats/evidence); that others read it the same way, tests prove (7-Zip, bsdtar, zip.js).
import { createHash, randomBytes } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { createEntryCipher, deriveEntryKeys, SALT_BYTES, TAG_BYTES, type EntryKeys } from '../../src-shared/formats/evidence/winzip-aes'
import { PACKAGE_ENTRY_TIME } from '../../src-shared/formats/package'
import { PLAIN_NAMES } from '../../src-shared/formats/package-names'
import { nodeCrypto } from '../keys/node-crypto'
import { deflated } from './deflate'

/** An entry that waits for its place: what it packs at first is packed meanwhile. */
export interface Entry {
  readonly name: string
  readonly isPlain: boolean
  readonly packed: AsyncIterable<Uint8Array>
  readonly keys: Promise<Salted> | undefined
  /** Of the content, as far as it was read: all of it once the entry is written. */
  readonly read: { size: number; sum: number }
}

export interface ArchiveWriter {
  /** Begins to read and pack a content, some blocks of it at most (deflate.ts). */
  readonly begin: (name: string, content: AsyncIterable<Uint8Array>) => Entry
  /** Entries stand in the archive in the order in which they are written. */
  readonly write: (entry: Entry) => Promise<void>
  /** Ends the directory; size and SHA-256 of all that was written. */
  readonly close: () => Promise<{ readonly sizeBytes: number; readonly sha256: string }>
}

/** Four bytes of the format hold at most this much. */
const MOST_BYTES = 0xffff_ffff
/** Long enough that a write costs nothing beside what is written. */
const WRITE_BYTES = 256 * 1_024
const MADE_BY_UNIX = 0x0300
const PLAIN_FILE = 0x81a4_0000 // -rw-r--r--, as every archiver writes it: nobody's real mode
const FLAG = { encrypted: 1, sizesBehind: 8, utf8: 0x800 } as const
const AES_FIELD = Buffer.from('0199070002004145030800', 'hex') // AE-2, 256 bit, deflate inside
/** APPNOTE 4.4.6: year since 1980, month, day; and midnight. */
const [YEAR = 0, MONTH = 0, DAY = 0] = PACKAGE_ENTRY_TIME.slice(0, 10).split('-').map(Number)
const DATE = ((YEAR - 1980) << 9) | (MONTH << 5) | DAY

/** Little-endian numbers, each with its width. */
function fields(...parts: readonly (readonly [2 | 4, number])[]): Buffer {
  const bytes = Buffer.alloc(parts.reduce((sum, [width]) => sum + width, 0))
  let at = 0
  for (const [width, value] of parts) at = bytes.writeUIntLE(value, at, width)
  return bytes
}

/** What local header and directory both say of an entry. */
function headOf(name: Buffer, isPlain: boolean): Buffer {
  const isAscii = name.every((byte) => byte < 0x80)
  const flags = (isPlain ? 0 : FLAG.encrypted) | FLAG.sizesBehind | (isAscii ? 0 : FLAG.utf8)
  return fields([2, isPlain ? 20 : 51], [2, flags], [2, isPlain ? 8 : 99], [2, 0], [2, DATE])
}

export function createArchive(file: FileHandle, passphrase: string): ArchiveWriter {
  const directory: Buffer[] = []
  const out = createOutput(file)
  return {
    begin: (name, content) => {
      const isPlain = PLAIN_NAMES.includes(name)
      const read = { size: 0, sum: 0 }
      const counted = async function* (): AsyncGenerator<Uint8Array> {
        for await (const bytes of content) {
          read.size += bytes.length
          if (isPlain) read.sum = crc32(bytes, read.sum)
          yield bytes
        }
      }
      return { name, isPlain, packed: begun(deflated(counted())), keys: isPlain ? undefined : freshKeys(passphrase), read }
    },
    write: async ({ name: givenName, isPlain, packed, keys, read }) => {
      const [name, offset] = [Buffer.from(givenName), out.sizeBytes()]
      const [head, extra] = [headOf(name, isPlain), isPlain ? Buffer.alloc(0) : AES_FIELD]
      await out.write(Buffer.concat([fields([4, 0x0403_4b50]), head, fields([4, 0], [4, 0], [4, 0], [2, name.length], [2, extra.length]), name, extra]))
      const seal = keys ? createSeal(await keys) : PLAIN
      const startedAt = out.sizeBytes()
      await out.write(seal.begin)
      for await (const bytes of packed) await out.write(seal.update(bytes))
      await out.write(seal.end())
      if (read.size > MOST_BYTES) throw new Error('an entry without Zip64 ends at 4 GB')
      const sizes = fields([4, read.sum], [4, out.sizeBytes() - startedAt], [4, read.size])
      await out.write(Buffer.concat([fields([4, 0x0807_4b50]), sizes]))
      directory.push(Buffer.concat([
        fields([4, 0x0201_4b50], [2, MADE_BY_UNIX]), head, sizes, fields([2, name.length], [2, extra.length], [2, 0], [2, 0], [2, 0], [4, PLAIN_FILE], [4, offset]), name, extra,
      ]))
    },
    close: async () => {
      const startedAt = out.sizeBytes()
      const all = Buffer.concat(directory)
      await out.write(Buffer.concat([all, fields([4, 0x0605_4b50], [2, 0], [2, 0], [2, directory.length], [2, directory.length], [4, all.length], [4, startedAt], [2, 0])]))
      return out.end()
    },
  }
}

interface Output {
  /** Of all that was given, written or not yet. */
  readonly sizeBytes: () => number
  readonly write: (bytes: Uint8Array) => Promise<void>
  readonly end: () => Promise<{ readonly sizeBytes: number; readonly sha256: string }>
}

/** An entry is a dozen small pieces: they go to the file together. */
function createOutput(file: FileHandle): Output {
  const hash = createHash('sha256')
  let waiting: Uint8Array[] = []
  let [sizeBytes, writtenBytes] = [0, 0]
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(waiting)
    waiting = []
    for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, writtenBytes + done)).bytesWritten
    writtenBytes += bytes.length
  }
  return {
    sizeBytes: () => sizeBytes,
    write: async (bytes) => {
      hash.update(bytes)
      waiting.push(bytes)
      sizeBytes += bytes.length
      if (sizeBytes > MOST_BYTES) throw new Error('an archive without Zip64 ends at 4 GB')
      if (sizeBytes - writtenBytes >= WRITE_BYTES) await flush()
    },
    end: async () => {
      await flush()
      return { sizeBytes, sha256: hash.digest('hex') }
    },
  }
}

/** The same, its first piece asked for at once; a failure is told to whoever reads it, and to nobody where nobody does. */
function begun<T>(source: AsyncGenerator<T>): AsyncIterable<T> {
  const first = source.next()
  first.catch(() => undefined)
  return {
    async *[Symbol.asyncIterator]() {
      for (let next = await first; !next.done; next = await source.next()) yield next.value
    },
  }
}

interface Seal {
  readonly begin: Uint8Array
  readonly update: (bytes: Uint8Array) => Uint8Array
  readonly end: () => Uint8Array
}
const PLAIN: Seal = { begin: new Uint8Array(), update: (bytes) => bytes, end: () => new Uint8Array() }

interface Salted {
  readonly salt: Buffer
  readonly keys: EntryKeys
}

/** Each entry has a salt of its own, and a thousand rounds for its keys. */
async function freshKeys(passphrase: string): Promise<Salted> {
  const salt = randomBytes(SALT_BYTES)
  return { salt, keys: await deriveEntryKeys(passphrase, salt, nodeCrypto) }
}

function createSeal({ salt, keys }: Salted): Seal {
  const { check, apply, mac } = createEntryCipher(keys, nodeCrypto)
  return {
    begin: Buffer.concat([salt, check]),
    update: (bytes) => {
      const sealed = apply(bytes)
      mac.update(sealed)
      return sealed
    },
    end: () => mac.digest().subarray(0, TAG_BYTES),
  }
}
