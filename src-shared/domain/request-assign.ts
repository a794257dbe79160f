// Gives a request to somebody: to a colleague, or from one who is away. Pure; whether they work here is for whoever holds the staff list.
import type { StaffId } from '../base/ids'
import { err, ok } from '../base/result'
import type { Actor, CaseRequest } from './request'
import { entry, withEntry, type Step } from './request-step'
import { CLOSED_STATES } from './vocabulary'

/** Every open state: what waits for a second person or for receipts is answered for by somebody too. The state stays as it is. */
export function canAssign(current: Pick<CaseRequest, 'state' | 'assigneeId'>, assigneeId: StaffId): boolean {
  return !CLOSED_STATES.includes(current.state) && current.assigneeId !== assigneeId
}

export function assign(current: CaseRequest, { assigneeId }: { readonly assigneeId: StaffId }, by: Actor): Step {
  if (!canAssign(current, assigneeId)) return err({ code: 'precondition' })
  return ok(withEntry({ ...current, assigneeId }, { ...entry(by, 'assigned'), assigneeId }))
}
