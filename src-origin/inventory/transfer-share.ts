// The one person whom a transfer concerned: whether the desk may name them, what the transfer is judged by, and the row that goes with them.
import type { ConsentEvent } from '../../src-shared/domain/consent-events'
import type { InventoryOperation } from '../../src-shared/domain/inventory-operations'
import type { RecordTransfer, TransferFacts } from '../../src-shared/domain/transfer-register'
import type { Rejection } from '../../src-shared/protocol/push'
import type { Pusher } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import { isErased } from '../cases/suppression'
import type { OriginContext } from '../context'
import { emitChanges, scopesOfSubject } from '../feed/emit'
import { consentEventOf } from '../policies/consent-event'
import type { Tx } from '../store/database'

/** Only a person whom a case of the desk's scopes concerns; the person is held against an erasure until the transaction ends. */
export async function shareProblem(tx: Tx, context: OriginContext, pusher: Pusher, operation: InventoryOperation): Promise<Rejection | undefined> {
  const subjectId = 'subjectId' in operation.args ? operation.args.subjectId : undefined
  if (subjectId === undefined) return undefined
  if (await isErased(tx, subjectId, context.keys.erasedIds)) return reject('gone_erased')
  const subject = await tx.selectFrom('subjects').select('id').where('id', '=', subjectId).forKeyShare().executeTakeFirst()
  if (!subject) return reject('not_found')
  const scopes = await scopesOfSubject(tx, subjectId)
  if (!scopes.some((scope) => pusher.caseScopes.includes(scope))) return reject('scope_lost')
  return operation.op === 'transfer.end@1' && !(await isConcerned(tx, operation.args.transferId, subjectId)) ? reject('invalid', ['subjectId']) : undefined
}

async function isConcerned(tx: Tx, transferId: string, subjectId: string): Promise<boolean> {
  const share = await tx.selectFrom('transfer_people').select('transfer_id').where('transfer_id', '=', transferId).where('subject_id', '=', subjectId).executeTakeFirst()
  return share !== undefined
}

export async function loadTransferFacts(tx: Tx, operation: InventoryOperation): Promise<TransferFacts> {
  if (operation.op !== 'transfer.record@1') return { events: [] }
  const { recipientId, subjectId } = operation.args
  const recipient = recipientId === undefined ? undefined : await tx.selectFrom('recipients').select('body').where('id', '=', recipientId).forShare().executeTakeFirst()
  return { ...(recipient ? { recipient: recipient.body } : {}), events: subjectId === undefined ? [] : await loadConsents(tx, subjectId) }
}

async function loadConsents(tx: Tx, subjectId: string): Promise<readonly ConsentEvent[]> {
  const rows = await tx.selectFrom('consents').selectAll().where('subject_id', '=', subjectId).execute()
  return rows.map(consentEventOf)
}

export async function writeShare(tx: Tx, { transferId, subjectId, consentId }: RecordTransfer): Promise<void> {
  if (subjectId === undefined) return
  await tx.insertInto('transfer_people').values({ transfer_id: transferId, subject_id: subjectId, consent_id: consentId ?? null }).execute()
  const scopes = await scopesOfSubject(tx, subjectId)
  await emitChanges(tx, scopes.map((scope) => ({ scope, type: 'transfer-share' as const, id: `${transferId}:${subjectId}`, ver: 1, op: 'put' as const })))
}
