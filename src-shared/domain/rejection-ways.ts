// What an item that came back allows next: the buttons per code of a refusal, the safe one first; the sentences stand in
// resources/locales/*/rejections.json.
import { isInventoryOperationName, needsFreshSignIn } from './inventory-operations'
import type { LetterOperationName, NoteOperationName, OperationName, PolicyOperationName, RejectionCode, RequestOperationName, TellingOperationName } from './vocabulary'

/**
 * take-origin  the origin's version stands; what was typed is set aside and stays readable
 * edit         what was typed becomes a draft on the version that is here now
 * resubmit     the same act anew, on the version that is here now
 * remove       as take-origin, where the origin has no version to take
 * sign-in      to where the act is made anew under a fresh sign-in
 */
export const REJECTION_WAYS = ['take-origin', 'edit', 'resubmit', 'remove', 'sign-in'] as const
export type RejectionWay = (typeof REJECTION_WAYS)[number]

export interface RejectionRule {
  /** The first one is safe to press by mistake and has the focus. */
  readonly ways: readonly [RejectionWay, ...RejectionWay[]]
  /** Whether the origin has something of its own to compare mine with. */
  readonly compares: boolean
}

export const REJECTION_RULES: Readonly<Record<RejectionCode, RejectionRule>> = {
  version_conflict: { ways: ['take-origin', 'edit', 'resubmit'], compares: true },
  precondition: { ways: ['take-origin', 'edit', 'resubmit'], compares: true },
  invalid: { ways: ['edit', 'remove'], compares: false },
  forbidden: { ways: ['remove'], compares: false },
  scope_lost: { ways: ['remove'], compares: false },
  not_found: { ways: ['remove'], compares: false },
  gone_erased: { ways: ['remove'], compares: false },
  needs_second_person: { ways: ['remove'], compares: false },
  needs_online_auth: { ways: ['sign-in', 'remove'], compares: false },
  offline_authority_expired: { ways: ['edit', 'resubmit', 'remove'], compares: true },
  dependency_failed: { ways: ['take-origin', 'edit', 'resubmit'], compares: true },
  idempotency_mismatch: { ways: ['edit', 'resubmit', 'remove'], compares: false },
  // The desk asks for the upgrade in words; once it is there, the same item goes out as the origin now reads it.
  schema_unsupported: { ways: ['resubmit', 'remove'], compares: false },
  too_large: { ways: ['edit', 'remove'], compares: false },
  training_expired: { ways: ['resubmit', 'remove'], compares: false },
}

type Listed = RequestOperationName | PolicyOperationName | TellingOperationName | LetterOperationName | NoteOperationName

const EDITABLE: Readonly<Record<Listed, boolean>> = {
  'request.create@1': true,
  'request.take@1': false,
  'request.verify@1': true,
  'request.decide@1': true,
  'request.reopen@1': true,
  // A word on what a colleague saw: given anew where it still waits.
  'request.settle-check@1': false,
  // Nothing in it is typed.
  'request.assign@1': false,
  'request.escalate@1': true,
  'request.see-evidence@1': true,
  // Its reason is given anew where the evidence still stands.
  'request.retract-evidence@1': false,
  'request.withdraw@1': true,
  'request.step-back@1': true,
  // Nothing in them is typed.
  'request.link@1': false,
  'request.unlink@1': false,
  // Its letter is made from the plan; it is proposed anew on the plan of now.
  'erasure.propose@1': false,
  'erasure.approve@1': false,
  'request.pause@1': true,
  // Nothing in it is typed but a day.
  'request.resume@1': false,
  'request.extend@1': true,
  'request.unextend@1': true,
  'policy.propose@1': true,
  'policy.approve@1': false,
  'policy.decline@1': true,
  // Nothing in it is typed.
  'erasure.tell@1': false,
  'letter.write@1': true,
  'letter.deliver@1': false,
  // One sentence, in a dialog that keeps no draft.
  'letter.undeliver@1': false,
  'note.add@1': true,
  // One sentence, given anew at the note.
  'note.take-back@1': false,
}

/** Nothing is resubmitted for which the desk has no act any more: an approval needs its fresh sign-in, a plan is shown anew first. */
const RESUBMITTABLE: Readonly<Record<Listed, boolean>> = {
  'request.create@1': true,
  'request.take@1': true,
  'request.verify@1': true,
  'request.decide@1': true,
  'request.reopen@1': true,
  'request.settle-check@1': false,
  'request.assign@1': true,
  'request.escalate@1': true,
  'request.see-evidence@1': true,
  'request.retract-evidence@1': true,
  'request.withdraw@1': true,
  'request.step-back@1': true,
  'request.link@1': true,
  'request.unlink@1': true,
  'erasure.propose@1': true,
  'erasure.approve@1': false,
  'request.pause@1': true,
  'request.resume@1': true,
  'request.extend@1': true,
  'request.unextend@1': true,
  // Judged by the register of now.
  'policy.propose@1': true,
  'policy.approve@1': false,
  // Online alone, from its own dialog.
  'policy.decline@1': false,
  // Entered anew where the task still stands, on its own screen.
  'erasure.tell@1': false,
  // As the next version.
  'letter.write@1': true,
  'letter.deliver@1': true,
  'letter.undeliver@1': true,
  'note.add@1': true,
  'note.take-back@1': true,
}

/** What was typed in a form of the inventory goes back into it; an approval holds nothing that was typed. */
function isEditable(op: OperationName): boolean {
  return isInventoryOperationName(op) ? !needsFreshSignIn(op) : EDITABLE[op]
}
function isResubmittable(op: OperationName): boolean {
  return isInventoryOperationName(op) ? !needsFreshSignIn(op) : RESUBMITTABLE[op]
}

export interface RefusedAct {
  readonly code: RejectionCode
  readonly op: OperationName
  /** False once an erasure took what was written. */
  readonly hasArgs: boolean
}

/** Never empty: whatever came back can at least be removed. */
export function waysOf({ code, op, hasArgs }: RefusedAct): readonly RejectionWay[] {
  const fitting = REJECTION_RULES[code].ways.filter((way) => (way === 'edit' ? isEditable(op) && hasArgs : way === 'resubmit' ? isResubmittable(op) && hasArgs : true))
  return fitting.length > 0 ? fitting : ['remove']
}
