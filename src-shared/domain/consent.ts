// What a person had agreed to on a day, purpose by purpose, and which policy clause governed: the general policy applies everywhere, a
// product's own prevails topic by topic (product.md, P1 and P2).
import { addDays, dayStart, type Day, type EpochMs } from '../base/clock'
import type { ConsentKind, PolicyTopic, Product, Purpose } from './vocabulary'
import { PURPOSES } from './vocabulary'

export interface ConsentEvent {
  readonly kind: ConsentKind
  readonly purpose?: Purpose
  readonly at: EpochMs
}
export interface Policy {
  readonly product?: Product
  readonly version: string
  readonly effectiveFrom: Day
  readonly clauses: readonly { readonly topic: PolicyTopic; readonly number: string }[]
}
export interface GoverningClause {
  readonly product?: Product
  readonly version: string
  readonly number: string
  readonly topic: PolicyTopic
  /** A product's own clause stands before the general one. */
  readonly prevails: boolean
}
/** Structurally the PurposeView of the desk contract. */
export interface PurposeState {
  readonly purpose: Purpose
  readonly state: 'in-force' | 'withdrawn' | 'never-agreed'
  readonly by?: ConsentKind
  readonly since?: EpochMs
  readonly clause?: GoverningClause
}

const TOPIC_BY_PURPOSE: Readonly<Record<Purpose, PolicyTopic>> = {
  account: 'collection',
  'abnormal-status': 'usage-data',
  compatibility: 'usage-data',
  'pages-and-search': 'usage-data',
}

export function purposesAsOf(day: Day, consents: readonly ConsentEvent[], policies: readonly Policy[], products: readonly Product[]): readonly PurposeState[] {
  const end = dayStart(addDays(day, 1))
  const history = consents.filter((event) => event.at < end).sort((a, b) => a.at - b.at)
  return PURPOSES.map((purpose) => {
    const clause = governingClauseOfAny(TOPIC_BY_PURPOSE[purpose], products, day, policies)
    return { ...stateOf(purpose, history), ...(clause ? { clause } : {}) }
  })
}

function stateOf(purpose: Purpose, history: readonly ConsentEvent[]): PurposeState {
  let state: PurposeState = { purpose, state: 'never-agreed' }
  for (const event of history) {
    if (event.purpose !== undefined && event.purpose !== purpose) continue
    switch (event.kind) {
      case 'withdrawal':
      case 'opt-out':
        state = { purpose, state: 'withdrawn', by: event.kind, since: event.at }
        break
      case 'explicit-grant':
      case 'separate-consent':
        state = { purpose, state: 'in-force', by: event.kind, since: event.at }
        break
      case 'registered':
      case 'continued-use':
        // Going on using a service never undoes a withdrawal: only an explicit act does (NDSR 22(5), docs/rules.md).
        if (state.state === 'never-agreed') state = { purpose, state: 'in-force', by: event.kind, since: event.at }
        break
    }
  }
  return state
}

/** The clause of the topic that held on the day; undefined before the first policy took effect. */
export function governingClause(topic: PolicyTopic, product: Product | undefined, day: Day, policies: readonly Policy[]): GoverningClause | undefined {
  const own = product === undefined ? undefined : clauseInForce(topic, product, day, policies)
  if (own) return { ...own, prevails: true }
  const general = clauseInForce(topic, undefined, day, policies)
  return general && { ...general, prevails: false }
}

/** For a person with several products the first own clause is named; every other purpose of the screen says the same way. */
function governingClauseOfAny(topic: PolicyTopic, products: readonly Product[], day: Day, policies: readonly Policy[]): GoverningClause | undefined {
  const clauses = products.map((product) => governingClause(topic, product, day, policies))
  return clauses.find((clause) => clause?.prevails) ?? governingClause(topic, undefined, day, policies)
}

function clauseInForce(topic: PolicyTopic, product: Product | undefined, day: Day, policies: readonly Policy[]): Omit<GoverningClause, 'prevails'> | undefined {
  const latest = policies
    .filter((policy) => policy.product === product && policy.effectiveFrom <= day)
    .sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : a.effectiveFrom > b.effectiveFrom ? -1 : compareVersions(b.version, a.version)))[0]
  const clause = latest?.clauses.find((one) => one.topic === topic)
  if (!latest || !clause) return undefined
  return { ...(product === undefined ? {} : { product }), version: latest.version, number: clause.number, topic }
}

/** Versions such as 1.10 compare number by number. */
function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
