// An approved erasure that waits out the company's cooling-off: stopped the same day, called off with a reason, run by itself on its day.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sql } from 'kysely'
import { addDays, dayStart, toDay } from '../../src-shared/base/clock'
import type { RequestId } from '../../src-shared/base/ids'
import type { Maker } from '../../src-shared/domain/intake-acts'
import { evidenceFor } from '../../src-shared/domain/request-maker'
import { runCooled } from '../../src-origin/erasure/cooling-off'
import { addToHoldings } from '../../src-origin/import/count-holdings'
import { proposeDue } from '../../src-origin/retention/batches'
import { countDue } from '../../src-origin/retention/due-rows'
import { runBatches } from '../../src-origin/retention/let-go'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { resumeSweeps } from '../../src-origin/erasure/sweep'
import { endReplay } from '../../src-origin/feed/state'
import { ACCOUNT_COLUMNS, accountCells, companyFiles, csv, importInto, makeFolder, MAPPING, sayCounts } from '../fixtures/import-folder'
import { API, enrolDevice, signIn, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { createItem, makeItem, proposalOf, proposeErasure, pushOne } from '../fixtures/origin-push'
import { replicate } from '../fixtures/origin-pages'
import { issue, packWith } from '../fixtures/rules-issue'
import { shownFor } from '../fixtures/shown'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const DAYS = 3
let origin: TestOrigin
let desk: TestDevice
let zhou: TestPerson
/** Active accounts, each used once. */
let people: string[]

beforeAll(async () => {
  origin = await startTestOrigin({ seed: { seed: 'test', people: 40, requests: 0, rowsPerPerson: 5 } })
  await issue(origin, packWith('2026.90', () => ({ coolingOff: { days: DAYS, source: 'P-ERASE' } })))
  desk = await enrolDevice(origin)
  zhou = await signIn(desk, 'zhou')
  people = (await db().selectFrom('subjects').select('id').where('status', '=', 'active').orderBy('id').execute()).map(({ id }) => id)
})
afterAll(() => origin?.remove())

const context = () => origin.running().context
const db = () => context().db
const erasureOf = async (id: string) => (await db().selectFrom('erasures').select('body').where('id', '=', id).executeTakeFirstOrThrow()).body
const requestOf = async (id: string) => db().selectFrom('requests').select(['body', 'v']).where('id', '=', id).executeTakeFirstOrThrow()
const statusOf = async (id: string) => (await db().selectFrom('subjects').select('status').where('id', '=', id).executeTakeFirst())?.status
const stopped = async (id: string) => (await db().selectFrom('stopped_people').select('subject_id').where('subject_id', '=', id).execute()).length
const act = async (op: Parameters<typeof makeItem>[1], requestId: string, args: object) => pushOne(desk, zhou, makeItem(origin, op, { requestId, ...args }, { base: (await requestOf(requestId)).v }))
/** A sign-in is fresh for five minutes of the origin's clock, which these tests move. */
const approve = async (item: unknown) => pushOne(desk, await signIn(desk, 'wu', 'fresh'), item)

interface Waiting {
  readonly subjectId: string
  readonly requestId: RequestId
  readonly erasureId: string
}
async function approved(subjectId = people.shift()!, asked: { readonly right?: 'cancel-account'; readonly madeBy?: Maker } = {}): Promise<Waiting> {
  const item = createItem(origin, subjectId, { right: 'delete', ...asked })
  expect(await pushOne(desk, zhou, item)).toBe('applied 1')
  const requestId = item.args['requestId'] as RequestId
  if (asked.madeBy) for (const evidence of evidenceFor(asked.madeBy.kind, context().rules.inForce)) expect(await act('request.see-evidence@1', requestId, { evidence, what: '原件' })).toMatch(/^applied/)
  const { erasureId, approval } = await proposeErasure(origin, desk, zhou, requestId)
  expect(await approve(approval())).toBe('applied 2')
  return { subjectId, requestId, erasureId }
}

/** To the first minute of that day; a sign-in of before is over then. */
async function passDays(days: number): Promise<void> {
  origin.advance(dayStart(addDays(toDay(origin.now()), days)) - origin.now() + 60_000)
  zhou = await signIn(desk, 'zhou')
}

test('it waits for its day with everything where it was but the account, and then runs by itself, as it was approved', async () => {
  const { subjectId, requestId, erasureId } = await approved()
  const runsOn = addDays(toDay(origin.now()), DAYS)
  expect(await erasureOf(erasureId)).toMatchObject({ state: 'cooling-off', runsOn, devices: [] })
  expect((await requestOf(requestId)).body).toMatchObject({ state: 'executing', runsOn, erasureId })
  expect([await statusOf(subjectId), await stopped(subjectId)]).toEqual(['cancelled', 1])
  await origin.running().feed.drain()
  const replica = await replicate(await enrolDevice(origin))
  expect(replica.held.get(`subject ${subjectId}`)?.body).toMatchObject({ status: 'cancelled' })
  expect(replica.held.get(`erasure ${erasureId}`)?.body).toMatchObject({ state: 'cooling-off', runsOn })

  await passDays(DAYS - 1)
  await runCooled(context())
  expect((await erasureOf(erasureId)).state).toBe('cooling-off')
  await passDays(1)
  await runCooled(context())
  expect([await statusOf(subjectId), await stopped(subjectId)]).toEqual([undefined, 0])
  await origin.running().feed.drain()
  await replica.follow()
  expect(replica.held.has(`subject ${subjectId}`)).toBe(false)
  const receipts = [{ erasureId, receipt: replica.device.receipt(erasureId as never) }]
  await resumeSweeps(context())
  await vi.waitFor(async () => expect((await erasureOf(erasureId)).state).toBe('executed'), { timeout: 30_000, interval: 20 })
  await replica.device.call({ method: 'POST', path: `${API}/ack`, body: { results: [], receipts, commandsDone: [] } })
  await vi.waitFor(async () => expect((await erasureOf(erasureId)).state).toBe('completed'), { timeout: 30_000, interval: 20 })
  expect((await requestOf(requestId)).body).toMatchObject({ state: 'granted' })
  expect((await requestOf(requestId)).body.runsOn).toBeUndefined()
  expect((await erasureOf(erasureId)).approvedAt).toBeLessThan(dayStart(runsOn))
})

describe('until its day', () => {
  test('staff call it off with a reason: undecided again, the account as it was, and no day waits for a later proposal', async () => {
    const { subjectId, requestId, erasureId } = await approved()
    expect(await act('request.step-back@1', requestId, { reason: ' ' })).toBe('rejected invalid')
    expect(await act('request.step-back@1', requestId, { reason: '本人来电说再想想' })).toMatch(/^applied/)
    expect((await erasureOf(erasureId)).state).toBe('declined')
    const { body } = await requestOf(requestId)
    expect([body.state, body.erasureId, body.runsOn, body.decision]).toEqual(['deciding', undefined, undefined, undefined])
    expect([await statusOf(subjectId), await stopped(subjectId)]).toEqual(['active', 0])
    await passDays(DAYS)
    await runCooled(context())
    expect(await statusOf(subjectId)).toBe('active')
    // Proposed anew it waits its days again.
    const again = await proposalOf(origin, requestId)
    expect(await act('erasure.propose@1', requestId, again)).toMatch(/^applied/)
    expect(await approve(makeItem(origin, 'erasure.approve@1', { erasureId: again.erasureId, planHash: again.planHash }, { base: 1 }))).toBe('applied 2')
    expect(await erasureOf(again.erasureId)).toMatchObject({ state: 'cooling-off', runsOn: addDays(toDay(origin.now()), DAYS) })
  })

  test('the person takes the request back: it is closed as withdrawn, in their words, and the account is as it was', async () => {
    const { subjectId, requestId, erasureId } = await approved()
    expect(await act('request.withdraw@1', requestId, { channel: 'phone', reason: '不删了' })).toMatch(/^applied/)
    expect([(await requestOf(requestId)).body.state, (await erasureOf(erasureId)).state, await statusOf(subjectId), await stopped(subjectId)]).toEqual(['withdrawn', 'declined', 'active', 0])
  })

  test('another erasure of the same person keeps them stopped, and goes with them when the first one runs', async () => {
    const first = await approved()
    const second = await approved(first.subjectId)
    expect(await act('request.withdraw@1', first.requestId, { channel: 'phone', reason: '不删了' })).toMatch(/^applied/)
    expect([await statusOf(first.subjectId), await stopped(first.subjectId)]).toEqual(['cancelled', 1])
    const third = await approved(first.subjectId)
    await passDays(DAYS)
    await runCooled(context())
    const states = await Promise.all([second, third].map(async ({ erasureId, requestId }) => [(await erasureOf(erasureId)).state, (await requestOf(requestId)).body.state].join()))
    expect(states.map((one) => one.replace(/^executed|^completed/, 'approved')).sort()).toEqual(['approved,executing', 'declined,withdrawn'].sort())
    expect(await statusOf(first.subjectId)).toBeUndefined()
  })

  test('nothing more of the person is taken in by an import, until it is called off', async () => {
    const folder = await makeFolder(companyFiles(3))
    try {
      await importInto(origin, folder.dir, MAPPING)
      const { id } = await db().selectFrom('subjects').select('id').where('account_no', '=', accountCells(2)[0] ?? '').executeTakeFirstOrThrow()
      const { requestId } = await approved(id)
      await folder.write('accounts.csv', csv([ACCOUNT_COLUMNS, accountCells(2), accountCells(3)]))
      const again = await importInto(origin, folder.dir, MAPPING)
      const codes = again.sources.map(({ kind, codes: refused }) => `${kind} ${Object.entries(refused).join()}`)
      expect(codes.filter((one) => one.startsWith('requests') || one.startsWith('policies'))).not.toContainEqual(expect.stringContaining('erasure-running'))
      for (const kind of ['accounts', 'identifiers', 'consents', 'log-rows']) expect(codes.find((one) => one.startsWith(kind)), codes.join('\n')).toContain('erasure-running')
      expect(await act('request.step-back@1', requestId, { reason: '先不删' })).toMatch(/^applied/)
      expect(sayCounts(await importInto(origin, folder.dir, MAPPING))).not.toContainEqual(expect.stringContaining('erasure-running'))
    } finally {
      await folder.remove()
    }
  })
})

test('data that changed meanwhile make the plan stale on its day; the person stays stopped, and nobody waits twice', async () => {
  const { subjectId, requestId, erasureId } = await approved()
  await sql`insert into service_logs select subject_id, 999999, category, at, product, ip, detail from service_logs where subject_id = ${subjectId} order by n limit 1`.execute(db())
  await passDays(DAYS)
  await runCooled(context())
  expect([(await erasureOf(erasureId)).state, (await requestOf(requestId)).body.state, await statusOf(subjectId)]).toEqual(['stale', 'deciding', 'cancelled'])
  const again = await proposalOf(origin, requestId)
  expect(await act('erasure.propose@1', requestId, again)).toMatch(/^applied/)
  expect(await approve(makeItem(origin, 'erasure.approve@1', { erasureId: again.erasureId, planHash: again.planHash }, { base: 1 }))).toBe('applied 2')
  expect(await statusOf(subjectId)).toBeUndefined()
  await resumeSweeps(context())
  await vi.waitFor(async () => expect(['executed', 'completed']).toContain((await erasureOf(again.erasureId)).state), { timeout: 30_000, interval: 20 })
})

test('evidence that is taken back meanwhile keeps it from running: nobody is erased on a letter that turned out forged', async () => {
  const madeBy: Maker = { kind: 'agent', name: '代理人', contact: '13900000000', relation: '受托人' }
  const { subjectId, requestId, erasureId } = await approved(undefined, { madeBy })
  await passDays(1)
  expect(await act('request.retract-evidence@1', requestId, { evidence: 'authorisation', reason: '委托书系伪造' })).toMatch(/^applied/)
  await passDays(DAYS - 1)
  await runCooled(context())
  expect([(await erasureOf(erasureId)).state, (await requestOf(requestId)).body.state, await statusOf(subjectId), await stopped(subjectId)]).toEqual(['stale', 'deciding', 'cancelled', 1])
  // Closed without an erasure, it gives the account back as it was.
  expect(await act('request.withdraw@1', requestId, { channel: 'phone', reason: '本人否认委托' })).toMatch(/^applied/)
  expect([await statusOf(subjectId), await stopped(subjectId)]).toEqual(['active', 0])
})

test('another erasure, approved on what a granted correction made of the stopped person, runs on its day', async () => {
  const first = await approved()
  const item = createItem(origin, first.subjectId, { right: 'correct', corrections: [{ field: 'name', value: '改后的名字' }] })
  expect(await pushOne(desk, zhou, item)).toBe('applied 1')
  const requestId = item.args['requestId'] as RequestId
  const identifier = await db().selectFrom('identifiers').select('id').where('subject_id', '=', first.subjectId).orderBy('pos').executeTakeFirstOrThrow()
  expect(await act('request.take@1', requestId, {})).toMatch(/^applied/)
  expect(await act('request.verify@1', requestId, { identifierId: identifier.id, method: 'one-time-code', evidence: '验证码 271828，回填一致' })).toMatch(/^applied/)
  expect(await act('request.decide@1', requestId, { outcome: 'granted', text: '已更正', shown: shownFor('name'), rulesPack: context().rules.inForce.version })).toMatch(/^applied/)
  const second = await approved(first.subjectId, { right: 'cancel-account' })
  await passDays(DAYS)
  await runCooled(context())
  expect(await statusOf(first.subjectId)).toBeUndefined()
  // The first was approved on what it was before.
  expect([(await erasureOf(first.erasureId)).state, (await erasureOf(second.erasureId)).state.replace(/executed|completed/, 'approved')]).toEqual(['stale', 'approved'])
})

test('rows that are over go with the person and by no batch, so that the plan stays the one that was approved; called off, they are due again', async () => {
  const subjectId = people.shift()!
  const at = dayStart(addDays(toDay(origin.now()), -500))
  for (const n of [1, 2]) await db().insertInto('service_logs').values({ subject_id: subjectId, n: 999_000 + n, category: 'browsing', at, product: 'trade-search', ip: '203.0.113.9', detail: 'x', source_key: null }).execute()
  await db().transaction().execute((tx) => addToHoldings(tx, [1, 2].map(() => ({ subjectId, category: 'browsing' as const, at }))))
  const dueOfBrowsing = async () => countDue(db(), { category: 'browsing', through: toDay(at) }, [])
  const due = await dueOfBrowsing()
  // Agreed to before the erasure was approved.
  await proposeDue(context(), 'asked')
  const first = await approved(subjectId)
  expect(await dueOfBrowsing()).toBe(due - 2)
  const agreed = [DEMO_STAFF.wu, DEMO_STAFF.zheng].map(({ id }) => ({ staffId: id, at: origin.now() }))
  await sql`update retention_batches set state = 'approved', body = body || ${JSON.stringify({ state: 'approved', agreed })}::jsonb where state = 'proposed'`.execute(db())
  while ((await runBatches(context())) === 'more');
  expect(await dueOfBrowsing()).toBe(0)
  expect(await act('request.step-back@1', first.requestId, { reason: '再想想' })).toMatch(/^applied/)
  expect(await dueOfBrowsing()).toBe(2)
  const again = await proposalOf(origin, first.requestId)
  expect(await act('erasure.propose@1', first.requestId, again)).toMatch(/^applied/)
  expect(await approve(makeItem(origin, 'erasure.approve@1', { erasureId: again.erasureId, planHash: again.planHash }, { base: 1 }))).toBe('applied 2')
  await passDays(DAYS)
  await runCooled(context())
  expect(await statusOf(subjectId)).toBeUndefined()
})

test('after a backup was put back nothing runs while desks may still say that it was called off', async () => {
  const { erasureId } = await approved()
  await endReplay(db(), context().now())
  await passDays(DAYS)
  await runCooled(context())
  expect((await erasureOf(erasureId)).state).toBe('cooling-off')
  await passDays(14)
  await runCooled(context())
  expect((await erasureOf(erasureId)).state).not.toBe('cooling-off')
})

test('without days in the pack it runs at once', async () => {
  await issue(origin, packWith('2026.91'))
  const { subjectId, erasureId } = await approved()
  expect([await statusOf(subjectId), (await erasureOf(erasureId)).runsOn]).toEqual([undefined, undefined])
})
