// Lines of holds in an erasure that keep nothing, or the account alone, and those that a crash left half narrowed.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toDay } from '../../src-shared/base/clock'
import type { SubjectId } from '../../src-shared/base/ids'
import type { LogCategory } from '../../src-shared/domain/vocabulary'
import { narrowSlice, releaseHeld } from '../../src-origin/erasure/held-release'
import { releaseDay } from '../../src-origin/erasure/sweep'
import { LOCKS } from '../../src-origin/service/lead'
import type { TestPerson } from '../fixtures/origin-http'
import { holdActs, until } from '../fixtures/origin-holds'
import type { Replica } from '../fixtures/origin-pages'
import { proposeErasure, pushOne } from '../fixtures/origin-push'
import { startRegister, type Register } from '../fixtures/origin-register'
import type { TestOrigin } from '../fixtures/test-origin'

let register: Register
let origin: TestOrigin
let desk: Replica
let zhou: TestPerson
let wuFresh: TestPerson
beforeAll(async () => {
  register = await startRegister()
  ;({ origin, desk, zhou, wuFresh } = register)
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const { hold, lift, erasureOf, otherDelete, certificateOf, answer, addLog } = holdActs(() => register)

describe('a hold of single fields', () => {
  test('on a field that no row carries keeps the account where it names it, else nothing, and is not told as on hold', async () => {
    const request = (await otherDelete()).at(-1)!
    const subjectId = request.subject_id as SubjectId
    await addLog(subjectId, 'access-log', 2, 90_000)
    const { account_no: accountNo } = await db().selectFrom('subjects').select('account_no').where('id', '=', subjectId).executeTakeFirstOrThrow()
    await db().updateTable('subjects').set({ birth_day: null, region: 'CN' }).where('id', '=', subjectId).execute()
    await db().updateTable('consents').set({ evidence: null }).where('subject_id', '=', subjectId).execute()
    const missing = await hold({ subjectId, categories: ['registration', 'consent'], fields: [{ category: 'registration', names: ['birthDay'] }, { category: 'consent', names: ['evidence'] }] })
    const region = await hold({ subjectId, categories: ['registration', 'access-log'], fields: [{ category: 'registration', names: ['region'] }, { category: 'access-log', names: ['account'] }] })
    const { approval, erasureId } = await proposeErasure(origin, desk.device, zhou, request.id)
    expect(await pushOne(desk.device, wuFresh, approval())).toBe('applied 2')
    await until(async () => (await erasureOf(erasureId)).state === 'executed')
    const lines = () => db().selectFrom('held_lines').select(['category', 'fields', 'account_no']).where('erasure_id', '=', erasureId).orderBy('category').execute()
    expect(await lines()).toEqual([{ category: 'access-log', fields: ['account'], account_no: accountNo }, { category: 'registration', fields: ['birthDay', 'region'], account_no: null }])
    expect((await erasureOf(erasureId)).released?.map(({ category, left }) => [category, left])).toEqual([['consent', undefined]])
    await answer(erasureId)
    await until(async () => (await erasureOf(erasureId)).state === 'completed')
    const first = await certificateOf(erasureId)
    expect(first.held?.map(({ category, releasedAt }) => [category, releasedAt === undefined])).toEqual([['registration', true], ['consent', false], ['access-log', true]])
    expect(first.text.en).toContain('not erased yet: 2.')

    // Of what the other hold on registration names there is nothing, so with this one it is over.
    await lift(region)
    await until(async () => (await lines()).length === 0)
    const last = await certificateOf(erasureId)
    expect(last.held?.every(({ releasedAt }) => releasedAt !== undefined)).toBe(true)
    expect(last.text.en).not.toContain('on hold')
    await lift(missing)
  })

  test('that a crash left half narrowed goes on to its end once the last hold is lifted', async () => {
    const request = (await otherDelete()).at(-1)!
    const subjectId = request.subject_id as SubjectId
    await addLog(subjectId, 'access-log', 3, 90_000)
    await addLog(subjectId, 'page-performance', 2, 90_100)
    const categories: LogCategory[] = ['access-log', 'page-performance']
    const whole = await hold({ subjectId, categories })
    const fields = await hold({ subjectId, categories, fields: [{ category: 'access-log', names: ['result'] }, { category: 'page-performance', names: ['client'] }] })
    const { approval, erasureId } = await proposeErasure(origin, desk.device, zhou, request.id)
    expect(await pushOne(desk.device, wuFresh, approval())).toBe('applied 2')
    await until(async () => (await erasureOf(erasureId)).state === 'executed')
    const held = (category: string) => db().selectFrom('held_rows').select(['n', 'body']).where('erasure_id', '=', erasureId).where('category', '=', category).orderBy('n').execute()
    const apart = async () => (await db().selectFrom('restricted_logs').select('n').where('erasure_id', '=', erasureId).orderBy('n').execute()).map(({ n }) => n)
    const access = await held('access-log')
    const byLaw = access.filter(({ body }) => releaseDay((body as { at: number }).at, 6) > toDay(origin.now())).map(({ n }) => n)
    expect(byLaw.length).toBeGreaterThan(2)
    await db().transaction().execute(async (tx) => {
      // No round comes in between: its slice is committed, and the line does not say so yet.
      await sql`select pg_advisory_xact_lock(${LOCKS.round})`.execute(tx)
      await lift(whole)
      for (const [category, kept] of [['access-log', 'result'], ['page-performance', 'client']] as const) {
        const line = await db().selectFrom('held_lines').selectAll().where('erasure_id', '=', erasureId).where('category', '=', category).executeTakeFirstOrThrow()
        await db().transaction().execute((slice) => narrowSlice(slice, line, [kept], -1))
        expect((await held(category)).every(({ body }) => Object.keys(body).join() === 'detail')).toBe(true)
      }
      // One of them came to its day meanwhile.
      await db().deleteFrom('restricted_logs').where('erasure_id', '=', erasureId).where('n', '=', byLaw[0]!).execute()
      await lift(fields)
    })
    await releaseHeld(origin.running().context)
    expect([await held('access-log'), await held('page-performance')]).toEqual([[], []])
    expect(await apart()).toEqual(byLaw.slice(1))
    expect(await db().selectFrom('held_lines').select('category').where('erasure_id', '=', erasureId).execute()).toEqual([])
  })
})
