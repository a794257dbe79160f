// What happens in one history, written down before it happens: a list of steps that follows from the seed and can be cut short to find
// the few that matter.
import { createRng, type Rng } from '../../src-origin/seed/random'
import type { PlannedCrash } from './crash'
import { LINE_FAULTS, type PlannedFault } from './network'
import { crashInPage, sharedThenWithdrawn, standAtFloor, type Phrase } from './phrases'

interface Common {
  /** Whole numbers to choose by: which person, which request, how far. */
  readonly a: number
  readonly b: number
}
export interface WorldStep extends Common {
  readonly who: 'world'
  readonly deed: keyof typeof WORLD
}
export interface DeskStep extends Common {
  readonly who: number
  readonly deed: keyof typeof DESK
  readonly fault?: PlannedFault
  readonly crash?: PlannedCrash
}
export type Step = WorldStep | DeskStep

export interface Script {
  readonly seed: string
  readonly desks: number
  readonly people: number
  readonly steps: readonly Step[]
}

type Weights<Deed extends string> = Readonly<Record<Deed, number>>

const WORLD = {
  'begin-rename': 10, 'begin-consent': 8, 'begin-move': 6, commit: 20, sequence: 18, register: 3, intake: 5, retain: 3, erase: 4, grant: 5, backup: 2, restore: 1,
  'origin-crash': 2, advance: 8,
}
const DESK = {
  greet: 10, fill: 22, follow: 30, push: 14, ack: 6, rows: 3, purge: 5, act: 22, settle: 3, look: 4, restart: 3, sleep: 3, 'wall-clock': 4, replay: 3, forge: 3,
}

interface Profile {
  readonly world: Partial<Weights<WorldStep['deed']>>
  readonly desk: Partial<Weights<DeskStep['deed']>>
  readonly faults: number
  readonly crashes: number
  /** Begins at one step of forty. */
  readonly phrase?: Phrase
}
/** A history in which everything happens evenly hides what a reset would mend; most seeds therefore dwell on something. */
const PROFILES: readonly Profile[] = [
  { world: {}, desk: {}, faults: 0.2, crashes: 0.1, phrase: crashInPage },
  // the feed is cut close behind desks that followed it
  { world: { retain: 22, advance: 22, restore: 0, grant: 1 }, desk: { follow: 60, sleep: 1, 'wall-clock': 0 }, faults: 0.05, crashes: 0.02, phrase: standAtFloor },
  // decisions over a line that breaks and in processes that end
  { world: { intake: 14, restore: 0, retain: 0, erase: 1, advance: 1 }, desk: { push: 34, act: 44, sleep: 0, 'wall-clock': 0, look: 0 }, faults: 0.4, crashes: 0.2 },
  // rights come and go
  { world: { grant: 22, restore: 0, retain: 0, advance: 1, 'begin-move': 12 }, desk: { follow: 50, fill: 50, sleep: 0, 'wall-clock': 0 }, faults: 0.1, crashes: 0.1, phrase: sharedThenWithdrawn },
  // clocks jump while weeks pass
  { world: { advance: 30, restore: 0 }, desk: { 'wall-clock': 24, look: 14, greet: 5, sleep: 8 }, faults: 0.1, crashes: 0.05 },
]

function weighted<Deed extends string>(rng: Rng, weights: Weights<Deed>): Deed {
  const choices = Object.entries(weights) as [Deed, number][]
  let rest = rng.below(choices.reduce((sum, [, weight]) => sum + weight, 0))
  for (const [choice, weight] of choices) {
    rest -= weight
    if (rest < 0) return choice
  }
  throw new Error('invariant: weights sum up')
}

const STEPS = 160

/** By the seed one to three desks, or as many as are asked for. */
export function writeScript(seed: string, asked?: number): Script {
  const rng = createRng(seed, 'script', 0)
  const profile = rng.pick(PROFILES)
  const [world, desk] = [{ ...WORLD, ...profile.world }, { ...DESK, ...profile.desk }]
  const drawn = rng.between(1, 3)
  const desks = asked ?? drawn
  const steps: Step[] = []
  while (steps.length < STEPS) {
    const { phrase } = profile
    if (phrase && rng.chance(1 / 40)) steps.push(...phrase(rng, desks))
    else steps.push(anyStep(rng, { profile, world, desk, desks }))
  }
  return { seed, desks, people: rng.between(4, 10), steps }
}

interface Choices {
  readonly profile: Profile
  readonly world: Weights<WorldStep['deed']>
  readonly desk: Weights<DeskStep['deed']>
  readonly desks: number
}

function anyStep(rng: Rng, { profile, world, desk, desks }: Choices): Step {
  const [a, b] = [rng.below(1_000_000), rng.below(1_000_000)]
  if (rng.chance(0.4)) return { who: 'world', deed: weighted(rng, world), a, b }
  const deed = weighted(rng, desk)
  const fault = rng.chance(profile.faults) ? { kind: deed === 'push' && rng.chance(0.4) ? 'origin-ends' : rng.pick(LINE_FAULTS), nth: rng.below(2), at: rng.below(1_000) / 1_000 } : undefined
  const crash = rng.chance(profile.crashes) ? { when: rng.pick(['before-commit', 'after-commit'] as const), nth: rng.below(3) } : undefined
  return { who: rng.below(desks), deed, a, b, ...(fault ? { fault } : {}), ...(crash ? { crash } : {}) }
}
