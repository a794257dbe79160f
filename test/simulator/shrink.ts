// Cuts a history that shows a fault down to the steps that matter: leaves out ever smaller stretches as long as the same invariant breaks.
import type { Mutant } from './model/mutants'
import type { Script } from './script'
import { play, type OpenOrigin, type Played } from './world'

export interface Shrunk {
  readonly script: Script
  readonly played: Played
}

export interface Shrinking {
  readonly mutant?: Mutant
  readonly open?: OpenOrigin
  /** How many histories may be played for it. */
  readonly tries?: number
}

export async function shrink(script: Script, first: Played, { mutant, open, tries = 60 }: Shrinking): Promise<Shrunk> {
  let best: Shrunk = { script: { ...script, steps: script.steps.slice(0, first.at + 1) }, played: first }
  let left = tries
  for (let size = Math.ceil(best.script.steps.length / 2); size >= 1 && left > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.script.steps.length && left > 0; ) {
      const steps = best.script.steps.filter((_, at) => at < from || at >= from + size)
      left -= 1
      const played = await play({ ...script, steps }, mutant, open)
      if (played.violation?.invariant === first.violation?.invariant) best = { script: { ...script, steps }, played }
      else from += size
    }
  }
  return best
}
