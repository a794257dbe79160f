// Copies the signed report of a batch to the export folder, as it was signed; it is asked of the origin, which alone keeps it.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { RETENTION_DAYS } from '../../src-shared/contract/retention'
import { checkBatchReport } from '../../src-shared/formats/batch-report'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { writeFileAtomically } from '../keys/private-files'
import { askAsPerson } from './ask-as-person'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'crypto' | 'orgKeys' | 'exportDir' | 'audit' | 'signIn' | 'askOrigin'>

export async function saveReport(deps: Deps, { batchId }: ParsedRequestOf<'retention.saveReport'>): Promise<Result<{ readonly fileName: string }, DeskError>> {
  const answer = await askAsPerson(deps.signIn, (token) => deps.askOrigin.retention(RETENTION_DAYS[0], token))
  if (!answer.ok) return answer
  const report = [...answer.value.batches, ...(answer.value.endings ?? [])].find(({ id }) => id === batchId)?.report
  if (report === undefined) return err({ kind: 'not-found' })
  // What does not verify is not handed out, wherever it came from.
  const checked = checkBatchReport(report, deps.orgKeys, deps.crypto)
  if (!checked.ok) return err({ kind: 'origin-answer-invalid', params: { reason: checked.error } })
  const fileName = `batch-${checked.value.report.batchId}.pdcert`
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'retention.report', objectId: batchId }))
  await mkdir(deps.exportDir, { recursive: true, mode: 0o700 })
  await writeFileAtomically(join(deps.exportDir, fileName), `${canonicalJson(report)}\n`)
  return ok({ fileName })
}
