// What granting each right does at the origin, and what refusing leaves alone: rows, feed, and what an erasure takes again.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IdentifierId, RequestId } from '../../src-shared/base/ids'
import { RIGHTS } from '../../src-shared/domain/vocabulary'
import { requestSchema } from '../../src-shared/protocol/records'
import { DEMO_CONFLICT_PERSON, DEMO_MINOR, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { minimiseRequest } from '../../src-origin/erasure/minimise'
import { API, callOrigin, enrolDevice, newId, signIn, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { createItem, makeItem, push, pushOne } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { PACK_VERSION } from '../fixtures/rules'
import { shownFor } from '../fixtures/shown'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDevice
let zhou: TestPerson
let officer: TestPerson
let personId: string
let otherId: string

beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await enrolDevice(origin)
  zhou = await signIn(desk, 'zhou')
  officer = await signIn(desk, 'zheng')
  personId = await subjectOf(DEMO_PERSON.accountNo)
  otherId = await subjectOf(DEMO_CONFLICT_PERSON.accountNo)
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const subjectOf = async (accountNo: string) => (await db().selectFrom('subjects').select('id').where('account_no', '=', accountNo).executeTakeFirstOrThrow()).id
const subject = (id: string) => db().selectFrom('subjects').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const identifiersOf = (id: string) => db().selectFrom('identifiers').selectAll().where('subject_id', '=', id).orderBy('pos').execute()
const bodyOf = async (id: string) => requestSchema.strict().parse((await db().selectFrom('requests').select('body').where('id', '=', id).executeTakeFirstOrThrow()).body)
/** The acts in the history that bear the number of the request: what its granting wrote. */
const actsOf = async (requestId: string) => {
  const { caseNo } = await bodyOf(requestId)
  return db().selectFrom('consents').select(['kind', 'purpose', 'product', 'channel', 'policy_version']).where('evidence', '=', caseNo).orderBy('purpose').orderBy('product').execute()
}
const decide = (requestId: string, base: number, more: Readonly<Record<string, unknown>> = {}) =>
  makeItem(origin, 'request.decide@1', { requestId, outcome: 'granted', text: '已办理', rulesPack: PACK_VERSION, ...more }, { base })

/** Taken and verified: at version 3. */
async function ready(subjectId: string, more: Readonly<Record<string, unknown>>): Promise<RequestId> {
  const create = createItem(origin, subjectId, more)
  const { requestId } = create.args as { readonly requestId: RequestId }
  const identifierId = (await identifiersOf(subjectId))[0]?.id as IdentifierId
  const results = await push(desk, zhou, [
    create, makeItem(origin, 'request.take@1', { requestId }, { base: 1 }),
    makeItem(origin, 'request.verify@1', { requestId, identifierId, method: 'one-time-code', evidence: '回填一致' }, { base: 2 }),
  ])
  expect(results.map(({ t }) => t)).toEqual(['applied', 'applied', 'applied'])
  return requestId
}

describe('fields', () => {
  test('a supplement adds what is missing and says that nothing was there', async () => {
    await db().updateTable('subjects').set({ birth_day: null }).where('id', '=', otherId).execute()
    const before = await identifiersOf(otherId)
    const requestId = await ready(otherId, { right: 'supplement', corrections: [{ field: 'birthDay', value: '1990-02-28' }, { field: 'email', value: 'Second@Mail.Example' }] })
    expect(await pushOne(desk, zhou, decide(requestId, 3, { shown: shownFor('birthDay', 'email') }))).toBe('applied 4')
    expect((await subject(otherId)).birth_day).toBe('1990-02-28')
    const after = await identifiersOf(otherId)
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after.slice(before.length)).toMatchObject([{ kind: 'email', value: 'second@mail.example', proof: 'unproved' }])
    const { changes, timeline } = await bodyOf(requestId)
    expect(changes).toEqual([{ field: 'birthDay', after: '1990-02-28', shown: 'document', at: expect.any(Number) as unknown }, { field: 'email', after: 'second@mail.example', shown: 'document', at: expect.any(Number) as unknown }])
    expect(timeline.at(-1)?.event).toBe('supplemented')
  })

  test('a supplement of what is there is refused whole and changes nothing', async () => {
    const before = await subject(otherId)
    const requestId = await ready(otherId, { right: 'supplement', corrections: [{ field: 'region', value: '辽宁沈阳' }, { field: 'name', value: '别的名字' }] })
    const [result] = await push(desk, zhou, [decide(requestId, 3, { shown: shownFor('region', 'name') })])
    expect(result).toMatchObject({ rejection: { code: 'invalid', fields: ['corrections.region'] } })
    expect(await subject(otherId)).toEqual(before)
  })

  test('a correction takes the place of the identifier that the decision names, and of several of none where it names none', async () => {
    const before = await identifiersOf(otherId)
    const [, second] = before.filter(({ kind }) => kind === 'email')
    const requestId = await ready(otherId, { right: 'correct', corrections: [{ field: 'email', value: 'third@mail.example' }] })
    const [open] = await push(desk, zhou, [decide(requestId, 3, { shown: shownFor('email') })])
    expect(open).toMatchObject({ rejection: { code: 'invalid', fields: ['corrections.email'] } })
    expect(await identifiersOf(otherId)).toEqual(before)
    expect(await pushOne(desk, zhou, decide(requestId, 3, { replaces: [second?.id], shown: shownFor('email') }))).toBe('applied 4')
    expect((await identifiersOf(otherId)).map(({ value }) => value)).toEqual(before.map(({ id, value }) => (id === second?.id ? 'third@mail.example' : value)))
    expect((await bodyOf(requestId)).changes).toMatchObject([{ field: 'email', before: second?.value, after: 'third@mail.example' }])
  })

  test('a granted field without what showed it is refused; with it the kind stays with what was written, and of its words nothing', async () => {
    const requestId = await ready(otherId, { right: 'correct', corrections: [{ field: 'region', value: '辽宁丹东' }] })
    const words = '户口簿第三页写着丹东'
    const before = (await subject(otherId)).region
    for (const shown of [undefined, [], shownFor('name'), [...shownFor('region'), ...shownFor('region')], [{ field: 'region', kind: 'code-read-back' }]]) {
      const [result] = await push(desk, zhou, [decide(requestId, 3, shown === undefined ? {} : { shown })])
      expect(result).toMatchObject({ rejection: { code: 'invalid', fields: ['shown'] } })
    }
    expect((await subject(otherId)).region).toBe(before)
    expect(await pushOne(desk, zhou, decide(requestId, 3, { shown: [{ field: 'region', kind: 'statement', words }] }))).toBe('applied 4')
    const { changes, decision } = await bodyOf(requestId)
    expect([decision?.shown, changes?.at(-1)]).toEqual([[{ field: 'region', kind: 'statement' }], { field: 'region', before, after: '辽宁丹东', shown: 'statement', at: expect.any(Number) as unknown }])
    expect(await findText(origin, words)).toEqual([])
    // Reopened, the decision is gone and the history still says what showed it.
    await push(desk, zhou, [makeItem(origin, 'request.reopen@1', { requestId, reason: '本人有异议' }, { base: 4 })])
    const reopened = await bodyOf(requestId)
    expect([reopened.decision, reopened.changes?.at(-1)?.shown]).toEqual([undefined, 'statement'])
  })

  test('a correction that names one that the person no longer has takes the place of no other', async () => {
    const before = await identifiersOf(otherId)
    const requestId = await ready(otherId, { right: 'correct', corrections: [{ field: 'mobile', value: '13900001111' }] })
    const [result] = await push(desk, zhou, [decide(requestId, 3, { replaces: [newId(origin)], shown: shownFor('mobile') })])
    expect(result).toMatchObject({ rejection: { code: 'invalid', fields: ['replaces'] } })
    expect(await identifiersOf(otherId)).toEqual(before)
  })

  test('a correction to what the person has already is refused, and its proof stays', async () => {
    const before = await identifiersOf(otherId)
    const [first] = before.filter(({ kind }) => kind === 'mobile')
    const requestId = await ready(otherId, { right: 'correct', corrections: [{ field: 'mobile', value: first?.value }] })
    const [result] = await push(desk, zhou, [decide(requestId, 3, { shown: shownFor('mobile') })])
    expect(result).toMatchObject({ rejection: { code: 'invalid', fields: ['corrections.mobile'] } })
    expect(await identifiersOf(otherId)).toEqual(before)
  })

  test('of a correction decided by item only what is granted is written', async () => {
    const { name, region } = await subject(otherId)
    const requestId = await ready(otherId, { right: 'correct', corrections: [{ field: 'name', value: '欧示沅改' }, { field: 'region', value: '吉林长春' }] })
    const items = [{ item: 'field:name', outcome: 'refused', ground: 'A10' }, { item: 'field:region', outcome: 'granted' }]
    expect(await pushOne(desk, zhou, decide(requestId, 3, { outcome: 'granted-in-part', items, shown: shownFor('region') }))).toBe('applied 4')
    expect(await subject(otherId)).toMatchObject({ name, region: '吉林长春' })
    expect((await bodyOf(requestId)).changes).toMatchObject([{ field: 'region', before: region, after: '吉林长春' }])
    // Both former values in the order in which they were, over a reopening.
    await push(desk, zhou, [makeItem(origin, 'request.reopen@1', { requestId, reason: '本人补充了证明' }, { base: 4 }), decide(requestId, 5, { items: [{ item: 'field:name', outcome: 'granted' }, { item: 'field:region', outcome: 'already-done' }], shown: shownFor('name') })])
    expect((await bodyOf(requestId)).changes?.map(({ field, before, after }) => [field, before, after])).toEqual([['region', region, '吉林长春'], ['name', name, '欧示沅改']])
  })
})

describe('what is stopped', () => {
  test('a restriction, an opt-out and a withdrawal are acts of their kind, for the purposes that are granted', async () => {
    const restricted = await ready(personId, { right: 'restrict', purposes: ['compatibility', 'abnormal-status'] })
    const items = [{ item: 'purpose:compatibility', outcome: 'granted' }, { item: 'purpose:abnormal-status', outcome: 'refused', ground: 'A9' }]
    expect(await pushOne(desk, zhou, decide(restricted, 3, { outcome: 'granted-in-part', items }))).toBe('applied 4')
    expect(await actsOf(restricted)).toMatchObject([{ kind: 'restriction', purpose: 'compatibility', channel: 'phone' }])
    const off = await ready(personId, { right: 'personalisation-off' })
    expect(await pushOne(desk, zhou, decide(off, 3))).toBe('applied 4')
    expect(await actsOf(off)).toMatchObject([{ kind: 'opt-out', purpose: 'pages-and-search', product: null }])
    const refused = await ready(personId, { right: 'personalisation-off' })
    expect(await pushOne(desk, zhou, decide(refused, 3, { outcome: 'refused', ground: 'A5' }))).toBe('applied 4')
    expect(await actsOf(refused)).toEqual([])
  })

  test('one product ends and the others stay; one that is not used cannot end', async () => {
    await db().updateTable('subjects').set({ products: JSON.stringify(['trade-search', 'market-report']) }).where('id', '=', personId).execute()
    const requestId = await ready(personId, { right: 'end-product', products: ['trade-search'] })
    expect(await pushOne(desk, zhou, decide(requestId, 3))).toBe('applied 4')
    expect((await subject(personId)).products).toEqual(['market-report'])
    expect(await actsOf(requestId)).toMatchObject([{ kind: 'product-ended', product: 'trade-search', purpose: null }])
    const again = await ready(personId, { right: 'end-product', products: ['trade-search'] })
    const [result] = await push(desk, zhou, [decide(again, 3)])
    expect(result).toMatchObject({ rejection: { code: 'invalid', fields: ['products.trade-search'] } })
  })
})

describe('what changes nothing of the person', () => {
  test.each([
    ['copy', {}, {}], ['explain', { explains: 'automated-decision' }, {}], ['complain', {}, {}],
    ['transfer', { transferTo: '示例公司' }, { conditions: { 'identity-proved': true, 'consent-or-contract': true, feasible: true, 'harms-nobody': true } }],
  ] as const)('%s is answered and leaves the records as they are', async (right, asked, decision) => {
    const before = [await subject(personId), await identifiersOf(personId)]
    const requestId = await ready(personId, { right, ...asked })
    expect(await pushOne(desk, zhou, decide(requestId, 3, decision))).toBe('applied 4')
    expect([await subject(personId), await identifiersOf(personId)]).toEqual(before)
    expect(await actsOf(requestId)).toEqual([])
  })
})

test('what a foreign authority asks is refused by an officer alone, and does not come by the website', async () => {
  const create = createItem(origin, personId, { right: 'foreign-authority', authority: 'Example Court' })
  const { requestId } = create.args as { readonly requestId: RequestId }
  const escalate = makeItem(origin, 'request.escalate@1', { requestId, reason: '外国法院来函' }, { base: 1 })
  expect((await push(desk, zhou, [create, escalate])).map(({ t }) => t)).toEqual(['applied', 'applied'])
  expect(await pushOne(desk, zhou, decide(requestId, 2, { outcome: 'refused', ground: 'A8' }))).toBe('rejected forbidden')
  expect(await pushOne(desk, officer, decide(requestId, 2))).toBe('rejected precondition')
  expect((await bodyOf(requestId)).state).toBe('deciding')
  expect(await pushOne(desk, officer, decide(requestId, 2, { outcome: 'refused', ground: 'A8' }))).toBe('applied 3')
})

test('a minor is answered in writing', async () => {
  const minor = await subjectOf(DEMO_MINOR.accountNo)
  const requestId = await ready(minor, { right: 'access' })
  const [result] = await push(desk, zhou, [decide(requestId, 3, { form: 'spoken' })])
  expect(result).toMatchObject({ rejection: { code: 'invalid', fields: ['form'] } })
  expect(await pushOne(desk, zhou, decide(requestId, 3, { form: 'written' }))).toBe('applied 4')
})

test('a minimised case file keeps no word, value or name of what was asked and changed', async () => {
  const requestId = await ready(otherId, { right: 'correct', corrections: [{ field: 'region', value: '山东青岛' }] })
  await push(desk, zhou, [decide(requestId, 3, { shown: shownFor('region') })])
  const authority = { ...(await bodyOf(requestId)), transferTo: '示例公司', authority: 'Example Court', escalation: { staffId: newId<never>(origin), at: 1, reason: '来函' } }
  const minimised = JSON.stringify(minimiseRequest({ ...authority, decision: { ...authority.decision!, lawyer: '王律师' } }))
  for (const word of ['山东青岛', '示例公司', 'Example Court', '来函', '王律师', '吉林长春']) expect(minimised).not.toContain(word)
  expect(requestSchema.strict().parse(JSON.parse(minimised))).toMatchObject({ right: 'correct', state: 'granted' })
})

test('the intake takes every right but the one that no person has', async () => {
  const headers = { authorization: `Bearer ${origin.running().context.keys.intakeToken}` }
  const send = async (right: string, more: object = {}) => {
    const body = { requestId: newId<RequestId>(origin), person: { accountNo: DEMO_PERSON.accountNo }, right, channel: 'website', receivedOn: '2026-06-12', text: '请处理', ...more }
    return (await callOrigin(origin, { method: 'POST', path: `${API}/intake`, body, headers })).status
  }
  const asked = { corrections: [{ field: 'name', value: '林一' }], purposes: ['compatibility'], products: ['trade-search'], explains: 'rules', transferTo: '示例公司' }
  for (const right of RIGHTS) expect([right, await send(right, asked)]).toEqual([right, right === 'foreign-authority' ? 400 : 200])
  expect(await send('end-product')).toBe(400)
})
