// Checks the whole audit chain of this desk, entry by entry. Where it does not hold together the origin is told, and opens an incident.
import { ok, type Result } from '../../src-shared/base/result'
import type { AuditStatus } from '../../src-shared/contract/audit'
import type { DeskError } from '../../src-shared/contract/errors'
import { readAuditHead, readEntryHash, verifyAudit as verifyChain } from '../audit/audit-log'
import { getMeta, setMeta } from '../vault/repositories/meta'
import type { Reader } from '../vault/transaction'
import { tellChain } from './tell-chain'
import type { UnlockedDesk } from './unlocked-desk'

export async function verifyAudit({ vault, clock, askOrigin }: Pick<UnlockedDesk, 'vault' | 'clock' | 'askOrigin'>): Promise<Result<AuditStatus, DeskError>> {
  // Looks that wait for the writer belong to the chain that is checked.
  await vault.transaction(() => Promise.resolve())
  const checked = await verifyChain(vault.reader)
  const head = await readAuditHead(vault.reader)
  const checkedAt = clock.now()
  const seen = await seenByOrigin(vault.reader)
  if (checked.ok) return ok({ entries: checked.value.size, headHash: checked.value.headHash, intact: true, checkedAt, ...seen })
  await vault.transaction((tx) => setMeta(tx, 'chainFault', { fault: 'chain', brokenAt: checked.error.brokenAt, seenAt: checkedAt }))
  // Nobody waits for the origin; what it has not heard it hears at the next contact.
  void tellChain({ vault, tell: askOrigin.tellChain }).catch(() => undefined)
  return ok({ entries: head.size, headHash: head.headHash, intact: false, brokenAt: checked.error.brokenAt, checkedAt, ...seen })
}

/** What the origin signed of this record, and whether it is still this one. */
async function seenByOrigin(reader: Reader): Promise<Pick<AuditStatus, 'witness' | 'differs'>> {
  const witness = (await getMeta(reader, 'auditWitness'))?.body
  const told = await getMeta(reader, 'auditDiffers')
  const differs = told ?? (witness && (await readEntryHash(reader, witness.size)) !== witness.headHash ? { size: witness.size } : undefined)
  return { ...(witness ? { witness: { size: witness.size, at: witness.at } } : {}), ...(differs ? { differs: { size: differs.size } } : {}) }
}
