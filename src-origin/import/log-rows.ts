// Rows of the service log, for people who are known alone. A row is found again by the company's id of it within the person; rows are appended,
// never changed, and so a known id with another content is refused.
import { sql } from 'kysely'
import type { Day } from '../../src-shared/base/clock'
import type { LogCategory } from '../../src-shared/domain/vocabulary'
import { logRowSchema } from '../../src-shared/protocol/records'
import { loadEndedProducts } from '../retention/endings'
import { readIp } from './cell-contact'
import { addToHoldings, countPeopleOn } from './count-holdings'
import { lockPeople, type PersonRef } from './people'
import { readKey, readPersonRef, refFields } from './person-ref'
import { CREATED, refuse, UNCHANGED, type RowOutcome } from './refusal'
import { defineKind, type Batch } from './row-kind'
import { pullLogRows } from './shadow-tables'
import { tellChanges } from './told-changes'

interface LogRowRead {
  readonly ref: PersonRef
  readonly key: string
  readonly category: LogCategory
  readonly at: number
  readonly product: string
  readonly ip: string
  readonly detail: string
}
interface StoredLogRow {
  readonly subject_id: string
  readonly source_key: string
  readonly category: LogCategory
  readonly at: number
  readonly product: string
  readonly ip: string
  readonly detail: string
}

const rowSchema = logRowSchema.omit({ n: true })

export const logRows = defineKind<LogRowRead>({
  read: (reader) => {
    const written = reader.text('ip')
    const ip = written === undefined ? undefined : readIp(written)
    if (written !== undefined && ip === undefined) reader.fail('not-an-ip', 'ip')
    const key = readKey(reader)
    const row = { category: reader.text('category'), at: reader.time('at'), product: reader.text('product'), ip, detail: reader.verbatim('detail') }
    const ref = readPersonRef(reader)
    reader.check({ ...row, key }, rowSchema, ['key', 'category', 'at', 'product', 'ip', 'detail'])
    // Complete when the reader has no problem; otherwise nobody looks at it.
    return { ...row, key, ref } as LogRowRead
  },
  apply: async (batch, rows) => {
    const people = await lockPeople(batch, rows.map(({ ref }) => ref))
    const found = rows.map((row) => ({ row, person: people.byRef(row.ref) }))
    const known = await loadKnown(batch, found.flatMap(({ row, person }) => (person ? [{ subject_id: person.id, source_key: row.key }] : [])))
    const added: StoredLogRow[] = []
    const ended: ReadonlyMap<string, Day> = await loadEndedProducts(batch.tx, batch.context.now())
    const outcomes = found.map(({ row, person }) => {
      if (!person) return refuse(people.whyNot(row.ref), ...refFields(row.ref))
      const { ref: _, key, ...content } = row
      // What is there already waits for its batch.
      if (ended.has(row.product) && !known.has(placeOf({ subject_id: person.id, source_key: key }))) return refuse('product-ended', 'product')
      return take(known, added, { ...content, subject_id: person.id, source_key: key })
    })
    await writeRows(batch, added)
    return outcomes
  },
})

const placeOf = (row: Pick<StoredLogRow, 'subject_id' | 'source_key'>): string => `${row.subject_id} ${row.source_key}`

async function loadKnown({ tx, mode }: Batch, keys: readonly Pick<StoredLogRow, 'subject_id' | 'source_key'>[]): Promise<Map<string, StoredLogRow>> {
  if (mode === 'dry-run') await pullLogRows(tx, keys)
  const { rows } = await sql<StoredLogRow>`
    select l.subject_id, l.source_key, l.category, l.at, l.product, l.ip, l.detail from service_logs l
    join json_to_recordset(${JSON.stringify(keys)}::json) as k (subject_id uuid, source_key text) on l.subject_id = k.subject_id and l.source_key = k.source_key`.execute(tx)
  return new Map(rows.map((row) => [placeOf(row), row]))
}

function take(known: Map<string, StoredLogRow>, added: StoredLogRow[], row: StoredLogRow): RowOutcome {
  const before = known.get(placeOf(row))
  if (before) return isSame(before, row) ? UNCHANGED : refuse('key-conflict', 'key')
  known.set(placeOf(row), row)
  added.push(row)
  return CREATED
}

function isSame(a: StoredLogRow, b: StoredLogRow): boolean {
  return a.category === b.category && a.at === b.at && a.product === b.product && a.ip === b.ip && a.detail === b.detail
}

async function writeRows(batch: Batch, added: readonly StoredLogRow[]): Promise<void> {
  if (added.length === 0) return
  const { tx } = batch
  const ids = [...new Set(added.map((row) => row.subject_id))]
  // The people are locked, so nobody else numbers their rows; each goes on after the last one that there ever was.
  await sql`
    insert into service_logs (subject_id, n, category, at, product, ip, detail, source_key)
    select r.subject_id, last.n + row_number() over (partition by r.subject_id order by r.place), r.category, r.at, r.product, r.ip, r.detail, r.source_key
    from json_to_recordset(${JSON.stringify(added.map((row, place) => ({ ...row, place })))}::json) as r (subject_id uuid, place integer, category text, at bigint,
      product text, ip text, detail text, source_key text)
    join (select id, greatest(coalesce((select max(n) from service_logs l where l.subject_id = id), 0), coalesce((select log_n from subjects s where s.id = one.id), 0)) as n
      from unnest(${ids}::uuid[]) one (id)) last on last.id = r.subject_id`.execute(tx)
  const holdings = await addToHoldings(tx, added.map(({ subject_id, category, at }) => ({ subjectId: subject_id, category, at })))
  await tellChanges(batch, { people: await countPeopleOn(tx, ids), holdings })
}
