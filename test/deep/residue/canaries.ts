// A canary in every column of a person's rows, and where it is afterwards: in decrypted pages, WAL, profile and exports, and in which kept column.
import { sql } from 'kysely'
import { createByteScanner } from '../../../src-main/erasure/byte-scanner'
import { PatternIndex } from '../../../src-main/erasure/pattern-index'
import { residuePlaces } from '../../../src-main/erasure/places'
import { ERASURE_POLICY } from '../../../src-main/erasure/policy'
import { storeKey } from '../../../src-main/keys/key-slots'
import type { Random } from '../../../src-main/keys/device-key'
import type { Reader, Tx } from '../../../src-main/vault/transaction'
import type { Desk, Person } from '../../vault/erasing-desk'

type Table = keyof typeof ERASURE_POLICY
export interface Canary {
  /** `table.column` */
  readonly column: string
  readonly value: string | number
}

/** What cannot be any text: it finds the row, joins it to others, or is one of a few words, all of which others have too. */
const FIXED: Readonly<Record<string, string>> = {
  'records.type': 'a word', 'records.v': 'small', 'records.gen': 'small', 'record_scopes.type': 'a word', 'record_scopes.scope': 'everybody’s', 'record_scopes.gen': 'small',
  'request_index.n': 'small', 'request_index.clock': 'a word', 'request_index.closed': 'a flag', 'request_index.test': 'a flag', 'people.status': 'a word', 'people.registered_at': 'the same for everybody here', 'request_links.kind': 'a word',
  'people.n': 'small', 'people.v': 'small', 'people.gen': 'small',
  'person_identifiers.n': 'small', 'person_identifiers.kind': 'a word', 'person_identifiers.proof': 'a word', 'person_pinyin.n': 'small', 'person_pinyin.initials': 'too short',
  'people_fts.rowid': 'small', 'people_fts.t': 'tokens: looked for in the index itself',
  'drafts.base': 'small', 'attachments.received': 'not more than its bytes',
}
/** What a column must hold besides, so that the store stays one that the app reads. */
const SHAPED: Readonly<Record<string, (mark: string) => string>> = {
  'drafts.body': (mark) => JSON.stringify({ form: 'reopen', reason: mark }),
  'outbox.args': (mark) => JSON.stringify({ evidence: mark }),
  'outbox_done.args': (mark) => JSON.stringify({ text: mark }),
}
/** Filled by the functions of the app alone, which derive one column from another: what they wrote is the canary. */
const DERIVED: readonly Table[] = ['records', 'record_scopes', 'people', 'person_identifiers', 'person_pinyin', 'people_fts']
const LINKS: readonly string[] = ['subject_id', 'request_id', 'other_id', 'id']

const ownRows = (table: Table, { subjectId, requestId }: Person) => {
  if (table === 'people') return sql`id = ${subjectId}`
  if (table === 'person_identifiers' || table === 'person_pinyin') return sql`n = (SELECT n FROM people WHERE id = ${subjectId})`
  if (table === 'record_scopes') return sql`(id = ${subjectId} OR instr(id, ${requestId}) > 0)`
  return sql`subject_id = ${subjectId}`
}

function goingColumns(table: Table): readonly string[] {
  return Object.entries(ERASURE_POLICY[table].columns).flatMap(([column, rule]) => (rule === 'goes' || rule === 'blanked' ? [column] : []))
}

/** Writes a random text or a random large number into every column that takes one. */
export async function plantCanaries(tx: Tx, person: Person, random: Random): Promise<void> {
  const noise = (bytes: number): Buffer => Buffer.from(random(new Uint8Array(bytes)))
  for (const table of Object.keys(ERASURE_POLICY) as Table[]) {
    const going = goingColumns(table).filter((column) => !LINKS.includes(column) && FIXED[`${table}.${column}`] === undefined)
    if (DERIVED.includes(table) || going.length === 0) continue
    const types = new Map((await sql<{ name: string; type: string }>`SELECT name, type FROM pragma_table_info(${table})`.execute(tx)).rows.map(({ name, type }) => [name, type]))
    // Of many rows the first: a key may stand once.
    const [first] = (await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)} WHERE ${ownRows(table, person)} LIMIT 1`.execute(tx)).rows
    if (!first) continue
    const sets = going.map((column) => {
      const mark = `zq${noise(7).toString('hex')}`
      const value = types.get(column) === 'INTEGER' ? noise(6).readUIntBE(0, 6) % 2 ** 46 + 2 ** 46 : (SHAPED[`${table}.${column}`] ?? String)(mark)
      return sql`${sql.ref(column)} = ${value}`
    })
    const isFirst = sql.join(Object.entries(first).map(([column, value]) => sql`${sql.ref(column)} IS ${value}`), sql` AND `)
    await sql`UPDATE ${sql.table(table)} SET ${sql.join(sets)} WHERE ${isFirst}`.execute(tx)
  }
}

/** What rows of others hold in columns that would go with them. */
async function textsOfOthers(reader: Reader, person: Person): Promise<string> {
  const texts: string[] = []
  for (const table of Object.keys(ERASURE_POLICY) as Table[]) {
    const going = goingColumns(table)
    if (table === 'people_fts' || going.length === 0) continue
    const { rows } = await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)} WHERE NOT coalesce(${ownRows(table, person)}, false)`.execute(reader)
    for (const row of rows) texts.push(going.map((column) => String(row[column])).join('\n'))
  }
  return texts.join('\n')
}

