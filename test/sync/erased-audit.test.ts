// After an erasure the audit stays free of the person: their closed case still names them, and so may a ruling on an act read before.
import { createHash, randomFillSync } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { createAuditWriter } from '../../src-main/usecases/audit-writer'
import { DEMO_DELETE_CASE, DEMO_MINOR_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { approvalOf, openCase, proposeErasure } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, deskClock, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks())
})
afterAll(removeDesksAndOrigin)

it('no entry after an erasure brings the person’s id or a salt of theirs back, and the chain holds', async () => {
  const { id, subject_id: erased } = await originCase(origin, DEMO_DELETE_CASE)
  const other = await originCase(origin, DEMO_MINOR_CASE)
  const requestId = id as RequestId
  await proposeErasure(agent, requestId)
  await catchUp(origin, agent, reviewer)
  expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toMatchObject({ ok: true })
  await until('the certificate on both desks', async () => {
    const views = await Promise.all([agent, reviewer].map(async (desk) => {
      await desk.get('sync.now', {})
      return desk.get('erasure.open', { requestId })
    }))
    return views.every((view) => view.state === 'completed')
  })
  for (const desk of [agent, reviewer]) {
    await openCase(desk, requestId)
    await openCase(desk, other.id as RequestId)
    expect((await desk.get('audit.verify', {})).intact).toBe(true)
    await desk.close()
    await withStore(origin, desk, async (vault) => {
      const named = async () => [
        ...(await vault.reader.selectFrom('subject_salts').select('subject_id').execute()),
        ...(await vault.reader.selectFrom('audit_details').select('subject_id').where('subject_id', 'is not', null).execute()),
      ].map((row) => row.subject_id)
      expect(await named()).not.toContain(erased)
      // The living are named as before: an audit that named nobody would pass too.
      expect(await named()).toContain(other.subject_id)
      // What the origin ruled on an act that was read before the erasure came.
      const audit = createAuditWriter({ clock: deskClock(origin), random: (bytes) => randomFillSync(bytes), bootId: createHash('md5').update('boot').digest('hex'), device: DEMO_STAFF.zhou.id })('system')
      await vault.transaction(async (tx) => {
        await audit(tx, { type: 'outbox.refused', subjectId: erased as SubjectId, objectId: requestId, detail: { op: 'request.verify@1' } })
        await audit(tx, { type: 'person.open', subjectId: erased as SubjectId, objectId: erased })
      })
      expect(await named()).not.toContain(erased)
      const last = await vault.reader.selectFrom('audit').select('entry').orderBy('seq', 'desc').limit(1).executeTakeFirstOrThrow()
      expect(JSON.parse(last.entry)).not.toHaveProperty('objRef')
    })
  }
  expect([...agent.internal, ...reviewer.internal]).toEqual([])
})
