// What is checked when a version enters the register: nothing overlaps, nothing contradicts itself, and what stays uncovered is told.
import { addDays, isDay, type Day } from '../base/clock'
import type { PolicyId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { appliesOn, channelsOf, lastDayOn, LATER_CHANNEL, NO_LAST_DAY, PROCESSING_TOPICS, versionOf, type PolicyLine, type PolicyRegister, type PolicyVersion } from './policy-register'
import { isServiceChannel, type ServiceChannel } from './policy-words'
import { POLICY_TOPICS, PRODUCTS, type PolicyTopic, type Product } from './vocabulary'

/** Texts: `policy:entryError.KIND`. */
export type PolicyEntryError =
  | { readonly kind: 'id-taken' }
  | { readonly kind: 'version-taken'; readonly version: string }
  | { readonly kind: 'no-such-day' }
  | { readonly kind: 'ends-before-it-begins' }
  | { readonly kind: 'no-clause' }
  /** Two clauses of one number on one topic; a clause may stand on two topics. */
  | { readonly kind: 'number-twice'; readonly number: string }
  | { readonly kind: 'no-such-channel' }
  | { readonly kind: 'replaces-unknown' }
  | { readonly kind: 'replaces-other-line'; readonly version: string }
  | { readonly kind: 'replaces-later'; readonly version: string }
  /** The replaced version governed on days that are over, and would have governed no more. */
  | { readonly kind: 'replaces-past'; readonly version: string; readonly from: Day }
  /** Both would be in force on each of these days. */
  | { readonly kind: 'overlap'; readonly with: PolicyId; readonly version: string; readonly channel: ServiceChannel; readonly from: Day; readonly until?: Day }

/** Texts: `policy:gap.KIND`. */
export type PolicyGap =
  /** Between two versions of a line; a product without its own falls back on the general policy, the general on nothing. */
  | { readonly kind: 'days-uncovered'; readonly product?: Product; readonly channel: ServiceChannel; readonly from: Day; readonly until: Day }
  | { readonly kind: 'ends-without-successor'; readonly product?: Product; readonly channel: ServiceChannel; readonly from: Day }
  /** The version of the general policy has no clause on it, and no product can fall back on one. */
  | { readonly kind: 'topic-missing'; readonly id: PolicyId; readonly version: string; readonly topic: PolicyTopic }
  /** Nobody can tell whether a later version changes what is done. */
  | { readonly kind: 'processing-undeclared'; readonly id: PolicyId; readonly version: string; readonly topic: PolicyTopic; readonly number: string }

/** Never changes a version that is in the register but by its `replaces`; a refused one leaves the register as it was. */
export function enterVersion(register: PolicyRegister, version: PolicyVersion): Result<PolicyRegister, PolicyEntryError> {
  const fault = faultOf(version, register) ?? replacementFault(version, register)
  if (fault) return err(fault)
  const entered: PolicyRegister = { versions: [...register.versions, version] }
  const overlap = overlapOf(version, entered)
  return overlap ? err(overlap) : ok(entered)
}

function faultOf(version: PolicyVersion, register: PolicyRegister): PolicyEntryError | undefined {
  if (versionOf(version.id, register)) return { kind: 'id-taken' }
  if (register.versions.some((one) => one.product === version.product && one.version === version.version)) return { kind: 'version-taken', version: version.version }
  const { effectiveFrom: from, effectiveUntil: until } = version
  if (!isDay(from) || (until !== undefined && !isDay(until))) return { kind: 'no-such-day' }
  if (until !== undefined && until < from) return { kind: 'ends-before-it-begins' }
  const named = version.channels
  if (named && (named.length === 0 || named.includes(LATER_CHANNEL) || !named.every(isServiceChannel))) return { kind: 'no-such-channel' }
  if (version.clauses.length === 0) return { kind: 'no-clause' }
  const { clauses } = version
  const twice = clauses.find(({ number, topic }, place) => clauses.findIndex((one) => one.number === number && one.topic === topic) !== place)
  return twice && { kind: 'number-twice', number: twice.number }
}

function replacementFault(version: PolicyVersion, register: PolicyRegister): PolicyEntryError | undefined {
  for (const id of version.replaces ?? []) {
    const replaced = versionOf(id, register)
    if (!replaced) return { kind: 'replaces-unknown' }
    if (replaced.product !== version.product) return { kind: 'replaces-other-line', version: replaced.version }
    // It would never have been in force: what is not to begin is not entered, and what began is not written out of history.
    if (replaced.effectiveFrom >= version.effectiveFrom) return { kind: 'replaces-later', version: replaced.version }
  }
  return undefined
}

/**
 * What governed on a day that is over stays: answers were given and consents read by it. Judged by the day of whoever decides, so not part
 * of `enterVersion`, which knows of no today.
 */
export function rewrittenPast(register: PolicyRegister, version: PolicyVersion, today: Day): PolicyEntryError | undefined {
  if (version.effectiveFrom >= today) return undefined
  for (const id of version.replaces ?? []) {
    const replaced = versionOf(id, register)
    const governed = replaced && channelsOf({ versions: [...register.versions, version] }).some((channel) => appliesOn(version, channel) && appliesOn(replaced, channel) && lastDayOn(replaced, channel, register) >= version.effectiveFrom)
    if (replaced && governed) return { kind: 'replaces-past', version: replaced.version, from: version.effectiveFrom }
  }
  return undefined
}

function overlapOf(version: PolicyVersion, register: PolicyRegister): PolicyEntryError | undefined {
  for (const other of register.versions) {
    if (other.id === version.id || other.product !== version.product) continue
    for (const channel of channelsOf(register)) {
      if (!appliesOn(version, channel) || !appliesOn(other, channel)) continue
      const from = version.effectiveFrom > other.effectiveFrom ? version.effectiveFrom : other.effectiveFrom
      const ends = [lastDayOn(version, channel, register), lastDayOn(other, channel, register)].toSorted()
      const until = ends[0] ?? NO_LAST_DAY
      if (from <= until) return { kind: 'overlap', with: other.id, version: other.version, channel, from, ...(until === NO_LAST_DAY ? {} : { until }) }
    }
  }
  return undefined
}

/** What the register leaves open; told at every entry, never a reason to refuse one. */
export function gapsOf(register: PolicyRegister): readonly PolicyGap[] {
  const lines: readonly PolicyLine[] = [undefined, ...PRODUCTS]
  const days = lines.flatMap((line) => channelsOf(register).flatMap((channel) => uncoveredDays(line, channel, register)))
  return [...days, ...register.versions.flatMap(missingTopics), ...register.versions.flatMap(undeclaredClauses)]
}

function uncoveredDays(line: PolicyLine, channel: ServiceChannel, register: PolicyRegister): readonly PolicyGap[] {
  const spans = register.versions
    .filter((version) => version.product === line && appliesOn(version, channel))
    .map((version) => ({ from: version.effectiveFrom, until: lastDayOn(version, channel, register) }))
    .filter((span) => span.from <= span.until)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
  const where = { ...(line === undefined ? {} : { product: line }), channel }
  return spans.flatMap(({ until }, place): readonly PolicyGap[] => {
    const next = spans[place + 1]
    if (next === undefined) return until === NO_LAST_DAY ? [] : [{ kind: 'ends-without-successor', ...where, from: addDays(until, 1) }]
    const from = addDays(until, 1)
    return from < next.from ? [{ kind: 'days-uncovered', ...where, from, until: addDays(next.from, -1) }] : []
  })
}

function missingTopics({ id, version, product, clauses }: PolicyVersion): readonly PolicyGap[] {
  if (product !== undefined) return []
  return POLICY_TOPICS.filter((topic) => !clauses.some((clause) => clause.topic === topic)).map((topic) => ({ kind: 'topic-missing', id, version, topic }))
}

function undeclaredClauses({ id, version, clauses }: PolicyVersion): readonly PolicyGap[] {
  return clauses
    .filter((clause) => PROCESSING_TOPICS.includes(clause.topic) && clause.processing === undefined)
    .map(({ topic, number }) => ({ kind: 'processing-undeclared', id, version, topic, number }))
}
