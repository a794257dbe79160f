// Measures the bootstrap of a new desk at a real origin over TLS, beside one INSERT a row of the same rows, and a bulk INSERT without indexes.
import { rmSync } from 'node:fs'
import type { VaultHost } from '../../src-main/app/compose-vault-host'
import { type Bench } from './harness/bench'
import { bootstrapDesk, withDeskStore } from './harness/bench-desk'
import { startBenchOrigin } from './harness/bench-origin'
import { insertInBulk, insertRowByRow, plainRate, readPlainRows, type PlainRows } from './harness/plain-insert'

/** More cases than a real population has, so that both kinds of pages count. */
const PEOPLE_A_CASE = 20
const MOST_CASES = 5_000

/** Below, the round trips of a start outweigh the rows, and a rate says nothing. */
const JUDGED_FROM = 20_000

function roundsFor(people: number): number {
  if (people <= 50_000) return 5
  return people <= 200_000 ? 3 : 1
}

interface Held {
  /** Directory and case records. */
  readonly rows: number
  readonly plain: PlainRows
}

function readHeld(profileDir: string): Promise<Held> {
  return withDeskStore(profileDir, async (handle) => {
    const [count] = await handle.all('SELECT (SELECT count(*) FROM people) + (SELECT count(*) FROM records) AS rows')
    return { rows: Number(count?.['rows']), plain: await readPlainRows(handle) }
  })
}

export const bench: Bench = {
  title: 'a new desk from its first snapshot to everything held: origin and PostgreSQL in processes of their own, TLS, store with every index',
  async run(context) {
    const { people, folder, defer, say, compareSeries } = context
    const origin = await startBenchOrigin(context, Math.min(MOST_CASES, Math.max(40, Math.ceil(people / PEOPLE_A_CASE))))
    let running: VaultHost | undefined
    defer(() => running?.dispose())
    let held: Held | undefined
    await compareSeries({
      unit: 'rows/s',
      rounds: roundsFor(people),
      round: async () => {
        const { profileDir, seconds } = await bootstrapDesk(folder, origin, people, (host) => {
          running = host
        })
        held ??= await readHeld(profileDir)
        rmSync(profileDir, { recursive: true, force: true })
        say(`${String(held.rows)} rows in ${seconds.toFixed(1)} s`)
        return { ours: [held.rows / seconds], row: [await plainRate(folder, insertRowByRow, held.plain)], bulk: [await plainRate(folder, insertInBulk, held.plain)] }
      },
      figures: [
        { name: 'bootstrap', of: ['ours', 0.5], beside: ['row', 0.5], against: 'one INSERT a row', over: 'machine', ...(people >= JUDGED_FROM ? { goal: { ratio: { atLeast: 1 } } } : {}) },
        { name: 'bootstrap, upper bound', of: ['ours', 0.5], beside: ['bulk', 0.5], against: 'jsonb_each, no index', over: 'machine' },
      ],
    })
  },
}
