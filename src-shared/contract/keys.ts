// Channel group `keys`: what a person made of the keys, kept in this store for them alone.
import { z } from 'zod'
import { COMMAND_IDS, isCommandKey, MOST_KEY_LENGTH, type KeyChoice } from '../domain/commands'
import { channel } from './channel'

export const keyChoiceSchema = z.object({
  single: z.boolean(),
  own: z.partialRecord(z.enum(COMMAND_IDS), z.string().max(MOST_KEY_LENGTH).refine(isCommandKey).nullable()),
})

export const keys = {
  'keys.mine': channel<KeyChoice>()('staff', z.object({})),
  'keys.choose': channel<void>()('staff', keyChoiceSchema),
} as const
