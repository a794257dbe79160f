// Measures the bootstrap of a new desk at a real origin over TLS, beside a loader that does nothing but write the same rows, and what the
// data process was like meanwhile.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { RUNTIME_DIST, RUNTIME_EXE } from '../../scripts/lib/paths.mjs'
import { buildChild, type ChildProgram } from '../fixtures/child-program'
import { type Bench, type BenchContext } from './harness/bench'
import { WORKSTATION, withDeskStore, type Bootstrapped, type Strain } from './harness/bench-desk'
import { startBenchOrigin, type BenchOrigin } from './harness/bench-origin'
import type { ToFill } from './harness/bootstrap-child'
import { quantile } from './harness/figure'
import { benchClock } from './harness/moment'
import { createLightDesk, enrolLightDesk, lightDeskPlace, type DeskKey } from './harness/light-desk'
import { insertWithLoader, plainRate, readPlainRows, type PlainRows } from './harness/plain-insert'

/** More cases than a real population has, so that both kinds of pages count. */
const PEOPLE_A_CASE = 20
const MOST_CASES = 5_000

/** Below, the round trips of a start outweigh the rows, and a rate says nothing. */
const JUDGED_FROM = 20_000
/** Of a larger population the loader writes the first of them: less than ours has to. */
const LOADER_PEOPLE = 100_000

/** The runtime of the desk, as plain Node: its allocator, and with it the memory that a fill takes, is another one than Node's. */
const DESK_RUNTIME = { executable: join(RUNTIME_DIST, RUNTIME_EXE), env: { ELECTRON_RUN_AS_NODE: '1' } }

function roundsFor(people: number): number {
  if (people <= 50_000) return 5
  return people <= 200_000 ? 3 : 1
}

interface Held {
  /** Directory and case records. */
  readonly rows: number
  readonly loader: PlainRows
}

function readHeld(profileDir: string): Promise<Held> {
  return withDeskStore(profileDir, async (handle) => {
    const [count] = await handle.all('SELECT (SELECT count(*) FROM people) + (SELECT count(*) FROM records) AS rows')
    return { rows: Number(count?.['rows']), loader: await readPlainRows(handle, LOADER_PEOPLE) }
  })
}

async function fillApart(program: ChildProgram, { folder, people, defer }: BenchContext, origin: BenchOrigin): Promise<Bootstrapped> {
  const asked: ToFill = { folder, enrolmentFile: origin.enrolmentFile, code: await origin.createCode(WORKSTATION), people }
  const child = program.start(JSON.stringify(asked))
  defer(() => void child.process.kill())
  await child.said(1)
  await child.ended
  return JSON.parse(child.lines[0] ?? '') as Bootstrapped
}

const SCOPES = ['desk:dalian', 'directory:all']

async function enrolReader(origin: BenchOrigin): Promise<DeskKey> {
  const { context, close } = await origin.openBeside()
  try {
    return await enrolLightDesk(context, '只读页')
  } finally {
    await close()
  }
}

/** Seconds for the same pages when nobody does anything with them: what the origin, its database and the line take of the machine. */
async function fetchAlone(origin: BenchOrigin, key: DeskKey, now: () => number): Promise<number> {
  const startedAt = performance.now()
  await createLightDesk(lightDeskPlace(origin, now), key).copy(SCOPES, new AbortController().signal)
  return (performance.now() - startedAt) / 1_000
}

/** Best of the rounds, as the issue has it; the searches of all rounds together. */
function noteStrain({ note }: BenchContext, strains: readonly Strain[], noisy: boolean): void {
  const best = (of: (strain: Strain) => number): number => Math.min(...strains.map(of))
  note({ name: 'bootstrap, event loop p99', unit: 'ms', value: best((one) => one.loopP99), goal: { value: { atMost: 10 } }, noisy })
  note({ name: 'bootstrap, event loop max', unit: 'ms', value: best((one) => one.loopMax), goal: { value: { atMost: 50 } }, noisy })
  const peak = Math.max(...strains.map((one) => one.peakMb))
  const before = Math.min(...strains.map((one) => one.beforeMb))
  // Memory does not waver with the machine.
  note({ name: 'bootstrap, peak memory', unit: 'MB', value: peak, reference: before, against: 'before the desk', ratio: peak / before, goal: { value: { atMost: 400 } }, noisy: false })
  const searches = strains.flatMap((one) => one.searches)
  if (searches.length > 0) note({ name: 'bootstrap, search meanwhile p99', unit: 'ms', value: quantile(searches, 0.99), goal: { value: { atMost: 50 } }, noisy })
}

export const bench: Bench = {
  title: 'a new desk from its first snapshot to everything held: origin and PostgreSQL in processes of their own, TLS, store with every index',
  async run(context) {
    const { people, folder, defer, say, compareSeries } = context
    const origin = await startBenchOrigin(context, Math.min(MOST_CASES, Math.max(40, Math.ceil(people / PEOPLE_A_CASE))))
    // At one pace with the origin's: a proof is judged by its time, and the rounds of a million people take longer than a proof is good.
    const { now } = benchClock()
    const program = await buildChild('test/bench/harness/bootstrap-child.ts', DESK_RUNTIME)
    defer(() => program.remove())
    const reader = await enrolReader(origin)
    let held: Held | undefined
    const strains: Strain[] = []
    const [figure] = await compareSeries({
      unit: 'rows/s',
      rounds: roundsFor(people),
      round: async () => {
        const { profileDir, seconds, strain } = await fillApart(program, context, origin)
        strains.push(strain)
        held ??= await readHeld(profileDir)
        rmSync(profileDir, { recursive: true, force: true })
        say(`${String(held.rows)} rows in ${seconds.toFixed(1)} s`)
        return { ours: [held.rows / seconds], loader: [await plainRate(folder, insertWithLoader, held.loader)], alone: [held.rows / (await fetchAlone(origin, reader, now))] }
      },
      figures: [
        { name: 'bootstrap', of: ['ours', 0.5], beside: ['loader', 0.5], against: 'loader, same schema', over: 'machine', ...(people >= JUDGED_FROM ? { goal: { ratio: { atLeast: 0.8 } } } : {}) },
        { name: 'bootstrap, beside its origin', of: ['ours', 0.5], beside: ['alone', 0.5], against: 'the same pages fetched and parsed alone', over: 'machine' },
      ],
    })
    noteStrain(context, strains, figure?.noisy ?? true)
  },
}
