// A store that does not open is set aside whole, byte by byte as it is, and read anew from the origin (docs/decisions/0066).
//
//   quarantine/DATE-1/         0700; everything of the former desk: store, log, waiting lines, keys, anchor, lease, attached files
//   quarantine/DATE-1/note.json what was set aside, why, when, and the SHA-256 of each file as it was
//
// What stays in the profile: the way to the origin (enrolment.json), the sealed acts on their way there, the lock, the count of wrong passphrases, a
// wipe. A copy may hold people who were erased since: so it lives only until everything is read anew, and no longer than to the next erasure here.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { toDay, type EpochMs } from '../../src-shared/base/clock'
import { SET_ASIDE_WHY, type SetAsideReason } from '../../src-shared/contract/set-aside'
import { destroyKeys } from '../keys/destroy-keys'
import { exists, syncFolder, writeFileAtomically } from '../keys/private-files'
import { BALLAST_FILE } from './ballast'
import { LOCK_FILE } from './store-files'

export const QUARANTINE_DIR = 'quarantine'
const NOTE_FILE = 'note.json'
/** By exact name; sealed acts by their ending. */
const STAYS: readonly string[] = [QUARANTINE_DIR, 'enrolment.json', 'wipe.json', 'tries.json', LOCK_FILE, `${LOCK_FILE}-journal`, BALLAST_FILE]
const SEALED_ACTS = /^outbox.*\.sealed$/

const noteSchema = z.strictObject({
  v: z.literal(1),
  /** `moving` until every file is here: a crash in between is finished by the next start. */
  state: z.enum(['moving', 'kept']),
  reason: z.enum(SET_ASIDE_WHY),
  at: z.number().int(),
  files: z.array(z.strictObject({ name: z.string().min(1).max(300), bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
})
export type QuarantineNote = z.infer<typeof noteSchema>

export interface QuarantineCopy {
  readonly folder: string
  readonly note: QuarantineNote
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Names of plain files below the folder, relative to it. */
async function filesBelow(dir: string, below = ''): Promise<readonly string[]> {
  const names: string[] = []
  for (const entry of await readdir(join(dir, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) names.push(...(await filesBelow(dir, name)))
    else if (entry.isFile()) names.push(name)
  }
  return names
}

async function isThere(dir: string): Promise<boolean> {
  return exists(join(dir, QUARANTINE_DIR))
}

function goes(name: string): boolean {
  return !STAYS.includes(name) && !SEALED_ACTS.test(name)
}

async function makeFolder(profileDir: string, at: EpochMs): Promise<string> {
  const all = join(profileDir, QUARANTINE_DIR)
  await mkdir(all, { recursive: true, mode: 0o700 })
  for (let number = 1; ; number++) {
    const folder = join(all, `${toDay(at)}-${String(number)}`)
    try {
      await mkdir(folder, { mode: 0o700 })
      await syncFolder(all)
      return folder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** The caller holds the lock of the store. Nothing is written to what is moved: the note is written first, then each file changes its folder. */
export async function setAside(profileDir: string, reason: SetAsideReason, at: EpochMs): Promise<QuarantineCopy> {
  const names = (await filesBelow(profileDir)).filter((name) => goes(name.split('/')[0] ?? name))
  const files: QuarantineNote['files'] = []
  for (const name of names.toSorted()) files.push({ name, bytes: (await stat(join(profileDir, name))).size, sha256: await sha256Of(join(profileDir, name)) })
  const folder = await makeFolder(profileDir, at)
  await writeFileAtomically(join(folder, NOTE_FILE), JSON.stringify({ v: 1, state: 'moving', reason, at, files } satisfies QuarantineNote))
  return moveAll(profileDir, folder)
}

async function moveAll(profileDir: string, folder: string): Promise<QuarantineCopy> {
  const path = join(folder, NOTE_FILE)
  const note = noteSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  for (const { name } of note.files) {
    const [from, to] = [join(profileDir, name), join(folder, name)]
    if (!(await exists(from))) continue // moved before a crash
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await rename(from, to)
    await chmod(to, 0o600)
    await syncFolder(dirname(to))
  }
  await syncFolder(profileDir)
  const kept = { ...note, state: 'kept' as const }
  await writeFileAtomically(path, JSON.stringify(kept))
  return { folder, note: kept }
}

/** For the start, before anybody is asked for a passphrase: goes on with what was begun. */
export async function finishSetAside(profileDir: string): Promise<void> {
  for (const { folder, note } of await listQuarantine(profileDir)) if (note.state === 'moving') await moveAll(profileDir, folder)
}

/** A folder without a note that can be read had nothing moved into it yet. */
export async function listQuarantine(profileDir: string): Promise<readonly QuarantineCopy[]> {
  if (!(await isThere(profileDir))) return []
  const copies: QuarantineCopy[] = []
  for (const entry of await readdir(join(profileDir, QUARANTINE_DIR), { withFileTypes: true })) {
    const folder = join(profileDir, QUARANTINE_DIR, entry.name)
    const note = entry.isDirectory() ? await readNote(folder) : undefined
    if (note) copies.push({ folder, note })
  }
  return copies.toSorted((a, b) => a.note.at - b.note.at)
}

async function readNote(folder: string): Promise<QuarantineNote | undefined> {
  try {
    return noteSchema.safeParse(JSON.parse(await readFile(join(folder, NOTE_FILE), 'utf8'))).data
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Keys of all of them first: ended in between, what is left opens with nothing. */
export async function destroyQuarantine(profileDir: string): Promise<void> {
  if (!(await isThere(profileDir))) return
  const all = join(profileDir, QUARANTINE_DIR)
  for (const entry of await readdir(all, { withFileTypes: true })) if (entry.isDirectory()) await destroyKeys(join(all, entry.name))
  await rm(all, { recursive: true, force: true })
  await syncFolder(profileDir)
}
