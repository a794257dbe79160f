// Incidents at the origin: who may enter what, those that it opens by itself once for each cause, and what an erasure of somebody affected leaves of them.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ErasureId } from '../../src-shared/base/ids'
import { NOTICE_ITEMS, peopleOf, type IncidentEntry, type IncidentId } from '../../src-shared/domain/incident-register'
import type { InventoryOperationName } from '../../src-shared/domain/vocabulary'
import { revokeDevice } from '../../src-origin/devices/revoke'
import { orderWipe } from '../../src-origin/devices/wipe'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { API, enrolDevice, newId, signIn, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { makeItem, proposeErasure, pushOne } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDevice
let requestId: string, subjectId: string
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await enrolDevice(origin)
  ;({ id: requestId, subject_id: subjectId } = await db().selectFrom('requests').select(['id', 'subject_id']).where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow())
})
afterAll(() => origin?.remove())

const context = () => origin.running().context
const db = () => context().db
const all = async (): Promise<readonly IncidentEntry[]> => (await db().selectFrom('incidents').select('body').orderBy('id').execute()).map(({ body }) => body)
const ofDevice = async (deviceId: string) => (await all()).filter(({ cause }) => cause?.deviceId === deviceId)
const stored = async (id: string) => db().selectFrom('incidents').select(['v', 'body']).where('id', '=', id).executeTakeFirstOrThrow()
const send = (person: TestPerson, op: InventoryOperationName, args: Readonly<Record<string, unknown>>, base = 0) => pushOne(desk, person, makeItem(origin, op, args, { base, chain: `incident:${String(args['incidentId'])}` }))
const opening = (more: object = {}) => ({ incidentId: newId<IncidentId>(origin), kind: 'other', discoveredAt: origin.now() - 60_000, what: '导出文件夹曾对外共享', categories: ['browsing'], others: 3, ...more })
async function secondDesk(workstation: string): Promise<TestDevice> {
  // As long as the limiter of enrolments wants.
  origin.advance(3 * 60_000)
  return enrolDevice(origin, { workstation })
}

describe('an incident that somebody enters', () => {
  test('is the reviewer’s and the officer’s, and closed by two of them, the second signed in freshly', async () => {
    const args = opening()
    const { incidentId } = args
    expect(await send(await signIn(desk, 'zhou'), 'incident.open@1', args)).toBe('rejected forbidden')
    const wu = await signIn(desk, 'wu')
    expect(await send(wu, 'incident.open@1', args)).toBe('applied 1')
    expect(await send(wu, 'incident.open@1', args)).toBe('rejected version_conflict')
    expect(await send(wu, 'incident.measure@1', { incidentId, text: '致电 13900001234' }, 1)).toBe('rejected invalid')
    expect(await send(wu, 'incident.contain@1', { incidentId, text: '已停止共享' }, 1)).toBe('applied 2')
    expect(await send(wu, 'incident.measure@1', { incidentId, text: '晚了一步' }, 1)).toBe('rejected version_conflict')
    const told = { incidentId, toldAt: origin.now(), way: 'portal', says: NOTICE_ITEMS, reference: 'BS-7' }
    expect(await send(wu, 'incident.notice@1', { ...told, to: 'authority' }, 2)).toBe('applied 3')
    const closing = { incidentId, outcome: 'handled', reportedOn: '2026-06-15', text: '已报告' }
    expect(await send(wu, 'incident.close@1', closing, 3)).toBe('rejected precondition')
    expect(await send(wu, 'incident.notice@1', { ...told, to: 'people' }, 3)).toBe('applied 4')
    expect(await send(wu, 'incident.close@1', closing, 4)).toBe('applied 5')
    expect(await send(await signIn(desk, 'wu', 'fresh'), 'incident.approve@1', { incidentId }, 5)).toBe('rejected needs_second_person')
    expect(await send(await signIn(desk, 'zheng'), 'incident.approve@1', { incidentId }, 5)).toBe('rejected needs_online_auth')
    expect(await send(await signIn(desk, 'zheng', 'fresh'), 'incident.approve@1', { incidentId }, 5)).toBe('applied 6')
    expect(await send(wu, 'incident.measure@1', { incidentId, text: '补记' }, 6)).toBe('rejected precondition')
  })

  test('lists only somebody whom a case of the desk concerns', async () => {
    const args = opening()
    const zheng = await signIn(desk, 'zheng')
    expect(await send(zheng, 'incident.open@1', args)).toBe('applied 1')
    const { id: stranger } = await db().selectFrom('subjects').select('id').where('id', 'not in', db().selectFrom('requests').select('subject_id')).limit(1).executeTakeFirstOrThrow()
    expect(await send(zheng, 'incident.affect@1', { incidentId: args.incidentId, subjectId: stranger }, 1)).toMatch(/^rejected/)
    expect(await send(zheng, 'incident.affect@1', { incidentId: args.incidentId, subjectId }, 1)).toBe('applied 2')
    expect((await stored(args.incidentId)).body).toMatchObject({ affected: [subjectId], others: 2 })
  })
})

