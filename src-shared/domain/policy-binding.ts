// Which policy versions bind a person: those that they agreed to, or were told of where nothing changed that asks for consent.
import type { EpochMs } from '../base/clock'
import type { ConsentEventId, PolicyId } from '../base/ids'
import { historyUntil, isStop, wasInForce, type ConsentEvent, type ConsentEventKind, type Moment } from './consent-events'
import { purposesToAskAgain } from './policy-difference'
import { versionOf, type PolicyLine, type PolicyRegister, type PolicyVersion } from './policy-register'
import { PURPOSES, type Purpose } from './vocabulary'

export interface Binding {
  readonly policyId: PolicyId
  readonly by: ConsentEventKind
  readonly eventId: ConsentEventId
  readonly at: EpochMs
  /** Nobody has marked what this version or the one before says is done: that the act sufficed is assumed, not known. */
  readonly assumed: boolean
}
/** An act that names a version and was not enough to be bound by it. */
export interface InsufficientAct {
  readonly event: ConsentEvent
  /** Absent with `unknown-version`. */
  readonly version?: PolicyVersion
  readonly because: 'unknown-version' | 'not-in-force' | 'explicit-consent-needed' | 'never-agreed-before'
  /** With `explicit-consent-needed`: for these nobody agreed expressly. */
  readonly purposes?: readonly Purpose[]
}
export interface Bindings {
  /** In the order in which they arose; a version stands once, with the act that bound first. */
  readonly bound: readonly Binding[]
  readonly insufficient: readonly InsufficientAct[]
  /** By version: the purposes to which the person agreed expressly under it. */
  readonly expressly: ReadonlyMap<PolicyId, ReadonlySet<Purpose>>
}

/** How one history binds, up to the moment. Withdrawing a purpose unbinds from no text: it stops the purpose (domain/consent.ts). */
export function bindingsAsOf(moment: Moment, events: readonly ConsentEvent[], register: PolicyRegister): Bindings {
  const bound: Binding[] = []
  const insufficient: InsufficientAct[] = []
  const expressly = new Map<PolicyId, Set<Purpose>>()
  for (const event of historyUntil(moment, events)) {
    if (isStop(event) || event.kind === 'product-ended') continue
    const version = versionOf(event.policyId, register)
    if (!version) insufficient.push({ event, because: 'unknown-version' })
    else if (!wasInForce(version, event, register)) insufficient.push({ event, version, because: 'not-in-force' })
    else {
      const given = expressly.get(version.id) ?? new Set<Purpose>()
      for (const purpose of grantedBy(event)) given.add(purpose)
      expressly.set(version.id, given)
      if (bound.some((one) => one.policyId === version.id)) continue
      const step = bindingStep(event, version, baseOf(version.product, bound, register), given)
      if ('because' in step) insufficient.push(step)
      else bound.push(step)
    }
  }
  return { bound, insufficient, expressly }
}

/** Registering is agreeing to the text as a whole; an explicit act reaches as far as the purpose that it names. */
function grantedBy(event: ConsentEvent): readonly Purpose[] {
  if (event.kind === 'registered') return PURPOSES
  if (event.kind !== 'explicit-grant' && event.kind !== 'separate-consent') return []
  return event.purpose === undefined ? PURPOSES : [event.purpose]
}

function bindingStep(event: ConsentEvent, version: PolicyVersion, base: PolicyVersion | undefined, expressly: ReadonlySet<Purpose>): Binding | InsufficientAct {
  if (event.kind === 'notified' && !base) return { event, version, because: 'never-agreed-before' }
  // Without anything before there is no change: whoever begins to use the service agrees to its policy (product.md, P2).
  const asked = base ? purposesToAskAgain(base, version) : []
  const missing = (asked ?? []).filter((purpose) => !expressly.has(purpose))
  if (missing.length > 0) return { event, version, because: 'explicit-consent-needed', purposes: missing }
  return { policyId: version.id, by: event.kind, eventId: event.id, at: event.at, assumed: asked === undefined }
}

/** What a change is measured by: the version of the line that bound last; for a product's first, the general one. */
function baseOf(line: PolicyLine, bound: readonly Binding[], register: PolicyRegister): PolicyVersion | undefined {
  return lastBound(line, bound, register) ?? (line === undefined ? undefined : lastBound(undefined, bound, register))
}

export function lastBound(line: PolicyLine, bound: readonly Binding[], register: PolicyRegister): PolicyVersion | undefined {
  for (const { policyId } of bound.toReversed()) {
    const version = versionOf(policyId, register)
    if (version && version.product === line) return version
  }
  return undefined
}
