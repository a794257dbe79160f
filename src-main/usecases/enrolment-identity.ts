// Whom a desk speaks to, as its enrolment file pinned it.
import { fromBase64url } from '../../src-shared/formats/canonical'
import type { EnrolmentBody } from '../../src-shared/formats/enrolment'
import type { OriginIdentity } from '../sync/origin-client'

export function identityOf(enrolment: EnrolmentBody): OriginIdentity {
  // checkEnrolment has decoded this very key, so the second decoding cannot fail.
  return { tenant: enrolment.tenant, development: enrolment.development, orgPublicKey: fromBase64url(enrolment.orgPublicKey) ?? new Uint8Array() }
}
