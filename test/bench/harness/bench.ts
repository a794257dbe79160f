// The frame in which a bench measures: our work and its reference in turn, the noise probe beside both, figures out.
//
// A bench is a file test/bench/NAME.bench.ts that exports `bench: Bench`. `npm run bench NAME` runs it in a process of its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type Figure, type Goal, judgeGoal, median, quantile } from './figure'
import { createNoiseProbe } from './noise'

const ROUNDS = 5 // performance.md, section 12: median of five, interleaved

export interface Comparison {
  readonly name: string
  readonly unit: string
  /** What the reference is, in a word or two. */
  readonly against?: string
  /** Ours: returns the figure of one round (`timed` gives milliseconds). */
  readonly subject: () => Promise<number>
  /** The same work the plain way. */
  readonly reference?: () => Promise<number>
  readonly goal?: Goal
  readonly rounds?: number
}

/** Several kinds of samples taken in one round, mixed as the bench sees fit, and the figures to be read from them. */
export interface Series<Kind extends string> {
  readonly unit: string
  /** Samples of a kind come in the same order in every round: the first is always the same piece of work. */
  readonly round: () => Promise<Readonly<Record<Kind, readonly number[]>>>
  readonly figures: readonly SeriesFigure<Kind>[]
  readonly rounds?: number
}
export interface SeriesFigure<Kind extends string> {
  readonly name: string
  /** Kind and quantile of ours, and of what stands beside it. */
  readonly of: readonly [Kind, number]
  readonly beside: readonly [Kind, number]
  readonly against: string
  /**
   * `work`: of every piece of work the fastest round counts, and the quantile says how the pieces differ. `machine`: the quantile of
   * every sample of a round, the median of the rounds; it says as much about the machine as about us.
   */
  readonly over: 'work' | 'machine'
  readonly goal?: Goal
}

export interface BenchContext {
  /** How many people the population has: `--people N`. */
  readonly people: number
  /** A folder of this bench's own; it goes when the bench ends. */
  readonly folder: string
  /** One unmeasured turn of each, then `rounds` measured ones, reference and subject by turns. */
  compare(comparison: Comparison): Promise<Figure>
  /** One unmeasured round, then `rounds` measured ones. */
  compareSeries<Kind extends string>(series: Series<Kind>): Promise<readonly Figure[]>
  /** A figure that the bench took itself, beside its rounds; `noisy` as those rounds were. */
  note(figure: Omit<Figure, 'met'>): void
  /** Gives something back when the bench ends, fails or is interrupted; the last one taken goes first. */
  defer(giveBack: () => void | Promise<void>): void
  /** Says what is being prepared, for people only. */
  say(message: string): void
}

export interface Bench {
  /** What it measures, in one line. */
  readonly title: string
  run(context: BenchContext): Promise<void>
}

export async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await act()
  return performance.now() - startedAt
}

async function measure(comparison: Comparison, folder: string): Promise<Figure> {
  const { name, unit, against, subject, reference, goal, rounds = ROUNDS } = comparison
  const probe = createNoiseProbe(folder)
  const ours: number[] = []
  const plain: number[] = []
  try {
    await reference?.()
    await subject()
    for (let round = 0; round < rounds; round++) {
      probe.sample()
      if (reference !== undefined) plain.push(await reference())
      probe.sample()
      ours.push(await subject())
    }
    probe.sample()
  } finally {
    probe.close()
  }
  const noisy = probe.isNoisy()
  const value = median(ours)
  if (reference === undefined) return { name, value, unit, goal, noisy, met: judgeGoal(goal, value, undefined, noisy) }
  const beside = median(plain)
  const ratio = value / beside
  return { name, value, unit, reference: beside, against, ratio, goal, noisy, met: judgeGoal(goal, value, ratio, noisy) }
}

async function measureSeries<Kind extends string>({ unit, round, figures, rounds = ROUNDS }: Series<Kind>, folder: string): Promise<readonly Figure[]> {
  const probe = createNoiseProbe(folder)
  const taken: Readonly<Record<Kind, readonly number[]>>[] = []
  try {
    await round()
    for (let turn = 0; turn < rounds; turn++) {
      probe.sample()
      taken.push(await round())
    }
    probe.sample()
  } finally {
    probe.close()
  }
  const noisy = probe.isNoisy()
  const fastest = (kind: Kind): readonly number[] => (taken[0]?.[kind] ?? []).map((_, at) => Math.min(...taken.map((samples) => samples[kind][at] ?? Infinity)))
  const read = ([kind, q]: readonly [Kind, number], over: 'work' | 'machine'): number =>
    over === 'work' ? quantile(fastest(kind), q) : median(taken.map((samples) => quantile(samples[kind], q)))
  return figures.map(({ name, of, beside, against, over, goal }) => {
    const value = read(of, over)
    const reference = read(beside, over)
    const ratio = value / reference
    return { name, value, unit, reference, against, ratio, goal, noisy, met: judgeGoal(goal, value, ratio, noisy) }
  })
}

/** Rejects when the bench is told to end (Ctrl+C, or `kill`); what it holds is given back all the same. */
export class Interrupted extends Error {}

function interruption(): { readonly comes: Promise<never>; readonly forget: () => void } {
  let stop: () => void = () => undefined
  const comes = new Promise<never>((_, reject) => {
    stop = () => {
      reject(new Interrupted('interrupted'))
    }
  })
  comes.catch(() => undefined) // nobody waits for it while things are given back
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    comes,
    forget: () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}

export async function runBench(bench: Bench, people: number, report: (figure: Figure) => void, say: (message: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'privacy-desk-bench-'))
  const held: (() => void | Promise<void>)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const told = <Measured extends Figure | readonly Figure[]>(measured: Measured): Measured => {
    for (const figure of [measured].flat()) report(figure)
    return measured
  }
  const { comes, forget } = interruption()
  const run = bench.run({
    people,
    folder,
    say,
    compare: async (comparison) => told(await measure(comparison, folder)),
    compareSeries: async (series) => told(await measureSeries(series, folder)),
    note: (figure) => void told({ ...figure, met: judgeGoal(figure.goal, figure.value, figure.ratio, figure.noisy) }),
    defer: (giveBack) => held.push(giveBack),
  })
  try {
    await Promise.race([run, comes])
  } catch (error) {
    // What was interrupted fails as its things are taken from it: that is no news.
    run.catch(() => undefined)
    throw error
  } finally {
    for (let giveBack = held.pop(); giveBack; giveBack = held.pop()) await giveBack()
    forget()
  }
}
