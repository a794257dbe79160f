// POST /push against the real database: every item takes effect at most once, in its order, on the version that was seen, or says why not.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IdentifierId, RequestId } from '../../src-shared/base/ids'
import { grantScope, revokeScope } from '../../src-origin/devices/grants'
import { DEMO_CONFLICT_PERSON, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { API, enrolDevice, newId, signIn, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { createItem, makeItem, proposalOf, push, pushOne, sayResult, sendItems } from '../fixtures/origin-push'
import { countRows, findText } from '../fixtures/origin-tables'
import { PACK_VERSION } from '../fixtures/rules'
import { shownFor } from '../fixtures/shown'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDevice
let zhou: TestPerson
let personId: string

beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await enrolDevice(origin)
  zhou = await signIn(desk, 'zhou')
  personId = await subjectOf(DEMO_PERSON.accountNo)
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const subjectOf = async (accountNo: string) => (await db().selectFrom('subjects').select('id').where('account_no', '=', accountNo).executeTakeFirstOrThrow()).id
const requestRow = (id: string) => db().selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const requestsOf = async (subjectId: string) => (await db().selectFrom('requests').select('id').where('subject_id', '=', subjectId).execute()).length
const identifierOf = async (subjectId: string) => (await db().selectFrom('identifiers').selectAll().where('subject_id', '=', subjectId).orderBy('pos').executeTakeFirstOrThrow()).id as IdentifierId

const take = (requestId: string, base: number, more: Readonly<Record<string, unknown>> = {}) => makeItem(origin, 'request.take@1', { requestId }, { base, ...more })
const verify = (requestId: string, identifierId: string, base: number) =>
  makeItem(origin, 'request.verify@1', { requestId, identifierId, method: 'one-time-code', evidence: '验证码 123456，回填一致' }, { base })
const decide = (requestId: string, base: number, more: Readonly<Record<string, unknown>> = {}) =>
  makeItem(origin, 'request.decide@1', { requestId, outcome: 'granted', text: '已办理', rulesPack: PACK_VERSION, ...more }, { base })

/** A request of the person at version 3: taken and with a proved identity. */
async function readyRequest(subjectId: string, more: Readonly<Record<string, unknown>> = {}): Promise<RequestId> {
  const create = createItem(origin, subjectId, more)
  const requestId = create.args['requestId'] as RequestId
  const items = [create, take(requestId, 1), verify(requestId, await identifierOf(subjectId), 2)]
  expect((await push(desk, zhou, items)).map(sayResult)).toEqual(['applied 1', 'applied 2', 'applied 3'])
  return requestId
}

describe('the same item', () => {
  test('sent again, and again at once, has one effect and the same result', async () => {
    const item = createItem(origin, personId)
    const before = await requestsOf(personId)
    const together = await Promise.all(Array.from({ length: 6 }, () => pushOne(desk, zhou, item)))
    expect(together.sort()).toEqual(['applied 1', ...Array.from({ length: 5 }, () => 'duplicate applied 1')])
    expect(await pushOne(desk, zhou, item)).toBe('duplicate applied 1')
    expect((await push(desk, zhou, [item, item])).map(sayResult)).toEqual(['duplicate applied 1', 'duplicate applied 1'])
    expect(await requestsOf(personId)).toBe(before + 1)
    expect((await requestRow(String(item.args['requestId']))).body.timeline).toHaveLength(1)
  })

  test('with another body is refused and has no effect', async () => {
    const item = createItem(origin, personId)
    await pushOne(desk, zhou, item)
    const before = await countRows(origin)
    const changed = { ...item, args: { ...item.args, requestId: newId<RequestId>(origin) } }
    expect(await pushOne(desk, zhou, changed)).toBe('rejected idempotency_mismatch')
    expect(await pushOne(desk, zhou, { ...item, seenAt: item['seenAt'] as number + 1 })).toBe('rejected idempotency_mismatch')
    expect(await countRows(origin)).toEqual(before)
    expect(await pushOne(desk, zhou, item)).toBe('duplicate applied 1')
  })

  test('of another device is another item', async () => {
    const other = await enrolDevice(origin)
    const item = createItem(origin, personId)
    expect(await pushOne(desk, zhou, item)).toBe('applied 1')
    expect(await pushOne(other, await signIn(other, 'zhou'), item)).toBe('rejected precondition')
  })

  test('that was refused stays refused, without a copy of anybody’s data beside the refusal', async () => {
    const requestId = String(createItem(origin, personId).args['requestId'])
    const item = take(requestId, 1)
    expect(await pushOne(desk, zhou, item)).toBe('rejected not_found')
    expect(await pushOne(desk, zhou, item)).toBe('duplicate rejected not_found')
    const conflict = take(await readyRequest(personId, { text: '独一无二的话' }), 99)
    expect(await pushOne(desk, zhou, conflict)).toBe('rejected version_conflict')
    expect(await findText(origin, '独一无二的话')).toEqual(['requests: 1'])
  })

  test('is forgotten by nobody: its result lives until acknowledged and says when that was', async () => {
    const item = createItem(origin, personId)
    await pushOne(desk, zhou, item)
    const acked = await desk.call({ method: 'POST', path: `${API}/ack`, body: { results: [item.mid, newId(origin)], receipts: [], commandsDone: [] } })
    expect(acked.json()).toEqual({ accepted: [item.mid] })
    expect(await pushOne(desk, zhou, item)).toBe('duplicate applied 1')
  })
})

describe('the version that was seen', () => {
  test('decides: of two who saw the same one, exactly one is applied and the other gets the present record', async () => {
    const requestId = await readyRequest(await subjectOf(DEMO_CONFLICT_PERSON.accountNo))
    const qian = await signIn(desk, 'qian')
    const results = (await Promise.all([push(desk, zhou, [decide(requestId, 3)]), push(desk, qian, [decide(requestId, 3, { outcome: 'refused', ground: 'A4' })])])).flat()
    expect(results.map(sayResult).sort()).toEqual(['applied 4', 'rejected version_conflict'])
    const row = await requestRow(requestId)
    const rejected = results.find((result) => result.t === 'rejected')
    expect(rejected).toMatchObject({ rejection: { retry: 'after_refresh', current: { v: 4, body: { state: row.state, decision: { staffId: row.body.decision?.staffId } } } } })
    expect(row.body.timeline.filter(({ event }) => event === 'decided')).toHaveLength(1)
  })

  test('is never older or newer by chance', async () => {
    const requestId = await readyRequest(personId)
    for (const base of [0, 2, 4, 1_000_000]) expect(await pushOne(desk, zhou, decide(requestId, base))).toBe('rejected version_conflict')
    expect((await requestRow(requestId)).v).toBe(3)
  })
})

describe('a decision carries out what it grants, once', () => {
  test('a correction replaces the first identifier of its kind, unproved, and counts the person on', async () => {
    const subjectId = await subjectOf(DEMO_CONFLICT_PERSON.accountNo)
    const before = await db().selectFrom('identifiers').selectAll().where('subject_id', '=', subjectId).orderBy('pos').execute()
    const requestId = await readyRequest(subjectId, { right: 'correct', corrections: [{ field: 'mobile', value: '192 0000 4711' }, { field: 'name', value: ' 欧示沅新 ' }] })
    const item = decide(requestId, 3, { shown: shownFor('mobile', 'name') })
    expect((await push(desk, zhou, [item, item])).map(sayResult)).toEqual(['applied 4', 'duplicate applied 4'])
    const subject = await db().selectFrom('subjects').selectAll().where('id', '=', subjectId).executeTakeFirstOrThrow()
    const after = await db().selectFrom('identifiers').selectAll().where('subject_id', '=', subjectId).orderBy('pos').execute()
    expect([subject.name, subject.v]).toEqual(['欧示沅新', 2])
    expect(after.map(({ kind }) => kind)).toEqual(before.map(({ kind }) => kind))
    expect(after.find(({ kind }) => kind === 'mobile')).toMatchObject({ value: '+8619200004711', proof: 'unproved' })
    // What was there stands in the case file alone, until that is minimised.
    expect(await findText(origin, DEMO_CONFLICT_PERSON.mobile)).toEqual(['requests: 1'])
    const { body } = await requestRow(requestId)
    expect(body.timeline.at(-1)?.event).toBe('corrected')
    expect(body.changes).toMatchObject([{ field: 'mobile', before: DEMO_CONFLICT_PERSON.mobile, after: '+8619200004711' }, { field: 'name', before: DEMO_CONFLICT_PERSON.name, after: '欧示沅新' }])
  })

  test('one that cannot be taken over changes nothing at all', async () => {
    const requestId = await readyRequest(personId, { right: 'correct', corrections: [{ field: 'name', value: '改名' }, { field: 'mobile', value: '12' }] })
    const before = await countRows(origin)
    const [result] = await push(desk, zhou, [decide(requestId, 3, { shown: shownFor('name', 'mobile') })])
    expect(result).toMatchObject({ rejection: { code: 'invalid', fields: ['corrections.mobile'] } })
    expect(await countRows(origin)).toEqual({ ...before, push_results: before['push_results']! + 1 })
    expect((await db().selectFrom('subjects').select('name').where('id', '=', personId).executeTakeFirstOrThrow()).name).toBe(DEMO_PERSON.name)
    expect((await requestRow(requestId)).v).toBe(3)
  })

  test('a withdrawal adds one event a purpose, and the count of what is held moves with it', async () => {
    const held = () => db().selectFrom('holdings').select('rows').where('subject_id', '=', personId).where('category', '=', 'consent').executeTakeFirstOrThrow()
    const before = (await held()).rows
    const item = decide(await readyRequest(personId, { right: 'withdraw', purposes: ['pages-and-search', 'compatibility'] }), 3)
    expect((await Promise.all([pushOne(desk, zhou, item), pushOne(desk, zhou, item)])).sort()).toEqual(['applied 4', 'duplicate applied 4'])
    const events = await db().selectFrom('consents').selectAll().where('subject_id', '=', personId).where('kind', '=', 'withdrawal').where('at', '>=', origin.now() - 60_000).execute()
    expect(events.map(({ purpose }) => purpose).sort()).toEqual(['compatibility', 'pages-and-search'])
    expect((await held()).rows).toBe(before + 2)
  })
})

describe('a chain', () => {
  test('stops at its first failure while the others go on, and every item has its answer in order', async () => {
    const [first, second] = [await readyRequest(personId), await readyRequest(personId)]
    const results = await push(desk, zhou, [
      decide(first, 2), decide(second, 3), makeItem(origin, 'request.reopen@1', { requestId: first, reason: '补充' }, { base: 3 }),
      makeItem(origin, 'request.reopen@1', { requestId: second, reason: '补充' }, { base: 4 }), take(first, 4),
    ])
    expect(results.map(sayResult)).toEqual(['rejected version_conflict', 'applied 4', 'rejected dependency_failed', 'applied 5', 'rejected dependency_failed'])
    expect((await requestRow(first)).body.timeline.map(({ event }) => event)).toEqual(['received', 'taken', 'identity-verified'])
    expect((await requestRow(second)).body.timeline.map(({ event }) => event)).toEqual(['received', 'taken', 'identity-verified', 'decided', 'reopened'])
  })

  test('stops at a failure that was answered before, too', async () => {
    const requestId = await readyRequest(personId)
    const failed = decide(requestId, 1)
    await pushOne(desk, zhou, failed)
    expect((await push(desk, zhou, [failed, decide(requestId, 3)])).map(sayResult)).toEqual(['duplicate rejected version_conflict', 'rejected dependency_failed'])
  })
})

describe('an item is refused', () => {
  test('where the state does not allow it, with the state', async () => {
    const requestId = await readyRequest(personId)
    const [result] = await push(desk, zhou, [makeItem(origin, 'request.reopen@1', { requestId, reason: '补充' }, { base: 3 })])
    expect(result).toMatchObject({ t: 'rejected', rejection: { code: 'precondition', current: { v: 3, body: { state: 'deciding' } } } })
    expect(await pushOne(desk, zhou, createItem(origin, personId, { requestId }))).toBe('rejected precondition')
  })

  test('where nothing is, where no record may be seen, and where the scope was taken away', async () => {
    const unknown = newId<RequestId>(origin)
    expect(await pushOne(desk, zhou, take(unknown, 1))).toBe('rejected not_found')
    expect(await pushOne(desk, zhou, createItem(origin, newId(origin)))).toBe('rejected not_found')
    const requestId = await readyRequest(personId)
    const { context } = origin.running()
    await revokeScope(context, desk.id, 'desk:dalian')
    const [lost] = await push(desk, zhou, [take(requestId, 3)])
    expect(lost).toMatchObject({ rejection: { code: 'scope_lost' } })
    expect(JSON.stringify(lost)).not.toContain('current')
    expect(await pushOne(desk, zhou, createItem(origin, personId))).toBe('rejected scope_lost')
    await grantScope(context, desk.id, 'desk:dalian')
    expect((await requestRow(requestId)).v).toBe(3)
  })

  test('where it does not fit, with the names of the fields and never what stood in them', async () => {
    const results = await push(desk, zhou, [
      createItem(origin, personId, { right: 'everything', text: 5 }), createItem(origin, personId, { receivedOn: '2026-06-16' }), createItem(origin, personId, { text: '  ' }),
      createItem(origin, personId, { right: 'correct' }), createItem(origin, personId, { right: 'withdraw', purposes: [] }), { ...createItem(origin, personId), op: 'request.explode@1' },
      { ...createItem(origin, personId), base: -1 },
    ])
    expect(results.map((result) => (result.t === 'rejected' ? [result.rejection.code, result.rejection.fields] : result.t))).toEqual([
      ['invalid', ['right', 'text']], ['invalid', ['receivedOn']], ['invalid', ['text']], ['invalid', ['corrections']], ['invalid', ['purposes']], ['schema_unsupported', undefined], ['invalid', ['base']],
    ])
  })

  test('where an identifier is somebody else’s, a ground is of another right, a pack is unknown', async () => {
    const create = createItem(origin, personId)
    const requestId = String(create.args['requestId'])
    await push(desk, zhou, [create, take(requestId, 1)])
    const foreign = await identifierOf(await subjectOf(DEMO_CONFLICT_PERSON.accountNo))
    expect(await pushOne(desk, zhou, verify(requestId, foreign, 2))).toBe('rejected invalid')
    expect(await pushOne(desk, zhou, verify(requestId, await identifierOf(personId), 2))).toBe('applied 3')
    expect(await pushOne(desk, zhou, decide(requestId, 3, { outcome: 'refused', ground: 'A2' }))).toBe('rejected invalid')
    expect(await pushOne(desk, zhou, decide(requestId, 3, { rulesPack: '1999.1' }))).toBe('rejected invalid')
    expect(await pushOne(desk, zhou, decide(requestId, 3))).toBe('applied 4')
  })

  test('where it was made longer ago than the lease allows, until somebody signs in again', async () => {
    const item = createItem(origin, personId)
    const old = { ...item, madeAt: { wall: origin.now() - 15 * 86_400_000, mono: 1, bootId: 'b', offset: 0, uncertain: false } }
    expect(await pushOne(desk, zhou, old)).toBe('rejected offline_authority_expired')
    // Not remembered: the same item may come again.
    expect(await db().selectFrom('push_results').select('mid').where('mid', '=', item.mid).execute()).toEqual([])
  })

  test('where it is larger than a record may be, however small it travelled', async () => {
    const body = JSON.stringify({ deviceId: desk.id, items: [createItem(origin, personId, { extra: 'NUMBERS' }), createItem(origin, personId)] })
    // Five bytes a number on the wire, twenty-two in the canonical form.
    const answer = await desk.call({ method: 'POST', path: `${API}/push`, body: body.replace('"NUMBERS"', `[${Array.from({ length: 15_000 }, () => '1e20').join(',')}]`) }, zhou.token)
    expect(answer.json<{ results: never[] }>().results.map(sayResult)).toEqual(['rejected too_large', 'applied 1'])
  })

  test('where it is too large for one message, or there are too many, as the whole message', async () => {
    const fat = createItem(origin, personId, { extra: 'x'.repeat(300_000) })
    expect((await sendItems(desk, zhou, [fat])).status).toBe(413)
    const many = Array.from({ length: 51 }, () => createItem(origin, personId))
    expect((await sendItems(desk, zhou, many)).status).toBe(400)
    expect(await db().selectFrom('push_results').select('mid').where('mid', 'in', many.map(({ mid }) => mid)).execute()).toEqual([])
    expect((await sendItems(desk, zhou, [])).status).toBe(400)
    const other = await enrolDevice(origin)
    expect((await desk.call({ method: 'POST', path: `${API}/push`, body: { deviceId: other.id, items: [createItem(origin, personId)] } }, zhou.token)).status).toBe(400)
  })
})

describe('an approval', () => {
  test('needs another person and a fresh sign-in, and is not spoilt by having been tried without', async () => {
    const requestId = await readyRequest(await subjectOf(DEMO_CONFLICT_PERSON.accountNo), { right: 'delete' })
    const wu = await signIn(desk, 'wu', 'fresh')
    const proposal = await proposalOf(origin, requestId)
    expect(await pushOne(desk, wu, makeItem(origin, 'erasure.propose@1', proposal, { base: 3 }))).toBe('applied 4')
    const approve = makeItem(origin, 'erasure.approve@1', { erasureId: proposal.erasureId, planHash: proposal.planHash }, { base: 1 })
    expect(await pushOne(desk, wu, approve)).toBe('rejected needs_second_person')
    const again = { ...approve, mid: newId(origin) }
    const stale = await signIn(desk, 'zheng')
    expect(await pushOne(desk, stale, again)).toBe('rejected needs_online_auth')
    const zheng = await signIn(desk, 'zheng', 'fresh')
    expect(await pushOne(desk, zheng, { ...again, mid: newId(origin), args: { ...again.args, planHash: 'f'.repeat(64) } })).toBe('rejected precondition')
    expect(await pushOne(desk, zheng, { ...again, mid: newId(origin), base: 2 })).toBe('rejected version_conflict')
    origin.advance(6 * 60_000)
    expect(await pushOne(desk, zheng, again)).toBe('rejected needs_online_auth')
    zhou = await signIn(desk, 'zhou')
    const state = (await db().selectFrom('erasures').select('state').where('id', '=', proposal.erasureId).executeTakeFirstOrThrow()).state
    expect(state).toBe('proposed')
    expect((await requestRow(requestId)).body.decision?.staffId).toBe(DEMO_STAFF.wu.id)
  })
})
