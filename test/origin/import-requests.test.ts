// A backlog of requests from a CSV of the company: dry run, per row, again, after a stop, with what may be the same matter listed and never refused.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEMO_ACCESS_CASE, DEMO_MINOR, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { importedRequestId } from '../../src-origin/import/request-rows'
import { countDeadline } from '../../src-shared/domain/deadline'
import { csv, importInto, makeFolder, readResult, sayCounts, type ImportFolder } from '../fixtures/import-folder'
import { enrolDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { countRows } from '../fixtures/origin-tables'
import { repositoryPack } from '../fixtures/rules'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let folder: ImportFolder
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  folder = await makeFolder()
})
afterAll(async () => {
  await folder?.remove()
  await origin?.remove()
})

const db = () => origin.running().context.db
const COLUMNS = ['编号', '账号', '事项', '来源', '收到', '原话', '目的', '代办', '代办人', '电话', '关系', '测试']
const MAPPING = {
  v: 1,
  requests: {
    file: 'backlog.csv', format: 'csv',
    fields: {
      key: '编号', accountNo: '账号', right: { column: '事项', values: { 查阅: 'access', 撤回同意: 'withdraw', 删除: 'delete', 投诉: 'complain' } },
      channel: { column: '来源', values: { 电话: 'phone', 来信: 'letter' } }, receivedOn: '收到', text: '原话', purposes: { column: '目的', separator: '、' },
      makerKind: { column: '代办', values: { 律师: 'agent', 监护人: 'guardian-of-minor' } }, makerName: '代办人', makerContact: '电话', makerRelation: '关系', test: { column: '测试', values: { 是: 'yes' } },
    },
  },
}
const row = (key: string, right: string, more: Partial<Record<string, string>> = {}): string[] => {
  const cells: Record<string, string> = { 编号: key, 账号: DEMO_MINOR.accountNo, 事项: right, 来源: '电话', 收到: '2026/4/1', 原话: '请处理。', ...more }
  return COLUMNS.map((column) => cells[column] ?? '')
}
async function run(rows: readonly (readonly string[])[], more: Parameters<typeof importInto>[3] = {}) {
  await folder.write('backlog.csv', csv([COLUMNS, ...rows]))
  return importInto(origin, folder.dir, MAPPING, more)
}
const outcomes = async (report: Awaited<ReturnType<typeof run>>) => (await readResult(report)).map(({ outcome, code, fields, alike }) => (code === undefined ? (alike === undefined ? outcome : [outcome, alike]) : [outcome, code, fields]))
const bodyOf = async (key: string) => (await db().selectFrom('requests').select('body').where('id', '=', importedRequestId(key)).executeTakeFirst())?.body

const BACKLOG = [
  row('B-1', '查阅'), row('B-2', '查阅', { 收到: '2026-05-04' }), row('B-3', '撤回同意', { 目的: 'account、compatibility' }),
  row('B-4', '查阅', { 账号: DEMO_PERSON.accountNo }), row('B-5', '投诉', { 账号: DEMO_PERSON.accountNo, 代办: '律师', 代办人: ' 沈代理 ', 电话: '13912345678', 关系: '律师' }), row('B-6', '投诉', { 测试: '是' }),
]

test('a dry run tells what the run then does, row by row, and leaves no trace; what may be the same matter is listed', async () => {
  const before = await countRows(origin)
  const dry = await run(BACKLOG, { mode: 'dry-run' })
  expect(await countRows(origin)).toEqual(before)
  // The second access request of the minor stands beside the first of the same file, the demo person's beside the open one of the seed.
  const expected = ['created', ['created', 1], 'created', ['created', 1], 'created', 'created']
  expect([sayCounts(dry), await outcomes(dry), dry.sources[0]?.codes]).toEqual([['6 0 0 0'], expected, { alike: 2 }])
  const desk = await replicate(await enrolDevice(origin), ['desk:dalian'])
  const real = await run(BACKLOG)
  expect([sayCounts(real), await outcomes(real), real.sources[0]?.codes]).toEqual([['6 0 0 0'], expected, { alike: 2 }])
  await origin.running().feed.drain()
  await desk.follow()
  const first = await bodyOf('B-1')
  expect(desk.held.get(`request ${String(first?.id)}`)?.body).toEqual(first)
  expect((await db().selectFrom('requests').select('case_no').where('case_no', '=', DEMO_ACCESS_CASE).execute()).length).toBe(1)
})

test('the clock runs from the day on which it was received, the case is keyed in now and has a number of its own', async () => {
  const deadline = countDeadline({ right: 'access', receivedOn: '2026-04-01' }, repositoryPack())
  expect(await bodyOf('B-1')).toMatchObject({ receivedOn: '2026-04-01', ...('targetOn' in deadline ? { targetOn: deadline.targetOn } : {}), outerOn: deadline.outerOn, state: 'received', channel: 'phone', caseNo: expect.stringMatching(/^26-\d{4}$/) as unknown })
  expect((await bodyOf('B-1'))?.timeline).toMatchObject([{ event: 'received' }])
  expect(await bodyOf('B-3')).toMatchObject({ purposes: ['account', 'compatibility'] })
  expect(await bodyOf('B-5')).toMatchObject({ madeBy: { kind: 'agent', name: '沈代理', evidence: [{ kind: 'asker-identity' }, { kind: 'authorisation' }] } })
  expect(await bodyOf('B-6')).toMatchObject({ test: true })
})

test('the same file again changes nothing, goes on after a stop, and the same key with another content is refused', async () => {
  const again = await run(BACKLOG)
  expect(sayCounts(again)).toEqual(['0 0 6 0'])
  const more = [...BACKLOG, row('B-7', '投诉', { 原话: '为什么还没有答复？' }), row('B-8', '投诉')]
  const stop = new AbortController()
  const stopped = await run(more, { batchRows: 7, signal: stop.signal, onProgress: () => stop.abort() })
  expect([stopped.state, sayCounts(stopped)]).toEqual(['cancelled', ['1 0 6 0']])
  const rest = await run(more, { batchRows: 7 })
  expect([rest.state, rest.wentOn, sayCounts(rest)]).toEqual(['finished', true, ['2 0 6 0']])
  expect(await outcomes(await run([row('B-1', '查阅', { 原话: '别的话' })]))).toEqual([['refused', 'key-conflict', ['key']]])
})

test('a row that cannot be a request is refused for itself, with our names of its fields', async () => {
  const report = await run([
    row('C-1', '查阅', { 账号: 'SX-0' }), row('C-2', '查阅', { 收到: '2026-06-16' }), row('C-3', '查阅', { 收到: '昨天' }), row('C-4', '飞行'), row('C-5', '撤回同意'), row('C-6', '查阅', { 原话: ' ' }),
    row('C-7', '查阅', { 代办: '律师', 代办人: '沈代理' }), row('C-8', '查阅', { 代办: '监护人', 代办人: '沈母', 电话: '13912345678', 关系: '母亲' }), row('', '查阅'), row('C-9', '投诉'),
  ])
  expect(await outcomes(report)).toEqual([
    ['refused', 'unknown-account', ['accountNo']], ['refused', 'time-range', ['receivedOn']], ['refused', 'day-format', ['receivedOn']], ['refused', 'not-in-list', ['right']], ['refused', 'missing', ['purposes']],
    ['refused', 'missing', ['text']], ['refused', 'missing', ['makerContact', 'makerRelation']], ['refused', 'guardian-age', ['makerKind']], ['refused', 'missing', ['key']], ['created', 3],
  ])
  expect(await bodyOf('C-5')).toBeUndefined()
})
