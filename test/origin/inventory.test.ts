// Exceptions, recipients and transfers at the origin: two people behind every change, every desk told, and what an erasure leaves of them.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toDay } from '../../src-shared/base/clock'
import type { ErasureId } from '../../src-shared/base/ids'
import type { InvocationId } from '../../src-shared/domain/exceptions'
import { TAKEN_OUT } from '../../src-shared/domain/mentions'
import type { RecipientId, TransferId } from '../../src-shared/domain/recipients'
import type { InventoryOperationName } from '../../src-shared/domain/vocabulary'
import { forgetTransfers } from '../../src-origin/inventory/forget-transfers'
import { DEMO_DELETE_CASE, DEMO_MINOR } from '../../src-origin/seed/demo-cast'
import { SEED_EXCEPTIONS, SEED_PROVIDED, SEED_RECIPIENTS, SEED_TRANSFERS } from '../../src-origin/seed/inventory-cast'
import { enrolDevice, newId, signIn, type TestPerson } from '../fixtures/origin-http'
import type { Replica } from '../fixtures/origin-pages'
import { makeItem, proposeErasure, push, pushOne, sayResult } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { startRegister, type Register } from '../fixtures/origin-register'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: Replica
let zhou: TestPerson
let zheng: TestPerson
let wu: TestPerson
let wuFresh: TestPerson
let demo: string
let subjectOf: Register['subjectOf']

