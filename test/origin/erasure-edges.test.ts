// Erasures at their edges: stale plans, pages that are read and requests that arrive in the same moment, copies made anew, people nobody holds.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { toDay } from '../../src-shared/base/clock'
import type { RequestId } from '../../src-shared/base/ids'
import type { ErasurePlan } from '../../src-shared/domain/erasure-plan'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { planHash, type SignedErasureCertificate } from '../../src-shared/formats/certificate'
import { resumeSweeps } from '../../src-origin/erasure/sweep'
import type { Tx } from '../../src-origin/store/database'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { API, callOrigin, enrolDevice, newId, signIn, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { createReplica, replicate, type Replica } from '../fixtures/origin-pages'
import { createItem, makeItem, proposalOf, proposeErasure, push, pushOne, sayResult } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { PACK_VERSION } from '../fixtures/rules'
import { shownFor } from '../fixtures/shown'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const DIRECTORY = 'directory:all'
let origin: TestOrigin
let desk: TestDevice
let zhou: TestPerson
let wu: TestPerson
let people: readonly { readonly id: string; readonly name: string; readonly account_no: string }[]

beforeAll(async () => {
  // Nobody has asked for anything yet.
  origin = await startTestOrigin({ seed: { seed: 'test', people: 40, requests: 0, rowsPerPerson: 5 } })
  desk = await enrolDevice(origin)
  zhou = await signIn(desk, 'zhou')
  wu = await signIn(desk, 'wu', 'fresh')
  people = await db().selectFrom('subjects').select(['id', 'name', 'account_no']).orderBy('id').execute()
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const erasureOf = async (id: string) => (await db().selectFrom('erasures').select(['body', 'v']).where('id', '=', id).executeTakeFirstOrThrow()).body
const requestOf = async (id: string) => db().selectFrom('requests').select(['body', 'v']).where('id', '=', id).executeTakeFirstOrThrow()
const mobileOf = async (subjectId: string) => (await db().selectFrom('identifiers').select('value').where('subject_id', '=', subjectId).where('kind', '=', 'mobile').executeTakeFirstOrThrow()).value

async function newRequest(subjectId: string, more: Readonly<Record<string, unknown>> = {}): Promise<RequestId> {
  const item = createItem(origin, subjectId, { right: 'delete', ...more })
  expect(await pushOne(desk, zhou, item)).toBe('applied 1')
  return item.args['requestId'] as RequestId
}

/** Beside the sweep that the approval started, of which either may be the one that ends it. */
async function completed(erasureId: string): Promise<void> {
  await resumeSweeps(origin.running().context)
  await vi.waitFor(async () => expect((await erasureOf(erasureId)).state).toBe('completed'), { timeout: 30_000, interval: 20 })
}

/** The origin checks its own certificate before it hands it out. */
const certificateBody = (erasure: ErasureRecord) => (erasure.certificate as SignedErasureCertificate).body

/** Until so many statements of the origin wait for a lock: then they have come as far as they can. */
const waiters = (count: number) =>
  vi.waitFor(async () => expect((await sql<{ n: number }>`select count(*) as n from pg_locks where not granted`.execute(db())).rows).toEqual([{ n: count }]), { timeout: 30_000, interval: 20 })

/** Another hand on the same rows: locks, lets the others run into it, acts, and commits. */
async function holding(lock: (tx: Tx) => Promise<unknown>, meanwhile: () => Promise<void>, act: (tx: Tx) => Promise<unknown> = async () => undefined): Promise<void> {
  const tx = await db().startTransaction().execute()
  try {
    await lock(tx)
    await meanwhile()
    await act(tx)
    await tx.commit().execute()
  } finally {
    if (!tx.isCommitted) await tx.rollback().execute()
  }
}
const lockPerson = (id: string) => (tx: Tx) => tx.selectFrom('subjects').select('id').where('id', '=', id).forUpdate().execute()
const deletePerson = (id: string) => (tx: Tx) => tx.deleteFrom('subjects').where('id', '=', id).execute()

test('of a person whom no device was ever sent, is complete without any receipt', async () => {
  const { erasureId, approval } = await proposeErasure(origin, desk, zhou, await newRequest(people[0]!.id))
  expect(await pushOne(desk, wu, approval())).toBe('applied 2')
  await completed(erasureId)
  expect((await erasureOf(erasureId)).devices).toEqual([])
})

describe('a plan', () => {
  test('that is not what the origin would make of what it holds is refused, and what its hash does not fit', async () => {
    const requestId = await newRequest(people[1]!.id)
    const { v } = await requestOf(requestId)
    const identifier = await db().selectFrom('identifiers').select('id').where('subject_id', '=', people[1]!.id).executeTakeFirstOrThrow()
    await push(desk, zhou, [
      makeItem(origin, 'request.take@1', { requestId }, { base: v }),
      makeItem(origin, 'request.verify@1', { requestId, identifierId: identifier.id, method: 'one-time-code', evidence: '一致' }, { base: v + 1 }),
    ])
    const good = await proposalOf(origin, requestId)
    const more = { ...good.plan, lines: good.plan.lines.map((line) => ({ ...line, rows: line.rows + 1 })) }
    const propose = (args: object) => pushOne(desk, zhou, makeItem(origin, 'erasure.propose@1', { ...good, ...args }, { base: v + 2 }))
    expect(await propose({ plan: more })).toBe('rejected invalid')
    expect(await propose({ plan: { ...good.plan, extra: 1 } })).toBe('rejected invalid')
    expect(await propose({ plan: more, planHash: planHash(more, nodeCrypto) })).toBe('rejected precondition')
    expect(await propose({})).toBe(`applied ${String(v + 3)}`)
  })

  test('says why: as the right allows, and the certificate says the same; one that does not say has to be made anew', async () => {
    const requestId = await newRequest(people[11]!.id)
    const good = await proposeErasure(origin, desk, zhou, await newRequest(people[12]!.id))
    const identifier = await db().selectFrom('identifiers').select('id').where('subject_id', '=', people[11]!.id).executeTakeFirstOrThrow()
    await push(desk, zhou, [
      makeItem(origin, 'request.take@1', { requestId }, { base: 1 }),
      makeItem(origin, 'request.verify@1', { requestId, identifierId: identifier.id, method: 'one-time-code', evidence: '一致' }, { base: 2 }),
    ])
    const { plan, ...rest } = await proposalOf(origin, requestId)
    const propose = (changed: ErasurePlan) => pushOne(desk, zhou, makeItem(origin, 'erasure.propose@1', { ...rest, plan: changed, planHash: planHash(changed, nodeCrypto) }, { base: 3 }))
    const { deletionGround: _, v: _v, ...body } = plan as Extract<ErasurePlan, { v: 2 }>
    expect(await propose({ ...body, v: 2, deletionGround: 'account-cancelled' })).toBe('rejected invalid')
    expect(await propose({ ...body, v: 1 })).toBe('rejected precondition')
    expect(await propose({ ...body, v: 2, deletionGround: 'unlawful' })).toBe('applied 4')
    expect(await pushOne(desk, wu, good.approval())).toBe('applied 2')
    await completed(good.erasureId)
    expect(certificateBody(await erasureOf(good.erasureId))).toMatchObject({ v: 2, deletionGround: { code: 'purpose-over', provision: { en: 'Personal Information Protection Law, Art. 47(1)(1)' } } })
  })

  test('that was proposed before plans said why is approved as it was proposed, and certified without it', async () => {
    const { erasureId } = await proposeErasure(origin, desk, zhou, await newRequest(people[13]!.id))
    const erasure = await erasureOf(erasureId)
    const { deletionGround: _, v: _v, ...rest } = erasure.plan as Extract<ErasurePlan, { v: 2 }>
    const plan: ErasurePlan = { ...rest, v: 1 }
    const before = { ...erasure, plan, planHash: planHash(plan, nodeCrypto) }
    await db().updateTable('erasures').set({ body: JSON.stringify(before) }).where('id', '=', erasureId).execute()
    expect(await pushOne(desk, wu, makeItem(origin, 'erasure.approve@1', { erasureId, planHash: before.planHash }, { base: 1 }))).toBe('applied 2')
    await completed(erasureId)
    const body = certificateBody(await erasureOf(erasureId))
    expect([body.v, 'deletionGround' in body]).toEqual([1, false])
  })

  test('that became stale before its approval is not carried out: it says so, and a new one can be', async () => {
    const requestId = await newRequest(people[2]!.id)
    const first = await proposeErasure(origin, desk, zhou, requestId)
    // Its answer says that it was done, which it never is: nobody has it in hand, now or once it came to nothing.
    const answer = { requestId, kind: 'decision', version: 1, channel: 'post', on: toDay(origin.now()) }
    const deliver = () => push(desk, zhou, [makeItem(origin, 'letter.deliver@1', { ...answer, deliveryId: newId(origin) }, { chain: `letter:${requestId}:decision:1` })])
    const barred = [{ t: 'rejected', rejection: { code: 'precondition', fields: ['erasure'] } }]
    expect(await deliver()).toMatchObject(barred)
    // A row that came in since, counted by nobody.
    await sql`insert into service_logs select subject_id, 999999, category, at, product, ip, detail from service_logs where subject_id = ${people[2]!.id} order by n limit 1`.execute(db())
    const [refused] = await push(desk, wu, [first.approval()])
    expect(refused).toMatchObject({ t: 'rejected', rejection: { code: 'precondition', fields: ['plan'], current: { v: 2, body: { state: 'stale' } } } })
    const { state, erasureId, decision } = (await requestOf(requestId)).body
    expect([state, erasureId, decision]).toEqual(['deciding', undefined, undefined])
    expect(await db().selectFrom('subjects').select('id').where('id', '=', people[2]!.id).execute()).toHaveLength(1)
    expect(await pushOne(desk, wu, { ...first.approval(2) })).toBe('rejected precondition')
    expect(await deliver()).toMatchObject(barred)

    const again = await proposalOf(origin, requestId)
    const { v } = await requestOf(requestId)
    expect(await pushOne(desk, zhou, makeItem(origin, 'erasure.propose@1', again, { base: v }))).toBe(`applied ${String(v + 1)}`)
    expect(await pushOne(desk, wu, makeItem(origin, 'erasure.approve@1', { erasureId: again.erasureId, planHash: again.planHash }, { base: 1 }))).toBe('applied 2')
    await completed(again.erasureId)
  })

  test('is approved once, whoever comes at the same time', async () => {
    const { erasureId, approval } = await proposeErasure(origin, desk, zhou, await newRequest(people[3]!.id))
    const zheng = await signIn(desk, 'zheng', 'fresh')
    const results = await Promise.all([wu, zheng, wu, zheng].map((person) => pushOne(desk, person, approval())))
    expect(results.filter((result) => result === 'applied 2')).toHaveLength(1)
    expect(results.filter((result) => result.startsWith('rejected'))).toHaveLength(3)
    expect(await db().selectFrom('erased_ids').select('at').where('erasure_id', '=', erasureId).execute()).toHaveLength(1)
  })
})

describe('in the moment of an erasure', () => {
  test('a page that was read before it is not sent after it', async () => {
    const person = people[4]!
    await newRequest(person.id, { right: 'access' })
    await origin.running().feed.drain()
    const replica = createReplica(await enrolDevice(origin, { scopes: ['desk:dalian'] }))
    let answer: Promise<'done' | 'more'> | undefined
    await holding(lockPerson(person.id), async () => {
      answer = replica.snapshotPage('desk:dalian')
      await waiters(1)
    }, deletePerson(person.id))
    expect(await answer).toBe('done')
    expect(replica.of('request').length).toBeGreaterThan(0)
    expect(JSON.stringify([...replica.held])).not.toContain(person.name)
    expect(await db().selectFrom('deliveries').select('at').where('device_id', '=', replica.device.id).where('subject_id', '=', person.id).execute()).toEqual([])
  })

  test('nor are their rows, nor what the directory said of them', async () => {
    const person = people[5]!
    await newRequest(person.id, { right: 'access' })
    const rows: Promise<unknown>[] = []
    await holding(lockPerson(person.id), async () => {
      const call = (path: string, body?: object) => desk.call({ path: `${API}${path}`, ...(body ? { method: 'POST', body } : {}) }, zhou.token).then((answer) => answer.text)
      rows.push(call(`/people/${person.id}/rows`), call('/search', { text: person.account_no, limit: 5 }))
      await waiters(2)
    }, deletePerson(person.id))
    const [page, found] = (await Promise.all(rows)) as [string, string]
    expect(page).toBe('{"error":"not_found"}')
    expect(JSON.parse(found)).toMatchObject({ results: [] })
  })

  test.each(['mobile', 'account'])('a request from the website by %s leaves nothing of theirs', async (by) => {
    const person = people[by === 'mobile' ? 6 : 7]!
    const words = `来自网站的话 ${by}`
    const who = by === 'mobile' ? { kind: 'mobile', value: await mobileOf(person.id) } : { accountNo: person.account_no }
    const body = { requestId: newId<RequestId>(origin), person: who, right: 'access', channel: 'website', receivedOn: '2026-06-15', text: words }
    const headers = { authorization: `Bearer ${origin.running().context.keys.intakeToken}` }
    let answer: Promise<number> | undefined
    await holding(lockPerson(person.id), async () => {
      answer = callOrigin(origin, { method: 'POST', path: `${API}/intake`, body, headers }).then(({ status }) => status)
      await waiters(1)
    }, deletePerson(person.id))
    expect(await answer).toBe(404)
    expect(await findText(origin, words)).toEqual([])
  })

  test('a decision about another request of the person waits its turn, and nothing locks up', async () => {
    const person = people[8]!
    const other = await newRequest(person.id, { right: 'correct', corrections: [{ field: 'name', value: '改名' }] })
    const identifier = await db().selectFrom('identifiers').select('id').where('subject_id', '=', person.id).executeTakeFirstOrThrow()
    await push(desk, zhou, [
      makeItem(origin, 'request.take@1', { requestId: other }, { base: 1 }),
      makeItem(origin, 'request.verify@1', { requestId: other, identifierId: identifier.id, method: 'one-time-code', evidence: '一致' }, { base: 2 }),
    ])
    const { approval } = await proposeErasure(origin, desk, zhou, await newRequest(person.id))
    const results: Promise<string>[] = []
    await holding(lockPerson(person.id), async () => {
      results.push(pushOne(desk, wu, approval()))
      await waiters(1)
      results.push(pushOne(desk, zhou, makeItem(origin, 'request.decide@1', { requestId: other, outcome: 'granted', text: '已更正', rulesPack: PACK_VERSION, shown: shownFor('name') }, { base: 3 })))
      await waiters(2)
    })
    expect(await Promise.all(results)).toEqual(['applied 2', 'rejected gone_erased'])
    expect((await requestOf(other)).body.state).toBe('withdrawn')
  })

  test('a device that begins to copy the directory is a holder', async () => {
    const { erasureId, approval } = await proposeErasure(origin, desk, zhou, await newRequest(people[9]!.id))
    const beginner = await enrolDevice(origin, { scopes: [DIRECTORY] })
    let result: Promise<string> | undefined
    // The first half of recordDirectoryDelivery (feed/deliveries.ts): the row is written, the commit is still to come.
    await holding(async (tx) => {
      await tx.selectFrom('scopes').select('id').where('id', '=', DIRECTORY).forShare().execute()
      await tx.insertInto('directory_deliveries').values({ device_id: beginner.id, at: origin.now() }).execute()
    }, async () => {
      result = pushOne(desk, wu, approval())
      await waiters(1)
    })
    expect(await result).toBe('applied 2')
    expect((await erasureOf(erasureId)).devices.map(({ deviceId }) => deviceId)).toContain(beginner.id)
  })
})

test('a device that lost its place and copies anew still hears of the erasure it owes an answer to, and never of one it answered', async () => {
  const replica: Replica = await replicate(await enrolDevice(origin))
  const { erasureId, approval } = await proposeErasure(origin, desk, zhou, await newRequest(people[10]!.id))
  await origin.running().feed.drain()
  await replica.follow()
  expect(sayResult((await push(desk, wu, [approval()]))[0])).toBe('applied 2')
  await resumeSweeps(origin.running().context)
  await origin.running().feed.drain()
  // Its store was damaged, or its cursor refused: it begins again, without having read the entry.
  const anew = await replicate(replica.device)
  expect(anew.erased.map((line) => line.erasureId)).toEqual([erasureId])
  const receipts = [{ erasureId, receipt: replica.device.receipt(erasureId) }]
  expect((await replica.device.call({ method: 'POST', path: `${API}/ack`, body: { results: [], receipts, commandsDone: [] } })).json()).toEqual({ accepted: [erasureId] })
  expect((await replicate(replica.device)).erased).toEqual([])
})
