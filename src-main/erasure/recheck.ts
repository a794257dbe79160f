// Looks again for people who were erased here. What they were called nobody knows any more; the ledger recognises their random ids. So every id that this
// desk holds is put to it: in each table whose rows go with a person, in texts of nobody's, in every file beside the store.
//
// The id itself stays where the policy keeps it: in the case and in the proof of the erasure, and in certificates that were saved. There it is no find.
import { sql } from 'kysely'
import type { EpochMs } from '../../src-shared/base/clock'
import type { ErasureId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import { Secret } from '../keys/secret'
import { ledgerHash } from '../vault/ledger-hash'
import { getMeta } from '../vault/repositories/meta'
import type { Reader } from '../vault/transaction'
import { residuePlaces, UnreadablePlace, type SearchedFolders } from './places'
import type { ResiduePlace } from './residue'
import { withReader } from './search-residue'

export interface RecheckJob {
  /** The store file and the 48 bytes of its key; the bytes are taken over. */
  readonly file: string
  readonly key: Uint8Array<ArrayBuffer>
  readonly folders: SearchedFolders
}
export interface RecheckReport {
  /** Erasures whose people were looked for: those that this desk has finished. */
  readonly people: number
  /** By table or place, where something was found. */
  readonly found: readonly { readonly place: string; readonly erasureId: ErasureId; readonly hits: number }[]
}
export type RecheckOutcome = Result<RecheckReport, 'file-unreadable'>
export type Recheck = (job: RecheckJob) => Promise<RecheckOutcome>

interface Erased {
  readonly erasureId: ErasureId
  readonly deletedAt: EpochMs
}
type Recognise = (id: string) => Erased | undefined

export async function recheckResidue({ file, key: bytes, folders }: RecheckJob): Promise<RecheckOutcome> {
  const key = Secret.take(bytes)
  const counts = new Map<string, { readonly place: string; readonly erasureId: ErasureId; hits: number }>()
  const count = (place: string, { erasureId }: Erased): void => {
    const at = `${place} ${erasureId}`
    const known = counts.get(at) ?? { place, erasureId, hits: 0 }
    known.hits += 1
    counts.set(at, known)
  }
  try {
    let people = 0
    for await (const ledger of withReader(file, key, readStore(count))) {
      people = ledger.people
      const places = people === 0 ? [] : residuePlaces({ file, key }, folders, isCertificate).filter(({ place }) => FILES.includes(place))
      for (const place of places) await lookInto(place, ledger.recognise, count)
    }
    return ok({ people, found: [...counts.values()] })
  } catch (error) {
    if (error instanceof UnreadablePlace) return err('file-unreadable')
    throw error
  } finally {
    key.purge()
  }
}

/** The store's own pages are asked through its tables: what lies in a gap of a page belongs to no table, and the case keeps the id. */
const FILES: readonly string[] = ['waiting', 'profile', 'exports', 'browser', 'temp']
/** Signed with the plan in it, which names its person by the id. */
const isCertificate = (name: string): boolean => name.endsWith('.pdcert')

interface Ledger {
  readonly people: number
  readonly recognise: Recognise
}

function readStore(count: (place: string, erased: Erased) => void): (reader: Reader) => AsyncGenerator<Ledger, void> {
  return async function* (reader) {
    const ledger = await loadLedger(reader)
    if (ledger.people > 0) {
      await lookIntoTables(reader, ledger.recognise, count)
      await lookIntoTexts(reader, ledger.recognise, count)
    }
    yield ledger
  }
}

/** Of erasures that this desk has not finished, rows may lie here still: their purge looks for them by what they were called. */
async function loadLedger(reader: Reader): Promise<Ledger> {
  const rows = await reader.selectFrom('erasures').select(['erasure_id', 'subject_hmac', 'deleted_at']).where('purged_at', 'is not', null).execute()
  const key = await getMeta(reader, 'ledgerKey')
  const known = new Map(rows.map((row): [string, Erased] => [row.subject_hmac, { erasureId: row.erasure_id as ErasureId, deletedAt: row.deleted_at }]))
  return { people: key === undefined ? 0 : known.size, recognise: (id) => (key === undefined ? undefined : known.get(ledgerHash(key, id))) }
}

/**
 * Every table whose rows go with a person, by the column that says whose they are. A case goes on after its erasure, and with it its place in the queue: neither
 * is asked. `madeAt`: rows may name the id again later, an act on that case; only what is older was forgotten.
 */
export const OWNED: readonly { readonly table: string; readonly column: string; readonly where?: string; readonly madeAt?: string }[] = [
  { table: 'people', column: 'id' },
  { table: 'records', column: 'subject_id', where: `type not in ('request', 'erasure')` },
  { table: 'log_sets', column: 'subject_id' },
  { table: 'log_rows', column: 'subject_id' },
  { table: 'attachments', column: 'subject_id' },
  { table: 'saved_copies', column: 'subject_id' },
  { table: 'package_files', column: 'subject_id' },
  { table: 'subject_salts', column: 'subject_id' },
  { table: 'audit_details', column: 'subject_id' },
  { table: 'outbox', column: 'subject_id', madeAt: `made_at ->> 'seenAt'` },
  { table: 'outbox_done', column: 'subject_id', madeAt: 'done_at' },
  { table: 'drafts', column: 'subject_id', madeAt: 'saved_at' },
]
const PAGE_IDS = 5_000

async function lookIntoTables(reader: Reader, recognise: Recognise, count: (place: string, erased: Erased) => void): Promise<void> {
  for (const owned of OWNED) for await (const { id, at } of idsOf(reader, owned)) {
    const erased = recognise(id)
    if (erased && at <= erased.deletedAt) count(owned.table, erased)
  }
}

/** Each once, with the time of its oldest row. */
async function* idsOf(reader: Reader, { table, column, where = 'true', madeAt = '0' }: (typeof OWNED)[number]): AsyncGenerator<{ readonly id: string; readonly at: EpochMs }, void> {
  for (let after = ''; ; ) {
    const { rows } = await sql<{ id: string; at: EpochMs }>`
      select ${sql.ref(column)} as id, min(${sql.raw(madeAt)}) as at from ${sql.table(table)} where ${sql.ref(column)} > ${after} and ${sql.raw(where)} group by 1 order by 1 limit ${PAGE_IDS}`.execute(reader)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.id
  }
}

const ID_SHAPE = Array.from('xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx').map((char) => (char === 'x' ? '[0-9a-f]' : char))
const ID = new RegExp(ID_SHAPE.join(''), 'gi')
/** Also where each character takes two bytes, as in the browser's own files. */
const ID_IN_BYTES = new RegExp(`${ID_SHAPE.join('')}|${ID_SHAPE.join('\\0')}`, 'gi')
const LONGEST_ID_BYTES = 2 * ID_SHAPE.length - 1

/** Entries of registers stay, whoever goes; whom they were about does not. */
async function lookIntoTexts(reader: Reader, recognise: Recognise, count: (place: string, erased: Erased) => void): Promise<void> {
  const entries = await reader.selectFrom('records').select('body').where('type', 'in', ['exception', 'transfer', 'preset', 'hold', 'incident']).execute()
  const views = await reader.selectFrom('saved_views').select('name').execute()
  for (const text of [...entries.map(({ body }) => body), ...views.map(({ name }) => name)]) for (const [id] of text.matchAll(ID)) {
    const erased = recognise(id.toLowerCase())
    if (erased) count('registers', erased)
  }
}

async function lookInto({ place, chunks }: ResiduePlace, recognise: Recognise, count: (place: string, erased: Erased) => void): Promise<void> {
  let carried = ''
  for await (const chunk of chunks()) {
    const text = carried + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
    for (const found of text.matchAll(ID_IN_BYTES)) {
      // What lies wholly in the carried part was counted with the chunk before.
      const isNew = found.index + found[0].length > carried.length
      const erased = isNew ? recognise(found[0].replaceAll('\0', '').toLowerCase()) : undefined
      if (erased) count(place, erased)
    }
    carried = text.slice(Math.max(0, text.length - LONGEST_ID_BYTES + 1))
  }
}
