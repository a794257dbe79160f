// Copies the signed report of a product that has ended to the export folder, as the origin signed it.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { canonicalJson, fromBase64url } from '../../src-shared/formats/canonical'
import { checkEndingReport } from '../../src-shared/formats/ending-report'
import { writeFileAtomically } from '../keys/private-files'
import { askAsPerson } from './ask-as-person'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'audit' | 'signIn' | 'askOrigin' | 'enrolment' | 'crypto' | 'exportDir'>

/** Reports come with every forecast, however near it looks. */
const FEWEST_DAYS = 1

export async function saveEndingReport(deps: Deps, { batchId }: ParsedRequestOf<'retention.saveReport'>): Promise<Result<AnswerOf<'retention.saveReport'>, DeskError>> {
  const answer = await askAsPerson(deps.signIn, (token) => deps.askOrigin.retention(FEWEST_DAYS, token))
  if (!answer.ok) return answer
  const report = answer.value.endings?.find(({ id }) => id === batchId)?.report
  if (!report) return err({ kind: 'not-found' })
  const checked = checkEndingReport(report, fromBase64url(deps.enrolment.orgPublicKey), deps.crypto)
  if (!checked.ok) return err({ kind: 'origin-answer-invalid', params: { reason: checked.error } })
  const { product, doneAt } = checked.value
  // By its moment too: a product can have several.
  const fileName = `ending-${product}-${new Date(doneAt).toISOString().replaceAll(/[^\d]/g, '').slice(0, 14)}.json`
  // On record first: no report lies there of which nobody knows.
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'retention.report', objectId: batchId }))
  await mkdir(deps.exportDir, { recursive: true, mode: 0o700 })
  await writeFileAtomically(join(deps.exportDir, fileName), `${canonicalJson(report)}\n`)
  return ok({ fileName })
}
