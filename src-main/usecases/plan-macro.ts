// What a macro does to one case: each step by the same rules as its own form, on the case as the steps before it left it; nothing is written.
import { addDays, type Day } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { MacroChange, MacroReason } from '../../src-shared/contract/preset'
import type { DraftForm } from '../../src-shared/contract/draft'
import type { StaffRef } from '../../src-shared/contract/views'
import type { StaffId } from '../../src-shared/base/ids'
import { categoryText } from '../../src-shared/domain/clock-view'
import { addWorkingDays } from '../../src-shared/domain/deadline'
import { fillMacroText, type MacroStep } from '../../src-shared/domain/macro-steps'
import type { Macro } from '../../src-shared/domain/presets'
import { comesBack } from '../../src-shared/domain/queue-days'
import type { CaseRequest, Operation } from '../../src-shared/domain/request'
import { canAssign } from '../../src-shared/domain/request-assign'
import { countRequest } from '../../src-shared/domain/request-clock'
import { applyOperation, type Refusal } from '../../src-shared/domain/request-machine'
import { EVIDENCE_FIELD } from '../../src-shared/domain/request-step'
import { groundOf, type RulesPackBody } from '../../src-shared/domain/rules'
import { CLOSED_STATES } from '../../src-shared/domain/vocabulary'
import type { OverlaidRequest } from '../sync/overlay'
import { getDraft } from '../vault/repositories/drafts'
import { listIndexRows } from '../vault/repositories/request-index'
import type { Reader } from '../vault/transaction'
import { isReadOnly, type ActDeps } from './act-on-request'
import type { UnlockedDesk } from './unlocked-desk'
import { letterWriter, type LetterWriter } from './write-letter'

export type MacroDeps = ActDeps & Pick<UnlockedDesk, 'today'>

export interface MacroPlan {
  readonly operations: readonly Operation[]
  readonly changes: readonly MacroChange[]
  readonly snoozeUntil?: Day
}
/** Who works here, by name; undefined for whoever does not (any more). */
export type ActiveStaff = (staffId: StaffId) => StaffRef | undefined

interface Given {
  readonly deps: MacroDeps
  readonly rules: RulesPackBody
  readonly today: Day
  readonly dueOn: Day
  readonly letter: LetterWriter
  readonly staff: ActiveStaff
}
interface Step {
  readonly change: MacroChange
  readonly operation?: Operation
}

export async function planMacro(reader: Reader, deps: MacroDeps, macro: Macro, seen: OverlaidRequest | undefined, staff: ActiveStaff): Promise<Result<MacroPlan, MacroReason>> {
  if (!seen) return err('gone')
  const { request } = seen
  if (isReadOnly(deps)) return err('upgrade-required')
  if (CLOSED_STATES.includes(request.state)) return err('closed')
  if (macro.rights && !macro.rights.includes(request.right)) return err('other-right')
  if (seen.isUnsettled) return err('unsettled')
  if (await hasDraft(reader, deps, macro, request)) return err('draft-waits')
  const dueOn = (await listIndexRows(reader, [request.id])).get(request.id)?.dueOn ?? request.outerOn
  return stepThrough(macro, request, { deps, rules: deps.rules.current(), today: deps.today(), dueOn, letter: await letterWriter({ rules: deps.rules, today: deps.today, vault: { reader } }, request), staff })
}

/** What somebody typed into the form of a step would end with its act. */
async function hasDraft(reader: Reader, { me }: MacroDeps, macro: Macro, { id: target }: CaseRequest): Promise<boolean> {
  const forms = macro.steps.flatMap(({ kind }): readonly DraftForm[] => (kind === 'decide' || kind === 'pause' ? [kind] : []))
  for (const form of forms) if (await getDraft(reader, { staffId: me.staffId, form, target })) return true
  return false
}

