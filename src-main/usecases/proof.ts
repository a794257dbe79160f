// Whether the person at the desk has typed their passphrase lately: what takes data out of the store asks for it again (docs/decisions/0100). Begins with the unlock.
import type { Clock } from '../../src-shared/base/clock'
import { proofLimitOf, type PackLimits } from '../../src-shared/domain/pack-limits'

export interface Proof {
  readonly isRecent: () => boolean
  /** Just now: here, or to the origin. */
  readonly renew: () => void
}
export interface ProofDeps {
  /** Nobody can set it. */
  readonly clock: Pick<Clock, 'mono'>
  readonly rules: () => { readonly limits?: PackLimits | undefined }
}

export function createProof({ clock, rules }: ProofDeps): Proof {
  let lastMono = clock.mono()
  return {
    isRecent: () => clock.mono() - lastMono <= proofLimitOf(rules()) * 1_000,
    renew: () => {
      lastMono = clock.mono()
    },
  }
}
