// Gathers what goes into a package and states, category by category, what is held, what is in it and what is missing.
import type { EpochMs } from '../../src-shared/base/clock'
import type { RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { inventoryOf } from '../../src-shared/domain/inventory'
import { CATEGORIES, LOG_CATEGORIES, type Category, type LogCategory } from '../../src-shared/domain/vocabulary'
import type { Manifest } from '../../src-shared/formats/package'
import type { ConsentRecord, HoldingRecord, LogRow, PolicyRecord, RequestRecord, SubjectRecord } from '../../src-shared/protocol/records'
import type { HandedOver } from '../vault/repositories/transfers'
import { handedOut, type HandedNote } from './handed-out'
import type { PackageSource } from './package-source'
import { PACKAGE_TEXTS } from './package-texts'

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
}

function isLogCategory(category: Category): category is LogCategory {
  return (LOG_CATEGORIES as readonly Category[]).includes(category)
}

/** A category that is neither held nor here is not listed; one that is held and not here is, with its reason. */
function coverageFor(holdings: readonly HoldingRecord[], included: (category: Category) => number): Coverage[] {
  return CATEGORIES.flatMap((category): Coverage[] => {
    const held = holdings.filter((holding) => holding.category === category)
    const heldRows = held.reduce((sum, holding) => sum + holding.rows, 0)
    const includedRows = included(category)
    if (heldRows === 0 && includedRows === 0) return []
    const base = { category, system: held[0]?.system ?? inventoryOf(category).system, heldRows: Math.max(heldRows, includedRows), includedRows }
    if (includedRows >= heldRows) return [{ ...base, source: 'desk' }]
    const withheld = { 'zh-CN': PACKAGE_TEXTS['zh-CN'].missing.notHere, en: PACKAGE_TEXTS.en.missing.notHere }
    return [{ ...base, source: includedRows === 0 ? 'missing' : 'desk', withheld }]
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

export async function collectPackage(requestId: RequestId, source: PackageSource): Promise<Result<Collected, DeskError>> {
  const request = await source.request(requestId)
  if (!request) return err({ kind: 'not-found' })
  // A package answers a person; somebody who only says to be that person gets none (rules: verify before acting).
  if (request.identityChecks.length === 0) return err({ kind: 'identity-not-verified' })
  const subject = await source.subject(request.subjectId)
  if (!subject) return err({ kind: 'not-found' })
  const [consents, policies, holdings, requests, logCounts, newestLogRows, notes, filesHere] = await Promise.all([
    source.consents(subject.id), source.policies(), source.holdings(subject.id), source.requestsOf(subject.id),
    source.logCounts(subject.id), source.newestLogRows(subject.id, PAGE_LOG_ROWS), source.notes(request), source.filesHere(request.id),
  ])
  const included = (category: Category): number => {
    if (isLogCategory(category)) return logCounts.get(category) ?? 0
    return category === 'consent' ? consents.length : 1 + subject.identifiers.length
  }
  const coverage = coverageFor(holdings, included)
  return ok({
    request,
    subject,
    consents: [...consents].sort(byTime),
    policies: relevantPolicies(policies, consents),
    holdings: [...holdings].sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category)),
    requests: [...requests.filter((one) => one.id !== request.id && isOwn(one)), request].sort((a, b) => a.keyedAt - b.keyedAt || (a.id < b.id ? -1 : 1)),
    handedOver: await source.handedOver(subject.id, coverage.map(({ category }) => category)),
    newestLogRows,
    logTotal: Array.from(logCounts.values()).reduce((sum, rows) => sum + rows, 0),
    coverage,
    notes: handedOut(notes, (sha256) => filesHere.has(sha256)),
  })
}

/** What an authority abroad asked about the person is no request of theirs. */
function isOwn({ right }: RequestRecord): boolean {
  return right !== 'foreign-authority'
}
