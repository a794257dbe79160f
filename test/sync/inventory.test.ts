// Exceptions, recipients and the record of processing at two desks: proposed without the origin, approved by another person, told to those
// whom an erasure concerns.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import type { RequestOf } from '../../src-shared/contract/channels'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { SEED_EXCEPTIONS, SEED_RECIPIENTS } from '../../src-origin/seed/inventory-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { approvalOf, proposeErasure } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOfficerAndReviewer } from '../fixtures/desks-and-origin'
import { PACK_VERSION } from '../fixtures/rules'
import { catchUp, comeBackRefused, goAway, openDesk, reopen, until, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, officer: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ;({ origin, officer, reviewer } = await startOfficerAndReviewer())
})
afterAll(removeDesksAndOrigin)

const refusal = (kind: string, params: object = {}) => ({ ok: false, error: expect.objectContaining({ kind, ...params }) as unknown })
const exceptionAt = async (desk: TestDesk, invocationId: string) => (await desk.get('exception.list', {})).exceptions.find((one) => one.id === invocationId)!
const transferAt = async (desk: TestDesk, transferId: string) => (await desk.get('recipient.list', {})).transfers.find((one) => one.id === transferId)!
const proposal: RequestOf<'exception.propose'> = {
  case: 'legal-duty', category: 'access-log', purpose: 'abnormal-status', title: '网络安全法', article: '第二十三条', reason: '依法留存，识别账户异常',
}
const recording: RequestOf<'transfer.record'> = {
  recipientId: SEED_RECIPIENTS[2]!.id, relation: 'provided', category: 'search-query', fields: ['query'], purpose: 'pages-and-search', method: 'provide', on: '2025-10-20', frequency: 'once',
  ground: { by: 'consent' }, caseNo: DEMO_DELETE_CASE,
}

describe('an exception', () => {
  it('is proposed without the origin, waits over a restart, and is relied on once another person approved it', async () => {
    await goAway(officer)
    const { invocationId } = await officer.get('exception.propose', proposal)
    expect(await exceptionAt(officer, invocationId)).toMatchObject({ state: 'proposed', mark: 'to-send', decidedBy: { name: '郑示三' }, acts: { approve: 'own-proposal', end: 'possible' } })
    expect(await officer.ask('exception.propose', { ...proposal, article: ' ' })).toEqual(refusal('invalid-input', { params: { fields: 'statute-missing', code: 'exception.statute-missing' } }))
    await officer.close()
    officer = await reopen(origin, officer)
    await catchUp(origin, officer, reviewer)
    const seen = await exceptionAt(reviewer, invocationId)
    expect(seen).toMatchObject({ state: 'proposed', mark: 'sent', acts: { approve: 'possible', review: 'state-changed' } })
    expect(await reviewer.ask('exception.approve', { invocationId, version: seen.version, passphrase: '不是这句口令 0000' })).toEqual(refusal('wrong-passphrase'))
    await reviewer.get('exception.approve', { invocationId, version: seen.version, passphrase: reviewer.staff.passphrase })
    await catchUp(origin, officer, reviewer)
    const approved = await exceptionAt(officer, invocationId)
    expect(approved).toMatchObject({ state: 'in-force', approvedBy: { name: '吴示二' }, review: { overdue: false }, acts: { approve: 'state-changed', review: 'own-proposal' } })
    await officer.get('exception.end', { invocationId, version: approved.version, until: '2026-06-15', reason: '不再需要' })
    await catchUp(origin, officer, reviewer)
    const ending = await exceptionAt(reviewer, invocationId)
    expect(ending).toMatchObject({ state: 'ending', ending: { reason: '不再需要', by: { name: '郑示三' } } })
    // Kept after all, by the person who might have approved the end.
    await reviewer.get('exception.review', { invocationId, version: ending.version, note: '仍需留存' })
    await catchUp(origin, officer, reviewer)
    expect(await exceptionAt(officer, invocationId)).toMatchObject({ state: 'in-force', reviews: [{ note: '仍需留存', by: { name: '吴示二' } }] })
  })

  it('shows the six cases of the policy, what waits first, and whose yearly review is overdue', async () => {
    const { catalogue, exceptions, propose } = await officer.get('exception.list', {})
    expect(catalogue.map((rule) => [rule.case, rule.carriedBy])).toContainEqual(['explicit-authorisation', 'consent'])
    expect(catalogue).toHaveLength(6)
    expect(propose).toBe('possible')
    expect(exceptions[0]).toMatchObject({ id: SEED_EXCEPTIONS[2]!.id, state: 'proposed' })
    expect(exceptions.find(({ id }) => id === SEED_EXCEPTIONS[1]!.id)).toMatchObject({ state: 'in-force', review: { dueOn: '2026-02-20', overdue: true } })
    expect(exceptions.find(({ id }) => id === SEED_EXCEPTIONS[0]!.id)).toMatchObject({ review: { dueOn: '2027-03-04', overdue: false } })
  })

  it('that another person ended meanwhile comes back, and is made anew or taken back', async () => {
    const { invocationId } = await officer.get('exception.propose', proposal)
    await catchUp(origin, officer, reviewer)
    await goAway(officer)
    const { version } = await exceptionAt(reviewer, invocationId)
    await reviewer.get('exception.end', { invocationId, version, until: '2026-06-15', reason: '不采纳' })
    await catchUp(origin, reviewer)
    await officer.get('exception.end', { invocationId, version, until: '2026-06-15', reason: '自行撤回' })
    const item = await comeBackRefused(origin, officer)
    expect(item).toMatchObject({ op: 'exception.end@1', rejection: 'version_conflict', ways: ['take-origin', 'edit', 'resubmit'], differences: [{ field: 'reason', mine: '自行撤回' }] })
    // Declined already: nothing can be made anew.
    expect(await officer.ask('sync.settle', { mid: item.mid, choice: 'resubmit' })).toEqual(refusal('state-changed'))
    await officer.get('sync.settle', { mid: item.mid, choice: 'take-origin' })
    expect(await exceptionAt(officer, invocationId)).toMatchObject({ state: 'declined', declined: { reason: '不采纳' }, mark: 'sent' })
  })
})

