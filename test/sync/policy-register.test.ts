// The register of policies between two desks: a text becomes a proposal offline, a second person approves it, and every desk is bound by it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PolicyId } from '../../src-shared/base/ids'
import type { PolicyDraftRequest } from '../../src-shared/contract/policy'
import { GENERAL_POLICY_1, GENERAL_POLICY_2, TRADE_SEARCH_POLICY } from '../../src-origin/seed/policies'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let officer: TestDesk
let reviewer: TestDesk
let agent: TestDesk

beforeAll(async () => {
  origin = await startOnlyOrigin()
  officer = await openDesk(origin, DEMO_STAFF.zheng)
  origin.advance(3 * 60_000)
  reviewer = await openDesk(origin, DEMO_STAFF.wu)
  origin.advance(3 * 60_000)
  agent = await openDesk(origin, DEMO_STAFF.zhou)
  for (const desk of [officer, reviewer, agent]) await untilSynced(desk)
})
afterAll(removeDesksAndOrigin)

const ZH = '# 企业画像隐私政策\n{#ignore}\n\n## 1 适用 {#scope}\n本政策只适用于企业画像。\n\n## 2 使用 {#usage-data | pages-and-search: browsing / use}\n浏览用于排列画像。\n'
const EN = '# Company profile policy\n{#ignore}\n\n## 1 Scope {#scope}\nThis policy covers company profiles only.\n\n## 2 Use {#usage-data | pages-and-search: browsing / use}\nBrowsing orders the profiles.\n'

const draft = (more: Partial<PolicyDraftRequest> = {}): PolicyDraftRequest => ({
  product: 'company-profile', version: '1.0', effectiveFrom: '2026-07-01', replaces: [], title: { 'zh-CN': '企业画像隐私政策', en: 'Company profile policy' },
  texts: { 'zh-CN': ZH.replace('# 企业画像隐私政策\n{#ignore}', '# 企业画像隐私政策 {#ignore}'), en: EN.replace('# Company profile policy\n{#ignore}', '# Company profile policy {#ignore}') },
  mappings: { 'zh-CN': {}, en: {} }, ...more,
})
const open = (desk: TestDesk, policyId: PolicyId) => desk.get('policy.open', { policyId })
const rowOf = async (desk: TestDesk, id: string) => (await desk.get('policy.list', {})).rows.find((row) => row.id === id)

describe('the list', () => {
  it('has every version with its days, the general policy first and the newest first, and what is in force today', async () => {
    const { rows, gaps } = await agent.get('policy.list', {})
    expect(rows.map(({ product, version, until, inForce, state }) => [product ?? 'general', version, until, inForce, state])).toEqual([
      ['general', '2.0', undefined, true, 'approved'], ['general', '1.0', '2024-04-30', false, 'approved'], ['trade-search', '1.0', undefined, true, 'approved'],
    ])
    expect(gaps).toEqual([])
  })

  it('tells between two versions what differs, topic by topic, and for which purposes people must be asked', async () => {
    const { difference } = await open(agent, GENERAL_POLICY_2.id)
    expect(difference?.before.version).toBe('1.0')
    expect(difference?.changes.map(({ topic, change }) => [topic, change])).toEqual([['usage-data', 'purpose-changed'], ['contact', 'changed']])
    expect(difference?.askAgain).toEqual(['pages-and-search'])
    const back = await agent.get('policy.difference', { before: GENERAL_POLICY_2.id, after: GENERAL_POLICY_1.id })
    expect(back.askAgain).toEqual([])
    expect((await open(agent, TRADE_SEARCH_POLICY.id)).difference?.before.version).toBe('1.0')
  })

  it('names who is bound and who must be asked, of the people on this desk, masked', async () => {
    const reach = await agent.get('policy.whoIsBound', { policyId: GENERAL_POLICY_2.id })
    const older = await agent.get('policy.whoIsBound', { policyId: GENERAL_POLICY_1.id, day: '2024-04-30' })
    expect(reach.people).toBe(reach.boundCount + reach.askCount + reach.others)
    expect(reach.boundCount).toBeGreaterThan(0)
    expect(reach.askCount).toBeGreaterThan(0)
    expect(older.boundCount).toBeGreaterThan(0)
    const names = (await origin.running().context.db.selectFrom('subjects').select(['name', 'account_no']).where('id', 'in', [...reach.bound, ...reach.ask].map((one) => one.subjectId)).execute())
    for (const { account_no: accountNo } of names) expect(JSON.stringify(reach)).not.toContain(accountNo)
  })
})

