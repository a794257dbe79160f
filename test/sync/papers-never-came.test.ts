// A case that waited ninety days for papers that never came: refused by that ground on a desk without a network, the same at the origin, and taken up again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { openCase, take } from '../fixtures/desk-acts'
import { removeDesksAndOrigin, startOneDesk, type OneDesk } from '../fixtures/desks-and-origin'
import { LATE_REASON } from '../fixtures/late-reason'
import { makeItem, push } from '../fixtures/origin-push'
import { enrolDevice, signIn } from '../fixtures/origin-http'
import { PACK_VERSION } from '../fixtures/rules'
import { catchUp, goAway, untilSynced } from '../fixtures/test-desk'

const DAY_MS = 86_400_000
let { origin, desk } = {} as OneDesk
beforeAll(async () => {
  ;({ origin, desk } = await startOneDesk())
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
const subjectId = async () => (await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()).id
const codesAt = async (requestId: never) => (await openCase(desk, requestId)).grounds.map(({ code }) => code)

test('the ground opens after ninety days, closes the case with its letter, and a reopening takes it away', async () => {
  const { requestId } = await desk.get('request.create', { subjectId: (await subjectId()) as never, right: 'withdraw', channel: 'e-mail', receivedOn: '2026-06-12', text: '撤回同意', purposes: ['compatibility', 'pages-and-search'] })
  await take(desk, requestId)
  const { version } = await openCase(desk, requestId)
  await desk.get('request.pause', { requestId, version, category: 'supplement', from: '2026-06-15', to: '2026-09-12', reason: '等本人补身份材料' })
  await catchUp(origin, desk)
  expect(await codesAt(requestId as never)).toEqual(['A4'])
  // The origin says no as well, whatever a desk offers: by its ground the papers may still come.
  const device = await enrolDevice(origin)
  const [early] = await push(device, await signIn(device, 'zhou'), [makeItem(origin, 'request.decide@1', { requestId, outcome: 'refused', ground: 'P2', text: '未收到', rulesPack: PACK_VERSION, lateReason: LATE_REASON }, { base: 3 })])
  expect(early).toMatchObject({ rejection: { code: 'invalid', fields: ['ground'] } })

  origin.advance(90 * DAY_MS)
  await desk.get('sync.now', {})
  await untilSynced(desk)
  const waited = await openCase(desk, requestId)
  expect([waited.row.clock.closeProposed, waited.grounds.map(({ code }) => code)]).toEqual([{ pausedDays: 90 }, ['A4', 'P2']])
  await goAway(desk)
  const { text } = await desk.get('request.letter', { requestId, outcome: 'refused', ground: 'P2' })
  expect(text).toMatch(/累计 90 日的等待期内没有收到[\s\S]*within 90 days of waiting/)
  await desk.get('request.decide', { requestId, version: waited.version, outcome: 'refused', ground: 'P2', text, lateReason: LATE_REASON })
  desk.network.mend()
  await catchUp(origin, desk)
  const bodyOf = async () => (await db().selectFrom('requests').select('body').where('id', '=', requestId).executeTakeFirstOrThrow()).body
  expect(await bodyOf()).toMatchObject({ state: 'refused', decision: { ground: 'P2', text } })

  await desk.get('request.reopen', { requestId, version: (await openCase(desk, requestId)).version, reason: '本人补来了材料' })
  await catchUp(origin, desk)
  expect([(await bodyOf()).state, await codesAt(requestId as never)]).toEqual(['verifying', ['A4']])
})
