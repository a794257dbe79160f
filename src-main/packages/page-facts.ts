// What the page of a package says about itself: when it was made, of which data, by which desk, and how to check that.
import type { EpochMs } from '../../src-shared/base/clock'

export interface PageFacts {
  readonly madeAt: EpochMs
  readonly dataAsOf: EpochMs
  readonly rulesPack: string
  readonly packageId: string
  readonly fileName: string
  readonly deviceName: string
  /** SHA-256 of the organisation's public key, hex. */
  readonly organisationFingerprint: string
}
