// Rows that the end of a product put apart for a law stay past their day while somebody is on hold.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays } from '../../src-shared/base/clock'
import type { SubjectId } from '../../src-shared/base/ids'
import type { HoldId } from '../../src-shared/domain/hold-register'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { runRetention } from '../../src-origin/service/retention'
import { enrolDevice, newId, signIn, type TestDevice } from '../fixtures/origin-http'
import { makeItem, pushOne } from '../fixtures/origin-push'
import { endingTools } from '../fixtures/product-endings'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDevice
let person: SubjectId
beforeAll(async () => {
  origin = await startTestOrigin({ people: 40 })
  desk = await enrolDevice(origin)
  person = (await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()).id as SubjectId
})
afterAll(() => origin?.remove())

const { context, db, today, newest, end } = endingTools(() => origin, () => desk)

test('what the law kept of somebody on hold stays past its day, until it is lifted', async () => {
  const zheng = await signIn(desk, 'zheng')
  const place = async (more: object): Promise<HoldId> => {
    const holdId = newId<HoldId>(origin)
    const args = { holdId, matter: '（2026）辽0203民初97号', categories: ['access-log'], reason: '证据保全', reviewOn: addDays(today(), 90), ...more }
    expect(await pushOne(desk, zheng, makeItem(origin, 'hold.place@1', args, { chain: `hold:${holdId}` }))).toBe('applied 1')
    return holdId
  }
  const lift = async (holdId: HoldId) => expect(await pushOne(desk, zheng, makeItem(origin, 'hold.lift@1', { holdId, reason: '结案' }, { base: 1, chain: `hold:${holdId}` }))).toBe('applied 2')
  const row = (n: number, account_no: string, erasure_id: string) => ({ erasure_id, n: 700_000 + n, account_no, ip: '203.0.113.9', at: 1, result: 'ok', ground: 'R-LOG', release_on: today() })
  expect(await end()).toEqual({ outcome: 'proposed' })
  const { id } = await newest()
  const other = await db().selectFrom('subjects').select('account_no').where('id', '!=', person).executeTakeFirstOrThrow()
  const left = async () => (await db().selectFrom('restricted_logs').select('n').where('n', '>', 700_000).orderBy('n').execute()).map(({ n }) => n - 700_000)
  // Of an erasure's own row its certificate has named the day.
  const due = () => db().insertInto('restricted_logs').values([row(1, DEMO_PERSON.accountNo, id), row(2, other.account_no, id), row(3, other.account_no, newId(origin))]).onConflict((conflict) => conflict.doNothing()).execute()
  await due()
  const own = await place({ reach: 'person', subjectId: person })
  await runRetention(context())
  expect(await left()).toEqual([1])
  const everyone = await place({ reach: 'everyone' })
  await due()
  await lift(own)
  await runRetention(context())
  expect(await left()).toEqual([1, 2])
  await lift(everyone)
  await runRetention(context())
  expect(await left()).toEqual([])
})
