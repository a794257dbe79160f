// The register on the screen: every version with its days, one version with its clauses, and what differs between two.
import type { Day } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import type { PolicyDifference, PolicyList, PolicyRow, PolicyView } from '../../src-shared/contract/policy'
import { differenceOf, purposesToAskAgain } from '../../src-shared/domain/policy-difference'
import { gapsOf } from '../../src-shared/domain/policy-entry'
import { entryFault, registerOf, type PolicyEntry } from '../../src-shared/domain/policy-proposal'
import { appliesOn, channelsOf, isInForce, lastDayOn, NO_LAST_DAY, type PolicyRegister, type PolicyVersion } from '../../src-shared/domain/policy-register'
import { policyEntryHash } from '../../src-shared/formats/policy-hash'
import { lackOf } from '../../src-shared/domain/staff'
import { isOnline } from './act-on-request'
import { readFreshness } from './freshness'
import { readStaffNames, type StaffName } from './inventory-acts'
import { readHeldPolicies, type HeldPolicy } from './read-policies'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'time' | 'today' | 'me' | 'clock' | 'crypto' | 'auditLook' | 'loop'>
/** Who is not listed any more. */
const NOBODY = '--'

export async function listPolicies(deps: Deps): Promise<Result<PolicyList, DeskError>> {
  const held = await readHeldPolicies(deps.vault.reader)
  const register = registerOf(held.map(({ entry }) => entry))
  const nameOf = await readStaffNames(deps.vault.reader, NOBODY)
  // By line, the general policy first; within one the newest first.
  const rows = held.map((one) => rowOf(one, register, deps.today(), nameOf)).sort((a, b) => (a.product ?? '').localeCompare(b.product ?? '', 'en') || (a.effectiveFrom < b.effectiveFrom ? 1 : -1))
  return ok({ rows, gaps: gapsOf(register), freshness: await readFreshness(deps) })
}

export async function openPolicy(deps: Deps, { policyId }: ParsedRequestOf<'policy.open'>): Promise<Result<PolicyView, DeskError>> {
  const { reader } = deps.vault
  const held = await readHeldPolicies(reader)
  const found = held.find((one) => one.entry.id === policyId)
  if (!found) return err({ kind: 'not-found' })
  const { entry } = found
  const register = registerOf(held.map((one) => one.entry))
  const difference = formerOf(entry, register)
  await deps.auditLook({ type: 'policy.open', objectId: policyId })
  return ok({
    row: rowOf(found, register, deps.today(), await readStaffNames(reader, NOBODY)),
    clauses: entry.clauses,
    replaces: (entry.replaces ?? []).flatMap((id) => held.filter((one) => one.entry.id === id).map((one) => one.entry.version)),
    textHash: entry.textHash,
    entryHash: policyEntryHash(entry, deps.crypto),
    ...(entry.reason === undefined ? {} : { reason: entry.reason }),
    ...(difference ? { difference: differenceView(difference, entry) } : {}),
    gaps: gapsOf({ versions: [...register.versions.filter((one) => one.id !== entry.id), entry] }).filter((gap) => 'id' in gap && gap.id === entry.id),
    ...(entry.state === 'proposed' ? { decide: decideView(deps, found, held.map((one) => one.entry)) } : {}),
    freshness: await readFreshness(deps),
  })
}

export async function comparePolicies(deps: Deps, { before, after }: ParsedRequestOf<'policy.difference'>): Promise<Result<PolicyDifference, DeskError>> {
  const held = (await readHeldPolicies(deps.vault.reader)).map(({ entry }) => entry)
  const [one, other] = [before, after].map((id) => held.find((entry) => entry.id === id))
  return one && other ? ok(differenceView(one, other)) : err({ kind: 'not-found' })
}

function rowOf({ entry, mark }: HeldPolicy, register: PolicyRegister, today: Day, nameOf: StaffName): PolicyRow {
  const { id, product, version, state, title, channels, effectiveFrom, proposedBy, proposedAt, decidedBy, decidedAt } = entry
  const on = channelsOf(register).filter((channel) => appliesOn(entry, channel))
  const until = on.map((channel) => lastDayOn(entry, channel, register)).reduce((last, day) => (day > last ? day : last), '')
  return {
    id, version, state, title, effectiveFrom, mark,
    clauses: entry.clauses.length,
    inForce: state === 'approved' && on.some((channel) => isInForce(entry, channel, today, register)),
    ...(product === undefined ? {} : { product }),
    ...(channels ? { channels } : {}),
    ...(until === '' || until === NO_LAST_DAY ? {} : { until }),
    ...(proposedBy === undefined ? {} : { proposedBy: nameOf(proposedBy) }),
    ...(proposedAt === undefined ? {} : { proposedAt }),
    ...(decidedBy === undefined ? {} : { decidedBy: nameOf(decidedBy) }),
    ...(decidedAt === undefined ? {} : { decidedAt }),
  }
}

/** What the version is measured by: the one of its line that came before it; for a product's first the general one of that day. */
export function formerOf(version: PolicyVersion, register: PolicyRegister): PolicyVersion | undefined {
  const begunBefore = (line: PolicyVersion['product']): PolicyVersion | undefined =>
    register.versions
      .filter((one) => one.product === line && one.id !== version.id && one.effectiveFrom < version.effectiveFrom)
      .toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1))[0]
  return begunBefore(version.product) ?? (version.product === undefined ? undefined : begunBefore(undefined))
}

export function differenceView(before: PolicyVersion, after: PolicyVersion): PolicyDifference {
  return { before: { id: before.id, version: before.version }, changes: differenceOf(before, after), askAgain: purposesToAskAgain(before, after) ?? 'unknown' }
}

function decideView(deps: Deps, { entry, v }: HeldPolicy, entries: readonly PolicyEntry[]): NonNullable<PolicyView['decide']> {
  const isOwn = entry.proposedBy === deps.me.staffId
  // Taken by the origin is not yet back: until then it cannot be ruled on.
  const offline: DeskErrorKind | undefined = isOnline(deps) && v > 0 ? undefined : 'needs-online'
  const fault = entryFault(entries, entry, { at: deps.clock.now() })
  const may = (permission: 'approve-policy' | 'propose-policy'): DeskErrorKind | undefined => lackOf(deps.me, permission)
  const approve = may('approve-policy') ?? (isOwn ? 'own-proposal' : offline) ?? (fault ? 'state-changed' : undefined)
  const decline = may(isOwn ? 'propose-policy' : 'approve-policy') ?? offline
  return { ...(approve ? { approve } : {}), ...(decline ? { decline } : {}), ...(fault ? { entry: fault } : {}) }
}
