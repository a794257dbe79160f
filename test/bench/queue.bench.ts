// Measures the queue with five requests for each person of the population: pages in every order, under filters, deep in the list, and the counts
// of the views, each beside the same rows fetched with plain SQL on a connection of its own.
import { createHash } from 'node:crypto'
import { reindexRequests } from '../../src-main/sync/read-requests'
import { readQueueFigures } from '../../src-main/vault/repositories/queue-counts'
import { countQueueQuery, listQueuePage, type QueuePosition, type QueueQuery } from '../../src-main/vault/repositories/queue-pages'
import { putRecords, type IncomingRecord } from '../../src-main/vault/repositories/records'
import type { SqliteHandle } from '../../src-main/vault/driver/sqlite-handle'
import type { Vault } from '../../src-main/vault/vault'
import { createRng } from '../../src-origin/seed/random'
import { addDays, dayStart, type Day } from '../../src-shared/base/clock'
import type { RequestId, StaffId } from '../../src-shared/base/ids'
import { conditionsOf, type QueueFilter } from '../../src-shared/domain/queue-query'
import { CLOCK_FILTERS, QUEUE_SORTS, type QueueView } from '../../src-shared/domain/queue-views'
import { CHANNELS, CLOSED_STATES, REQUEST_STATES, RIGHTS } from '../../src-shared/domain/vocabulary'
import { repositoryPack } from '../fixtures/rules'
import { timed, type Bench } from './harness/bench'
import { makeStore } from './harness/stores'

const SCOPE = 'desk:bench'
const TODAY: Day = '2026-06-15'
const BATCH = 5_000
const PAGE = 101
/** Questions of each kind a round. */
const ASKED = 120
const VIEWS: readonly QueueView[] = ['mine', 'team', 'due-today', 'overdue', 'to-approve', 'to-verify', 'unassigned', 'paused', 'closed']

