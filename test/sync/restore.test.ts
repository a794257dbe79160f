// Two whole desks and an origin whose database is put back from before an erasure: they copy anew, nobody sees the person again, and no act is lost.
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { loadEpoch } from '../../src-origin/feed/state'
import { approvalOf, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, reopen, until, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const run = promisify(execFile)
let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks())
})
afterAll(removeDesksAndOrigin)

const cluster = () => path.join(origin.dataDir, 'postgres')
const backup = () => path.join(origin.dataDir, 'postgres.backup')
const db = () => origin.running().context.db
/** With owner and times, as a backup of a stopped cluster is made and put back. */
const copyFiles = async (from: string, to: string): Promise<void> => {
  await run('rm', ['-rf', to])
  await run('cp', ['-a', from, to])
}
const untilCompleted = (requestId: RequestId) =>
  until('the completed erasure', async () => {
    for (const desk of [agent, reviewer]) await desk.get('sync.now', {})
    const row = await db().selectFrom('erasures').select('state').where('request_id', '=', requestId).executeTakeFirst()
    return row?.state === 'completed'
  })

it('an act that the origin took after the backup is sent again by itself, one that the backup holds takes effect once', async () => {
  const [before, after] = [(await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId, (await originCase(origin, DEMO_CONFLICT_CASE)).id as RequestId]
  const events = async (caseNo: string) => ((await originCase(origin, caseNo)).body['timeline'] as readonly { readonly event: string }[]).map((entry) => entry.event)
  await take(agent, before)
  await catchUp(origin, agent, reviewer)
  await origin.stop()
  await copyFiles(cluster(), backup())
  await origin.start()
  await catchUp(origin, agent, reviewer)
  await take(agent, after)
  await verify(agent, after)
  await catchUp(origin, agent, reviewer)
  await until('nothing waits', async () => (await agent.get('sync.outbox', {})).length === 0)
  const [heldBefore, heldAfter] = [await events(DEMO_ACCESS_CASE), await events(DEMO_CONFLICT_CASE)]

  await origin.stop()
  await copyFiles(backup(), cluster())
  await origin.start('restored')
  expect(await events(DEMO_CONFLICT_CASE)).not.toEqual(heldAfter)
  await until('the acts are there again', async () => {
    await agent.get('sync.now', {})
    return (await events(DEMO_CONFLICT_CASE)).length === heldAfter.length && (await agent.get('sync.outbox', {})).length === 0
  })
  expect(await events(DEMO_CONFLICT_CASE)).toEqual(heldAfter)
  expect(await events(DEMO_ACCESS_CASE)).toEqual(heldBefore)
  await catchUp(origin, agent, reviewer)
  for (const desk of [agent, reviewer]) {
    expect(desk.internal).toEqual([])
    await desk.close()
    expect(await deskHolds(origin, desk)).toEqual(await originHolds(origin))
  }
  agent = await reopen(origin, agent)
  reviewer = await reopen(origin, reviewer)
})

it('a person whose erasure is younger than the backup is gone again before a desk can copy anew, and both answer for it again', async () => {
  const row = await originCase(origin, DEMO_DELETE_CASE)
  const [requestId, subjectId] = [row.id as RequestId, row.subject_id as SubjectId]
  const { name, account_no: accountNo } = await db().selectFrom('subjects').select(['name', 'account_no']).where('id', '=', subjectId).executeTakeFirstOrThrow()
  const erasureId = await proposeErasure(agent, requestId)
  await catchUp(origin, agent, reviewer)
  await origin.stop()
  await copyFiles(cluster(), backup())
  await origin.start()
  await catchUp(origin, agent, reviewer)
  expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toMatchObject({ ok: true })
  await untilCompleted(requestId)
  const epoch = await loadEpoch(origin.running().context.db)
  const receivedBefore = (await db().selectFrom('erasure_devices').select('received_at').where('erasure_id', '=', erasureId).execute()).map((one) => one.received_at)
  expect(receivedBefore).not.toContain(null)

  await origin.stop()
  await copyFiles(backup(), cluster())
  await origin.start()
  expect(await loadEpoch(origin.running().context.db)).not.toBe(epoch)
  expect(await db().selectFrom('subjects').select('id').where('id', '=', subjectId).execute()).toEqual([])
  await untilCompleted(requestId)
  const { body } = await db().selectFrom('erasures').select('body').where('id', '=', erasureId).executeTakeFirstOrThrow()
  expect(body.devices.map((device) => device.receivedAt !== undefined)).toEqual([true, true])
  await catchUp(origin, agent, reviewer)
  for (const desk of [agent, reviewer]) {
    expect(desk.internal).toEqual([])
    for (const query of [name, accountNo]) expect((await desk.get('search.people', { query, limit: 50, offset: 0 })).rows.map((one) => one.subjectId)).not.toContain(subjectId)
    await desk.close()
    const held = await deskHolds(origin, desk)
    expect(held).toEqual(await originHolds(origin))
    expect(JSON.stringify(held)).not.toContain(accountNo)
  }
  agent = await reopen(origin, agent)
  reviewer = await reopen(origin, reviewer)
})
