// A refused item: its code, when it may be tried again, and what the operator may see of the present state.
import type { RejectionCode } from '../../src-shared/domain/vocabulary'
import type { Rejection } from '../../src-shared/protocol/push'

const RETRY_BY_CODE: Readonly<Record<RejectionCode, Rejection['retry']>> = {
  version_conflict: 'after_refresh',
  precondition: 'after_refresh',
  invalid: 'never',
  forbidden: 'never',
  scope_lost: 'never',
  not_found: 'never',
  gone_erased: 'never',
  needs_second_person: 'never',
  needs_online_auth: 'after_login',
  offline_authority_expired: 'after_login',
  dependency_failed: 'after_refresh',
  idempotency_mismatch: 'never',
  schema_unsupported: 'after_upgrade',
  too_large: 'never',
  training_expired: 'after_training',
}

export function reject(code: RejectionCode, fields?: readonly string[]): Rejection {
  return { code, retry: RETRY_BY_CODE[code], ...(fields ? { fields: [...fields] } : {}) }
}

/** The same item may be sent again after a sign-in or a training, so its refusal is not remembered. */
export function isRemembered({ retry }: Rejection): boolean {
  return retry !== 'after_login' && retry !== 'after_training'
}
