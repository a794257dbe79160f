// Drafts: what a person typed and has not sent, and what of theirs came back and was set aside. A row is its maker's alone.
import { sql } from 'kysely'
import type { EpochMs } from '../../../src-shared/base/clock'
import type { RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import type { DraftForm } from '../../../src-shared/contract/draft'
import type { DraftsTable } from '../schema'
import type { Reader, Tx } from '../transaction'
import type { Selectable } from 'kysely'

export interface DraftKey {
  readonly staffId: StaffId
  /** `redact`: what is to be taken out of a package; not theirs alone (redactions.ts). */
  readonly form: DraftForm | 'set-aside' | 'redact'
  /** The request; for a create the person; an entry or `new`; for what was set aside the id of the item it was. */
  readonly target: string
}
export interface StoredDraft extends DraftKey {
  readonly requestId: RequestId | undefined
  readonly subjectId: SubjectId | undefined
  readonly base: number
  readonly body: Readonly<Record<string, unknown>>
  readonly savedAt: EpochMs
}

export async function putDraft(tx: Tx, draft: StoredDraft): Promise<void> {
  const values = { request_id: draft.requestId ?? null, subject_id: draft.subjectId ?? null, base: draft.base, body: JSON.stringify(draft.body), saved_at: draft.savedAt }
  await tx
    .insertInto('drafts')
    .values({ staff_id: draft.staffId, form: draft.form, target: draft.target, ...values })
    .onConflict((conflict) => conflict.columns(['staff_id', 'form', 'target']).doUpdateSet(values))
    .execute()
}

export async function getDraft(reader: Reader, { staffId, form, target }: DraftKey): Promise<StoredDraft | undefined> {
  const row = await reader.selectFrom('drafts').selectAll().where('staff_id', '=', staffId).where('form', '=', form).where('target', '=', target).executeTakeFirst()
  return row && rowToDraft(row)
}

/** One person's, on one request; what was set aside in the order in which it was. */
export async function listDraftsOfRequest(reader: Reader, staffId: StaffId, requestId: RequestId): Promise<readonly StoredDraft[]> {
  const rows = await reader.selectFrom('drafts').selectAll().where('staff_id', '=', staffId).where('request_id', '=', requestId).orderBy('saved_at').orderBy('target').execute()
  return rows.map(rowToDraft)
}

/** One person's, on the inventory and the register of policies. */
export async function listDraftsOfEntries(reader: Reader, staffId: StaffId): Promise<readonly StoredDraft[]> {
  const rows = await reader.selectFrom('drafts').selectAll().where('staff_id', '=', staffId).where('request_id', 'is', null).where('form', '!=', 'create').orderBy('saved_at').orderBy('target').execute()
  return rows.map(rowToDraft)
}

export async function deleteDraft(tx: Tx, { staffId, form, target }: DraftKey): Promise<void> {
  await tx.deleteFrom('drafts').where('staff_id', '=', staffId).where('form', '=', form).where('target', '=', target).execute()
}

/** Of somebody who works at this desk no longer. What they took out of a package stays: it is answered for by whoever makes the package. */
export async function deleteDraftsOfStaff(tx: Tx, staffId: StaffId): Promise<void> {
  await tx.deleteFrom('drafts').where('staff_id', '=', staffId).where('form', '!=', 'redact').execute()
}

/** These requests left the desk: nobody may read any more what was typed about them. */
export async function deleteDraftsOfRequests(tx: Tx, requestIds: readonly string[]): Promise<void> {
  if (requestIds.length > 0) await tx.deleteFrom('drafts').where('request_id', 'in', [...requestIds]).execute()
}

/** Drafts about people of whom nothing is here any more, neither a record nor a row of the directory. */
export async function deleteDraftsOfNobody(tx: Tx): Promise<void> {
  await sql`
    delete from drafts where subject_id not in (select id from records where type = 'subject')
      and not exists (select 1 from people where people.id = drafts.subject_id)`.execute(tx)
}

export function rowToDraft(row: Selectable<DraftsTable>): StoredDraft {
  return {
    staffId: row.staff_id as StaffId,
    form: row.form as DraftKey['form'],
    target: row.target,
    requestId: (row.request_id ?? undefined) as RequestId | undefined,
    subjectId: (row.subject_id ?? undefined) as SubjectId | undefined,
    base: row.base,
    body: JSON.parse(row.body) as Record<string, unknown>,
    savedAt: row.saved_at,
  }
}
