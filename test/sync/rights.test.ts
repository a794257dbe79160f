// One journey for each effect: asked and decided while the origin is away, carried out there, and come back to the desk that asked.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import type { DecisionDetails } from '../../src-shared/domain/request'
import type { Outcome, Right } from '../../src-shared/domain/vocabulary'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_MINOR_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openCase as open, take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDesk
beforeAll(async () => {
  origin = await startOnlyOrigin()
  desk = await openDesk(origin, DEMO_STAFF.zhou)
})
afterAll(async () => {
  await desk?.close()
  await removeDesksAndOrigin()
})

const subjectOf = async (caseNo: string): Promise<SubjectId> => (await originCase(origin, caseNo)).subject_id as SubjectId

interface Journey {
  readonly subjectId: SubjectId
  readonly right: Right
  readonly asked?: object
  readonly outcome?: Outcome
  readonly decision?: DecisionDetails
}

/** Offline from intake to decision, with the letter as the pack words it for this very decision; then all of it at once to the origin. */
async function travel({ subjectId, right, asked = {}, outcome = 'granted', decision = {} }: Journey): Promise<RequestId> {
  await goAway(desk)
  const { requestId } = await desk.get('request.create', { subjectId, right, channel: 'phone', receivedOn: '2026-06-12', text: '请处理。', ...asked })
  await take(desk, requestId)
  await verify(desk, requestId)
  const { text } = await desk.get('request.letter', { requestId, outcome, ...(decision.items ? { items: decision.items } : {}) })
  await desk.get('request.decide', { requestId, version: (await open(desk, requestId)).version, outcome, text, ...decision })
  expect(await open(desk, requestId)).toMatchObject({ row: { mark: 'to-send' }, changes: [] })
  desk.network.mend()
  await catchUp(origin, desk)
  expect(await open(desk, requestId)).toMatchObject({ row: { mark: 'sent' }, decision: { text } })
  return requestId
}

it('a correction by item comes back with what was there and what is', async () => {
  const subjectId = await subjectOf(DEMO_CONFLICT_CASE)
  const asked = { corrections: [{ field: 'mobile', value: '192 0000 4711' }, { field: 'name', value: '欧示沅改' }] }
  const items = [{ item: 'field:mobile', outcome: 'granted' as const }, { item: 'field:name', outcome: 'refused' as const, ground: 'A10' }]
  const requestId = await travel({ subjectId, right: 'correct', asked, outcome: 'granted-in-part', decision: { items, shown: [{ field: 'mobile', kind: 'code-read-back', words: '发送记录 771204' }] } })
  const { changes, items: seen, decision } = await open(desk, requestId)
  expect(changes).toMatchObject([{ field: 'mobile', before: '199****2648', after: '192****4711', shown: 'code-read-back' }])
  expect(decision?.shown).toEqual([{ field: 'mobile', kind: 'code-read-back' }])
  expect(seen).toMatchObject([{ field: 'mobile', before: '199****2648', decided: { outcome: 'granted' } }, { field: 'name', decided: { outcome: 'refused', ground: { code: 'A10' } } }])
  expect(decision?.text).toContain('更正了：手机号。未办理的部分：姓名。')
  expect((await desk.get('person.open', { subjectId })).identifiers.map(({ masked }) => masked)).toContain('192****4711')
})

it('a supplement comes back beside what is held', async () => {
  const subjectId = await subjectOf(DEMO_CONFLICT_CASE)
  const before = (await desk.get('person.open', { subjectId })).identifiers
  const requestId = await travel({ subjectId, right: 'supplement', asked: { corrections: [{ field: 'email', value: 'second.sail@mail.example' }] }, decision: { shown: [{ field: 'email', kind: 'statement' }] } })
  expect((await open(desk, requestId)).changes).toMatchObject([{ field: 'email', after: 's****@mail.example' }])
  expect((await desk.get('person.open', { subjectId })).identifiers).toHaveLength(before.length + 1)
})

