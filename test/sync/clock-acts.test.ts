// The clock of a case on two desks and an origin: stopped, resumed and extended without a network, delivered once, and what a moved computer clock does.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { addDays, toDay } from '../../src-shared/base/clock'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openCase, take, verify } from '../fixtures/desk-acts'
import { catchUp, comeBackRefused, deskClock, goAway, openDesk, removeDesks, reopen, untilStatus, untilSynced, type TestDesk } from '../fixtures/test-desk'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const DAY_MS = 86_400_000
let origin: TestOrigin
let zhou: TestDesk
let wu: TestDesk
beforeAll(async () => {
  origin = await startTestOrigin({ people: 40 })
  zhou = await openDesk(origin, DEMO_STAFF.zhou)
  wu = await openDesk(origin, DEMO_STAFF.wu)
})
afterAll(async () => {
  await removeDesks()
  await origin?.remove()
})

const db = () => origin.running().context.db
const bodyOf = async (requestId: RequestId) => (await db().selectFrom('requests').select('body').where('id', '=', requestId).executeTakeFirstOrThrow()).body
async function newCase(receivedOn = '2026-06-12'): Promise<RequestId> {
  const subject = await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()
  const { requestId } = await zhou.get('request.create', { subjectId: subject.id as never, right: 'access', channel: 'phone', receivedOn, text: '请给我一份副本' })
  await catchUp(origin, zhou, wu)
  return requestId
}
const versionAt = async (desk: TestDesk, requestId: RequestId): Promise<number> => (await openCase(desk, requestId)).version
const pauseAt = async (desk: TestDesk, requestId: RequestId, from: string, to: string) =>
  desk.ask('request.pause', { requestId, version: await versionAt(desk, requestId), category: 'supplement', from, to, reason: '等本人补授权书' })

test('paused, resumed and extended offline, all of it arrives once and counts alike everywhere', async () => {
  const requestId = await newCase()
  const before = (await openCase(zhou, requestId)).row.clock
  await goAway(zhou)
  expect((await pauseAt(zhou, requestId, '2026-06-15', '2026-06-26')).ok).toBe(true)
  const paused = await openCase(zhou, requestId)
  expect(paused.row.clock).toMatchObject({ phase: 'paused', pause: { to: '2026-06-26' } })
  expect(paused.row.clock.targetOn! > before.targetOn!).toBe(true)
  expect(paused.timeline.at(-1)).toMatchObject({ event: 'paused', pending: true, clock: { from: '2026-06-15', to: '2026-06-26', why: { code: 'supplement' } } })
  await zhou.get('request.resume', { requestId, version: paused.version, on: '2026-06-15' })
  expect((await openCase(zhou, requestId)).row.clock.targetOn).toBe(before.targetOn)
  expect((await pauseAt(zhou, requestId, '2026-06-15', '2026-06-18')).ok).toBe(true)
  const { clock, version } = await openCase(zhou, requestId)
  const [reason] = clock.extensionReasons
  const preview = await zhou.get('request.previewClock', { requestId, act: { kind: 'extend', workingDays: 2, reason: reason!.code } })
  expect(preview.notice).toContain(preview.after!.targetOn)
  await zhou.get('request.extend', { requestId, version, workingDays: 2, reason: reason!.code, text: preview.notice! })
  const mine = await openCase(zhou, requestId)
  expect(mine.row.clock.targetOn).toBe(preview.after!.targetOn)
  // A try against the line that is down marks them as being sent for as long as it lasts.
  expect((await zhou.get('sync.outbox', {})).filter(({ state }) => state === 'to-send' || state === 'sending').map(({ op }) => op)).toEqual(['request.pause@1', 'request.resume@1', 'request.pause@1', 'request.extend@1'])
  zhou.network.mend()
  await zhou.get('sync.now', {})
  await catchUp(origin, zhou, wu)
  const there = await bodyOf(requestId)
  expect(there).toMatchObject({ targetOn: mine.row.clock.targetOn, outerOn: mine.row.clock.outerOn, pauses: [{ from: '2026-06-15', to: '2026-06-18' }], extension: { workingDays: 2 } })
  expect(there.timeline.map(({ event }) => event)).toEqual(['received', 'paused', 'resumed', 'paused', 'extended'])
  const colleague = await openCase(wu, requestId)
  expect(colleague.row.clock).toEqual({ ...mine.row.clock, today: colleague.row.clock.today })
  expect(colleague.clock.pauses).toMatchObject([{ from: '2026-06-15', to: '2026-06-18', reason: '等本人补授权书', by: { id: DEMO_STAFF.zhou.id } }])
})

