// Erasures of the synthetic requests that wait for the second person, or were approved and have not run yet.
import { createId, type ErasureId } from '../../src-shared/base/ids'
import type { Day } from '../../src-shared/base/clock'
import { deletionGroundsFor } from '../../src-shared/domain/deletion-grounds'
import { createErasurePlan } from '../../src-shared/domain/erasure-plan'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { canonicalJson } from '../../src-shared/formats/canonical'
import type { ErasureRecord, HoldingRecord, RequestRecord } from '../../src-shared/protocol/records'
import { sha256Hex } from './policies'
import type { Rng } from './random'
import { DECISION_TEXTS } from './request-texts'
import { DEMO_STAFF } from './staff'

const HOUR_MS = 3_600_000

export interface SeedErasure {
  readonly erasure: ErasureRecord
  readonly version: number
  /** The request with the erasure's id and the steps in its timeline. */
  readonly request: RequestRecord
}

export interface ErasureInput {
  readonly request: RequestRecord
  readonly holdings: readonly HoldingRecord[]
  readonly today: Day
  readonly rules: RulesPackBody
}

export function buildErasure(input: ErasureInput, rng: Rng): SeedErasure {
  const { request } = input
  const lastAt = request.timeline.at(-1)?.at ?? request.keyedAt
  const proposedAt = lastAt + rng.between(1, HOUR_MS)
  const plan = createErasurePlan({
    requestId: request.id, subjectId: request.subjectId, deletionGround: deletionGroundsFor(request.right)[0], subjectVersion: 1, holdings: input.holdings, holds: [],
    today: input.today, rules: input.rules, packVersion: input.rules.version,
  })
  const proposedBy = request.assigneeId ?? DEMO_STAFF.qian.id
  const isApproved = request.state === 'executing'
  const approvedAt = proposedAt + 60_000
  const erasure: ErasureRecord = {
    id: createId<ErasureId>(proposedAt, rng.fill),
    requestId: request.id,
    subjectId: request.subjectId,
    state: isApproved ? 'approved' : 'proposed',
    planHash: sha256Hex(canonicalJson(plan)),
    plan,
    proposedBy,
    proposedAt,
    devices: [],
    ...(isApproved ? { approvedBy: DEMO_STAFF.wu.id, approvedAt } : {}),
  }
  // As the state machine leaves a request behind a proposal: without its decision nobody could approve it.
  const decision = { outcome: 'granted' as const, text: rng.pick(DECISION_TEXTS.granted), staffId: proposedBy, at: proposedAt, rulesPack: input.rules.version }
  const timeline: RequestRecord['timeline'] = [...request.timeline, { at: proposedAt, staffId: proposedBy, event: 'erasure-proposed', text: decision.text, outcome: decision.outcome }]
  if (isApproved) timeline.push({ at: approvedAt, staffId: DEMO_STAFF.wu.id, event: 'erasure-approved' })
  return { erasure, version: isApproved ? 2 : 1, request: { ...request, erasureId: erasure.id, decision, timeline } }
}
