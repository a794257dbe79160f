// Approves a proposed version as the second person, or declines it: online only, on exactly what was on the screen.
import { err, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { decidePolicy, type PolicyOperation } from '../../src-shared/domain/policy-proposal'
import { policyHashes } from '../../src-shared/formats/policy-hash'
import { plainRefusal } from './act-on-request'
import { deliverNow, type DeliverDeps } from './deliver-now'
import { signInFresh } from './sign-in-fresh'
import { readHeldPolicies } from './read-policies'
import { endEntryDraft } from './typed-entry'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = DeliverDeps & Pick<UnlockedDesk, 'crypto'>

export async function approvePolicy(deps: Deps, { policyId, entryHash, passphrase }: ParsedRequestOf<'policy.approve'>): Promise<Result<void, DeskError>> {
  return decide(deps, { op: 'policy.approve@1', args: { policyId, entryHash } }, passphrase)
}

export async function declinePolicy(deps: Deps, { policyId, entryHash, reason }: ParsedRequestOf<'policy.decline'>): Promise<Result<void, DeskError>> {
  return decide(deps, { op: 'policy.decline@1', args: { policyId, entryHash, reason } })
}

async function decide(deps: Deps, operation: Exclude<PolicyOperation, { op: 'policy.propose@1' }>, passphrase?: string): Promise<Result<void, DeskError>> {
  const { policyId } = operation.args
  const held = await readHeldPolicies(deps.vault.reader)
  const found = held.find((one) => one.entry.id === policyId)
  if (!found) return err({ kind: 'not-found' })
  // What the origin does not have yet it cannot rule on.
  if (found.v === 0) return err({ kind: 'needs-online' })
  const by = { staffId: deps.me.staffId, role: deps.me.role, at: deps.clock.now() }
  const decided = decidePolicy(held.map(({ entry }) => entry), operation, by, policyHashes(deps.crypto))
  if (!decided.ok) return err(plainRefusal(decided.error))
  if (passphrase !== undefined) {
    const fresh = await signInFresh(deps, passphrase)
    if (!fresh.ok) return fresh
  }
  const delivered = await deliverNow(deps, {
    chain: `policy:${policyId}`, objectId: policyId, op: operation.op, base: found.v, args: operation.args, detail: { entryHash: operation.args.entryHash },
    auditType: operation.op === 'policy.approve@1' ? 'policy.approve' : 'policy.decline', precondition: () => 'state-changed', tell: () => deps.publish('policy', [policyId]),
  })
  if (delivered.ok) await deps.vault.transaction((tx) => endEntryDraft(tx, deps.me.staffId, operation, found.v))
  return delivered
}
