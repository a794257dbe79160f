// A person's consent history: registration, going on after a new policy version, grants, withdrawals and opt-outs, in time order.
import type { EpochMs } from '../../src-shared/base/clock'
import { dayStart } from '../../src-shared/base/clock'
import { createId, type ConsentEventId, type SubjectId } from '../../src-shared/base/ids'
import type { Channel, ConsentKind, Product, Purpose } from '../../src-shared/domain/vocabulary'
import type { ConsentRecord, PolicyRecord } from '../../src-shared/protocol/records'
import { CONSENT_WORDINGS, GENERAL_POLICY_1, GENERAL_POLICY_2, TRADE_SEARCH_POLICY, sha256Hex } from './policies'
import type { Rng } from './random'

export const DAY_MS = 86_400_000

interface ConsentDraft {
  readonly kind: ConsentKind
  readonly at: EpochMs
  readonly policy: PolicyRecord
  readonly purpose?: Purpose
  readonly channel: Channel
}

const WORDING_HASHES = Object.fromEntries(Object.entries(CONSENT_WORDINGS).map(([kind, text]) => [kind, sha256Hex(text)])) as Readonly<Record<keyof typeof CONSENT_WORDINGS, string>>
const hasWording = (kind: ConsentKind): kind is keyof typeof CONSENT_WORDINGS => kind in CONSENT_WORDINGS

function wordingHashOf(draft: ConsentDraft): string {
  return hasWording(draft.kind) ? WORDING_HASHES[draft.kind] : draft.policy.textHash
}

/** Channels where a person's act leaves no trace of its own need evidence beside the event. */
function evidenceFor(draft: ConsentDraft, rng: Rng): string | undefined {
  const number = String(rng.between(100_000, 999_999))
  if (draft.channel === 'phone') return `通话录音 R-${number}`
  if (draft.channel === 'letter') return `来信扫描 L-${number}`
  if (draft.channel === 'counter') return `柜台签字单 C-${number}`
  return undefined
}

export function generalPolicyAt(at: EpochMs): PolicyRecord {
  return at >= dayStart(GENERAL_POLICY_2.effectiveFrom) ? GENERAL_POLICY_2 : GENERAL_POLICY_1
}

function finish(subjectId: SubjectId, drafts: readonly ConsentDraft[], until: EpochMs, rng: Rng): ConsentRecord[] {
  const ordered = drafts.filter((draft) => draft.at < until).sort((a, b) => a.at - b.at)
  return ordered.map((draft, place) => {
    // One millisecond apart at least: two acts never share a time, so their order is never in doubt.
    const at = draft.at + place
    const evidence = evidenceFor(draft, rng)
    return {
      id: createId<ConsentEventId>(at, rng.fill),
      subjectId,
      kind: draft.kind,
      policyId: draft.policy.id,
      policyVersion: draft.policy.version,
      channel: draft.channel,
      at,
      wordingHash: wordingHashOf(draft),
      ...(draft.purpose === undefined ? {} : { purpose: draft.purpose }),
      ...(evidence === undefined ? {} : { evidence }),
    }
  })
}

const OWN_CHANNELS: readonly Channel[] = ['website', 'website', 'website', 'applet', 'applet']
const ASKED_CHANNELS: readonly Channel[] = ['website', 'applet', 'phone', 'e-mail', 'letter', 'counter']

export interface ConsentInput {
  readonly subjectId: SubjectId
  readonly registeredAt: EpochMs
  readonly products: readonly Product[]
  /** Start of the injected day: nothing happens later. */
  readonly until: EpochMs
}

