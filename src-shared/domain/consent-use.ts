// Where information was really used although the purpose was withdrawn or never agreed to; a use under a law, a contract or an
// exception that was invoked is told too, with what carries it.
import { toDay, type EpochMs } from '../base/clock'
import type { ConsentEventId } from '../base/ids'
import { concerns, endOf, isAgreement, isExplicit, isStop, outlivesRestriction, type ConsentEvent, type Moment } from './consent-events'
import { stateAsOf } from './consent'
import { afterRefusal, isInvokedOn, type ExceptionRule, type Invocation } from './exceptions'
import { inventoryOf, type LegalBasis } from './inventory'
import type { PolicyRegister } from './policy-register'
import { PURPOSES, type Category, type Purpose } from './vocabulary'

/** That rows of a category came to be for a purpose: one row, or a run of rows counted together. */
export interface PurposeUse {
  readonly purpose: Purpose
  readonly category: Category
  readonly at: EpochMs
}

/** What carries a use in place of consent; texts `consent:carriedBy.BY`. */
export type UseCarrier = { readonly by: Exclude<LegalBasis, 'consent'> } | { readonly by: 'exception'; readonly invocation: Invocation['id'] }
/** Texts: `consent:finding.KIND`. */
export type UseFinding =
  | UseRun
  /** Going on using the service after withdrawing a purpose: it brings nothing back, and nobody may read it so (NDSR 22(5)). */
  | { readonly kind: 'used-on-after-withdrawal'; readonly purpose: Purpose; readonly eventId: ConsentEventId; readonly at: EpochMs; readonly withdrawalId: ConsentEventId; readonly weight: 'note' | 'breach' }
  /** An approved exception that ended for this person alone, since they clearly refused (PIPL 27): nobody may rely on it for them. */
  | { readonly kind: 'exception-ended-by-refusal'; readonly purpose: Purpose; readonly category: Category; readonly eventId: ConsentEventId; readonly at: EpochMs; readonly invocation: Invocation['id']; readonly weight: 'note' }

export interface UseRun {
  readonly kind: 'use-after-withdrawal' | 'use-without-agreement'
  readonly purpose: Purpose
  readonly category: Category
  /** First and last of the run, and how many. */
  readonly at: EpochMs
  readonly until: EpochMs
  readonly count: number
  /** With `use-after-withdrawal`: the withdrawal. */
  readonly eventId?: ConsentEventId
  /** `note`: something else carries it. */
  readonly weight: 'breach' | 'note'
  readonly carriedBy?: UseCarrier
  /** The exception that would have carried it, had the person not refused before (PIPL 27). */
  readonly refused?: { readonly invocation: Invocation['id']; readonly at: EpochMs }
}

export interface UseInput {
  /** In order, up to the moment. */
  readonly history: readonly ConsentEvent[]
  readonly register: PolicyRegister
  readonly uses: readonly PurposeUse[]
  readonly invocations: readonly Invocation[]
  /** Which cases end with the person's refusal. */
  readonly catalogue: readonly ExceptionRule[]
}

export function useFindings(moment: Moment, input: UseInput): readonly UseFinding[] {
  const end = endOf(moment)
  const uses = input.uses.filter((use) => use.at < end).sort((a, b) => a.at - b.at)
  return PURPOSES.flatMap((purpose) => {
    const spans = spansOf(purpose, input)
    const ofPurpose = uses.filter((use) => use.purpose === purpose)
    return spans.flatMap((span, place) => {
      const next = spans[place + 1]?.from ?? end
      return span.state === 'in-force' ? [] : [...runsIn(span, next, ofPurpose, input), ...usedOn(span, next, input.history), ...endedIn(span, next, input)]
    })
  })
}

/** A stretch of time in which the state of a purpose is the same. */
interface Span {
  readonly purpose: Purpose
  readonly state: 'in-force' | 'withdrawn' | 'never-agreed'
  readonly from: EpochMs
  readonly withdrawalId?: ConsentEventId
}

/** The states are those of `stateAsOf` at each act: a finding cannot say another thing than the answer on the screen. */
function spansOf(purpose: Purpose, { history, register }: UseInput): readonly Span[] {
  const spans: Span[] = [{ purpose, state: 'never-agreed', from: Number.NEGATIVE_INFINITY }]
  for (const event of history) {
    if (!concerns(event, purpose)) continue
    const now = stateAsOf({ events: history.slice(0, history.indexOf(event) + 1), register, products: [] }, event.at).find((one) => one.purpose === purpose)
    if (!now || now.state === spans.at(-1)?.state) continue
    spans.push({ purpose, state: now.state, from: event.at, ...(now.stopped ? { withdrawalId: now.stopped.eventId } : {}) })
  }
  return spans
}

