// The residue check as a piece of work that a thread can be given: numbers, texts and a key in, reports out. It reads the store's bytes and, for what it
// finds, the living rows over a connection of its own, so that neither the data process nor the screens' readers are kept from their work.
import { Kysely } from 'kysely'
import type { EpochMs } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import { Secret } from '../keys/secret'
import { HandlePool } from '../vault/handle-pool'
import { PoolDialect } from '../vault/kysely-dialect'
import { applyRecipe } from '../vault/open-recipe'
import type { VaultSchema } from '../vault/schema'
import { openSqlite } from '../vault/driver/open-sqlite'
import { asReader, type Reader } from '../vault/transaction'
import { readLivingTexts } from './person-texts'
import { residuePlaces, UnreadablePlace, type SearchedFolders } from './places'
import { checkResidue, type ResidueReport } from './residue'

export interface ResidueJob {
  /** The store file and the 48 bytes of its key; the bytes are taken over. */
  readonly file: string
  readonly key: Uint8Array<ArrayBuffer>
  readonly folders: SearchedFolders
  /** One list for each erasure. */
  readonly needlesOf: readonly (readonly string[])[]
  /** Every id that went with one of them. */
  readonly erased: readonly string[]
  readonly now: EpochMs
}
/** `file-unreadable`: a file could not be read, and without having read it nobody signs that nothing is in it. */
export type ResidueOutcome = Result<readonly ResidueReport[], 'file-unreadable'>
/** A report for each list of needles, in their order. */
export type SearchResidue = (job: ResidueJob) => Promise<ResidueOutcome>

export async function searchResidue({ file, key: keyBytes, folders, needlesOf, erased, now }: ResidueJob): Promise<ResidueOutcome> {
  const key = Secret.take(keyBytes)
  try {
    const places = residuePlaces({ file, key }, folders)
    return ok(await checkResidue({ needlesOf, places, livingTexts: () => withReader(file, key, (reader) => readLivingTexts(reader, erased)), now }))
  } catch (error) {
    if (error instanceof UnreadablePlace) return err('file-unreadable')
    throw error
  } finally {
    key.purge()
  }
}

/** A connection of its own, for as long as somebody reads. */
export async function* withReader<T>(file: string, key: Secret, read: (reader: Reader) => AsyncIterable<T>): AsyncGenerator<T, void> {
  const handle = await openSqlite(file, 'read-only')
  try {
    await applyRecipe(handle, key, 'read')
    yield* read(asReader(new Kysely<VaultSchema>({ dialect: new PoolDialect(new HandlePool([handle])) })))
  } finally {
    await handle.close()
  }
}
