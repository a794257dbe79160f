// S-2: a desk that was closed and away for thirty days comes back with an act about somebody who was erased meanwhile: it is let in by the origin alone, its act is
// refused, and the person comes back nowhere.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { approvalOf, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks, type TwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openHost, reopen, until, untilSynced } from '../fixtures/test-desk'

const DAY = 86_400_000

let { origin, agent, reviewer } = {} as TwoDesks
beforeAll(async () => {
  ;({ origin, agent, reviewer } = await startTwoDesks())
})
afterAll(removeDesksAndOrigin)

it('an erasure wins over an edit made before it and sent thirty days after it', async () => {
  const { db } = origin.running().context
  const { id, subject_id: subject } = await originCase(origin, DEMO_DELETE_CASE)
  const [requestId, subjectId] = [id as RequestId, subject as SubjectId]
  const { account_no: accountNo } = await db.selectFrom('subjects').select('account_no').where('id', '=', subjectId).executeTakeFirstOrThrow()
  const other = (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId
  await take(agent, other)
  await proposeErasure(agent, requestId)
  await catchUp(origin, agent, reviewer)
  await goAway(agent)
  // The edit, of another request of the same person.
  await verify(agent, other, '银杏叶书签为证 881204')
  await agent.close()
  expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toEqual({ ok: true, value: undefined })
  await catchUp(origin, reviewer)
  await reviewer.close()

  origin.advance(30 * DAY)
  // Without the origin nobody gets in: the lease has run out.
  const cut = await openHost(origin, { profileDir: agent.profileDir })
  cut.network.cut()
  expect(await cut.ask('session.unlock', { staffId: agent.staff.id, passphrase: agent.staff.passphrase })).toMatchObject({ ok: false, error: { kind: 'lease-expired' } })
  await cut.close()

  agent = await reopen(origin, agent)
  reviewer = await reopen(origin, reviewer)
  await catchUp(origin, agent, reviewer)
  for (const desk of [agent, reviewer]) {
    await until('completed', async () => {
      const answer = await desk.ask('erasure.open', { requestId })
      return answer.ok && answer.value.state === 'completed'
    })
    await untilSynced(desk)
    expect((await desk.get('search.people', { query: accountNo, limit: 5, offset: 0 })).rows).toEqual([])
    expect(await desk.ask('person.open', { subjectId })).toMatchObject({ ok: false, error: { kind: 'gone-erased' } })
  }
  const outbox = await agent.get('sync.outbox', {})
  expect(outbox.filter(({ state }) => state !== 'refused')).toEqual([])
  expect((await db.selectFrom('erasure_devices').select('received_at').where('received_at', 'is', null).execute()).length).toBe(0)
  expect(await db.selectFrom('subjects').select('id').where('id', '=', subjectId).execute()).toEqual([])
  for (const desk of [agent, reviewer]) {
    expect(desk.internal).toEqual([])
    await desk.close()
    expect(await deskHolds(origin, desk)).toEqual(await originHolds(origin))
  }
})
