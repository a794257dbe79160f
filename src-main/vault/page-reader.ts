// Decrypts a store file and its WAL page by page without SQLCipher, so that residue can be looked for in bytes no query reaches.
//
//   file   page 1: 16 bytes salt | ciphertext | 80 bytes reserve      other pages: ciphertext | 80 bytes reserve
//   reserve: 16 bytes IV | 64 bytes HMAC-SHA512 over (ciphertext | IV | page number, little endian)
//   WAL    32 bytes header, then frames of 24 bytes (page number, big endian, first) and one page
//   keys   AES-256-CBC with the raw key; HMAC key = PBKDF2-HMAC-SHA512(raw key, salt xor 0x3a, 2 rounds, 32 bytes)
import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { assert } from '../../src-shared/base/assert'
import type { Secret } from '../keys/secret'
import { PAGE_BYTES } from './driver/sqlite-handle'
import { STORE_KEY_BYTES } from './open-recipe'

const SALT = 16
const IV = 16
const HMAC = 64
const RESERVE = IV + HMAC
const WAL_HEADER = 32
const FRAME_HEADER = 24

export interface StorePage {
  readonly place: 'file' | 'wal'
  readonly pageNumber: number
  /** Byte offset of the page in its file. */
  readonly offset: number
  /** Does the page's own HMAC fit? A page that was never written (zeros) does not. */
  readonly authentic: boolean
  /** Plaintext without the reserve; page 1 begins with SQLite's header. Meaningless where `authentic` is false. */
  readonly bytes: Uint8Array
}

interface PageKeys {
  readonly cipher: Buffer
  readonly hmac: Buffer
}

function pageKeys(key: Secret): PageKeys {
  return key.use((bytes) => {
    assert(bytes.length === STORE_KEY_BYTES, 'a store key is 48 bytes')
    const cipher = Buffer.from(bytes.subarray(0, 32))
    const hmacSalt = Buffer.from(bytes.subarray(32)).map((byte) => byte ^ 0x3a)
    return { cipher, hmac: pbkdf2Sync(cipher, hmacSalt, 2, 32, 'sha512') }
  })
}

const SQLITE_MAGIC = Buffer.from('SQLite format 3\0', 'latin1')

/** Pages that lie behind each other, read at once: a read and a cipher a page would cost more than the pages. */
const PAGES_A_READ = 128
const BLOCK = 16
const WORDS_A_BLOCK = BLOCK / 4

/**
 * CBC by hand: the blocks of all pages through one cipher, then each with the block before it (the first of a page with its IV). A cipher made for each
 * page took four fifths of the time.
 */
function decryptAll(pages: Buffer, numberOf: (n: number) => number, keys: PageKeys): Buffer {
  const plain = Buffer.from(createDecipheriv('aes-256-ecb', keys.cipher, null).setAutoPadding(false).update(pages))
  const [sealed, opened] = [wordsOf(pages), wordsOf(plain)]
  for (let n = 0; n < pages.length / PAGE_BYTES; n++) {
    const at = (n * PAGE_BYTES) / 4
    const first = at + (numberOf(n) === 1 ? SALT / 4 : 0)
    const iv = at + (PAGE_BYTES - RESERVE) / 4
    for (let word = first; word < first + WORDS_A_BLOCK; word++) opened[word] = (opened[word] as number) ^ (sealed[iv + word - first] as number)
    for (let word = first + WORDS_A_BLOCK; word < iv; word++) opened[word] = (opened[word] as number) ^ (sealed[word - WORDS_A_BLOCK] as number)
    if (first > at) SQLITE_MAGIC.copy(plain, n * PAGE_BYTES)
  }
  return plain
}

function wordsOf(bytes: Buffer): Uint32Array {
  assert(bytes.byteOffset % 4 === 0, 'pages begin at a word')
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
}

function isAuthentic(page: Buffer, pageNumber: number, keys: PageKeys): boolean {
  const number = Buffer.alloc(4)
  number.writeUInt32LE(pageNumber)
  const sealed = page.subarray(pageNumber === 1 ? SALT : 0, PAGE_BYTES - HMAC)
  return timingSafeEqual(createHmac('sha512', keys.hmac).update(sealed).update(number).digest(), page.subarray(PAGE_BYTES - HMAC))
}

/** Pieces of one length, as many as a read brings; a last one that is not whole is none. Each read has memory of its own. */
async function* piecesOf(file: FileHandle, offset: number, length: number): AsyncGenerator<{ readonly pieces: Buffer; readonly count: number; readonly at: number }, void> {
  for (let at = offset; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(length * PAGES_A_READ), 0, length * PAGES_A_READ, at)
    const count = Math.floor(bytesRead / length)
    if (count === 0) return
    yield { pieces: buffer.subarray(0, count * length), count, at }
    at += count * length
  }
}

