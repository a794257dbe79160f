// Revealing through a whole desk: the role at the gate, one value of the person on the screen, the line in the store, an erased person, and
// what the officer sees of it afterwards.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { DEMO_CONFLICT_CASE, DEMO_CONFLICT_PERSON, DEMO_DELETE_CASE, DEMO_MINOR_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { hasPermission } from '../../src-shared/domain/staff'
import { ROLES } from '../../src-shared/domain/vocabulary'
import { approvalOf, proposeErasure } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, openDesk, reopen, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks())
}, 120_000)
afterAll(removeDesksAndOrigin)

const caseOf = async (caseNo: string) => {
  const { id, subject_id: subjectId } = await originCase(origin, caseNo)
  return { requestId: id as RequestId, subjectId: subjectId as SubjectId }
}

it('is for everybody who works requests; how access is used is for the officer alone', async () => {
  expect(ROLES.filter((role) => hasPermission(role, 'reveal'))).toEqual(['agent', 'reviewer', 'officer'])
  expect(ROLES.filter((role) => hasPermission(role, 'reveal-minor'))).toEqual(['reviewer', 'officer'])
  for (const desk of [agent, reviewer]) expect(await desk.ask('access.use', {})).toEqual({ ok: false, error: { kind: 'not-permitted' } })
})

it('answers the value that the origin holds, and the screens go on with the mask alone', async () => {
  const { subjectId } = await caseOf(DEMO_CONFLICT_CASE)
  const { identifiers, maskedName } = await agent.get('person.open', { subjectId })
  expect((await agent.get('reveal.field', { subjectId, field: { of: 'name' }, reason: 'tell-apart' })).value).toBe(DEMO_CONFLICT_PERSON.name)
  const mobile = identifiers.find(({ kind }) => kind === 'mobile')!
  const { value } = await agent.get('reveal.field', { subjectId, field: { of: 'identifier', id: mobile.id }, reason: 'call-back' })
  expect(value).toBe('199 0000 2648')
  // Nothing else was unmasked by it.
  expect(JSON.stringify(await agent.get('person.open', { subjectId }))).not.toContain('0000 2648')
  expect((await agent.get('person.open', { subjectId })).maskedName).toBe(maskedName)
})

it.each([
  { field: { of: 'everything' } }, { field: { of: 'name' }, reason: 'because' }, { field: ['name', 'account'] }, { field: { of: 'identifier' } }, { field: { of: 'name' }, words: 'x'.repeat(101) },
])('takes one field with a reason of the list and nothing else: %j', async (wrong) => {
  const { subjectId } = await caseOf(DEMO_CONFLICT_CASE)
  expect(await agent.ask('reveal.field', { subjectId, reason: 'call-back', ...wrong } as never)).toEqual({ ok: false, error: { kind: 'bad-message' } })
})

it('of a minor is refused to an agent and open to a reviewer', async () => {
  const { subjectId } = await caseOf(DEMO_MINOR_CASE)
  const asked = { subjectId, field: { of: 'name' }, reason: 'call-back' } as const
  expect(await agent.ask('reveal.field', asked)).toEqual({ ok: false, error: { kind: 'reveal-minor' } })
  expect(await reviewer.ask('reveal.field', asked)).toMatchObject({ ok: true })
})

it('of somebody erased is gone, also for whoever has their page open', async () => {
  const { subjectId, requestId } = await caseOf(DEMO_DELETE_CASE)
  const asked = { subjectId, field: { of: 'name' }, reason: 'call-back' } as const
  expect((await agent.get('reveal.field', asked)).value).toBe(DEMO_PERSON.name)
  await proposeErasure(agent, requestId)
  await catchUp(origin, agent, reviewer)
  expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toMatchObject({ ok: true })
  await until('the erasure here', async () => {
    await agent.get('sync.now', {})
    return (await agent.get('erasure.open', { requestId })).state === 'completed'
  })
  expect(await agent.ask('reveal.field', asked)).toEqual({ ok: false, error: { kind: 'gone-erased' } })
  await agent.close()
  const lines = await withStore(origin, agent, async ({ reader }) => reader.selectFrom('audit').leftJoin('audit_details', 'audit_details.seq', 'audit.seq').select(['entry', 'detail']).orderBy('audit.seq').execute())
  const revealed = lines.filter(({ entry }) => (JSON.parse(entry) as { readonly type: string }).type === 'person.reveal')
  // Two of somebody who is still here, with their reasons; of the erased person the line stands and says nothing.
  expect(revealed.map(({ detail }) => detail && (JSON.parse(detail) as object))).toEqual([{ field: 'name', reason: 'tell-apart' }, { field: 'mobile', reason: 'call-back' }, null])
  expect(JSON.stringify(lines)).not.toContain(DEMO_PERSON.name)
  agent = await reopen(origin, agent, { network: agent.network })
})

it('is counted for the officer beside searches, and a name of the staff that was searched for is noted without the words', async () => {
  // Whoever signs in at the same desk reads the same audit: here the officer\'s own.
  origin.advance(3 * 60_000)
  const officer = await openDesk(origin, DEMO_STAFF.zheng, { workstation: '负责人' })
  const { subjectId } = await caseOf(DEMO_CONFLICT_CASE)
  const search = (query: string) => officer.get('search.people', { query, limit: 20, offset: 0 })
  await search('138')
  await search(DEMO_STAFF.zheng.name)
  await search('zhoushiyi')
  await officer.get('person.open', { subjectId })
  await officer.get('reveal.field', { subjectId, field: { of: 'account' }, reason: 'compare' })
  const use = await officer.get('access.use', {})
  expect(use.staff).toEqual([{ who: { id: DEMO_STAFF.zheng.id, name: DEMO_STAFF.zheng.name }, counts: { searches: 1, opened: 1, revealed: 1, exported: 0 } }])
  expect(use.unusual.map(({ kind, count }) => [kind, count])).toEqual(expect.arrayContaining([['named-self', 1], ['named-colleague', 1]]))
  await officer.close()
  const details = await withStore(origin, officer, ({ reader }) => reader.selectFrom('audit_details').select('detail').execute())
  const text = JSON.stringify(details)
  expect(text).toContain('named')
  for (const typed of [DEMO_STAFF.zheng.name, 'zhoushiyi', DEMO_STAFF.zhou.name]) expect(text).not.toContain(typed)
  expect([...agent.internal, ...reviewer.internal, ...officer.internal]).toEqual([])
})
