// The second person past a limit: a reviewer or the officer, who is neither signed in here nor proposed what is to be approved, proves themselves at this
// workstation; a line of the audit says so, and counting begins anew behind it (docs/decisions/0096).
import { err, ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { LET_THROUGH } from '../../src-shared/domain/access-use'
import { isSecondPerson, lackOf, permissionsOf } from '../../src-shared/domain/staff'
import { isTrained } from '../../src-shared/domain/training'
import { findRequestOfErasure } from './open-erasure'
import { proveAtOrigin } from './prove-at-origin'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'audit' | 'enrolment' | 'kdf' | 'askOrigin' | 'today'>

export async function letThrough(deps: Deps, request: ParsedRequestOf<'limits.letThrough'>): Promise<Result<AnswerOf<'limits.letThrough'>, DeskError>> {
  const { vault, me, today } = deps
  if (request.login === me.login) return err({ kind: 'second-person-same' })
  const erasure = request.kind === 'erasure' ? await findRequestOfErasure(vault.reader, request.erasureId) : undefined
  if (request.kind === 'erasure' && !erasure) return err({ kind: 'not-found' })
  const proved = await proveAtOrigin(deps, request)
  if (!proved.ok) return err(asTyped(proved.error))
  const { id, name, role, active, training } = proved.value
  if (!isSecondPerson(me.staffId, id) || erasure?.record.proposedBy === id) return err({ kind: 'second-person-same' })
  const permissions = permissionsOf(role, isTrained(training, today()) ? 'counts' : 'over')
  if (!active || lackOf({ role, permissions }, 'approve-erasure')) return err({ kind: 'second-person-lacks' })
  await vault.transaction((tx) => deps.audit(tx, { type: LET_THROUGH, detail: { kind: request.kind, by: id } }))
  return ok({ staffId: id, name })
}

/** As at the lock: whoever tried too often waits, and is told for how long. */
function asTyped(error: DeskError): DeskError {
  if (error.kind === 'origin-unreachable') return { kind: 'needs-online' }
  const seconds = error.params?.['retryAfterS']
  return error.params?.['code'] === 'too_many' && seconds !== undefined ? { kind: 'wait-before-retry', params: { seconds } } : error
}
