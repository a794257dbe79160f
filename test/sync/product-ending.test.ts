// A product that the company ends, through whole desks: an officer proposes it, two people agree to it from its day on, and a desk which holds the rows of a person ends without them,
// also where it was away and more came than went.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SubjectId } from '../../src-shared/base/ids'
import type { EndingBatchView } from '../../src-shared/contract/retention'
import { LOG_CATEGORIES } from '../../src-shared/domain/vocabulary'
import { checkBatchReport } from '../../src-shared/formats/batch-report'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOfficerAndReviewer } from '../fixtures/desks-and-origin'
import { importInto, makeFolder, ndjson } from '../fixtures/import-folder'
import { catchUp, goAway, openDesk, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const ENDED = 'market-report'
const CANARY = 'zz-canary-of-the-ended-product'
let origin: TestOrigin
let officer: TestDesk
let reviewer: TestDesk
let agent: TestDesk
let subjectId: SubjectId
let account: { readonly account_no: string }
const db = () => origin.running().context.db
beforeAll(async () => {
  ({ origin, officer, reviewer } = await startOfficerAndReviewer())
  subjectId = ((await originCase(origin, DEMO_ACCESS_CASE)).body as { subjectId: SubjectId }).subjectId
  account = await db().selectFrom('subjects').select('account_no').where('id', '=', subjectId).executeTakeFirstOrThrow()
  await db().updateTable('subjects').set({ products: JSON.stringify(['trade-search', ENDED]) }).where('id', '=', subjectId).execute()
  // Not the oldest of a category: no first day tells that rows went.
  await sql`update service_logs set product = ${ENDED}, detail = ${CANARY} where subject_id = ${subjectId} and n % 3 = 0
    and n not in (select distinct on (category) n from service_logs where subject_id = ${subjectId} order by category, at, n)`.execute(db())
  origin.advance(3 * 60_000)
  agent = await openDesk(origin, DEMO_STAFF.zhou, { workstation: '三号' })
  await catchUp(origin, officer, reviewer, agent)
})
afterAll(removeDesksAndOrigin)

const open = (desk: TestDesk) => desk.get('retention.open', { days: 30 })
const newest = async (desk: TestDesk): Promise<EndingBatchView> => (await open(desk)).endings[0]!
const agree = async (desk: TestDesk) => {
  const { id: batchId, planHash } = await newest(desk)
  return desk.ask('retention.agree', { batchId, planHash, passphrase: desk.staff.passphrase })
}
const end = (desk: TestDesk, endsOn = '2026-06-15') => desk.ask('retention.endProduct', { product: ENDED, endsOn, reason: '产品下线', told: 'website' })
const atOrigin = async (): Promise<number> => (await db().selectFrom('service_logs').select('n').where('subject_id', '=', subjectId).execute()).length
const held = async (desk: TestDesk) => {
  const logs = (await desk.get('person.open', { subjectId })).holdings.filter(({ category }) => LOG_CATEGORIES.some((one) => one === category))
  return { rows: logs.reduce((sum, one) => sum + one.rows, 0), complete: logs.every(({ here }) => here === 'all') }
}

describe('a product that ends', () => {
  it('is an officer’s to propose, waits for its day, and says what goes and what stays', async () => {
    for (const desk of [reviewer, agent]) expect(await end(desk)).toEqual({ ok: false, error: { kind: 'not-permitted' } })
    expect(await end(officer, '2026-06-14')).toMatchObject({ ok: false })
    expect((await open(officer)).canEnd).toContain(ENDED)
    expect(await end(officer, '2026-06-17')).toEqual({ ok: true })
    const view = await open(reviewer)
    expect(view.canEnd).not.toContain(ENDED)
    expect(view.endings).toMatchObject([{ state: 'proposed', isDue: false, hasReport: false, proposed: { name: DEMO_STAFF.zheng.name, reason: '产品下线' }, plan: { product: ENDED, reach: 'everyone' } }])
    expect(view.endings[0]!.provisions['access-log']).toMatchObject({ en: 'Cybersecurity Law, Art. 23(3)' })
    expect(await agree(reviewer)).toEqual({ ok: false, error: { kind: 'too-early' } })
    expect(await reviewer.ask('retention.decline', { batchId: view.endings[0]!.id, reason: '提前' })).toEqual({ ok: true })
    expect(await end(officer)).toEqual({ ok: true })
    expect(await agree(officer)).toEqual({ ok: true, value: { outcome: 'agreed' } })
    expect(await agree(officer)).toMatchObject({ ok: false, error: { kind: 'own-proposal' } })
    expect(await end(officer)).toMatchObject({ ok: false, error: { kind: 'state-changed' } })
  })

  it('goes from a desk with an open case of the person, and from one that was away while more rows came than went', async () => {
    for (const desk of [officer, agent]) await until('the rows of the person', async () => (await held(desk)).complete)
    const before = await db().selectFrom('service_logs').select(['category', 'product']).where('subject_id', '=', subjectId).execute()
    const gone = before.filter(({ product }) => product === ENDED)
    expect(gone.length).toBeGreaterThan(5)
    await goAway(agent)
    expect(await agree(reviewer)).toEqual({ ok: true, value: { outcome: 'approved' } })
    await until('the end of the batch', async () => (await newest(reviewer)).state === 'done')
    const left = before.length - gone.length
    expect(await atOrigin()).toBe(left)
    // Of each category one row more comes for another product than went: no holding is smaller than before (one that is as large: test/unit/log-holdings.test.ts).
    const categories = gone.map(({ category }) => category)
    const more = [...categories, ...new Set(categories)]
    const now = left + more.length
    const folder = await makeFolder({ l: ndjson(more.map((category, n) => ({ accountNo: account.account_no, key: `m${n}`, category, at: '2026-06-10T00:00:00Z', product: 'trade-search', ip: '203.0.113.7', detail: `/m${n}` }))) })
    const fields = Object.fromEntries(['accountNo', 'key', 'category', 'at', 'product', 'ip', 'detail'].map((name) => [name, name]))
    await importInto(origin, folder.dir, { v: 1, 'log-rows': { file: 'l', format: 'ndjson', fields } })
    await folder.remove()
    expect(await atOrigin()).toBe(now)
    agent.network.mend()
    await catchUp(origin, officer, agent)
    for (const desk of [officer, agent]) {
      await until('the fresh set', async () => {
        const here = await held(desk)
        return here.complete && here.rows === now
      })
      const { consents, subject } = await desk.get('person.open', { subjectId }).then((view) => ({ consents: JSON.stringify(view), subject: view.products }))
      expect(subject).not.toContain(ENDED)
      expect(consents).toContain('product-ended')
    }
    expect(await officer.ask('retention.saveReport', { batchId: (await newest(officer)).id })).toMatchObject({ ok: true })
    const { value: saved } = (await officer.ask('retention.saveReport', { batchId: (await newest(officer)).id })) as { value: { fileName: string } }
    const report = checkBatchReport(JSON.parse(await readFile(path.join(officer.exportDir, saved.fileName), 'utf8')), origin.running().context.keys.org?.publicKey, nodeCrypto)
    expect(report).toMatchObject({ ok: true, value: { report: { ending: { product: ENDED }, agreed: [{ name: DEMO_STAFF.zheng.name }, { name: DEMO_STAFF.wu.name }] } } })
    for (const desk of [officer, agent]) {
      await desk.close()
      await withStore(origin, desk, async ({ reader }) => {
        const rows = await reader.selectFrom('log_rows').select(['product', 'detail']).where('subject_id', '=', subjectId).execute()
        expect([rows.length, rows.filter(({ product, detail }) => product === ENDED || detail === CANARY).length]).toEqual([now, 0])
        // Nowhere else either: no index, no draft, no cached answer.
        const tables = (await sql<{ name: string }>`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`.execute(reader)).rows
        for (const { name } of tables) {
          const { rows: found } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(reader)
          expect(found.some((row) => JSON.stringify(row).includes(CANARY)), name).toBe(false)
        }
      })
    }
  })
})
