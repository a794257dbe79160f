// A check that waits to be sent was made under the pack that its desk had: a pack that came meanwhile makes no conflict of it.
import { expect, it } from 'vitest'
import { dayStart } from '../../src-shared/base/clock'
import type { MutationId, RequestId, StaffId, SubjectId } from '../../src-shared/base/ids'
import { mustOk } from '../../src-shared/base/result'
import { applyOperation, type Actor } from '../../src-shared/domain/request-machine'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { overlayRequest, requestChain } from '../../src-main/sync/overlay'
import type { OutboxItem } from '../../src-main/vault/repositories/outbox'
import { repositoryPack } from '../fixtures/rules'

const pack = repositoryPack()
const newer: RulesPackBody = { ...pack, version: '2026.90', identityMethods: pack.identityMethods.map((one) => ({ ...one, methods: ['one-time-code'] })) }
const requestId = '01970000-0000-7000-8000-000000000001' as RequestId
const subjectId = '01970000-0000-7000-8000-000000000004' as SubjectId
const at = dayStart('2026-06-15') + 10 * 3_600_000
const agent: Actor = { staffId: '01970000-0000-7000-8000-00000000000a' as StaffId, at, role: 'agent', caseNo: '26-1184' }
const created = mustOk(applyOperation(undefined, { op: 'request.create@1', args: { requestId, subjectId, right: 'access', channel: 'phone', receivedOn: '2026-06-12', text: '请处理' } }, agent, pack))
const record = { id: requestId, v: 2, body: mustOk(applyOperation(created, { op: 'request.take@1', args: { requestId } }, agent, pack)) }

const waiting = (named: { readonly rulesPack?: string }): OutboxItem => ({
  mid: '01970000-0000-7000-8000-000000000009' as MutationId, seq: 1, chain: requestChain(requestId), n: 1, op: 'request.verify@1', base: 2,
  args: { requestId, identifierId: '01970000-0000-7000-8000-000000000003', method: 'recent-use', evidence: '三问三对', ...named },
  subjectId, staffId: agent.staffId, state: 'to-send', rejection: undefined, appliedV: undefined, acked: false, hold: undefined, seenAt: at,
  madeAt: { wall: at, mono: 1, bootId: 'run', offset: 0, uncertain: false },
})
const shown = (named: { readonly rulesPack?: string }, rules = newer) => overlayRequest(record, [waiting(named)], { rules, roleOf: () => 'agent' })

it('is shown as it was made where a newer pack closes its method', () => {
  expect(shown({ rulesPack: pack.version })).toMatchObject({ mark: 'to-send', request: { state: 'deciding', identityChecks: [{ method: 'recent-use' }] } })
})

it('is judged by the pack in force where it names that one or none, as the origin judges it', () => {
  for (const named of [{ rulesPack: newer.version }, {}]) expect(shown(named)).toMatchObject({ mark: 'conflict', request: { state: 'verifying', identityChecks: [] } })
  expect(shown({}, pack)).toMatchObject({ mark: 'to-send', request: { state: 'deciding' } })
})
