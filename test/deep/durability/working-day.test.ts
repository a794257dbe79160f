// D-12: a working day without its pauses, 20,000 operations back to back on the data process as the app composes it: memory, handles and the store's log stay
// where they were after the first quarter.
import { readdirSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, expect, it } from 'vitest'
import { DEMO_PERSON } from '../../../src-origin/seed/demo-cast'
import { removeDesksAndOrigin, startOneDesk } from '../../fixtures/desks-and-origin'
import { catchUp } from '../../fixtures/test-desk'

const OPERATIONS = Number(process.env['DAY_OPERATIONS'] ?? 20_000)
const WARM = OPERATIONS / 4
const WAL_BYTES = 16 * 2 ** 20
afterAll(removeDesksAndOrigin)

/** Files, sockets and pipes of this process. */
const handles = (): number => readdirSync('/proc/self/fd').length

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is in use after what is not has been let go: the test runner shares the process, and its own heap grows in steps. */
function memory(): { readonly rss: number; readonly used: number } {
  for (let at = 0; at < 3; at++) collect()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss: Math.round(rss / 2 ** 20), used: Math.round((heapUsed + external) / 2 ** 20) }
}

it(`${String(OPERATIONS)} mixed operations leave memory, handles and the log as they were after ${String(WARM)}`, async () => {
  const { origin, desk } = await startOneDesk()
  const rows = (await desk.get('queue.list', { view: 'team', limit: 100 })).rows
  const row = (n: number) => rows[n % rows.length]!
  const texts = [DEMO_PERSON.accountNo, '王', '李', 'wang', '8201', 'zz']
  const operations: readonly ((n: number) => Promise<unknown>)[] = [
    (n) => desk.get('search.people', { query: texts[n % texts.length]!, limit: 20, offset: 0 }),
    (n) => desk.get('request.open', { requestId: row(n).id }),
    () => desk.get('queue.list', { view: 'team', limit: 50 }),
    (n) => desk.get('person.open', { subjectId: row(n).subjectId }),
    () => desk.get('queue.counts', {}),
    (n) => desk.get('draft.save', { target: row(n).id, base: 1, body: { form: 'escalate', reason: `草稿 ${String(n)}` } }),
    () => desk.get('sync.status', {}),
  ]
  const at = { rss: 0, used: 0, handles: 0 }
  for (let n = 0; n < OPERATIONS; n++) {
    await operations[n % operations.length]!(n)
    if (n % 500 === 0) await desk.get('sync.now', {})
    if (n === WARM) Object.assign(at, memory(), { handles: handles() })
  }
  await catchUp(origin, desk)
  const end = { ...memory(), handles: handles() }
  const logs = (await readdir(desk.profileDir)).filter((name) => name.endsWith('-wal'))
  const wal = (await Promise.all(logs.map((name) => stat(join(desk.profileDir, name))))).reduce((sum, { size }) => sum + size, 0)
  console.log(JSON.stringify({ operations: OPERATIONS, at, end, wal }))
  expect(end.rss).toBeLessThanOrEqual(at.rss * 1.1)
  expect(end.handles).toBeLessThanOrEqual(at.handles)
  expect(wal).toBeLessThanOrEqual(WAL_BYTES)
  expect(desk.internal).toEqual([])
})
