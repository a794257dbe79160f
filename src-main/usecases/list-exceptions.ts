// The six cases without consent as the rules pack has them, and every use of one, with what can be done with it now.
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { ExceptionList, ExceptionView } from '../../src-shared/contract/exception'
import { exceptionState, invocationOf, type EntryState, type ExceptionEntry } from '../../src-shared/domain/exception-register'
import { isReviewOverdue, reviewDueOn } from '../../src-shared/domain/exceptions'
import { readEntries, type SeenEntry } from '../sync/read-inventory'
import { readFreshness } from './freshness'
import { declinedView, endView, proposeVerdict, readStaffNames, verdictOf, type InventoryDeps, type StaffName } from './inventory-acts'

const ORDER: readonly EntryState[] = ['proposed', 'ending', 'in-force', 'ended', 'declined']

export async function listExceptions(deps: InventoryDeps): Promise<Result<ExceptionList, DeskError>> {
  const rules = deps.rules.current()
  const staffName = await readStaffNames(deps.vault.reader)
  const views = (await readEntries(deps.vault.reader, 'exception', rules)).map((seen) => viewOf(deps, seen, staffName))
  return ok({
    catalogue: rules.exceptions,
    exceptions: views.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || dueKey(a).localeCompare(dueKey(b)) || (a.id < b.id ? -1 : 1)),
    propose: proposeVerdict(deps),
    freshness: await readFreshness(deps),
  })
}

function dueKey({ review, until }: ExceptionView): string {
  return review?.dueOn ?? until ?? ''
}

function viewOf(deps: InventoryDeps, seen: SeenEntry<ExceptionEntry>, staffName: StaffName): ExceptionView {
  const { id, case: kind, category, purpose, statute, reason, decidedBy, decidedAt, approvedBy, approvedAt, until, reviews, ending, declined } = seen.entry
  const args = { invocationId: id }
  return {
    id, case: kind, category, purpose, statute, reason, decidedBy: staffName(decidedBy), decidedAt,
    ...(approvedBy === undefined ? {} : { approvedBy: staffName(approvedBy) }),
    ...(approvedAt === undefined ? {} : { approvedAt }),
    ...(until === undefined ? {} : { until }),
    reviews: reviews.map(({ on, by, note }) => ({ on, by: staffName(by), note })),
    ...endView(ending, staffName),
    ...declinedView(declined, staffName),
    ...reviewView(deps, seen.entry),
    endsOnRefusal: deps.rules.current().exceptions.some((rule) => rule.case === kind && rule.endsOnRefusal),
    state: exceptionState(seen.entry, deps.today()),
    version: seen.version,
    mark: seen.mark,
    acts: {
      approve: verdictOf(deps, seen, { op: 'exception.approve@1', args }),
      review: verdictOf(deps, seen, { op: 'exception.review@1', args: { ...args, note: '?' } }),
      end: verdictOf(deps, seen, { op: 'exception.end@1', args: { ...args, until: deps.today(), reason: '?' } }),
    },
  }
}

/** Only of what is relied on: a proposal has no year yet, and what is over none any more. */
function reviewView({ rules, today }: InventoryDeps, entry: ExceptionEntry): Pick<ExceptionView, 'review'> {
  const state = exceptionState(entry, today())
  const rule = rules.current().exceptions.find((one) => one.case === entry.case)
  const dueOn = rule && (state === 'in-force' || state === 'ending') ? reviewDueOn(invocationOf(entry), rule) : undefined
  return rule && dueOn !== undefined ? { review: { dueOn, overdue: isReviewOverdue(invocationOf(entry), rule, today()) } } : {}
}
