// An origin that asks for a newer app, or answers in a schema that nobody asked for: the desk says so, can be read, and loses nothing that waits.
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { PROTOCOL, SCHEMA } from '../../src-shared/protocol/version'
import { openCase, take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOneDesk, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { goAway, openDesk, reopen, untilStatus, untilSynced } from '../fixtures/test-desk'
import { answerOf, bodyOf, createTestNetwork, isFor, type Fault } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

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

/** A session as another build of the origin would open it. */
function sessionOf(numbers: { readonly schema?: number; readonly protocol?: number }): Fault {
  return async (request, send) => {
    const answer = await send(request)
    if (!isFor(request, 'session') || !answer.ok || answer.value.status !== 200) return answer
    const session = JSON.parse((await bodyOf(answer.value)).toString('utf8')) as object
    return answerOf(JSON.stringify({ ...session, ...numbers }))
  }
}

describe('a session in a schema or protocol that the desk did not ask for', () => {
  let origin: TestOrigin
  beforeAll(async () => {
    origin = await startOnlyOrigin()
  })
  it.each([
    ['a newer schema', { schema: SCHEMA + 1 }, 'upgrade-required'],
    ['a newer protocol', { protocol: PROTOCOL + 1 }, 'upgrade-required'],
    ['an older schema', { schema: SCHEMA - 1 }, 'origin-answer-invalid'],
    ['an older protocol', { protocol: PROTOCOL - 1 }, 'origin-answer-invalid'],
  ] as const)('%s: nothing is read, and the sentence says whose turn it is', async (_name, numbers, reason) => {
    const network = createTestNetwork()
    network.disturb(sessionOf(numbers))
    const desk = await openDesk(origin, DEMO_STAFF.zhou, { network, until: 'unlocked' })
    const status = await untilStatus(desk, 'blocked', ({ connection }) => connection === 'blocked')
    expect(status).toMatchObject({ reason, directoryRows: 0 })
    expect(status.leaseNotAfter).toBeUndefined()
    expect(network.log.filter((line) => line.endsWith('/snapshot') || line.endsWith('/changes'))).toEqual([])

    network.disturb()
    await desk.get('sync.now', {})
    await untilSynced(desk)
  })
})
