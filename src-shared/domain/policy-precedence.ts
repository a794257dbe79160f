// Which clause governs for a person, a product, a channel, a day and a topic, and why (docs/decisions/0022):
// a product's own clause prevails over the general one wherever it has the topic; whether it binds the person is a second question.
import type { Day } from '../base/clock'
import type { PolicyId } from '../base/ids'
import { channelsOf, versionInForce, versionOf, type PolicyClause, type PolicyLine, type PolicyRegister, type PolicyVersion } from './policy-register'
import { bindingsAsOf, lastBound, type Binding, type Bindings } from './policy-binding'
import type { ConsentEvent } from './consent-events'
import { purposesToAskAgain } from './policy-difference'
import type { ServiceChannel } from './policy-words'
import type { PolicyTopic, Product, Purpose } from './vocabulary'

export interface PrecedenceQuestion {
  /** Absent: the service as a whole, where no product's own policy can apply. */
  readonly product?: Product
  readonly channel: ServiceChannel
  readonly day: Day
  readonly topic: PolicyTopic
}
export interface GoverningClause {
  readonly policyId: PolicyId
  readonly product?: Product
  readonly version: string
  readonly number: string
  readonly topic: PolicyTopic
  /** A product's own clause stands before the general one. */
  readonly prevails: boolean
}
/** Texts: `policy:why.CODE`. */
export type PrecedenceReason =
  | 'product-over-general' // both have the topic
  | 'product-alone' // the general policy has it not, or none is in force
  | 'product-silent' // the product's policy is in force and leaves the topic to the general one
  | 'product-without-policy' // none of the product is in force on this channel and day
  | 'general-asked' // no product was asked for
  | 'topic-nowhere' // in force, but without the topic
  | 'nothing-in-force'

export interface Precedence {
  readonly question: PrecedenceQuestion
  /** By the texts in force alone, whoever the person is. */
  readonly governing?: GoverningClause
  readonly why: PrecedenceReason
}

/** The order of the texts: a pure function of the register. */
export function precedenceOf(question: PrecedenceQuestion, register: PolicyRegister): Precedence {
  const { product, channel, day, topic } = question
  const general = versionInForce(undefined, channel, day, register)
  const own = product === undefined ? undefined : versionInForce(product, channel, day, register)
  const generalClause = general && clauseOf(general, topic)
  const ownClause = own && clauseOf(own, topic)
  if (ownClause) return { question, governing: ownClause, why: generalClause ? 'product-over-general' : 'product-alone' }
  if (generalClause) {
    const why = product === undefined ? 'general-asked' : own ? 'product-silent' : 'product-without-policy'
    return { question, governing: generalClause, why }
  }
  return { question, why: general ?? own ? 'topic-nowhere' : 'nothing-in-force' }
}

/** Of several clauses on a topic the first; with a purpose, the first that speaks of it. */
export function clauseOf(version: PolicyVersion, topic: PolicyTopic, purpose?: Purpose): GoverningClause | undefined {
  const clauses = version.clauses.filter((one) => one.topic === topic)
  const speaksOf = (clause: PolicyClause): boolean => clause.processing?.some((statement) => statement.purpose === purpose) === true
  const clause = clauses.find((one) => purpose !== undefined && speaksOf(one)) ?? clauses[0]
  if (!clause) return undefined
  const { id, product } = version
  return { policyId: id, ...(product === undefined ? {} : { product }), version: version.version, number: clause.number, topic, prevails: product !== undefined }
}

export interface BoundPrecedence extends Precedence {
  /** The act by which the governing version binds the person; absent: it governs what the company may do, and does not bind the person. */
  readonly binding?: Binding
  /** The clause that binds the person instead: of the versions in force that bind, the product's before the general one. */
  readonly boundInstead?: GoverningClause
  /** Nothing in force binds: the clause that the person agreed to last, in force or not. */
  readonly agreedLast?: GoverningClause
}

/** `bound`: of the person, as of the end of the question's day (`bindingsAsOf`). */
export function precedenceForPerson(question: PrecedenceQuestion, bound: Bindings['bound'], register: PolicyRegister): BoundPrecedence {
  const texts = precedenceOf(question, register)
  const binding = bound.find((one) => one.policyId === texts.governing?.policyId)
  if (binding) return { ...texts, binding }
  const { product, channel, day, topic } = question
  const lines: readonly PolicyLine[] = product === undefined ? [undefined] : [product, undefined]
  const inForce = lines.map((line) => versionInForce(line, channel, day, register)).filter((version) => bound.some((one) => one.policyId === version?.id))
  const boundInstead = firstClause(inForce, topic)
  if (boundInstead) return { ...texts, boundInstead }
  const agreedLast = firstClause(lines.map((line) => lastBound(line, bound, register)), topic)
  return { ...texts, ...(agreedLast ? { agreedLast } : {}) }
}

function firstClause(versions: readonly (PolicyVersion | undefined)[], topic: PolicyTopic): GoverningClause | undefined {
  for (const version of versions) {
    const clause = version && clauseOf(version, topic)
    if (clause) return clause
  }
  return undefined
}

export interface PersonToAsk {
  readonly version: PolicyVersion
  readonly channel: ServiceChannel
  /** `explicit-consent`: going on using the service is not enough (PIPL 14); `agreement`: using it or being told is; texts `policy:ask.CODE`. */
  readonly need: 'explicit-consent' | 'agreement'
  /** With `explicit-consent`: for these purposes. */
  readonly purposes: readonly Purpose[]
}

/** Versions in force on the day, of the general policy and the person's products, that do not bind the person yet; each once. */
export function versionsToAskFor(person: { readonly events: readonly ConsentEvent[]; readonly products: readonly Product[] }, day: Day, register: PolicyRegister): readonly PersonToAsk[] {
  const bindings = bindingsAsOf(day, person.events, register)
  const asked = new Map<PolicyId, PersonToAsk>()
  for (const line of [undefined, ...person.products]) {
    for (const channel of channelsOf(register)) {
      const version = versionInForce(line, channel, day, register)
      if (!version || asked.has(version.id) || bindings.bound.some((one) => one.policyId === version.id)) continue
      asked.set(version.id, { version, channel, ...whatToAsk(line, version, bindings, register) })
    }
  }
  return [...asked.values()]
}

function whatToAsk(line: PolicyLine, version: PolicyVersion, { bound, expressly }: Bindings, register: PolicyRegister): Pick<PersonToAsk, 'need' | 'purposes'> {
  const before = lastBound(line, bound, register) ?? lastBound(undefined, bound, register)
  const changed = (before && purposesToAskAgain(before, version)) ?? []
  const purposes = changed.filter((purpose) => expressly.get(version.id)?.has(purpose) !== true)
  return { need: purposes.length > 0 ? 'explicit-consent' : 'agreement', purposes }
}

/** Everybody whom a version binds as of the moment's end, with the act; `people` are read one by one, so a stream may be given. */
export function* peopleBoundBy<Person extends { readonly events: readonly ConsentEvent[] }>(
  policyId: PolicyId, people: Iterable<Person>, day: Day, register: PolicyRegister,
): Generator<{ readonly person: Person; readonly binding: Binding }, void, void> {
  if (!versionOf(policyId, register)) return
  for (const person of people) {
    const binding = bindingsAsOf(day, person.events, register).bound.find((one) => one.policyId === policyId)
    if (binding) yield { person, binding }
  }
}
