// S-6: the computer's clock ten years off on either side, an hour off as after a change of daylight saving, and another time zone in the middle of the work: the
// order of the queue, the deadlines, the lease and what the origin makes of the acts are as they are beside a clock that is right. More than five minutes off
// stands in the audit, once, and so does the way back. What needs a passphrase typed anew is done beside any clock.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { approvalOf, proposeErasure, take } from '../fixtures/desk-acts'
import { catchUp, deskClock, openDesk, until, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const HOUR_MS = 3_600_000
const TEN_YEARS_MS = 3_653 * 24 * HOUR_MS
const ZONE = process.env['TZ']

let origin: TestOrigin
/** On a right clock, and on the one that is moved. */
let right: TestDesk, moved: TestDesk
let offMs = 0
beforeAll(async () => {
  origin = await startOnlyOrigin({ people: 60 })
  right = await openDesk(origin, DEMO_STAFF.wu, { workstation: '一号' })
  moved = await openDesk(origin, DEMO_STAFF.zhou, { workstation: '二号', clock: { ...deskClock(origin), now: () => origin.now() + offMs } })
})
afterEach(() => {
  offMs = 0
  if (ZONE === undefined) Reflect.deleteProperty(process.env, 'TZ')
  else process.env['TZ'] = ZONE
})
afterAll(removeDesksAndOrigin)

/** The queue of the team as it stands on a screen: order, days and what is due. */
async function shownAt(desk: TestDesk): Promise<unknown> {
  const { rows } = await desk.get('queue.list', { view: 'team', limit: 60 })
  return rows.map(({ caseNo, clock, state }) => ({ caseNo, clock, state }))
}
/** A line is opened anew, so the origin is greeted. */
async function greet(desk: TestDesk): Promise<void> {
  desk.network.cut()
  await desk.get('sync.now', {})
  await until('offline', async () => (await desk.get('sync.status', {})).connection === 'offline')
  desk.network.mend()
  await desk.get('sync.now', {})
  await untilSynced(desk)
}

const KINDS: readonly (readonly [string, number, string | undefined])[] = [
  ['ten years ahead', TEN_YEARS_MS, undefined], ['ten years behind', -TEN_YEARS_MS, undefined], ['an hour ahead, as in summer', HOUR_MS, undefined], ['an hour behind, as in winter', -HOUR_MS, undefined],
  ['right, in New York', 0, 'America/New_York'], ['right, in Kiritimati', 0, 'Pacific/Kiritimati'], ['ten years ahead, in New York', TEN_YEARS_MS, 'America/New_York'],
]

test.each(KINDS)('S-6: a clock that is %s', async (_, off, zone) => {
  await catchUp(origin, right, moved)
  const lease = (await moved.get('sync.status', {})).leaseNotAfter
  const { today } = await moved.get('session.status', {})
  // In the middle of the work.
  offMs = off
  if (zone !== undefined) process.env['TZ'] = zone
  expect(await shownAt(moved)).toEqual(await shownAt(right))
  const [row] = (await moved.get('queue.list', { view: 'to-verify', limit: 60 })).rows.filter(({ state }) => state === 'received')
  await take(moved, row!.id)
  await greet(moved)
  await catchUp(origin, moved, right)
  expect(await shownAt(moved)).toEqual(await shownAt(right))
  expect((await moved.get('session.status', {})).today).toBe(today)
  expect((await moved.get('sync.status', {})).refused).toBe(0)
  // The origin's new word, by the origin's time: as far ahead as ever.
  const renewed = (await moved.get('sync.status', {})).leaseNotAfter ?? 0
  expect(Math.abs(renewed - (lease ?? 0))).toBeLessThan(HOUR_MS)
  const body = (await origin.running().context.db.selectFrom('requests').select('body').where('id', '=', row!.id).executeTakeFirstOrThrow()).body as { readonly timeline: readonly { readonly at: number }[] }
  expect(Math.abs((body.timeline.at(-1)?.at ?? 0) - origin.now())).toBeLessThan(HOUR_MS / 2)
  offMs = 0
  await greet(moved)
})

test('S-6: more than five minutes off stands in the audit, once each way', async () => {
  for (const off of [4 * 60_000, 6 * 60_000, 7 * 60_000, -4 * 60_000, -6 * 60_000, 0]) {
    offMs = off
    await greet(moved)
  }
  await moved.close()
  const told = await withStore(origin, moved, async ({ reader }) => {
    const entries = await reader.selectFrom('audit').innerJoin('audit_details', 'audit_details.seq', 'audit.seq').select(['audit.entry', 'audit_details.detail']).orderBy('audit.seq').execute()
    return entries.flatMap(({ entry, detail }) => {
      const { type } = JSON.parse(entry) as { readonly type: string }
      return type.startsWith('clock.') ? [`${type} ${String(Math.round((JSON.parse(detail ?? '{}') as { readonly bySeconds: number }).bySeconds / 60))}`] : []
    })
  })
  const years = TEN_YEARS_MS / 60_000
  // Of the clocks above that were off, five; then those of this test.
  expect(told).toEqual([
    `clock.drifted ${String(years)}`, 'clock.right 0', `clock.drifted ${String(-years)}`, 'clock.right 0', 'clock.drifted 60', 'clock.right 0', 'clock.drifted -60', 'clock.right 0', `clock.drifted ${String(years)}`, 'clock.right 0',
    'clock.drifted 6', 'clock.right -4', 'clock.drifted -6', 'clock.right 0',
  ])
})

test('S-6: an act that needs the passphrase anew is carried out beside a clock that is ten years ahead', async () => {
  const requestId = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
  const reviewer = await openDesk(origin, DEMO_STAFF.zheng, { workstation: '三号', clock: { ...deskClock(origin), now: () => origin.now() + TEN_YEARS_MS } })
  await proposeErasure(right, requestId)
  await catchUp(origin, right, reviewer)
  expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toEqual({ ok: true })
})
