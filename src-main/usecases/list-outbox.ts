// What waits to be sent and what came back: for a refused decision, mine beside the origin's, differing fields only.
import type { ErasureId } from '../../src-shared/base/ids'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { OutboxItemView } from '../../src-shared/contract/sync'
import { sentenceOf } from '../../src-shared/domain/act-about'
import { waysOf } from '../../src-shared/domain/rejection-ways'
import type { CaseRequest, Operation } from '../../src-shared/domain/request'
import { applyOperation } from '../../src-shared/domain/request-machine'
import { isRequestOperationName, type Outcome, type RequestOperationName } from '../../src-shared/domain/vocabulary'
import { readRoles } from '../sync/read-requests'
import { heldMs, listOutbox, type OutboxItem } from '../vault/repositories/outbox'
import { getRecord, listRecords } from '../vault/repositories/records'
import { findRequestOfErasure } from './open-erasure'
import { caseOf, entryView, readKnownEntries } from './outbox-about'
import { refusedChain } from './settle-outbox-item'
import { typedIn } from './typed-text'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'rules' | 'me' | 'clock' | 'bootId'>

export async function listOutboxItems(deps: Deps): Promise<Result<readonly OutboxItemView[], DeskError>> {
  // What a colleague at this desk typed is theirs to read; the case shows what it will become.
  const items = (await listOutbox(deps.vault.reader)).filter(({ staffId }) => staffId === deps.me.staffId)
  const known = await readKnownEntries(deps.vault.reader, items)
  const views: OutboxItemView[] = []
  for (const item of items) views.push({ ...(await viewItem(deps, item, items.filter((other) => other.chain === item.chain))), ...entryView(item, known) })
  return ok(views)
}

export async function newestUndoable(deps: Deps): Promise<Result<{ readonly item?: OutboxItemView }, DeskError>> {
  const waiting = await listOutbox(deps.vault.reader, ['to-send'])
  const chainOf = (item: OutboxItem): readonly OutboxItem[] => waiting.filter((other) => other.chain === item.chain)
  // What is behind a held item waits with it, so the end of its chain is among those that wait.
  const item = waiting.findLast((one) => 'undoMs' in undoView(deps, one, chainOf(one)))
  return ok(item ? { item: await viewItem(deps, item, chainOf(item)) } : {})
}

async function viewItem(deps: Deps, item: OutboxItem, chain: readonly OutboxItem[]): Promise<OutboxItemView> {
  const erasureId = (item.args?.['erasureId'] ?? idOf(item, 'erasure')) as ErasureId | undefined
  const requestId = caseOf(item) ?? (erasureId && (await findRequestOfErasure(deps.vault.reader, erasureId))?.record.requestId)
  const record = requestId === undefined ? undefined : await getRecord(deps.vault.reader, 'request', requestId)
  return {
    mid: item.mid,
    op: item.op,
    ...(requestId === undefined ? {} : { requestId }),
    ...(erasureId === undefined ? {} : { erasureId }),
    ...(record ? { caseNo: record.body.caseNo } : {}),
    ...(item.subjectId === undefined ? {} : { subjectId: item.subjectId }),
    madeAt: item.madeAt.wall,
    state: item.state,
    ...undoView(deps, item, chain),
    ...(item.op === 'request.decide@1' && item.args ? { outcome: item.args['outcome'] as Outcome } : {}),
    base: item.base,
    ...(item.state === 'refused' ? await refusedView(deps, item, chain, record?.body) : { ways: [], followers: [], differences: [] }),
  }
}

function idOf(item: OutboxItem, kind: string): string | undefined {
  return item.chain.startsWith(`${kind}:`) ? item.chain.slice(kind.length + 1) : undefined
}

/** Only where an undo would succeed now: one's own, in its window, the last of its case. */
function undoView({ me, clock, bootId }: Deps, item: OutboxItem, chain: readonly OutboxItem[]): Pick<OutboxItemView, 'undoMs'> {
  const ms = heldMs(item, { bootId, mono: clock.mono() })
  return ms > 0 && item.staffId === me.staffId && chain.at(-1)?.mid === item.mid ? { undoMs: Math.ceil(ms) } : {}
}

type Refused = Pick<OutboxItemView, 'rejection' | 'ways' | 'waitsFor' | 'followers' | 'differences' | 'originBy' | 'originAt'>

async function refusedView(deps: Deps, item: OutboxItem, chain: readonly OutboxItem[], origin: CaseRequest | undefined): Promise<Refused> {
  const { waitsFor, followers } = refusedChain(chain, item)
  const code = item.rejection?.code
  return {
    ...(code ? { rejection: code } : {}),
    ways: waitsFor || !code ? [] : waysOf({ code, op: item.op, hasArgs: item.args !== undefined }),
    ...(waitsFor ? { waitsFor: waitsFor.mid } : {}),
    followers: followers.map((follower) => follower.mid),
    ...(origin ? await compare(deps, item, origin) : { differences: typedFields(item, 'alone') }),
  }
}

