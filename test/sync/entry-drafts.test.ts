// What is typed in the forms of the inventory and the register is kept until its act is accepted, and is not lost with an act that comes back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createId, type MutationId, type PolicyId, type RequestId } from '../../src-shared/base/ids'
import type { DraftBody, DraftTarget } from '../../src-shared/contract/draft'
import type { PolicyDraftRequest } from '../../src-shared/contract/policy'
import { insertOutboxItem, listOutbox } from '../../src-main/vault/repositories/outbox'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { SEED_EXCEPTIONS, SEED_RECIPIENTS } from '../../src-origin/seed/inventory-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { approvalOf, proposeErasure } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, comeBackRefused, goAway, openDesk, reopen, until, untilStatus, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, officer: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  origin = await startOnlyOrigin()
  officer = await openDesk(origin, DEMO_STAFF.zheng, { workstation: '一号' })
  origin.advance(3 * 60_000)
  reviewer = await openDesk(origin, DEMO_STAFF.wu, { workstation: '二号' })
})
afterAll(removeDesksAndOrigin)

const sms = SEED_RECIPIENTS[0]!
const EXCEPTION: DraftBody = { form: 'exception', case: 'legal-duty', category: 'access-log', purpose: 'abnormal-status', title: '网络安全法', article: '', reason: '写到一半的理由', until: '' }
const RECIPIENT: DraftBody = { form: 'recipient', name: '半个名字', contact: '' }
const TRANSFER: DraftBody = {
  form: 'transfer', relation: 'provided', category: 'registration', fields: ['email'], purpose: 'account', method: 'provide', on: '2026-06-1', frequency: 'once', ground: 'consent', reference: '', from: '', title: '', article: '', caseNo: DEMO_DELETE_CASE,
}
const END: DraftBody = { form: 'end-exception', reason: '不再需要，因为', on: '2026-06-30' }
const save = (desk: TestDesk, target: DraftTarget, body: DraftBody, base = 0) => desk.get('draft.save', { target, base, body })
const kept = async (desk: TestDesk) => (await desk.get('draft.ofEntries', {})).drafts.map(({ target, base, body }) => ({ target, base, body }))
const aside = async (desk: TestDesk) => (await desk.get('draft.ofEntries', {})).setAside
const recipientAt = async (desk: TestDesk, id: string = sms.id) => (await desk.get('recipient.list', {})).recipients.find((one) => one.id === id)!
const propose = async (desk: TestDesk, name: string) => desk.get('recipient.propose', { known: { recipientId: sms.id, version: (await recipientAt(desk)).version }, name, contact: sms.contact })

describe('a form of the inventory', () => {
  it('is kept over a restart, half filled in as it is, its writer’s alone, and ends with its act or when it is discarded', async () => {
    await save(officer, 'new', EXCEPTION)
    await save(officer, 'new', RECIPIENT)
    await save(officer, SEED_EXCEPTIONS[0]!.id, END, 4)
    await officer.kill()
    officer = await reopen(origin, officer)
    expect(await kept(officer)).toEqual([
      { target: 'new', base: 0, body: EXCEPTION }, { target: 'new', base: 0, body: RECIPIENT }, { target: SEED_EXCEPTIONS[0]!.id, base: 4, body: END },
    ])
    expect(await kept(reviewer)).toEqual([])
    await officer.get('recipient.propose', { name: '整个名字有限公司', contact: 'dpo@whole.example' })
    await officer.get('draft.discard', { target: 'new', form: 'exception' })
    expect((await kept(officer)).map(({ body }) => body.form)).toEqual(['end-exception'])
    await officer.get('draft.discard', { target: SEED_EXCEPTIONS[0]!.id, form: 'end-exception' })
    await catchUp(origin, officer, reviewer)
  })

  it('does not end with another act than its own', async () => {
    await save(officer, 'new', RECIPIENT)
    await propose(officer, '示例短信服务二公司')
    expect(await kept(officer)).toMatchObject([{ target: 'new', body: RECIPIENT }])
    await officer.get('draft.discard', { target: 'new', form: 'recipient' })
    await catchUp(origin, officer, reviewer)
    const { version } = await recipientAt(reviewer)
    await reviewer.get('recipient.approve', { recipientId: sms.id, version, passphrase: reviewer.staff.passphrase })
    await catchUp(origin, officer, reviewer)
  })
})

