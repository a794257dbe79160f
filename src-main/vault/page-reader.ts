// Decrypts a store file and its WAL page by page without SQLCipher, so that residue can be looked for in bytes no query reaches.
//
//   file   page 1: 16 bytes salt | ciphertext | 80 bytes reserve      other pages: ciphertext | 80 bytes reserve
//   reserve: 16 bytes IV | 64 bytes HMAC-SHA512 over (ciphertext | IV | page number, little endian)
//   WAL    32 bytes header, then frames of 24 bytes (page number, big endian, first) and one page
//   keys   AES-256-CBC with the raw key; HMAC key = PBKDF2-HMAC-SHA512(raw key, salt xor 0x3a, 2 rounds, 32 bytes)
import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { assert } from '../../src-shared/base/assert'
import type { Secret } from '../keys/secret'
import { PAGE_BYTES, STORE_KEY_BYTES } from './open-recipe'

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

function openPage(page: Buffer, pageNumber: number, keys: PageKeys): { authentic: boolean; bytes: Buffer } {
  const start = pageNumber === 1 ? SALT : 0
  const sealed = page.subarray(start, PAGE_BYTES - HMAC)
  const number = Buffer.alloc(4)
  number.writeUInt32LE(pageNumber)
  const mac = createHmac('sha512', keys.hmac).update(sealed).update(number).digest()
  const authentic = timingSafeEqual(mac, page.subarray(PAGE_BYTES - HMAC))
  const iv = page.subarray(PAGE_BYTES - RESERVE, PAGE_BYTES - HMAC)
  const decipher = createDecipheriv('aes-256-cbc', keys.cipher, iv).setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(page.subarray(start, PAGE_BYTES - RESERVE)), decipher.final()])
  return { authentic, bytes: pageNumber === 1 ? Buffer.concat([SQLITE_MAGIC, plain]) : plain }
}

async function readExactly(file: FileHandle, offset: number, length: number): Promise<Buffer | undefined> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset)
  return bytesRead === length ? buffer : undefined
}

async function* readMain(file: FileHandle, keys: PageKeys): AsyncGenerator<StorePage, void> {
  for (let pageNumber = 1; ; pageNumber++) {
    const offset = (pageNumber - 1) * PAGE_BYTES
    const page = await readExactly(file, offset, PAGE_BYTES)
    if (!page) return
    yield { place: 'file', pageNumber, offset, ...openPage(page, pageNumber, keys) }
  }
}

async function* readWal(file: FileHandle, keys: PageKeys): AsyncGenerator<StorePage, void> {
  for (let offset = WAL_HEADER; ; offset += FRAME_HEADER + PAGE_BYTES) {
    const frame = await readExactly(file, offset, FRAME_HEADER + PAGE_BYTES)
    if (!frame) return
    const pageNumber = frame.readUInt32BE(0)
    yield { place: 'wal', pageNumber, offset: offset + FRAME_HEADER, ...openPage(frame.subarray(FRAME_HEADER), pageNumber, keys) }
  }
}

async function* readFileOf(path: string, place: 'file' | 'wal', keys: PageKeys): AsyncGenerator<StorePage, void> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    if (place === 'wal' && (error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  try {
    yield* place === 'wal' ? readWal(file, keys) : readMain(file, keys)
  } finally {
    await file.close()
  }
}

/** Every page of the store file and then every frame of its WAL, stale frames included. Reads only; the store may be open. */
export async function* decryptPages(path: string, key: Secret): AsyncGenerator<StorePage, void> {
  const keys = pageKeys(key)
  try {
    yield* readFileOf(path, 'file', keys)
    yield* readFileOf(`${path}-wal`, 'wal', keys)
  } finally {
    keys.cipher.fill(0)
    keys.hmac.fill(0)
  }
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
