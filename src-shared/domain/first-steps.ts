// What somebody who is new at a desk does once with their own hands: the keys of every day, and at a practice desk the work itself.
import type { CommandId } from './commands'
import type { Permission } from './vocabulary'

interface Step {
  /** The key that it is done with, where there is one. */
  readonly key?: CommandId
  /** Whoever has it not is not shown the step. */
  readonly needs?: Permission
  /** At a practice desk alone: nobody is asked to erase a person for the exercise. */
  readonly inPractice?: true
}

/** In the order in which they are shown. */
const TABLE = {
  choose: { key: 'nextCase', needs: 'work-request' },
  take: { key: 'take', needs: 'work-request' },
  undo: { key: 'undo', needs: 'work-request' },
  find: { key: 'search', needs: 'search' },
  reveal: { key: 'reveal', needs: 'reveal' },
  palette: { key: 'palette' },
  keys: { key: 'help' },
  explain: { key: 'explain' },
  lock: { key: 'lock' },
  record: { key: 'newRequest', needs: 'work-request', inPractice: true },
  verify: { key: 'verify', needs: 'work-request', inPractice: true },
  pause: { key: 'timing', needs: 'work-request', inPractice: true },
  decide: { key: 'decide', needs: 'decide-request', inPractice: true },
  letter: { key: 'letter', needs: 'work-request', inPractice: true },
  package: { key: 'package', needs: 'export-package', inPractice: true },
  erase: { key: 'erasure', needs: 'propose-erasure', inPractice: true },
  approve: { needs: 'approve-erasure', inPractice: true },
  several: { key: 'assign', needs: 'work-request', inPractice: true },
} as const satisfies Readonly<Record<string, Step>>

export type StepId = keyof typeof TABLE
export const STEPS: Readonly<Record<StepId, Step>> = TABLE
/** Not empty: the cast says what the table shows. */
export const STEP_IDS = Object.keys(TABLE) as [StepId, ...StepId[]]

/** The steps of somebody with these permissions. */
export function stepsFor(permissions: readonly Permission[], desk: 'real' | 'practice'): readonly StepId[] {
  return STEP_IDS.filter((id) => {
    const { needs, inPractice } = STEPS[id]
    return (needs === undefined || permissions.includes(needs)) && (inPractice === undefined || desk === 'practice')
  })
}
