// One audit for whoever acts: the person signed in, or the desk by itself. Joins the audit with the suppression ledger, so that no entry
// brings an erased person's id back: their minimised request still names them, and an act may have been read before the erasure came.
import { appendAudit, stampAudit, type AuditContext } from '../audit/audit-log'
import { isErased } from '../sync/suppression'
import type { Reader, Tx } from '../vault/transaction'
import type { AuditEvent, UnlockedDesk } from './unlocked-desk'

/** `takeFirst`: enters what is older and waits. */
export function createAuditWriter(context: AuditContext, takeFirst: (tx: Tx) => Promise<void> = () => Promise.resolve()): (actor: string) => UnlockedDesk['audit'] {
  return (actor) => async (tx, event) => {
    const stamp = stampAudit(context)
    await takeFirst(tx)
    await appendAudit(tx, { ...(await nameable(tx, event)), actor }, context, stamp)
  }
}

/** Judged in the transaction of the entry: an erasure is wholly before it or wholly after it, and then takes the entry's id with it. */
export async function nameable(reader: Reader, event: AuditEvent): Promise<AuditEvent> {
  if (event.subjectId === undefined || !(await isErased(reader, event.subjectId))) return event
  const { type, subjectId, objectId, detail } = event
  // An object that is the person goes with them.
  return { type, ...(objectId === undefined || objectId === subjectId ? {} : { objectId }), ...(detail === undefined ? {} : { detail }) }
}