describe('what is handed over', () => {
  it('about one person rests on their consent of that day, and is part of their erasure', async () => {
    expect(await officer.ask('transfer.record', { ...recording, on: '2025-04-01' })).toEqual(refusal('invalid-input', { params: { fields: 'separate-consent-needed', code: 'transfer.separate-consent-needed' } }))
    expect(await officer.ask('transfer.record', { ...recording, caseNo: '26-0000' })).toEqual(refusal('invalid-input', { params: { fields: 'caseNo', code: 'transfer.caseNo' } }))
    const { transferId } = await officer.get('transfer.record', recording)
    await catchUp(origin, officer, reviewer)
    const seen = await transferAt(reviewer, transferId)
    expect(seen).toMatchObject({ state: 'proposed', reach: 'listed', people: 1, recipient: { name: '示例贸易研究院' }, acts: { approve: 'possible' } })
    await reviewer.get('transfer.approve', { transferId, version: seen.version, passphrase: reviewer.staff.passphrase })
    await catchUp(origin, officer, reviewer)
    expect(await transferAt(officer, transferId)).toMatchObject({ state: 'in-force', keptUntil: '2028-10-20', acts: { end: 'state-changed' } })
    const requestId = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
    expect((await officer.get('erasure.open', { requestId })).recipients).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: '示例贸易研究院', contact: '个人信息保护负责人 dpo@institute.example', duty: 'tell', categories: ['search-query'], isConfirmed: true, told: [] }),
        expect.objectContaining({ name: '示例短信服务有限公司', contact: '隐私联系人 privacy@sms.example', duty: 'delete-or-return', categories: ['registration'] }),
      ]),
    )
  })

  it('is named in the record of processing, which leaves the desk as a spreadsheet in both languages', async () => {
    const { rows, rulesPack } = await officer.get('inventory.open', {})
    expect(rulesPack).toBe(PACK_VERSION)
    expect(rows.find((row) => row.group === 'registration' && row.field === 'mobile')?.recipients).toEqual([{ name: '示例短信服务有限公司', relation: 'entrusted' }])
    const { fileNames } = await officer.get('inventory.export', {})
    expect(fileNames).toHaveLength(2)
    const [zh = '', en = ''] = await Promise.all(fileNames.map((name) => readFile(path.join(officer.exportDir, name), 'utf8')))
    expect(zh.charCodeAt(0)).toBe(0xfe_ff)
    expect(zh.split('\r\n').filter((line) => line !== '')).toHaveLength(rows.length + 1)
    expect(zh).toContain('示例短信服务有限公司')
    expect(en).toContain('"Legal basis"')
  })

  it('is told to the recipients when the person is erased, who are named after the person is gone', async () => {
    const requestId = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
    const { transferId } = await officer.get('transfer.record', recording)
    await proposeErasure(officer, requestId)
    await catchUp(origin, officer, reviewer)
    await goAway(officer)
    await officer.get('transfer.end', { transferId, version: 1, on: '2026-06-15', reason: '当事人来电否认' })
    await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
    await catchUp(origin, reviewer)
    // The act was about the person: its reason goes with them before it is sent.
    const refused = await comeBackRefused(origin, officer)
    expect(refused).toMatchObject({ op: 'transfer.end@1', rejection: 'gone_erased' })
    await officer.get('sync.settle', { mid: refused.mid, choice: 'take-origin' })
    await until('the erasure is known here', async () => {
      const view = await officer.ask('erasure.open', { requestId })
      return view.ok && view.value.approvedAt !== undefined
    })
    expect((await officer.get('erasure.open', { requestId })).recipients.map(({ name, duty }) => [name, duty])).toEqual(
      expect.arrayContaining([['示例贸易研究院', 'tell'], ['示例短信服务有限公司', 'delete-or-return']]),
    )
    await goAway(officer)
    const { erasureId, recipients } = await officer.get('erasure.open', { requestId })
    const { recipientId } = recipients.find(({ name, duty }) => name === '示例贸易研究院' && duty === 'tell')!
    await officer.get('erasure.tell', { erasureId: erasureId!, recipientId: recipientId!, duty: 'tell', on: '2026-06-15', way: 'e-mail' })
    expect(await officer.ask('erasure.tell', { erasureId: erasureId!, recipientId: recipientId!, duty: 'tell', on: '2026-06-17', way: 'e-mail' })).toEqual(refusal('invalid-input'))
    const taskOf = async (desk: TestDesk) => (await desk.get('recipient.list', {})).tasks.find((task) => task.recipientId === recipientId && task.duty === 'tell')
    expect(await taskOf(officer)).toMatchObject({ caseNo: DEMO_DELETE_CASE, told: [{ on: '2026-06-15', way: 'e-mail', by: { name: '郑示三' }, mark: 'to-send' }] })
    officer.network.mend()
    await catchUp(origin, officer, reviewer)
    for (const desk of [officer, reviewer]) expect(await taskOf(desk)).toMatchObject({ told: [{ on: '2026-06-15', way: 'e-mail', by: { name: '郑示三' }, mark: 'sent' }] })
    // What nobody was told of stands first.
    expect((await reviewer.get('recipient.list', {})).tasks[0]?.told).toEqual([])
    const { transfers } = await officer.get('recipient.list', {})
    expect(transfers.filter(({ reach }) => reach === 'listed').map(({ people }) => people)).toEqual([1, 1, 1])
  })
})

describe('who may', () => {
  it('read is everybody who works here; keep and approve not an agent', async () => {
    origin.advance(3 * 60_000)
    const agent = await openDesk(origin, DEMO_STAFF.zhou)
    expect((await agent.get('exception.list', {})).propose).toBe('not-permitted')
    expect((await agent.get('recipient.list', {})).transfers.every(({ acts }) => acts.approve === 'not-permitted' && acts.end === 'not-permitted')).toBe(true)
    expect(await agent.ask('exception.propose', proposal)).toEqual(refusal('not-permitted'))
    expect(await agent.ask('transfer.record', recording)).toEqual(refusal('not-permitted'))
    expect((await agent.get('inventory.open', {})).rows.length).toBeGreaterThan(50)
    for (const desk of [officer, reviewer, agent]) expect(desk.internal).toEqual([])
  })
})