function stepThrough(macro: Macro, request: CaseRequest, given: Given): Result<MacroPlan, MacroReason> {
  const { deps, rules } = given
  const by = { staffId: deps.me.staffId, at: deps.clock.now(), actedAt: deps.knownTime.now(), role: deps.me.role }
  const steps: Step[] = []
  let current = request
  for (const step of macro.steps) {
    const made = makeStep(step, current, given)
    if (!made.ok) return made
    if (!made.value) continue
    const { operation } = made.value
    const next = operation ? applyOperation(current, operation, by, rules) : ok(current)
    if (!next.ok) return err(reasonOf(next.error, step.kind, current))
    current = next.value
    steps.push(step.kind === 'pause' ? withTarget(made.value, targetOf(request, rules), targetOf(current, rules)) : made.value)
  }
  if (steps.length === 0) return err('nothing-to-do')
  const snooze = steps.map(({ change }) => change).find((change) => change.kind === 'snooze')
  return ok({ operations: steps.flatMap(({ operation }) => operation ?? []), changes: steps.map(({ change }) => change), ...(snooze ? { snoozeUntil: snooze.untilOn } : {}) })
}

/** Undefined: it is so already, and there is nothing to do. */
function makeStep(step: MacroStep, request: CaseRequest, given: Given): Result<Step | undefined, MacroReason> {
  const { deps: { me }, rules, today, dueOn, staff } = given
  const { id: requestId } = request
  switch (step.kind) {
    case 'take':
      return ok(request.assigneeId === me.staffId && request.state !== 'received' ? undefined : { change: { kind: 'take' }, operation: { op: 'request.take@1', args: { requestId } } })
    case 'assign': {
      const to = staff(step.assigneeId)
      if (!to) return err('assignee-gone')
      return ok(canAssign(request, step.assigneeId) ? { change: { kind: 'assign', to }, operation: { op: 'request.assign@1', args: { requestId, assigneeId: step.assigneeId } } } : undefined)
    }
    case 'pause': {
      const days = { from: today, to: addWorkingDays(addDays(today, -1), step.workingDays, rules).on }
      const reason = fillMacroText(step.reason, wordsOf(request, rules, ''))
      const category = { code: step.category, text: categoryText(step.category, rules) }
      return ok({ change: { kind: 'pause', ...days, category, reason }, operation: { op: 'request.pause@1', args: { requestId, category: step.category, ...days, reason, rulesPack: rules.version } } })
    }
    case 'decide':
      return ok(makeDecision(step, request, given))
    case 'snooze': {
      if (dueOn <= today) return err('due')
      return ok({ change: { kind: 'snooze', untilOn: comesBack(addWorkingDays(today, step.workingDays, rules).on, dueOn) } })
    }
  }
}

function makeDecision({ outcome, ground: code, text: template }: Extract<MacroStep, { kind: 'decide' }>, request: CaseRequest, { rules, letter }: Given): Step {
  const choice = { outcome, ...(code === undefined ? {} : { ground: code }) }
  const standard = letter(choice)
  const text = template.trim() === '' ? standard : fillMacroText(template, wordsOf(request, rules, standard))
  const ground = code === undefined ? undefined : groundOf(code, request.right, rules)
  return {
    change: { kind: 'decide', outcome, text, ...(ground ? { ground: { code: ground.code, text: ground.text } } : {}) },
    operation: { op: 'request.decide@1', args: { requestId: request.id, ...choice, text, rulesPack: rules.version } },
  }
}

function wordsOf(request: CaseRequest, rules: RulesPackBody, letter: string): Parameters<typeof fillMacroText>[1] {
  return { caseNo: request.caseNo, receivedOn: request.receivedOn, targetOn: targetOf(request, rules) ?? '', letter }
}

/** Undefined while no calendar covers it. */
function targetOf(request: CaseRequest, rules: RulesPackBody): Day | undefined {
  const deadline = countRequest(request, rules)
  return 'targetOn' in deadline ? deadline.targetOn : undefined
}

/** Where the pause moves the target to; one that it does not move is not said. */
function withTarget(step: Step, before: Day | undefined, targetOn: Day | undefined): Step {
  return step.change.kind === 'pause' && targetOn !== undefined && targetOn !== before ? { ...step, change: { ...step.change, targetOn } } : step
}

function reasonOf({ code, fields }: Refusal, step: MacroStep['kind'], { state, identityChecks }: CaseRequest): MacroReason {
  if (code === 'forbidden') return 'not-permitted'
  if (fields?.includes(EVIDENCE_FIELD) === true) return 'evidence-missing'
  if (code === 'invalid') return 'own-form'
  return step === 'decide' && state !== 'received' && identityChecks.length === 0 ? 'unidentified' : 'not-possible'
}
