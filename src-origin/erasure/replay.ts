// After a backup was put back: whoever the ledger says was erased, and the database does not know to be, is erased again, before anything
// is served.
//
//   ledger entry unknown to erased_ids → is somebody here whose id has this HMAC?
//     no:  only the suppression is entered again
//     yes: their erasure waits for its approval here, or for its day, with the same plan and the same counts → approved again, and everything follows
//          (signed entries to all devices, receipts, a new certificate)
//          else its case was lost with the database → log rows as the entry says, person, suppression; open requests end
//
// A person's suppression commits with their removal, so a crash in the middle leaves the entry unknown and the next start goes on with it.
import type { DeviceId, StaffId, ErasureId, SubjectId } from '../../src-shared/base/ids'
import { mustOk, ok } from '../../src-shared/base/result'
import type { ErasurePlan } from '../../src-shared/domain/erasure-plan'
import { advanceErasure, applyOperation } from '../../src-shared/domain/request-machine'
import { LOG_CATEGORIES } from '../../src-shared/domain/vocabulary'
import { lockRequest } from '../cases/locked-request'
import { enterSuppression, erasedHash } from '../cases/suppression'
import type { OriginContext } from '../context'
import { endReplay } from '../feed/state'
import { forgetPersonInEntries } from '../inventory/forget-person'
import type { Db, Tx } from '../store/database'
import { endApproved } from '../retention/agreement'
import { countHeldRows, isPlanOfCounts } from './held-counts'
import { keepHeld } from './held-rows'
import type { ErasureLedger, LedgerEntry } from './ledger'
import { lockErasure } from './locked-erasure'
import { minimiseRequests } from './minimise'
import { takeAwayAgain } from './record-devices'
import { beginErasure, loadHolders } from './remove-person'
import { takeKeptApart } from './kept-apart'
import { planSystems } from './system-rows'
import { moveRows, releaseRestricted, resumeSweeps, retentionMonths, SLICE_ROWS, type SweepLine } from './sweep'

/** Ids looked at in one go: the HMAC of a million takes a few seconds, at a start after a restore alone. */
const IDS_AT_ONCE = 10_000

/** Entries of the ledger that the database does not know: it is older than they are. */
export async function unknownErasures(db: Db, ledger: ErasureLedger): Promise<readonly LedgerEntry[]> {
  const entries = [...(await ledger.read()).values()]
  if (entries.length === 0) return []
  const rows = await db.selectFrom('erased_ids').select('hash').execute()
  const known = new Set(rows.map((row) => row.hash.toString('base64url')))
  return entries.filter((entry) => !known.has(entry.subject))
}

export interface Replayed {
  readonly people: number
  readonly devices: number
}

/** Answers how many people were erased and how many devices taken away again. */
export async function replayLedger(context: OriginContext, ledger: ErasureLedger): Promise<Replayed> {
  const unknown = await unknownErasures(context.db, ledger)
  const back = await findPeople(context, unknown)
  for (const [subjectId, entry] of back) {
    const isApproved = await context.db.transaction().execute((tx) => approveAgain(tx, context, subjectId, entry))
    if (!isApproved) await removeWithoutCase(context, subjectId, entry)
  }
  for (const entry of unknown) await suppress(context.db, entry)
  // Nothing is served yet, so nobody waits for the file: all that goes on here is in it.
  // After the people: whatever was in service when the backup was made may hold one of them, and has to answer or to come to its end.
  const devices = await takeAwayAgain(context, ledger)
  await resumeSweeps(context)
  await releaseRestricted(context)
  await endApproved(context.db)
  // What is on hold waits for the acts that desks send again (held-rows.ts).
  await endReplay(context.db, context.now())
  return { people: back.size, devices }
}

async function findPeople(context: OriginContext, entries: readonly LedgerEntry[]): Promise<ReadonlyMap<string, LedgerEntry>> {
  const byHash = new Map(entries.map((entry) => [entry.subject, entry]))
  const found = new Map<string, LedgerEntry>()
  let after = '00000000-0000-0000-0000-000000000000'
  while (byHash.size > 0) {
    const rows = await context.db.selectFrom('subjects').select('id').where('id', '>', after).orderBy('id').limit(IDS_AT_ONCE).execute()
    for (const { id } of rows) {
      const entry = byHash.get(erasedHash(id, context.keys.erasedIds).toString('base64url'))
      if (entry) found.set(id, entry)
    }
    const last = rows.at(-1)
    if (!last) break
    after = last.id
  }
  return found
}

