// Training of the staff from a file; and an origin of before there was any, whose staff go on for thirty days.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Migrator, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays, toDay, type Day } from '../../src-shared/base/clock'
import { openDatabase } from '../../src-origin/store/database'
import { startEmbeddedServer } from '../../src-origin/store/embedded-server'
import { MIGRATIONS } from '../../src-origin/store/migrate'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { csv, importInto, makeFolder, readResult, sayCounts, type ImportFolder } from '../fixtures/import-folder'
import { enrolDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { countRows } from '../fixtures/origin-tables'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let folder: ImportFolder | undefined
beforeAll(async () => {
  origin = await startTestOrigin({ people: 20 })
})
afterAll(async () => {
  await folder?.remove()
  await origin?.remove()
})

const today = (): Day => toDay(origin.now())
const MAPPING = {
  v: 1,
  training: { file: 'training.csv', format: 'csv', fields: { login: '登录名', course: '课程', version: '版本', passedOn: '通过日期', dueOn: '有效至' } },
}
const HEADER = ['登录名', '课程', '版本', '通过日期', '有效至'] as const
async function run(rows: readonly (readonly string[])[], more: object = {}) {
  folder ??= await makeFolder({})
  await folder.write('training.csv', csv([HEADER, ...rows]))
  return importInto(origin, folder.dir, MAPPING, more)
}
const outcomes = async (report: Awaited<ReturnType<typeof run>>) => (await readResult(report)).map(({ outcome, code, fields }) => (code === undefined ? outcome : [outcome, code, fields]))

test('a file of records: each once, the officer’s own too, told to the desks; what is wrong is refused row by row', async () => {
  const desk = await replicate(await enrolDevice(origin), ['desk:dalian'])
  const good = [['zhou', '年度培训', '2026.2', today(), addDays(today(), 300)], ['zheng', '年度培训', '2026.2', addDays(today(), -1), addDays(today(), 299)]]
  const before = await countRows(origin)
  expect(sayCounts(await run(good, { mode: 'dry-run' }))).toEqual(['2 0 0 0'])
  expect(await countRows(origin)).toEqual(before)
  expect(sayCounts(await run(good, { batchRows: 1 }))).toEqual(['2 0 0 0'])
  expect(sayCounts(await run([...good, good[0]!]))).toEqual(['0 0 3 0'])
  await origin.running().feed.drain()
  await desk.follow()
  const dueOf = (id: string) => (desk.held.get(`staff ${id}`)?.body['training'] as { dueOn?: Day }).dueOn
  expect([dueOf(DEMO_STAFF.zhou.id), dueOf(DEMO_STAFF.zheng.id)]).toEqual([addDays(today(), 300), addDays(today(), 299)])
  expect(await outcomes(await run([
    ['nobody', '年度培训', '1', today(), today()], ['zhou', '', '1', today(), today()], ['zhou', '年度培训', '1', addDays(today(), 1), addDays(today(), 2)],
    ['zhou', '年度培训', '1', today(), addDays(today(), -1)], ['zhou', '年度培训', '1', '昨天', today()],
  ]))).toEqual([
    ['refused', 'unknown-login', ['login']], ['refused', 'missing', ['course']], ['refused', 'time-range', ['passedOn']], ['refused', 'malformed', ['dueOn']], ['refused', 'day-format', ['passedOn']],
  ])
})

test('an upgraded origin: everybody has thirty days of grace, and the desks hear of it', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'pd-upgrade-'))
  const server = await startEmbeddedServer({ dataDir, fsync: 'off' })
  const { db, close } = openDatabase({ url: server.url('postgres') }, () => undefined)
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } })
    await migrator.migrateTo('0028-log-numbers')
    const { id, login, name: staffName, role } = DEMO_STAFF.wu
    await sql`insert into staff (id, login, name, role, active, secret_salt, secret_hash) values (${id}::uuid, ${login}, ${staffName}, ${role}, true, '', '')`.execute(db)
    await migrator.migrateToLatest()
    const { rows } = await sql<{ days: number; due: string | null; v: number }>`select training_grace - (now() at time zone 'Asia/Shanghai')::date as days, training_due as due, v from staff`.execute(db)
    expect(rows).toEqual([{ days: 30, due: null, v: 2 }])
    expect(await db.selectFrom('outbox').select(['scope', 'type', 'id', 'ver', 'op']).execute()).toEqual([{ scope: 'desk:dalian', type: 'staff', id, ver: 2, op: 'put' }])
  } finally {
    await close()
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
})
