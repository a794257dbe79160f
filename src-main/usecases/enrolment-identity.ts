// Whom a desk speaks to, as its enrolment file pinned it.
import { fromBase64url } from '../../src-shared/formats/canonical'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import type { EnrolmentBody } from '../../src-shared/formats/enrolment'
import { knownOrg } from '../sync/org-trust'
import type { OriginIdentity } from '../sync/origin-client'

/** `later`: how the organisation's key changed since, as this desk kept it. */
export function identityOf({ tenant, development, orgPublicKey, handovers = [] }: EnrolmentBody, crypto: FormatCrypto, later?: unknown): OriginIdentity {
  // checkEnrolment has decoded this very key, so the second decoding cannot fail.
  return { tenant, development, orgPublicKey: knownOrg({ root: fromBase64url(orgPublicKey) ?? new Uint8Array(), tenant, handovers, later }, crypto) }
}