test('an extension that a colleague made first comes back, keeps its notice, and is no second one', async () => {
  const requestId = await newCase()
  await goAway(zhou)
  const { clock, version } = await openCase(zhou, requestId)
  const reason = clock.extensionReasons[0]!.code
  await zhou.get('request.extend', { requestId, version, workingDays: 3, reason, text: '我的延期通知' })
  await wu.get('request.extend', { requestId, version: await versionAt(wu, requestId), workingDays: 1, reason, text: '同事的延期通知' })
  await catchUp(origin, wu)
  const refused = await comeBackRefused(origin, zhou)
  expect(refused).toMatchObject({ rejection: 'version_conflict', op: 'request.extend@1' })
  await zhou.get('sync.settle', { mid: refused.mid, choice: 'take-origin' })
  const now = await openCase(zhou, requestId)
  expect(now.clock.extension).toMatchObject({ workingDays: 1, text: '同事的延期通知' })
  expect(now.setAside).toMatchObject([{ body: { form: 'extend', text: '我的延期通知' } }])
  expect(now.acts).toMatchObject({ extend: 'state-changed', unextend: 'possible' })
  await zhou.get('request.unextend', { requestId, version: now.version, reason: '不再需要' })
  await catchUp(origin, zhou)
  expect((await bodyOf(requestId)).extension).toBeUndefined()
})

test('a notice and an answer begin in the language of the person or the chosen one, and a notice that was taken back is not printed', async () => {
  const subject = await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()
  const { requestId } = await zhou.get('request.create', { subjectId: subject.id as never, right: 'access', channel: 'e-mail', receivedOn: toDay(origin.now()), text: 'Please send me a copy of my data.' })
  const { letterLanguage, letters, clock, version } = await openCase(zhou, requestId)
  expect([letterLanguage, letters.granted.startsWith('Dear')]).toEqual(['en', true])
  const letter = (first?: 'zh-CN' | 'en') => zhou.get('request.letter', { requestId, outcome: 'granted', ...(first ? { first } : {}) })
  expect([(await letter()).text, (await letter('en')).text]).toEqual([letters.granted, letters.granted])
  expect((await letter('zh-CN')).text).toMatch(/^您好[\s\S]*Dear/)
  const reason = clock.extensionReasons[0]!.code
  const notice = async (first?: 'zh-CN' | 'en') => (await zhou.get('request.previewClock', { requestId, act: { kind: 'extend', workingDays: 2, reason, ...(first ? { first } : {}) } })).notice!
  expect(await notice()).toMatch(/^Dear[\s\S]*您好/)
  await zhou.get('request.extend', { requestId, version, workingDays: 2, reason, text: await notice('zh-CN') })
  const bars = async () => (await zhou.get('letter.list', { requestId })).letters.map(({ kind, bar, sheet }) => [kind, bar, sheet.paragraphs[0]?.startsWith('您好')])
  expect(await bars()).toEqual([['extension', undefined, true]])
  await zhou.get('request.unextend', { requestId, version: await versionAt(zhou, requestId), reason: '材料已齐' })
  expect(await bars()).toEqual([['extension', 'taken-back', true]])
  const name = { requestId, kind: 'extension' as const, version: 1 }
  expect(await zhou.ask('letter.savePdf', name)).toEqual({ ok: false, error: { kind: 'notice-barred' } })
  // It had gone out by e-mail before.
  await zhou.get('letter.deliver', { ...name, channel: 'e-mail', on: toDay(origin.now()) })
  await catchUp(origin, zhou, wu)
  expect((await wu.get('letter.list', { requestId })).letters).toMatchObject([{ kind: 'extension', bar: 'taken-back', deliveries: [{ channel: 'e-mail' }] }])
})

