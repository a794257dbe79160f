// Opens one entry of an archive and gives on its content, piece by piece: what it takes in memory does not depend on the file.
import type { EvidenceCrypto } from '../crypto'
import { sameBytes, type ByteSource } from './bytes'
import { CHECK_BYTES, createEntryCipher, deriveEntryKeys, SALT_BYTES, SEAL_BYTES, TAG_BYTES, type EntryKeys } from './winzip-aes'
import type { Member } from './zip-layout'

/** Long enough that a read costs nothing beside what is done with it. */
const READ_BYTES = 256 * 1_024
/** How many entries' keys are derived beside the one that is read. */
const KEYS_AHEAD = 4

export class WrongPassphrase extends Error {}

/** What stands at the head of a sealed entry, with the keys that its salt makes of the passphrase. */
export interface EntryHead {
  readonly check: Uint8Array
  readonly keys: EntryKeys
}

async function readHead(file: ByteSource, { dataAt, compressedSize }: Member, passphrase: string, crypto: EvidenceCrypto): Promise<EntryHead> {
  if (compressedSize <= SEAL_BYTES) throw new Error('an entry is shorter than its seal')
  const head = await file.read(dataAt, SALT_BYTES + CHECK_BYTES)
  return { check: head.subarray(SALT_BYTES), keys: await deriveEntryKeys(passphrase, head.subarray(0, SALT_BYTES), crypto) }
}

/** Heads of the sealed entries in the order in which they are read: the keys of the next ones are derived meanwhile. */
export function headsAhead(file: ByteSource, members: readonly Member[], passphrase: string, crypto: EvidenceCrypto): (member: Member) => Promise<EntryHead> {
  const sealed = members.filter(({ encrypted }) => encrypted)
  const started = new Map<Member, Promise<EntryHead>>()
  const start = (member: Member): Promise<EntryHead> => {
    const head = started.get(member) ?? readHead(file, member, passphrase, crypto)
    started.set(member, head)
    // Heard by whoever comes to the entry; one that nobody comes to is nobody's failure.
    head.catch(() => undefined)
    return head
  }
  return (member) => {
    const at = sealed.indexOf(member)
    for (const next of sealed.slice(at, at + 1 + KEYS_AHEAD)) void start(next)
    return start(member)
  }
}

/** What `take` gets was not proved yet: it is the content once this has answered. @throws WrongPassphrase, or whatever else is wrong with it. */
export async function readEntry(file: ByteSource, member: Member, headOf: (member: Member) => Promise<EntryHead>, crypto: EvidenceCrypto, take: (bytes: Uint8Array) => void): Promise<void> {
  let [size, sum] = [0, 0]
  const counted = (bytes: Uint8Array): void => {
    size += bytes.length
    if (size > member.size) throw new Error('an entry is longer than it says')
    if (!member.encrypted) sum = crypto.crc32(bytes, sum)
    take(bytes)
  }
  const [packed, length] = member.encrypted ? [opened(file, member, headOf(member), crypto), member.compressedSize - SEAL_BYTES] : [pieces(file, member.dataAt, member.compressedSize), member.compressedSize]
  const taken = await crypto.inflateRaw(packed, counted)
  if (taken !== length || size !== member.size || sum !== member.crc) throw new Error('an entry is not what it says')
}

async function* pieces(file: ByteSource, from: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < from + length; at += READ_BYTES) yield await file.read(at, Math.min(READ_BYTES, from + length - at))
}

/** Its last piece is given on once the sum over all of them was right: a stream that came to its end was the one that was sealed. */
async function* opened(file: ByteSource, { dataAt, compressedSize }: Member, head: Promise<EntryHead>, crypto: EvidenceCrypto): AsyncGenerator<Uint8Array> {
  const length = compressedSize - SEAL_BYTES
  const { check, keys } = await head
  const cipher = createEntryCipher(keys, crypto)
  if (!sameBytes(cipher.check, check)) throw new WrongPassphrase()
  const from = dataAt + SALT_BYTES + CHECK_BYTES
  let last: Uint8Array = new Uint8Array()
  for await (const piece of pieces(file, from, length)) {
    if (last.length > 0) yield last
    cipher.mac.update(piece)
    last = cipher.apply(piece)
  }
  if (!sameBytes(cipher.mac.digest().subarray(0, TAG_BYTES), await file.read(from + length, TAG_BYTES))) throw new Error('an entry is not as it was sealed')
  yield last
}
