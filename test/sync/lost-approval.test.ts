// An approval whose answer is lost is never called undelivered: it is asked for again under the same mid, and what stays unknown is said to be.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_DELETE_CASE, DEMO_MINOR_CASE } from '../../src-origin/seed/demo-cast'
import { approvalOf, proposeErasure } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, until, withStore, type TestDesk } from '../fixtures/test-desk'
import { bodyOf, isFor, UNREACHABLE } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks())
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
const stateAtOrigin = async (requestId: RequestId) => (await db().selectFrom('erasures').select('state').where('request_id', '=', requestId).executeTakeFirstOrThrow()).state

async function proposed(caseNo: string): Promise<RequestId> {
  const requestId = (await originCase(origin, caseNo)).id as RequestId
  await proposeErasure(agent, requestId)
  await catchUp(origin, agent, reviewer)
  return requestId
}

/** The line carries pushes there; of the answers it loses so many, or before sending so many requests. */
function losing(count: number, what: 'answers' | 'requests' = 'answers'): { readonly pushes: () => number } {
  let pushes = 0
  reviewer.network.disturb(async (request, send) => {
    if (!isFor(request, 'push')) return send(request)
    pushes += 1
    if (pushes > count) return send(request)
    if (what === 'requests') return UNREACHABLE
    const answer = await send(request)
    if (answer.ok) await bodyOf(answer.value)
    return UNREACHABLE
  })
  return { pushes: () => pushes }
}

it('whose answer is lost is sent again at once under the same mid, and the stored ruling is the answer', async () => {
  const requestId = await proposed(DEMO_MINOR_CASE)
  const approval = await approvalOf(reviewer, requestId)
  const line = losing(3)
  expect(await reviewer.ask('erasure.approve', approval)).toEqual({ ok: true, value: undefined })
  expect(line.pushes()).toBeGreaterThanOrEqual(4)
  reviewer.network.disturb()
  await until('the erasure', async () => (await stateAtOrigin(requestId)) !== 'proposed')
})

it('that stays unknown is said to be unknown, is not sent later, and the state shows what became of it', async () => {
  const requestId = await proposed(DEMO_DELETE_CASE)
  const approval = await approvalOf(reviewer, requestId)
  losing(Infinity, 'requests')
  expect(await reviewer.ask('erasure.approve', approval)).toEqual({ ok: false, error: { kind: 'outcome-unknown' } })
  expect(await reviewer.get('sync.outbox', {})).toEqual([])
  reviewer.network.disturb()
  await catchUp(origin, reviewer)
  expect(await stateAtOrigin(requestId)).toBe('proposed')

  losing(Infinity)
  expect(await reviewer.ask('erasure.approve', approval)).toEqual({ ok: false, error: { kind: 'outcome-unknown' } })
  reviewer.network.disturb()
  await until('the state that shows it', async () => {
    await reviewer.get('sync.now', {})
    const answer = await reviewer.ask('erasure.open', { requestId })
    return answer.ok && answer.value.state !== 'proposed'
  })
  expect(reviewer.internal).toEqual([])
  await reviewer.close()
  const audited = await withStore(origin, reviewer, ({ reader }) => reader.selectFrom('audit').selectAll().execute())
  const text = JSON.stringify(audited)
  expect(text.split('erasure.approve-unknown')).toHaveLength(3)
  expect(text).not.toContain('not-delivered')
})
