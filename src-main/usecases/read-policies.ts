// The policies on this desk: what the origin told of, the proposals of this desk that it has not taken yet, and the register of those approved.
import { registerOf, type PolicyEntry } from '../../src-shared/domain/policy-proposal'
import type { PolicyRegister, PolicyVersion } from '../../src-shared/domain/policy-register'
import type { PolicyRow } from '../../src-shared/contract/policy'
import { listOutbox } from '../vault/repositories/outbox'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

export interface HeldPolicy {
  readonly entry: PolicyEntry
  /** 0: the origin has not sent it yet. */
  readonly v: number
  readonly mark: PolicyRow['mark']
}

/** There are some dozens in a company's whole history. */
export async function readPolicies(reader: Reader): Promise<readonly PolicyEntry[]> {
  return (await listRecords(reader, 'policy')).map((record) => record.body)
}

export async function readRegister(reader: Reader): Promise<PolicyRegister> {
  return registerOf(await readPolicies(reader))
}

/** With what was proposed here: staff see it at once, and nobody can approve it before the origin has it. */
export async function readHeldPolicies(reader: Reader): Promise<readonly HeldPolicy[]> {
  const records = (await listRecords(reader, 'policy')).map(({ body, v }): HeldPolicy => ({ entry: body, v, mark: 'sent' }))
  const pending = (await listOutbox(reader)).flatMap((item): readonly HeldPolicy[] => {
    if (item.op !== 'policy.propose@1' || !item.args) return []
    // The cast is safe: an item's arguments are those of its operation (usecases/policy-draft.ts).
    const { policy } = item.args as unknown as { readonly policy: PolicyVersion }
    if (records.some((record) => record.entry.id === policy.id)) return []
    const mark = item.state === 'refused' ? 'refused' : item.state === 'applied' ? 'sent' : 'to-send'
    return [{ entry: { ...policy, state: 'proposed', proposedBy: item.staffId, proposedAt: item.madeAt.wall }, v: 0, mark }]
  })
  return [...records, ...pending]
}
