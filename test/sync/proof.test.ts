// K-7: minutes after the passphrase was typed last, what takes data out of the store is refused at the gate, for whoever asks, until it is typed again: here, with no
// network, or to the origin. How many minutes the officer may make fewer, not more.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { approvalOf, kindOf, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { packageWorker, removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { issue, packWith } from '../fixtures/rules-issue'
import { catchUp, deskClock, goAway, openDesk, reopen, until, withStore, type DeskOptions, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const MINUTE_MS = 60_000
const { zhou, zheng } = DEMO_STAFF
const PERIOD = { from: '2026-06-01', to: '2026-06-15' } as const

let origin: TestOrigin, desk: TestDesk, officer: TestDesk, requestId: RequestId
/** Of the clock that nobody can set. */
let passedMs = 0
let options: DeskOptions
beforeAll(async () => {
  const { workerFile } = await packageWorker()
  origin = await startOnlyOrigin({ people: 60 })
  const clock = { ...deskClock(origin), mono: () => performance.now() + passedMs }
  options = { workerFile, clock }
  desk = await openDesk(origin, zhou, { ...options, workstation: '一号' })
  officer = await openDesk(origin, zheng, { ...options, workstation: '二号' })
  requestId = (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId
  await take(desk, requestId)
  await verify(desk, requestId)
  await catchUp(origin, desk, officer)
  await until('all rows of the person', async () => (await desk.get('package.preview', { requestId })).categories.every(({ source }) => source === 'desk'))
})
afterAll(removeDesksAndOrigin)

const start = async (): Promise<string> => kindOf(await desk.ask('package.start', { requestId }))
const prove = async (at: TestDesk, passphrase: string): Promise<string> => kindOf(await at.ask('workstation.prove', { passphrase }))
/** Every act of the officer's that takes data out. */
async function officersExports(): Promise<readonly string[]> {
  return [
    kindOf(await officer.ask('audit.export', {})),
    kindOf(await officer.ask('report.save', { period: PERIOD, form: 'csv', language: 'zh-CN' })),
    kindOf(await officer.ask('bundle.start', { period: PERIOD })),
  ]
}
async function made(): Promise<void> {
  const { jobId } = await desk.get('package.start', { requestId })
  await until('the package', async () => (await desk.get('package.job', { jobId })).state === 'done')
}

test('five minutes after the unlock a package waits for the passphrase; everything else goes on', async () => {
  passedMs += 4 * MINUTE_MS
  await made()
  passedMs += 5 * MINUTE_MS + 1_000
  expect(await start()).toBe('needs-passphrase')
  const [{ packageId } = { packageId: '' }] = await desk.get('package.list', {})
  expect(kindOf(await desk.ask('package.copy', { packageId, pickId: packageId }))).toBe('needs-passphrase')
  expect((await desk.get('package.list', {})).length).toBe(1)
  expect((await desk.get('queue.list', { view: 'team', limit: 60 })).rows.length).toBeGreaterThan(0)
  // Looking at it and typing reasons proves nobody.
  await desk.get('package.preview', { requestId })
  expect(await start()).toBe('needs-passphrase')
})

test('a wrong one changes nothing; the right one does, with no line to the origin', async () => {
  expect(await prove(desk, 'not this one')).toBe('wrong-passphrase')
  expect(await prove(desk, DEMO_STAFF.wu.passphrase)).toBe('wrong-passphrase')
  expect(await start()).toBe('needs-passphrase')
  await goAway(desk)
  expect(await prove(desk, zhou.passphrase)).toBe('ok')
  await made()
  desk.network.mend()
  await catchUp(origin, desk)
})

test('so do the record, the reports and the bundle of the officer, whose fresh sign-in counts too', async () => {
  passedMs += 6 * MINUTE_MS
  expect(await officersExports()).toEqual(['needs-passphrase', 'needs-passphrase', 'needs-passphrase'])
  const erasureCase = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
  await proposeErasure(desk, erasureCase)
  await catchUp(origin, desk, officer)
  expect(kindOf(await officer.ask('erasure.approve', await approvalOf(officer, erasureCase)))).toBe('ok')
  expect(await officersExports()).toEqual(['ok', 'ok', 'ok'])
  await until('the bundle', async () => (await officer.get('bundle.job', {}))?.state !== 'running')
})

test('the officer may make the minutes fewer; a pack that makes them more is none', async () => {
  const limits = { proofSeconds: 60, source: 'P-MASK' }
  expect(() => packWith('2026.91', () => ({ limits: { ...limits, proofSeconds: 301 } }))).toThrow()
  await issue(origin, packWith('2026.90', () => ({ limits })))
  await catchUp(origin, officer)
  expect(await prove(officer, zheng.passphrase)).toBe('ok')
  passedMs += MINUTE_MS + 1_000
  await until('the pack', async () => {
    await officer.get('sync.now', {})
    return (await officersExports())[0] === 'needs-passphrase'
  })
})

test('a lock and an unlock prove, each time is on record, and whoever guesses waits as at the lock', async () => {
  passedMs += 6 * MINUTE_MS
  expect(await start()).toBe('needs-passphrase')
  await desk.close()
  const types = await withStore(origin, desk, async ({ reader }) => (await reader.selectFrom('audit').select('entry').execute()).map(({ entry }) => JSON.parse(entry) as { readonly type: string; readonly actor: string }))
  expect(types.filter(({ type }) => type === 'session.prove').map(({ actor }) => actor)).toEqual([zhou.id])
  desk = await reopen(origin, desk, options)
  expect(await start()).not.toBe('needs-passphrase')
  // Whoever guesses waits, as at the lock.
  const tries: string[] = []
  for (let at = 0; at < 20 && tries.at(-1) !== 'wait-before-retry'; at++) tries.push(await prove(desk, 'a guess'))
  expect(tries.at(-1)).toBe('wait-before-retry')
})
