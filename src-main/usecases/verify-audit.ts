// Checks the whole audit chain of this desk, entry by entry.
import { ok, type Result } from '../../src-shared/base/result'
import type { AuditStatus } from '../../src-shared/contract/audit'
import type { DeskError } from '../../src-shared/contract/errors'
import { readAuditHead, verifyAudit as verifyChain } from '../audit/audit-log'
import { getMeta } from '../vault/repositories/meta'
import type { Reader } from '../vault/transaction'
import type { UnlockedDesk } from './unlocked-desk'

export async function verifyAudit({ vault, clock }: Pick<UnlockedDesk, 'vault' | 'clock'>): Promise<Result<AuditStatus, DeskError>> {
  // Looks that wait for the writer belong to the chain that is checked.
  await vault.transaction(() => Promise.resolve())
  const checked = await verifyChain(vault.reader)
  const head = await readAuditHead(vault.reader)
  const checkedAt = clock.now()
  const seen = await seenByOrigin(vault.reader)
  if (checked.ok) return ok({ entries: checked.value.size, headHash: checked.value.headHash, intact: true, checkedAt, ...seen })
  return ok({ entries: head.size, headHash: head.headHash, intact: false, brokenAt: checked.error.brokenAt, checkedAt, ...seen })
}

/** What the origin signed of this record, and whether it is still this one. */
async function seenByOrigin(reader: Reader): Promise<Pick<AuditStatus, 'witness' | 'differs'>> {
  const witness = (await getMeta(reader, 'auditWitness'))?.body
  const told = await getMeta(reader, 'auditDiffers')
  const row = witness && (await reader.selectFrom('audit').select('hash').where('seq', '=', witness.size).executeTakeFirst())
  const differs = told ?? (witness && row?.hash !== witness.headHash ? { size: witness.size } : undefined)
  return { ...(witness ? { witness: { size: witness.size, at: witness.at } } : {}), ...(differs ? { differs: { size: differs.size } } : {}) }
}
