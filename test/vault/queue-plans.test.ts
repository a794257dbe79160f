// No list that a screen can ask for sorts rows or walks a table: the plans of every view, order and filter are read.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DummyDriver, Kysely, sql, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type RawBuilder } from 'kysely'
import { addDays } from '../../src-shared/base/clock'
import { must } from '../../src-shared/base/assert'
import { conditionsOf, type QueueFilter } from '../../src-shared/domain/queue-query'
import { CLOCK_FILTERS, QUEUE_SORTS, QUEUE_VIEWS, type QueueSort, type QueueView } from '../../src-shared/domain/queue-views'
import { queueStatements, type QueueQuery } from '../../src-main/vault/repositories/queue-pages'
import type { VaultSchema } from '../../src-main/vault/schema'
import type { Vault } from '../../src-main/vault/vault'
import { ME, QUEUE_STAFF, TODAY } from '../fixtures/queue-rows'
import { makeFolder, openTestVault, removeFolders } from './desk-store'

let vault: Vault
beforeAll(async () => {
  vault = await openTestVault(await makeFolder(), 'plans')
})
afterAll(async () => {
  await vault.close()
  await removeFolders()
})

type Part = readonly QueueFilter[]
const colleague = must(QUEUE_STAFF[1], 'a colleague')
/** Every part of a filter in each of the forms that the store writes differently; all of them are combined with one another. */
const PARTS: readonly Part[] = [
  [{}, { states: ['deciding'] }, { states: ['received', 'deciding'] }],
  [{}, { rights: ['delete'] }, { rights: ['access', 'delete'] }],
  [{}, { channels: ['phone'] }],
  [{}, { assignee: 'nobody' }, { assignee: colleague }],
  [{}, { dueFrom: TODAY, dueTo: addDays(TODAY, 9) }],
  [{}, { clock: 'overdue' }, { clock: 'at-risk' }, { clock: 'paused' }],
  [{}, { waiting: true }],
  [{}, { caseNo: '11' }],
]
/** Forms that differ from those by a word; each alone, in every view. */
const SINGLE: Part = [...CLOCK_FILTERS.map((clock) => ({ clock })), { dueFrom: TODAY }, { dueTo: TODAY }, { caseNo: '26-11' }, { assignee: 'me' }, ...PARTS.flat()]
const COMBINED: Part = PARTS.reduce<Part>((made, forms) => made.flatMap((one) => forms.map((form) => ({ ...one, ...form }))), [{}])
/** Views differ by their filter, which is one of those above, and by what they do with what was put off: these three stand for all of them. */
const KINDS: readonly QueueView[] = ['team', 'snoozed', 'closed']
const SORTS: readonly QueueSort[] = QUEUE_SORTS.flatMap((by) => [{ by, order: 'asc' as const }, { by, order: 'desc' as const }])

async function planOf(statement: RawBuilder<unknown>): Promise<string> {
  const { rows } = await sql<{ detail: string }>`explain query plan ${statement}`.execute(vault.reader)
  return rows.map((row) => row.detail).join('\n')
}

const builder = new Kysely<VaultSchema>({ dialect: { createAdapter: () => new SqliteAdapter(), createDriver: () => new DummyDriver(), createIntrospector: (db) => new SqliteIntrospector(db), createQueryCompiler: () => new SqliteQueryCompiler() } })
const compiledText = (statement: RawBuilder<unknown>): string => statement.compile(builder).sql

/** What a plan may hold: a search of an index, the number of an owner, and lists that are made once: of ids, and of the few cases that I put off. */
const FINE = [
  /SEARCH request_index USING (COVERING INDEX request_index_\w+|PRIMARY KEY) \(.+\)/,
  /SEARCH s USING PRIMARY KEY \(staff_id=\?\)/,
  /SEARCH i USING INDEX sqlite_autoindex_request_index_\d \(request_id=\?\)/,
  /SEARCH o USING COVERING INDEX sqlite_autoindex_queue_owners_1 \(staff_id=\?\)/,
  /SEARCH (queue_facets|k) USING PRIMARY KEY \(closed=\?\)/,
  /SCAN json_each VIRTUAL TABLE INDEX 1:/,
  /SCAN CONSTANT ROW/,
  /(LIST|REUSE LIST|SCALAR) SUBQUERY \d+/,
  /CREATE BLOOM FILTER/,
]
/** A list of what I put off, or of kinds that hardly a row has, is short: it is looked up row by row, and sorted. */
const FINE_OF_FEW = [...FINE, /SEARCH request_index USING INDEX request_index_facets \(closed=\? AND facets=\?\)/, /USE TEMP B-TREE FOR (LAST TERM OF )?ORDER BY/]
const holdsOnly = (lines: readonly RegExp[], plan: string): readonly string[] => plan.split('\n').filter((line) => !lines.some((one) => new RegExp(`^${one.source}$`).test(line)))

const queryOf = (view: QueueView, filter: QueueFilter, sort: QueueSort): QueueQuery => ({
  conditions: conditionsOf(view, filter, ME), sort, me: ME, today: TODAY, snoozed: view === 'closed' ? 'shown' : view === 'snoozed' ? 'only' : 'hidden', assignees: QUEUE_STAFF,
})

it('every view in every order under every filter is one search of one index', async () => {
  // Values change no plan: each text is looked at once, however many combinations give it.
  const seen = new Set<string>()
  const look = async (query: QueueQuery, asked: string): Promise<void> => {
    for (const statement of queueStatements(query)) {
      const text = compiledText(statement)
      if (seen.has(text)) continue
      seen.add(text)
      const plan = await planOf(statement)
      const isOfFew = query.snoozed === 'only' || text.includes('request_index_facets')
      expect(holdsOnly(isOfFew ? FINE_OF_FEW : FINE, plan), `${asked}\n${plan}\n${text}`).toEqual([])
      if (isOfFew || text.includes('request_id from') || text.includes('from queue_facets')) continue
      // The rows of a page are told by the index alone, filters and all, and a later page begins where the former one ended.
      expect(plan, text).toMatch(/SEARCH request_index USING COVERING INDEX request_index_\w+ \(closed=\?/)
      if (/, n\) [<>]/.test(text)) expect(plan, text).toMatch(/\(\w+,n\)[<>]\(\?,\?\)/)
    }
  }
  for (const sort of SORTS) {
    for (const view of KINDS) for (const filter of COMBINED) await look(queryOf(view, filter, sort), `${view} by ${sort.by} under ${JSON.stringify(filter)}`)
    for (const view of QUEUE_VIEWS) for (const filter of SINGLE) await look(queryOf(view, filter, sort), `${view} by ${sort.by} under ${JSON.stringify(filter)}`)
  }
  expect(COMBINED.length).toBe(1_728)
  expect(seen.size).toBeGreaterThan(1_000)
}, 120_000)

it('a sort without its index is what the test would find', async () => {
  expect(await planOf(sql`select n from request_index where closed = 0 order by channel limit 10`)).toContain('TEMP B-TREE')
  expect(await planOf(sql`select n from request_index order by n`)).toMatch(/^SCAN/)
})
