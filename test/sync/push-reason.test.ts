// What comes in says nothing about what goes out: a push that the origin will not take is told, until one is taken.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openCase } from '../fixtures/desk-acts'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { openDesk, reopen, untilStatus } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(removeDesksAndOrigin)

const { zhou } = DEMO_STAFF
const db = () => origin.running().context.db
const setHash = (hash: Buffer) => db().updateTable('staff').set({ secret_hash: hash }).where('id', '=', zhou.id).execute()

it('a push whose sign-in is refused is told while the connection is well, and is told no more once one is taken', async () => {
  const first = await openDesk(origin, zhou)
  expect(await first.get('sync.status', {})).not.toHaveProperty('pushReason')
  // A desk that runs has a token for minutes yet; one that was opened anew needs another.
  await first.close()
  const { secret_hash: hash } = await db().selectFrom('staff').select('secret_hash').where('id', '=', zhou.id).executeTakeFirstOrThrow()
  await setHash(randomBytes(hash.length))
  const desk = await reopen(origin, first)
  expect(await desk.get('sync.status', {})).not.toHaveProperty('pushReason')

  const request = await db().selectFrom('requests').select('id').where('state', '=', 'received').executeTakeFirstOrThrow()
  const requestId = request.id as RequestId
  const { version } = await openCase(desk, requestId)
  await desk.get('request.take', { requestId, version })
  const told = await untilStatus(desk, 'the refused push', ({ pushReason, connection }) => pushReason === 'origin-refused-credentials' && connection === 'synced')
  expect(told).toMatchObject({ connection: 'synced', toSend: 1 })

  await setHash(hash)
  // The origin lets nobody guess without end: the tries above count.
  origin.advance(60 * 60_000)
  await desk.get('sync.now', {})
  const sent = await untilStatus(desk, 'the push that is taken', ({ toSend, pushReason }) => toSend === 0 && pushReason === undefined)
  expect(sent.refused).toBe(0)
  expect(desk.internal).toEqual([])
})
