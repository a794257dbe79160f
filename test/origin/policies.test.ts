// The register of policies at the origin: proposed by one person, approved by another, never two versions of one policy on one day.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays, toDay } from '../../src-shared/base/clock'
import type { PolicyId } from '../../src-shared/base/ids'
import { policyEntryHash, policyTextHash } from '../../src-shared/formats/policy-hash'
import type { PolicyEntryRecord, PolicyRecord } from '../../src-shared/protocol/records'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { GENERAL_POLICY_1, GENERAL_POLICY_2, TRADE_SEARCH_POLICY } from '../../src-origin/seed/policies'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { registerOf } from '../../src-shared/domain/policy-proposal'
import { reachResponse } from '../../src-shared/protocol/reach'
import { countReach } from '../../src-origin/policies/reach'
import { generalVersionFor, loadPolicyEntries } from '../../src-origin/policies/register'
import { MIGRATIONS } from '../../src-origin/store/migrate'
import { API, enrolDevice, newId, signIn, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { makeItem, push, pushOne } from '../fixtures/origin-push'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDevice
let zhou: TestPerson
let wu: TestPerson
let zheng: TestPerson

beforeAll(async () => {
  origin = await startTestOrigin({ people: 20 })
  desk = await enrolDevice(origin)
  zhou = await signIn(desk, 'zhou', 'fresh')
  wu = await signIn(desk, 'wu', 'fresh')
  zheng = await signIn(desk, 'zheng')
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const rowOf = (id: string) => db().selectFrom('policies').selectAll().where('id', '=', id).executeTakeFirst()

function entry(more: Partial<PolicyEntryRecord> = {}): PolicyEntryRecord {
  const clauses: PolicyEntryRecord['clauses'] = more.clauses ?? [{ topic: 'usage-data', number: '2', text: { 'zh-CN': '只记录浏览。', en: 'Browsing alone is recorded.' }, processing: [{ purpose: 'pages-and-search', categories: ['browsing'], methods: ['use'] }] }]
  return {
    id: newId<PolicyId>(origin), product: 'company-profile', version: '1.0', effectiveFrom: '2026-07-01', title: { 'zh-CN': '企业画像隐私政策', en: 'Company profile policy' },
    ...more, clauses, textHash: policyTextHash(clauses, nodeCrypto),
  }
}
const propose = (policy: PolicyEntryRecord) => makeItem(origin, 'policy.propose@1', { policy }, { chain: `policy:${policy.id}` })
const hashOf = (policy: PolicyEntryRecord) => policyEntryHash(policy, nodeCrypto)
const approve = (policy: PolicyEntryRecord, more: Readonly<Record<string, unknown>> = {}, base = 1) =>
  makeItem(origin, 'policy.approve@1', { policyId: policy.id, entryHash: hashOf(policy), ...more }, { chain: `policy:${policy.id}`, base })
const decline = (policy: PolicyEntryRecord, base = 1) =>
  makeItem(origin, 'policy.decline@1', { policyId: policy.id, entryHash: hashOf(policy), reason: '第二条与现行不符' }, { chain: `policy:${policy.id}`, base })
const approvedOf = async (product: string) => (await db().selectFrom('policies').select('body').execute()).map(({ body }) => body).find((body) => body.product === product && body.state === 'approved')!
const fieldsOf = async (item: unknown, person = zheng) => {
  const [result] = await push(desk, person, [item])
  return result?.t === 'rejected' ? [result.rejection.code, ...(result.rejection.fields ?? [])] : [result?.t]
}

describe('a version', () => {
  test('is proposed by an officer or reviewer and not by an agent, and is in the register when somebody else approved it', async () => {
    const policy = entry()
    expect(await pushOne(desk, zhou, propose(policy))).toBe('rejected forbidden')
    expect(await pushOne(desk, zheng, propose(policy))).toBe('applied 1')
    expect((await rowOf(policy.id))?.body).toMatchObject({ state: 'proposed', proposedBy: DEMO_STAFF.zheng.id })
    expect(await pushOne(desk, zhou, approve(policy))).toBe('rejected forbidden')
    // The second person needs the passphrase of now; the one who proposed is not the second person even so.
    const stale = await signIn(desk, 'wu')
    expect(await pushOne(desk, stale, approve(policy))).toBe('rejected needs_online_auth')
    expect(await pushOne(desk, zheng, approve(policy))).toBe('rejected needs_second_person')
    expect(await pushOne(desk, wu, approve(policy))).toBe('applied 2')
    const approved = (await rowOf(policy.id))?.body
    expect(approved).toMatchObject({ state: 'approved', proposedBy: DEMO_STAFF.zheng.id, decidedBy: DEMO_STAFF.wu.id, textHash: policy.textHash })
    expect(await pushOne(desk, wu, approve(policy, {}, 2))).toBe('rejected precondition')
    expect(await pushOne(desk, wu, decline(policy, 2))).toBe('rejected precondition')
  })

  test('is approved as it was seen: by version and by the hash of all that is entered', async () => {
    const policy = entry({ product: 'market-report', version: '0.1', effectiveFrom: '2025-01-01', effectiveUntil: '2025-12-31', channels: ['website'] })
    await pushOne(desk, zheng, propose(policy))
    expect(await pushOne(desk, wu, approve(policy, {}, 0))).toBe('rejected version_conflict')
    const other = hashOf({ ...policy, channels: ['applet'] })
    expect(await fieldsOf(approve(policy, { entryHash: other }), wu)).toEqual(['precondition', 'entryHash'])
    expect((await rowOf(policy.id))?.body.state).toBe('proposed')
  })

  test('is declined with a reason by the second person, or taken back by who proposed it; its number is free again', async () => {
    const policy = entry({ product: 'market-report', version: '3.0' })
    await pushOne(desk, zheng, propose(policy))
    expect(await pushOne(desk, wu, decline(policy))).toBe('applied 2')
    expect((await rowOf(policy.id))?.body).toMatchObject({ state: 'declined', decidedBy: DEMO_STAFF.wu.id, reason: '第二条与现行不符' })
    const again = entry({ product: 'market-report', version: '3.0' })
    expect(await pushOne(desk, zheng, propose(again))).toBe('applied 1')
    expect(await pushOne(desk, zhou, decline(again))).toBe('rejected forbidden')
    expect(await pushOne(desk, zheng, decline(again))).toBe('applied 2')
  })

  test('with another text than its hash says, or without a title, is not entered', async () => {
    expect(await fieldsOf(propose({ ...entry({ version: '8.0' }), textHash: 'a'.repeat(64) }))).toEqual(['invalid', 'textHash'])
    expect(await fieldsOf(propose(entry({ version: '8.0', title: { 'zh-CN': ' ', en: '' } })))).toEqual(['invalid', 'title'])
    expect(await fieldsOf(propose(entry({ version: '8.0', clauses: [] })))).toEqual(['invalid', 'clauses'])
  })
})

describe('two versions of one policy on one day', () => {
  test('are refused when the second is proposed, unless it says that it replaces the first or is on another channel', async () => {
    const day = { product: 'trade-search', effectiveFrom: '2026-08-01' } as const
    expect(await fieldsOf(propose(entry({ ...day, version: '2.0' })))).toEqual(['invalid', 'effectiveFrom'])
    expect(await fieldsOf(propose(entry({ ...day, version: '1.0', replaces: [TRADE_SEARCH_POLICY.id] })))).toEqual(['invalid', 'version'])
    const next = entry({ ...day, version: '2.0', replaces: [TRADE_SEARCH_POLICY.id] })
    expect(await pushOne(desk, zheng, propose(next))).toBe('applied 1')
    expect(await pushOne(desk, wu, approve(next))).toBe('applied 2')
  })

  test('do not become one by replacing the first on a day that is over: at the proposal, and at an approval that came too late', async () => {
    const today = toDay(origin.now())
    const late = { product: 'company-profile', version: '2.0', replaces: [(await approvedOf('company-profile')).id] } satisfies Partial<PolicyEntryRecord>
    expect(await fieldsOf(propose(entry({ ...late, product: 'trade-search', version: '3.0', effectiveFrom: addDays(today, -1), replaces: [TRADE_SEARCH_POLICY.id] })))).toEqual(['invalid', 'effectiveFrom'])
    origin.advance(20 * 86_400_000)
    const next = entry({ ...late, effectiveFrom: addDays(toDay(origin.now()), 1) })
    expect(await pushOne(desk, await signIn(desk, 'zheng'), propose(next))).toBe('applied 1')
    origin.advance(2 * 86_400_000)
    wu = await signIn(desk, 'wu', 'fresh')
    zheng = await signIn(desk, 'zheng')
    expect(await fieldsOf(approve(next), wu)).toEqual(['precondition', 'effectiveFrom'])
    expect((await rowOf(next.id))?.body.state).toBe('proposed')
  })

  test('are refused when both were proposed and the second is approved, however close together', async () => {
    const day = { product: 'market-report', effectiveFrom: '2026-09-01' } as const
    const [one, other] = [entry({ ...day, version: '1.0' }), entry({ ...day, version: '1.5', effectiveFrom: '2026-10-01' })]
    for (const policy of [one, other]) expect(await pushOne(desk, zheng, propose(policy))).toBe('applied 1')
    const results = await Promise.all([one, other].map((policy) => pushOne(desk, wu, approve(policy))))
    expect(results.sort()).toEqual(['applied 2', 'rejected precondition'])
  })
})

describe('how far a version reaches among everybody', () => {
  const reachOf = async (id: string, person = zheng) => desk.call({ path: `${API}/policies/${id}/reach` }, person.token)
  test('is told in numbers to whoever may propose a version, and to nobody else', async () => {
    const people = Number((await db().selectFrom('subjects').select(({ fn }) => fn.countAll().as('n')).executeTakeFirstOrThrow()).n)
    const now = reachResponse.parse((await reachOf(GENERAL_POLICY_2.id)).json())
    // The general version in force: everybody is bound by it or to be asked.
    expect(now).toMatchObject({ people, bound: people - now.ask })
    expect(now.bound).toBeGreaterThan(0)
    expect(now.ask).toBeGreaterThanOrEqual(now.explicit)
    expect(now.explicit).toBeGreaterThan(0)
    const registered = await db().selectFrom('consents').select('subject_id').distinct().where('kind', '=', 'registered').where('policy_id', '=', GENERAL_POLICY_1.id).execute()
    const before = reachResponse.parse((await reachOf(GENERAL_POLICY_1.id)).json())
    // It governs no more, so nobody is asked for it.
    expect(before).toEqual({ people, bound: registered.length, ask: 0, explicit: 0 })
    expect((await reachOf(GENERAL_POLICY_2.id, await signIn(desk, 'zhou'))).status).toBe(403)
    expect((await reachOf(newId<PolicyId>(origin))).status).toBe(404)
    expect((await reachOf('x')).status).toBe(400)
  })

  test('is the same in slices of any size', async () => {
    const question = { policyId: GENERAL_POLICY_2.id, day: toDay(origin.now()), register: registerOf(await loadPolicyEntries(db())) }
    const whole = await countReach(db(), { ...question, after: undefined })
    expect(whole).not.toHaveProperty('after')
    const sum = { people: 0, bound: 0, ask: 0, explicit: 0 }
    for (let after: Parameters<typeof countReach>[1]['after'], slices = 0; slices === 0 || after !== undefined; slices++) {
      const slice = await countReach(db(), { ...question, after }, 7)
      for (const name of ['people', 'bound', 'ask', 'explicit'] as const) sum[name] += slice[name]
      after = slice.after
    }
    expect(sum).toEqual(whole)
  })
})

test('a withdrawal refers to the general version in force where it was made, never to one that only waits', () => {
  const waiting: PolicyRecord = { ...GENERAL_POLICY_2, id: newId<PolicyId>(origin), version: '9', effectiveFrom: '2026-01-01', state: 'proposed', proposedBy: DEMO_STAFF.wu.id }
  const ended: PolicyRecord = { ...GENERAL_POLICY_2, effectiveUntil: '2026-02-28' }
  const kiosk: PolicyRecord = { ...GENERAL_POLICY_2, id: newId<PolicyId>(origin), version: 'k', channels: ['new:kiosk'], effectiveFrom: '2026-03-01', replaces: [] }
  const entries = [GENERAL_POLICY_1, ended, kiosk, waiting, TRADE_SEARCH_POLICY]
  const version = (channel: string, day: string) => generalVersionFor(entries, channel, day)?.version
  expect([version('phone', '2023-05-01'), version('website', '2026-02-01'), version('website', '2026-04-01'), version('new:kiosk', '2026-04-01')]).toEqual(['1.0', '2.0', 'k', 'k'])
  expect(generalVersionFor([GENERAL_POLICY_1, { ...GENERAL_POLICY_2, effectiveUntil: '2026-02-28' }], 'letter', '2026-04-01')?.version).toBe('2.0')
  expect(generalVersionFor([TRADE_SEARCH_POLICY], 'letter', '2026-04-01')).toBeUndefined()
})

test('policies from before the register had states are approved, and each replaces those of its line that were before it', async () => {
  const line = (n: number, version: string, effectiveFrom: string, product?: string) => ({ id: `01900000-0000-7000-8000-00000000000${String(n)}`, version, effectiveFrom, ...(product ? { product } : {}) })
  const old = [line(1, '1.10', '2024-01-01'), line(2, '1.9', '2024-01-01'), line(3, '2', '2023-01-01'), line(4, 'v1..b', '2023-01-01', 'trade-search'), line(5, '', '2024-01-01', 'trade-search')]
  await db().transaction().execute(async (tx) => {
    await sql`alter table policies rename to policies_now`.execute(tx)
    await sql`create table policies (id uuid primary key, v bigint not null default 1, body jsonb not null)`.execute(tx)
    for (const body of old) await sql`insert into policies (id, body) values (${body.id}, ${JSON.stringify(body)})`.execute(tx)
    await MIGRATIONS['0010-policy-register']?.up(tx)
    const { rows } = await sql<{ id: string; v: number; body: { state: string; replaces?: string[] } }>`select id, v, body from policies order by id`.execute(tx)
    expect(rows.map(({ id, v, body }) => [id.slice(-1), v, body.state, ...(body.replaces ?? []).map((one) => one.slice(-1))])).toEqual([
      ['1', 2, 'approved', '2', '3'], ['2', 2, 'approved', '3'], ['3', 2, 'approved'], ['4', 2, 'approved'], ['5', 2, 'approved', '4'],
    ])
    // A desk that has them without a state is told of each.
    const told = await sql<{ id: string; ver: number }>`delete from outbox where type = 'policy' and id like '01900000-0000-7000-8000-%' returning id, ver`.execute(tx)
    expect(told.rows.map(({ id, ver }) => `${id.slice(-1)} ${String(ver)}`).sort()).toEqual(['1 2', '2 2', '3 2', '4 2', '5 2'])
    await sql`drop table policies`.execute(tx)
    await sql`alter table policies_now rename to policies`.execute(tx)
  })
})
