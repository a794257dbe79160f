// Carries out one operation in one transaction: locks its record, checks who, what and on which version, decides, writes, tells the feed.
//
// Order of locks, everywhere: push result → request → erasure → subject → note → file → entry of the inventory. Two items of one record therefore take effect one after the other.
import { toDay } from '../../src-shared/base/clock'
import { err, ok } from '../../src-shared/base/result'
import { isLetterOperation, type LetterOperation } from '../../src-shared/domain/case-letters'
import { isInventoryOperation, type InventoryOperation } from '../../src-shared/domain/inventory-operations'
import { isPolicyOperation, type PolicyOperation } from '../../src-shared/domain/policy-proposal'
import { isNoteOperation, type NoteOperation } from '../../src-shared/domain/notes'
import type { TellOperation } from '../../src-shared/domain/recipient-tasks'
import { isFormOpen } from '../../src-shared/domain/minors'
import type { CaseRequest, Operation } from '../../src-shared/domain/request'
import { applyOperation } from '../../src-shared/domain/request-machine'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { canBeAssigned } from '../../src-shared/domain/staff'
import type { Role } from '../../src-shared/domain/vocabulary'
import { nextCaseNo } from '../cases/case-number'
import { accessProblem, currentOf, findRequest, insertRequest, lockRequest, saveRequest, withCurrent, type ItemResult, type LockedRequest, type Pusher } from '../cases/locked-request'
import { intakeProblem } from '../cases/intake-problem'
import { reject } from '../cases/rejection'
import { isErased } from '../cases/suppression'
import type { OriginContext } from '../context'
import { approveErasure } from '../erasure/approve'
import { endCooling } from '../erasure/cooling-off'
import { endProposal } from '../erasure/minimise'
import { proposeErasure } from '../erasure/propose'
import { tellRecipient } from '../erasure/tell'
import { applyInventoryItem } from '../inventory/apply-inventory'
import { applyLetterItem } from '../letters/apply-letter'
import { applyNoteOperation } from '../notes/apply-note'
import { applyPolicyOperation } from '../policies/apply-policy'
import type { Tx } from '../store/database'
import { applyEffects } from './effects'

export interface ItemToApply {
  readonly operation: Operation | InventoryOperation | PolicyOperation | TellOperation | LetterOperation | NoteOperation
  readonly base: number
  /** When the operator acted, by the device's own reckoning of server time. */
  readonly madeAt: number
}

export async function applyItem(tx: Tx, context: OriginContext, pusher: Pusher, item: ItemToApply): Promise<ItemResult> {
  const { operation, base } = item
  if (isInventoryOperation(operation)) return applyInventoryItem(tx, context, pusher, { operation, base })
  if (isPolicyOperation(operation)) return applyPolicyOperation(tx, context, pusher, { operation, base })
  if (isLetterOperation(operation)) return applyLetterItem(tx, context, pusher, { operation, madeAt: item.madeAt })
  if (isNoteOperation(operation)) return applyNoteOperation(tx, context, pusher, operation)
  if (operation.op === 'erasure.tell@1') return tellRecipient(tx, context, pusher, operation)
  if (operation.op === 'request.create@1') return createRequest(tx, context, pusher, { operation, madeAt: item.madeAt })
  if (operation.op === 'erasure.approve@1') return approveErasure(tx, context, pusher, { args: operation.args, base })
  const locked = await lockRequest(tx, operation.args.requestId)
  const problem = await accessProblem(tx, context, pusher, locked)
  if (problem || !locked) return err(problem ?? reject('not_found'))
  if (locked.v !== base) return err({ ...reject('version_conflict'), current: currentOf(locked) })
  const foreign = await foreignField(tx, context, pusher, { operation, locked })
  if (foreign !== undefined) return err(reject('invalid', [foreign]))
  const rules = await rulesOf(context, operation)
  if (!rules) return err(reject('invalid', ['rulesPack']))
  const decided = applyOperation(locked.record, operation, { ...actorOf(context, pusher), actedAt: Math.min(item.madeAt, context.now()) }, rules)
  if (!decided.ok) return err(withCurrent(reject(decided.error.code, decided.error.fields), locked))
  if (operation.op === 'erasure.propose@1') return proposeErasure(tx, context, pusher, { args: operation.args, locked, decided: decided.value, rules, madeAt: item.madeAt })
  if (operation.op === 'request.withdraw@1' || operation.op === 'request.step-back@1') await endProposal(tx, locked.record, locked.scope)
  await endCooling(tx, locked.record, decided.value)
  if (operation.op !== 'request.decide@1') return ok({ v: await saveRequest(tx, decided.value) })
  if (!(await isAnsweredInForm(tx, context, decided.value))) return err(reject('invalid', ['form']))
  const effects = await applyEffects(tx, context, decided.value)
  return effects.ok ? ok({ v: await saveRequest(tx, effects.value) }) : err(reject('invalid', effects.error))
}

