// Where bytes of a person could survive on this workstation: the store decrypted page by page, its WAL, the lines that wait beside it, every other
// file that the app writes in its profile, but for the noise that keeps room (vault/ballast.ts), what the browser under the screens keeps, and what
// was written for a moment.
import { createReadStream, type Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { must } from '../../src-shared/base/assert'
import type { Secret } from '../keys/secret'
import { BALLAST_FILE } from '../vault/ballast'
import { decryptBytes } from '../vault/page-reader'
import { listQuarantine } from '../vault/quarantine'
import { generationOf, waitingFileName } from '../vault/store-files'
import { readWaitingTexts, waitingKey } from '../vault/waiting-file'
import { isNeedleFile } from './needle-file'
import type { ResiduePlace } from './residue'

const STORE_FILE = /^store-\d{6}\.db(-wal|-shm)?$/

export interface SearchedFolders {
  readonly profile: string
  readonly exports: string
  /** Of the shell around the data process; none where there is no shell (tests, benches). */
  readonly shell?: { readonly userData: string; readonly temp: string } | undefined
}
/** By the name of a file. */
type LeftOut = (name: string) => boolean
interface Passing {
  readonly isLeftOut: LeftOut
  /** Folders that are places of their own. */
  readonly without?: readonly string[]
  /** Told instead of failing where another process holds the file for itself. */
  readonly onHeld?: () => void
}

/** There is a file here that this process may not read: what is in it nobody knows, so nobody may say that nothing is left. */
export class UnreadablePlace extends Error {}

/** EBUSY: Windows says so of a file that another process holds for itself. */
const UNREADABLE: readonly (string | undefined)[] = ['EACCES', 'EPERM', 'EBUSY']

/** The fault to go on with; undefined: it is gone, which is fine. */
function faultOf(error: unknown): Error | undefined {
  const fault = error as NodeJS.ErrnoException
  const { code } = fault
  if (code === 'ENOENT') return undefined
  return UNREADABLE.includes(code) ? new UnreadablePlace(code) : fault
}

async function listEntries(dir: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(dir, { withFileTypes: true })
  } catch (error) {
    const fault = faultOf(error)
    // Nothing was ever exported from this desk; or the browser took a folder away while we walked: that one alone, not what lies beside it.
    if (fault === undefined) return []
    throw fault
  }
}

/** A former store that was set aside: sealed, and its key is not ours. */
async function* profileBytes(profile: string, isLeftOut: LeftOut): AsyncGenerator<Uint8Array, void> {
  if ((await listQuarantine(profile)).length > 0) throw new UnreadablePlace('a store that was set aside')
  yield* bytesOfFiles(profile, { isLeftOut })
}

async function* filesOf(dir: string, passing: Passing): AsyncGenerator<string, void> {
  const { isLeftOut, without = [] } = passing
  for (const entry of await listEntries(dir)) {
    const path = join(dir, entry.name)
    if (entry.isDirectory() && !without.includes(path)) yield* filesOf(path, passing)
    // The store is read decrypted; the sealed needles themselves go when the check is done; in 64 MiB of noise a short name stands by chance.
    if (entry.isFile() && !STORE_FILE.test(entry.name) && !isNeedleFile(entry.name) && entry.name !== BALLAST_FILE && !isLeftOut(entry.name)) yield path
  }
}

async function* bytesOfFiles(dir: string, passing: Passing): AsyncGenerator<Uint8Array, void> {
  for await (const path of filesOf(dir, passing)) {
    // Names count as much as contents: a file could be called after a person.
    yield new TextEncoder().encode(`${path.slice(dir.length)}\n`)
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) yield chunk as Buffer
    } catch (error) {
      const fault = faultOf(error)
      // Chromium's own files come and go while it runs.
      if (fault === undefined) continue
      if (passing.onHeld === undefined || (error as NodeJS.ErrnoException).code !== 'EBUSY') throw fault
      passing.onHeld()
    }
  }
}

/** What was left beside the store while its writer was busy. */
async function* waitingLinesOf(file: string, key: Secret): AsyncGenerator<Uint8Array, void> {
  const generation = must(generationOf(basename(file)), 'generation')
  const own = waitingKey(key)
  try {
    const texts = await readWaitingTexts(join(dirname(file), waitingFileName(generation)), own)
    yield new TextEncoder().encode(texts.join('\n'))
  } finally {
    own.purge()
  }
}

/**
 * The browser's own files: no page of ours stores anything there, and to say so every one is read. Windows lets it keep some to itself while it runs;
 * those are counted, for an erasure that waits for them would wait for ever.
 */
function browserPlace(userData: string, without: readonly string[], isLeftOut: LeftOut): ResiduePlace {
  let held = 0
  return { place: 'browser', unread: () => held, chunks: () => bytesOfFiles(userData, { isLeftOut, without, onHeld: () => (held += 1) }) }
}

/** `key`: the 48 bytes of the present generation. */
export function residuePlaces(store: { readonly file: string; readonly key: Secret }, folders: SearchedFolders, isLeftOut: LeftOut = () => false): readonly ResiduePlace[] {
  const { profile, exports, shell } = folders
  return [
    { place: 'store', chunks: () => decryptBytes(store.file, store.key, 'file') },
    { place: 'wal', chunks: () => decryptBytes(store.file, store.key, 'wal') },
    { place: 'waiting', chunks: () => waitingLinesOf(store.file, store.key) },
    { place: 'profile', chunks: () => profileBytes(profile, isLeftOut) },
    { place: 'exports', chunks: () => bytesOfFiles(exports, { isLeftOut }) },
    ...(shell === undefined ? [] : [
      browserPlace(shell.userData, [profile, exports, shell.temp], isLeftOut),
      { place: 'temp', chunks: () => bytesOfFiles(shell.temp, { isLeftOut }) },
    ]),
  ]
}
