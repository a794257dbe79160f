// The policies of the company as versions with days and channels, and which version of a line is in force on a day.
import { addDays, type Day } from '../base/clock'
import type { PolicyId } from '../base/ids'
import type { ProcessingMethod, ServiceChannel } from './policy-words'
import type { Bilingual } from './rules'
import type { Category, PolicyTopic, Product, Purpose } from './vocabulary'

/** What a clause says is done with information: the three things whose change asks for consent anew (PIPL 14). */
export interface ProcessingStatement {
  readonly purpose: Purpose
  readonly categories: readonly Category[]
  readonly methods: readonly ProcessingMethod[]
}
export interface PolicyClause {
  readonly topic: PolicyTopic
  readonly number: string
  readonly text: Bilingual
  /** Absent: nobody has marked yet what the clause says is done; then no comparison can tell whether that changed. */
  readonly processing?: readonly ProcessingStatement[]
}
/** One version of the general policy or of a product's own. The wire's `policy` record is one. */
export interface PolicyVersion {
  readonly id: PolicyId
  /** Absent for the general policy. */
  readonly product?: Product
  /** Absent: on every form of the service, those that come later included. */
  readonly channels?: readonly ServiceChannel[]
  readonly version: string
  /** First day in force, Asia/Shanghai. */
  readonly effectiveFrom: Day
  /** Last day in force; absent: until a version that replaces it begins. */
  readonly effectiveUntil?: Day
  /** Versions of the same line that end, on this one's channels, the day before this one begins. */
  readonly replaces?: readonly PolicyId[]
  readonly title: Bilingual
  readonly clauses: readonly PolicyClause[]
  /** SHA-256 (hex) of the text as a whole. */
  readonly textHash: string
}
export interface PolicyRegister {
  readonly versions: readonly PolicyVersion[]
}
/** A line is the general policy (undefined) or a product's own: what one version hands on to the next. */
export type PolicyLine = Product | undefined

/** Topics whose clauses say what is done with information; each of their clauses is to be marked with it. */
export const PROCESSING_TOPICS: readonly PolicyTopic[] = ['collection', 'usage-data']

/** Later than any day that is written with four digits of a year. */
export const NO_LAST_DAY: Day = '9999-12-31'

export function appliesOn(version: PolicyVersion, channel: ServiceChannel): boolean {
  return version.channels === undefined || version.channels.includes(channel)
}

/** The last day of a version on a channel; one replaced on its own first day has a last day before its first. */
export function lastDayOn(version: PolicyVersion, channel: ServiceChannel, register: PolicyRegister): Day {
  let last = version.effectiveUntil ?? NO_LAST_DAY
  for (const later of register.versions) {
    if (later.replaces?.includes(version.id) !== true || !appliesOn(later, channel)) continue
    const end = addDays(later.effectiveFrom, -1)
    if (end < last) last = end
  }
  return last
}

export function isInForce(version: PolicyVersion, channel: ServiceChannel, day: Day, register: PolicyRegister): boolean {
  if (!appliesOn(version, channel) || version.effectiveFrom > day || day > (version.effectiveUntil ?? NO_LAST_DAY)) return false
  // As `lastDayOn` says it, without counting a day: asked for every person, product and topic.
  return !register.versions.some((later) => later.effectiveFrom <= day && later.replaces?.includes(version.id) === true && appliesOn(later, channel))
}

/** At most one: a register made by `enterVersion` has no second. */
export function versionInForce(line: PolicyLine, channel: ServiceChannel, day: Day, register: PolicyRegister): PolicyVersion | undefined {
  return register.versions.find((version) => version.product === line && isInForce(version, channel, day, register))
}

export function versionOf(id: PolicyId, register: PolicyRegister): PolicyVersion | undefined {
  return register.versions.find((version) => version.id === id)
}

/** Stands for every form of the service that no version names yet. */
export const LATER_CHANNEL: ServiceChannel = 'new:later'

/** Every channel on which something may hold that does not hold on another: those that are named, and all later ones as one. */
export function channelsOf(register: PolicyRegister): readonly ServiceChannel[] {
  return [...new Set<ServiceChannel>(['website', 'applet', ...register.versions.flatMap((version) => version.channels ?? []), LATER_CHANNEL])]
}
