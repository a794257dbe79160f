// Service-log rows that arrive after the person has left this desk are not kept: no record would ever lead to them again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { revokeScope } from '../../src-origin/devices/grants'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { openHost, until, withStore } from '../fixtures/test-desk'
import { createTestNetwork, UNREACHABLE, type Fault } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin({ people: 40 })
})
afterAll(removeDesksAndOrigin)

const { zhou } = DEMO_STAFF

test('rows of a scope that was taken away while they were on their way', async () => {
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  let arrived = 0
  let isLast = false
  // The origin has answered already; the line is slow. In the end nothing else comes, so that no sweep of a next round hides what was kept.
  const slowRows: Fault = async (request, send) => {
    if (isLast) return UNREACHABLE
    const answer = await send(request)
    if (!request.path.includes('/rows?')) return answer
    arrived += 1
    await released
    return answer
  }
  const network = createTestNetwork()
  network.disturb(slowRows)
  const host = await openHost(origin, { network })
  await host.get('session.enrol', { enrolmentFile: await origin.enrolment(), code: await origin.createCode(), workstation: '甲', login: zhou.login, passphrase: zhou.passphrase })
  await until('the first rows', async () => arrived > 0)
  const device = await origin.running().context.db.selectFrom('devices').select('id').orderBy('enrolled_at', 'desc').executeTakeFirstOrThrow()
  await revokeScope(origin.running().context, device.id, 'desk:dalian')
  await until('the end of the scope', async () => {
    await host.get('sync.now', {})
    return (await host.get('queue.counts', {})).views.team === 0
  })
  const told = host.events.length
  isLast = true
  release()
  await until('the rows', async () => host.events.slice(told).some((event) => event.topic === 'subject'))
  await host.kill()
  await withStore(origin, { ...host, staff: zhou }, async ({ reader }) => {
    for (const table of ['log_rows', 'log_sets'] as const) expect(await reader.selectFrom(table).selectAll().execute(), table).toEqual([])
  })
})
