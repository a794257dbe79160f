// Gathers what goes into a package and states, category by category, what is held, what is in it and what is missing.
import type { EpochMs } from '../../src-shared/base/clock'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { inventoryOf } from '../../src-shared/domain/inventory'
import type { CaseNote } from '../../src-shared/domain/notes'
import type { RedactionCount } from '../../src-shared/domain/redactions'
import { CATEGORIES, LOG_CATEGORIES, type Category, type Language, type LogCategory } from '../../src-shared/domain/vocabulary'
import type { Manifest } from '../../src-shared/formats/package'
import type { ConsentRecord, HoldingRecord, LogRow, PolicyRecord, RequestRecord, SubjectRecord } from '../../src-shared/protocol/records'
import type { LogPage } from '../vault/repositories/log-rows'
import type { HandedOver } from '../vault/repositories/transfers'
import { isHandedOut, type HandedNote } from './handed-out'
import type { PackageSource } from './package-source'
import { PACKAGE_TEXTS } from './package-texts'
import { planRedactions, redactPages, redactRow, redactTexts, splitNotes, textsOf, type RedactionPlan } from './redact'

/** Rows of the service log in the page itself; all of them are in the files beside it. */
export const PAGE_LOG_ROWS = 5_000

export type Coverage = Manifest['coverage'][number]

/** Plain data: it travels to the worker as it is. */
export interface Collected {
  readonly request: RequestRecord
  readonly subject: SubjectRecord
  /** Oldest first. */
  readonly consents: readonly ConsentRecord[]
  /** The versions that the person's consents name, and those in force. */
  readonly policies: readonly PolicyRecord[]
  readonly holdings: readonly HoldingRecord[]
  /** Oldest first; the request answered is among them. */
  readonly requests: readonly RequestRecord[]
  /** First to last. */
  readonly handedOver: readonly HandedOver[]
  readonly newestLogRows: readonly LogRow[]
  readonly logTotal: number
  readonly coverage: readonly Coverage[]
  /** What is handed out with the answer. */
  readonly notes: readonly HandedNote[]
  /** What was taken out of all this, and of the rows that are still to come. */
  readonly redactions: readonly RedactionCount[]
}
export interface Gathered {
  readonly collected: Collected
  /** A new pass over the rows of the service log that go into the package, as they go into it. */
  readonly logPages: () => AsyncIterable<LogPage>
  readonly plan: RedactionPlan
  /** As it stands before anything is taken out: for whoever looks over the package, never for the package. */
  readonly before: { readonly requests: readonly RequestRecord[]; readonly consents: readonly ConsentRecord[]; readonly notes: readonly CaseNote[] }
}

/** The service log is another than the one that the page and the statement of what is in the package were made of. */
export class LogChanged extends Error {}

function isLogCategory(category: Category): category is LogCategory {
  return (LOG_CATEGORIES as readonly Category[]).includes(category)
}

interface Included {
  readonly here: (category: Category) => number
  /** Rows that are here and were taken out whole. */
  readonly withheld: (category: Category) => number
}

/** A category that is neither held nor here is not listed; one that is held and not here is, with its reason. */
function coverageFor(holdings: readonly HoldingRecord[], { here, withheld }: Included): Coverage[] {
  return CATEGORIES.flatMap((category): Coverage[] => {
    const held = holdings.filter((holding) => holding.category === category)
    const heldRows = held.reduce((sum, holding) => sum + holding.rows, 0)
    const hereRows = here(category)
    if (heldRows === 0 && hereRows === 0) return []
    const includedRows = hereRows - withheld(category)
    const base = { category, system: held[0]?.system ?? inventoryOf(category).system, heldRows: Math.max(heldRows, hereRows), includedRows }
    if (includedRows >= base.heldRows) return [{ ...base, source: 'desk' }]
    const reasons: readonly ('redacted' | 'notHere')[] = [...(withheld(category) > 0 ? ['redacted' as const] : []), ...(hereRows < heldRows ? ['notHere' as const] : [])]
    const why = (language: Language): string => reasons.map((reason) => PACKAGE_TEXTS[language].missing[reason]).join(' ')
    return [{ ...base, source: hereRows === 0 ? 'missing' : 'desk', withheld: { 'zh-CN': why('zh-CN'), en: why('en') } }]
  })
}

function relevantPolicies(policies: readonly PolicyRecord[], consents: readonly ConsentRecord[]): PolicyRecord[] {
  const named = new Set<string>(consents.map((consent) => consent.policyId))
  const inForce = new Map<string, PolicyRecord>()
  const ordered = [...policies].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : a.effectiveFrom > b.effectiveFrom ? 1 : a.id < b.id ? -1 : 1))
  for (const policy of ordered) inForce.set(policy.product ?? '', policy)
  return ordered.filter((policy) => named.has(policy.id) || inForce.get(policy.product ?? '') === policy)
}