interface SealedPages {
  readonly pages: Buffer
  readonly numberOf: (n: number) => number
  readonly offsetOf: (n: number) => number
}

async function* sealedOf(file: FileHandle, place: StorePage['place']): AsyncGenerator<SealedPages, void> {
  if (place === 'file') {
    for await (const { pieces, at } of piecesOf(file, 0, PAGE_BYTES)) yield { pages: pieces, numberOf: (n) => at / PAGE_BYTES + n + 1, offsetOf: (n) => at + n * PAGE_BYTES }
    return
  }
  const frame = FRAME_HEADER + PAGE_BYTES
  for await (const { pieces, count, at } of piecesOf(file, WAL_HEADER, frame)) {
    const pages = Buffer.allocUnsafeSlow(count * PAGE_BYTES)
    for (let n = 0; n < count; n++) pieces.copy(pages, n * PAGE_BYTES, n * frame + FRAME_HEADER, (n + 1) * frame)
    yield { pages, numberOf: (n) => pieces.readUInt32BE(n * frame), offsetOf: (n) => at + n * frame + FRAME_HEADER }
  }
}

async function* readSealed(path: string, place: StorePage['place']): AsyncGenerator<SealedPages, void> {
  let file: FileHandle
  try {
    file = await open(place === 'wal' ? `${path}-wal` : path, 'r')
  } catch (error) {
    if (place === 'wal' && (error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  try {
    yield* sealedOf(file, place)
  } finally {
    await file.close()
  }
}

async function* withKeys<T>(key: Secret, read: (keys: PageKeys) => AsyncIterable<T>): AsyncGenerator<T, void> {
  const keys = pageKeys(key)
  try {
    yield* read(keys)
  } finally {
    keys.cipher.fill(0)
    keys.hmac.fill(0)
  }
}

/** Every page of the store file and then every frame of its WAL, stale frames included. Reads only; the store may be open. */
export async function* decryptPages(path: string, key: Secret): AsyncGenerator<StorePage, void> {
  for (const place of ['file', 'wal'] as const) {
    yield* withKeys(key, async function* (keys) {
      for await (const { pages, numberOf, offsetOf } of readSealed(path, place)) {
        const plain = decryptAll(pages, numberOf, keys)
        for (let n = 0; n < pages.length / PAGE_BYTES; n++) {
          const [start, end] = [n * PAGE_BYTES, (n + 1) * PAGE_BYTES]
          yield { place, pageNumber: numberOf(n), offset: offsetOf(n), authentic: isAuthentic(pages.subarray(start, end), numberOf(n), keys), bytes: plain.subarray(start, end - RESERVE) }
        }
      }
    })
  }
}

/**
 * The same bytes for whoever only looks for something in them, many pages at once, each with its reserve. None is left out: of one that was never written,
 * or is being written, what comes out is noise or half a page, and nothing is found in noise by chance. That the key is the right one the first page tells.
 */
export async function* decryptBytes(path: string, key: Secret, place: StorePage['place']): AsyncGenerator<Uint8Array, void> {
  yield* withKeys(key, async function* (keys) {
    for await (const { pages, numberOf, offsetOf } of readSealed(path, place)) {
      if (place === 'file' && offsetOf(0) === 0) assert(isAuthentic(pages.subarray(0, PAGE_BYTES), 1, keys), 'the key of the store opens it')
      yield decryptAll(pages, numberOf, keys)
    }
  })
}

/** SQLite never writes the page of its locks, at 1 GiB. */
const LOCK_PAGE = 0x4000_0000 / PAGE_BYTES + 1

/** How many pages of the file have another sum than was written with them. Of the log nothing is said: old frames in it are no damage. */
export async function countBrokenSeals(path: string, key: Secret): Promise<number> {
  let broken = 0
  const looked = withKeys(key, async function* (keys) {
    for await (const { pages, numberOf } of readSealed(path, 'file')) {
      for (let n = 0; n < pages.length / PAGE_BYTES; n++) yield numberOf(n) === LOCK_PAGE || isAuthentic(pages.subarray(n * PAGE_BYTES, (n + 1) * PAGE_BYTES), numberOf(n), keys)
    }
  })
  for await (const isWhole of looked) if (!isWhole) broken++
  return (await stat(path)).size % PAGE_BYTES === 0 ? broken : broken + 1
}

/** Enough to tell; a wrong key is refused by all of them, a damaged file seldom by any but a few. */
const PROBED_PAGES = 256

/** Does any of the first pages open with this key? Tells a damaged store from a wrong key. */
export async function anyPageOpens(path: string, key: Secret): Promise<boolean> {
  let probed = 0
  for await (const page of decryptPages(path, key)) {
    if (page.authentic) return true
    if (++probed === PROBED_PAGES) return false
  }
  return false
}
