// What falls due through whole desks: who sees it, what an agreement asks for, and that a desk with an open case drops the rows that went.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mustOk } from '../../src-shared/base/result'
import { checkBatchReport } from '../../src-shared/formats/batch-report'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { LOG_CATEGORIES } from '../../src-shared/domain/vocabulary'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import type { RetentionBatchView } from '../../src-shared/contract/retention'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOfficerAndReviewer } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const { wu, zheng, zhou } = DEMO_STAFF
let origin: TestOrigin
let officer: TestDesk
let reviewer: TestDesk
let batch: RetentionBatchView
beforeAll(async () => {
  ({ origin, officer, reviewer } = await startOfficerAndReviewer())
  await catchUp(origin, officer, reviewer)
})
afterAll(removeDesksAndOrigin)

const open = (desk: TestDesk) => desk.get('retention.open', { days: 90 })
const agree = (desk: TestDesk, passphrase = desk.staff.passphrase) => desk.ask('retention.agree', { batchId: batch.id, planHash: batch.planHash, passphrase })

describe('what falls due', () => {
  it('is shown to whoever may approve an erasure, with the law behind it and the batch that the schedule proposed', async () => {
    const view = await open(officer)
    expect(view).toMatchObject({ asOf: '2026-06-15', batches: [{ state: 'proposed', agreed: [], agreedByMe: false }] })
    expect(view.categories.find(({ category }) => category === 'access-log')).toMatchObject({ months: 6, ground: 'R-LOG', provision: { en: 'Cybersecurity Law, Art. 23(3)' } })
    expect(view.categories.find(({ category }) => category === 'browsing')).not.toHaveProperty('provision')
    batch = view.batches[0]!
    origin.advance(3 * 60_000)
    const agent = await openDesk(origin, zhou)
    for (const refused of [await agent.ask('retention.open', { days: 90 }), await agent.ask('retention.propose', {}), await agree(agent)]) expect(refused).toEqual({ ok: false, error: { kind: 'not-permitted' } })
    await agent.close()
  })

  it('is agreed to by two people at two desks; a wrong passphrase, the same person and a broken line do nothing', async () => {
    expect(await agree(officer, wu.passphrase)).toMatchObject({ ok: false, error: { kind: 'wrong-passphrase' } })
    await goAway(officer)
    expect(await officer.ask('retention.open', { days: 90 })).toMatchObject({ ok: false, error: { kind: 'origin-unreachable' } })
    expect(await agree(officer)).toMatchObject({ ok: false, error: { kind: 'needs-online' } })
    officer.network.mend()
    await catchUp(origin, officer)
    expect((await open(officer)).batches[0]).toMatchObject({ agreed: [] })
    expect(await agree(officer)).toEqual({ ok: true, value: { outcome: 'agreed' } })
    expect(await agree(officer)).toMatchObject({ ok: false, error: { kind: 'own-proposal' } })
    expect((await open(officer)).batches[0]).toMatchObject({ agreed: [{ id: zheng.id, name: zheng.name }], agreedByMe: true })
    expect((await open(reviewer)).batches[0]).toMatchObject({ agreedByMe: false })
    expect(await officer.ask('retention.propose', {})).toMatchObject({ ok: false, error: { kind: 'state-changed' } })
  })

  it('goes at the origin, and from a desk where a case about the person is open', async () => {
    const { subjectId } = (await originCase(origin, DEMO_ACCESS_CASE)).body as { subjectId: string }
    const atOrigin = async (): Promise<number> => (await origin.running().context.db.selectFrom('service_logs').select('n').where('subject_id', '=', subjectId).execute()).length
    const held = async () => {
      const { holdings } = await officer.get('person.open', { subjectId: subjectId as never })
      const logs = holdings.filter(({ category }) => LOG_CATEGORIES.some((one) => one === category))
      return { rows: logs.reduce((sum, one) => sum + one.rows, 0), complete: logs.every(({ here }) => here === 'all') }
    }
    const before = await atOrigin()
    await until('the rows of the person', async () => (await held()).complete)
    expect(await agree(reviewer)).toEqual({ ok: true, value: { outcome: 'approved' } })
    await until('the end of the batch', async () => (await open(reviewer)).batches[0]!.state === 'done')
    const { batches: [done], categories } = await open(reviewer)
    expect(done!.done.reduce((sum, { rows }) => sum + rows, 0)).toBe(batch.lines.reduce((sum, { rows }) => sum + rows, 0))
    expect(categories.map(({ due }) => due.rows)).toEqual(categories.map(() => 0))
    const after = await atOrigin()
    expect(after).toBeLessThan(before)
    expect(done!.hasReport).toBe(true)
    const { fileName } = await reviewer.get('retention.saveReport', { batchId: done!.id })
    const saved = await readFile(join(reviewer.exportDir, fileName), 'utf8')
    const checked = mustOk(checkBatchReport(saved, origin.running().context.keys.org.publicKey, nodeCrypto))
    expect(checked.report.lines.reduce((sum, line) => sum + line.done, 0)).toBe(done!.done.reduce((sum, { rows }) => sum + rows, 0))
    expect(await reviewer.ask('retention.saveReport', { batchId: '019a0000-0000-7000-8000-00000000ffff' as never })).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    await catchUp(origin, officer)
    await until('the fresh set', async () => {
      const now = await held()
      return now.complete && now.rows === after
    })
    await officer.close()
    await withStore(origin, officer, async (vault) => {
      const rows = await vault.reader.selectFrom('log_rows').select('n').where('subject_id', '=', subjectId).execute()
      expect(rows).toHaveLength(after)
      const lines = (await vault.reader.selectFrom('audit').select('entry').orderBy('seq').execute()).map(({ entry }) => entry).join('\n')
      expect(lines.match(/"retention\.[\w.-]+"/g)).toEqual(['"retention.agree"', '"retention.agree"', '"retention.agree-failed"', '"retention.propose"', '"retention.propose-failed"'])
    })
  })

  it('that is declined says by whom and why', async () => {
    origin.advance(20 * 86_400_000)
    await until('contact', async () => (await reviewer.ask('retention.propose', {})).ok)
    const { id } = (await open(reviewer)).batches[0]!
    expect(await reviewer.ask('retention.decline', { batchId: id, reason: '  ' })).toMatchObject({ ok: false })
    expect(await reviewer.ask('retention.decline', { batchId: id, reason: '等诉讼的答复' })).toEqual({ ok: true })
    expect((await open(reviewer)).batches[0]).toMatchObject({ state: 'declined', declined: { name: wu.name, reason: '等诉讼的答复' } })
    expect(await reviewer.ask('retention.decline', { batchId: id, reason: 'x' })).toMatchObject({ ok: false, error: { kind: 'state-changed' } })
  })
})
