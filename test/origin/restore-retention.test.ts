// A backup from while a batch of what is over was approved: a hold placed since is lost until desks send it again, so nothing goes before.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { StaffId } from '../../src-shared/base/ids'
import { agreeToBatch } from '../../src-origin/retention/agreement'
import { proposeDue } from '../../src-origin/retention/batches'
import { runBatches } from '../../src-origin/retention/let-go'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import type { RunningOrigin } from '../../src-origin/start'
import { SPLIT_DATABASE, startSplitOrigin, type SplitOrigin } from '../fixtures/split-origin'

const BACKUP = 'backup'
const DAY_MS = 86_400_000
let split: SplitOrigin
let running: RunningOrigin

// No janitor: it would carry out at any moment what the test looks at in between.
beforeAll(async () => {
  split = await startSplitOrigin({ seed: 'test', people: 20, requests: 0, rowsPerPerson: 20 })
  running = await split.part('api')
})
afterAll(() => split?.remove())

const db = () => running.context.db
const batches = async () => (await db().selectFrom('retention_batches').select('body').orderBy('made_at').orderBy('id').execute()).map(({ body }) => body)
const rows = async () => (await db().selectFrom('service_logs').select('n').execute()).length
const agree = async (staffId: StaffId) => {
  const { id: batchId, planHash } = (await batches()).at(-1)!
  return agreeToBatch(running.context, { batchId, planHash }, staffId)
}
const { wu, zheng } = DEMO_STAFF
/** As the second agreement leaves the newest, a moment before a janitor hears of it. */
const approveAsIs = async () => {
  const agreed = [wu, zheng].map(({ id: staffId }) => ({ staffId, at: running.context.now() }))
  await sql`update retention_batches set state = 'approved', body = body || ${JSON.stringify({ state: 'approved', agreed })}::jsonb where id = ${(await batches()).at(-1)!.id}`.execute(db())
}

test('nothing goes and nobody can agree before desks have sent what they did since; what was approved is stale', async () => {
  await proposeDue(running.context, 'asked')
  expect(await agree(wu.id)).toBe('agreed')
  await approveAsIs()
  const before = await rows()
  await running.stop()
  await split.copyDatabase(SPLIT_DATABASE, BACKUP)
  await split.copyDatabase(BACKUP, SPLIT_DATABASE)
  // What a restored database makes of itself is a janitor's; it is done when the part has started.
  await (await split.part('all')).stop()
  running = await split.part('api')
  expect((await batches())[0]).toMatchObject({ state: 'stale', agreed: [{ staffId: wu.id }, { staffId: zheng.id }], done: [] })
  expect(await proposeDue(running.context, 'asked')).toBe('proposed')
  expect(await agree(wu.id)).toBe('restored')
  await approveAsIs()
  expect(await runBatches(running.context)).toBe('done')
  expect([await rows(), (await batches()).at(-1)?.state]).toEqual([before, 'approved'])
  split.advance(14 * DAY_MS)
  while ((await runBatches(running.context)) === 'more');
  expect((await batches()).at(-1)?.state).toBe('done')
  expect(await rows()).toBeLessThan(before)
})
