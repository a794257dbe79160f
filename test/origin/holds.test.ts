// Holds at the origin: who may place and lift, what an erasure does not touch while one stands, and what becomes of it afterwards.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toDay } from '../../src-shared/base/clock'
import type { HoldId } from '../../src-shared/domain/hold-register'
import type { SubjectId } from '../../src-shared/base/ids'
import { releaseDay, SWEEP_CHANNEL } from '../../src-origin/erasure/sweep'
import { LOCKS } from '../../src-origin/service/lead'
import { DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { keptByLaw } from '../../src-shared/formats/certificate'
import { newId, type TestPerson } from '../fixtures/origin-http'
import type { Replica } from '../fixtures/origin-pages'
import { makeItem, proposalOf, proposeErasure, pushOne } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { holdActs, until } from '../fixtures/origin-holds'
import { startRegister, type Register } from '../fixtures/origin-register'
import type { TestOrigin } from '../fixtures/test-origin'

let register: Register
let origin: TestOrigin
let desk: Replica
let zhou: TestPerson
let zheng: TestPerson
let wu: TestPerson
let wuFresh: TestPerson
let demo: string

beforeAll(async () => {
  register = await startRegister()
  ;({ origin, desk, zhou, zheng, wu, wuFresh, demo } = register)
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const { send, placing, hold, lift, erasureOf, otherDelete, certificateOf, answer, addLog } = holdActs(() => register)
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

describe('a hold of single fields', () => {
  test('leaves of each row these alone and nothing that says whose it was; what no other hold names goes on once one is lifted', async () => {
    const request = (await otherDelete()).at(-1)!
    const subjectId = request.subject_id
    const person = await db().selectFrom('subjects').selectAll().where('id', '=', subjectId).executeTakeFirstOrThrow()
    const identifiers = await db().selectFrom('identifiers').selectAll().where('subject_id', '=', subjectId).execute()
    const logs = await db().selectFrom('service_logs').selectAll().where('subject_id', '=', subjectId).orderBy('n').execute()
    const of = (category: string) => logs.filter((row) => row.category === category)
    const anonymous = async () => Number((await db().selectFrom('anonymous_logs').select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow()).n)
    const anonymousBefore = await anonymous()
    const fields = await hold({
      subjectId, categories: ['registration', 'browsing', 'access-log', 'page-performance'],
      fields: [{ category: 'registration', names: ['region'] }, { category: 'browsing', names: ['page'] }, { category: 'access-log', names: ['ip', 'result'] }, { category: 'page-performance', names: ['client'] }],
    })
    const whole = await hold({ subjectId, categories: ['browsing', 'search-query'] })
    const alsoQuery = await hold({ subjectId, categories: ['search-query'], fields: [{ category: 'search-query', names: ['query'] }] })
    const { approval, erasureId } = await proposeErasure(origin, desk.device, zhou, request.id)
    expect(await pushOne(desk.device, wuFresh, approval())).toBe('applied 2')
    await until(async () => (await erasureOf(erasureId)).state === 'executed')

    const held = async (category: string) => (await db().selectFrom('held_rows').select('body').where('erasure_id', '=', erasureId).where('category', '=', category).orderBy('n').execute()).map(({ body }) => body)
    expect(await held('registration')).toEqual([{ region: person.region }])
    expect(await held('access-log')).toEqual(of('access-log').map(({ ip, detail }) => ({ ip, detail })))
    expect(await held('page-performance')).toEqual(of('page-performance').map(({ detail }) => ({ detail })))
    const wholeRows = ({ at, product, ip, detail }: (typeof logs)[number]) => ({ at, product, ip, detail })
    expect(await held('browsing')).toEqual(of('browsing').map(wholeRows))
    // The law's own rows are there beside them; nothing is called anonymous while a piece of it stands apart.
    const restricted = async () => (await db().selectFrom('restricted_logs').select('ip').where('erasure_id', '=', erasureId).execute()).length
    const byLaw = of('access-log').filter(({ at }) => releaseDay(at, 6) > toDay(origin.now())).length
    expect(byLaw).toBeGreaterThan(0)
    expect([await restricted(), await anonymous()]).toEqual([byLaw, anonymousBefore])
    const lines = await db().selectFrom('held_lines').select(['category', 'fields', 'account_no']).where('erasure_id', '=', erasureId).orderBy('category').execute()
    expect(lines.map(({ category, fields: names, account_no }) => [category, names, account_no])).toEqual([
      ['access-log', ['ip', 'result'], null], ['browsing', null, person.account_no], ['page-performance', ['client'], null], ['registration', ['region'], null], ['search-query', null, person.account_no],
    ])
    for (const value of [person.name, ...identifiers.map((one) => one.value)]) expect(value === null ? [] : await findText(origin, value)).toEqual([])

    await answer(erasureId)
    await until(async () => (await erasureOf(erasureId)).state === 'completed')
    const first = await certificateOf(erasureId)
    expect(first.held?.map(({ category, rows, fields: names, then }) => [category, rows, names, then])).toEqual([
      ['registration', 1, ['region'], 'delete'], ['browsing', of('browsing').length, undefined, 'delete'], ['search-query', of('search-query').length, undefined, 'delete'],
      ['access-log', of('access-log').length, ['ip', 'result'], 'delete'], ['page-performance', of('page-performance').length, ['client'], 'delete'],
    ])
    expect(first.held?.find(({ category }) => category === 'browsing')?.holds).toEqual([{ id: fields, fields: ['page'] }, { id: whole }].map((one) => expect.objectContaining(one) as unknown))
    expect(first.text.en).toContain('kept in the listed fields alone, with the rest dealt with: 3.')
    expect(first.executed.filter(({ action }) => action === 'hold').map(({ category }) => category).sort()).toEqual(['browsing', 'search-query'])

    // Of what the lifted hold alone named nothing stays; of what another names its fields.
    await lift(whole)
    await until(async () => ((await erasureOf(erasureId)).released?.length ?? 0) === 2)
    expect(await held('browsing')).toEqual(of('browsing').map(({ detail }) => ({ detail })))
    expect(await held('search-query')).toEqual(of('search-query').map(({ detail }) => ({ detail })))
    const after = await db().selectFrom('held_lines').select('account_no').where('erasure_id', '=', erasureId).execute()
    expect(after.map(({ account_no }) => account_no)).toEqual([null, null, null, null, null])
    const narrowed = await certificateOf(erasureId)
    expect(narrowed.held?.map(({ category, fields: names, narrowedAt, releasedAt }) => [category, names, typeof narrowedAt, typeof releasedAt])).toEqual([
      ['registration', ['region'], 'undefined', 'undefined'], ['browsing', ['page'], 'number', 'undefined'], ['search-query', ['query'], 'number', 'undefined'], ['access-log', ['ip', 'result'], 'undefined', 'undefined'], ['page-performance', ['client'], 'undefined', 'undefined'],
    ])

    await lift(fields)
    await lift(alsoQuery)
    await until(async () => (await db().selectFrom('held_lines').select('category').where('erasure_id', '=', erasureId).execute()).length === 0)
    expect(await db().selectFrom('held_rows').select('n').where('erasure_id', '=', erasureId).execute()).toEqual([])
    expect([await restricted(), await anonymous()]).toEqual([byLaw, anonymousBefore])
    expect((await certificateOf(erasureId)).held?.map(({ releasedAt }) => typeof releasedAt)).toEqual(['number', 'number', 'number', 'number', 'number'])
  })
})

describe('a hold on everybody that is placed while an erasure is under way', () => {
  test('keeps what it names of the rows that are still there, brings back nothing, and the certificate says so until it is lifted', async () => {
    const request = (await otherDelete()).at(-1)!
    const subjectId = request.subject_id as SubjectId
    await addLog(subjectId, 'browsing', 6, 90_000)
    await addLog(subjectId, 'access-log', 2, 90_100)
    await addLog(subjectId, 'page-performance', 2, 90_200)
    const of = async (category: string) => (await db().selectFrom('service_logs').selectAll().where('subject_id', '=', subjectId).where('category', '=', category).orderBy('n').execute())
    const [browsing, access, performance] = [await of('browsing'), await of('access-log'), await of('page-performance')]
    const [slice, still] = [browsing.slice(0, 3), browsing.slice(3)]
    expect([slice.length, still.length > 0, performance.length > 0]).toEqual([3, true, true])
    const anonymous = async () => Number((await db().selectFrom('anonymous_logs').select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow()).n)
    const anonymousBefore = await anonymous()
    const { approval, erasureId } = await proposeErasure(origin, desk.device, zhou, request.id)
    let late = '' as HoldId
    // No round of the janitor's own comes in between: the person is gone, their rows are not yet.
    await db().transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(${LOCKS.round})`.execute(tx)
      expect(await pushOne(desk.device, wuFresh, approval())).toBe('applied 2')
      expect(await of('browsing')).toHaveLength(browsing.length)
      // A slice of it went by then, counted as slices are.
      const { executed } = await db().selectFrom('erasure_jobs').select('executed').where('erasure_id', '=', erasureId).executeTakeFirstOrThrow()
      await db().deleteFrom('service_logs').where('subject_id', '=', subjectId).where('n', 'in', slice.map(({ n }) => n)).execute()
      await db().updateTable('erasure_jobs').set({ executed: JSON.stringify([...executed, { category: 'browsing', action: 'delete', rows: slice.length }]) }).where('erasure_id', '=', erasureId).execute()
      const own = placing({ subjectId })
      expect(await send(zheng, 'hold.place@1', own)).toMatch(/^rejected/)
      late = await hold({ reach: 'everyone', subjectId: undefined, categories: ['registration', 'browsing', 'access-log', 'page-performance'], fields: [{ category: 'browsing', names: ['page'] }, { category: 'access-log', names: ['result'] }] })
    })
    await sql`select pg_notify(${SWEEP_CHANNEL}, '')`.execute(db())
    await until(async () => (await erasureOf(erasureId)).state === 'executed')
    const held = async () => (await db().selectFrom('held_rows').select(['category', 'body']).where('erasure_id', '=', erasureId).orderBy('category').orderBy('n').execute()).map(({ category, body }) => ({ category, body }))
    expect(await held()).toEqual([
      ...access.map(({ detail }) => ({ category: 'access-log', body: { detail } })), ...still.map(({ detail }) => ({ category: 'browsing', body: { detail } })),
      ...performance.map(({ at, product, ip, detail }) => ({ category: 'page-performance', body: { at, product, ip, detail } })),
    ])
    expect([await anonymous(), (await of('browsing')).length]).toEqual([anonymousBefore, 0])

    await answer(erasureId)
    await until(async () => (await erasureOf(erasureId)).state === 'completed')
    const first = await certificateOf(erasureId)
    expect(first.held?.map(({ category, rows, fields, then, late: isLate, holds }) => [category, rows, fields, then, isLate, holds.map(({ id }) => id)])).toEqual([
      ['browsing', still.length, ['page'], 'delete', true, [late]], ['access-log', access.length, ['result'], 'delete', true, [late]], ['page-performance', performance.length, undefined, 'anonymise', true, [late]],
    ])
    expect(first.text.en).toContain('Put on hold while the erasure ran: 3.')
    // Whole rows among them are made anonymous, as their plan said.
    expect([first.text.en.includes('deleted or made anonymous once the hold is lifted'), first.text['zh-CN'].includes('解除后删除或匿名化')]).toEqual([true, true])
    await lift(late)
    await until(async () => (await held()).length === 0 && ((await erasureOf(erasureId)).released?.length ?? 0) === 3)
    expect(await anonymous()).toBe(anonymousBefore + performance.length)
    expect((await certificateOf(erasureId)).text.en).not.toContain('on hold')
  })
})

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

    await answer(erasureId)
    await until(async () => (await erasureOf(erasureId)).state === 'completed')
    const first = await certificateOf(erasureId)
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
    const between = await certificateOf(erasureId)
    expect(between.text.en).toContain('not erased yet: 1.')
    const planned = between.plan.lines.find((line) => line.category === 'access-log')
    expect(keptByLaw(between)).toEqual([{ category: 'access-log', rows: rowsOf('access-log').length, ground: planned?.ground, releaseOn: planned?.releaseOn, provision: access?.provision }])
    await lift(everyone)
    await until(async () => (await held()).length === 0 && ((await erasureOf(erasureId)).released?.length ?? 0) === 4)
    const last = await certificateOf(erasureId)
    expect(last.held?.map((line) => typeof line.releasedAt)).toEqual(['number', 'number', 'number', 'number'])
    expect(Object.values(last.text).filter((sentence) => /on hold|保全/.test(sentence))).toEqual([])
    expect(await findText(origin, DEMO_PERSON.name)).toEqual([])
    expect(await db().selectFrom('held_lines').select('category').where('erasure_id', '=', erasureId).execute()).toEqual([])
  })
})
