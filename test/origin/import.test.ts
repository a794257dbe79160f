// The company's own data come in as they are written, come again without a trace, and change what desks hold when they have changed.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { toDay } from '../../src-shared/base/clock'
import { RECORD_SCHEMAS } from '../../src-shared/protocol/records'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { enrolDevice, signIn, type TestDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { createItem, pushOne } from '../fixtures/origin-push'
import { countRows } from '../fixtures/origin-tables'
import { ACCOUNT_COLUMNS, accountCells, companyFiles, csv, importInto, makeFolder, MAPPING, ndjson, POLICY_LINE, readResult, sayCounts, type ImportFolder } from '../fixtures/import-folder'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDevice
const folders: ImportFolder[] = []

beforeAll(async () => {
  origin = await startTestOrigin({ people: 12 })
  desk = await enrolDevice(origin)
})
afterAll(() => origin?.remove())
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove()
})

const db = () => origin.running().context.db
async function folderOf(files: Readonly<Record<string, string | Buffer>>): Promise<ImportFolder> {
  const folder = await makeFolder(files)
  folders.push(folder)
  return folder
}
const subjectOf = (accountNo: string) => db().selectFrom('subjects').selectAll().where('account_no', '=', accountNo).executeTakeFirstOrThrow()
const noOf = (n: number): string => accountCells(n)[0] ?? ''
/** Remembered counts against counted rows, for every imported person. */
async function falseHoldings(): Promise<readonly unknown[]> {
  const { rows } = await sql`
    with counted as (
      select id as subject_id, 'registration' as category, 1 + (select count(*) from identifiers i where i.subject_id = s.id) as rows from subjects s
      union all select subject_id, 'consent', count(*) from consents group by 1 union all select subject_id, category, count(*) from service_logs group by 1, 2)
    select h.*, c.rows as counted from holdings h full join counted c on c.subject_id = h.subject_id and c.category = h.category where h.rows is distinct from c.rows`.execute(db())
  return rows
}

