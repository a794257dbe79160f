// A desk whose directory is still on its way: it answers from its cases and says so, asks the origin for the others, and then has everybody.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { openHost, reopen, until, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import { createTestNetwork, isFor, UNREACHABLE, type Fault } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin({ people: 120 })
})
afterAll(removeDesksAndOrigin)

const { zhou } = DEMO_STAFF
const search = (at: Pick<TestDesk, 'get'>, query: string) => at.get('search.people', { query, limit: 50, offset: 0 })
const noDirectory: Fault = (request, send) => (isFor(request, 'snapshot') && request.path.includes('directory') ? Promise.resolve(UNREACHABLE) : send(request))

async function strangersAccount(): Promise<string> {
  const { rows } = await sql<{ account_no: string }>`select account_no from subjects s where not exists (select 1 from requests r where r.subject_id = s.id) order by s.id limit 1`.execute(origin.running().context.db)
  return rows[0]?.account_no ?? ''
}

test('the first fill of a directory', async () => {
  const network = createTestNetwork()
  network.disturb(noDirectory)
  const host = await openHost(origin, { network })
  await host.get('session.enrol', { enrolmentFile: await origin.enrolment(), code: await origin.createCode(), workstation: '甲', login: zhou.login, passphrase: zhou.passphrase })
  const accountNo = await strangersAccount()
  await until('the cases', async () => (await host.get('queue.counts', {})).views.team > 0)
  expect(await search(host, accountNo)).toMatchObject({ covers: 'cases', isFilling: true, rows: [] })
  await until('the answer of the origin', async () => {
    const asked = await host.ask('search.online', { query: accountNo })
    return asked.ok && asked.value.rows.length === 1
  })
  network.disturb()
  await untilSynced(host)
  expect(await search(host, accountNo)).toMatchObject({ covers: 'directory', isFilling: false, directoryRows: 120, rows: [{ match: { class: 'exact', field: 'account' } }] })
  expect(await host.get('search.online', { query: accountNo })).toEqual({ rows: [], more: false })

  // Ended between the last page and the indexes: the next start makes them.
  await host.close()
  await withStore(origin, { ...host, staff: zhou }, (vault) => vault.transaction((tx) => sql`DROP INDEX person_identifiers_tail`.execute(tx)))
  const again = await reopen(origin, { ...host, staff: zhou }, { network })
  expect(await search(again, accountNo)).toMatchObject({ covers: 'directory' })
  expect(again.internal).toEqual([])
  await again.close()
})
