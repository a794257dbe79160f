// The queue: one page of a view, and the counts of all views; keyset-paged, so that page 100 costs what page 1 costs.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { QUEUE_VIEWS, type QueueCounts, type QueuePage, type QueueView } from '../../src-shared/contract/queue'
import { countQueueRows, listQueueRows, type QueuePosition, type RequestIndexRow } from '../vault/repositories/request-index'
import { readFreshness } from './freshness'
import { readRequests } from './request-rows'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'clock' | 'time' | 'today' | 'rules'>

export async function listQueue(deps: Deps, { view, after, limit }: ParsedRequestOf<'queue.list'>): Promise<Result<QueuePage, DeskError>> {
  const position = after === undefined ? undefined : parsePosition(after)
  if (after !== undefined && !position) return err({ kind: 'bad-message' })
  const { reader } = deps.vault
  const who = { me: deps.me.staffId, today: deps.today() }
  // One more than asked for tells whether there is another page.
  const found = await listQueueRows(reader, view, who, { after: position, limit: limit + 1 })
  const page = found.slice(0, limit)
  const reading = await readRequests(reader, page.map((row) => row.requestId), { rules: deps.rules.current(), today: who.today })
  const last = page.at(-1)
  return ok({
    rows: page.filter((row) => reading.overlaid.has(row.requestId)).map((row) => reading.rowOf(row.requestId)),
    total: await countQueueRows(reader, view, who),
    ...(found.length > limit && last ? { after: textOf(view, last) } : {}),
    freshness: await readFreshness(deps),
  })
}

export async function countQueue(deps: Pick<Deps, 'vault' | 'me' | 'today'>): Promise<Result<QueueCounts, DeskError>> {
  const who = { me: deps.me.staffId, today: deps.today() }
  const counts = {} as Record<QueueView, number>
  for (const view of QUEUE_VIEWS) counts[view] = await countQueueRows(deps.vault.reader, view, who)
  return ok(counts)
}

function textOf(view: QueueView, row: RequestIndexRow): string {
  const key = view === 'closed' ? row.updatedAt : row.dueOn
  return Buffer.from(JSON.stringify([key, row.requestId])).toString('base64url')
}

/** The screen hands back what it was given; whatever else arrives is no position. */
function parsePosition(text: string): QueuePosition | undefined {
  try {
    const [key, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as readonly unknown[]
    if ((typeof key !== 'string' && typeof key !== 'number') || typeof id !== 'string') return undefined
    return { key, id }
  } catch {
    return undefined
  }
}
