// POST /intake for every right and every new field, and what the origin alone refuses of acts that a desk would not have made.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { withTestMark } from '../../src-shared/domain/test-request'
import { RIGHTS } from '../../src-shared/domain/vocabulary'
import { intakeResponse } from '../../src-shared/protocol/search'
import { requestSchema } from '../../src-shared/protocol/records'
import { minimiseRequest } from '../../src-origin/erasure/minimise'
import { DEMO_CONFLICT_PERSON, DEMO_MINOR, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { API, callOrigin, enrolDevice, newId, signIn, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { createItem, makeItem, proposeErasure, push, pushOne } from '../fixtures/origin-push'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDevice
let zhou: TestPerson
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await enrolDevice(origin)
  zhou = await signIn(desk, 'zhou')
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const subjectOf = async (accountNo: string) => (await db().selectFrom('subjects').select('id').where('account_no', '=', accountNo).executeTakeFirstOrThrow()).id
const bodyOf = async (id: string) => requestSchema.strict().parse((await db().selectFrom('requests').select('body').where('id', '=', id).executeTakeFirstOrThrow()).body)
async function intake(more: object, accountNo = DEMO_PERSON.accountNo) {
  const requestId = newId<RequestId>(origin)
  const body = { requestId, person: { accountNo }, right: 'access', channel: 'website', receivedOn: '2026-06-12', text: '请处理', ...more }
  const headers = { authorization: `Bearer ${origin.running().context.keys.intakeToken}` }
  const { status, json } = await callOrigin(origin, { method: 'POST', path: `${API}/intake`, body, headers })
  return { requestId, status, json: status === 200 ? json() : undefined }
}
const maker = { kind: 'agent', name: '沈代理', contact: '13912345678', relation: '律师' }
const ASKED = { corrections: [{ field: 'name', value: '林一' }], purposes: ['account'], products: ['trade-search'], explains: 'rules', transferTo: '示例公司' }

test('takes every right with an agent, counts it, and asks for what the agent has to show', async () => {
  for (const right of RIGHTS.filter((one) => one !== 'foreign-authority')) {
    const made = await intake({ right, madeBy: maker, ...ASKED })
    expect([right, made.status, intakeResponse.safeParse(made.json).success]).toEqual([right, 200, true])
    expect(await bodyOf(made.requestId)).toMatchObject({ right, madeBy: { ...maker, evidence: [{ kind: 'asker-identity' }, { kind: 'authorisation' }] } })
  }
})

test('takes a complaint about a case of the same person, and a test, and nothing that does not fit', async () => {
  const { requestId: about } = await intake({})
  const complaint = await intake({ right: 'complain', about })
  expect(await bodyOf(complaint.requestId)).toMatchObject({ about })
  expect(await bodyOf((await intake({ test: true })).requestId)).toMatchObject({ test: true })
  const refused = [
    await intake({ right: 'complain', about }, DEMO_CONFLICT_PERSON.accountNo), await intake({ right: 'complain', about: newId(origin) }), await intake({ about }),
    await intake({ madeBy: { ...maker, name: ' ' } }), await intake({ madeBy: { ...maker, kind: 'neighbour' } }), await intake({ madeBy: { ...maker, kind: 'guardian-of-minor' } }, DEMO_MINOR.accountNo),
  ]
  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400])
  expect((await intake({ madeBy: { ...maker, kind: 'guardian-of-child' } }, DEMO_MINOR.accountNo)).status).toBe(200)
})

test('a push is judged alike: whose case, which age, and a link to what the device may not read', async () => {
  const person = await subjectOf(DEMO_PERSON.accountNo)
  const { requestId: about } = await intake({}, DEMO_CONFLICT_PERSON.accountNo)
  expect(await pushOne(desk, zhou, createItem(origin, person, { right: 'complain', about }))).toBe('rejected invalid')
  expect(await pushOne(desk, zhou, createItem(origin, await subjectOf(DEMO_MINOR.accountNo), { madeBy: { ...maker, kind: 'guardian-of-minor' } }))).toBe('rejected invalid')
  const create = createItem(origin, person, {})
  const { requestId } = create.args as { readonly requestId: RequestId }
  await push(desk, zhou, [create])
  expect(await pushOne(desk, zhou, makeItem(origin, 'request.link@1', { requestId, otherId: newId(origin) }, { base: 1 }))).toBe('rejected invalid')
  await db().updateTable('requests').set({ scope: 'desk:elsewhere' }).where('id', '=', about).execute()
  expect(await pushOne(desk, zhou, makeItem(origin, 'request.link@1', { requestId, otherId: about }, { base: 1 }))).toBe('rejected invalid')
  const { requestId: near } = await intake({})
  expect(await pushOne(desk, zhou, makeItem(origin, 'request.link@1', { requestId, otherId: near }, { base: 1 }))).toBe('applied 2')
  // The other record is not touched: what somebody decides on it offline stays good.
  expect((await db().selectFrom('requests').select('v').where('id', '=', near).executeTakeFirstOrThrow()).v).toBe(1)
})

test('two links against each other at the same moment both stand', async () => {
  const [one, two] = [(await intake({})).requestId, (await intake({})).requestId]
  const wu = await signIn(desk, 'wu')
  const link = (requestId: RequestId, otherId: RequestId) => makeItem(origin, 'request.link@1', { requestId, otherId }, { base: 1 })
  expect(await Promise.all([pushOne(desk, zhou, link(one, two)), pushOne(desk, wu, link(two, one))])).toEqual(['applied 2', 'applied 2'])
})

test('no approval of a test removes anybody, signed in freshly or not', async () => {
  const { requestId } = await intake({ right: 'delete', test: true }, DEMO_CONFLICT_PERSON.accountNo)
  const text = withTestMark('删除', { test: true }, 'zh-CN')
  const { approval } = await proposeErasure(origin, desk, zhou, requestId, text)
  expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), approval())).toBe('rejected precondition')
  expect(await subjectOf(DEMO_CONFLICT_PERSON.accountNo)).toBeDefined()
  expect((await bodyOf(requestId)).state).toBe('approval')
})

test('what an erasure leaves of a request names neither the person nor whoever asked for them', async () => {
  const { requestId } = await intake({ madeBy: maker })
  await push(desk, zhou, [
    makeItem(origin, 'request.see-evidence@1', { requestId, evidence: 'authorisation', what: '委托书原件' }, { base: 1 }),
    makeItem(origin, 'request.withdraw@1', { requestId, channel: 'phone', reason: '来电说不查了' }, { base: 2 }),
  ])
  const left = minimiseRequest(await bodyOf(requestId))
  expect(left).toMatchObject({ state: 'withdrawn', madeBy: { kind: 'agent', name: '', contact: '', relation: '', evidence: [{ kind: 'asker-identity' }, { kind: 'authorisation', seen: { what: '' } }] }, withdrawal: { reason: '' } })
  for (const word of [maker.name, maker.contact, '委托书原件', '来电说不查了']) expect(JSON.stringify(left)).not.toContain(word)
})
