// A decision on a request: what can be decided now, on which grounds, and whether it holds together item by item. The letter goes with it
// always: there is no decision without the text that the person reads.
import { toDay, type Day } from '../base/clock'
import { err, ok } from '../base/result'
import { isEvidenceWhole } from './field-evidence'
import { FOREIGN_GROUND, NOT_THEIRS_GROUND, TRANSFER_GROUND, UNIDENTIFIED_GROUND, UNSUPPLIED_GROUND } from './ground-codes'
import { normaliseCorrections } from './person-values'
import type { Actor, CaseDecision, CaseRequest, DecisionDetails, ItemDecision } from './request'
import { closeProposed, dayOf, lateness, lateReasonOf } from './request-clock'
import { itemsOf, outcomeOfItems } from './request-items'
import { lacksEvidence } from './request-maker'
import { endsInErasure, eventOfGrant, isForOfficer, needsIdentity, possibleOutcomes } from './request-rights'
import { entry, EVIDENCE_FIELD, withEntry, type ArgsOf, type Step } from './request-step'
import { groundsFor, type Ground, type RulesPackBody } from './rules'
import { hasTestMark } from './test-request'
import type { Outcome, RequestState } from './vocabulary'

type Decidable = Pick<CaseRequest, 'state' | 'right' | 'explains' | 'identityChecks' | 'escalation' | 'corrections' | 'purposes' | 'products' | 'madeBy'>
type DecideArgs = ArgsOf<'request.decide@1'>

/**
 * What can be decided now. What is deleted is granted by plan and second person; without a check that it needs it can only be refused for
 * want of one, as it can while somebody who asks for another has not shown all they have to; what a foreign authority asks is refused by the officer, once it was escalated, and nothing else.
 */
export function outcomesOf(current: Decidable): readonly Outcome[] {
  if (current.state !== 'verifying' && current.state !== 'deciding') return []
  if (isForOfficer(current.right)) return current.state === 'deciding' && current.escalation ? possibleOutcomes(current.right) : []
  if (isUnidentified(current) || lacksEvidence(current)) return ['refused']
  if (needsIdentity(current) && current.state === 'verifying') return []
  // Of one thing there is no part.
  return itemsOf(current).length === 1 ? possibleOutcomes(current.right).filter((outcome) => outcome !== 'granted-in-part') : possibleOutcomes(current.right)
}

/** Nobody was identified, and this needs it. */
export function isUnidentified(current: Pick<Decidable, 'right' | 'explains' | 'identityChecks'>): boolean {
  return needsIdentity(current) && current.identityChecks.length === 0
}

type Groundable = Pick<CaseRequest, 'right' | 'explains' | 'identityChecks' | 'madeBy' | 'state' | 'receivedOn' | 'pauses' | 'timeline'>

/**
 * Without a check that it needs, only the ground that says so; where none is needed, never that one. An authority abroad gets one answer.
 * Once closing is proposed on the day `on`, also that what was asked for never came; absent, nothing that hangs on a day is open.
 */
export function groundsOf(current: Groundable, rules: RulesPackBody, on?: Day): readonly Ground[] {
  const isWaitedOut = on !== undefined && closeProposed(current, on, rules) !== undefined
  const unsupplied = isWaitedOut ? groundsFor(current.right, rules).filter((ground) => ground.code === UNSUPPLIED_GROUND) : []
  return [...lastingGrounds(current, rules), ...unsupplied]
}

function lastingGrounds(current: Groundable, rules: RulesPackBody): readonly Ground[] {
  const fitting = groundsFor(current.right, rules).filter((ground) => ground.code !== UNSUPPLIED_GROUND)
  if (isForOfficer(current.right)) return fitting.filter((ground) => ground.code === FOREIGN_GROUND)
  if (isUnidentified(current)) return fitting.filter((ground) => ground.code === UNIDENTIFIED_GROUND)
  if (lacksEvidence(current)) return fitting.filter((ground) => unshownGrounds(current).includes(ground.code))
  return needsIdentity(current) ? fitting : fitting.filter((ground) => ground.code !== UNIDENTIFIED_GROUND)
}

/** Who asks, or that they may, was not shown; of a relative also that the conditions for relatives are not met. No other ground: each would say something of the person. */
function unshownGrounds({ madeBy }: Pick<Decidable, 'madeBy'>): readonly string[] {
  return madeBy?.kind === 'relative' ? [UNIDENTIFIED_GROUND, NOT_THEIRS_GROUND] : [UNIDENTIFIED_GROUND]
}

/** As the whole ends: what was done before is granted, and what is not the person's is refused. */
export function stateOfOutcome(outcome: Outcome): Extract<RequestState, 'granted' | 'granted-in-part' | 'refused'> {
  switch (outcome) {
    case 'granted':
    case 'already-done':
      return 'granted'
    case 'granted-in-part':
      return 'granted-in-part'
    case 'refused':
    case 'not-theirs':
      return 'refused'
  }
}