describe('an incident that the origin opens by itself', () => {
  const look = async (device: TestDevice, checkedAt: number, erasureIds: readonly string[]) =>
    (await device.call({ method: 'POST', path: `${API}/residue`, body: { checkedAt, cause: 'daily', people: 2, found: erasureIds.map((erasureId) => ({ place: 'exports', erasureId, hits: 1 })) } })).json()
  /** As if their people had been erased here. */
  async function erased(): Promise<ErasureId> {
    const erasureId = newId<ErasureId>(origin)
    await db().insertInto('erased_ids').values({ hash: randomBytes(32), erasure_id: erasureId, at: origin.now(), kind: 'subject' }).execute()
    return erasureId
  }

  test('for residue is one while it is open, however often it is told and found again; found after its end it is another', async () => {
    const found = await secondDesk('残留的工作站')
    const [one, other] = [await erased(), await erased()]
    const first = origin.now()
    expect(await look(found, first, [])).toEqual({ accepted: true })
    expect(await ofDevice(found.id)).toEqual([])
    for (let again = 0; again < 3; again++) await look(found, first + 1, [one, newId(origin)])
    await Promise.all([2, 3, 4, 5].map((later) => look(found, first + later, [one])))
    const [incident, ...rest] = await ofDevice(found.id)
    expect(rest).toEqual([])
    // An erasure that was never carried out here is no cause of anything.
    expect(incident).toMatchObject({ kind: 'residue-found', what: '', erased: [one], affected: [], cause: { deviceId: found.id, deviceName: '残留的工作站' } })
    expect(incident).not.toHaveProperty('openedBy')
    const { v } = await stored(incident!.id)
    await look(found, first + 6, [one, other])
    expect(await stored(incident!.id)).toMatchObject({ v: v + 1, body: { erased: [one, other] } })

    const zheng = await signIn(desk, 'zheng')
    expect(await send(zheng, 'incident.close@1', { incidentId: incident!.id, outcome: 'false-alarm', reportedOn: '2026-06-15', text: '文件属于另一次导出' }, v + 1)).toBe(`applied ${String(v + 2)}`)
    // What comes meanwhile takes the closing back.
    const third = await erased()
    await look(found, first + 7, [third])
    expect((await stored(incident!.id)).body).not.toHaveProperty('closing')
    expect(await send(zheng, 'incident.close@1', { incidentId: incident!.id, outcome: 'false-alarm', reportedOn: '2026-06-15', text: '文件属于另一次导出' }, v + 3)).toBe(`applied ${String(v + 4)}`)
    expect(await send(await signIn(desk, 'wu', 'fresh'), 'incident.approve@1', { incidentId: incident!.id }, v + 4)).toBe(`applied ${String(v + 5)}`)
    await look(found, first + 8, [one])
    expect((await ofDevice(found.id)).map(({ closed }) => closed === undefined).sort()).toEqual([false, true])
  })

  test('for a chain that does not hold together is one while it is open, and every desk gets it', async () => {
    const broken = await secondDesk('断链的工作站')
    const tell = (body: object) => broken.call({ method: 'POST', path: `${API}/chain`, body })
    expect((await tell({ fault: 'neither', seenAt: 1 })).json()).toEqual({ error: 'bad_request' })
    const answers = await Promise.all([7, 7, 9].map((seenAt) => tell({ fault: 'chain', brokenAt: 41, seenAt })))
    expect(answers.map((answer) => answer.json())).toEqual(answers.map(() => ({ accepted: true })))
    await tell({ fault: 'anchor', seenAt: 11 })
    const found = await ofDevice(broken.id)
    expect(found).toMatchObject([{ kind: 'chain-broken', cause: { fault: 'chain', brokenAt: 41 } }])
    await origin.running().feed.drain()
    expect((await replicate(desk)).held.get(`incident ${found[0]!.id}`)?.body).toEqual(found[0])
  })

  test('for a lost device names whom the ledger names, once; revoked for another reason there is none', async () => {
    const held = await secondDesk('丢失的工作站')
    const { id: known } = held
    await replicate(held)
    const listed = (await db().selectFrom('deliveries').select('subject_id').where('device_id', '=', known).execute()).map((row) => row.subject_id).sort()
    expect(listed.length).toBeGreaterThan(0)
    await Promise.all([revokeDevice(context(), known, 'command-line', { lost: true }), orderWipe(context(), { deviceId: known, salvage: true })])
    await orderWipe(context(), { deviceId: known, salvage: true, lost: true })
    const [incident, ...rest] = await ofDevice(known)
    expect(rest).toEqual([])
    expect(incident).toMatchObject({ kind: 'device-lost', categories: ['registration', 'consent'], cause: { directory: true } })
    expect([...incident!.affected].sort()).toEqual(listed)
    // It held the directory of all sixty.
    expect(peopleOf(incident!)).toBe(60)

    const retired = await secondDesk('退役的工作站')
    await revokeDevice(context(), retired.id)
    await orderWipe(context(), { deviceId: retired.id, salvage: false, lost: false })
    expect(await ofDevice(retired.id)).toEqual([])
  })

  test('is opened by the officer’s own act on the device too', async () => {
    const gone = await secondDesk('被盗的工作站')
    const { token } = await signIn(desk, 'zheng', 'fresh')
    await desk.call({ method: 'POST', path: `${API}/devices/revoke`, body: { deviceId: gone.id, lost: true } }, token)
    expect(await ofDevice(gone.id)).toMatchObject([{ kind: 'device-lost' }])
  })
})