describe('a folder of the company', () => {
  test('comes in whole, and the same again changes nothing anywhere', async () => {
    const folder = await folderOf(companyFiles(30))
    expect(sayCounts(await importInto(origin, folder.dir, MAPPING))).toEqual(['1 0 0 0', '30 0 0 0', '30 0 0 0', '30 0 0 0', '30 0 0 0', '90 0 0 0'])
    const person = await subjectOf(noOf(7))
    expect(person).toMatchObject({ name: '试7', status: 'active', region: 'CN', registered_at: Date.parse('2021-03-04T05:06:07+08:00'), products: ['trade-search', 'company-profile'], synthetic: false })
    const identifiers = await db().selectFrom('identifiers').select(['kind', 'value', 'proof']).where('subject_id', '=', person.id).orderBy('pos').execute()
    expect(identifiers).toEqual([{ kind: 'mobile', value: '+8613800000007', proof: 'proved' }, { kind: 'email', value: 'user7@example.com', proof: 'unproved' }])
    const rows = await db().selectFrom('service_logs').select(['n', 'at', 'detail']).where('subject_id', '=', person.id).orderBy('n').execute()
    expect(rows.map(({ n, detail }) => `${String(n)} ${detail}`)).toEqual(['1 查询 1', '2 查询 2', '3 查询 3'])
    expect(rows[0]?.at).toBe(Date.parse('2026-01-01T10:00:00+08:00'))
    expect(await falseHoldings()).toEqual([])
    const { imports: _, ...before } = await countRows(origin)
    const again = await importInto(origin, folder.dir, MAPPING)
    expect(sayCounts(again)).toEqual(['0 0 1 0', '0 0 30 0', '0 0 30 0', '0 0 30 0', '0 0 30 0', '0 0 90 0'])
    const { imports: __, ...after } = await countRows(origin)
    expect(after).toEqual(before)
    expect((await subjectOf(noOf(7))).v).toBe(person.v)
    const lines = await readResult(again)
    expect(lines).toHaveLength(211)
    expect(lines[1]).toEqual({ kind: 'accounts', file: 'accounts.csv', line: 2, outcome: 'unchanged' })
    expect(JSON.stringify(lines)).not.toMatch(/试7|13800000007|example\.com|IM-0/)
  })

  test('gives a new row of the log no number of a row that went', async () => {
    const { id } = await subjectOf(noOf(8))
    await db().updateTable('subjects').set({ log_n: 40 }).where('id', '=', id).execute()
    const folder = await folderOf({ 'log.ndjson': ndjson([{ account: noOf(8), n: 'later', category: 'search-query', at: '2026-02-01T10:00:00+08:00', ip: '192.0.2.7', detail: '查询 4' }]) })
    expect(sayCounts(await importInto(origin, folder.dir, { v: 1, 'log-rows': MAPPING['log-rows'] }))).toEqual(['1 0 0 0'])
    expect((await db().selectFrom('service_logs').select('n').where('subject_id', '=', id).orderBy('n').execute()).map(({ n }) => n)).toEqual([1, 2, 3, 41])
  })

  test('in GB18030, with line breaks and quotes in its cells, says the same as in UTF-8', async () => {
    // GB18030 of 欧阳 “试” 𠀀, and CRLF inside the quotes.
    const name = Buffer.concat([Buffer.from('c5b7d1f420a1b0cad4a1b120', 'hex'), Buffer.from('95328236', 'hex'), Buffer.from('\r\n""x""')])
    const head = Buffer.concat([Buffer.from('no,', 'ascii'), Buffer.from('d0d5c3fb', 'hex'), Buffer.from(',at\r\n')])
    const file = Buffer.concat([head, Buffer.from('GB-1,"'), name, Buffer.from('",1600000000\r\nGB-2,plain,1600000001\r\n')])
    const folder = await folderOf({ 'gb.csv': file })
    const accounts = {
      file: 'gb.csv', format: 'csv', encoding: 'gb18030',
      fields: { accountNo: 'no', name: '姓名', status: { value: 'active' }, region: { value: 'CN' }, registeredAt: { column: 'at', time: { format: 'epoch-s' } } },
    }
    const report = await importInto(origin, folder.dir, { v: 1, accounts })
    expect(sayCounts(report)).toEqual(['2 0 0 0'])
    expect((await readResult(report)).map(({ line }) => line)).toEqual([2, 4])
    expect(await subjectOf('GB-1')).toMatchObject({ name: '欧阳 “试” 𠀀\r\n"x"', registered_at: 1_600_000_000_000 })
  })
})

