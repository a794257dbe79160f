// A version's way into the register: proposed by one person, approved or declined by another; one pure function, the truth at the origin
// and the preview on the desk. What is approved is what was on the approver's screen, by the hash of the whole entry.
//
//   (nothing) ─propose→ proposed ─approve→ approved       in the register; never changed any more
//                          └─────decline→ declined        by the second person with a reason, or taken back by who proposed it
import { toDay, type EpochMs } from '../base/clock'
import type { PolicyId, StaffId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { enterVersion, rewrittenPast, type PolicyEntryError } from './policy-entry'
import type { PolicyRegister, PolicyVersion } from './policy-register'
import type { Refusal } from './request-machine'
import { hasPermission, isSecondPerson } from './staff'
import type { PolicyState, Role } from './vocabulary'

/** The wire's `policy` record is one. */
export interface PolicyEntry extends PolicyVersion {
  readonly state: PolicyState
  readonly proposedBy?: StaffId
  readonly proposedAt?: EpochMs
  readonly decidedBy?: StaffId
  readonly decidedAt?: EpochMs
  readonly reason?: string
}
/** Structurally the wire's operations (protocol/push.ts). */
export type PolicyOperation =
  | { readonly op: 'policy.propose@1'; readonly args: { readonly policy: PolicyVersion } }
  | { readonly op: 'policy.approve@1'; readonly args: { readonly policyId: PolicyId; readonly entryHash: string } }
  | { readonly op: 'policy.decline@1'; readonly args: { readonly policyId: PolicyId; readonly entryHash: string; readonly reason: string } }

export interface PolicyActor {
  readonly staffId: StaffId
  readonly role: Role
  readonly at: EpochMs
}
/** Handed in, so that this room stays free of a platform (formats/policy-hash.ts). */
export interface PolicyHashes {
  readonly textHash: (version: PolicyVersion) => string
  readonly entryHash: (version: PolicyVersion) => string
}
/** `entry`: why the register does not take it, in the words of `policy:entryError`. */
export type PolicyRefusal = Refusal & { readonly entry?: PolicyEntryError }

export function isPolicyOperation(operation: { readonly op: string }): operation is PolicyOperation {
  return operation.op.startsWith('policy.')
}

/** What counts as a policy of the company: what was approved, and nothing that only waits. */
export function registerOf(entries: readonly PolicyEntry[]): PolicyRegister {
  return { versions: entries.filter((entry) => entry.state === 'approved') }
}

export function decidePolicy(entries: readonly PolicyEntry[], operation: PolicyOperation, by: PolicyActor, hashes: PolicyHashes): Result<PolicyEntry, PolicyRefusal> {
  if (operation.op === 'policy.propose@1') return propose(entries, operation.args.policy, by, hashes)
  const entry = entries.find((one) => one.id === operation.args.policyId)
  if (!entry) return err({ code: hasPermission(by.role, 'propose-policy') ? 'not_found' : 'forbidden' })
  const isOwn = entry.proposedBy !== undefined && !isSecondPerson(entry.proposedBy, by.staffId)
  const isTakenBack = operation.op === 'policy.decline@1' && isOwn
  if (!hasPermission(by.role, isTakenBack ? 'propose-policy' : 'approve-policy')) return err({ code: 'forbidden' })
  if (entry.state !== 'proposed') return err({ code: 'precondition', fields: ['state'] })
  if (hashes.entryHash(entry) !== operation.args.entryHash) return err({ code: 'precondition', fields: ['entryHash'] })
  const decided = { decidedBy: by.staffId, decidedAt: by.at }
  if (operation.op === 'policy.decline@1') {
    const { reason } = operation.args
    return reason.trim() === '' ? err({ code: 'invalid', fields: ['reason'] }) : ok({ ...entry, state: 'declined', ...decided, reason })
  }
  if (isOwn) return err({ code: 'needs_second_person' })
  // Judged again: another version may have been approved since it was proposed, or its first day have gone by.
  const fault = entryFault(entries, entry, by)
  return fault ? err(refusedEntry('precondition', fault)) : ok({ ...entry, state: 'approved', ...decided })
}

function propose(entries: readonly PolicyEntry[], policy: PolicyVersion, by: PolicyActor, hashes: PolicyHashes): Result<PolicyEntry, PolicyRefusal> {
  if (!hasPermission(by.role, 'propose-policy')) return err({ code: 'forbidden' })
  if (entries.some((one) => one.id === policy.id)) return err({ code: 'precondition', fields: ['id'] })
  if (hashes.textHash(policy) !== policy.textHash) return err({ code: 'invalid', fields: ['textHash'] })
  if (policy.title['zh-CN'].trim() === '' || policy.title.en.trim() === '') return err({ code: 'invalid', fields: ['title'] })
  const fault = entryFault(entries, policy, by)
  return fault ? err(refusedEntry('invalid', fault)) : ok({ ...policy, state: 'proposed', proposedBy: by.staffId, proposedAt: by.at })
}

/** Why the register would not take it now. */
export function entryFault(entries: readonly PolicyEntry[], version: PolicyVersion, { at }: { readonly at: EpochMs }): PolicyEntryError | undefined {
  const register = registerOf(entries)
  const entered = enterVersion(register, version)
  return entered.ok ? rewrittenPast(register, version, toDay(at)) : entered.error
}

/** The field that is to be corrected. */
export const FIELD_BY_ERROR: Readonly<Record<PolicyEntryError['kind'], string>> = {
  'id-taken': 'id',
  'version-taken': 'version',
  'no-such-day': 'effectiveFrom',
  'ends-before-it-begins': 'effectiveUntil',
  'no-clause': 'clauses',
  'number-twice': 'clauses',
  'no-such-channel': 'channels',
  'replaces-unknown': 'replaces',
  'replaces-other-line': 'replaces',
  'replaces-later': 'replaces',
  'replaces-past': 'effectiveFrom',
  overlap: 'effectiveFrom',
}

function refusedEntry(code: 'invalid' | 'precondition', entry: PolicyEntryError): PolicyRefusal {
  return { code, fields: [FIELD_BY_ERROR[entry.kind]], entry }
}
