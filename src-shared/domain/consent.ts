// What a person had agreed to as of a day or a moment, purpose by purpose, which clause governed, and what a withdrawal stopped.
// One replay from the first event answers every question; nothing is carried from one answer to the next.
import type { EpochMs } from '../base/clock'
import type { ConsentEventId, PolicyId } from '../base/ids'
import { channelLastUsed, concerns, dayOf, historyUntil, isStop, outlivesRestriction, type ConsentEvent, type Moment } from './consent-events'
import { INVENTORY, type LegalBasis } from './inventory'
import { bindingsAsOf, type Bindings } from './policy-binding'
import { purposesOf } from './policy-difference'
import { clauseOf, precedenceForPerson, type BoundPrecedence, type GoverningClause } from './policy-precedence'
import { versionOf, type PolicyRegister } from './policy-register'
import type { ServiceChannel } from './policy-words'
import { PURPOSES, type Category, type ConsentKind, type PolicyTopic, type Product, type Purpose } from './vocabulary'

export interface ConsentQuestion {
  readonly events: readonly ConsentEvent[]
  readonly register: PolicyRegister
  readonly products: readonly Product[]
  /** Absent: the form of the service that the person had used last. */
  readonly channel?: ServiceChannel
}
/** The act from which the agreement is read, with what was shown. */
export interface Agreement {
  readonly eventId: ConsentEventId
  readonly kind: ConsentKind
  readonly at: EpochMs
  readonly policyId: PolicyId
  readonly product?: Product
  /** Absent: a version that the register does not know. */
  readonly version?: string
  readonly channel: ConsentEvent['channel']
  readonly wordingHash: string
}
/** Of a purpose that is withdrawn: what had to stop that moment, and what goes on because it never rested on consent. */
export interface Stopped {
  readonly eventId: ConsentEventId
  readonly at: EpochMs
  readonly categories: readonly Category[]
  readonly goesOn: readonly { readonly category: Category; readonly basis: LegalBasis }[]
}
export interface PurposeState {
  readonly purpose: Purpose
  readonly state: 'in-force' | 'withdrawn' | 'never-agreed'
  readonly by?: ConsentKind
  readonly since?: EpochMs
  /** What had been agreed to last, in force or withdrawn. */
  readonly agreement?: Agreement
  readonly stopped?: Stopped
  /** The governing clause of the topic; of several products' the first own one. */
  readonly clause?: GoverningClause
  /** For every product of the person (or the service as a whole): which clause, why, and whether it binds. */
  readonly precedence: readonly BoundPrecedence[]
}

const TOPIC_BY_PURPOSE: Readonly<Record<Purpose, PolicyTopic>> = {
  account: 'collection',
  'abnormal-status': 'usage-data',
  compatibility: 'usage-data',
  'pages-and-search': 'usage-data',
}

export function stateAsOf(question: ConsentQuestion, moment: Moment): readonly PurposeState[] {
  const { events, register } = question
  const history = historyUntil(moment, events)
  const bindings = bindingsAsOf(moment, events, register)
  const channel = question.channel ?? channelLastUsed(history)
  const products = question.products.length === 0 ? [undefined] : question.products
  // Several purposes share a topic: which clause governs is found once for each.
  const byTopic = new Map<PolicyTopic, readonly BoundPrecedence[]>()
  for (const topic of new Set(Object.values(TOPIC_BY_PURPOSE))) {
    byTopic.set(topic, products.map((product) => precedenceForPerson({ ...(product === undefined ? {} : { product }), channel, day: dayOf(moment), topic }, bindings.bound, register)))
  }
  return PURPOSES.map((purpose) => {
    const precedence = byTopic.get(TOPIC_BY_PURPOSE[purpose]) ?? []
    const clause = governingOf(purpose, precedence, register)
    return { ...agreementTo(purpose, history, bindings, register), ...(clause ? { clause } : {}), precedence }
  })
}

function governingOf(purpose: Purpose, precedence: readonly BoundPrecedence[], register: PolicyRegister): GoverningClause | undefined {
  const governing = (precedence.find((one) => one.governing?.prevails) ?? precedence.find((one) => one.governing))?.governing
  const version = governing && versionOf(governing.policyId, register)
  return governing && version ? clauseOf(version, governing.topic, purpose) : undefined
}

type Answer = Omit<PurposeState, 'clause' | 'precedence'>