describe('an act on the inventory that came back', () => {
  it('is named by its entry, and its words are set aside for who wrote them and taken up again beside a newer draft', async () => {
    await goAway(officer)
    await propose(officer, '改成甲公司')
    await propose(reviewer, '改成乙公司')
    await catchUp(origin, reviewer)
    const item = await comeBackRefused(origin, officer)
    expect(item).toMatchObject({ entry: { type: 'recipient', id: sms.id }, about: { kind: 'recipient', name: '改成甲公司', contact: sms.contact }, ways: ['take-origin', 'edit', 'resubmit'] })
    await officer.get('sync.settle', { mid: item.mid, choice: 'take-origin' })
    expect(await aside(officer)).toMatchObject([{ mid: item.mid, op: 'recipient.propose@1', body: { form: 'recipient', name: '改成甲公司' } }])
    const { version } = await recipientAt(officer)
    await save(officer, sms.id, { form: 'recipient', name: '另起一稿', contact: '' }, version)
    await officer.get('draft.takeUp', { mid: item.mid })
    expect(await kept(officer)).toMatchObject([{ target: sms.id, base: version, body: { name: '改成甲公司' } }])
    expect(await aside(officer)).toMatchObject([{ op: 'recipient.propose@1', body: { name: '另起一稿' } }])
  })

  it('becomes a draft in its form to be edited', async () => {
    const { invocationId } = await officer.get('exception.propose', { case: 'legal-duty', category: 'access-log', purpose: 'abnormal-status', title: '网络安全法', article: '第二十三条', reason: '留存' })
    await catchUp(origin, officer, reviewer)
    await goAway(officer)
    const { version } = (await reviewer.get('exception.list', {})).exceptions.find(({ id }) => id === invocationId)!
    await reviewer.get('exception.end', { invocationId, version, until: '2026-06-15', reason: '不采纳' })
    await officer.get('exception.end', { invocationId, version, until: '2026-06-20', reason: '自行撤回' })
    await catchUp(origin, reviewer)
    const item = await comeBackRefused(origin, officer)
    await officer.get('sync.settle', { mid: item.mid, choice: 'edit' })
    expect(await kept(officer)).toContainEqual({ target: invocationId, base: version + 1, body: { form: 'end-exception', reason: '自行撤回', on: '2026-06-20' } })
    expect(await officer.get('sync.outbox', {})).toEqual([])
  })
})

