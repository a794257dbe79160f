// The frame in which a bench measures: our work and its reference in turn, the noise probe beside both, figures out.
//
// A bench is a file test/bench/NAME.bench.ts that exports `bench: Bench`. `npm run bench NAME` runs it in a process of its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type Figure, type Goal, judgeGoal, median } from './figure'
import { createNoiseProbe } from './noise'

const ROUNDS = 5 // performance.md, section 12: median of five, interleaved

export interface Comparison {
  readonly name: string
  readonly unit: string
  /** Ours: returns the figure of one round (`timed` gives milliseconds). */
  readonly subject: () => Promise<number>
  /** The same work the plain way. */
  readonly reference?: () => Promise<number>
  readonly goal?: Goal
  readonly rounds?: number
}

export interface BenchContext {
  /** How many people the population has: `--people N`. */
  readonly people: number
  /** A folder of this bench's own; it goes when the bench ends. */
  readonly folder: string
  /** One unmeasured turn of each, then `rounds` measured ones, reference and subject by turns. */
  compare(comparison: Comparison): Promise<Figure>
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
  const { name, unit, subject, reference, goal, rounds = ROUNDS } = comparison
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
  return { name, value, unit, reference: beside, ratio, goal, noisy, met: judgeGoal(goal, value, ratio, noisy) }
}

export async function runBench(bench: Bench, people: number, report: (figure: Figure) => void, say: (message: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'privacy-desk-bench-'))
  try {
    await bench.run({
      people,
      folder,
      say,
      compare: async (comparison) => {
        const figure = await measure(comparison, folder)
        report(figure)
        return figure
      },
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
