// Bodies of the model's records: small, but such as the wire's schemas accept, each with a mark that belongs to one person alone.
import { toDay } from '../../../src-shared/base/clock'
import type { IdentifierId, RequestId, SubjectId } from '../../../src-shared/base/ids'
import { applyOperation } from '../../../src-shared/domain/request-machine'
import type { RulesPackBody } from '../../../src-shared/domain/rules'
import type { Rng } from '../../../src-origin/seed/random'
import { BEGIN, DAY_MS, idFrom } from './identity'

type Body = Readonly<Record<string, unknown>>

export interface Person {
  readonly subject: Body
  readonly directory: Body
  readonly consents: readonly Body[]
  readonly identifierId: IdentifierId
}

export function markOf(subjectId: string): string {
  return `zq${subjectId.replaceAll('-', '').slice(-12)}`
}

export function makePerson(subjectId: SubjectId, at: number, rng: Rng): Person {
  const mark = markOf(subjectId)
  const identifierId = idFrom<IdentifierId>(rng)
  const base = { id: subjectId, accountNo: `SX-${String(2_000_000_000 + at)}`, name: `测试${mark}`, status: 'active', registeredAt: BEGIN - 400 * DAY_MS }
  const email = `${mark}@mail.example`
  return {
    identifierId,
    subject: {
      ...base, region: 'CN-LN', products: ['trade-search'], synthetic: true,
      identifiers: [{ id: identifierId, kind: 'email', value: email, proof: 'proved', addedAt: BEGIN - 400 * DAY_MS }],
    },
    directory: { ...base, identifiers: [['email', email, 'proved']] },
    consents: [makeConsent(subjectId, rng)],
  }
}

export function makeConsent(subjectId: SubjectId, rng: Rng): Body {
  return {
    id: idFrom(rng), subjectId, kind: 'registered', policyId: '01970000-0000-7000-8000-00000000a001', policyVersion: '2025.1', channel: 'website',
    at: BEGIN - rng.below(300) * DAY_MS, wordingHash: rng.next().toString(16).padStart(64, '0'), evidence: `form ${markOf(subjectId)}`,
  }
}

/** As the origin makes one at intake: by the domain's own state machine. */
export function makeRequest(requestId: RequestId, subjectId: SubjectId, place: number, now: number, rules: RulesPackBody): Body {
  const made = applyOperation(
    undefined,
    { op: 'request.create@1', args: { requestId, subjectId, right: 'access', channel: 'website', receivedOn: toDay(now), text: `请给我一份 ${markOf(subjectId)}` } },
    { staffId: requestId as never, at: now, role: 'agent', caseNo: `26-${String(1_000 + place)}` },
    rules,
  )
  if (!made.ok) throw new Error('invariant: the model makes valid requests')
  return made.value as unknown as Body
}
