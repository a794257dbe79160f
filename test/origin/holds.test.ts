// Holds at the origin: who may place and lift, what an erasure does not touch while one stands, and what becomes of it afterwards.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays, toDay } from '../../src-shared/base/clock'
import { mustOk } from '../../src-shared/base/result'
import type { HoldId } from '../../src-shared/domain/hold-register'
import type { InventoryOperationName } from '../../src-shared/domain/vocabulary'
import { DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { checkErasureCertificate, keptByLaw, type SignedErasureCertificate } from '../../src-shared/formats/certificate'
import { nodeCrypto } from '../../src-origin/devices/node-crypto'
import { API, newId, type TestPerson } from '../fixtures/origin-http'
import type { Replica } from '../fixtures/origin-pages'
import { makeItem, proposalOf, proposeErasure, pushOne } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { startRegister } from '../fixtures/origin-register'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: Replica
let zhou: TestPerson
let zheng: TestPerson
let wu: TestPerson
let wuFresh: TestPerson
let demo: string

beforeAll(async () => {
  ;({ origin, desk, zhou, zheng, wu, wuFresh, demo } = await startRegister())
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const send = (person: TestPerson, op: InventoryOperationName, args: Readonly<Record<string, unknown>>, base = 0) =>
  pushOne(desk.device, person, makeItem(origin, op, args, { base, chain: `hold:${String(args['holdId'])}` }))
const placing = (more: Readonly<Record<string, unknown>> = {}) => ({
  holdId: newId<HoldId>(origin), matter: '（2026）辽0203民初88号', reach: 'person', subjectId: demo, categories: ['browsing'], reason: '诉讼证据保全', reviewOn: addDays(toDay(origin.now()), 90), ...more,
})
async function follow(): Promise<void> {
  await origin.running().feed.drain()
  await desk.follow()
}

describe('a hold', () => {
  test('is placed and lifted by the officer, approved by another person with a fresh sign-in, and told to every desk', async () => {
    const args = placing()
    const { holdId } = args
    for (const person of [zhou, wu]) expect(await send(person, 'hold.place@1', args)).toBe('rejected forbidden')
    expect(await send(zheng, 'hold.place@1', args)).toBe('applied 1')
    expect(await send(zheng, 'hold.approve@1', { holdId }, 1)).toBe('rejected needs_second_person')
    expect(await send(zhou, 'hold.approve@1', { holdId }, 1)).toBe('rejected forbidden')
    expect(await send(wu, 'hold.approve@1', { holdId }, 1)).toBe('rejected needs_online_auth')
    expect(await send(wuFresh, 'hold.approve@1', { holdId }, 1)).toBe('applied 2')
    expect(await send(zheng, 'hold.lift@1', { holdId, reason: '已撤诉' }, 1)).toBe('rejected version_conflict')
    expect(await send(zheng, 'hold.lift@1', { holdId, reason: '已撤诉' }, 2)).toBe('applied 3')
    expect(await send(wuFresh, 'hold.approve@1', { holdId }, 3)).toBe('applied 4')
    await follow()
    expect(desk.held.get(`hold ${holdId}`)?.body).toMatchObject({ subjectId: demo, placedBy: zheng.staffId, approvedBy: wu.staffId, lifted: { by: zheng.staffId, approvedBy: wu.staffId } })
  })

  test('is of a person whom a case of the desk concerns, and of nobody who is not there', async () => {
    const stranger = await db().selectFrom('subjects').select('id').where((eb) => eb.not(eb.exists(eb.selectFrom('requests').select('id').whereRef('requests.subject_id', '=', 'subjects.id')))).executeTakeFirstOrThrow()
    expect(await send(zheng, 'hold.place@1', placing({ subjectId: stranger.id }))).toBe('rejected scope_lost')
    expect(await send(zheng, 'hold.place@1', placing({ subjectId: newId(origin) }))).toBe('rejected not_found')
    expect(await send(zheng, 'hold.place@1', placing({ reach: 'everyone' }))).toBe('rejected invalid')
    expect(await send(zheng, 'hold.place@1', placing({ reach: 'everyone', subjectId: undefined, categories: undefined }))).toBe('rejected invalid')
  })
})

/** Placed and approved. */
async function hold(more: Readonly<Record<string, unknown>>): Promise<HoldId> {
  const args = placing(more)
  expect(await send(zheng, 'hold.place@1', args)).toBe('applied 1')
  expect(await send(wuFresh, 'hold.approve@1', { holdId: args.holdId }, 1)).toBe('applied 2')
  return args.holdId
}
async function lift(holdId: HoldId): Promise<void> {
  // An erasure that takes the person out of it makes a version of its own.
  const { v } = await db().selectFrom('holds').select('v').where('id', '=', holdId).executeTakeFirstOrThrow()
  expect(await send(zheng, 'hold.lift@1', { holdId, reason: '已撤诉' }, v)).toMatch(/^applied/)
  expect(await send(wuFresh, 'hold.approve@1', { holdId }, v + 1)).toMatch(/^applied/)
}
const erasureOf = async (erasureId: string) => (await db().selectFrom('erasures').select('body').where('id', '=', erasureId).executeTakeFirstOrThrow()).body
async function until(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await check()); tries += 1) {
    if (tries > 200) throw new Error('it never came')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
const otherDelete = () =>
  db().selectFrom('requests').select(['id', 'subject_id']).where('in_scope', '=', true).where('state', '=', 'received').where('subject_id', '!=', demo).where(sql<boolean>`body ->> 'right' = 'delete'`).orderBy('id').execute()

describe('an erasure', () => {
  test('that was planned before a hold is stale and says why; one of which everything is on hold is not proposed', async () => {
    const [request] = await otherDelete()
    const { approval, erasureId } = await proposeErasure(origin, desk.device, zhou, request!.id)
    const holdId = await hold({ subjectId: request!.subject_id, categories: undefined })
    expect(await pushOne(desk.device, wuFresh, approval())).toBe('rejected precondition')
    expect((await erasureOf(erasureId)).state).toBe('stale')
    const { v } = await db().selectFrom('requests').select('v').where('id', '=', request!.id).executeTakeFirstOrThrow()
    const proposed = makeItem(origin, 'erasure.propose@1', await proposalOf(origin, request!.id), { base: v })
    expect(await pushOne(desk.device, zhou, proposed)).toBe('rejected precondition')
    await lift(holdId)
    expect(await pushOne(desk.device, zhou, makeItem(origin, 'erasure.propose@1', await proposalOf(origin, request!.id), { base: v }))).toMatch(/^applied/)
  })

  test('leaves what a hold names, apart and at the origin alone, and goes on with it by itself once the hold is lifted', async () => {
    const categories = ['registration', 'browsing', 'access-log', 'page-performance']
    const before = await db().selectFrom('service_logs').selectAll().where('subject_id', '=', demo).orderBy('n').execute()
    const rowsOf = (category: string) => before.filter((row) => row.category === category)
    const anonymous = async () => Number((await db().selectFrom('anonymous_logs').select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow()).n)
    const anonymousBefore = await anonymous()
    const holdId = await hold({ categories })
    const request = await db().selectFrom('requests').select('id').where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
    const { approval, erasureId } = await proposeErasure(origin, desk.device, zhou, request.id)
    expect(await pushOne(desk.device, wuFresh, approval())).toBe('applied 2')
    await until(async () => (await erasureOf(erasureId)).state === 'executed')

    const held = () => db().selectFrom('held_rows').select(['category', 'n', 'body']).where('erasure_id', '=', erasureId).orderBy('category').orderBy('n').execute()
    const kept = await held()
    expect([...new Set(kept.map((row) => row.category))].sort()).toEqual([...categories].sort())
    expect(kept.filter((row) => row.category === 'browsing').map((row) => row.body)).toEqual(rowsOf('browsing').map(({ at, product, ip, detail }) => ({ at, product, ip, detail })))
    expect(kept.find((row) => row.category === 'registration')?.body).toMatchObject({ account: DEMO_PERSON.accountNo, name: DEMO_PERSON.name })
    expect((await db().selectFrom('service_logs').select('n').where('subject_id', '=', demo).execute())).toEqual([])
    expect([await anonymous(), (await db().selectFrom('restricted_logs').select('n').where('erasure_id', '=', erasureId).execute()).length]).toEqual([anonymousBefore, 0])
    // The name stands nowhere but in what the hold names; the hold says no longer whom it is about.
    expect(new Set((await findText(origin, DEMO_PERSON.name)).map((found) => found.split(':')[0]))).toEqual(new Set(['held_rows']))
    await follow()
    expect(desk.held.get(`hold ${holdId}`)?.body).not.toHaveProperty('subjectId')
    expect(JSON.stringify(desk.of('hold'))).not.toContain(demo)

    await desk.device.call({ method: 'POST', path: `${API}/ack`, body: { results: [], receipts: [{ erasureId, receipt: desk.device.receipt(erasureId) }], commandsDone: [] } })
    const certificateOf = async () => mustOk(checkErasureCertificate((await erasureOf(erasureId)).certificate as SignedErasureCertificate, origin.running().context.keys.org.publicKey, nodeCrypto)).certificate
    await until(async () => (await erasureOf(erasureId)).state === 'completed')
    const first = await certificateOf()
    expect(first.held?.map(({ category, rows, then }) => `${category} ${rows} ${then}`)).toEqual([
      `registration ${kept.filter((row) => row.category === 'registration').length} delete`, `browsing ${rowsOf('browsing').length} delete`, `access-log ${rowsOf('access-log').length} restrict`, `page-performance ${rowsOf('page-performance').length} anonymise`,
    ])
    expect(first.held?.every((line) => line.releasedAt === undefined && line.holds[0]?.id === holdId)).toBe(true)

    expect(first.text.en).toContain('not erased yet: 4.')
    const access = first.held?.find((line) => line.category === 'access-log')
    expect(access?.provision?.en).toContain('Art.')

    // Placed meanwhile on everybody: it keeps what it names of those who are gone, too.
    const everyone = await hold({ reach: 'everyone', subjectId: undefined, categories: ['browsing'] })
    await lift(holdId)
    await until(async () => (await held()).every((row) => row.category === 'browsing'))
    expect(await anonymous()).toBe(anonymousBefore + rowsOf('page-performance').length)
    expect((await db().selectFrom('restricted_logs').select('account_no').where('erasure_id', '=', erasureId).execute()).length).toBeGreaterThan(10)
    await until(async () => (await erasureOf(erasureId)).released?.length === 3)
    const between = await certificateOf()
    expect(between.text.en).toContain('not erased yet: 1.')
    const planned = between.plan.lines.find((line) => line.category === 'access-log')
    expect(keptByLaw(between)).toEqual([{ category: 'access-log', rows: rowsOf('access-log').length, ground: planned?.ground, releaseOn: planned?.releaseOn, provision: access?.provision }])
    await lift(everyone)
    await until(async () => (await held()).length === 0 && ((await erasureOf(erasureId)).released?.length ?? 0) === 4)
    const last = await certificateOf()
    expect(last.held?.map((line) => typeof line.releasedAt)).toEqual(['number', 'number', 'number', 'number'])
    expect(Object.values(last.text).filter((sentence) => /on hold|保全/.test(sentence))).toEqual([])
    expect(await findText(origin, DEMO_PERSON.name)).toEqual([])
    expect(await db().selectFrom('held_lines').select('category').where('erasure_id', '=', erasureId).execute()).toEqual([])
  })
})
