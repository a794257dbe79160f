// Looking again through whole desks: by itself at contact, when the officer asks, and what the officer sees where something was left.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { approvalOf, proposeErasure } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOfficerAndReviewer } from '../fixtures/desks-and-origin'
import { catchUp, goAway, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const { wu } = DEMO_STAFF
let origin: TestOrigin, officer: TestDesk, reviewer: TestDesk
let subjectId: string
beforeAll(async () => {
  ({ origin, officer, reviewer } = await startOfficerAndReviewer())
  await catchUp(origin, officer, reviewer)
})
afterAll(removeDesksAndOrigin)

const own = async () => (await officer.get('fleet.list', {})).devices.find(({ thisDesk }) => thisDesk)!

describe('a desk that looks again', () => {
  it('has done so by itself at its first contact, and tells the origin', async () => {
    const { residue, wantsAttention } = await until('the look of the day', async () => {
      const device = await own()
      return device.residue && device
    })
    expect([residue, wantsAttention]).toMatchObject([{ cause: 'daily', people: 0, hits: 0, caseNos: [] }, false])
  })

  it('is the officer’s to ask, and finds nothing after an erasure that did its work', async () => {
    const found = await originCase(origin, DEMO_DELETE_CASE)
    subjectId = found.subject_id
    const requestId = found.id as RequestId
    await proposeErasure(officer, requestId)
    await catchUp(origin, officer, reviewer)
    expect(await reviewer.ask('erasure.approve', { ...(await approvalOf(reviewer, requestId)), passphrase: wu.passphrase })).toMatchObject({ ok: true })
    await until('the end of the erasure', async () => {
      await catchUp(origin, officer, reviewer)
      const { state } = await officer.get('erasure.open', { requestId })
      return state === 'completed'
    })
    expect(await reviewer.ask('fleet.recheck', {})).toEqual({ ok: false, error: { kind: 'not-permitted' } })
    expect(await officer.get('fleet.recheck', {})).toEqual({ people: 1, hits: 0 })
    expect((await own()).residue).toMatchObject({ cause: 'asked', people: 1, hits: 0 })
  })

  it('finds what was left, tells it when the origin is there again, and the officer sees where it lies and of which case', async () => {
    await mkdir(officer.exportDir, { recursive: true })
    await writeFile(path.join(officer.exportDir, 'leftover.json'), JSON.stringify({ subjectId }))
    await goAway(officer)
    expect(await officer.get('fleet.recheck', {})).toEqual({ people: 1, hits: 1 })
    officer.network.mend()
    await catchUp(origin, officer)
    const device = await until('the report', async () => {
      const now = await own()
      return now.residue!.hits > 0 && now
    })
    expect(device).toMatchObject({ wantsAttention: true, residue: { cause: 'asked', people: 1, hits: 1, caseNos: [DEMO_DELETE_CASE] } })
    const { rows } = { rows: await origin.running().context.db.selectFrom('residue_checks').selectAll().where('device_id', '=', device.id).execute() }
    expect(rows).toMatchObject([{ found: [{ place: 'exports', hits: 1 }] }])
    expect(officer.internal).toEqual([])
  })

  it('has it in this desk’s audit, by the erasure and never by the person', async () => {
    await officer.close()
    await withStore(origin, officer, async (vault) => {
      const lines = (await vault.reader.selectFrom('audit').select('entry').orderBy('seq').execute()).map(({ entry }) => entry).join('\n')
      expect(lines.match(/"erasure\.(recheck|residue-found)"/g)).toEqual(['"erasure.recheck"', '"erasure.recheck"', '"erasure.recheck"', '"erasure.residue-found"'])
      expect(await vault.reader.selectFrom('audit_details').select('seq').where('subject_id', '=', subjectId).execute()).toEqual([])
    })
  })
})
