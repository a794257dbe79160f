// A rules pack reaches a desk over the sync: a newer one moves the deadlines and stays; an older, damaged or foreign one is refused, and said.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { addDays, toDay } from '../../src-shared/base/clock'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { issuePack } from '../../src-origin/rules/rules-book'
import { getMeta } from '../../src-main/vault/repositories/meta'
import { take, verify, openCase } from '../fixtures/desk-acts'
import { removeDesksAndOrigin, startOneDesk, type OneDesk } from '../fixtures/desks-and-origin'
import { issue, packWith, signedBy, signedByStranger, withYear2027 } from '../fixtures/rules-issue'
import { PACK_VERSION } from '../fixtures/rules'
import { catchUp, comeBackRefused, goAway, openDesk, reopen, until, untilStatus, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'

let { origin, desk } = {} as OneDesk
beforeAll(async () => {
  ;({ origin, desk } = await startOneDesk())
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
const caseOf = async (right: string): Promise<RequestId> => {
  const subject = await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()
  const rows = await db().selectFrom('requests').select(['id', 'body']).where('subject_id', '=', subject.id).execute()
  return rows.find(({ body }) => body.right === right)!.id as RequestId
}
const rulesOf = async (of: TestDesk) => (await of.get('sync.status', {})).rules
const dueOn = (requestId: RequestId) => withStore(origin, desk, async ({ reader }) => (await reader.selectFrom('request_index').select('due_on').where('request_id', '=', requestId).executeTakeFirstOrThrow()).due_on)
/** The next answers of the origin to GET /rules carry this instead. */
async function serving(pack: unknown, work: () => Promise<void>): Promise<void> {
  const { context } = origin.running()
  const signed = Object.getOwnPropertyDescriptor(context.rules, 'signed')!
  Object.defineProperty(context.rules, 'signed', { ...signed, get: () => pack })
  try {
    await work()
  } finally {
    Object.defineProperty(context.rules, 'signed', signed)
  }
}

test('a newer pack comes while the desk waits for changes, moves the deadline and says from what by which', async () => {
  const requestId = await caseOf('access')
  const before = (await openCase(desk, requestId)).row.clock
  expect(before).toMatchObject({ rulesPack: PACK_VERSION })
  const next = packWith('2026.80', (body) => ({ changes: { 'zh-CN': '查阅改为 10 个工作日。', en: 'Access: 10 working days.' }, deadlines: body.deadlines.map((one) => ({ ...one, workingDays: one.right === 'access' ? 10 : one.workingDays })) }))
  await issue(origin, next)
  await desk.get('sync.now', {})
  await until('the newer pack', async () => (await rulesOf(desk)).version === '2026.80')
  const after = (await openCase(desk, requestId)).row.clock
  expect(after.targetOn! < before.targetOn!).toBe(true)
  expect(after).toMatchObject({ rulesPack: '2026.80', moved: { former: PACK_VERSION, target: { from: before.targetOn, to: after.targetOn } } })
  expect(after).not.toHaveProperty('originTargetOn')
  const { packChanges, rests } = (await openCase(desk, requestId)).clock
  expect(packChanges).toEqual({ 'zh-CN': '查阅改为 10 个工作日。', en: 'Access: 10 working days.' })
  expect(rests).toMatchObject({ target: { days: 10, basis: 'policy' }, outer: { days: 30, basis: 'policy' }, close: { days: 90, basis: 'policy', source: { en: 'Company policy: closing when what was asked for has not come within 90 days (awaiting a lawyer\'s sign-off)' } } })
  await until('the queue counted anew', () => desk.get('queue.list', { view: 'team', limit: 100 }).then(({ rows }) => rows.find((row) => row.id === requestId)?.clock.targetOn === after.targetOn))
})

test('a page of changes tells it by itself: nobody asked', async () => {
  await issue(origin, packWith('2026.81'))
  // Somebody else's act is what ends the long poll.
  const other = await openDesk(origin, DEMO_STAFF.wu)
  await take(other, await caseOf('delete'))
  await untilSynced(other)
  await origin.running().feed.drain()
  await until('the pack that the page told', async () => (await rulesOf(desk)).version === '2026.81')
  await other.close()
})

test('it is here offline and after a restart, with the queue sorted by it', async () => {
  const requestId = await caseOf('access')
  await goAway(desk)
  await desk.close()
  const away = await reopen(origin, desk, { network: desk.network, until: 'unlocked' })
  expect((await rulesOf(away)).version).toBe('2026.81')
  expect((await openCase(away, requestId)).row.clock.rulesPack).toBe('2026.81')
  desk.network.mend()
  await away.get('sync.now', {})
  await untilSynced(away)
  const { targetOn } = (await openCase(away, requestId)).row.clock
  await away.close()
  expect(await dueOn(requestId)).toBe(targetOn)
  expect(await withStore(origin, desk, ({ reader }) => getMeta(reader, 'queueIndex'))).toMatch(/^\d+ 2026\.81 /)
  desk = await reopen(origin, desk, { network: desk.network })
})

test.each([
  ['a damaged one', () => signedBy(origin, packWith('2026.90')).replace('"2026.90"', '"2026.91"'), 'bad-signature'],
  ['one of a stranger', () => signedByStranger(packWith('2026.90')), 'unknown-signer'],
  ['no pack at all', () => '{"rules":"none"}', 'malformed'],
  ['a signed one that does not hold together', () => signedBy(origin, { ...packWith('2026.90'), deadlines: [] }), 'malformed'],
  ['an older one', () => signedBy(origin, packWith('2026.1')), 'older'],
])('%s is refused and said, and the last good one stays', async (_, pack, reason) => {
  await serving(JSON.parse(pack()), async () => {
    await desk.get('sync.now', {})
    const { rules } = await untilStatus(desk, `refused as ${reason}`, ({ rules: { refused } }) => refused?.reason === reason)
    expect(rules.version).toBe('2026.81')
    // Asked again it is refused again, and written down once.
    await desk.get('sync.now', {})
  })
  await desk.get('sync.now', {})
  await untilStatus(desk, 'the good one again', ({ rules: { refused } }) => refused === undefined)
})

test('each of them stands in the audit once, however often it came, and so does what replaced what', async () => {
  await desk.close()
  const told = await withStore(origin, desk, async ({ reader }) => (await reader.selectFrom('audit').select('entry').orderBy('seq').execute()).map(({ entry }) => (JSON.parse(entry) as { readonly type: string }).type))
  desk = await reopen(origin, desk, { network: desk.network })
  expect(told.filter((type) => type === 'rules.refused')).toHaveLength(5)
  expect(told.filter((type) => type === 'rules.replaced')).toHaveLength(2)
})

test('a decision made under an older pack is taken, and names it', async () => {
  const requestId = await caseOf('access')
  await take(desk, requestId)
  await verify(desk, requestId)
  await catchUp(origin, desk)
  await goAway(desk)
  await issue(origin, packWith('2026.82'))
  const { version } = await openCase(desk, requestId)
  await desk.get('request.decide', { requestId, version, outcome: 'granted', text: '副本随后寄出' })
  desk.network.mend()
  await desk.get('sync.now', {})
  await catchUp(origin, desk)
  expect((await rulesOf(desk)).version).toBe('2026.82')
  expect((await openCase(desk, requestId)).decision).toMatchObject({ outcome: 'granted', rulesPack: '2026.81' })
})

test('one under a pack that the origin does not have comes back, and goes under the present one', async () => {
  const requestId = await caseOf('delete')
  await take(desk, requestId)
  await verify(desk, requestId)
  await catchUp(origin, desk)
  await goAway(desk)
  const { version, grounds } = await openCase(desk, requestId)
  await desk.get('request.decide', { requestId, version, outcome: 'refused', ground: grounds[0]!.code, text: '依法须保存' })
  // The origin was put back to a backup that does not have the pack yet.
  const kept = await db().selectFrom('rules').selectAll().where('version', '=', '2026.82').executeTakeFirstOrThrow()
  await db().deleteFrom('rules').where('version', '=', '2026.82').execute()
  await origin.running().context.rules.look()
  const refused = await comeBackRefused(origin, desk)
  expect(refused).toMatchObject({ rejection: 'invalid', ways: ['edit', 'remove'] })
  expect((await rulesOf(desk)).refused?.reason).toBe('older')
  await db().insertInto('rules').values({ ...kept, body: JSON.stringify(kept.body) }).execute()
  await origin.running().context.rules.look()
  await desk.get('sync.settle', { mid: refused.mid, choice: 'edit' })
  const now = await openCase(desk, requestId)
  expect(now.drafts.decide?.body).toMatchObject({ text: '依法须保存' })
  await desk.get('request.decide', { requestId, version: now.version, outcome: 'refused', ground: grounds[0]!.code, text: '依法须保存' })
  await catchUp(origin, desk)
  expect((await openCase(desk, requestId)).decision).toMatchObject({ outcome: 'refused', rulesPack: '2026.82' })
})

test('a year that nobody has published is a state, and ends with the pack that brings it', async () => {
  origin.advance(Date.parse('2026-12-14') - Date.parse('2026-06-15'))
  await desk.get('sync.now', {})
  await untilSynced(desk)
  expect(await rulesOf(desk)).toMatchObject({ missingYear: 2027, calendarUntil: '2026-12-31' })
  const subject = await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()
  const receivedOn = toDay(origin.now())
  const { requestId } = await desk.get('request.create', { subjectId: subject.id as never, right: 'correct', channel: 'phone', receivedOn, text: '名字写错了', corrections: [{ field: 'name', value: '段某' }] })
  await catchUp(origin, desk)
  expect((await openCase(desk, requestId)).row.clock).toMatchObject({ phase: 'estimated', provisional: { year: 2027 }, outerOn: addDays(receivedOn, 30) })
  await issue(origin, packWith('2026.83', withYear2027))
  await desk.get('sync.now', {})
  await until('the year', async () => (await rulesOf(desk)).version === '2026.83')
  const { clock } = (await openCase(desk, requestId)).row
  expect(await rulesOf(desk)).not.toHaveProperty('missingYear')
  expect(clock).toMatchObject({ phase: 'calm', moved: { former: '2026.82', target: { to: clock.targetOn } } })
  expect(clock.provisional).toBeUndefined()
})

test('the origin issues what is newer and whole, keeps a signature from elsewhere, and rewrites nothing', async () => {
  const { keys, now } = origin.running().context
  const issued = (text: string) => issuePack(db(), text, keys.org, now())
  expect(await issued(JSON.stringify(packWith('2026.83')))).toEqual({ ok: false, error: 'not-newer' })
  expect(await issued(JSON.stringify(packWith('2026.6')))).toEqual({ ok: false, error: 'not-newer' })
  expect(await issued('{}')).toEqual({ ok: false, error: 'malformed' })
  expect(await issued(signedByStranger(packWith('2027.1')))).toEqual({ ok: false, error: 'unknown-signer' })
  const signed = signedBy(origin, packWith('2027.1', withYear2027))
  expect((await issued(signed)).ok).toBe(true)
  await until('the notification heard', () => Promise.resolve(origin.running().context.rules.inForce.version === '2027.1'))
  expect(origin.running().context.rules.signed).toEqual(JSON.parse(signed))
  await origin.stop()
  await origin.start()
  expect(origin.running().context.rules.inForce.version).toBe('2027.1')
  expect(origin.running().context.rules.signed).toEqual(JSON.parse(signed))
})
