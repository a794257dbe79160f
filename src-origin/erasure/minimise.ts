// What stays of a person's requests once the person is erased: that there was a case, its dates and its outcome, and no word of theirs.
import type { CaseRequest } from '../../src-shared/domain/request'
import { CLOSED_STATES } from '../../src-shared/domain/vocabulary'
import type { RequestRecord } from '../../src-shared/protocol/records'
import { saveRequest } from '../cases/locked-request'
import type { Tx } from '../store/database'

export function minimiseRequest(request: CaseRequest): RequestRecord {
  return {
    ...request,
    text: '',
    corrections: undefined,
    identityChecks: request.identityChecks.map((check) => ({ ...check, evidence: '' })),
    decision: request.decision && { ...request.decision, text: '' },
    timeline: request.timeline.map((entry) => ({ ...entry, text: undefined })),
  }
}

/**
 * Other requests of the person that are still open end here: nothing is left that they could be about. They are closed as withdrawn by
 * the person, who asked that everything be deleted (docs/origin.md, erasure).
 */
export async function minimiseRequests(tx: Tx, subjectId: string, erasure: { readonly executing: string; readonly now: number }): Promise<void> {
  const rows = await tx.selectFrom('requests').select('body').where('subject_id', '=', subjectId).orderBy('id').forUpdate().execute()
  for (const { body } of rows) {
    const minimised = minimiseRequest(body)
    const isOther = body.id !== erasure.executing && !CLOSED_STATES.includes(body.state)
    await saveRequest(tx, isOther ? { ...minimised, state: 'withdrawn', closedAt: erasure.now, timeline: [...minimised.timeline, { at: erasure.now, event: 'withdrawn' }] } : minimised)
  }
}
