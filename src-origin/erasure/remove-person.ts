// The first slice of an erasure, in the transaction that approves it: the person is gone, whoever holds them is told, the ledger knows.
import type { DeviceId, StaffId, SubjectId } from '../../src-shared/base/ids'
import type { ErasurePlan } from '../../src-shared/domain/erasure-plan'
import type { CaseRequest } from '../../src-shared/domain/request'
import { signCanonical } from '../../src-shared/formats/signed'
import type { EraseLine } from '../../src-shared/protocol/feed'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { sql } from 'kysely'
import { saveRequest } from '../cases/locked-request'
import { enterSuppression, erasedExternalHash, erasedHash } from '../cases/suppression'
import type { OriginContext } from '../context'
import { deviceScope, DIRECTORY_SCOPE, emitChanges, emitSubjectInScope, scopesOfSubject } from '../feed/emit'
import type { Tx } from '../store/database'
import { emitLettersLeave } from '../letters/leave-letters'
import { keepHeld } from './held-rows'
import { saveErasure } from './locked-erasure'
import { minimiseRequests } from './minimise'
import { forgetPersonInEntries } from '../inventory/forget-person'
import { recipientTasksOf } from '../inventory/person-transfers'
import { emitNotesLeave } from '../notes/note-rows'
import { SWEEP_CHANNEL } from './sweep'

export interface Holder {
  readonly id: DeviceId
  readonly name: string
}

/** Everybody whom the ledger names: sent this person's records, or began to copy the directory. */
export async function loadHolders(tx: Tx, subjectId: string): Promise<readonly Holder[]> {
  // Against a copy of the directory that begins right now: see feed/deliveries.ts.
  await tx.selectFrom('scopes').select('id').where('id', '=', DIRECTORY_SCOPE).forUpdate().execute()
  const { rows } = await sql<{ id: DeviceId; name: string }>`
    select id, name from devices where id in (select device_id from deliveries where subject_id = ${subjectId} union select device_id from directory_deliveries)
    order by id`.execute(tx)
  return rows
}

export interface Removal {
  readonly erasure: ErasureRecord
  /** As the approval left it. */
  readonly request: CaseRequest
  readonly scope: string
  readonly approval: { readonly approvedBy: StaffId; readonly approvedAt: number }
  readonly subject: { readonly account_no: string; readonly external_id: string | null }
  readonly counts: ReadonlyMap<string, number>
  readonly devices: readonly Holder[]
}

/** The caller has locked all requests of the person, the erasure and the person, in this order. Answers the erasure's new version. */
export async function beginErasure(tx: Tx, context: OriginContext, removal: Removal): Promise<number> {
  const { erasure, request, devices } = removal
  // Read while the person is here: afterwards nothing says any more that a listed transfer concerned them.
  const recipients = await recipientTasksOf(tx, erasure.subjectId)
  await forgetPersonInEntries(tx, { subjectId: erasure.subjectId, erasureId: erasure.id })
  await removePerson(tx, context, removal)
  await saveRequest(tx, request)
  await minimiseRequests(tx, erasure.subjectId, { executing: request.id, now: context.now() })
  const approved: ErasureRecord = { ...erasure, state: 'approved', ...removal.approval, devices: devices.map((device) => ({ deviceId: device.id, name: device.name })), ...(recipients.length > 0 ? { recipients } : {}) }
  return saveErasure(tx, approved, removal.scope)
}

