// One erasure as its screen shows it: the plan, what must be met before each step, how far it is, on this desk and on the others.
import type { ErasureId } from '../../src-shared/base/ids'
import type { DeskErrorKind } from '../../src-shared/contract/errors'
import type { DeletionGroundView, ErasureView, PlanLineView, ResidueView } from '../../src-shared/contract/erasure'
import type { StaffRef, Freshness } from '../../src-shared/contract/views'
import { DELETION_GROUND_WORDS, type DeletionGround } from '../../src-shared/domain/deletion-grounds'
import { deletionGroundOf, isWhollyHeld, type ErasurePlan } from '../../src-shared/domain/erasure-plan'
import { holdState, type HoldEntry } from '../../src-shared/domain/hold-register'
import { deletionGroundRule, type RulesPackBody } from '../../src-shared/domain/rules'
import { isSecondPerson } from '../../src-shared/domain/staff'
import type { StaffId } from '../../src-shared/base/ids'
import { canonicalJson } from '../../src-shared/formats/canonical'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import type { OverlaidRequest } from '../sync/overlay'
import type { ErasureRow } from '../vault/repositories/erasures'
import type { UnlockedDesk } from './unlocked-desk'

/** A hold that is not here any more is named by its day alone. */
export function planLineViews(plan: ErasurePlan, rules: RulesPackBody, holds: readonly HoldEntry[]): readonly PlanLineView[] {
  return plan.lines.map((line) => {
    const rule = rules.retention.find((one) => one.code === line.ground)
    const holdViews = line.holds?.map(({ id, reviewOn }) => {
      const hold = holds.find((one) => one.id === id)
      return { id, reviewOn, matter: hold?.matter ?? '', ...(hold ? { state: holdState(hold) } : {}) }
    })
    return { ...line, ...(rule ? { groundText: rule.provision, rank: rule.rank } : {}), ...(holdViews ? { holdViews } : {}) }
  })
}

/** A pack of before has no provision for it. */
export function groundView(ground: DeletionGround, rules: RulesPackBody): DeletionGroundView {
  const rule = deletionGroundRule(ground, rules)
  return { ground, name: DELETION_GROUND_WORDS[ground], ...(rule ? { provision: rule.provision, rank: rule.rank } : {}) }
}

/** Nothing for a plan of before. */
export function deletionGroundView(plan: ErasurePlan, rules: RulesPackBody): Pick<ErasureView, 'deletionGround'> {
  const ground = deletionGroundOf(plan)
  return ground === undefined ? {} : { deletionGround: groundView(ground, rules) }
}

export interface ChecksInput {
  readonly seen: OverlaidRequest | undefined
  readonly record: ErasureRecord | undefined
  readonly freshness: Freshness
  readonly me: StaffId
  readonly proposedBy: StaffId | undefined
  /** Hash of the plan as of now, where the person is still here. */
  readonly planHashNow: string | undefined
  readonly planHash: string
  readonly plan: ErasurePlan
  readonly planNow: ErasurePlan | undefined
}

/** What stands between here and the next step; `open` waits for somebody, a kind says why it fails. */
export function checksOf(input: ChecksInput): ErasureView['checks'] {
  const isDone = input.record?.executedAt !== undefined
  return [
    { check: 'identity', state: isDone || (input.seen?.request.identityChecks.length ?? 0) > 0 ? 'met' : 'identity-not-verified' },
    { check: 'fresh-data', state: isDone || !input.freshness.stale ? 'met' : 'stale-data' },
    { check: 'plan-unchanged', state: isDone || isPlanOfNow(input) ? 'met' : 'plan-stale' },
    { check: 'hold', state: isDone ? 'met' : holdCheck(input) },
    { check: 'second-person', state: secondPerson(input) },
  ]
}

/** Stopping the person counted them on: of an erasure that waits the lines alone are compared, as the origin will. */
function isPlanOfNow({ record, plan, planNow, planHash, planHashNow }: ChecksInput): boolean {
  if (planNow === undefined) return true
  return record?.state === 'cooling-off' ? canonicalJson(plan.lines) === canonicalJson(planNow.lines) : planHashNow === planHash
}

function holdCheck({ plan, planNow }: ChecksInput): 'met' | DeskErrorKind {
  if (isWhollyHeld(plan)) return 'on-hold'
  const holdsOf = ({ lines }: ErasurePlan): string => canonicalJson(lines.map((line) => line.holds ?? []))
  return planNow === undefined || holdsOf(planNow) === holdsOf(plan) ? 'met' : 'hold-changed'
}

function secondPerson({ record, proposedBy, me }: ChecksInput): 'met' | 'open' | DeskErrorKind {
  if (record?.approvedBy !== undefined) return 'met'
  if (proposedBy === undefined || isSecondPerson(proposedBy, me)) return 'open'
  return 'own-proposal'
}

/** This desk's own part: rows gone, bytes purged, searched. */
export function purgeViewOf(row: ErasureRow | undefined, erasureId: ErasureId | undefined, purgeState: UnlockedDesk['purgeState']): Pick<ErasureView, 'purge' | 'residue'> {
  if (!row || erasureId === undefined) return {}
  if (row.purgedAt === undefined) return { purge: purgeState(erasureId) ?? { state: 'pending' } }
  // The cast is safe: `residue` is written by the purge alone, as a ResidueReport.
  return { purge: { state: 'done', at: row.purgedAt }, residue: row.residue as ResidueView }
}

export function devicesOf(record: ErasureRecord | undefined, thisDevice: string): ErasureView['devices'] {
  return (record?.devices ?? []).map(({ deviceId, name, receivedAt, noReceipt }) => ({
    name, ...(receivedAt === undefined ? {} : { receivedAt }), ...(noReceipt === undefined ? {} : { noReceipt }), thisDesk: deviceId === thisDevice,
  }))
}

export function timesOf(record: ErasureRecord | undefined, staffName: (id: StaffId) => StaffRef): Partial<ErasureView> {
  if (!record) return {}
  return {
    proposedBy: staffName(record.proposedBy),
    proposedAt: record.proposedAt,
    ...(record.approvedBy === undefined ? {} : { approvedBy: staffName(record.approvedBy) }),
    ...(record.approvedAt === undefined ? {} : { approvedAt: record.approvedAt }),
    ...(record.executedAt === undefined ? {} : { executedAt: record.executedAt }),
    ...(record.completedAt === undefined ? {} : { completedAt: record.completedAt }),
  }
}