interface Locked {
  readonly operation: Exclude<Operation, { op: 'request.create@1' | 'erasure.approve@1' }>
  readonly locked: LockedRequest
}

/** The field that names something which is not there for this act: another person's identifier, somebody who does not work here, a request out of reach. */
async function foreignField(tx: Tx, context: OriginContext, pusher: Pusher, { operation, locked }: Locked): Promise<string | undefined> {
  switch (operation.op) {
    case 'request.verify@1':
      return (await hasIdentifier(tx, locked.record.subjectId, operation.args.identifierId)) ? undefined : 'identifierId'
    case 'request.assign@1':
      return (await worksHere(tx, operation.args.assigneeId)) ? undefined : 'assigneeId'
    case 'request.link@1':
      return (await accessProblem(tx, context, pusher, await findRequest(tx, operation.args.otherId))) ? 'otherId' : undefined
    default:
      return undefined
  }
}

function actorOf(context: OriginContext, pusher: Pusher) {
  return { staffId: pusher.staffId, role: pusher.role, at: context.now() }
}

/** A decision or a check is judged by the pack it names: the one that the operator had before them. */
async function rulesOf({ rules }: OriginContext, { args }: Operation): Promise<RulesPackBody | undefined> {
  const rulesPack = 'rulesPack' in args ? args.rulesPack : undefined
  if (rulesPack === undefined) return rules.inForce
  // The desk may have heard of it from another process a moment ago.
  if (!rules.byVersion(rulesPack)) await rules.look()
  return rules.byVersion(rulesPack)
}

/** A minor is answered in writing, however old the desk takes them to be. */
async function isAnsweredInForm(tx: Tx, context: OriginContext, request: CaseRequest): Promise<boolean> {
  const row = await tx.selectFrom('subjects').select('birth_day').where('id', '=', request.subjectId).executeTakeFirst()
  return isFormOpen(request.decision?.form, { birthDay: row?.birth_day ?? undefined, madeBy: request.madeBy }, toDay(context.now()))
}

async function hasIdentifier(tx: Tx, subjectId: string, identifierId: string): Promise<boolean> {
  const row = await tx.selectFrom('identifiers').select('id').where('subject_id', '=', subjectId).where('id', '=', identifierId).executeTakeFirst()
  return row !== undefined
}

async function worksHere(tx: Tx, staffId: string): Promise<boolean> {
  const row = await tx.selectFrom('staff').select(['active', 'role']).where('id', '=', staffId).executeTakeFirst()
  // The cast is safe: the table holds no other role.
  return row !== undefined && canBeAssigned({ active: row.active, role: row.role as Role })
}

interface Created {
  readonly operation: Extract<Operation, { op: 'request.create@1' }>
  readonly madeAt: number
}

async function createRequest(tx: Tx, context: OriginContext, pusher: Pusher, { operation, madeAt }: Created): Promise<ItemResult> {
  const { requestId, subjectId } = operation.args
  if (await isErased(tx, subjectId, context.keys.erasedIds)) return err(reject('gone_erased'))
  const scope = pusher.caseScopes[0]
  if (scope === undefined) return err(reject('scope_lost'))
  const known = await lockRequest(tx, requestId)
  const subject = await tx.selectFrom('subjects').select('id').where('id', '=', subjectId).forKeyShare().executeTakeFirst()
  if (!subject) return err(reject('not_found'))
  const unfit = await intakeProblem(tx, operation.args, toDay(context.now()))
  if (unfit !== undefined) return err(reject('invalid', [unfit]))
  // Judged before a number is taken: a refused create must not use one up.
  const preview = applyOperation(known?.record, operation, { ...actorOf(context, pusher), actedAt: Math.min(madeAt, context.now()) }, context.rules.inForce)
  if (!preview.ok) return err(reject(preview.error.code, preview.error.fields))
  const record = { ...preview.value, caseNo: await nextCaseNo(tx, toDay(context.now())) }
  await insertRequest(tx, record, scope)
  return ok({ v: 1 })
}