function agreementTo(purpose: Purpose, history: readonly ConsentEvent[], bindings: Bindings, register: PolicyRegister): Answer {
  let answer: Answer = { purpose, state: 'never-agreed' }
  history.forEach((event, place) => {
    if (event.kind === 'product-ended') answer = afterProduct(answer, event, history.slice(0, place), bindings, register)
    else if (concerns(event, purpose)) answer = afterEvent(answer, event, bindings, register)
  })
  return answer
}

/** What was agreed to for one product ends with it; where the person's other acts alone would have agreed to the purpose, it goes on by them. */
function afterProduct(before: Answer, ended: ConsentEvent, past: readonly ConsentEvent[], bindings: Bindings, register: PolicyRegister): Answer {
  const { purpose, agreement } = before
  if (before.state !== 'in-force' || agreement?.product === undefined || agreement.product !== ended.product) return before
  const others = past.filter((event) => isStop(event) || versionOf(event.policyId, register)?.product !== ended.product)
  const without = agreementTo(purpose, others, bindings, register)
  if (without.state === 'in-force') return without
  return { purpose, state: 'withdrawn', by: ended.kind, since: ended.at, agreement, stopped: stoppedBy(purpose, ended) }
}

function afterEvent(before: Answer, event: ConsentEvent, bindings: Bindings, register: PolicyRegister): Answer {
  const { purpose } = before
  const { kind, at } = event
  switch (kind) {
    case 'withdrawal':
    case 'opt-out':
    case 'restriction':
      return {
        purpose, state: 'withdrawn', by: kind, since: at,
        ...(before.agreement ? { agreement: before.agreement } : {}),
        // Withdrawing what is withdrawn stops nothing more: the first one did.
        stopped: before.stopped ?? stoppedBy(purpose, event),
      }
    case 'explicit-grant':
    case 'separate-consent':
      // A grant is the person's own act: it counts as given, and what is wrong with its version is a finding (consent-findings.ts).
      return { purpose, state: 'in-force', by: kind, since: at, agreement: agreementOf(event, kind, register) }
    case 'registered':
    case 'continued-use':
      return afterUse(before, event, kind, bindings, register)
    case 'notified':
    case 'product-ended':
      return before
  }
}

/** Using a service agrees to what its version says is done, where the act was enough for that version; it never undoes a withdrawal (NDSR 22(5)). */
function afterUse(before: Answer, event: ConsentEvent, kind: 'registered' | 'continued-use', bindings: Bindings, register: PolicyRegister): Answer {
  const { purpose } = before
  if (before.state === 'withdrawn' || !reaches(purpose, event, bindings, register)) return before
  const agreement = agreementOf(event, kind, register)
  if (before.state === 'in-force') return { ...before, agreement }
  return { purpose, state: 'in-force', by: kind, since: event.at, agreement }
}

function reaches(purpose: Purpose, event: ConsentEvent, bindings: Bindings, register: PolicyRegister): boolean {
  const refused = bindings.insufficient.find((one) => one.event.id === event.id)
  // What was not in force is not agreed to by use. A version that is not in this register cannot be judged: the act stands, with a finding.
  if (refused && refused.because !== 'unknown-version') return false
  const version = versionOf(event.policyId, register)
  return (version && purposesOf(version))?.includes(purpose) ?? true
}

function agreementOf(event: ConsentEvent, kind: ConsentKind, register: PolicyRegister): Agreement {
  const version = versionOf(event.policyId, register)
  return {
    eventId: event.id, kind, at: event.at, policyId: event.policyId, channel: event.channel, wordingHash: event.wordingHash,
    ...(version?.product === undefined ? {} : { product: version.product }),
    ...(version ? { version: version.version } : {}),
  }
}

function stoppedBy(purpose: Purpose, event: ConsentEvent): Stopped {
  const entries = INVENTORY.filter((entry) => entry.purposes.includes(purpose))
  const isStopped = (basis: LegalBasis): boolean => basis === 'consent' || (event.kind === 'restriction' && !outlivesRestriction(basis))
  return {
    eventId: event.id,
    at: event.at,
    categories: entries.filter((entry) => isStopped(entry.legalBasis)).map((entry) => entry.category),
    goesOn: entries.filter((entry) => !isStopped(entry.legalBasis)).map(({ category, legalBasis: basis }) => ({ category, basis })),
  }
}

/** What the withdrawals and opt-outs up to the moment stopped and no later grant let begin again. */
export function stoppedAsOf(question: ConsentQuestion, moment: Moment): readonly (Stopped & { readonly purpose: Purpose })[] {
  return stateAsOf(question, moment).flatMap(({ purpose, stopped }) => (stopped ? [{ purpose, ...stopped }] : []))
}