export function consentsFor(input: ConsentInput, rng: Rng): ConsentRecord[] {
  const { registeredAt, until } = input
  const drafts: ConsentDraft[] = [{ kind: 'registered', at: registeredAt, policy: generalPolicyAt(registeredAt), channel: rng.pick(OWN_CHANNELS) }]
  const newVersionAt = dayStart(GENERAL_POLICY_2.effectiveFrom)
  if (registeredAt < newVersionAt && rng.chance(0.8)) {
    drafts.push({ kind: 'continued-use', at: newVersionAt + rng.between(DAY_MS, 200 * DAY_MS), policy: GENERAL_POLICY_2, channel: rng.pick(OWN_CHANNELS) })
  }
  const later = (from: EpochMs): EpochMs => from + rng.between(60_000, Math.max(60_000, Math.min(900 * DAY_MS, until - from)))
  const productFrom = Math.max(registeredAt, dayStart(TRADE_SEARCH_POLICY.effectiveFrom))
  if (input.products.includes('trade-search') && rng.chance(0.45)) {
    const agreedAt = later(productFrom)
    drafts.push({ kind: 'separate-consent', at: agreedAt, policy: TRADE_SEARCH_POLICY, purpose: 'pages-and-search', channel: rng.pick(OWN_CHANNELS) })
    if (rng.chance(0.2)) {
      const withdrawnAt = later(agreedAt)
      drafts.push({ kind: 'withdrawal', at: withdrawnAt, policy: TRADE_SEARCH_POLICY, purpose: 'pages-and-search', channel: rng.pick(ASKED_CHANNELS) })
      if (rng.chance(0.15)) drafts.push({ kind: 'separate-consent', at: later(withdrawnAt), policy: TRADE_SEARCH_POLICY, purpose: 'pages-and-search', channel: rng.pick(OWN_CHANNELS) })
    }
  }
  if (rng.chance(0.18)) {
    const at = later(registeredAt)
    drafts.push({ kind: 'explicit-grant', at, policy: generalPolicyAt(at), purpose: 'pages-and-search', channel: rng.pick(OWN_CHANNELS) })
  }
  if (rng.chance(0.06)) {
    const at = later(registeredAt)
    drafts.push({ kind: 'opt-out', at, policy: generalPolicyAt(at), purpose: rng.chance(0.8) ? 'pages-and-search' : 'compatibility', channel: rng.pick(ASKED_CHANNELS) })
  }
  return finish(input.subjectId, drafts, until, rng)
}

/**
 * What a real history also has: somebody told of a version and silent, going on after a withdrawal, an opt-out by phone of which nothing was
 * kept, a grant under a version that had ended. Drawn from a source of its own, so that what it is added to stays as it is.
 */
export function withOddities(history: readonly ConsentRecord[], input: ConsentInput, rng: Rng): ConsentRecord[] {
  if (!rng.chance(0.08)) return [...history]
  const { registeredAt, until } = input
  const from = Math.max(registeredAt, dayStart(GENERAL_POLICY_2.effectiveFrom))
  const at = from + rng.between(60_000, Math.max(60_000, until - from - DAY_MS))
  const odd: readonly ConsentDraft[] = [
    { kind: 'notified', at, policy: GENERAL_POLICY_2, channel: 'website' },
    { kind: 'continued-use', at, policy: GENERAL_POLICY_2, purpose: 'pages-and-search', channel: 'applet' },
    { kind: 'opt-out', at, policy: GENERAL_POLICY_2, purpose: 'pages-and-search', channel: 'phone' },
    { kind: 'explicit-grant', at, policy: GENERAL_POLICY_1, purpose: 'compatibility', channel: 'website' },
  ]
  const [added] = finish(input.subjectId, [rng.pick(odd)], until, rng)
  if (!added || history.some((one) => one.at === added.at)) return [...history]
  const { evidence: _kept, ...bare } = added
  return [...history, bare].sort((a, b) => a.at - b.at)
}

/** The demo's person has every kind, spread over the years, so that time travel shows a different answer in each. */
export function demoConsents(input: ConsentInput, rng: Rng): ConsentRecord[] {
  const at = (day: string, hours: number, minutes: number): EpochMs => dayStart(day) + (hours * 60 + minutes) * 60_000
  const drafts: readonly ConsentDraft[] = [
    { kind: 'registered', at: input.registeredAt, policy: GENERAL_POLICY_1, channel: 'website' },
    { kind: 'explicit-grant', at: at('2021-11-06', 9, 33), policy: GENERAL_POLICY_1, purpose: 'pages-and-search', channel: 'website' },
    { kind: 'continued-use', at: at('2022-05-30', 8, 51), policy: GENERAL_POLICY_1, channel: 'applet' },
    { kind: 'opt-out', at: at('2023-02-11', 18, 20), policy: GENERAL_POLICY_1, purpose: 'compatibility', channel: 'e-mail' },
    { kind: 'separate-consent', at: at('2023-10-19', 11, 27), policy: TRADE_SEARCH_POLICY, purpose: 'pages-and-search', channel: 'website' },
    { kind: 'continued-use', at: at('2024-05-13', 20, 41), policy: GENERAL_POLICY_2, channel: 'applet' },
    { kind: 'withdrawal', at: at('2025-03-03', 10, 15), policy: TRADE_SEARCH_POLICY, purpose: 'pages-and-search', channel: 'phone' },
    { kind: 'separate-consent', at: at('2025-09-02', 15, 8), policy: TRADE_SEARCH_POLICY, purpose: 'pages-and-search', channel: 'applet' },
    { kind: 'withdrawal', at: at('2026-05-28', 9, 12), policy: TRADE_SEARCH_POLICY, purpose: 'pages-and-search', channel: 'website' },
  ]
  return finish(input.subjectId, drafts, input.until, rng)
}
