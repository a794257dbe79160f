// Names and renames recipients, and records, approves and ends what is handed over to them.
import { addDays, dayStart, toDay, type Day, type EpochMs } from '../../src-shared/base/clock'
import { createId, type ConsentEventId, type SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { concerns } from '../../src-shared/domain/consent-events'
import type { RecipientId, TransferId } from '../../src-shared/domain/recipients'
import type { EntryGround } from '../../src-shared/domain/transfer-register'
import { readConsents, readSolePerson } from '../sync/read-inventory'
import { getRecord } from '../vault/repositories/records'
import { findSubjectOfCase } from '../vault/repositories/request-index'
import type { Reader } from '../vault/transaction'
import { actOnInventory, approveInventory } from './act-on-inventory'
import type { ActDeps } from './act-on-request'
import type { DeliverDeps } from './deliver-now'

export async function proposeRecipient(deps: ActDeps, { known, name, contact }: ParsedRequestOf<'recipient.propose'>): Promise<Result<{ readonly recipientId: RecipientId }, DeskError>> {
  const recipientId = known?.recipientId ?? createId<RecipientId>(deps.clock.now(), deps.random)
  const args = { recipientId, name: name.trim(), contact: contact.trim() }
  const proposed = await actOnInventory(deps, { operation: { op: 'recipient.propose@1', args }, version: known?.version ?? 0 })
  return proposed.ok ? ok({ recipientId }) : proposed
}

export async function approveRecipient(deps: DeliverDeps, { recipientId, version, passphrase }: ParsedRequestOf<'recipient.approve'>): Promise<Result<void, DeskError>> {
  return approveInventory(deps, { op: 'recipient.approve@1', args: { recipientId } }, version, passphrase)
}

export async function recordTransfer(deps: ActDeps, request: ParsedRequestOf<'transfer.record'>): Promise<Result<{ readonly transferId: TransferId }, DeskError>> {
  const { on, caseNo, ground, ...facts } = request
  const { reader } = deps.vault
  const subjectId = caseNo === undefined ? undefined : await findPersonOfCase(reader, caseNo)
  if (caseNo !== undefined && subjectId === undefined) return err({ kind: 'invalid-input', params: { fields: 'caseNo', code: 'transfer.caseNo' } })
  const at = momentOf(on, deps.clock.now())
  const consentId = ground.by === 'consent' && subjectId !== undefined ? await findConsent(reader, { subjectId, purpose: facts.purpose, at }) : undefined
  const transferId = createId<TransferId>(deps.clock.now(), deps.random)
  const args = {
    transferId, ...facts, at, ground: groundOf(ground), ...(subjectId === undefined ? {} : { subjectId }), ...(consentId === undefined ? {} : { consentId }),
  }
  const recorded = await actOnInventory(deps, { operation: { op: 'transfer.record@1', args }, version: 0, ...(subjectId === undefined ? {} : { subjectId }) })
  return recorded.ok ? ok({ transferId }) : recorded
}

export async function approveTransfer(deps: DeliverDeps, { transferId, version, passphrase }: ParsedRequestOf<'transfer.approve'>): Promise<Result<void, DeskError>> {
  return approveInventory(deps, { op: 'transfer.approve@1', args: { transferId } }, version, passphrase)
}

export async function endTransfer(deps: ActDeps, { transferId, version, on, reason }: ParsedRequestOf<'transfer.end'>): Promise<Result<void, DeskError>> {
  const subjectId = await readSolePerson(deps.vault.reader, transferId)
  const own = subjectId === undefined ? {} : { subjectId }
  const args = { transferId, until: momentOf(on, deps.clock.now()), reason, ...own }
  return actOnInventory(deps, { operation: { op: 'transfer.end@1', args }, version, ...own })
}

/** Staff name a day: its last moment, and of today, now. */
function momentOf(on: Day, now: EpochMs): EpochMs {
  return on === toDay(now) ? now : dayStart(addDays(on, 1)) - 1
}

function groundOf(ground: ParsedRequestOf<'transfer.record'>['ground']): EntryGround {
  return ground.by === 'statute' ? { by: 'statute', statute: { title: ground.title.trim(), article: ground.article.trim() } } : ground
}

/** The person of a case that is here in full: nobody else can be named from this desk. */
export async function findPersonOfCase(reader: Reader, caseNo: string): Promise<SubjectId | undefined> {
  const subjectId = await findSubjectOfCase(reader, caseNo.trim())
  return subjectId && (await getRecord(reader, 'subject', subjectId))?.body.id
}

/** The last separate consent to the purpose before the handing over; whether it still stood then is the domain's to judge. */
async function findConsent(reader: Reader, wanted: { readonly subjectId: SubjectId; readonly purpose: Parameters<typeof concerns>[1]; readonly at: EpochMs }): Promise<ConsentEventId | undefined> {
  const fitting = (await readConsents(reader, wanted.subjectId)).filter((event) => event.kind === 'separate-consent' && concerns(event, wanted.purpose) && event.at <= wanted.at)
  return fitting.toSorted((a, b) => b.at - a.at)[0]?.id
}