describe('a text on its way into the register', () => {
  it('lists what has no topic, what is wrong and what is missing, and takes topics from a mapping', async () => {
    const plain = await officer.get('policy.import', draft({ texts: { 'zh-CN': '1 范围\n甲\n2 使用\n乙', en: '1 Scope\nA\n2 Use\nB' } }))
    expect(plain.languages['zh-CN'].unknown.map(({ key }) => key)).toEqual(['1', '2'])
    expect(plain).toMatchObject({ ready: false, join: { kind: 'unfinished' } })
    const mapping = { 1: 'scope', 2: 'usage-data | none' }
    const mapped = await officer.get('policy.import', draft({ texts: { 'zh-CN': '1 范围\n甲\n2 使用\n乙', en: '1 Scope\nA\n2 Use\nB' }, mappings: { 'zh-CN': mapping, en: mapping } }))
    expect(mapped).toMatchObject({ ready: true, clauses: [{ topic: 'scope', number: '1' }, { topic: 'usage-data', number: '2', processing: [] }] })
    const wrong = await officer.get('policy.import', draft({ texts: { 'zh-CN': '1 范围 {#scop}\n甲', en: '' } }))
    expect(wrong.languages['zh-CN'].problems).toEqual([{ key: '1', line: 1, kind: 'unknown-topic', word: 'scop' }])
    expect(wrong.languages.en.error).toEqual({ kind: 'empty' })
  })

  it('is refused at entry where two versions of one policy would be in force on one day, and by the permission', async () => {
    const clash = await officer.get('policy.import', draft({ product: 'trade-search', version: '2.0' }))
    expect(clash).toMatchObject({ ready: false, entry: { kind: 'overlap', version: '1.0', from: '2026-07-01' } })
    expect(await officer.ask('policy.propose', draft({ product: 'trade-search', version: '2.0' }))).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
    const past = await officer.get('policy.import', draft({ product: 'trade-search', version: '2.0', effectiveFrom: '2026-06-14', replaces: [TRADE_SEARCH_POLICY.id] }))
    expect(past).toMatchObject({ ready: false, entry: { kind: 'replaces-past', version: '1.0', from: '2026-06-14' } })
    expect(await officer.get('policy.import', draft({ product: 'trade-search', version: '2.0', replaces: [TRADE_SEARCH_POLICY.id] }))).toMatchObject({ ready: true, difference: { before: { version: '1.0' } } })
    expect(await agent.ask('policy.import', draft())).toEqual({ ok: false, error: { kind: 'not-permitted' } })
    expect(await agent.ask('policy.propose', draft())).toEqual({ ok: false, error: { kind: 'not-permitted' } })
  })
})

it('how far a version reaches among everybody is counted at the origin, for who may propose one', async () => {
  const people = Number((await origin.running().context.db.selectFrom('subjects').select(({ fn }) => fn.countAll().as('n')).executeTakeFirstOrThrow()).n)
  const policyId = TRADE_SEARCH_POLICY.id
  const here = await officer.get('policy.whoIsBound', { policyId })
  const all = await officer.get('policy.reachSlice', { policyId })
  expect(all).toMatchObject({ people })
  expect(all.people).toBeGreaterThan(here.people)
  expect(all.bound).toBeGreaterThanOrEqual(here.boundCount)
  expect(all).not.toHaveProperty('after')
  expect(await agent.ask('policy.reachSlice', { policyId })).toEqual({ ok: false, error: { kind: 'not-permitted' } })
})

it('a proposal made offline is seen here at once, arrives, is approved by a second person alone, and then binds', async () => {
  await goAway(officer)
  const { policyId } = await officer.get('policy.propose', draft())
  expect(await rowOf(officer, policyId)).toMatchObject({ state: 'proposed', mark: 'to-send', inForce: false })
  expect((await open(officer, policyId)).decide).toMatchObject({ approve: 'own-proposal', decline: 'needs-online' })
  expect(await officer.ask('policy.decline', { policyId, entryHash: (await open(officer, policyId)).entryHash, reason: '改日再提' })).toEqual({ ok: false, error: { kind: 'needs-online' } })
  officer.network.mend()
  await expect.poll(async () => (await rowOf(officer, policyId))?.mark, { timeout: 30_000 }).toBe('sent')
  await catchUp(origin, officer, reviewer)
  await expect.poll(async () => (await rowOf(reviewer, policyId))?.state, { timeout: 30_000 }).toBe('proposed')
  const seen = await open(reviewer, policyId)
  expect(seen.decide).toEqual({})
  const approval = { policyId, entryHash: seen.entryHash, passphrase: DEMO_STAFF.wu.passphrase }
  expect(await reviewer.ask('policy.approve', { ...approval, passphrase: 'not the passphrase of anybody' })).toEqual({ ok: false, error: { kind: 'wrong-passphrase' } })
  expect(await reviewer.ask('policy.approve', { ...approval, entryHash: 'a'.repeat(64) })).toEqual({ ok: false, error: { kind: 'state-changed' } })
  await reviewer.get('policy.approve', approval)
  for (const desk of [officer, reviewer, agent]) {
    await expect.poll(async () => (await rowOf(desk, policyId))?.state, { timeout: 30_000 }).toBe('approved')
    expect(await rowOf(desk, policyId)).toMatchObject({ proposedBy: { name: DEMO_STAFF.zheng.name }, decidedBy: { name: DEMO_STAFF.wu.name } })
  }
  // Nothing of it is left to send, and no act waits behind.
  expect(await reviewer.get('sync.outbox', {})).toEqual([])
})

it('a proposal is taken back by who made it, and every step is in the audit', async () => {
  const { policyId } = await officer.get('policy.propose', draft({ product: 'market-report', version: '0.9' }))
  await expect.poll(async () => (await rowOf(officer, policyId))?.mark, { timeout: 30_000 }).toBe('sent')
  await expect.poll(async () => (await open(officer, policyId)).decide, { timeout: 30_000 }).toEqual({ approve: 'own-proposal' })
  await officer.get('policy.decline', { policyId, entryHash: (await open(officer, policyId)).entryHash, reason: '文字还要改' })
  await expect.poll(async () => (await rowOf(officer, policyId))?.state, { timeout: 30_000 }).toBe('declined')
  expect((await open(officer, policyId)).reason).toBe('文字还要改')
  await officer.close()
  await reviewer.close()
  const typesIn = (desk: TestDesk) =>
    withStore(origin, desk, async ({ reader }) => (await reader.selectFrom('audit').select('entry').execute()).map((row) => (JSON.parse(row.entry) as { type: string }).type).filter((type) => type.startsWith('policy.') && type !== 'policy.open'))
  expect(await typesIn(officer)).toEqual(['policy.who-is-bound', 'policy.population-reach', 'policy.propose', 'policy.propose', 'policy.decline'])
  expect(await typesIn(reviewer)).toEqual(['policy.approve'])
})