describe('a change at the company', () => {
  test('reaches a desk: the directory for everybody, the full record where a case holds the person', async () => {
    const folder = await folderOf(companyFiles(3))
    await importInto(origin, folder.dir, MAPPING)
    const held = await subjectOf(noOf(1))
    expect(await pushOne(desk, await signIn(desk, 'zhou'), createItem(origin, held.id))).toBe('applied 1')
    await origin.running().feed.drain()
    const replica = await replicate(desk)
    const files = companyFiles(3)
    await folder.write('accounts.csv', csv([ACCOUNT_COLUMNS, accountCells(1, { 1: '新名', 7: '13911112222', 8: '' }), accountCells(2, { 2: '注销' }), accountCells(3)]))
    await folder.write('log.ndjson', `${files['log.ndjson'] ?? ''}${ndjson([{ account: noOf(1), n: 4, category: 'browsing', at: '2026-02-01T00:00:00Z', ip: '2001:DB8::1', detail: '/a' }])}`)
    await folder.write('consents.ndjson', `${files['consents.ndjson'] ?? ''}${ndjson([{ id: 'c1b', account: noOf(1), kind: 'withdrawal', purpose: 'pages-and-search', policy: '9.0', at: Date.parse('2026-02-02T00:00:00Z') }])}`)
    expect(sayCounts(await importInto(origin, folder.dir, MAPPING))).toEqual(['0 0 1 0', '0 2 1 0', '0 1 2 0', '0 1 2 0', '1 0 3 0', '1 0 9 0'])
    await origin.running().feed.drain()
    const lines = await replica.follow()
    const told = lines.flatMap((line) => ('id' in line ? [`${line.t} ${line.type} ${line.id}`] : []))
    const cancelled = await subjectOf(noOf(2))
    expect(told).toContain(`put directory ${held.id}`)
    expect(told).toContain(`put directory ${cancelled.id}`)
    expect(told).not.toContain(`put subject ${cancelled.id}`)
    expect(told.filter((line) => line.startsWith('put consent '))).toHaveLength(1)
    const body = RECORD_SCHEMAS.subject.strict().parse(replica.held.get(`subject ${held.id}`)?.body)
    expect(body).toMatchObject({ name: '新名', identifiers: [{ kind: 'mobile', value: '+8613911112222' }] })
    expect(replica.held.get(`holding ${held.id}:registration`)?.body).toMatchObject({ rows: 2 })
    expect(replica.held.get(`holding ${held.id}:browsing`)?.body).toMatchObject({ rows: 1, system: 'log-platform' })
    expect(replica.held.get(`holding ${held.id}:consent`)?.body).toMatchObject({ rows: 2 })
    expect(replica.held.get(`directory ${cancelled.id}`)?.body).toMatchObject({ status: 'cancelled' })
    expect(await falseHoldings()).toEqual([])
  })
})

describe('a dry run', () => {
  test('gives the outcomes of the real one and leaves every table as it was', async () => {
    const files = companyFiles(12)
    const folder = await folderOf({ ...files, 'accounts.csv': csv([ACCOUNT_COLUMNS, ...Array.from({ length: 60 }, (_, n) => accountCells(n + 5_000, n === 3 ? { 2: '?' } : {})), accountCells(1, { 1: '改', 8: '' })]) })
    await folder.write('log.ndjson', ndjson([1, 2, 2, 3].map((n) => ({ account: noOf(5_001), n, category: 'browsing', at: '2026-02-01T00:00:00Z', ip: '192.0.2.1', detail: n === 3 ? 'a' : 'b' }))))
    const before = await countRows(origin)
    const dry = await importInto(origin, folder.dir, MAPPING, { mode: 'dry-run', batchRows: 7, resultFile: `${folder.dir}/dry.ndjson` })
    expect(await countRows(origin)).toEqual(before)
    expect((await subjectOf(noOf(1))).name).not.toBe('改')
    const real = await importInto(origin, folder.dir, MAPPING, { batchRows: 7 })
    expect(dry.sources).toEqual(real.sources)
    expect(await readResult(dry)).toEqual(await readResult(real))
    expect(sayCounts(real)[1]).toBe('59 1 0 1')
    expect(await falseHoldings()).toEqual([])
  })
})

