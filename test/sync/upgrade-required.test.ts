// An origin that asks for a newer app: the desk says so, can be read, takes no new act, and loses none of those that wait.
import { afterAll, expect, test } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { openCase, take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOneDesk } from '../fixtures/desks-and-origin'
import { goAway, reopen, untilStatus, untilSynced } from '../fixtures/test-desk'
import { answerOf, createTestNetwork, isFor, type Fault } from '../fixtures/test-network'

afterAll(removeDesksAndOrigin)

/** Every door of the sync is closed to this version. */
const tooOld: Fault = (request, send) =>
  isFor(request, 'session', 'push', 'changes') ? Promise.resolve(answerOf(JSON.stringify({ error: 'upgrade_required' }), 426)) : send(request)

test('426 leaves a desk that can be read and keeps what waits, also over a restart; taken again by the origin it is sent', async () => {
  const { origin, desk: first } = await startOneDesk()
  const requestId = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
  await goAway(first)
  await take(first, requestId)
  await first.close()

  const network = createTestNetwork()
  network.disturb(tooOld)
  const desk = await reopen(origin, first, { network, until: 'unlocked' })
  const status = await untilStatus(desk, 'blocked', ({ connection }) => connection === 'blocked')
  expect(status).toMatchObject({ reason: 'upgrade-required', toSend: 1 })
  const view = await openCase(desk, requestId)
  expect(view.row).toMatchObject({ mark: 'to-send' })
  expect(view.acts).toMatchObject({ verify: 'upgrade-required', decide: 'upgrade-required', 'propose-erasure': 'upgrade-required' })
  const act = { requestId, version: view.version, identifierId: view.identity[0]!.id, method: 'one-time-code', evidence: '回填一致' } as const
  expect(await desk.ask('request.verify', act)).toEqual({ ok: false, error: { kind: 'upgrade-required' } })
  expect(await desk.get('sync.status', {})).toMatchObject({ toSend: 1, refused: 0 })

  network.disturb()
  await desk.get('sync.now', {})
  await untilSynced(desk)
  expect((await openCase(desk, requestId)).row.mark).toBe('sent')
  await desk.get('request.verify', { ...act, version: (await openCase(desk, requestId)).version })
})