test('an erasure of somebody affected leaves the number of people and the erasure, and neither their id nor their name', async () => {
  const { name } = await db().selectFrom('subjects').select('name').where('id', '=', subjectId).executeTakeFirstOrThrow()
  const args = opening({ what: `${name}来电说收到了别人的账单` })
  const zheng = await signIn(desk, 'zheng')
  expect(await send(zheng, 'incident.open@1', args)).toBe('applied 1')
  expect(await send(zheng, 'incident.affect@1', { incidentId: args.incidentId, subjectId }, 1)).toBe('applied 2')
  const before = await all()
  const { erasureId } = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), requestId)
  const { body } = await db().selectFrom('erasures').select('body').where('id', '=', erasureId).executeTakeFirstOrThrow()
  expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), makeItem(origin, 'erasure.approve@1', { erasureId, planHash: body.planHash }, { base: 1 }))).toBe('applied 2')
  await vi.waitFor(async () => expect((await db().selectFrom('erasures').select('state').where('id', '=', erasureId).executeTakeFirstOrThrow()).state).not.toBe('approved'), { timeout: 60_000 })
  const after = await all()
  expect(after.map(peopleOf)).toEqual(before.map(peopleOf))
  const concerned = before.filter(({ affected }) => affected.includes(subjectId as never)).map(({ id }) => id)
  expect(concerned.length).toBeGreaterThan(2)
  for (const one of after) expect(one.erased.includes(erasureId)).toBe(concerned.includes(one.id))
  expect(JSON.stringify(after)).not.toContain(subjectId)
  expect((await findText(origin, name)).filter((where) => where.startsWith('incidents'))).toEqual([])
})
