// Files that mean harm: an archive that unpacks without end, a directory without end, lies about sizes. Each is told apart at once and costs nothing.
import { deflateRawSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { checkEvidence } from '../../../src-shared/formats/evidence/check-evidence'
import type { ByteSource } from '../../../src-shared/formats/evidence/bytes'
import { PACKAGE_CONTENT, SIGNED_PARTS } from '../../../src-shared/formats/package-names'
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
const AES_FIELD = Buffer.from('0199070002004145030800', 'hex')
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

it.each(['../account.json', '/etc/account.json', 'C:\\account.json', 'data\\..\\..\\account.json', 'data/../../account.json', 'data/account.json/'])('a name that leads elsewhere is none of ours: %s', async (name) => {
  expect(await outcome(sourceOf(await testPackage({ names: (all) => all.with(2, name) })))).toBe('names-differ')
})

it('an entry that is a link, a folder or a device is none of ours', async () => {
  for (const mode of [0xa1ff, 0x41ed, 0x2180, 0x81ed]) {
    const bytes = Buffer.from(await testPackage())
    bytes.writeUInt16LE(mode, bytes.readUInt32LE(bytes.length - 6) + 40)
    expect(await outcome(sourceOf(bytes)), mode.toString(16)).toBe('archive-changed')
  }
})

it('ten thousand entries are not listed, whatever the end of the archive says of them', async () => {
  const entry = Buffer.concat([le([0x02014b50, 4], [0x314, 2], [20, 2], [8, 2], [8, 2], [0, 4], [0, 4], [0, 4], [0, 4], [1, 2], [0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [0, 4]), Buffer.from('a')])
  const directory = Buffer.concat(Array.from({ length: 10_001 }, () => entry))
  for (const said of [10_001, 18]) {
    const file = sourceOf(Buffer.concat([le([0x04034b50, 4]), directory, end(directory.length, 4, said)]))
    expect(await outcome(file)).toBe('archive-changed')
    expect(file.longest()).toBeLessThan(100)
  }
})

it('what packs a hundred times tighter than it is is not unpacked, unless it is short', async () => {
  const MIB = 2 ** 20
  const tight = largeArchive(4_000_000, 1_000_000, 600 * MIB)
  expect(await outcome(tight)).toBe('too-large')
  expect(tight.longest()).toBeLessThan(2_000)
  // Looked into: zeros are nothing that a passphrase opens.
  expect(await outcome(largeArchive(4_000_000, 1_000_000, 500 * MIB))).toBe('archive-changed')
  // Somebody who filled a field with one letter has a package all the same.
  expect(await outcome(sourceOf(await testPackage({ content: { 'index.html': 'a'.repeat(33 * MIB) } })))).toBe('content-differs')
})

it('more than eight gigabytes are not unpacked, by their own word and before anything is', async () => {
  const tooLarge = largeArchive(30_000_000, 500_000_000)
  expect(await outcome(tooLarge)).toBe('too-large')
  expect(tooLarge.longest()).toBeLessThan(2_000)
  // Just below, it is looked into: zeros are nothing that a passphrase opens.
  expect(await outcome(largeArchive(30_000_000, 450_000_000))).toBe('archive-changed')
})

/** The layout of a package, every entry of these sizes, one of another; the data are zeros, and none of it is in memory. */
function largeArchive(packed: number, all: number, one = all): ReturnType<typeof sourceOf> {
  const names = [...PACKAGE_CONTENT, ...SIGNED_PARTS]
  const parts: (readonly [number, Buffer])[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const given of names) {
    const [name, isPlain, size] = [Buffer.from(given), given === names[0], given === names[1] ? one : all]
    const [extra, head] = [isPlain ? Buffer.alloc(0) : AES_FIELD, le([isPlain ? 20 : 51, 2], [isPlain ? 0x808 : 9, 2], [isPlain ? 8 : 99, 2], [0, 2], [0x21, 2])]
    const lengths = le([name.length, 2], [extra.length, 2])
    directory.push(Buffer.concat([le([0x02014b50, 4], [0x300, 2]), head, le([0, 4], [packed, 4], [size, 4]), lengths, le([0, 2], [0, 2], [0, 2], [0x81a40000, 4], [at, 4]), name, extra]))
    const local = Buffer.concat([le([0x04034b50, 4]), head, le([0, 4], [0, 4], [0, 4]), lengths, name, extra])
    const descriptor = le([0x08074b50, 4], [0, 4], [packed, 4], [size, 4])
    parts.push([at, local], [at + local.length + packed, descriptor])
    at += local.length + packed + descriptor.length
  }
  const listed = Buffer.concat(directory)
  const tail = Buffer.concat([listed, end(listed.length, at, names.length)])
  parts.push([at, tail])
  const zeros = sourceOf(Buffer.alloc(0), at + tail.length)
  const read = async (from: number, length: number): Promise<Uint8Array> => {
    const piece = await zeros.read(from, length)
    for (const [place, bytes] of parts) {
      const [first, last] = [Math.max(from, place), Math.min(from + length, place + bytes.length)]
      if (first < last) piece.set(bytes.subarray(first - place, last - place), first - from)
    }
    return piece
  }
  return { ...zeros, read }
}

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
