// Channel group `steps`: which of the first steps a person has done, kept in this store for them alone.
import { z } from 'zod'
import { STEP_IDS, type StepId } from '../domain/first-steps'
import { channel } from './channel'

export interface FirstSteps {
  /** Theirs, in the order in which they are shown. */
  readonly steps: readonly { readonly id: StepId; readonly isDone: boolean }[]
  /** Whether they want to see no more of it. */
  readonly isPutAway: boolean
}

export const steps = {
  'steps.mine': channel<FirstSteps>()('staff', z.object({})),
  'steps.did': channel<void>()('staff', z.object({ step: z.enum(STEP_IDS) })),
  'steps.putAway': channel<void>()('staff', z.object({ isPutAway: z.boolean() })),
} as const