const byTime = (a: { readonly at: EpochMs; readonly id: string }, b: { readonly at: EpochMs; readonly id: string }): number => a.at - b.at || (a.id < b.id ? -1 : 1)

/** Whoever stops it does not wait for a statement over a million rows: what that still finds is dropped. */
export async function collectPackage(requestId: RequestId, source: PackageSource, signal?: AbortSignal): Promise<Result<Gathered, DeskError>> {
  const stopped: Result<Gathered, DeskError> = err({ kind: 'cancelled' })
  if (signal?.aborted) return stopped
  const work = collect(requestId, source)
  if (!signal) return work
  let stop = (): void => undefined
  const isStopped = new Promise<typeof stopped>((resolve) => {
    stop = () => resolve(stopped)
    signal.addEventListener('abort', stop, { once: true })
  })
  return Promise.race([work, isStopped]).finally(() => signal.removeEventListener('abort', stop))
}

async function collect(requestId: RequestId, source: PackageSource): Promise<Result<Gathered, DeskError>> {
  const request = await source.request(requestId)
  if (!request) return err({ kind: 'not-found' })
  // A package answers a person; somebody who only says to be that person gets none (rules: verify before acting).
  if (request.identityChecks.length === 0) return err({ kind: 'identity-not-verified' })
  const subject = await source.subject(request.subjectId)
  if (!subject) return err({ kind: 'not-found' })
  const logState = await source.logState(request.subjectId)
  const parts = await readParts(request, source)
  const { consents, holdings, choices } = parts
  const all = [...parts.requests.filter((one) => one.id !== request.id && isOwn(one)), request].sort((a, b) => a.keyedAt - b.keyedAt || (a.id < b.id ? -1 : 1))
  const split = splitNotes(parts.notes, parts.filesHere, choices)
  const plan = await planRedactions(source, subject, choices, textsOf(all, consents, split.notes))
  const { requests, consents: redactedConsents, notes, counts } = redactTexts(all, consents, split, plan)
  const here = (category: Category): number => {
    if (isLogCategory(category)) return parts.logCounts.get(category) ?? 0
    return category === 'consent' ? consents.length : 1 + subject.identifiers.length
  }
  const withheld = (category: Category): number => plan.withheldRows.filter((row) => row.category === category).length
  const coverage = coverageFor(holdings, { here, withheld })
  const collected: Collected = {
    request: requests.find((one) => one.id === request.id) ?? request,
    subject,
    consents: [...redactedConsents].sort(byTime),
    policies: relevantPolicies(parts.policies, consents),
    holdings: [...holdings].sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category)),
    requests,
    handedOver: await source.handedOver(subject.id, coverage.map(({ category }) => category)),
    newestLogRows: parts.newestLogRows.flatMap((row) => redactRow(row, plan) ?? []),
    logTotal: Array.from(parts.logCounts.values()).reduce((sum, rows) => sum + rows, 0) - plan.withheldRows.length,
    coverage,
    notes,
    redactions: counts,
  }
  return ok({ collected, logPages: () => redactPages(pagesOfState(logState, subject.id, source), plan), plan, before: { requests: all, consents: [...consents].sort(byTime), notes: parts.notes.filter(isHandedOut) } })
}

/** As many rows are no proof: a set may be let go and fetched anew between two pages. */
async function* pagesOfState(state: string, subjectId: SubjectId, source: PackageSource): AsyncGenerator<LogPage> {
  yield* source.logPages(subjectId)
  if ((await source.logState(subjectId)) !== state) throw new LogChanged()
}

async function readParts(request: RequestRecord, source: PackageSource) {
  const { subjectId } = request
  const [consents, policies, holdings, requests, logCounts, newestLogRows, notes, filesHere, choices] = await Promise.all([
    source.consents(subjectId), source.policies(), source.holdings(subjectId), source.requestsOf(subjectId),
    source.logCounts(subjectId), source.newestLogRows(subjectId, PAGE_LOG_ROWS), source.notes(request), source.filesHere(request.id), source.redactions(request.id),
  ])
  return { consents, policies, holdings, requests, logCounts, newestLogRows, notes, filesHere, choices }
}

/** What an authority abroad asked about the person is no request of theirs. */
function isOwn({ right }: RequestRecord): boolean {
  return right !== 'foreign-authority'
}
