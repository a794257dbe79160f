// The queue: one page of a view, and the counts of all views; keyset-paged, so that page 100 costs what page 1 costs.
import { z } from 'zod'
import type { StaffId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { QueueCounts, QueuePage } from '../../src-shared/contract/queue'
import { BULK_MAX } from '../../src-shared/contract/queue-bulk'
import type { StaffRef } from '../../src-shared/contract/views'
import { conditionsOf } from '../../src-shared/domain/queue-query'
import { defaultSort, type QueueView } from '../../src-shared/domain/queue-views'
import { canBeAssigned } from '../../src-shared/domain/staff'
import { hasTests, listAssignees, readQueueFigures } from '../vault/repositories/queue-counts'
import { countQueueQuery, listQueuePage, type QueueHit, type QueuePosition, type QueueQuery } from '../vault/repositories/queue-pages'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { readFreshness } from './freshness'
import { readRequests } from './request-rows'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'clock' | 'time' | 'today' | 'rules'>
type ListRequest = ParsedRequestOf<'queue.list'>

export async function listQueue(deps: Deps, request: ListRequest): Promise<Result<QueuePage, DeskError>> {
  const { after, limit } = request
  const position = after === undefined ? undefined : parsePosition(after)
  if (after !== undefined && !position) return err({ kind: 'bad-message' })
  const { reader } = deps.vault
  const query = await readQuery(deps, request)
  // One more than asked for tells whether there is another page.
  const found = await listQueuePage(reader, query, { after: position, limit: limit + 1 })
  const page = found.slice(0, limit)
  const reading = await readRequests(reader, page.map((hit) => hit.requestId), { rules: deps.rules.current(), today: query.today })
  const last = page.at(-1)
  return ok({
    rows: page.filter((hit) => reading.overlaid.has(hit.requestId)).map((hit) => reading.rowOf(hit.requestId)),
    ...(after === undefined ? { total: await readTotal(deps, request, query) } : {}),
    ...(found.length > limit && last ? { after: textOf(last) } : {}),
    sort: query.conditions.caseNo === undefined ? query.sort : 'case-digits',
    freshness: await readFreshness(deps),
  })
}

async function readQuery({ vault, me, today }: Deps, { view, filter = {}, sort = defaultSort(view) }: Pick<ListRequest, 'view' | 'filter' | 'sort'>): Promise<QueueQuery> {
  return {
    conditions: conditionsOf(view, filter, me.staffId),
    sort,
    me: me.staffId,
    today: today(),
    snoozed: snoozedIn(view),
    assignees: sort.by === 'assignee' ? (await readStaff(vault.reader)).map(({ id }) => id) : [],
  }
}

function snoozedIn(view: QueueView): QueueQuery['snoozed'] {
  return view === 'closed' ? 'shown' : view === 'snoozed' ? 'only' : 'hidden'
}

/** A view without a filter is counted already, but for the tests that it lists. */
async function readTotal(deps: Deps, { view, filter }: ListRequest, query: QueueQuery): Promise<number> {
  const isNarrowed = Object.values<unknown>(filter ?? {}).some((part) => part !== undefined && (!Array.isArray(part) || part.length > 0))
  if (isNarrowed || (await hasTests(deps.vault.reader))) return countQueueQuery(deps.vault.reader, query)
  return (await readQueueFigures(deps.vault.reader, { me: query.me, today: query.today })).views[view]
}

/** For an act on all of a list. */
export async function listQueueIds(deps: Deps, request: ParsedRequestOf<'queue.ids'>): Promise<Result<AnswerOf<'queue.ids'>, DeskError>> {
  const hits = await listQueuePage(deps.vault.reader, await readQuery(deps, request), { after: undefined, limit: BULK_MAX + 1 })
  return ok({ ids: hits.slice(0, BULK_MAX).map((hit) => hit.requestId), more: hits.length > BULK_MAX })
}

export async function countQueue(deps: Pick<Deps, 'vault' | 'me' | 'today'>): Promise<Result<QueueCounts, DeskError>> {
  return ok(await readQueueFigures(deps.vault.reader, { me: deps.me.staffId, today: deps.today() }))
}

export async function listQueueStaff({ vault }: Pick<Deps, 'vault'>): Promise<Result<AnswerOf<'queue.staff'>, DeskError>> {
  return ok(await readStaff(vault.reader))
}

/** By name, as names are read in Chinese; last whoever has cases and is on no list any more. */
export async function readStaff(reader: Reader): Promise<readonly (StaffRef & { readonly active: boolean })[]> {
  const withCases = new Set(await listAssignees(reader))
  const known = (await listRecords(reader, 'staff')).map(({ body }) => body)
  const listed = known.filter((one) => canBeAssigned(one) || withCases.has(one.id)).map((one) => ({ id: one.id, name: one.name, active: canBeAssigned(one) }))
  const inOrder = listed.toSorted((one, other) => one.name.localeCompare(other.name, 'zh-CN') || (one.id < other.id ? -1 : 1))
  const strangers = [...withCases].filter((id) => !known.some((one) => one.id === id)).toSorted()
  return [...inOrder, ...strangers.map((id: StaffId) => ({ id, name: '', active: false }))]
}

function textOf({ group, key, n }: QueueHit): string {
  return Buffer.from(JSON.stringify([group, key, n])).toString('base64url')
}

const positionSchema = z.tuple([z.string().nullable(), z.union([z.string(), z.number()]), z.number().int()])

/** The screen hands back what it was given; whatever else arrives is no position. */
function parsePosition(text: string): QueuePosition | undefined {
  try {
    const [group, key, n] = positionSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    return { group, key, n }
  } catch {
    return undefined
  }
}