/** Locks as an approval does: requests, erasure, person. False where the case is not as it was then: nothing was changed. */
async function approveAgain(tx: Tx, context: OriginContext, subjectId: string, entry: LedgerEntry): Promise<boolean> {
  const known = await tx.selectFrom('erasures').select(['request_id', 'subject_id']).where('id', '=', entry.erasureId).executeTakeFirst()
  if (known?.subject_id !== subjectId) return false
  await tx.selectFrom('requests').select('id').where('subject_id', '=', subjectId).orderBy('id').forUpdate().execute()
  const request = await lockRequest(tx, known.request_id)
  const { record: erasure } = await lockErasure(tx, entry.erasureId)
  const subject = await tx.selectFrom('subjects').select(['account_no', 'external_id']).where('id', '=', subjectId).forUpdate().executeTakeFirst()
  const counts = await countHeldRows(tx, subjectId)
  if (!request || !subject || (erasure.state !== 'proposed' && erasure.state !== 'cooling-off') || erasure.planHash !== entry.planHash || !isPlanOfCounts(erasure.plan as ErasurePlan, counts)) return false
  // The second person approved it once, on this very plan: that is what the signed entry says.
  const approval = { approvedBy: entry.approvedBy as StaffId, approvedAt: entry.at }
  const by = { staffId: approval.approvedBy, role: 'reviewer' as const, at: entry.at }
  const decided = erasure.state === 'cooling-off' ? ok(request.record) : applyOperation(request.record, { op: 'erasure.approve@1', args: { erasureId: erasure.id, planHash: erasure.planHash } }, by, context.rules.inForce)
  if (!decided.ok) return false
  // Its day had come, whatever the company says of days now.
  const begun = mustOk(advanceErasure(decided.value, 'begun', context.now()))
  await beginErasure(tx, context, { erasure, request: begun, scope: request.scope, approval, subject, counts, devices: await everyHolder(tx, subjectId) })
  return true
}

/** The delivery ledger is as old as the backup: any device in service may have been sent the person since. */
async function everyHolder(tx: Tx, subjectId: string) {
  const inService = await tx.selectFrom('devices').select(['id', 'name']).where('revoked_at', 'is', null).execute()
  const holders = [...(await loadHolders(tx, subjectId)), ...inService.map(({ id, name }) => ({ id: id as DeviceId, name }))]
  return [...new Map(holders.map((holder) => [holder.id, holder])).values()]
}

async function removeWithoutCase(context: OriginContext, subjectId: string, entry: LedgerEntry): Promise<void> {
  const { db } = context
  const { account_no: accountNo, external_id: externalId } = await db.selectFrom('subjects').select(['account_no', 'external_id']).where('id', '=', subjectId).executeTakeFirstOrThrow()
  await db.transaction().execute((tx) => keepHeld(tx, context, { erasureId: entry.erasureId, subjectId, accountNo, rulesPack: entry.rulesPack }, entry.actions))
  for (const category of LOG_CATEGORIES) {
    // What the plan did not know was not there when it was made, or is here by the restore alone: it goes.
    const line: SweepLine = entry.actions.find((one) => one.category === category) ?? { category, action: 'delete' }
    const job = { erasureId: entry.erasureId, subjectId, accountNo, months: retentionMonths(context, entry.rulesPack, line) }
    while ((await db.transaction().execute((tx) => moveRows(tx, line, job))).done === SLICE_ROWS);
  }
  await db.transaction().execute(async (tx) => {
    // Requests before the person, as everywhere.
    await minimiseRequests(tx, subjectId, { executing: '', now: context.now() })
    await forgetPersonInEntries(tx, { subjectId: subjectId as SubjectId, erasureId: entry.erasureId as ErasureId })
    await tx.deleteFrom('deliveries').where('subject_id', '=', subjectId).execute()
    await tx.deleteFrom('subjects').where('id', '=', subjectId).execute()
    await takeKeptApart(tx, context, { erasureId: entry.erasureId, accountNo })
    // They were asked before, but whether they had answered was lost with the database.
    await planSystems(tx, context, { erasureId: entry.erasureId, accountNo, externalId })
    await suppress(tx, entry)
  })
}

async function suppress(db: Db | Tx, { erasureId, at, subject, external }: LedgerEntry): Promise<void> {
  await enterSuppression(db, { erasureId, at, subject: Buffer.from(subject, 'base64url'), ...(external === undefined ? {} : { external: Buffer.from(external, 'base64url') }) })
}
