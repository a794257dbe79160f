// Lists of people whose information was handed over, from a file: a list a key, recorded by a member of staff, confirmed by another at a desk.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEMO_DELETE_CASE, DEMO_MINOR, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { SEED_RECIPIENTS } from '../../src-origin/seed/inventory-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { transferIdOf } from '../../src-origin/import/transfer-rows'
import { importInto, makeFolder, ndjson, readResult, sayCounts, type ImportFolder } from '../fixtures/import-folder'
import { enrolDevice, signIn } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { makeItem, proposeErasure, pushOne } from '../fixtures/origin-push'
import { countRows } from '../fixtures/origin-tables'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let folder: ImportFolder | undefined
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
})
afterAll(async () => {
  await folder?.remove()
  await origin?.remove()
})

const AT = '2025-10-20 11:00:00'
const names = ['key', 'recipient', 'relation', 'category', 'fields', 'purpose', 'method', 'at', 'ground', 'contract', 'contractFrom', 'statute', 'article', 'recordedBy']
const MAPPING = {
  v: 1, times: { format: 'YYYY-MM-DD HH:mm:ss' },
  transfers: { file: 'transfers.ndjson', format: 'ndjson', fields: { accountNo: 'account', ...Object.fromEntries(names.map((name) => [name, name])) } },
}
const line = (account: string, more: Readonly<Record<string, unknown>> = {}) => ({
  account, key: 'list-1', recipient: SEED_RECIPIENTS[2]!.name, relation: 'provided', category: 'registration', fields: ['mobile'], purpose: 'account', method: 'provide', at: AT,
  ground: 'statute', statute: '某法', article: '第一条', recordedBy: 'zheng', ...more,
})
const db = () => origin.running().context.db
async function run(lines: readonly object[], more: Readonly<Record<string, unknown>> = {}) {
  folder ??= await makeFolder({})
  await folder.write('transfers.ndjson', ndjson(lines))
  return importInto(origin, folder.dir, MAPPING, more)
}
const outcomes = async (report: Awaited<ReturnType<typeof run>>) => (await readResult(report)).map(({ outcome, code, fields }) => (code === undefined ? outcome : [outcome, code, fields]))

describe('a list', () => {
  test('is one transfer of everybody whom its rows name, once, and waits for its second person; then it is closed', async () => {
    const before = await countRows(origin)
    expect(sayCounts(await run([line(DEMO_PERSON.accountNo), line(DEMO_MINOR.accountNo)], { mode: 'dry-run' }))).toEqual(['2 0 0 0'])
    expect(await countRows(origin)).toEqual(before)
    const desk = await replicate(await enrolDevice(origin), ['desk:dalian'])
    expect(sayCounts(await run([line(DEMO_PERSON.accountNo)]))).toEqual(['1 0 0 0'])
    expect(sayCounts(await run([line(DEMO_PERSON.accountNo), line(DEMO_MINOR.accountNo)], { batchRows: 1 }))).toEqual(['1 0 1 0'])
    const id = transferIdOf('list-1')
    await origin.running().feed.drain()
    await desk.follow()
    expect(desk.held.get(`transfer ${id}`)?.body).toMatchObject({ reach: 'listed', people: 2, recordedBy: DEMO_STAFF.zheng.id, recipientId: SEED_RECIPIENTS[2]!.id, frequency: 'once' })
    expect(desk.of('transfer-share').filter(({ body }) => body['transferId'] === id)).toHaveLength(2)
    const approve = makeItem(origin, 'transfer.approve@1', { transferId: id }, { chain: `transfer:${id}`, base: 2 })
    expect(await pushOne(desk.device, await signIn(desk.device, 'zheng', 'fresh'), approve)).toBe('rejected needs_second_person')
    expect(await pushOne(desk.device, await signIn(desk.device, 'wu', 'fresh'), { ...approve, mid: makeItem(origin, 'transfer.approve@1', {}).mid })).toBe('applied 3')
    const other = (await db().selectFrom('subjects').select('account_no').where('account_no', 'not in', [DEMO_PERSON.accountNo, DEMO_MINOR.accountNo]).executeTakeFirstOrThrow()).account_no
    expect(await outcomes(await run([line(DEMO_PERSON.accountNo), line(other)]))).toEqual(['unchanged', ['refused', 'transfer-decided', ['key']]])
    // Each of them has a task at their erasure; the record keeps how many there were.
    const requestId = (await db().selectFrom('requests').select('id').where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()).id
    const { erasureId, approval } = await proposeErasure(origin, desk.device, await signIn(desk.device, 'zhou'), requestId)
    expect(await pushOne(desk.device, await signIn(desk.device, 'wu', 'fresh'), approval())).toBe('applied 2')
    await origin.running().feed.drain()
    await desk.follow()
    expect(desk.held.get(`erasure ${erasureId}`)?.body['recipients']).toContainEqual({ recipientId: SEED_RECIPIENTS[2]!.id, duty: 'tell', categories: expect.arrayContaining(['registration']) as unknown })
    expect(desk.held.get(`transfer ${id}`)?.body).toMatchObject({ people: 2 })
  })

  test('is refused row by row where what it says does not carry it, or names nobody', async () => {
    const of = (key: string, more: Readonly<Record<string, unknown>>) => line(DEMO_MINOR.accountNo, { key, ...more })
    expect(await outcomes(await run([
      of('a', { account: 'SX-0' }), of('b', { recordedBy: 'zhou' }), of('c', { recipient: '没有这家' }), of('d', { fields: ['query'] }), of('e', { purpose: 'pages-and-search' }), of('f', { ground: 'consent' }),
      of('g', { ground: 'contract', contract: 'HT-1', contractFrom: '2025-01-01' }), of('h', { recipient: '' }), of('i', { statute: ' ' }), of('j', { relation: 'sold' }), of('list-1', { article: '第二条' }),
      of('k', { relation: 'entrusted', ground: 'contract', contract: 'HT-1', contractFrom: '2025-01-01' }),
    ]))).toEqual([
      ['refused', 'unknown-account', ['accountNo']], ['refused', 'unknown-staff', ['recordedBy']], ['refused', 'unknown-recipient', ['recipient']], ['refused', 'not-in-list', ['fields']],
      ['refused', 'not-in-list', ['purpose']], ['refused', 'transfer-ground', ['ground']], ['refused', 'transfer-ground', ['ground']], ['refused', 'missing', ['recipient']], ['refused', 'malformed', ['ground']],
      ['refused', 'not-in-list', ['relation']], ['refused', 'key-conflict', ['key']], 'created',
    ])
  })
})
