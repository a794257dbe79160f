// One audit for whoever acts: the person signed in, or the desk by itself. Joins the audit with the suppression ledger, so that no entry
// brings an erased person's id back: their minimised request still names them, and an act may have been read before the erasure came.
import { appendAudit, type AuditContext } from '../audit/audit-log'
import { isErased } from '../sync/suppression'
import type { Tx } from '../vault/transaction'
import type { AuditEvent, UnlockedDesk } from './unlocked-desk'

export function createAuditWriter(context: AuditContext): (actor: string) => UnlockedDesk['audit'] {
  return (actor) => async (tx, event) => {
    await appendAudit(tx, { ...(await nameable(tx, event)), actor }, context)
  }
}

/** Judged in the transaction of the entry: an erasure is wholly before it or wholly after it, and then takes the entry's id with it. */
async function nameable(tx: Tx, event: AuditEvent): Promise<AuditEvent> {
  if (event.subjectId === undefined || !(await isErased(tx, event.subjectId))) return event
  const { type, subjectId, objectId, detail } = event
  // An object that is the person goes with them.
  return { type, ...(objectId === undefined || objectId === subjectId ? {} : { objectId }), ...(detail === undefined ? {} : { detail }) }
}
