// Acts that outlived their store, at the origin: whose they are, when they take effect, that they do so once, and what the officer sees.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MutationId, SubjectId } from '../../src-shared/base/ids'
import { sealedResponse, type SealedRequest } from '../../src-shared/protocol/sealed'
import { revokeDevice } from '../../src-origin/devices/revoke'
import { forgetSettled, listHeld } from '../../src-origin/sealed/list-held'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { API, callOrigin, enrolDevice, newId, secretOf, signIn, type TestDevice } from '../fixtures/origin-http'
import { createItem, makeItem, proposeErasure, pushOne, type Item } from '../fixtures/origin-push'
import { sealAct } from '../fixtures/sealed-items'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const DAY_MS = 86_400_000
const { zhou, wu, qian } = DEMO_STAFF
let origin: TestOrigin
/** Of the store that is gone, and one at which people go on. */
let lost: TestDevice, other: TestDevice
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  other = await enrolDevice(origin)
})
beforeEach(async () => {
  lost = await enrolDevice(origin, { workstation: '丢失的工作站' })
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const proved = (item: Item) => sealAct(origin, lost, { item, staffId: zhou.id, secret: secretOf('zhou') })
const bring = async (items: SealedRequest['items'], deviceId = lost.id) => callOrigin(origin, { method: 'POST', path: `${API}/sealed`, body: { deviceId, reason: 'store-damaged', items } })
const outcome = async (items: SealedRequest['items']) => sealedResponse.parse((await bring(items)).json()).results.map(({ t }) => t)
const acts = async () => (await listHeld(db())).filter(({ deviceId }) => deviceId === lost.id)
const states = async () => (await acts()).map(({ state, code }) => (code === undefined ? state : `${state} ${code}`))
const settle = async (mid: string, choice: 'apply' | 'drop', login: 'zheng' | 'wu' = 'zheng') => {
  const { token } = await signIn(other, login, 'fresh')
  return other.call({ method: 'POST', path: `${API}/sealed/settle`, body: { deviceId: lost.id, mid, choice } }, token)
}
const anybody = async (): Promise<SubjectId> => (await db().selectFrom('subjects').select('id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id as SubjectId
const isThere = async (item: Item): Promise<boolean> => (await db().selectFrom('requests').select('id').where('id', '=', item.args['requestId'] as string).executeTakeFirst()) !== undefined
const newCase = async () => createItem(origin, await anybody())

describe('an act that the origin never saw', () => {
  test('waits for its person, takes effect once with their next sign-in wherever that is, and is known from then on', async () => {
    const item = await newCase()
    const follows = makeItem(origin, 'request.take@1', { requestId: item.args['requestId'] }, { base: 1, n: 1 })
    const sealed = [await proved(item), await proved(follows)]
    expect(await outcome(sealed)).toEqual(['held', 'held'])
    expect(await states()).toEqual(['held', 'held'])
    expect((await acts())[0]).toMatchObject({ staffName: zhou.name, deviceName: '丢失的工作站', op: 'request.create@1', text: '请给我副本' })
    // A colleague's sign-in is not theirs.
    await signIn(other, 'qian')
    expect(await isThere(item)).toBe(false)
    await signIn(other, 'zhou')
    expect(await states()).toEqual(['applied', 'applied'])
    const row = await db().selectFrom('requests').select(['v', 'body']).where('id', '=', item.args['requestId'] as string).executeTakeFirstOrThrow()
    expect(row.v).toBe(2)
    expect(row.body.assigneeId).toBe(zhou.id)
    expect(await outcome(sealed)).toEqual(['known', 'known'])
    // The desk that was not lost after all pushes them itself.
    expect(await pushOne(lost, await signIn(lost, 'zhou'), item)).toBe('duplicate applied 1')
    expect(await db().selectFrom('sealed_acts').select('body').where('device_id', '=', lost.id).execute()).toEqual([{ body: null }, { body: null }])
  })

  test('brought after the desk had pushed it is known, and a refused one is kept with its words', async () => {
    const item = await newCase()
    const person = await signIn(lost, 'zhou')
    expect(await pushOne(lost, person, item)).toBe('applied 1')
    const stale = makeItem(origin, 'request.take@1', { requestId: item.args['requestId'] }, { base: 7 })
    expect(await pushOne(lost, person, stale)).toBe('rejected version_conflict')
    expect(await outcome([await proved(item), await proved(stale)])).toEqual(['known', 'known'])
    expect(await states()).toEqual(['refused version_conflict'])
    expect((await settle(stale.mid, 'apply')).status).toBe(404)
    expect((await settle(stale.mid, 'drop')).json()).toEqual({ state: 'dropped' })
    expect((await settle(stale.mid, 'drop')).status).toBe(404)
  })

  test('is nobody’s who did not prove it: the device alone cannot speak in a person’s name', async () => {
    const item = await newCase()
    const wrong = await newCase()
    const unproved = await sealAct(origin, lost, { item, staffId: wu.id })
    const forged = await sealAct(origin, lost, { item: wrong, staffId: wu.id, secret: secretOf('zhou') })
    expect(await outcome([unproved, forged])).toEqual(['held', 'held'])
    await signIn(other, 'wu')
    expect(await states()).toEqual(['held needs_online_auth', 'held needs_online_auth'])
    expect([await isThere(item), await isThere(wrong)]).toEqual([false, false])
    // The officer has asked them: one is theirs, the other is not.
    expect((await settle(item.mid, 'apply', 'wu')).status).toBe(403)
    expect((await settle(item.mid, 'apply')).json()).toEqual({ state: 'applied' })
    expect((await settle(wrong.mid, 'drop')).json()).toEqual({ state: 'dropped' })
    expect([await isThere(item), await isThere(wrong)]).toEqual([true, false])
  })

  test('is settled under a fresh sign-in alone: an open desk is no officer', async () => {
    const item = await newCase()
    expect(await outcome([await proved(item)])).toEqual(['held'])
    const { token } = await signIn(other, 'zheng')
    for (const choice of ['apply', 'drop'] as const) {
      const answer = await other.call({ method: 'POST', path: `${API}/sealed/settle`, body: { deviceId: lost.id, mid: item.mid, choice } }, token)
      expect([answer.status, answer.text]).toEqual([401, '{"error":"needs_online_auth"}'])
    }
    expect([await states(), await isThere(item)]).toEqual([['held'], false])
  })

  test('of a revoked device waits for the officer', async () => {
    const item = await newCase()
    await revokeDevice(origin.running().context, lost.id)
    expect(await outcome([await proved(item)])).toEqual(['held'])
    await signIn(other, 'zhou')
    expect(await states()).toEqual(['held'])
    expect((await settle(item.mid, 'apply')).json()).toEqual({ state: 'applied' })
    expect(await isThere(item)).toBe(true)
  })

  test('too old for a push waits for the officer, who answers for it', async () => {
    const now = origin.now()
    const item = { ...(await newCase()), madeAt: { wall: now - 15 * DAY_MS, mono: 1, bootId: 'boot', offset: 0, uncertain: false } }
    expect(await outcome([await proved(item)])).toEqual(['held'])
    await signIn(other, 'zhou')
    expect(await states()).toEqual(['held offline_authority_expired'])
    expect((await settle(item.mid, 'apply')).json()).toEqual({ state: 'applied' })
    expect(await isThere(item)).toBe(true)
    await forgetSettled(db(), origin.now() + 61 * DAY_MS)
    expect(await acts()).toEqual([])
  })

  test('that a second person is to approve is nobody’s to vouch for: its maker brings it', async () => {
    // Its chain names nothing, and the officer's list goes on all the same.
    const item = makeItem(origin, 'recipient.propose@1', { recipientId: newId(origin), name: '某公司', contact: 'a@b.example' }, { chain: 'request:nothing' })
    expect(await outcome([await sealAct(origin, lost, { item, staffId: zhou.id })])).toEqual(['held'])
    expect((await settle(item.mid, 'apply')).json()).toEqual({ state: 'held', code: 'needs_second_person' })
    expect(await db().selectFrom('recipients').select('id').where('id', '=', String(item.args['recipientId'])).execute()).toEqual([])
    expect((await settle(item.mid, 'drop')).json()).toEqual({ state: 'dropped' })
  })

  test('on the inventory or the register names its entry and the reason that was typed, whether the entry is here or was proposed beside it', async () => {
    const entry = await db().selectFrom('exceptions').select(['id', 'body']).executeTakeFirstOrThrow()
    const recipientId = newId(origin)
    const policy = (await db().selectFrom('policies').select('body').executeTakeFirstOrThrow()).body
    const transfer = { transferId: newId(origin), recipientId, relation: 'provided', category: 'registration', fields: ['email'], purpose: 'account', method: 'provide', at: origin.now(), frequency: 'once', ground: { by: 'consent' } }
    const items = [
      makeItem(origin, 'exception.review@1', { invocationId: entry.id, note: '仍然适用' }, { chain: `exception:${entry.id}` }),
      makeItem(origin, 'recipient.propose@1', { recipientId, name: '某公司', contact: 'a@b.example' }, { chain: `recipient:${recipientId}` }),
      makeItem(origin, 'transfer.record@1', transfer, { chain: `transfer:${transfer.transferId}` }),
      makeItem(origin, 'policy.decline@1', { policyId: policy.id, entryHash: '0'.repeat(64), reason: '日期不对' }, { chain: `policy:${policy.id}` }),
      // Not what its operation asks for: named by the operation alone.
      makeItem(origin, 'transfer.end@1', { transferId: 7, reason: '说明' }, { chain: 'transfer:7' }),
    ]
    await outcome(await Promise.all(items.map((item) => sealAct(origin, lost, { item, staffId: zhou.id }))))
    const { case: kase, category, statute } = entry.body
    expect((await acts()).map(({ about, text }) => ({ about, text }))).toEqual([
      { about: { kind: 'exception', case: kase, category, statute }, text: '仍然适用' },
      { about: { kind: 'recipient', name: '某公司', contact: 'a@b.example' } },
      { about: { kind: 'transfer', to: '某公司', relation: 'provided', category: 'registration' } },
      { about: { kind: 'policy', version: policy.version, title: policy.title }, text: '日期不对' },
      { text: '说明' },
    ])
  })

  test('behind a colleague’s act in its chain waits for them', async () => {
    const item = await newCase()
    const follows = makeItem(origin, 'request.take@1', { requestId: item.args['requestId'] }, { base: 1, n: 1 })
    await outcome([await proved(item), await sealAct(origin, lost, { item: follows, staffId: qian.id, secret: secretOf('qian') })])
    await signIn(other, 'qian')
    expect(await states()).toEqual(['held', 'held'])
    await signIn(other, 'zhou')
    await signIn(other, 'qian')
    expect(await states()).toEqual(['applied', 'applied'])
  })
})

describe('what is not an act of this device', () => {
  test('is not taken: another signer, another bound text, a changed byte, another mid', async () => {
    const item = await newCase()
    const good = await proved(item)
    const flipped = `${good.sealed.slice(0, -2)}${good.sealed.endsWith('AA') ? 'BB' : 'AA'}`
    const bad = [
      { ...good, sig: (await sealAct(origin, other, { item, staffId: zhou.id })).sig },
      { ...(await sealAct(origin, other, { item, staffId: zhou.id })) },
      { ...good, sealed: flipped },
      { ...good, mid: newId<MutationId>(origin) },
    ]
    expect(await outcome(bad)).toEqual(['unreadable', 'unreadable', 'unreadable', 'unreadable'])
    expect(await acts()).toEqual([])
    expect((await bring([good], newId(origin))).text).toBe('{"error":"bad_proof"}')
  })
})

test('an act about a person who is erased loses its words, before it is brought or after', async () => {
  const { id: requestId, subject_id: subjectId } = await db().selectFrom('requests').select(['id', 'subject_id']).where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
  const device = await enrolDevice(origin)
  const agent = await signIn(device, 'zhou')
  const before = createItem(origin, subjectId, { text: '独一无二的词句甲' })
  const after = createItem(origin, subjectId, { text: '独一无二的词句乙' })
  const sealedBefore = await sealAct(origin, lost, { item: before, staffId: qian.id, subjectId: subjectId as SubjectId, secret: secretOf('qian') })
  expect(await outcome([sealedBefore])).toEqual(['held'])
  const proposal = await proposeErasure(origin, device, agent, requestId)
  expect(await pushOne(device, await signIn(device, 'wu', 'fresh'), proposal.approval())).toMatch(/^applied/)
  expect(await outcome([await sealAct(origin, lost, { item: after, staffId: qian.id, subjectId: subjectId as SubjectId, secret: secretOf('qian') })])).toEqual(['known'])
  expect(await states()).toEqual(['refused gone_erased', 'refused gone_erased'])
  const rows = await db().selectFrom('sealed_acts').selectAll().where('device_id', '=', lost.id).execute()
  expect(rows.map(({ body, subject_id }) => [body, subject_id])).toEqual([[null, null], [null, null]])
  await signIn(other, 'qian')
  expect([await isThere(before), await isThere(after)]).toEqual([false, false])
})
