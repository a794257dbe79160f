// One act on many requests: each is judged for itself, before and again in the moment of the act; one that cannot take part stops no other.
import { must } from '../../src-shared/base/assert'
import type { Day } from '../../src-shared/base/clock'
import type { RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import type { BulkAct, BulkLine, BulkReason } from '../../src-shared/contract/queue-bulk'
import { canAssign } from '../../src-shared/domain/request-assign'
import type { Operation } from '../../src-shared/domain/request'
import { comesBack } from '../../src-shared/domain/queue-days'
import { CLOSED_STATES } from '../../src-shared/domain/vocabulary'
import type { OverlaidRequest } from '../sync/overlay'
import { readRequest } from '../sync/read-requests'
import { isUndoable } from '../../src-shared/domain/undo'
import { canBeAssigned } from '../../src-shared/domain/staff'
import { getRecord } from '../vault/repositories/records'
import { listIndexRows } from '../vault/repositories/request-index'
import { deleteSnoozes, putSnooze } from '../vault/repositories/snoozes'
import type { Reader, Tx } from '../vault/transaction'
import { announceAct, enqueue, isReadOnly, type ActDeps } from './act-on-request'
import { canTake } from './request-acts'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = ActDeps & Pick<UnlockedDesk, 'today'>
type BulkRequest = ParsedRequestOf<'queue.bulk'>

export async function previewBulk(deps: Deps, { requestIds, act }: BulkRequest): Promise<Result<readonly BulkLine[], DeskError>> {
  const problem = await targetProblem(deps.vault.reader, act)
  if (problem) return err(problem)
  return ok(await judgeAll(deps.vault.reader, deps, requestIds, act))
}

/** Acts of a transaction: others have their turn between two. */
const SLICE = 25

export async function bulkAct(deps: Deps, { requestIds, act }: BulkRequest): Promise<Result<readonly BulkLine[], DeskError>> {
  const problem = await targetProblem(deps.vault.reader, act)
  if (problem) return err(problem)
  const lines: BulkLine[] = []
  for (let at = 0; at < requestIds.length; at += SLICE) {
    const slice = requestIds.slice(at, at + SLICE)
    lines.push(...(await deps.vault.transaction(async (tx) => {
      const done: BulkLine[] = []
      for (const line of await judgeAll(tx, deps, slice, act)) done.push(line.outcome === 'possible' ? await actOn(tx, deps, line, act) : line)
      return done
    })))
  }
  const changed = lines.filter((line) => line.outcome === 'done').map((line) => line.requestId)
  if (changed.length > 0) announce(deps, changed, act)
  return ok(lines)
}

/** To nobody who does not work here (any more), or not on cases. */
async function targetProblem(reader: Reader, act: BulkAct): Promise<DeskError | undefined> {
  if (act.kind !== 'assign') return undefined
  const staff = await getRecord(reader, 'staff', act.assigneeId)
  return staff && canBeAssigned(staff.body) ? undefined : { kind: 'invalid-input', params: { fields: 'assigneeId' } }
}

async function judgeAll(reader: Reader, deps: Deps, requestIds: readonly RequestId[], act: BulkAct): Promise<readonly BulkLine[]> {
  const days = act.kind === 'snooze' ? await listIndexRows(reader, requestIds) : undefined
  const lines: BulkLine[] = []
  for (const requestId of requestIds) {
    const seen = await readRequest(reader, requestId, deps.rules.current())
    const dueOn = days?.get(requestId)?.dueOn
    lines.push({ requestId, caseNo: seen?.request.caseNo ?? '', outcome: judge(deps, seen, dueOn, act) ?? 'possible', ...(act.kind === 'snooze' && dueOn !== undefined ? { untilOn: comesBack(act.untilOn, dueOn) } : {}) })
  }
  return lines
}

function judge(deps: Deps, seen: OverlaidRequest | undefined, dueOn: Day | undefined, act: BulkAct): BulkReason | undefined {
  if (!seen) return 'gone'
  const { request } = seen
  if (CLOSED_STATES.includes(request.state)) return 'closed'
  if (act.kind === 'snooze') return act.untilOn > deps.today() && (dueOn === undefined || dueOn <= deps.today()) ? 'due' : undefined
  if (isReadOnly(deps)) return 'upgrade-required'
  if (seen.isUnsettled) return 'unsettled'
  if (act.kind === 'assign') return canAssign(request, act.assigneeId) ? undefined : 'already-theirs'
  if (canTake({ seen, me: deps.me }) === 'possible') return undefined
  return request.assigneeId === deps.me.staffId ? 'already-theirs' : 'not-takeable'
}

async function actOn(tx: Tx, deps: Deps, line: BulkLine, act: BulkAct): Promise<BulkLine> {
  const { requestId } = line
  const seen = must(await readRequest(tx, requestId, deps.rules.current()), 'a request that was judged')
  if (act.kind === 'snooze') {
    const key = { staffId: deps.me.staffId, requestId, subjectId: seen.request.subjectId }
    if (act.untilOn > deps.today()) await putSnooze(tx, { ...key, untilOn: must(line.untilOn, 'a day'), madeAt: deps.clock.now() })
    else await deleteSnoozes(tx, deps.me.staffId, [requestId])
    return { ...line, outcome: 'done' }
  }
  const operation: Operation = act.kind === 'take' ? { op: 'request.take@1', args: { requestId } } : { op: 'request.assign@1', args: { requestId, assigneeId: act.assigneeId } }
  const done = await enqueue(tx, deps, { operation, requestId, subjectId: seen.request.subjectId, base: seen.version, seen })
  if (!done.ok) return { ...line, outcome: reasonOf(done.error.kind) }
  return { ...line, outcome: 'done', ...(isUndoable(operation.op) && deps.undoMs > 0 ? { mid: done.value } : {}) }
}

function reasonOf(kind: DeskErrorKind): BulkReason {
  return kind === 'outbox-full' || kind === 'upgrade-required' ? kind : 'not-takeable'
}

function announce(deps: Deps, changed: readonly RequestId[], act: BulkAct): void {
  if (act.kind === 'snooze') deps.publish('queue', changed)
  else announceAct(deps, ...changed)
}
