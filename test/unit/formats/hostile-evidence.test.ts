// Files that mean harm: an archive that unpacks without end, a directory without end, lies about sizes. Each is told apart at once and costs nothing.
import { deflateRawSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { checkEvidence } from '../../../src-shared/formats/evidence/check-evidence'
import type { ByteSource } from '../../../src-shared/formats/evidence/bytes'
import { readPassphrase } from '../../../src-main/packages/passphrase'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { PASSPHRASE, testCertificate, testPackage } from '../../fixtures/evidence'
import { organisation } from '../../fixtures/signers'

/** Counts what is read of it. */
function sourceOf(bytes: Uint8Array, size = bytes.length): ByteSource & { readonly longest: () => number } {
  let longest = 0
  return {
    size,
    read: (at, length) => {
      longest = Math.max(longest, length)
      if (at + length > size) return Promise.reject(new Error('behind the end'))
      const piece = new Uint8Array(length)
      // What lies behind the bytes that a test wrote is zeros.
      piece.set(bytes.subarray(Math.min(at, bytes.length), Math.min(at + length, bytes.length)))
      return Promise.resolve(piece)
    },
    longest: () => longest,
  }
}
const check = (file: ByteSource, passphrase: string | undefined = PASSPHRASE) => checkEvidence(file, { passphrase, orgPublicKey: organisation.publicKey, crypto: nodeCrypto })
const outcome = async (file: ByteSource) => (await check(file)).outcome

function le(...fields: readonly (readonly [number, 2 | 4])[]): Buffer {
  return Buffer.concat(fields.map(([value, width]) => {
    const bytes = Buffer.alloc(width)
    bytes.writeUIntLE(value, 0, width)
    return bytes
  }))
}
const end = (directory: number, offset: number, entries = 1): Buffer => le([0x06054b50, 4], [0, 4], [entries, 2], [entries, 2], [directory, 4], [offset, 4], [0, 2])

it('a directory longer than any of ours is not read', async () => {
  const head = le([0x04034b50, 4])
  const size = 3_000_000_000
  const tail = end(2_900_000_000, 100_000_000 - 22, 65_535)
  const inner = sourceOf(head, size)
  const file: ByteSource = { size, read: async (at, length) => (at === size - 22 ? new Uint8Array(tail) : inner.read(at, length)) }
  expect(await outcome(file)).toBe('archive-changed')
  expect(inner.longest()).toBeLessThan(100)
})

it('an archive of one file that unpacks to gigabytes is not unpacked', async () => {
  const bomb = deflateRawSync(Buffer.alloc(50_000_000))
  const name = Buffer.from('index.html')
  const local = Buffer.concat([le([0x04034b50, 4], [20, 2], [0, 2], [8, 2], [0, 4], [0, 4], [bomb.length, 4], [0xfffffff0, 4], [name.length, 2], [0, 2]), name, bomb])
  const directory = Buffer.concat([le([0x02014b50, 4], [0x314, 2], [20, 2], [0, 2], [8, 2], [0, 4], [0, 4], [bomb.length, 4], [0xfffffff0, 4], [name.length, 2], [0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [0, 4]), name])
  expect(await outcome(sourceOf(Buffer.concat([local, directory, end(directory.length, local.length)])))).toBe('names-differ')
})

it('one of ours that says it holds more than any package is not unpacked, nor one that holds more than it says', async () => {
  const good = Buffer.from(await testPackage())
  expect(await outcome(sourceOf(good))).toBe('valid')
  for (const [size, expected] of [[0xfffffff0, 'too-large'], [1, 'archive-changed']] as const) {
    const bytes = Buffer.from(good)
    for (const at of sizesIn(bytes)) bytes.writeUInt32LE(size, at)
    expect(await outcome(sourceOf(bytes)), String(size)).toBe(expected)
  }
})

/** Where each entry's unpacked size stands: in its descriptor and in the directory. */
function sizesIn(bytes: Buffer): readonly number[] {
  const places: number[] = []
  let at = bytes.readUInt32LE(bytes.length - 6)
  const stop = bytes.length - 22
  while (at < stop) {
    const [nameLength, extraLength, offset, packed] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt32LE(at + 42), bytes.readUInt32LE(at + 20)]
    places.push(at + 24, offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28) + packed + 12)
    at += 46 + nameLength + extraLength
  }
  return places
}

it('what is no archive and no certificate is told so, however it is nested, and a long one is not read', async () => {
  for (const text of ['', 'P', 'PK\u0003\u0004', 'hello', '{}', '[]', 'null', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, `{"body":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`, '\ufeff{}', '\u0000']) expect(['malformed', 'archive-changed'], text.slice(0, 20)).toContain(await outcome(sourceOf(Buffer.from(text))))
  const long = sourceOf(Buffer.from('{'), 5_000_000_000)
  expect(await outcome(long)).toBe('malformed')
  expect(long.longest()).toBeLessThan(10)
  expect(await check(sourceOf(Buffer.from(JSON.stringify(testCertificate()))))).toMatchObject({ outcome: 'valid', what: 'certificate' })
})

it('a passphrase is taken as people type it, and no other is bent', async () => {
  const plain = PASSPHRASE.replaceAll('-', '')
  for (const typed of [PASSPHRASE, plain, plain.toLowerCase(), ` ${PASSPHRASE.replaceAll('-', ' ')} `]) expect(readPassphrase(typed)).toBe(PASSPHRASE)
  expect(readPassphrase('0000-0000-0000-0000-0011')).toBe('0000-0000-0000-0000-0011')
  expect(readPassphrase('oooo oooo oooo oooo ooil')).toBe('0000-0000-0000-0000-0011')
  for (const other of ['correct horse', `${PASSPHRASE}A`, 'UUUU-UUUU-UUUU-UUUU-UUUU', '口令']) expect(readPassphrase(other)).toBe(other)
})
