// Searches every file that a desk left on the disk for texts of a person, in every encoding that the product's own check knows, packed files unpacked.
import { readdirSync, readFileSync, type Dirent } from 'node:fs'
import { join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createEncoder } from '../../src-main/erasure/encodings'
import { BALLAST_FILE } from '../../src-main/vault/ballast'

export interface LeftFiles {
  /** Relative to the folder. */
  readonly names: readonly string[]
  /** Files in whose name or bytes one of the texts stands. */
  readonly hits: readonly string[]
}

/** Ciphertext and noise: the store is searched decrypted, by the product and in test/sync; a name of two characters stands in megabytes of noise by chance. */
const NOISE = new RegExp(`(^|/)(store-\\d{6}\\.db(-wal)?|${BALLAST_FILE})$`)

export function searchLeftFiles(folder: string, texts: readonly string[]): LeftFiles {
  const encode = createEncoder()
  const patterns = texts.flatMap((text) => encode(text)).map((bytes) => Buffer.from(bytes))
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  const names = files.map((entry) => relative(folder, pathOf(entry))).filter((name) => !NOISE.test(name))
  const holds = (name: string): boolean => {
    const bytes = Buffer.concat([Buffer.from(`${name}\n`), unpacked(readFileSync(join(folder, name)))])
    return patterns.some((pattern) => bytes.includes(pattern))
  }
  return { names, hits: names.filter(holds) }
}

const pathOf = (entry: Dirent): string => join(entry.parentPath, entry.name)

function unpacked(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
}
