// What waits to be sent and what came back: for a refused decision, mine beside the origin's, differing fields only.
import type { ErasureId, RequestId } from '../../src-shared/base/ids'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { OutboxItemView } from '../../src-shared/contract/sync'
import type { CaseRequest, Operation } from '../../src-shared/domain/request'
import { applyOperation } from '../../src-shared/domain/request-machine'
import { readRoles } from '../sync/read-requests'
import { listOutbox, type OutboxItem } from '../vault/repositories/outbox'
import { getRecord, listRecords } from '../vault/repositories/records'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'rules'>

export async function listOutboxItems(deps: Deps): Promise<Result<readonly OutboxItemView[], DeskError>> {
  const items = await listOutbox(deps.vault.reader)
  const views: OutboxItemView[] = []
  for (const item of items) views.push(await viewItem(deps, item))
  return ok(views)
}

async function viewItem(deps: Deps, item: OutboxItem): Promise<OutboxItemView> {
  const requestId = idOf(item, 'request') as RequestId | undefined
  const erasureId = (item.args?.['erasureId'] ?? idOf(item, 'erasure')) as ErasureId | undefined
  const record = requestId === undefined ? undefined : await getRecord(deps.vault.reader, 'request', requestId)
  return {
    mid: item.mid,
    op: item.op,
    ...(requestId === undefined ? {} : { requestId }),
    ...(erasureId === undefined ? {} : { erasureId }),
    ...(record ? { caseNo: record.body.caseNo } : {}),
    madeAt: item.madeAt.wall,
    state: item.state,
    ...(item.rejection ? { rejection: item.rejection.code } : {}),
    base: item.base,
    ...(item.state === 'refused' && record ? await refusedView(deps, item, record.body) : { differences: [] }),
  }
}

function idOf(item: OutboxItem, kind: string): string | undefined {
  return item.chain.startsWith(`${kind}:`) ? item.chain.slice(kind.length + 1) : undefined
}

type Differences = Pick<OutboxItemView, 'differences' | 'originBy' | 'originAt'>

/** Mine: what the request would have become by my act; the origin's: what it is. */
async function refusedView(deps: Deps, item: OutboxItem, origin: CaseRequest): Promise<Differences> {
  const staff = new Map((await listRecords(deps.vault.reader, 'staff')).map(({ body }) => [body.id, body.name]))
  const mine = await wantedBy(deps, item, origin)
  const nameOf = (request: CaseRequest): string | undefined => (request.assigneeId === undefined ? undefined : staff.get(request.assigneeId))
  const fields = [
    { field: 'state', mine: mine?.state, origin: origin.state },
    { field: 'outcome', mine: mine?.decision?.outcome, origin: origin.decision?.outcome },
    { field: 'ground', mine: mine?.decision?.ground, origin: origin.decision?.ground },
    { field: 'text', mine: mine?.decision?.text, origin: origin.decision?.text },
    { field: 'assignee', mine: mine && nameOf(mine), origin: nameOf(origin) },
  ] as const
  const last = origin.timeline.findLast((entry) => entry.staffId !== undefined && entry.staffId !== item.staffId) ?? origin.timeline.at(-1)
  const by = last?.staffId === undefined ? undefined : staff.get(last.staffId)
  return {
    differences: fields
      .filter((one) => one.mine !== one.origin)
      .map(({ field, mine: ours, origin: theirs }) => ({ field, ...(ours === undefined ? {} : { mine: ours }), ...(theirs === undefined ? {} : { origin: theirs }) })),
    ...(by === undefined ? {} : { originBy: by }),
    ...(last ? { originAt: last.at } : {}),
  }
}

/** What the act wanted, read off the act itself: the record it was made on is no longer here. */
async function wantedBy(deps: Deps, item: OutboxItem, origin: CaseRequest): Promise<CaseRequest | undefined> {
  if (!item.args) return undefined
  const by = { staffId: item.staffId, at: item.madeAt.wall, role: (await readRoles(deps.vault.reader))(item.staffId) }
  // The origin's record put back into the state in which this kind of act is possible.
  const before: CaseRequest = { ...origin, state: stateBefore(item.op), decision: undefined, closedAt: undefined, erasureId: undefined }
  const wanted = applyOperation(before, { op: item.op, args: item.args } as Operation, by, deps.rules.current())
  return wanted.ok ? wanted.value : undefined
}

function stateBefore(op: OutboxItem['op']): CaseRequest['state'] {
  switch (op) {
    case 'request.create@1':
    case 'request.take@1':
      return 'received'
    case 'request.verify@1':
      return 'verifying'
    case 'request.decide@1':
    case 'erasure.propose@1':
      return 'deciding'
    case 'request.reopen@1':
      return 'refused'
    case 'erasure.approve@1':
      return 'approval'
  }
}
