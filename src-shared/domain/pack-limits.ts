// What a company sets of a desk's limits in its rules pack; the bounds keep a pack from switching one off. What it leaves out is the default.
import { z } from 'zod'
import { IDLE_SECONDS } from '../base/idle'
import { code } from './fields'

/** For how long a passphrase that was typed stands for what takes data out of the store (security.md K-7); a company may make it shorter. */
const PROOF_SECONDS = { usual: 300, least: 30 } as const

/** The first three: what one member of staff does at one desk before a second person stands behind it (domain/access-limits.ts). */
export const limitsSchema = z.object({
  revealedPeople: z.number().int().min(1).max(100).optional(),
  exportsAnHour: z.number().int().min(1).max(50).optional(),
  erasuresAnHour: z.number().int().min(1).max(50).optional(),
  idleSeconds: z.number().int().min(IDLE_SECONDS.least).max(IDLE_SECONDS.most).optional(),
  proofSeconds: z.number().int().min(PROOF_SECONDS.least).max(PROOF_SECONDS.usual).optional(),
  source: code,
})
export type PackLimits = z.infer<typeof limitsSchema>

export function idleLimitOf({ limits }: { readonly limits?: PackLimits | undefined }): number {
  return limits?.idleSeconds ?? IDLE_SECONDS.usual
}

export function proofLimitOf({ limits }: { readonly limits?: PackLimits | undefined }): number {
  return limits?.proofSeconds ?? PROOF_SECONDS.usual
}
