// What is wrong, doubtful or missing in one person's consent history; each finding names the act or the use that shows it.
import type { EpochMs } from '../base/clock'
import type { ConsentEventId } from '../base/ids'
import { concerns, historyUntil, isAgreement, isExplicit, isStop, wasInForce, type ConsentEvent, type Moment } from './consent-events'
import { useFindings, type PurposeUse, type UseFinding } from './consent-use'
import type { ExceptionRule, Invocation } from './exceptions'
import { bindingsAsOf, type Bindings } from './policy-binding'
import { purposesOf } from './policy-difference'
import { versionOf, type PolicyRegister } from './policy-register'
import { PURPOSES, type Purpose } from './vocabulary'

/** `breach`: the law or the policy asks for something else; `doubt`: somebody has to look; `note`: explained, and worth knowing. */
export type FindingWeight = 'breach' | 'doubt' | 'note'

interface AboutEvent {
  readonly eventId: ConsentEventId
  readonly at: EpochMs
  readonly weight: FindingWeight
}
/** Texts: `consent:finding.KIND`. */
export type EventFinding = AboutEvent &
  (
    | { readonly kind: 'unknown-version' | 'version-not-in-force' }
    /** Going on using the service, or being told, where a purpose, a category or a method is new (PIPL 14). */
    | { readonly kind: 'not-explicit'; readonly purposes: readonly Purpose[] }
    /** Nobody has marked what the version, or the one before, says is done. */
    | { readonly kind: 'change-unknown' }
    | { readonly kind: 'told-before-any-agreement' }
    /** The first event is none by which a relation begins. */
    | { readonly kind: 'no-beginning' }
    | { readonly kind: 'registered-twice' }
    | { readonly kind: 'withdrawn-before-agreed'; readonly purpose: Purpose }
    /** The person's act for a purpose of which the version that it names says nothing. */
    | { readonly kind: 'purpose-not-in-version'; readonly purpose: Purpose }
    /** The hash of what was shown is not that of the version's text. */
    | { readonly kind: 'wording-differs' }
    /** Came in where an act leaves no trace of its own, and nothing was kept beside it. */
    | { readonly kind: 'no-evidence' }
    | { readonly kind: 'same-moment'; readonly other: ConsentEventId; readonly purpose: Purpose }
  )
/** Texts: `consent:finding.KIND`. */
export type ConsentFinding = EventFinding | UseFinding

export interface FindingInput {
  readonly events: readonly ConsentEvent[]
  readonly register: PolicyRegister
  /** What was really done, counted from the service logs; findings about use are only as complete as this is. */
  readonly uses: readonly PurposeUse[]
  /** Cases in which consent is not needed that were invoked for these uses. */
  readonly invocations: readonly Invocation[]
  /** The pack's own, which says for each case whether a person's refusal ends it. */
  readonly catalogue: readonly ExceptionRule[]
}

/** In order of time; the same input gives the same list. */
export function findingsAsOf(moment: Moment, input: FindingInput): readonly ConsentFinding[] {
  const history = historyUntil(moment, input.events)
  const bindings = bindingsAsOf(moment, input.events, input.register)
  const found: readonly ConsentFinding[] = [
    ...beginningFindings(history),
    ...bindingFindings(bindings),
    ...history.flatMap((event) => eventFindings(event, input.register)),
    ...orderFindings(history),
    ...useFindings(moment, { ...input, history }),
  ]
  return found.toSorted((a, b) => a.at - b.at)
}

function about({ id: eventId, at }: ConsentEvent, weight: FindingWeight): AboutEvent {
  return { eventId, at, weight }
}

function beginningFindings(history: readonly ConsentEvent[]): readonly EventFinding[] {
  const [first] = history
  const missing: readonly EventFinding[] = first && first.kind !== 'registered' ? [{ kind: 'no-beginning', ...about(first, 'doubt') }] : []
  const again = history.filter((event) => event.kind === 'registered').slice(1)
  return [...missing, ...again.map((event): EventFinding => ({ kind: 'registered-twice', ...about(event, 'doubt') }))]
}

function bindingFindings({ bound, insufficient }: Bindings): readonly EventFinding[] {
  const assumed = bound.filter((one) => one.assumed && (one.by === 'continued-use' || one.by === 'notified'))
  return [
    ...assumed.map(({ eventId, at }): EventFinding => ({ kind: 'change-unknown', eventId, at, weight: 'doubt' })),
    ...insufficient.flatMap(({ event, because, purposes }): readonly EventFinding[] => {
      if (because === 'never-agreed-before') return [{ kind: 'told-before-any-agreement', ...about(event, 'doubt') }]
      // An express act that covers one of two new purposes is no fault of that act: the other is still to be asked for.
      if (because !== 'explicit-consent-needed' || isExplicit(event)) return []
      return [{ kind: 'not-explicit', purposes: purposes ?? [], ...about(event, 'breach') }]
    }),
  ]
}

const TRACELESS: readonly ConsentEvent['channel'][] = ['phone', 'e-mail', 'letter', 'counter']

function eventFindings(event: ConsentEvent, register: PolicyRegister): readonly EventFinding[] {
  const found: EventFinding[] = []
  if (TRACELESS.includes(event.channel) && (event.evidence ?? '').trim() === '') found.push({ kind: 'no-evidence', ...about(event, 'doubt') })
  const version = versionOf(event.policyId, register)
  if (!version) return [...found, { kind: 'unknown-version', ...about(event, 'doubt') }]
  // A withdrawal names what was agreed to, which may have ended long ago: it is always good.
  if (isStop(event) || event.kind === 'product-ended') return found
  if (!wasInForce(version, event, register)) found.push({ kind: 'version-not-in-force', ...about(event, 'breach') })
  const isWhole = event.kind === 'registered' || event.kind === 'continued-use' || event.kind === 'notified'
  if (isWhole && event.wordingHash !== version.textHash) found.push({ kind: 'wording-differs', ...about(event, 'doubt') })
  const said = purposesOf(version)
  if (isExplicit(event) && event.purpose !== undefined && version.product === undefined && said?.includes(event.purpose) === false) {
    found.push({ kind: 'purpose-not-in-version', purpose: event.purpose, ...about(event, 'doubt') })
  }
  return found
}

/** What contradicts itself by the order of the acts alone. */
function orderFindings(history: readonly ConsentEvent[]): readonly EventFinding[] {
  return PURPOSES.flatMap((purpose) => {
    const found: EventFinding[] = []
    let hasAgreed = false
    history.filter((event) => concerns(event, purpose)).forEach((event, place, concerned) => {
      if (isStop(event) && !hasAgreed && event.purpose === purpose) found.push({ kind: 'withdrawn-before-agreed', purpose, ...about(event, 'note') })
      if (isAgreement(event)) hasAgreed = true
      const before = concerned[place - 1]
      // A grant and a withdrawal of one millisecond: which of them counts was decided by their ids, which no person chose.
      if (before?.at === event.at && isStop(before) !== isStop(event)) found.push({ kind: 'same-moment', purpose, other: before.id, ...about(event, 'doubt') })
    })
    return found
  })
}