it('a restriction and an opt-out come back as acts in the history, and the purposes stop', async () => {
  const subjectId = await subjectOf(DEMO_ACCESS_CASE)
  await travel({ subjectId, right: 'restrict', asked: { purposes: ['account'] } })
  await travel({ subjectId, right: 'personalisation-off' })
  const { consents } = await desk.get('person.open', { subjectId })
  expect(consents.filter(({ at }) => at >= origin.now() - 600_000).map(({ kind, purpose }) => [kind, purpose])).toEqual(expect.arrayContaining([['restriction', 'account'], ['opt-out', 'pages-and-search']]))
})

it('an ended product comes back as ended and leaves the others', async () => {
  const subjectId = await subjectOf(DEMO_ACCESS_CASE)
  const { products } = await desk.get('person.open', { subjectId })
  const [ended] = products
  if (!ended) throw new Error('the demo person uses a product')
  await travel({ subjectId, right: 'end-product', asked: { products: [ended] } })
  const after = await desk.get('person.open', { subjectId })
  expect(after.products).toEqual(products.slice(1))
  expect(after.consents).toContainEqual(expect.objectContaining({ kind: 'product-ended', product: ended }))
})

it('a transfer comes back with its four conditions, and only then its package can be made', async () => {
  const subjectId = await subjectOf(DEMO_ACCESS_CASE)
  const conditions = { 'identity-proved': true, 'consent-or-contract': true, feasible: true, 'harms-nobody': true }
  const requestId = await travel({ subjectId, right: 'transfer', asked: { transferTo: '示例公司' }, decision: { conditions } })
  expect(await open(desk, requestId)).toMatchObject({ transferTo: '示例公司', decision: { conditions }, acts: { export: 'possible' } })
})

it('what a foreign authority asks is escalated here and decided by nobody but the officer', async () => {
  const subjectId = await subjectOf(DEMO_ACCESS_CASE)
  const { requestId } = await desk.get('request.create', { subjectId, right: 'foreign-authority', channel: 'letter', receivedOn: '2026-06-12', text: '来函调取。', authority: 'Example Court' })
  const { version } = await open(desk, requestId)
  await desk.get('request.escalate', { requestId, version, reason: '外国法院来函，未附批准文件' })
  expect(await open(desk, requestId)).toMatchObject({ row: { state: 'deciding' }, escalation: { reason: '外国法院来函，未附批准文件' }, outcomes: ['refused'], acts: { decide: 'officer-decides', escalate: 'state-changed', verify: 'state-changed', export: 'state-changed' } })
  const decision = { requestId, version: version + 1, outcome: 'refused' as const, ground: 'A8', text: '不能提供。' }
  expect(await desk.ask('request.decide', decision)).toMatchObject({ ok: false, error: { kind: 'not-permitted' } })
  await catchUp(origin, desk)
  const officer = await openDesk(origin, DEMO_STAFF.zheng)
  await officer.get('request.decide', { ...decision, version: (await open(officer, requestId)).version })
  await catchUp(origin, officer, desk)
  expect(await open(desk, requestId)).toMatchObject({ row: { state: 'refused' }, decision: { ground: { code: 'A8' } } })
  await officer.close()
})

it('a minor is not answered by word of mouth', async () => {
  const requestId = (await originCase(origin, DEMO_MINOR_CASE)).id as RequestId
  const { row } = await open(desk, requestId)
  const spoken = await desk.get('request.create', { subjectId: row.subjectId, right: 'access', channel: 'phone', receivedOn: '2026-06-12', text: '请给我看看。' })
  await take(desk, spoken.requestId)
  await verify(desk, spoken.requestId)
  const { version, isMinor } = await open(desk, spoken.requestId)
  expect(isMinor).toBe(true)
  expect(await desk.ask('request.decide', { requestId: spoken.requestId, version, outcome: 'granted', text: '已口头说明。', form: 'spoken' })).toEqual({ ok: false, error: { kind: 'minor-in-writing' } })
  await desk.get('request.decide', { requestId: spoken.requestId, version, outcome: 'granted', text: '已书面答复。', form: 'written' })
})
