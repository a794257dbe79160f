// What is known of a store as a whole: when all of it was last read and found right, or that something in it was not.
//
// Reading a store through takes a second for every hundred megabytes. A small one is read at every opening. A large one that was right when it was last read is
// opened at once and read once a day while somebody works; where anything in it does not read, that is noted, and the next opening reads it first.
// The note is no proof, only a reason to read: whoever changes it makes an opening longer or puts damage off until it is met (decision 0080).
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { EpochMs } from '../../src-shared/base/clock'
import { writeFileAtomically } from '../keys/private-files'
import type { RunSql } from './lost-index'
import { StoreFault } from './driver/sqlite-handle'

const CHECK_FILE = 'store-check.json'
/** Up to here an opening reads all of it: well under a second. */
export const READ_AT_OPENING_BYTES = 64 * 1_048_576

const checkSchema = z.strictObject({ v: z.literal(1), verdict: z.enum(['whole', 'doubtful']), at: z.number().int().nonnegative() })
export type StoreCheck = Omit<z.infer<typeof checkSchema>, 'v'>

/** Undefined: nothing is known, whatever the reason. */
export async function readStoreCheck(dir: string): Promise<StoreCheck | undefined> {
  try {
    const { verdict, at } = checkSchema.parse(JSON.parse(await readFile(join(dir, CHECK_FILE), 'utf8')))
    return { verdict, at }
  } catch {
    return undefined
  }
}

/** A note that cannot be written (a full disk) costs the next opening its time, or leaves a doubt to be met again: nobody is kept from working. */
export async function noteStoreCheck(dir: string, verdict: StoreCheck['verdict'], at: EpochMs): Promise<void> {
  await writeFileAtomically(join(dir, CHECK_FILE), JSON.stringify({ v: 1, verdict, at })).catch(() => undefined)
}

/** Whether an opening need not read all of this file first. */
export async function mayBeReadLater(dir: string, path: string, atOpeningBytes: number): Promise<boolean> {
  return (await stat(path)).size > atOpeningBytes && (await readStoreCheck(dir))?.verdict === 'whole'
}

/** What SQLite and SQLCipher say where a page is not what was written. */
export function isDamage(error: unknown): boolean {
  return error instanceof StoreFault && (error.code === 'SQLITE_CORRUPT' || error.code === 'SQLITE_NOTADB')
}

/** A table at a time, so that others have their turn in between; whoever ends it hears nothing of those that were not read. */
export async function areTablesWhole(run: RunSql, hasEnded: () => boolean = () => false): Promise<boolean> {
  for (const { name } of await run("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")) {
    if (hasEnded()) return true
    if (!(await isTableWhole(run, String(name)))) return false
  }
  return true
}

async function isTableWhole(run: RunSql, name: string): Promise<boolean> {
  try {
    const [row] = await run(`PRAGMA quick_check("${name}")`)
    return row?.['quick_check'] === 'ok'
  } catch (error) {
    // A connection that met such a page says no more than "error" to whatever is asked of it afterwards.
    if (isDamage(error) || (error instanceof StoreFault && error.code === 'SQLITE_ERROR')) return false
    throw error
  }
}