describe('a version of a policy that came back', () => {
  const ZH = '## 1 适用 {#scope, contact}\n本政策只适用于企业画像。\n\n## 二、使用 {#usage-data | pages-and-search: browsing / use}\n浏览用于排列画像。'
  const EN = '## 1 Scope {#scope, contact}\nThis policy covers company profiles only.\n\n## 二、Use {#usage-data | pages-and-search: browsing / use}\nBrowsing orders the profiles.'
  const draft: PolicyDraftRequest = {
    product: 'company-profile', version: '1.0', effectiveFrom: '2026-07-01', replaces: [], title: { 'zh-CN': '企业画像隐私政策', en: 'Company profile policy' }, texts: { 'zh-CN': ZH, en: EN }, mappings: { 'zh-CN': {}, en: {} },
  }

  it('is set aside as the form it was entered in, told as news of the register, and reads as the same clauses', async () => {
    await goAway(officer)
    const { policyId } = await officer.get('policy.propose', draft)
    await reviewer.get('policy.propose', draft)
    await catchUp(origin, reviewer)
    const rival = (await reviewer.get('policy.list', {})).rows.find((row) => row.product === 'company-profile')!
    await approveByOfficer(rival.id)
    const item = await comeBackRefused(origin, officer)
    expect(item).toMatchObject({ op: 'policy.propose@1', entry: { type: 'policy', id: policyId }, about: { kind: 'policy', version: '1.0', title: draft.title } })
    const before = officer.events.length
    await officer.get('sync.settle', { mid: item.mid, choice: 'take-origin' })
    expect(officer.events.slice(before).map(({ topic, ids }) => [topic, ids])).toContainEqual(['policy', [policyId]])
    expect(officer.events.slice(before).map(({ topic }) => topic)).not.toContain('inventory')
    const came = (await aside(officer)).find(({ mid }) => mid === item.mid)
    if (came?.body.form !== 'policy') throw new Error('no version was set aside')
    const { form: _form, channelsTyped: _typed, ...again } = came.body
    const read = await officer.get('policy.import', again)
    expect(read.clauses).toEqual((await officer.get('policy.import', draft)).clauses)
  })

  /** At the origin: the officer's desk is away. */
  async function approveByOfficer(policyId: PolicyId): Promise<void> {
    const other = await openDesk(origin, DEMO_STAFF.zheng, { workstation: '三号' })
    await catchUp(origin, other)
    const { entryHash } = await other.get('policy.open', { policyId })
    await other.get('policy.approve', { policyId, entryHash, passphrase: DEMO_STAFF.zheng.passphrase })
    await other.close()
  }
})

describe('an approval that a crash left behind', () => {
  it('comes back for want of a fresh sign-in with the entry to go to, and stands in the way of nothing once it is removed', async () => {
    await propose(officer, '示例短信服务三公司')
    await catchUp(origin, officer, reviewer)
    const { version } = await recipientAt(reviewer)
    await reviewer.close()
    await withStore(origin, reviewer, ({ transaction }) =>
      transaction((tx) =>
        insertOutboxItem(tx, {
          mid: createId<MutationId>(origin.now(), (bytes) => bytes.fill(3)), chain: `recipient:${sms.id}`, op: 'recipient.approve@1', base: version, args: { recipientId: sms.id }, subjectId: undefined, staffId: reviewer.staff.id,
          seenAt: origin.now(), madeAt: { wall: origin.now(), mono: 1, bootId: 'crashed', offset: 0, uncertain: false },
        }),
      ),
    )
    reviewer = await reopen(origin, reviewer, { until: 'unlocked' })
    await untilStatus(reviewer, 'the refusal', ({ refused }) => refused === 1)
    await catchUp(origin, reviewer)
    const [item] = await reviewer.get('sync.outbox', {})
    expect(item).toMatchObject({ rejection: 'needs_online_auth', ways: ['sign-in', 'remove'], entry: { type: 'recipient', id: sms.id }, about: { name: '示例短信服务三公司' } })
    await reviewer.get('sync.settle', { mid: item!.mid, choice: 'take-origin' })
    await reviewer.get('recipient.approve', { recipientId: sms.id, version, passphrase: reviewer.staff.passphrase })
    expect(await aside(reviewer)).toEqual([])
  })
})

it('a draft that names the person of a case goes with them; the others stay', async () => {
  await save(officer, 'new', TRANSFER)
  await save(officer, 'new', EXCEPTION)
  const requestId = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
  await proposeErasure(officer, requestId)
  await catchUp(origin, officer, reviewer)
  await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
  await until('the erasure is known here', async () => {
    const view = await officer.ask('erasure.open', { requestId })
    return view.ok && view.value.approvedAt !== undefined
  })
  await catchUp(origin, officer)
  const forms = (await kept(officer)).map(({ body }) => body.form)
  expect([forms.includes('exception'), forms.includes('transfer')]).toEqual([true, false])
  expect([...officer.internal, ...reviewer.internal]).toEqual([])
  await officer.close()
  expect(await withStore(origin, officer, ({ reader }) => listOutbox(reader, ['refused']))).toEqual([])
})