/** Random ids as they are in life; the same in every run. */
function idOf(kind: string, n: number): string {
  const hex = createHash('sha256').update(`${kind} ${String(n)}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
const STAFF = Array.from({ length: 20 }, (_, at) => idOf('staff', at) as StaffId)
const ME = STAFF[0] as StaffId

/** What authorities abroad ask comes by phone; a few times it was said at the counter, and never written in a letter. */
const FOREIGN = 'foreign-authority'
const isRare = (n: number): boolean => n % 40_000 === 77

/** Nine of ten are open: the worst case, since what is open is what is listed. */
function requestOf(n: number, rng: ReturnType<typeof createRng>): IncomingRecord {
  const id = idOf('request', n)
  const open = REQUEST_STATES.filter((state) => !CLOSED_STATES.includes(state))
  const state = isRare(n) ? 'verifying' : rng.below(10) === 0 ? 'refused' : (open[rng.below(open.length)] ?? 'received')
  const receivedOn = addDays(TODAY, -rng.below(60))
  const at = dayStart(receivedOn) + rng.below(86_400_000)
  const assigneeId = state === 'received' ? undefined : STAFF[rng.below(STAFF.length)]
  const right = isRare(n) ? FOREIGN : RIGHTS[rng.below(RIGHTS.length)]
  const channel = isRare(n) ? 'counter' : right === FOREIGN ? 'phone' : CHANNELS[rng.below(CHANNELS.length)]
  // One of a hundred waits for the person.
  const pause = { from: addDays(receivedOn, 1), to: addDays(TODAY, rng.below(20)), category: 'identity', reason: '—', staffId: ME, at }
  const body = {
    id, caseNo: `26-${String(n + 1)}`, subjectId: idOf('subject', n), right, state, channel, receivedOn, keyedAt: at,
    text: '请提供我的个人信息副本。', identityChecks: [], outerOn: addDays(receivedOn, 30), timeline: [{ at, event: 'received' }], ...(assigneeId === undefined ? {} : { assigneeId }), ...(n % 100 === 50 ? { pauses: [pause] } : {}),
  }
  return { type: 'request', id, v: 1, body, scopes: [SCOPE] }
}

async function fill(vault: Vault, requests: number, say: (text: string) => void): Promise<void> {
  const rules = repositoryPack()
  const rng = createRng('bench', 'queue', requests)
  for (let first = 0; first < requests; first += BATCH) {
    const records = Array.from({ length: Math.min(BATCH, requests - first) }, (_, at) => requestOf(first + at, rng))
    // As a page of the feed is written.
    await vault.transaction(async (tx) => {
      await putRecords(tx, records, 0)
      await reindexRequests(tx, records.map((record) => record.id as RequestId), rules)
    })
    if ((first / BATCH) % 5 === 4) say(`${String(first + records.length)} of ${String(requests)} requests`)
  }
}

function queryOf(view: QueueView, filter: QueueFilter, by: (typeof QUEUE_SORTS)[number], order: 'asc' | 'desc'): QueueQuery {
  return { conditions: conditionsOf(view, filter, ME), sort: { by, order }, me: ME, today: TODAY, snoozed: view === 'closed' ? 'shown' : 'hidden', assignees: STAFF }
}

/** The same hundred rows as a page of the team's queue, with no more than what SQL needs. */
const RAW_PAGE = `SELECT request_id FROM request_index INDEXED BY request_index_due WHERE closed = 0 AND (due_on, n) > (?, ?) ORDER BY due_on, n LIMIT ${String(PAGE)}`
/** What cannot be found is looked for in every entry of an index. */
const RAW_NONE = `SELECT n FROM request_index INDEXED BY request_index_updated WHERE closed = 0 AND facets = 0 ORDER BY updated_at LIMIT ${String(PAGE)}`

type Kind = 'page' | 'deep' | 'filtered' | 'rare' | 'none' | 'count' | 'figures' | 'rawPage' | 'rawNone'

export const bench: Bench = {
  title: 'the queue, five requests a person, nine of ten open, encrypted: beside the same rows by plain SQL',
  async run(context) {
    const requests = context.people * 5
    const store = await makeStore(context.folder)
    context.defer(() => store.remove())
    context.say(`building a store of ${String(requests)} requests`)
    await fill(store.vault, requests, (text) => context.say(text))
    await store.vault.checkpoint()
    const raw = await store.openReader()
    context.defer(() => raw.close())
    const { reader } = store.vault
    const { views } = await readQueueFigures(reader, { me: ME, today: TODAY })
    if (views.team + views.closed !== requests) throw new Error('the counts do not hold every request')
    const rare = await countQueueQuery(reader, queryOf('team', { channels: ['counter'], rights: [FOREIGN] }, 'deadline', 'asc'))
    if (rare !== Math.ceil((requests - 77) / 40_000)) throw new Error('the rare requests are not rare')
    const positions = await spread(store.vault, views.team)
    await context.compareSeries<Kind>({
      unit: 'ms',
      round: () => askAll(store.vault, raw, positions),
      figures: [
        { name: 'first page of a view, any order p50', of: ['page', 0.5], beside: ['rawPage', 0.5], against: 'plain SQL p50', over: 'machine', goal: { ratio: { atMost: 6 } } },
        { name: 'first page of a view, any order p99', of: ['page', 0.99], beside: ['rawPage', 0.99], against: 'plain SQL p99', over: 'machine', goal: { value: { atMost: 16 } } },
        { name: 'page deep in the queue p99', of: ['deep', 0.99], beside: ['rawPage', 0.99], against: 'plain SQL p99', over: 'machine', goal: { value: { atMost: 16 } } },
        { name: 'page under a filter p99', of: ['filtered', 0.99], beside: ['rawNone', 0.99], against: 'a walk of the whole index p99', over: 'machine', goal: { value: { atMost: 16 } } },
        { name: 'filter that hardly a row fits p50', of: ['rare', 0.5], beside: ['rawNone', 0.5], against: 'a walk of the whole index p50', over: 'machine', goal: { ratio: { atMost: 2 } } },
        { name: 'filter that hardly a row fits p99', of: ['rare', 0.99], beside: ['rawNone', 0.99], against: 'a walk of the whole index p99', over: 'machine', goal: { value: { atMost: 16 } } },
        { name: 'filter that nothing fits p50', of: ['none', 0.5], beside: ['rawNone', 0.5], against: 'a walk of the whole index p50', over: 'machine', goal: { ratio: { atMost: 2 } } },
        { name: 'filter that nothing fits p99', of: ['none', 0.99], beside: ['rawNone', 0.99], against: 'a walk of the whole index p99', over: 'machine', goal: { value: { atMost: 16 } } },
        { name: 'number of rows under a filter p99', of: ['count', 0.99], beside: ['rawNone', 0.99], against: 'a walk of the whole index p99', over: 'machine', goal: { value: { atMost: 16 } } },
        { name: 'counts of all views p99', of: ['figures', 0.99], beside: ['rawNone', 0.99], against: 'a walk of the whole index p99', over: 'machine', goal: { value: { atMost: 16 } } },
      ],
    })
  },
}

/** Places all over the team's queue, found by walking it once. */
async function spread(vault: Vault, open: number): Promise<readonly QueuePosition[]> {
  const query = queryOf('team', {}, 'deadline', 'asc')
  const found: QueuePosition[] = []
  let after: QueuePosition | undefined
  for (let seen = 0; seen < open; seen += 1_000) {
    const page: readonly QueuePosition[] = await listQueuePage(vault.reader, query, { after, limit: 1_000 })
    after = page.at(-1)
    if (after === undefined) break
    found.push(after)
  }
  return found.slice(0, -1)
}

async function askAll({ reader }: Vault, raw: SqliteHandle, positions: readonly QueuePosition[]): Promise<Record<Kind, number[]>> {
  const rng = createRng('bench', 'questions', positions.length)
  const of = <Value>(list: readonly Value[]): Value => list[rng.below(list.length)] as Value
  const samples: Record<Kind, number[]> = { page: [], deep: [], filtered: [], rare: [], none: [], count: [], figures: [], rawPage: [], rawNone: [] }
  const list = (query: QueueQuery, after?: QueuePosition): Promise<number> => timed(() => listQueuePage(reader, query, { after, limit: PAGE }))
  for (let asked = 0; asked < ASKED; asked++) {
    const order = of(['asc', 'desc'] as const)
    const place = of(positions)
    samples.page.push(await list(queryOf(of(VIEWS), {}, of(QUEUE_SORTS), order)))
    samples.rawPage.push(await timed(() => raw.all(RAW_PAGE, [place.key, place.n])))
    samples.deep.push(await list(queryOf('team', {}, 'deadline', 'asc'), of(positions)))
    const filter = filterBy(of)
    samples.filtered.push(await list(queryOf(of(VIEWS), filter, of(QUEUE_SORTS), order)))
    samples.rare.push(await list(queryOf('team', { channels: ['counter'], rights: [FOREIGN] }, of(['updated', 'caseNo'] as const), order)))
    samples.none.push(await list(queryOf('team', { channels: ['letter'], rights: [FOREIGN] }, of(['updated', 'caseNo'] as const), order)))
    samples.rawNone.push(await timed(() => raw.all(RAW_NONE)))
    samples.count.push(await timed(() => countQueueQuery(reader, queryOf(of(VIEWS), filter, 'deadline', 'asc'))))
    samples.figures.push(await timed(() => readQueueFigures(reader, { me: ME, today: TODAY })))
  }
  return samples
}

/** Two or three parts at once, as somebody would choose them. */
function filterBy(of: <Value>(list: readonly Value[]) => Value): QueueFilter {
  const parts: readonly (() => QueueFilter)[] = [
    () => ({ rights: [of(RIGHTS)] }),
    () => ({ channels: [of(CHANNELS)] }),
    () => ({ states: [of(['received', 'deciding', 'verifying'] as const), 'approval'] }),
    () => ({ assignee: of(STAFF) }),
    () => ({ clock: of(CLOCK_FILTERS) }),
    () => ({ dueFrom: addDays(TODAY, -3), dueTo: addDays(TODAY, 5) }),
  ]
  return { ...of(parts)(), ...of(parts)(), ...of(parts)() }
}