beforeAll(async () => {
  ;({ origin, desk, zhou, zheng, wu, wuFresh, demo, subjectOf } = await startRegister())
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const act = (op: InventoryOperationName, args: Readonly<Record<string, unknown>>, base = 0) =>
  makeItem(origin, op, args, { base, chain: `${op.slice(0, op.indexOf('.'))}:${String(args['invocationId'] ?? args['transferId'] ?? args['recipientId'])}` })
const send = (person: TestPerson, op: InventoryOperationName, args: Readonly<Record<string, unknown>>, base = 0) => pushOne(desk.device, person, act(op, args, base))
const follow = async () => {
  await origin.running().feed.drain()
  await desk.follow()
}
const heldBody = (key: string) => desk.held.get(key)?.body

const proposal = () => ({
  invocationId: newId<InvocationId>(origin), case: 'legal-duty', category: 'access-log', purpose: 'abnormal-status', statute: { title: '网络安全法', article: '第二十三条' }, reason: '依法留存',
})
const handingOver = (more: Readonly<Record<string, unknown>> = {}) => ({
  transferId: newId<TransferId>(origin), recipientId: SEED_RECIPIENTS[0]!.id, relation: 'entrusted', category: 'registration', fields: ['mobile'], purpose: 'account', method: 'transmit',
  at: origin.now() - 60_000, frequency: 'ongoing', ground: { by: 'contract', reference: 'HT-1', from: '2026-01-01' }, ...more,
})

describe('what a desk copies', () => {
  test('is every exception, recipient and transfer, and of the people of its cases whose share it was', () => {
    expect(desk.of('exception').map(({ body }) => body)).toEqual(SEED_EXCEPTIONS)
    expect(desk.of('recipient').map(({ body }) => body)).toEqual(SEED_RECIPIENTS)
    expect(desk.of('transfer').map(({ body }) => body)).toEqual([...SEED_TRANSFERS, SEED_PROVIDED])
    expect(desk.of('transfer-share').map(({ body }) => body)).toMatchObject([{ transferId: SEED_PROVIDED.id, subjectId: demo, consentId: expect.any(String) as string }])
    expect(JSON.stringify([...desk.of('transfer'), ...desk.of('exception')])).not.toContain(demo)
  })
})

describe('an exception', () => {
  test('is proposed by those who keep the inventory, and counts when another person has approved it with a fresh sign-in', async () => {
    const args = proposal()
    const { invocationId } = args
    expect(await send(zhou, 'exception.propose@1', args)).toBe('rejected forbidden')
    expect(await send(zheng, 'exception.propose@1', args)).toBe('applied 1')
    expect(await send(zheng, 'exception.approve@1', { invocationId }, 1)).toBe('rejected needs_second_person')
    expect(await send(wu, 'exception.approve@1', { invocationId }, 1)).toBe('rejected needs_online_auth')
    expect(await send(wuFresh, 'exception.approve@1', { invocationId }, 1)).toBe('applied 2')
    await follow()
    expect(heldBody(`exception ${invocationId}`)).toMatchObject({ approvedBy: wu.staffId, decidedBy: zheng.staffId })
    expect(await send(wuFresh, 'exception.approve@1', { invocationId }, 2)).toBe('rejected precondition')
    expect(await send(zheng, 'exception.review@1', { invocationId, note: '照旧' }, 2)).toBe('rejected needs_second_person')
    expect(await send(wu, 'exception.review@1', { invocationId, note: '照旧' }, 2)).toBe('applied 3')
    const today = toDay(origin.now())
    expect(await send(zheng, 'exception.end@1', { invocationId, until: today, reason: '不再需要' }, 3)).toBe('applied 4')
    await follow()
    expect(heldBody(`exception ${invocationId}`)).not.toHaveProperty('until')
    expect(await send(wuFresh, 'exception.approve@1', { invocationId }, 4)).toBe('applied 5')
    await follow()
    expect(heldBody(`exception ${invocationId}`)).toMatchObject({ until: today, reviews: [{ by: wu.staffId, on: today }], ending: { by: zheng.staffId, approvedBy: wu.staffId } })
  })

  test('is never consent in disguise, without a statute, or decided on another version than the one seen', async () => {
    expect(await send(zheng, 'exception.propose@1', { ...proposal(), case: 'explicit-authorisation' })).toBe('rejected invalid')
    expect(await send(zheng, 'exception.propose@1', { ...proposal(), statute: { title: ' ', article: '第一条' } })).toBe('rejected invalid')
    expect(await send(zheng, 'exception.propose@1', { ...proposal(), purpose: 'compatibility' })).toBe('rejected invalid')
    const args = proposal()
    expect((await push(desk.device, zheng, [act('exception.propose@1', args), act('exception.propose@1', args)])).map(sayResult)).toEqual(['applied 1', 'rejected version_conflict'])
    expect(await send(wuFresh, 'exception.approve@1', { invocationId: args.invocationId }, 2)).toBe('rejected version_conflict')
    expect(await send(wuFresh, 'exception.approve@1', { invocationId: newId<InvocationId>(origin) })).toBe('rejected not_found')
    expect(await send(wu, 'exception.end@1', { invocationId: args.invocationId, until: '2026-06-30', reason: '不采纳' }, 1)).toBe('applied 2')
    expect(await send(wuFresh, 'exception.approve@1', { invocationId: args.invocationId }, 2)).toBe('rejected precondition')
  })
})

describe('a recipient', () => {
  test('is named and renamed by two people, and nothing is handed to one that nobody approved', async () => {
    const recipientId = newId<RecipientId>(origin)
    expect(await send(zheng, 'recipient.propose@1', { recipientId, name: '示例公司', contact: 'dpo@new.example' })).toBe('applied 1')
    expect(await send(zheng, 'transfer.record@1', handingOver({ recipientId }))).toBe('rejected precondition')
    expect(await send(zheng, 'recipient.approve@1', { recipientId }, 1)).toBe('rejected needs_second_person')
    expect(await send(wuFresh, 'recipient.approve@1', { recipientId }, 1)).toBe('applied 2')
    expect(await send(wu, 'recipient.propose@1', { recipientId, name: '示例新公司', contact: 'dpo@new.example' }, 2)).toBe('applied 3')
    await follow()
    expect(heldBody(`recipient ${recipientId}`)).toMatchObject({ name: '示例公司', change: { name: '示例新公司' } })
    expect(await send(wuFresh, 'recipient.approve@1', { recipientId }, 3)).toBe('rejected needs_second_person')
    expect(await send(await signIn(desk.device, 'zheng', 'fresh'), 'recipient.approve@1', { recipientId }, 3)).toBe('applied 4')
    await follow()
    expect(heldBody(`recipient ${recipientId}`)).toMatchObject({ name: '示例新公司', approvedBy: zheng.staffId })
    expect(heldBody(`recipient ${recipientId}`)).not.toHaveProperty('change')
    expect(await send(zheng, 'transfer.record@1', handingOver({ recipientId }))).toBe('applied 1')
  })
})

describe('a transfer', () => {
  test('to a recipient rests on a contract that runs, and ends by two people', async () => {
    expect(await send(zheng, 'transfer.record@1', handingOver({ ground: { by: 'contract', reference: 'HT-1', from: '2027-01-01' } }))).toBe('rejected invalid')
    expect(await send(zheng, 'transfer.record@1', handingOver({ at: origin.now() + 86_400_000 }))).toBe('rejected invalid')
    const args = handingOver()
    const { transferId } = args
    expect(await send(zheng, 'transfer.record@1', args)).toBe('applied 1')
    expect(await send(wuFresh, 'transfer.approve@1', { transferId }, 1)).toBe('applied 2')
    expect(await send(zheng, 'transfer.end@1', { transferId, until: origin.now(), reason: '合同终止' }, 2)).toBe('applied 3')
    expect(await send(wuFresh, 'transfer.approve@1', { transferId }, 3)).toBe('applied 4')
    expect(await send(zheng, 'transfer.end@1', { transferId, until: origin.now(), reason: '再次' }, 4)).toBe('rejected precondition')
  })

  test('of one person rests on their separate consent of then, and only the person’s desks are told whose it was', async () => {
    const consents = await db().selectFrom('consents').selectAll().where('subject_id', '=', demo).where('kind', '=', 'separate-consent').orderBy('at').execute()
    const { id: consentId, at } = consents[0]!
    const provided = { recipientId: SEED_RECIPIENTS[2]!.id, relation: 'provided', category: 'search-query', fields: ['query'], purpose: 'pages-and-search', method: 'provide', frequency: 'once', ground: { by: 'consent' } }
    const record = (more: Readonly<Record<string, unknown>>) => send(zheng, 'transfer.record@1', handingOver({ ...provided, subjectId: demo, consentId, at: at + 1_000, ...more }))
    expect(await record({ at: at - 1 })).toBe('rejected invalid')
    // Withdrawn in between: that consent carries it no more.
    expect(await record({ at: origin.now() - 60_000 })).toBe('rejected invalid')
    expect(await record({ consentId: undefined })).toBe('rejected invalid')
    expect(await record({ ground: { by: 'statute', statute: { title: '某法', article: '第一条' } } })).toBe('rejected invalid')
    expect(await record({ subjectId: undefined })).toBe('rejected invalid')
    expect(await record({ subjectId: await outOfScope() })).toBe('rejected scope_lost')
    expect(await record({})).toBe('applied 1')
    await follow()
    expect(desk.of('transfer-share').filter(({ body }) => body['subjectId'] === demo)).toHaveLength(2)
  })

  async function outOfScope(): Promise<string> {
    const { rows } = await sql<{ id: string }>`select id from subjects s where not exists (select 1 from requests r where r.subject_id = s.id) limit 1`.execute(db())
    return rows[0]!.id
  }
})

describe('an erasure', () => {
  test('takes the person out of what was handed over, keeps the record of it, and says whom to tell', async () => {
    const requestId = (await db().selectFrom('requests').select('id').where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()).id
    // Nobody has confirmed it, and no page measurement of the person is left; both reached somebody all the same.
    const unconfirmed = handingOver({ subjectId: demo, recipientId: SEED_RECIPIENTS[1]!.id, relation: 'provided', ground: { by: 'statute', statute: { title: '某法', article: '第一条' } } })
    const mistaken = { ...unconfirmed, transferId: newId<TransferId>(origin), recipientId: SEED_RECIPIENTS[0]!.id }
    const withoutRows = handingOver({ recipientId: SEED_RECIPIENTS[2]!.id, category: 'page-performance', fields: ['client'], purpose: 'compatibility', frequency: 'once' })
    for (const args of [unconfirmed, mistaken, withoutRows]) expect(await send(zheng, 'transfer.record@1', args)).toBe('applied 1')
    expect(await send(wuFresh, 'transfer.approve@1', { transferId: withoutRows.transferId }, 1)).toBe('applied 2')
    await db().deleteFrom('service_logs').where('subject_id', '=', demo).where('category', '=', 'page-performance').execute()
    await db().deleteFrom('holdings').where('subject_id', '=', demo).where('category', '=', 'page-performance').execute()
    const { erasureId, approval } = await proposeErasure(origin, desk.device, zhou, requestId)
    expect(await pushOne(desk.device, wuFresh, approval())).toBe('applied 2')
    await follow()
    expect(desk.erased.at(-1)?.refs).toContainEqual(['transfer-share', `${SEED_PROVIDED.id}:${demo}`])
    expect(await db().selectFrom('transfer_people').selectAll().where('subject_id', '=', demo).execute()).toEqual([])
    expect(desk.of('transfer-share').filter(({ body }) => body['subjectId'] === demo)).toEqual([])
    expect(heldBody(`transfer ${SEED_PROVIDED.id}`)).toEqual(SEED_PROVIDED)
    expect((await findText(origin, demo)).filter((found) => found.startsWith('transfer'))).toEqual([])
    expect(heldBody(`erasure ${erasureId}`)?.['recipients']).toEqual(
      expect.arrayContaining([
        { recipientId: SEED_RECIPIENTS[2]!.id, duty: 'tell', categories: ['search-query'] },
        { recipientId: SEED_RECIPIENTS[0]!.id, duty: 'delete-or-return', categories: ['registration'] },
        { recipientId: SEED_RECIPIENTS[2]!.id, duty: 'delete-or-return', categories: ['page-performance'] },
        { recipientId: SEED_RECIPIENTS[1]!.id, duty: 'tell', categories: ['registration'], awaiting: [unconfirmed.transferId] },
        { recipientId: SEED_RECIPIENTS[0]!.id, duty: 'tell', categories: ['registration'], awaiting: [mistaken.transferId] },
      ]),
    )
    expect(await send(wuFresh, 'transfer.approve@1', { transferId: unconfirmed.transferId }, 1)).toBe('applied 2')
    expect(await send(wu, 'transfer.end@1', { transferId: mistaken.transferId, until: origin.now(), reason: '误录' }, 1)).toBe('applied 2')
    await follow()
    const tasks = heldBody(`erasure ${erasureId}`)?.['recipients']
    expect(tasks).toContainEqual({ recipientId: SEED_RECIPIENTS[1]!.id, duty: 'tell', categories: ['registration'] })
    expect(tasks).not.toContainEqual(expect.objectContaining({ recipientId: SEED_RECIPIENTS[0]!.id, duty: 'tell' }))
    await tellsOf(erasureId)
    expect(await send(zheng, 'transfer.record@1', handingOver({ subjectId: demo }))).toBe('rejected gone_erased')
  })
})

/** That a recipient was told: entered as often as it happens, by whoever has the case on their desk, whatever version they saw. */
async function tellsOf(erasureId: string): Promise<void> {
  const told = { erasureId, recipientId: SEED_RECIPIENTS[1]!.id, duty: 'tell', on: toDay(origin.now()), way: 'letter' }
  const tell = (more: Readonly<Record<string, unknown>> = {}) => pushOne(desk.device, zhou, makeItem(origin, 'erasure.tell@1', { ...told, ...more }, { chain: `erasure:${erasureId}` }))
  expect(await tell()).toMatch(/^applied /)
  expect(await tell({ way: 'phone' })).toMatch(/^applied /)
  expect(await tell({ duty: 'take-down' })).toBe('rejected precondition')
  expect(await tell({ on: '2099-01-01' })).toBe('rejected invalid')
  expect(await tell({ way: '给张三打了电话' })).toBe('rejected invalid')
  expect(await tell({ erasureId: newId<ErasureId>(origin) })).toBe('rejected not_found')
  const other = await enrolDevice(origin, { scopes: [] })
  expect(await pushOne(other, await signIn(other, 'zhou'), makeItem(origin, 'erasure.tell@1', told, { chain: `erasure:${erasureId}` }))).toBe('rejected scope_lost')
  await follow()
  const task = (heldBody(`erasure ${erasureId}`)?.['recipients'] as readonly { readonly recipientId: string; readonly duty: string }[]).find(({ recipientId, duty }) => recipientId === told.recipientId && duty === 'tell')
  expect(task).toMatchObject({ told: [{ on: told.on, way: 'letter', by: zhou.staffId }, { way: 'phone' }] })
}

describe('three years after the last handing over', () => {
  test('the record goes, and with it the share of a person who is still here', async () => {
    const minor = await subjectOf(DEMO_MINOR.accountNo)
    const waiting = handingOver({ subjectId: minor })
    expect(await send(zheng, 'transfer.record@1', waiting)).toBe('applied 1')
    const args = handingOver({ frequency: 'once', subjectId: minor, ground: { by: 'statute', statute: { title: '某法', article: '第一条' } }, relation: 'provided' })
    expect(await send(zheng, 'transfer.record@1', args)).toBe('applied 1')
    await follow()
    const share = `transfer-share ${args.transferId}:${minor}`
    expect(desk.held.has(share)).toBe(true)
    const { context } = origin.running()
    const inYears = (days: number) => ({ ...context, now: () => origin.now() + days * 86_400_000 })
    expect(await send(wuFresh, 'transfer.approve@1', { transferId: args.transferId }, 1)).toBe('applied 2')
    await forgetTransfers(inYears(3 * 365 - 2))
    expect(await db().selectFrom('transfers').select('id').where('id', 'in', [args.transferId, waiting.transferId]).execute()).toHaveLength(2)
    await forgetTransfers(inYears(3 * 365 + 2))
    await follow()
    expect(desk.held.has(share)).toBe(false)
    expect(desk.held.has(`transfer ${args.transferId}`)).toBe(false)
    // What nobody ever confirmed goes as late as a proof would, though it was said to go on.
    expect(await db().selectFrom('transfers').select('id').where('id', '=', waiting.transferId).execute()).toEqual([])
    // What still goes on stays, however old it is.
    expect(desk.held.has(`transfer ${SEED_TRANSFERS[0]!.id}`)).toBe(true)
  })
})

describe('the name of a person in the reason of an entry', () => {
  test('goes with the person; that the entry was ended, and by whom, stays', async () => {
    const { id: subjectId, name, account_no: accountNo } = await db().selectFrom('subjects').select(['id', 'name', 'account_no']).where('account_no', '=', DEMO_MINOR.accountNo).executeTakeFirstOrThrow()
    const { value: mobile } = await db().selectFrom('identifiers').select('value').where('subject_id', '=', subjectId).where('kind', '=', 'mobile').executeTakeFirstOrThrow()
    const spoken = `${mobile.slice(3, 6)} ${mobile.slice(6, 10)} ${mobile.slice(10)}`
    const until = toDay(origin.now())
    const listed = handingOver({ subjectId })
    const everyone = handingOver()
    const exception = proposal()
    for (const args of [listed, everyone]) expect(await send(zheng, 'transfer.record@1', args)).toBe('applied 1')
    expect(await send(zheng, 'transfer.end@1', { transferId: listed.transferId, until: origin.now(), reason: '监护人撤回', subjectId: demo }, 1)).toBe('rejected gone_erased')
    expect(await send(zheng, 'transfer.end@1', { transferId: everyone.transferId, until: origin.now(), reason: '监护人撤回', subjectId }, 1)).toBe('rejected invalid')
    expect(await send(zheng, 'transfer.end@1', { transferId: listed.transferId, until: origin.now(), reason: '监护人撤回', subjectId }, 1)).toBe('applied 2')
    expect(await send(zheng, 'transfer.end@1', { transferId: everyone.transferId, until: origin.now(), reason: `误录，见${name} ${spoken}` }, 1)).toBe('applied 2')
    expect(await send(zheng, 'exception.propose@1', { ...exception, reason: `因${accountNo}投诉` })).toBe('applied 1')
    expect(await send(zheng, 'exception.end@1', { invocationId: exception.invocationId, until, reason: `${name}不同意` }, 1)).toBe('applied 2')
    await eraseNow(subjectId)
    await follow()
    expect(heldBody(`transfer ${listed.transferId}`)).toMatchObject({ declined: { reason: '', by: zheng.staffId } })
    expect(heldBody(`transfer ${everyone.transferId}`)).toMatchObject({ declined: { reason: `误录，见${TAKEN_OUT} ${TAKEN_OUT}` } })
    expect(heldBody(`exception ${exception.invocationId}`)).toMatchObject({ reason: `因${TAKEN_OUT}投诉`, declined: { reason: `${TAKEN_OUT}不同意` }, statute: exception.statute })
    for (const text of [name, accountNo, spoken, '监护人撤回']) expect((await findText(origin, text)).filter((found) => /^(transfers|exceptions|transfer_people)/.test(found))).toEqual([])
  })

  async function eraseNow(subjectId: string): Promise<void> {
    const { id: requestId } = await db().selectFrom('requests').select('id').where('subject_id', '=', subjectId).orderBy('id').executeTakeFirstOrThrow()
    const { approval } = await proposeErasure(origin, desk.device, zhou, requestId)
    expect(await pushOne(desk.device, wuFresh, approval())).toBe('applied 2')
  }
})
