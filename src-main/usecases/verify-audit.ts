// Checks the whole audit chain of this desk, entry by entry.
import { ok, type Result } from '../../src-shared/base/result'
import type { AuditStatus } from '../../src-shared/contract/audit'
import type { DeskError } from '../../src-shared/contract/errors'
import { readAuditHead, verifyAudit as verifyChain } from '../audit/audit-log'
import type { UnlockedDesk } from './unlocked-desk'

export async function verifyAudit({ vault, clock }: Pick<UnlockedDesk, 'vault' | 'clock'>): Promise<Result<AuditStatus, DeskError>> {
  // Looks that wait for the writer belong to the chain that is checked.
  await vault.transaction(() => Promise.resolve())
  const checked = await verifyChain(vault.reader)
  const head = await readAuditHead(vault.reader)
  const checkedAt = clock.now()
  if (checked.ok) return ok({ entries: checked.value.size, headHash: checked.value.headHash, intact: true, checkedAt })
  return ok({ entries: head.size, headHash: head.headHash, intact: false, brokenAt: checked.error.brokenAt, checkedAt })
}