export function decide(current: CaseRequest, args: DecideArgs, by: Actor, rules: RulesPackBody): Step {
  const isShown = args.outcome === 'refused' || !lacksEvidence(current)
  if (!isShown) return err({ code: 'precondition', fields: [EVIDENCE_FIELD] })
  if (!outcomesOf(current).includes(args.outcome)) return err({ code: 'precondition' })
  if (isForOfficer(current.right) && by.role !== 'officer') return err({ code: 'forbidden' })
  const ground = groundGiven(args)
  if (isUnidentified(current) && ground !== UNIDENTIFIED_GROUND && ground !== UNSUPPLIED_GROUND) return err({ code: 'precondition' })
  const late = lateReasonOf(current, args.lateReason, by, rules)
  const fields = [...decisionProblems(current, { ...args, ground }, rules, by), ...(late.ok ? [] : ['lateReason'])]
  if (!late.ok || fields.length > 0) return err({ code: 'invalid', fields })
  const reason = { outcome: args.outcome, ...(ground === undefined ? {} : { ground }) }
  const decision: CaseDecision = { ...reason, ...detailsOf(args), text: args.text, staffId: by.staffId, at: by.at, rulesPack: args.rulesPack, ...lateness(late.value) }
  const decided = withEntry({ ...current, state: stateOfOutcome(args.outcome), decision, closedAt: by.at }, { ...entry(by, 'decided', args.text), ...reason })
  const event = args.outcome === 'granted' || args.outcome === 'granted-in-part' ? eventOfGrant(current.right) : undefined
  return ok(event === undefined ? decided : withEntry(decided, entry(by, event)))
}

/** Of several items' grounds the first; what is not the person's own is one, whoever names it. */
function groundGiven({ outcome, ground, items }: DecideArgs): string | undefined {
  if (outcome === 'not-theirs') return NOT_THEIRS_GROUND
  const ofItems = items?.find((item) => item.ground !== undefined)?.ground
  return ground ?? ofItems ?? (items?.some((item) => item.outcome === 'not-theirs') ? NOT_THEIRS_GROUND : undefined)
}

function detailsOf({ items, conditions, form, lawyer, replaces, shown }: DecideArgs): DecisionDetails {
  return {
    ...(items === undefined ? {} : { items }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(form === undefined ? {} : { form }),
    ...(lawyer === undefined ? {} : { lawyer }),
    ...(replaces === undefined ? {} : { replaces }),
    ...(shown === undefined ? {} : { shown }),
  }
}

/** Names of the fields that do not hold together. */
function decisionProblems(current: CaseRequest, args: DecideArgs, rules: RulesPackBody, by: Actor): readonly string[] {
  const fields: string[] = []
  if (args.text.trim() === '' || (current.test === true && !hasTestMark(args.text))) fields.push('text')
  const open = groundsOf(current, rules, dayOf(by))
  const isOpen = (code: string | undefined): boolean => open.some((ground) => ground.code === code)
  const refuses = args.outcome === 'refused' || args.outcome === 'granted-in-part'
  // A pack that does not list the ground of `not-theirs` for this right still lets it be said: it is an outcome, not a choice.
  if (refuses ? !isOpen(args.ground) : args.outcome !== 'not-theirs' && args.ground !== undefined) fields.push('ground')
  if (!itemsHold(current, args, isOpen)) fields.push('items')
  if (!conditionsHold(current, args)) fields.push('conditions')
  fields.push(...valueProblems(current, args, toDay(by.at)))
  if (args.replaces !== undefined && (current.right !== 'correct' || args.outcome === 'refused')) fields.push('replaces')
  if (!isEvidenceWhole(current, args)) fields.push('shown')
  if (args.form === 'spoken' && !canBeSpoken(current)) fields.push('form')
  const needsLawyer = [args.ground, ...(args.items ?? []).map((item) => item.ground)].some((code) => rules.grounds.find((one) => one.code === code)?.approval === 'lawyer')
  if (needsLawyer !== ((args.lawyer ?? '').trim() !== '')) fields.push('lawyer')
  return fields
}

/** Each item once, each refusal with its ground, and the whole as the items make it. Without items the decision speaks of all of them. */
function itemsHold(current: CaseRequest, { outcome, items }: DecideArgs, isOpen: (code: string | undefined) => boolean): boolean {
  const asked = itemsOf(current)
  // One part of one thing is no part: of a single item the whole says all, and of several the items say which part.
  if (items === undefined) return asked.length === 0 || outcome !== 'granted-in-part'
  const isEveryOne = items.length === asked.length && asked.every(({ key }) => items.some((one) => one.item === key))
  const hasGrounds = (one: ItemDecision): boolean => (one.outcome === 'refused' ? isOpen(one.ground) : one.ground === undefined)
  return asked.length > 0 && isEveryOne && items.every(hasGrounds) && outcomeOfItems(items) === outcome
}

/** What is granted must be a value of its field: a mobile that is none could not be written. */
function valueProblems(current: CaseRequest, { outcome, items }: DecideArgs, today: Day): readonly string[] {
  if (outcome !== 'granted' && outcome !== 'granted-in-part') return []
  const isGranted = (key: string): boolean => items === undefined || items.some((one) => one.item === key && one.outcome === 'granted')
  const values = normaliseCorrections((current.corrections ?? []).filter(({ field }) => isGranted(`field:${field}`)), today)
  return values.ok ? [] : values.error
}

/** All four answered; granted only when all are met, and the ground that says they are not only when one is not. */
function conditionsHold(current: CaseRequest, { outcome, ground, conditions }: DecideArgs): boolean {
  if (current.right !== 'transfer') return conditions === undefined
  if (isUnidentified(current)) return conditions === undefined
  if (conditions === undefined) return outcome !== 'granted' && ground !== TRANSFER_GROUND
  const areMet = Object.values(conditions).every(Boolean)
  if (outcome === 'granted') return areMet
  return ground === TRANSFER_GROUND ? !areMet : true
}

/** Where the person is on the line or at the counter; what goes to an authority is written. */
function canBeSpoken({ channel, right }: CaseRequest): boolean {
  return (channel === 'phone' || channel === 'counter') && !isForOfficer(right) && !endsInErasure(right)
}
