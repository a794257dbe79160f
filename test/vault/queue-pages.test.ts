// Every list of the queue equals what somebody would list who holds all rows in memory, page by page and through equal keys; and its kept
// counts equal counting.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../../src-shared/base/clock'
import { must } from '../../src-shared/base/assert'
import type { RequestId, StaffId } from '../../src-shared/base/ids'
import { conditionsOf, type QueueFilter } from '../../src-shared/domain/queue-query'
import { CLOCK_FILTERS, QUEUE_SORTS, QUEUE_VIEWS, type QueueSort, type QueueView } from '../../src-shared/domain/queue-views'
import { CHANNELS, REQUEST_STATES, RIGHTS } from '../../src-shared/domain/vocabulary'
import { listAssignees, readQueueFigures } from '../../src-main/vault/repositories/queue-counts'
import { facetsOf } from '../../src-main/vault/repositories/queue-facets'
import { countQueueQuery, listQueuePage, type QueuePosition, type QueueQuery } from '../../src-main/vault/repositories/queue-pages'
import { deleteIndexRows, putIndexRows, type RequestIndexRow } from '../../src-main/vault/repositories/request-index'
import { putSnooze } from '../../src-main/vault/repositories/snoozes'
import type { Vault } from '../../src-main/vault/vault'
import { fc } from '../fixtures/laws'
import { oracleList } from '../fixtures/queue-oracle'
import { ME, QUEUE_STAFF, queueRows, TODAY } from '../fixtures/queue-rows'
import { makeFolder, NOW, openTestVault, removeFolders } from './desk-store'

const ROWS = queueRows('pages', 420)
const SNOOZES = new Map(ROWS.filter((_, at) => at % 7 === 0).map((row, at) => [row.requestId as string, addDays(TODAY, (at % 5) - 1)]))

let vault: Vault
beforeAll(async () => {
  vault = await openTestVault(await makeFolder(), 'pages')
  await vault.transaction(async (tx) => {
    // In two statements, the second half first under other values: an update keeps the place among equal keys.
    await putIndexRows(tx, ROWS.slice(0, 200))
    await putIndexRows(tx, ROWS.slice(200).map((row) => ({ ...row, dueOn: TODAY, state: 'received' as const, closed: false, assigneeId: ME, mark: 'sent' as const })))
    await putIndexRows(tx, ROWS.slice(200))
    for (const [requestId, untilOn] of SNOOZES) {
      const row = must(ROWS.find((one) => one.requestId === requestId), 'the row that is put off')
      await putSnooze(tx, { staffId: ME, requestId: row.requestId, subjectId: row.subjectId, untilOn, madeAt: NOW })
    }
    // Somebody else's put nothing off for me.
    await putSnooze(tx, { staffId: must(QUEUE_STAFF[1], 'a colleague'), requestId: must(ROWS[1], 'a row').requestId, subjectId: must(ROWS[1], 'a row').subjectId, untilOn: '2099-01-01', madeAt: NOW })
  })
})
afterAll(async () => {
  await vault.close()
  await removeFolders()
})

function queryOf(view: QueueView, filter: QueueFilter, sort: QueueSort): QueueQuery {
  return { conditions: conditionsOf(view, filter, ME), sort, me: ME, today: TODAY, snoozed: view === 'closed' ? 'shown' : view === 'snoozed' ? 'only' : 'hidden', assignees: QUEUE_STAFF }
}

async function listAll(query: QueueQuery, limit: number, few?: number): Promise<readonly string[]> {
  const ids: string[] = []
  let after: QueuePosition | undefined
  for (;;) {
    const page = await listQueuePage(vault.reader, query, { after, limit }, few)
    ids.push(...page.map((hit) => hit.requestId))
    after = page.at(-1)
    if (page.length < limit) return ids
  }
}

const someOf = <Value>(values: readonly Value[]) => fc.option(fc.uniqueArray(fc.constantFrom(...values), { maxLength: 3 }), { nil: undefined })
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
const filters: fc.Arbitrary<QueueFilter> = fc.record({
  states: someOf(REQUEST_STATES),
  rights: someOf(RIGHTS),
  channels: someOf(CHANNELS),
  assignee: maybe(fc.constantFrom('me' as const, 'nobody' as const, ...QUEUE_STAFF)),
  dueFrom: maybe(fc.integer({ min: -4, max: 3 }).map((days) => addDays(TODAY, days))),
  dueTo: maybe(fc.integer({ min: -3, max: 5 }).map((days) => addDays(TODAY, days))),
  clock: maybe(fc.constantFrom(...CLOCK_FILTERS)),
  waiting: fc.option(fc.constant(true as const), { nil: undefined, freq: 1 }),
  caseNo: fc.option(fc.constantFrom('9', '98', '1', '10', '26-1', '25-99', '7'), { nil: undefined, freq: 1 }),
})
const sorts: fc.Arbitrary<QueueSort> = fc.record({ by: fc.constantFrom(...QUEUE_SORTS), order: fc.constantFrom('asc' as const, 'desc' as const) })
const narrow = (filter: QueueFilter): QueueFilter => Object.fromEntries(Object.entries(filter).filter(([, part]) => part !== undefined))

const oracle = (view: QueueView, filter: QueueFilter, sort: QueueSort): readonly string[] =>
  oracleList({ rows: ROWS, view, filter, sort, me: ME, today: TODAY, assignees: QUEUE_STAFF, snoozes: SNOOZES }).map((row) => row.requestId)

