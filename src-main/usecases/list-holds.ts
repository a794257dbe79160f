// Every hold with where it stands, whom it is about as far as that person is here, and what can be done with it now.
import { addDays, toDay } from '../../src-shared/base/clock'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { HoldList, HoldView, SettledView } from '../../src-shared/contract/hold'
import { holdState, isHolding, PROPOSAL_HOLDS_DAYS, type HoldEntry, type HoldState } from '../../src-shared/domain/hold-register'
import { masksOf } from '../../src-shared/domain/masking'
import { readEntries, type SeenEntry } from '../sync/read-inventory'
import { listRecordsOfSubject } from '../vault/repositories/records'
import { beginVerdict } from './act-on-request'
import { readFreshness } from './freshness'
import { declinedView, readStaffNames, verdictOf, type InventoryDeps, type StaffName } from './inventory-acts'
import { maskedNameOf, readNames } from './request-rows'

const ORDER: readonly HoldState[] = ['proposed', 'extending', 'lifting', 'in-force', 'lifted', 'declined']

export async function listHolds(deps: InventoryDeps): Promise<Result<HoldList, DeskError>> {
  const { reader } = deps.vault
  const staffName = await readStaffNames(reader)
  const entries = await readEntries(reader, 'hold', deps.rules.current())
  const nameOf = await readNames(reader, entries.flatMap(({ entry }) => entry.subjectId ?? []))
  const views: HoldView[] = []
  for (const seen of entries) views.push({ ...viewOf(deps, seen, staffName), ...(await personView(deps, seen.entry, nameOf)) })
  return ok({
    holds: views.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.review.on.localeCompare(b.review.on) || (a.id < b.id ? -1 : 1)),
    place: beginVerdict(deps, 'keep-holds'),
    freshness: await readFreshness(deps),
  })
}

async function personView({ vault, rules }: InventoryDeps, { subjectId }: HoldEntry, nameOf: Awaited<ReturnType<typeof readNames>>): Promise<Pick<HoldView, 'person'>> {
  if (subjectId === undefined) return {}
  const caseNos = (await listRecordsOfSubject(vault.reader, 'request', subjectId)).map(({ body }) => body.caseNo).sort()
  return { person: { maskedName: maskedNameOf(nameOf(subjectId), masksOf(rules.current().masks).name), caseNos } }
}

function viewOf(deps: InventoryDeps, seen: SeenEntry<HoldEntry>, staffName: StaffName): HoldView {
  const { id, matter, reach, categories, fields, reason, placedBy, placedAt, approvedBy, approvedAt, reviewOn, extensions, change, lifted, declined } = seen.entry
  const state = holdState(seen.entry)
  const isNow = isHolding(seen.entry, deps.today())
  const settled = (one: NonNullable<HoldEntry['lifted']>): SettledView => ({ reason: one.reason, by: staffName(one.by), at: one.at, approvedBy: staffName(one.approvedBy), approvedAt: one.approvedAt })
  const args = { holdId: id }
  return {
    id, matter, reach, ...(categories === undefined ? {} : { categories }), ...(fields === undefined ? {} : { fields }), reason, placedBy: staffName(placedBy), placedAt,
    ...(approvedBy === undefined ? {} : { approvedBy: staffName(approvedBy) }),
    ...(approvedAt === undefined ? {} : { approvedAt }),
    review: { on: reviewOn, overdue: isNow && reviewOn < deps.today() },
    extensions: extensions.map((one) => ({ ...settled(one), reviewOn: one.reviewOn })),
    ...(change ? { change: { ...change, by: staffName(change.by) } } : {}),
    ...(lifted ? { lifted: settled(lifted) } : {}),
    ...declinedView(declined, staffName),
    state,
    holding: { now: isNow, ...(state === 'proposed' ? { until: addDays(toDay(placedAt), PROPOSAL_HOLDS_DAYS) } : {}) },
    version: seen.version,
    mark: seen.mark,
    acts: {
      approve: verdictOf(deps, seen, { op: 'hold.approve@1', args }),
      extend: verdictOf(deps, seen, { op: 'hold.extend@1', args: { ...args, reviewOn: addDays(deps.today(), 1), reason: '?' } }),
      lift: verdictOf(deps, seen, { op: 'hold.lift@1', args: { ...args, reason: '?' } }),
    },
  }
}
