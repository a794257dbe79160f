// Enters that a recipient was told of an erasure: outbox item and audit line in one transaction, then the news. Works offline.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { applyTelling, type TellOperation } from '../../src-shared/domain/recipient-tasks'
import { getRecord } from '../vault/repositories/records'
import { announceWaiting, outboxProblem, plainRefusal, putAct, type ActDeps } from './act-on-request'

export async function tellRecipient(deps: ActDeps, args: ParsedRequestOf<'erasure.tell'>): Promise<Result<void, DeskError>> {
  const done = await deps.vault.transaction(async (tx): Promise<Result<void, DeskError>> => {
    const full = await outboxProblem(tx, deps)
    if (full) return err(full)
    const found = await getRecord(tx, 'erasure', args.erasureId)
    if (!found) return err({ kind: 'not-found' })
    const operation: TellOperation = { op: 'erasure.tell@1', args }
    const told = applyTelling(found.body, operation, { staffId: deps.me.staffId, at: deps.clock.now(), role: deps.me.role })
    if (!told.ok) return err(plainRefusal(told.error))
    // No person with it: they are gone, and it names nobody.
    const mid = await putAct(tx, deps, { chain: `erasure:${args.erasureId}`, op: operation.op, base: found.v, args: { ...args }, subjectId: undefined })
    await deps.audit(tx, { type: 'erasure.tell', objectId: args.erasureId, detail: { mid, args } })
    return ok()
  })
  if (done.ok) announceWaiting(deps)
  return done
}
