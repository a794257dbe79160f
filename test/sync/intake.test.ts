// Asked for by somebody else, taken back, a step back, linked and made as a test: at desk and origin, offline too, as one life of a request.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must } from '../../src-shared/base/assert'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE, DEMO_MINOR_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { approvalOf, openCase as open, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { shownFor } from '../fixtures/shown'
import { catchUp, comeBackRefused, goAway, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let agent: TestDesk
let reviewer: TestDesk
beforeAll(async () => {
  const started = await startTwoDesks()
  origin = started.origin
  agent = started.agent
  reviewer = started.reviewer
}, 120_000)
afterAll(removeDesksAndOrigin)

const subjectOf = async (caseNo: string): Promise<SubjectId> => (await originCase(origin, caseNo)).subject_id as SubjectId
const db = () => origin.running().context.db
const makerOf = (kind: 'agent' | 'guardian-of-child' | 'relative') => ({ kind, name: '沈代理一', contact: '13912345678', relation: '律师' }) as const

async function keyIn(desk: TestDesk, subjectId: SubjectId, more: object = {}): Promise<RequestId> {
  const { requestId } = await desk.get('request.create', { subjectId, right: 'access', channel: 'phone', receivedOn: '2026-06-12', text: '请处理。', ...more })
  return requestId
}
const see = async (desk: TestDesk, requestId: RequestId, evidence: 'asker-identity' | 'authorisation', what: string): Promise<void> => {
  await desk.get('request.seeEvidence', { requestId, version: (await open(desk, requestId)).version, evidence, what })
}
const at = async (desk: TestDesk, requestId: RequestId) => ({ requestId, version: (await open(desk, requestId)).version })

describe('asked for by an agent', () => {
  it('is seen and answered offline; nothing is granted or exported before all was seen', async () => {
    await goAway(agent)
    const requestId = await keyIn(agent, await subjectOf(DEMO_ACCESS_CASE), { madeBy: makerOf('agent') })
    await take(agent, requestId)
    await verify(agent, requestId)
    expect(await open(agent, requestId)).toMatchObject({
      madeBy: { kind: 'agent', name: '沈代理一', evidence: [{ kind: 'asker-identity' }, { kind: 'authorisation' }] }, outcomes: ['refused'], grounds: [{ code: 'A4' }],
      acts: { decide: 'possible', export: 'evidence-missing', evidence: 'possible' },
    })
    expect(await agent.ask('request.decide', { ...(await at(agent, requestId)), outcome: 'granted', text: '同意。' })).toEqual({ ok: false, error: { kind: 'evidence-missing' } })
    await see(agent, requestId, 'authorisation', '委托书原件一份')
    await see(agent, requestId, 'asker-identity', '身份证，与委托书一致')
    expect((await open(agent, requestId)).acts.export).toBe('possible')
    await agent.get('request.decide', { ...(await at(agent, requestId)), outcome: 'granted', text: '同意查阅。' })
    agent.network.mend()
    await catchUp(origin, agent, reviewer)
    // Once closed only that it was seen is kept, on both desks and at the origin.
    for (const desk of [agent, reviewer]) {
      expect(await open(desk, requestId)).toMatchObject({ row: { state: 'granted', mark: 'sent' }, madeBy: { evidence: [{ kind: 'asker-identity', seen: { what: '', by: { id: DEMO_STAFF.zhou.id } } }, { kind: 'authorisation', seen: { what: '' } }] } })
    }
  })

  it('comes back where evidence was taken back meanwhile: the grant of an old copy is no grant', async () => {
    const requestId = await keyIn(agent, await subjectOf(DEMO_ACCESS_CASE), { madeBy: makerOf('agent') })
    await take(agent, requestId)
    await verify(agent, requestId)
    await see(agent, requestId, 'authorisation', '委托书复印件')
    await see(agent, requestId, 'asker-identity', '身份证')
    await catchUp(origin, agent, reviewer)
    await goAway(agent)
    await agent.get('request.decide', { ...(await at(agent, requestId)), outcome: 'granted', text: '同意查阅。' })
    await reviewer.get('request.retractEvidence', { ...(await at(reviewer, requestId)), evidence: 'authorisation', reason: '签名不是本人的' })
    await catchUp(origin, reviewer)
    const refused = await comeBackRefused(origin, agent)
    expect(refused).toMatchObject({ op: 'request.decide@1', rejection: 'version_conflict' })
    await agent.get('sync.settle', { mid: refused.mid, choice: 'take-origin' })
    expect(await open(agent, requestId)).toMatchObject({ row: { state: 'deciding' }, outcomes: ['refused'], madeBy: { evidence: [{ seen: { what: '身份证' } }, { kind: 'authorisation' }] } })
  })

  it('by a guardian must fit the age, here and at the origin', async () => {
    const subjectId = await subjectOf(DEMO_MINOR_CASE)
    const { isMinor } = await open(agent, (await originCase(origin, DEMO_MINOR_CASE)).id as RequestId)
    expect(isMinor).toBe(true)
    const kinds = ['guardian-of-child', 'guardian-of-minor'] as const
    const results = await Promise.all(kinds.map((kind) => agent.ask('request.create', { subjectId, right: 'access', channel: 'letter', receivedOn: '2026-06-12', text: '代孩子查。', madeBy: { kind, name: '沈母', contact: '13912345679', relation: '母亲' } })))
    expect(results.map((result) => (result.ok ? 'made' : result.error.kind)).toSorted()).toEqual(['guardian-age', 'made'])
    // The desk's word alone is not enough: of an adult the origin refuses what an older desk would send.
    const adult = await subjectOf(DEMO_ACCESS_CASE)
    expect(await agent.ask('request.create', { subjectId: adult, right: 'complain', channel: 'letter', receivedOn: '2026-06-12', text: '投诉。', about: (await originCase(origin, DEMO_MINOR_CASE)).id as RequestId })).toEqual({ ok: false, error: { kind: 'not-found' } })
  })
})

describe('taken back and stepped back', () => {
  it('closes as withdrawn wherever it stood, with how the person said it, and takes a proposal along', async () => {
    const requestId = await keyIn(agent, await subjectOf(DEMO_ACCESS_CASE), { right: 'delete' })
    await catchUp(origin, agent)
    const erasureId = await proposeErasure(agent, requestId)
    await catchUp(origin, agent, reviewer)
    const approval = await approvalOf(reviewer, requestId)
    await agent.get('request.withdraw', { ...(await at(agent, requestId)), channel: 'e-mail', reason: '来信说不删了' })
    await catchUp(origin, agent, reviewer)
    expect(await open(reviewer, requestId)).toMatchObject({ row: { state: 'withdrawn', clock: { phase: 'closed' } }, withdrawal: { channel: 'e-mail', reason: '来信说不删了' }, acts: { reopen: 'possible', withdraw: 'state-changed' } })
    // Nobody can approve what was taken back, from whatever screen it is tried.
    expect(await reviewer.ask('erasure.approve', approval)).toEqual({ ok: false, error: { kind: 'state-changed' } })
    expect(await db().selectFrom('erasures').select('state').where('id', '=', erasureId).execute()).toEqual([{ state: 'declined' }])
  })

  it('goes back from the second person to the table, to verifying, to received, and the history keeps it all', async () => {
    const requestId = await keyIn(agent, await subjectOf(DEMO_CONFLICT_CASE), { right: 'delete' })
    await catchUp(origin, agent)
    await proposeErasure(agent, requestId)
    await catchUp(origin, agent)
    const states: string[] = []
    for (const reason of ['计划漏了一项', '核对的是别人的号码', '派错了人']) {
      await agent.get('request.stepBack', { ...(await at(agent, requestId)), reason })
      await catchUp(origin, agent)
      states.push((await open(agent, requestId)).row.state)
    }
    expect(states).toEqual(['deciding', 'verifying', 'received'])
    await catchUp(origin, reviewer)
    const { timeline, row, acts } = await open(reviewer, requestId)
    expect(timeline.filter(({ event }) => event === 'stepped-back').map(({ text }) => text)).toEqual(['计划漏了一项', '核对的是别人的号码', '派错了人'])
    expect([row.assignee, acts.take, acts['step-back']]).toEqual([undefined, 'possible', 'state-changed'])
  })
})

describe('cases that belong together', () => {
  it('are found by person and by identifier, linked by a person alone, shown on both sides, and never decided by it', async () => {
    const subjectId = await subjectOf(DEMO_ACCESS_CASE)
    const other = await subjectOf(DEMO_CONFLICT_CASE)
    // The other account is given an identifier of this person: from then on the two may be one.
    const { value: shared } = await db().selectFrom('identifiers').select('value').where('subject_id', '=', subjectId).where('kind', '=', 'mobile').executeTakeFirstOrThrow()
    const supplement = await keyIn(agent, other, { right: 'supplement', corrections: [{ field: 'mobile', value: shared }] })
    await take(agent, supplement)
    await verify(agent, supplement)
    await agent.get('request.decide', { ...(await at(agent, supplement)), outcome: 'granted', shown: shownFor('mobile'), text: '已补充。' })
    const first = await keyIn(agent, subjectId, { right: 'restrict', purposes: ['account'] })
    const again = await keyIn(agent, subjectId, { right: 'restrict', purposes: ['account'] })
    const elsewhere = await keyIn(agent, other, { right: 'restrict', purposes: ['account'] })
    const openAlike = async () => (await agent.get('request.openAlike', { subjectId, right: 'restrict' })).rows.map(({ id }) => id)
    // Before either has a number, and without the other account's: told to whoever keys in a third.
    expect(new Set(await openAlike())).toEqual(new Set([first, again]))
    expect(await agent.get('request.openAlike', { subjectId, right: 'explain' })).toEqual({ rows: [] })
    await catchUp(origin, agent, reviewer)
    const { caseNo } = (await open(agent, again)).row
    expect((await agent.get('request.byNumber', { caseNo: ` ${caseNo}` })).row).toMatchObject({ id: again, caseNo })
    for (const none of ['', '26-99999', caseNo.slice(0, -1)]) expect(await agent.get('request.byNumber', { caseNo: none })).toEqual({})
    const found = (await open(agent, first)).related.duplicates
    expect(new Map(found.map(({ row, why }) => [row.id, why]))).toEqual(new Map([[again, 'same-person'], [elsewhere, 'shared-identifier']]))

    await goAway(agent)
    await agent.get('request.link', { ...(await at(agent, first)), otherId: again })
    const linked = (await open(agent, again)).related
    expect(linked.links).toMatchObject([{ row: { id: first }, by: { id: DEMO_STAFF.zhou.id }, holder: { requestId: first } }])
    agent.network.mend()
    await catchUp(origin, agent, reviewer)
    // From the other side, at the other desk: shown there, and taken back where it stands.
    const [link] = (await open(reviewer, again)).related.links
    const { requestId, version } = must(link, 'the link').holder
    expect((await open(reviewer, first)).timeline.at(-1)).toMatchObject({ event: 'linked', other: { requestId: again, caseNo: (await open(reviewer, again)).row.caseNo } })
    await reviewer.get('request.unlink', { requestId, version, otherId: again })
    await catchUp(origin, reviewer, agent)
    expect((await open(agent, again)).related).toMatchObject({ links: [], duplicates: expect.arrayContaining([expect.objectContaining({ why: 'same-person' })]) })
    // Nothing was decided by any of it.
    for (const one of [first, again, elsewhere]) expect((await open(agent, one)).row.state).toBe('received')
  })

  it('a complaint stands with the case that it is about, both ways', async () => {
    const about = (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId
    const complaint = await keyIn(agent, await subjectOf(DEMO_ACCESS_CASE), { right: 'complain', about })
    expect((await open(agent, complaint)).related.about).toMatchObject({ requestId: about, row: { caseNo: DEMO_ACCESS_CASE } })
    expect((await open(agent, about)).related.complaints.map(({ id }) => id)).toEqual([complaint])
    await catchUp(origin, agent, reviewer)
    expect((await open(reviewer, about)).related.complaints.map(({ id }) => id)).toEqual([complaint])
  })
})

describe('a test', () => {
  it('is marked in the queue and counted in no figure, changes nothing and erases nobody', async () => {
    const subjectId = await subjectOf(DEMO_ACCESS_CASE)
    const before = await agent.get('queue.counts', {})
    const listed = (await agent.get('queue.ids', { view: 'team' })).ids
    const correction = await keyIn(agent, subjectId, { right: 'correct', corrections: [{ field: 'name', value: '测试改名' }], test: true })
    const erasing = await keyIn(agent, subjectId, { right: 'delete', test: true })
    expect(await agent.get('queue.counts', {})).toMatchObject({ views: { team: before.views.team, unassigned: before.views.unassigned, 'to-verify': before.views['to-verify'], waiting: before.views.waiting }, clocks: before.clocks })
    expect((await agent.get('queue.ids', { view: 'team' })).ids).toHaveLength(listed.length + 2)
    const page = await agent.get('queue.list', { view: 'team', limit: 100 })
    expect([page.total, page.rows.filter((row) => row.test).length]).toEqual([listed.length + 2, 2])
    await take(agent, correction)
    await verify(agent, correction)
    const { text } = await agent.get('request.letter', { requestId: correction, outcome: 'granted' })
    expect(text).toMatch(/^【测试】/)
    await agent.get('request.decide', { ...(await at(agent, correction)), outcome: 'granted', shown: shownFor('name'), text })
    await catchUp(origin, agent)
    await proposeErasure(agent, erasing)
    await catchUp(origin, agent, reviewer)
    expect((await open(agent, correction)).row).toMatchObject({ state: 'granted', test: true })
    expect(await db().selectFrom('subjects').select('name').where('id', '=', subjectId).executeTakeFirstOrThrow()).toEqual({ name: DEMO_PERSON.name })
    expect((await open(reviewer, erasing)).acts['approve-erasure']).toBe('test-request')
    const refused = await reviewer.ask('erasure.approve', await approvalOf(reviewer, erasing))
    expect(refused).toMatchObject({ ok: false })
    expect((await open(agent, erasing)).row.state).toBe('approval')
  })
})

describe('an erasure', () => {
  it('takes the name and the contact of whoever asked, from the desk and from the origin', async () => {
    const requestId = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
    const subjectId = await subjectOf(DEMO_DELETE_CASE)
    const asked = await keyIn(agent, subjectId, { right: 'access', madeBy: makerOf('agent') })
    await see(agent, asked, 'authorisation', '委托书编号戊四二七')
    await agent.get('request.withdraw', { ...(await at(agent, asked)), channel: 'phone', reason: '本人来电说不查了' })
    await proposeErasure(agent, requestId)
    await catchUp(origin, agent, reviewer)
    await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
    await catchUp(origin, reviewer, agent)
    const { body } = await db().selectFrom('requests').select('body').where('id', '=', asked).executeTakeFirstOrThrow()
    expect(body).toMatchObject({ madeBy: { kind: 'agent', name: '', contact: '', relation: '' }, withdrawal: { reason: '' } })
    await agent.close()
    const here = await withStore(origin, agent, async ({ reader }) => JSON.stringify([
      await reader.selectFrom('records').selectAll().where('subject_id', '=', subjectId).execute(), await reader.selectFrom('outbox_done').selectAll().execute(),
      await reader.selectFrom('audit_details').selectAll().execute(), await reader.selectFrom('request_links').selectAll().where('subject_id', '=', subjectId).execute(),
    ]))
    for (const text of ['委托书编号戊四二七', '本人来电说不查了']) expect(here).not.toContain(text)
  })
})
