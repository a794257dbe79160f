// What staff see of a request: the origin's record plus the acts of this desk that the origin has not ruled on or not yet sent back.
//
// An item leaves the overlay when it is refused, or was applied as version v and the record here has reached v. A record that moved on
// under a pending item is a conflict: the item is shown as such and never applied on something its maker did not see.
import type { RequestId, StaffId } from '../../src-shared/base/ids'
import type { Result } from '../../src-shared/base/result'
import type { SendMark } from '../../src-shared/contract/views'
import type { CaseRequest, Operation } from '../../src-shared/domain/request'
import { applyOperation } from '../../src-shared/domain/request-machine'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { Role } from '../../src-shared/domain/vocabulary'
import type { StoredRecord } from '../vault/codecs'
import type { OutboxItem } from '../vault/repositories/outbox'

export interface OverlaidRequest {
  readonly request: CaseRequest
  /** The version that an act made now has seen: pending items counted on. */
  readonly version: number
  readonly mark: SendMark
  /** What became of an act of this desk is not known, or to be settled first: nothing new is done on top of it. */
  readonly isUnsettled: boolean
  /** How many entries of the timeline are the origin's; those after it wait. */
  readonly sentTimeline: number
  /** Items that are part of what is seen. */
  readonly pending: readonly OutboxItem[]
}
export interface OverlayDeps {
  readonly rules: RulesPackBody
  readonly roleOf: (staffId: StaffId) => Role
}

export function requestChain(requestId: RequestId): string {
  return `request:${requestId}`
}

/** The case that an item is about, by its chain: itself or one of its letters. */
export function requestOfChain(chain: string): RequestId | undefined {
  const [type, id = ''] = chain.split(':')
  return type === 'request' || type === 'letter' ? (id as RequestId) : undefined
}

/** Undefined: neither the origin nor a pending item knows such a request. */
export function overlayRequest(record: StoredRecord<'request'> | undefined, chain: readonly OutboxItem[], deps: OverlayDeps): OverlaidRequest | undefined {
  const { body: request, ...seen } = overlayChain(record, chain, (current, item) =>
    applyOperation(current, { op: item.op, args: item.args } as Operation, { staffId: item.staffId, at: item.madeAt.wall, actedAt: item.madeAt.wall + item.madeAt.offset, role: deps.roleOf(item.staffId) }, rulesOf(item, deps.rules)),
  )
  return request && { request, ...seen, sentTimeline: record?.body.timeline.length ?? 0 }
}

/** A check holds by the pack that it was made under, as at the origin. The methods of a former pack are not here any more, and its desk followed them
 * when it was made. */
function rulesOf({ op, args }: OutboxItem, rules: RulesPackBody): RulesPackBody {
  const isFormer = op === 'request.verify@1' && args?.['rulesPack'] !== undefined && args['rulesPack'] !== rules.version
  return isFormer ? { ...rules, identityMethods: [] } : rules
}

export interface OverlaidBody<Body> {
  readonly body: Body | undefined
  readonly version: number
  readonly mark: SendMark
  readonly isUnsettled: boolean
  readonly pending: readonly OutboxItem[]
}

/** Of any record whose acts wait in a chain; `apply` decides by the same state machine as the origin. */
export function overlayChain<Body>(record: { readonly v: number; readonly body: Body } | undefined, chain: readonly OutboxItem[], apply: (current: Body | undefined, item: OutboxItem) => Result<Body, unknown>): OverlaidBody<Body> {
  let body = record?.body
  let version = record?.v ?? 0
  let mark: SendMark = 'sent'
  let isUnsettled = false
  const pending: OutboxItem[] = []
  for (const item of chain) {
    if (item.state === 'refused') {
      mark = 'refused'
      continue
    }
    // Also one that is sent again because the origin was put back: where it is still there, it shows already.
    if (item.appliedV !== undefined && (record?.v ?? 0) >= item.appliedV) continue
    if (!item.args) continue
    if (item.base !== version) {
      // On its way already, perhaps arrived: the result will say; nothing is a conflict before it is. Until then the version here may be
      // another's that stands where one's own was shown.
      mark = item.state === 'sending' ? worse(mark, 'to-send') : worse(mark, 'conflict')
      isUnsettled = true
      continue
    }
    const next = apply(body, item)
    if (!next.ok) {
      mark = worse(mark, 'conflict')
      isUnsettled = true
      continue
    }
    body = next.value
    version += 1
    pending.push(item)
    if (item.state !== 'applied') mark = worse(mark, 'to-send')
  }
  return { body, version, mark, isUnsettled, pending }
}

const ORDER: readonly SendMark[] = ['sent', 'to-send', 'conflict', 'refused']

function worse(a: SendMark, b: SendMark): SendMark {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b
}