describe('what stands in a policy or a consent', () => {
  test('is not rewritten by another import, and a known key never gets another content', async () => {
    const folder = await folderOf(companyFiles(2))
    await importInto(origin, folder.dir, MAPPING)
    await folder.write('policies.ndjson', ndjson([{ ...POLICY_LINE, clauses: [] }, { ...POLICY_LINE, title: '隐私政策（更正）' }, { ...POLICY_LINE, version: '9.1', from: '2025-05-02' }]))
    await folder.write('consents.ndjson', ndjson([{ id: 'c1', account: noOf(1), kind: 'registered', policy: '9.1', at: 1_717_200_000_001 }, { id: 'c77', account: noOf(1), kind: 'opt-out', policy: '9.1', at: 1_717_200_000_001 }, { id: 'c78', account: noOf(1), kind: 'registered', policy: '77', at: 1_717_200_000_001 }]))
    const report = await importInto(origin, folder.dir, { ...MAPPING, accounts: undefined, identifiers: undefined, 'log-rows': undefined })
    expect(sayCounts(report)).toEqual(['1 1 0 1', '0 0 0 3'])
    expect((await readResult(report)).map(({ outcome, code, fields }) => [outcome, code, fields])).toEqual([
      ['refused', 'policy-in-use', ['clauses', 'effectiveFrom']], ['updated', undefined, undefined], ['created', undefined, undefined],
      ['refused', 'key-conflict', ['key']], ['refused', 'missing', ['purpose']], ['refused', 'unknown-policy', ['policyVersion']],
    ])
  })

  test('enters the register: versions follow one another, days and channels are kept, and two of one day are refused', async () => {
    const fields = { version: 'version', effectiveFrom: 'from', titleZh: 'title', clauses: 'clauses', product: { value: 'market-report' }, channels: 'on', effectiveUntil: 'until' }
    const policies = { file: 'policies.ndjson', format: 'ndjson', fields }
    const line = (version: string, from: string, more: Readonly<Record<string, unknown>> = {}) => ({ ...POLICY_LINE, version, from, ...more })
    const folder = await folderOf({ 'policies.ndjson': ndjson([line('2', '2025-01-01', { on: ['applet'] }), line('1', '2024-01-01'), line('3', '2025-01-01', { on: ['applet', 'new:kiosk'] }), line('4', '2026-01-01', { until: '2026-12-31' })]) })
    const report = await importInto(origin, folder.dir, { v: 1, times: MAPPING.times, policies })
    expect((await readResult(report)).map(({ outcome, code, fields: names }) => [outcome, code, names])).toEqual([
      ['created', undefined, undefined], ['created', undefined, undefined], ['refused', 'policy-overlap', ['effectiveFrom']], ['created', undefined, undefined],
    ])
    const rows = await origin.running().context.db.selectFrom('policies').select('body').execute()
    const bodies = rows.map((row) => row.body).filter((body) => body.product === 'market-report')
    const named = (version: string) => bodies.find((body) => body.version === version)
    expect(named('1')).toMatchObject({ state: 'approved' })
    expect(named('2')).toMatchObject({ channels: ['applet'], replaces: [named('1')?.id] })
    expect(named('4')).toMatchObject({ effectiveUntil: '2026-12-31', replaces: expect.arrayContaining([named('1')?.id, named('2')?.id]) as unknown })
    // The same file again changes nothing; with the column for it, a version says itself what it replaces.
    expect(sayCounts(await importInto(origin, folder.dir, { v: 1, times: MAPPING.times, policies }))).toEqual(['0 0 3 1'])
    await folder.write('policies.ndjson', ndjson([line('5', '2027-01-01', { replaces: [] }), line('6', '2027-02-01', { replaces: ['5'] }), line('7', '2027-03-01', { replaces: ['x'] })]))
    const said = await importInto(origin, folder.dir, { v: 1, times: MAPPING.times, policies: { ...policies, fields: { ...fields, replaces: 'replaces' } } })
    expect((await readResult(said)).map(({ outcome, code }) => [outcome, code])).toEqual([['created', undefined], ['created', undefined], ['refused', 'unknown-policy']])
    // Two people approved it here: no file ends it on a day that is over; from today on, one may.
    await sql`update policies set body = body || jsonb_build_object('decidedBy', ${DEMO_STAFF.wu.id}::text) where body ->> 'product' = 'market-report' and body ->> 'version' = '4'`.execute(origin.running().context.db)
    await folder.write('policies.ndjson', ndjson([line('8', '2026-02-01', { replaces: ['4'], until: '2026-12-30' }), line('9', toDay(origin.now()), { replaces: ['4'], until: '2026-12-30' })]))
    const late = await importInto(origin, folder.dir, { v: 1, times: MAPPING.times, policies: { ...policies, fields: { ...fields, replaces: 'replaces' } } })
    expect((await readResult(late)).map(({ outcome, code, fields: names }) => [outcome, code, names])).toEqual([['refused', 'policy-past', ['effectiveFrom']], ['created', undefined, undefined]])
  })
})
