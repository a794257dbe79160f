// What is to be taken out of the package of a case: a draft of whoever chose it, which whoever else makes or looks over the package reads too.
import type { RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import type { EpochMs } from '../../../src-shared/base/clock'
import { redactionChoices, type RedactionChoices } from '../../../src-shared/domain/redactions'
import { deleteDraft, putDraft, rowToDraft } from './drafts'
import type { Reader, Tx } from '../transaction'

export interface StoredChoices {
  readonly staffId: StaffId
  readonly choices: RedactionChoices
}

/** @throws where one does not read back: a package that lost a redaction must not be made. */
export async function listRedactions(reader: Reader, requestId: RequestId): Promise<readonly StoredChoices[]> {
  const rows = await reader.selectFrom('drafts').selectAll().where('request_id', '=', requestId).where('form', '=', 'redact').orderBy('staff_id').execute()
  return rows.map(rowToDraft).map(({ staffId, body }) => ({ staffId, choices: redactionChoices.parse(body) }))
}

export interface RedactionPlace {
  readonly staffId: StaffId
  readonly requestId: RequestId
  readonly subjectId: SubjectId
}

export async function putRedactions(tx: Tx, { staffId, requestId, subjectId }: RedactionPlace, choices: RedactionChoices, savedAt: EpochMs): Promise<void> {
  const key = { staffId, form: 'redact', target: requestId } as const
  if (choices.redactions.length === 0 && choices.own.length === 0) await deleteDraft(tx, key)
  else await putDraft(tx, { ...key, requestId, subjectId, base: 0, body: choices, savedAt })
}