function runsIn(span: Span, next: EpochMs, uses: readonly PurposeUse[], input: UseInput): readonly UseRun[] {
  const runs = new Map<string, UseRun>()
  for (const { purpose, category, at } of uses) {
    // What was done in the very millisecond of the act counts as before it.
    if (at <= span.from || at > next) continue
    const { carriedBy, refused } = carrierOf({ category, purpose, at }, input)
    const key = `${category} ${carriedBy === undefined ? `- ${refused?.invocation ?? ''}` : carriedBy.by === 'exception' ? carriedBy.invocation : carriedBy.by}`
    const run = runs.get(key)
    if (run) runs.set(key, { ...run, until: at, count: run.count + 1 })
    else {
      runs.set(key, {
        kind: span.state === 'withdrawn' ? 'use-after-withdrawal' : 'use-without-agreement', purpose, category, at, until: at, count: 1,
        weight: carriedBy ? 'note' : 'breach',
        ...(span.withdrawalId === undefined ? {} : { eventId: span.withdrawalId }), ...(carriedBy ? { carriedBy } : {}), ...(refused ? { refused } : {}),
      })
    }
  }
  return [...runs.values()]
}

function carrierOf({ category, purpose, at }: PurposeUse, input: UseInput): Pick<UseRun, 'carriedBy' | 'refused'> {
  const { legalBasis } = inventoryOf(category)
  if (legalBasis !== 'consent') return isRestricted(purpose, at, input.history) && !outlivesRestriction(legalBasis) ? {} : { carriedBy: { by: legalBasis } }
  const invoked = input.invocations.filter((one) => one.category === category && one.purpose === purpose && isInvokedOn(one, toDay(at)))
  const refusal = input.history.findLast((event) => event.at < at && isStop(event) && concerns(event, purpose))
  const standing = invoked.find((one) => refusal === undefined || isInvokedOn(endedBy(refusal, one, input), toDay(at)))
  if (standing) return { carriedBy: { by: 'exception', invocation: standing.id } }
  const [ended] = invoked
  return ended && refusal ? { refused: { invocation: ended.id, at: refusal.at } } : {}
}

/** Until the person grants the purpose again in so many words. */
function isRestricted(purpose: Purpose, at: EpochMs, history: readonly ConsentEvent[]): boolean {
  const last = history.findLast((event) => event.at < at && concerns(event, purpose) && (event.kind === 'restriction' || isExplicit(event)))
  return last?.kind === 'restriction'
}

/** A case of which the pack in force has no rule is taken as it is: whether a refusal ends it is not known. */
function endedBy(refusal: ConsentEvent, invocation: Invocation, { catalogue }: UseInput): Invocation {
  const rule = catalogue.find((one) => one.case === invocation.case)
  return rule ? afterRefusal(invocation, rule, toDay(refusal.at)) : invocation
}

/** The exceptions that a refusal of this stretch ended, each once: by the first one. */
function endedIn({ purpose, from }: Span, next: EpochMs, input: UseInput): readonly UseFinding[] {
  const refusals = input.history.filter((event) => event.at >= from && event.at < next && isStop(event) && concerns(event, purpose))
  return input.invocations.flatMap((one): readonly UseFinding[] => {
    const isOfPurpose = one.purpose === purpose && inventoryOf(one.category).legalBasis === 'consent' && one.approvedAt !== undefined && one.approvedAt < next
    const refusal = isOfPurpose ? refusals.find((event) => endedBy(event, one, input).until !== one.until) : undefined
    return refusal ? [{ kind: 'exception-ended-by-refusal', purpose, category: one.category, eventId: refusal.id, at: Math.max(refusal.at, one.approvedAt ?? 0), invocation: one.id, weight: 'note' }] : []
  })
}

function usedOn(span: Span, next: EpochMs, history: readonly ConsentEvent[]): readonly UseFinding[] {
  const { withdrawalId, purpose } = span
  if (withdrawalId === undefined) return []
  return history
    .filter((event) => event.at > span.from && event.at <= next && concerns(event, purpose) && isAgreement(event) && !isExplicit(event))
    // One that names the purpose itself claims an agreement that was withdrawn.
    .map((event) => ({ kind: 'used-on-after-withdrawal', purpose, eventId: event.id, at: event.at, withdrawalId, weight: event.purpose === purpose ? 'breach' : 'note' }))
}
