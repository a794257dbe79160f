// Which server keys this desk trusts now: those of the enrolment file, or of the newest pin set that replaced them. The channel reads it with every
// request, so a set that was taken counts from the next connection on, and one that was withdrawn ends at once.
import type { EnrolmentBody } from '../../src-shared/formats/enrolment'
import type { PinSet, SignedPinSet } from '../../src-shared/formats/pin-set'
import type { OriginTrust } from './https-channel'

export interface PinnedTrust extends OriginTrust {
  /** 0: an enrolment file without a number, before every set. */
  readonly version: number
  /** The set goes in where it is newer; what is here stays otherwise. */
  readonly take: (set: PinSet) => void
}
type Pinned = Pick<PinSet, 'version' | 'pins' | 'caPem'>

export function pinnedTrust(enrolment: EnrolmentBody, kept?: SignedPinSet): PinnedTrust {
  let now: Pinned = { version: enrolment.pinVersion ?? 0, pins: enrolment.pins, caPem: enrolment.caPem }
  const take = (set: PinSet): void => {
    if (set.version > now.version) now = set
  }
  if (kept) take(kept.body)
  return {
    hosts: enrolment.hosts,
    proxy: enrolment.proxy,
    get version() { return now.version },
    get pins() { return now.pins },
    get caPem() { return now.caPem },
    take,
  }
}
