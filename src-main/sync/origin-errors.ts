// What the origin's refusals mean at the desk: each code as the kind that a person is told, a cursor's end as the reset that the sync goes on with.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { CURSOR_ERRORS, type CursorError } from '../../src-shared/protocol/feed'
import { originError, type OriginErrorCode } from '../../src-shared/protocol/session'
import type { HttpAnswer } from './https-channel'

export function resetOr(error: DeskError): Result<{ readonly reset: CursorError }, DeskError> {
  const reset = CURSOR_ERRORS.find((code) => code === error.params?.['code'])
  return reset ? ok({ reset }) : err(error)
}

/** What the kinds of the origin mean to the person at the desk; the code goes along for the sync loop. */
const KIND_BY_CODE: Readonly<Record<OriginErrorCode, DeskError['kind']>> = {
  bad_request: 'origin-answer-invalid',
  unauthorised: 'origin-refused-credentials',
  bad_credentials: 'origin-refused-credentials',
  bad_proof: 'origin-refused-credentials',
  bad_code: 'enrolment-code-refused',
  device_revoked: 'device-revoked',
  forbidden: 'not-permitted',
  not_found: 'not-found',
  too_many: 'origin-busy',
  unavailable: 'origin-busy',
  upgrade_required: 'upgrade-required',
  gone_erased: 'gone-erased',
  needs_online_auth: 'needs-fresh-sign-in',
  training_expired: 'training-expired',
  login_taken: 'login-taken',
  too_large: 'bundle-too-large',
}

export function answerError(answer: HttpAnswer, json: unknown): DeskError {
  const code = cursorCode(json)
  if (code !== undefined) return { kind: 'origin-answer-invalid', params: { code } }
  const parsed = originError.safeParse(json)
  if (parsed.success) {
    const retryAfterS = parsed.data.retryAfterS ?? answer.retryAfterS
    return { kind: KIND_BY_CODE[parsed.data.error], params: { code: parsed.data.error, ...(retryAfterS === undefined ? {} : { retryAfterS }) } }
  }
  if (answer.status === 429 || answer.status === 503) return { kind: 'origin-busy', ...(answer.retryAfterS === undefined ? {} : { params: { retryAfterS: answer.retryAfterS } }) }
  return { kind: 'origin-answer-invalid' }
}

function cursorCode(json: unknown): CursorError | undefined {
  const code = typeof json === 'object' && json !== null && 'error' in json ? json.error : undefined
  return CURSOR_ERRORS.find((one) => one === code)
}