describe('a list of the queue', () => {
  it('in any order of any view, paged in any steps, is the list that memory gives', async () => {
    const sizes = new Set<number>()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...QUEUE_VIEWS), fc.oneof({ arbitrary: fc.constant({}), weight: 1 }, { arbitrary: filters, weight: 3 }), sorts, fc.integer({ min: 1, max: 60 }), async (view, all, sort, limit) => {
        const filter = narrow(all)
        const wanted = oracle(view, filter, sort)
        const query = queryOf(view, filter, sort)
        // Looked up and sorted, as few are, and walked to, as among many.
        for (const few of [undefined, 0]) expect(await listAll(query, limit, few)).toEqual(wanted)
        expect(await countQueueQuery(vault.reader, query)).toBe(wanted.length)
        sizes.add(wanted.length)
      }),
      { numRuns: 400 },
    )
    // Not all of them empty.
    expect(Math.max(...sizes)).toBeGreaterThan(100)
    expect(sizes.size).toBeGreaterThan(20)
  })

  it('is walked to its end while cases change under it, and what did not change is shown once', async () => {
    const query = queryOf('team', {}, { by: 'assignee', order: 'asc' })
    const moved = ROWS.filter((row) => !row.closed).slice(0, 40)
    const seen: string[] = []
    let after: QueuePosition | undefined
    for (let step = 0; ; step++) {
      const page = await listQueuePage(vault.reader, query, { after, limit: 25 })
      seen.push(...page.map((hit) => hit.requestId))
      after = page.at(-1)
      if (page.length < 25) break
      const changed = moved.slice(step * 4, step * 4 + 4).map((row): RequestIndexRow => ({ ...row, assigneeId: QUEUE_STAFF[2], dueOn: addDays(TODAY, 4) }))
      await vault.transaction((tx) => putIndexRows(tx, changed))
    }
    const still = oracle('team', {}, { by: 'assignee', order: 'asc' }).filter((id) => !moved.some((row) => row.requestId === id))
    expect(seen.filter((id) => still.includes(id))).toEqual(still)
    await vault.transaction((tx) => putIndexRows(tx, moved))
    expect(await listAll(query, 50)).toEqual(oracle('team', {}, { by: 'assignee', order: 'asc' }))
  })
})

/** Counted in memory. */
function kindsOf(rows: readonly RequestIndexRow[]): readonly { readonly closed: number; readonly facets: number; readonly rows: number }[] {
  const kinds: { closed: number; facets: number; rows: number }[] = []
  for (const row of rows) {
    const [closed, facets] = [row.closed ? 1 : 0, facetsOf(row)]
    const kind = kinds.find((one) => one.closed === closed && one.facets === facets)
    if (kind) kind.rows += 1
    else kinds.push({ closed, facets, rows: 1 })
  }
  return kinds.toSorted((one, other) => one.closed - other.closed || one.facets - other.facets)
}
const isPaused = ({ pausedTo = '' }: RequestIndexRow): boolean => pausedTo >= TODAY

describe('the kept counts', () => {
  it('equal what the lists hold, view by view, also after rows changed and went', async () => {
    const check = async (rows: readonly RequestIndexRow[]): Promise<void> => {
      const { views, clocks } = await readQueueFigures(vault.reader, { me: ME, today: TODAY })
      const lengths = Object.fromEntries(QUEUE_VIEWS.map((view) => [view, oracleList({ rows, view, filter: {}, sort: { by: 'deadline', order: 'asc' }, me: ME, today: TODAY, assignees: QUEUE_STAFF, snoozes: SNOOZES }).length]))
      expect(views).toEqual(lengths)
      const open = rows.filter((row) => !row.closed)
      expect(clocks).toEqual({
        overdue: open.filter((row) => row.dueOn < TODAY).length,
        dueToday: open.filter((row) => row.dueOn === TODAY).length,
        atRisk: open.filter((row) => row.clock === 'running' && row.soonOn <= TODAY && row.dueOn > TODAY && !isPaused(row)).length,
        estimated: open.filter((row) => row.clock === 'estimated' && row.dueOn >= TODAY && !isPaused(row)).length,
        paused: open.filter((row) => row.dueOn >= TODAY && isPaused(row)).length,
      })
      expect(new Set(await listAssignees(vault.reader))).toEqual(new Set(rows.flatMap((row) => row.assigneeId ?? [])))
      expect(await vault.reader.selectFrom('queue_counts').select('rows').where('rows', '<=', 0).execute()).toEqual([])
      const kinds = await vault.reader.selectFrom('queue_facets').select(['closed', 'facets', 'rows']).orderBy('closed').orderBy('facets').execute()
      expect(kinds).toEqual(kindsOf(rows))
    }
    await check(ROWS)
    const closed = ROWS.map((row, at): RequestIndexRow => (at % 3 === 0 ? { ...row, state: 'refused', closed: true } : row))
    await vault.transaction((tx) => putIndexRows(tx, closed))
    await check(closed)
    const left = closed.slice(60)
    await vault.transaction((tx) => deleteIndexRows(tx, closed.slice(0, 60).map((row) => row.requestId)))
    await check(left)
    await vault.transaction((tx) => putIndexRows(tx, ROWS))
    await check(ROWS)
  })

  it('leave a test request out, whose assignee can be filtered by all the same', async () => {
    const somebody = '0197b9d0-0000-7000-8000-00000000fe57' as StaffId
    const test: RequestIndexRow = { ...must(ROWS[0], 'a row'), requestId: '0197b9d0-0000-7000-8000-0000000007e5' as RequestId, assigneeId: somebody, test: true }
    const before = await readQueueFigures(vault.reader, { me: ME, today: TODAY })
    await vault.transaction((tx) => putIndexRows(tx, [test]))
    expect(await listAssignees(vault.reader)).toContain(somebody)
    expect(await readQueueFigures(vault.reader, { me: ME, today: TODAY })).toEqual(before)
    await vault.transaction((tx) => deleteIndexRows(tx, [test.requestId]))
    expect(await listAssignees(vault.reader)).not.toContain(somebody)
  })
})
