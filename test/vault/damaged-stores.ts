// I-1 as histories: a closed store to which one thing has happened; what an unlock says of it, and what is left of it when it is set aside.
import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openKeyedVault } from '../../src-main/vault/keyed-vault'
import { setAside } from '../../src-main/vault/quarantine'
import { upsertDirectoryRows } from '../../src-main/vault/search-index'
import { storeFileName } from '../../src-main/vault/store-files'
import { keyedDeps, makeFolder, makeKeyedVault, makePeople, NOW, PASSPHRASE, seededPick, STAFF } from './desk-store'

const FILE = storeFileName(1)
const PAGE = 4096
/** The head of the file is the salt, of which the key file has a copy of its own: SQLCipher never reads it. */
const HEAD = 16

export const HARMS = ['flip', 'swap', 'cut'] as const
export type Harm = (typeof HARMS)[number]

/** With some thousand rows, closed. */
export async function closedStore(seed: string): Promise<string> {
  const dir = await makeFolder()
  const { vault } = await makeKeyedVault(dir, seed)
  await vault.transaction((tx) => upsertDirectoryRows(tx, makePeople(seed, 1_500), 1))
  await vault.close()
  return dir
}

async function harm(path: string, kind: Harm, pick: (below: number) => number): Promise<void> {
  const bytes = await readFile(path)
  if (kind === 'cut') return truncate(path, pick(bytes.length))
  if (kind === 'flip') {
    const at = HEAD + pick(bytes.length - HEAD)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8))
  } else {
    const pages = bytes.length / PAGE
    const one = pick(pages)
    const other = (one + 1 + pick(pages - 1)) % pages
    const kept = Buffer.from(bytes.subarray(one * PAGE, (one + 1) * PAGE))
    bytes.copyWithin(one * PAGE, other * PAGE, (other + 1) * PAGE)
    kept.copy(bytes, other * PAGE)
  }
  await writeFile(path, bytes)
}

const sumOf = async (path: string): Promise<string> => createHash('sha256').update(await readFile(path)).digest('hex')

export interface Found {
  readonly said: string
  /** The very bytes that the harm left are in the folder, under the sum that the note names. */
  readonly isKept: boolean
}

/** A copy of the folder that is harmed, tried and set aside. */
export async function setAsideAfter(whole: string, store: string, kind: Harm, seed: string): Promise<Found> {
  const dir = join(await makeFolder(), 'profile')
  await mkdir(dir, { mode: 0o700 })
  await cp(whole, dir, { recursive: true })
  const path = join(dir, FILE)
  await harm(path, kind, seededPick(seed))
  const before = await sumOf(path)
  const opened = await openKeyedVault({ dir, staffId: STAFF.staffId, passphrase: PASSPHRASE }, keyedDeps(store))
  if (opened.ok) {
    await opened.value.vault.close()
    return { said: 'opened', isKept: false }
  }
  const { folder, note } = await setAside(dir, 'store-damaged', NOW)
  const named = note.files.find(({ name }) => name === FILE)?.sha256
  return { said: opened.error, isKept: named === before && (await sumOf(join(folder, FILE))) === before }
}
