// How a route says no: a closed code and its status, nothing of what was sent.
import type { CursorError } from '../../src-shared/protocol/feed'
import type { OriginErrorCode } from '../../src-shared/protocol/session'

export const STATUS: Readonly<Record<OriginErrorCode | CursorError, number>> = {
  bad_request: 400,
  cursor_foreign: 400,
  unauthorised: 401,
  bad_credentials: 401,
  bad_proof: 401,
  bad_code: 403,
  training_expired: 403,
  device_revoked: 401,
  needs_online_auth: 401,
  forbidden: 403,
  not_found: 404,
  login_taken: 409,
  too_large: 413,
  gone_erased: 410,
  cursor_expired: 410,
  epoch_changed: 410,
  cursor_ahead: 410,
  upgrade_required: 426,
  too_many: 429,
  unavailable: 503,
}

/** Thrown by the checks in front of a route and turned into its answer by the one error handler of app.ts. */
export class Refusal extends Error {
  constructor(
    readonly code: OriginErrorCode | CursorError,
    readonly retryAfterS?: number,
    readonly status: number = STATUS[code],
    /** What a revoked device is told besides: the order to wipe itself. */
    readonly order?: object,
  ) {
    super(code)
  }
}