test('an answer in time at a desk without a network is not late when it arrives late; one after the target says why', async () => {
  const [inTime, tooLate] = [await newCase(), await newCase()]
  for (const requestId of [inTime, tooLate]) {
    await take(zhou, requestId)
    await verify(zhou, requestId)
  }
  await catchUp(origin, zhou)
  const { targetOn } = (await openCase(zhou, inTime)).row.clock
  origin.advance((Date.parse(targetOn!) - Date.parse('2026-06-15')))
  await catchUp(origin, zhou)
  await goAway(zhou)
  const grant = async (requestId: RequestId, lateReason?: string) =>
    zhou.ask('request.decide', { requestId, version: await versionAt(zhou, requestId), outcome: 'granted', text: '副本随后寄出', ...(lateReason === undefined ? {} : { lateReason }) })
  expect((await openCase(zhou, inTime)).clock).not.toHaveProperty('lateReasons')
  expect((await grant(inTime)).ok).toBe(true)
  origin.advance(2 * DAY_MS)
  zhou.network.mend()
  await zhou.get('sync.now', {})
  await catchUp(origin, zhou)
  expect((await bodyOf(inTime)).decision).toMatchObject({ outcome: 'granted' })
  expect((await bodyOf(inTime)).decision).not.toHaveProperty('lateReason')
  const late = await openCase(zhou, tooLate)
  expect(late.row.clock.phase).toBe('over')
  expect(await grant(tooLate)).toEqual({ ok: false, error: { kind: 'late-reason-required' } })
  const [why] = late.clock.lateReasons!
  expect((await grant(tooLate, why!.code)).ok).toBe(true)
  await catchUp(origin, zhou)
  expect((await bodyOf(tooLate)).decision).toMatchObject({ lateReason: why!.code })
  expect((await openCase(zhou, tooLate)).decision?.lateReason).toEqual(why)
})

test('a computer whose clock was moved is noticed, and days are counted by the origin all the same', async () => {
  const requestId = await newCase(toDay(origin.now()))
  let movedMs = 0
  await zhou.close()
  const clock = { ...deskClock(origin), now: () => origin.now() + movedMs }
  zhou = await reopen(origin, zhou, { clock })
  expect((await zhou.get('sync.status', {})).clock).toMatchObject({ state: 'right', byMs: 0 })
  movedMs = 3 * DAY_MS
  const { clock: watched } = await zhou.get('sync.status', {})
  expect(watched).toMatchObject({ state: 'ahead' })
  expect(Math.round(watched.byMs / DAY_MS)).toBe(3)
  expect((await openCase(zhou, requestId)).row.clock.today).toBe(toDay(origin.now()))
  movedMs = -3 * DAY_MS
  expect((await zhou.get('sync.status', {})).clock.state).toBe('behind')
  // What is done now is dated by the time that is known, so a pause of today is one of today at the origin too.
  const today = toDay(origin.now())
  expect((await pauseAt(zhou, requestId, today, addDays(today, 3))).ok).toBe(true)
  await untilSynced(zhou)
  expect((await bodyOf(requestId)).pauses).toMatchObject([{ from: today }])
  await zhou.close()
})

test('opened without a network on a clock that was turned back, it says so and goes on from the time that was reached', async () => {
  const reached = toDay(origin.now())
  zhou.network.cut()
  const away = await reopen(origin, zhou, { network: zhou.network, until: 'unlocked', clock: { ...deskClock(origin), now: () => origin.now() - 5 * DAY_MS } })
  expect((await away.get('sync.status', {})).clock.state).toBe('went-back')
  expect((await away.get('session.status', {})).today).toBe(reached)
  zhou.network.mend()
  await away.get('sync.now', {})
  await untilStatus(away, 'the origin heard', ({ connection, clock }) => connection === 'synced' && clock.state === 'behind')
  await away.close()
})
