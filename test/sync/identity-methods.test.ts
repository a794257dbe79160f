// Which methods check a person is a rule of the pack: desk and origin follow the same one, offline too, and a newer pack undoes no check.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { IDENTITY_METHODS, type IdentityMethod } from '../../src-shared/domain/vocabulary'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { openCase, take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { PACK_VERSION, repositoryPack } from '../fixtures/rules'
import { issue, packWith } from '../fixtures/rules-issue'
import { catchUp, goAway, until, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks())
}, 120_000)
afterAll(removeDesksAndOrigin)

const caseOf = async (caseNo: string): Promise<RequestId> => (await originCase(origin, caseNo)).id as RequestId
async function check(requestId: RequestId, method: IdentityMethod) {
  const { version, identity } = await openCase(agent, requestId)
  return agent.ask('request.verify', { requestId, version, identifierId: identity[0]!.id, method, evidence: '见记录' })
}

it('is shown with its basis and its source, and holds for what cannot be undone', async () => {
  const requestId = await caseOf(DEMO_DELETE_CASE)
  await take(agent, requestId)
  const source = repositoryPack().sources.find(({ id }) => id === 'P-IDENTITY')?.title
  const { identityRule, identity } = await openCase(agent, requestId)
  expect(identityRule).toEqual({ methods: ['one-time-code', 'document-seen'], basis: 'policy', source, rulesPack: PACK_VERSION })
  expect(identity[0]?.methods).toEqual(['one-time-code', 'document-seen'])
  expect(await check(requestId, 'recent-use')).toMatchObject({ ok: false })
  expect(await check(requestId, 'one-time-code')).toMatchObject({ ok: true })
  await catchUp(origin, agent)
  expect((await openCase(agent, requestId)).row).toMatchObject({ state: 'deciding', mark: 'sent' })
})

it('counts as it was where the check was made: a pack that came meanwhile sends none back', async () => {
  const [away, later] = [await caseOf(DEMO_ACCESS_CASE), await caseOf(DEMO_CONFLICT_CASE)]
  await take(agent, away)
  await take(agent, later)
  await catchUp(origin, agent)
  await goAway(agent)
  await issue(origin, packWith('2026.90', (body) => ({ identityMethods: body.identityMethods.map((one) => ({ ...one, methods: ['one-time-code', 'document-seen'] })) })))
  expect((await openCase(agent, away)).identity[0]?.methods).toContain('recent-use')
  expect(await check(away, 'recent-use')).toMatchObject({ ok: true })
  agent.network.mend()
  await agent.get('sync.now', {})
  await catchUp(origin, agent, reviewer)
  await until('the newer pack', async () => (await agent.get('sync.status', {})).rules.version === '2026.90')
  for (const desk of [agent, reviewer]) expect(await openCase(desk, away)).toMatchObject({ row: { state: 'deciding', mark: 'sent' }, identity: expect.arrayContaining([expect.objectContaining({ check: expect.objectContaining({ method: 'recent-use' }) })]) })
  // From now on it is not open any more.
  expect((await openCase(agent, later)).identityRule.methods).toEqual(IDENTITY_METHODS.filter((method) => method === 'one-time-code' || method === 'document-seen'))
  expect(await check(later, 'recent-use')).toMatchObject({ ok: false })
})

it('by a document waits for a second person, who finds it among what is to be reviewed until it is settled', async () => {
  const requestId = await caseOf(DEMO_CONFLICT_CASE)
  const reviews = async () => ({ ids: (await reviewer.get('queue.list', { view: 'to-approve', limit: 100 })).rows.map(({ id }) => id), figure: (await reviewer.get('queue.counts', {})).views['to-approve'] })
  const before = await reviews()
  expect(before.ids).not.toContain(requestId)
  expect(await check(requestId, 'document-seen')).toMatchObject({ ok: true })
  await catchUp(origin, agent, reviewer)
  const waiting = await reviews()
  expect([waiting.ids.includes(requestId), waiting.figure, waiting.ids.length]).toEqual([true, before.figure + 1, before.ids.length + 1])
  const { version, identity } = await openCase(reviewer, requestId)
  await reviewer.get('identity.settle', { requestId, version, identifierId: identity[0]!.id, isEnough: true, reason: '' })
  await catchUp(origin, agent, reviewer)
  expect(await reviews()).toEqual(before)
})

it('is told attempt by attempt: who, when, how, with what, and whether it was passed', async () => {
  const requestId = await caseOf(DEMO_CONFLICT_CASE)
  // The document of the test before; the code of another identifier that did not fit.
  const { version, identity } = await openCase(agent, requestId)
  const other = identity[1]!.id
  expect(identity[0]!.attempts).toMatchObject([{ result: 'passed', method: 'document-seen', by: { id: agent.staff.id }, approvedBy: { id: reviewer.staff.id }, evidence: '见记录' }])
  await agent.get('request.verify', { requestId, version, identifierId: other, method: 'one-time-code', evidence: '读回的不一致', result: 'failed' })
  await catchUp(origin, agent, reviewer)
  const seen = await openCase(reviewer, requestId)
  expect(seen.identity[1]).toMatchObject({ failed: 1, attempts: [{ result: 'failed', method: 'one-time-code', by: { id: agent.staff.id }, evidence: '读回的不一致' }] })
  expect(seen.identity[0]!.attempts).toHaveLength(1)
})
