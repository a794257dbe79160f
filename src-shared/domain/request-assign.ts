// Gives a request to somebody: to a colleague, or from one who is away. Pure; whether they work here is for whoever holds the staff list.
import type { StaffId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import type { Actor, CaseRequest } from './request'
import { CLOSED_STATES, type RejectionCode } from './vocabulary'

/** Every open state: what waits for a second person or for receipts is answered for by somebody too. The state stays as it is. */
export function canAssign(current: Pick<CaseRequest, 'state' | 'assigneeId'>, assigneeId: StaffId): boolean {
  return !CLOSED_STATES.includes(current.state) && current.assigneeId !== assigneeId
}

export function assign(current: CaseRequest, { assigneeId }: { readonly assigneeId: StaffId }, by: Actor): Result<CaseRequest, { readonly code: RejectionCode }> {
  if (!canAssign(current, assigneeId)) return err({ code: 'precondition' })
  return ok({ ...current, assigneeId, timeline: [...current.timeline, { at: by.at, staffId: by.staffId, event: 'assigned', assigneeId }] })
}