/** What was typed and no comparison shows: acts that leave no text of their own in the request, or that the request of now has no room for. */
function typedFields(item: OutboxItem, mine: 'compared' | 'alone'): OutboxItemView['differences'] {
  if (item.op === 'letter.write@1') return typeof item.args?.['text'] === 'string' ? [{ field: 'text', mine: item.args['text'] }] : []
  if (!isRequestOperationName(item.op)) {
    const sentence = sentenceOf(item.args)
    return sentence === undefined ? [] : [{ field: 'reason', mine: sentence }]
  }
  const typed = typedIn(item)
  switch (typed?.form) {
    case 'see-evidence':
      return [{ field: 'evidence', mine: typed.what }]
    case 'verify':
      return [{ field: 'evidence', mine: typed.evidence }]
    case 'reopen':
    case 'escalate':
    case 'step-back':
    case 'withdraw':
      return [{ field: 'reason', mine: typed.reason }]
    case 'pause':
    case 'unextend':
      return [{ field: 'clockReason', mine: typed.reason }]
    case 'extend':
      return [{ field: 'notice', mine: typed.text }]
    case 'create':
      return [{ field: 'words', mine: typed.text }]
    case 'decide':
      return mine === 'compared' ? [] : [{ field: 'outcome', mine: typed.outcome }, { field: 'text', mine: typed.text }]
    default:
      return []
  }
}

type Differences = Pick<OutboxItemView, 'differences' | 'originBy' | 'originAt'>

/** Mine: what the request would have become by my act; the origin's: what it is. */
async function compare(deps: Deps, item: OutboxItem, origin: CaseRequest): Promise<Differences> {
  const staff = new Map((await listRecords(deps.vault.reader, 'staff')).map(({ body }) => [body.id, body.name]))
  const mine = await wantedBy(deps, item, origin)
  if (!mine) return { differences: typedFields(item, 'alone') }
  const nameOf = (request: CaseRequest): string | undefined => (request.assigneeId === undefined ? undefined : staff.get(request.assigneeId))
  const fields = [
    { field: 'state', mine: mine.state, origin: origin.state },
    { field: 'outcome', mine: mine.decision?.outcome, origin: origin.decision?.outcome },
    { field: 'ground', mine: mine.decision?.ground, origin: origin.decision?.ground },
    { field: 'text', mine: mine.decision?.text, origin: origin.decision?.text },
    { field: 'assignee', mine: nameOf(mine), origin: nameOf(origin) },
  ] as const
  const last = origin.timeline.findLast((entry) => entry.staffId !== undefined && entry.staffId !== item.staffId) ?? origin.timeline.at(-1)
  const by = last?.staffId === undefined ? undefined : staff.get(last.staffId)
  return {
    differences: [
      ...fields
        .filter((one) => one.mine !== one.origin)
        .map(({ field, mine: ours, origin: theirs }) => ({ field, ...(ours === undefined ? {} : { mine: ours }), ...(theirs === undefined ? {} : { origin: theirs }) })),
      ...typedFields(item, 'compared'),
    ],
    ...(by === undefined ? {} : { originBy: by }),
    ...(last ? { originAt: last.at } : {}),
  }
}

/** What the act wanted, read off the act itself: the record it was made on is no longer here. */
async function wantedBy(deps: Deps, item: OutboxItem, origin: CaseRequest): Promise<CaseRequest | undefined> {
  if (!item.args || !isRequestOperationName(item.op)) return undefined
  const by = { staffId: item.staffId, at: item.madeAt.wall, actedAt: item.madeAt.wall + item.madeAt.offset, role: (await readRoles(deps.vault.reader))(item.staffId) }
  // The origin's record put back into the state in which this kind of act is possible.
  const before: CaseRequest = { ...origin, state: stateBefore(item.op), decision: undefined, closedAt: undefined, erasureId: undefined }
  const wanted = applyOperation(before, { op: item.op, args: item.args } as Operation, by, deps.rules.current())
  return wanted.ok ? wanted.value : undefined
}

function stateBefore(op: RequestOperationName): CaseRequest['state'] {
  switch (op) {
    case 'request.create@1':
    case 'request.take@1':
    case 'request.assign@1':
      return 'received'
    case 'request.verify@1':
    case 'request.settle-check@1':
    case 'request.escalate@1':
      return 'verifying'
    case 'request.decide@1':
    case 'erasure.propose@1':
    case 'request.withdraw@1':
    case 'request.step-back@1':
    case 'request.see-evidence@1':
    case 'request.retract-evidence@1':
    case 'request.link@1':
    case 'request.unlink@1':
    case 'request.pause@1':
    case 'request.resume@1':
    case 'request.extend@1':
    case 'request.unextend@1':
      return 'deciding'
    case 'request.reopen@1':
      return 'refused'
    case 'erasure.approve@1':
      return 'approval'
  }
}
