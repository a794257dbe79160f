// What stays of a person's requests once the person is erased: that there was a case, its dates and its outcome, and no word of theirs.
import { withoutShownWords } from '../../src-shared/domain/field-evidence'
import { withoutEvidence } from '../../src-shared/domain/identity'
import type { CaseRequest } from '../../src-shared/domain/request'
import { withoutMaker } from '../../src-shared/domain/request-maker'
import { CLOSED_STATES } from '../../src-shared/domain/vocabulary'
import type { RequestRecord } from '../../src-shared/protocol/records'
import { saveRequest } from '../cases/locked-request'
import type { Tx } from '../store/database'
import { lockErasure, saveErasure } from './locked-erasure'

export function minimiseRequest(request: CaseRequest): RequestRecord {
  return {
    ...request,
    text: '',
    corrections: undefined,
    changes: undefined,
    transferTo: undefined,
    authority: undefined,
    escalation: request.escalation && { ...request.escalation, reason: '' },
    ...(request.madeBy ? { madeBy: withoutMaker(request.madeBy) } : {}),
    withdrawal: request.withdrawal && { ...request.withdrawal, reason: '' },
    identityChecks: request.identityChecks.map(withoutEvidence),
    ...(request.failedChecks ? { failedChecks: request.failedChecks.map(withoutEvidence) } : {}),
    proposedCheck: undefined,
    pauses: request.pauses?.map((pause) => ({ ...pause, reason: '' })),
    extension: request.extension && { ...request.extension, text: '' },
    decision: request.decision && { ...withoutShownWords(request.decision), text: '', lawyer: undefined },
    timeline: request.timeline.map((entry) => ({ ...entry, text: undefined })),
  }
}

/**
 * Other requests of the person that are still open end here: nothing is left that they could be about. They are closed as withdrawn by
 * the person, who asked that everything be deleted (docs/origin.md, erasure).
 */
export async function minimiseRequests(tx: Tx, subjectId: string, erasure: { readonly executing: string; readonly now: number }): Promise<void> {
  const rows = await tx.selectFrom('requests').select(['body', 'scope']).where('subject_id', '=', subjectId).orderBy('id').forUpdate().execute()
  for (const { body, scope } of rows) {
    const minimised = minimiseRequest(body)
    const isOther = body.id !== erasure.executing && !CLOSED_STATES.includes(body.state)
    if (isOther) await endProposal(tx, body, scope)
    await saveRequest(tx, isOther ? { ...minimised, state: 'withdrawn', runsOn: undefined, closedAt: erasure.now, timeline: [...minimised.timeline, { at: erasure.now, event: 'withdrawn' }] } : minimised)
  }
}

/** Nobody can approve it any more: the request went back or was taken back, or the person it is about is gone. Without one it does nothing. */
export async function endProposal(tx: Tx, request: CaseRequest, scope: string): Promise<void> {
  if (request.erasureId === undefined) return
  const { record } = await lockErasure(tx, request.erasureId)
  if (record.state === 'proposed' || record.state === 'cooling-off') await saveErasure(tx, { ...record, state: 'declined' }, scope)
}
