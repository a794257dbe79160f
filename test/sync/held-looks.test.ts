// What is held about somebody is not put beside a request of an unproved asker; it comes with the check, or after a reason that the audit keeps.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE } from '../../src-origin/seed/demo-cast'
import { openCase, take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOneDesk } from '../fixtures/desks-and-origin'
import { reopen, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk
beforeAll(async () => {
  ({ origin, desk: agent } = await startOneDesk())
}, 120_000)
afterAll(removeDesksAndOrigin)

const caseOf = async (caseNo: string) => {
  const { id, subject_id: subjectId } = await originCase(origin, caseNo)
  return { requestId: id as RequestId, subjectId: subjectId as SubjectId }
}
const keyIn = async (subjectId: SubjectId, more: object) => (await agent.get('request.create', { subjectId, right: 'access', channel: 'phone', receivedOn: '2026-06-12', text: '请处理。', ...more })).requestId
const heldOf = async (requestId: RequestId) => (await openCase(agent, requestId)).held
const region = { right: 'correct', corrections: [{ field: 'region', value: '大连' }] } as const

it('comes with the check; until then not even the value beside a correction is there', async () => {
  const { subjectId } = await caseOf(DEMO_ACCESS_CASE)
  const requestId = await keyIn(subjectId, region)
  expect(await heldOf(requestId)).toEqual({ t: 'hidden', needs: 'identity' })
  expect((await openCase(agent, requestId)).items).toMatchObject([{ value: '大连' }])
  expect((await openCase(agent, requestId)).items[0]).not.toHaveProperty('before')
  // The clock and the queue know nothing of it.
  expect((await agent.get('queue.list', { view: 'team', limit: 100 })).rows.find(({ id }) => id === requestId)?.clock.targetOn).toBe((await openCase(agent, requestId)).row.clock.targetOn)
  await take(agent, requestId)
  await verify(agent, requestId)
  expect(await heldOf(requestId)).toEqual({ t: 'shown' })
  expect((await openCase(agent, requestId)).items[0]).toHaveProperty('before')
})

it('waits for the evidence of whoever asks for another, and is never put beside what an authority asks', async () => {
  const { subjectId } = await caseOf(DEMO_ACCESS_CASE)
  const requestId = await keyIn(subjectId, { madeBy: { kind: 'agent', name: '沈代理一', contact: '400', relation: '律师' } })
  await take(agent, requestId)
  await verify(agent, requestId)
  expect(await heldOf(requestId)).toEqual({ t: 'hidden', needs: 'evidence' })
  for (const evidence of ['asker-identity', 'authorisation'] as const) {
    await agent.get('request.seeEvidence', { requestId, version: (await openCase(agent, requestId)).version, evidence, what: '原件' })
  }
  expect(await heldOf(requestId)).toEqual({ t: 'shown' })
  expect(await heldOf(await keyIn(subjectId, { right: 'foreign-authority', authority: 'Court' }))).toEqual({ t: 'hidden', needs: 'authority' })
})

it('is shown for a reason, which the audit has without a word about the person, until the desk locks', async () => {
  const { requestId } = await caseOf(DEMO_CONFLICT_CASE)
  expect((await agent.get('package.preview', { requestId })).categories).toEqual([])
  expect(await agent.ask('request.lookAtHeld', { requestId, reason: 'because' as never })).toMatchObject({ ok: false })
  await agent.get('request.lookAtHeld', { requestId, reason: 'compare-answers' })
  expect(await heldOf(requestId)).toEqual({ t: 'looked', reason: 'compare-answers' })
  // Of this request alone.
  expect(await heldOf((await caseOf(DEMO_ACCESS_CASE)).requestId)).toEqual({ t: 'hidden', needs: 'identity' })
  await agent.close()
  const told = await withStore(origin, agent, ({ reader }) => reader.selectFrom('audit').select('entry').execute())
  expect(told.map(({ entry }) => (JSON.parse(entry) as { readonly type: string }).type).filter((type) => type === 'request.look-at-held')).toHaveLength(1)
  agent = await reopen(origin, agent, { network: agent.network })
  expect(await heldOf(requestId)).toEqual({ t: 'hidden', needs: 'identity' })
})

it('is not reached by the way of its package either: not by looking over, not by words, not by what is chosen', async () => {
  const { subjectId } = await caseOf(DEMO_ACCESS_CASE)
  const refused = async (requestId: RequestId, kind: string): Promise<void> => {
    const spot = { place: 'request', requestId } as const
    const asked = [
      agent.ask('package.review', { requestId }), agent.ask('package.findRows', { requestId, text: '1' }), agent.ask('package.redact', { requestId, spot, part: 'field', reason: 'security' }),
      agent.ask('package.unredact', { requestId, spot }), agent.ask('package.settleFinding', { requestId, finding: { spot, kind: 'mobile', from: 0, to: 11, words: '13700001111' }, as: 'own' }),
    ]
    for (const answer of await Promise.all<unknown>(asked)) expect(answer).toEqual({ ok: false, error: { kind } })
  }
  const own = await keyIn(subjectId, {})
  await refused(own, 'identity-not-verified')
  await agent.get('request.lookAtHeld', { requestId: own, reason: 'compare-answers' })
  expect(await agent.get('package.findRows', { requestId: own, text: 'no record has these words' })).toEqual([])
  const agents = await keyIn(subjectId, { madeBy: { kind: 'agent', name: '沈代理二', contact: '401', relation: '律师' } })
  await take(agent, agents)
  await verify(agent, agents)
  await refused(agents, 'evidence-missing')
  const corrects = await keyIn(subjectId, region)
  await take(agent, corrects)
  await verify(agent, corrects)
  await refused(corrects, 'state-changed')
})