async function removePerson(tx: Tx, context: OriginContext, removal: Removal): Promise<void> {
  const { erasure, devices } = removal
  const { subjectId } = erasure
  const now = context.now()
  const line = await makeEraseLine(tx, context, erasure)
  await tx.insertInto('erase_entries').values({ erasure_id: erasure.id, line: JSON.stringify(line) }).execute()
  // First into the outbox: a holder meets the signed entry before the `leave` rows.
  await emitChanges(tx, devices.map((device) => ({ scope: deviceScope(device.id), type: 'erase' as const, id: erasure.id, ver: 1, op: 'erase' as const })))
  for (const scope of await scopesOfSubject(tx, subjectId)) await emitSubjectInScope(tx, scope, subjectId, 'leave')
  await emitLettersLeave(tx, { subjectId })
  const subject = await tx.selectFrom('subjects').select('v').where('id', '=', subjectId).executeTakeFirstOrThrow()
  await emitChanges(tx, [{ scope: DIRECTORY_SCOPE, type: 'directory', id: subjectId, ver: subject.v, op: 'leave' }])
  await emitNotesLeave(tx, subjectId)
  if (devices.length > 0) {
    await tx.insertInto('erasure_devices').values(devices.map((device) => ({ erasure_id: erasure.id, device_id: device.id, name: device.name, received_at: null, receipt: null }))).execute()
  }
  const plan = erasure.plan as ErasurePlan
  const isOnHold = (category: 'registration' | 'consent'): boolean => plan.lines.some((line) => line.category === category && line.action === 'hold')
  const held = await keepHeld(tx, context, { erasureId: erasure.id, subjectId, accountNo: removal.subject.account_no, rulesPack: plan.rulesPack }, plan.lines)
  const executed = (['registration', 'consent'] as const).flatMap((category) => {
    const gone = { category, action: isOnHold(category) ? ('hold' as const) : ('delete' as const), rows: removal.counts.get(category) ?? 0 }
    return gone.action === 'hold' ? [gone] : [gone, { category, action: 'hold' as const, rows: held.get(category) ?? 0 }]
  })
  await tx
    .insertInto('erasure_jobs')
    .values({ erasure_id: erasure.id, subject_id: subjectId, account_no: removal.subject.account_no, external_id: removal.subject.external_id, started_at: now, executed: JSON.stringify(executed.filter((one) => one.rows > 0)) })
    .execute()
  const { erasedIds: key } = context.keys
  const { external_id: externalId } = removal.subject
  await enterSuppression(tx, { erasureId: erasure.id, at: now, subject: erasedHash(subjectId, key), ...(externalId === null ? {} : { external: erasedExternalHash(externalId, key) }) })
  // Acts that wait about them lose their words: nobody can apply them any more.
  await tx.updateTable('sealed_acts').set({ state: 'refused', code: 'gone_erased', body: null, subject_id: null }).where('subject_id', '=', subjectId).execute()
  // Identifiers, consent history, holdings, letters, shares in transfers, notes and their files go with the person (on delete cascade), and with each row the
  // key it was imported by.
  await tx.deleteFrom('subjects').where('id', '=', subjectId).execute()
  // Heard with the commit, in whatever process a janitor runs.
  await sql`select pg_notify(${SWEEP_CHANNEL}, '')`.execute(tx)
}

async function makeEraseLine(tx: Tx, context: OriginContext, erasure: ErasureRecord): Promise<EraseLine> {
  const { subjectId } = erasure
  const consents = await tx.selectFrom('consents').select('id').where('subject_id', '=', subjectId).orderBy('id').execute()
  const holdings = await tx.selectFrom('holdings').select('category').where('subject_id', '=', subjectId).orderBy('category').execute()
  const shares = await tx.selectFrom('transfer_people').select('transfer_id').where('subject_id', '=', subjectId).orderBy('transfer_id').execute()
  const letters = await tx.selectFrom('letters').select('id').where('subject_id', '=', subjectId).orderBy('id').execute()
  const notes = await tx.selectFrom('notes').select('id').where('subject_id', '=', subjectId).orderBy('id').execute()
  const refs: EraseLine['refs'] = [
    ['subject', subjectId],
    ['directory', subjectId],
    ...consents.map(({ id }): [string, string] => ['consent', id]),
    ...holdings.map(({ category }): [string, string] => ['holding', `${subjectId}:${category}`]),
    ...shares.map((share): [string, string] => ['transfer-share', `${share.transfer_id}:${subjectId}`]),
    ...letters.map(({ id }): [string, string] => ['letter', id]),
    ...notes.map(({ id }): [string, string] => ['note', id]),
  ]
  const body: { erasureId: ErasureRecord['id']; subjectId: SubjectId; refs: EraseLine['refs']; executedAt: number } = { erasureId: erasure.id, subjectId, refs, executedAt: context.now() }
  return { t: 'erase', ...body, sig: signCanonical(body, context.keys.origin) }
}