/** Whatever the person's rows hold that is long enough to mean something and nobody else's do, once everything is planted. */
export async function readCanaries(reader: Reader, person: Person): Promise<readonly Canary[]> {
  const canaries: Canary[] = []
  const others = await textsOfOthers(reader, person)
  for (const table of Object.keys(ERASURE_POLICY) as Table[]) {
    const going = goingColumns(table)
    if (table === 'people_fts' || going.length === 0) continue
    const { rows } = await sql<Record<string, string | number | null>>`SELECT * FROM ${sql.table(table)} WHERE ${ownRows(table, person)}`.execute(reader)
    const columns = going.filter((column) => FIXED[`${table}.${column}`] === undefined)
    canaries.push(...rows.flatMap((row) => columns.flatMap((column) => partsOf(row[column], others).map((value) => ({ column: `${table}.${column}`, value })))))
  }
  return canaries
}

function partsOf(value: string | number | null | undefined, others: string): readonly (string | number)[] {
  if (value === null || value === undefined) return []
  if (typeof value === 'number') return value >= 2 ** 40 && !others.includes(String(value)) ? [value] : []
  return windowsOf(value).filter((part) => Buffer.byteLength(part) >= 6 && !others.includes(part))
}

/** Columns that should have one and do not: a new one that nobody thought of. */
export function columnsWithout(canaries: readonly Canary[]): readonly string[] {
  const there = new Set(canaries.map(({ column }) => column))
  return (Object.keys(ERASURE_POLICY) as Table[]).flatMap((table) => goingColumns(table).map((column) => `${table}.${column}`)).filter((column) => !there.has(column) && FIXED[column] === undefined)
}

/** The first of them are enough: a long text lies in several pages, and much of it is everybody's. */
const MOST_WINDOWS = 5

function windowsOf(text: string): readonly string[] {
  if (text.length <= 64) return [text]
  return Array.from({ length: Math.min(MOST_WINDOWS, Math.ceil(text.length / 40)) }, (_, at) => text.slice(at * 40, (at + 1) * 40))
}

/** A text as it lies in a page; a number as six bytes, and as the varint that a key of a table is. */
function bytesOf({ value }: Canary): readonly Uint8Array[] {
  if (typeof value === 'string') return [Buffer.from(value, 'utf8')]
  const plain = Buffer.alloc(6)
  plain.writeUIntBE(value, 0, 6)
  const varint: number[] = []
  for (let rest = BigInt(value); rest > 0n; rest >>= 7n) varint.unshift(Number(rest & 127n) | (varint.length === 0 ? 0 : 128))
  return [plain, Uint8Array.from(varint)]
}

/** Canaries that lie in the bytes of any place, each with its column and the place. */
export async function findCanaries(desk: Desk, canaries: readonly Canary[]): Promise<readonly string[]> {
  const index = new PatternIndex(canaries.flatMap((canary, needle) => bytesOf(canary).map((bytes) => ({ bytes, needle }))))
  const found = new Set<string>()
  for (const { place, chunks } of residuePlaces({ file: desk.vault.file, key: storeKey(desk.keyFile, desk.keys) }, { profile: desk.dir, exports: desk.exportDir })) {
    const scanner = createByteScanner(index)
    for await (const chunk of chunks()) scanner.scan(chunk)
    for (const needle of scanner.hitsByNeedle.keys()) found.add(`${canaries[needle]?.column ?? ''} in ${place}: ${String(canaries[needle]?.value)}`)
  }
  return [...found].sort()
}

/** Canaries that a column holds which the policy keeps, by that column. */
export async function keptByPolicy(reader: Reader, canaries: readonly Canary[]): Promise<ReadonlyMap<string, readonly Canary[]>> {
  const kept = new Map<string, readonly Canary[]>()
  for (const [table, { columns }] of Object.entries(ERASURE_POLICY)) {
    if (table === 'people_fts') continue
    const { rows } = await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)}`.execute(reader)
    for (const [column, rule] of Object.entries(columns)) {
      if (rule === 'goes' || rule === 'blanked') continue
      const text = rows.map((row) => String(row[column])).join('\n')
      const found = canaries.filter(({ value }) => text.includes(String(value)))
      if (found.length > 0) kept.set(`${table}.${column}`, found)
    }
  }
  return kept
}
