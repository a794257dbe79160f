// Checks an exported audit chain, line by line, against its signed head.
import { checkAuditExport } from '../src-shared/formats/audit-entry'
import { nodeCrypto } from './node-crypto'
import type { Finding } from './report'
import type { OrgTrust } from '../src-shared/formats/signed'

export async function verifyAudit(lines: AsyncIterable<string>, orgPublicKey: OrgTrust | undefined): Promise<Finding> {
  const checked = await checkAuditExport(lines, orgPublicKey, nodeCrypto)
  if (!checked.ok) {
    if (typeof checked.error === 'object') return { outcome: 'chain-broken', facts: { entry: checked.error.brokenAt } }
    return { outcome: checked.error === 'unknown-signer' && orgPublicKey ? 'other-signer' : checked.error }
  }
  const { head, signer, witness } = checked.value
  const facts = { entries: head.size, head: head.headHash, device: signer.name, signedAt: new Date(head.at).toISOString() }
  return { outcome: 'valid', facts: witness ? { ...facts, witnessedEntries: witness.size, witnessedAt: new Date(witness.at).toISOString() } : facts }
}
