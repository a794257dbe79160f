// Checks a file that somebody hands in as an access package, an evidence bundle, an erasure certificate or the report of a batch: which of them it is, it says itself.
import { checkBatchReport, isBatchReport } from '../batch-report'
import { checkErasureCertificate } from '../certificate'
import { fromUtf8 } from '../canonical'
import type { ByteSource } from './bytes'
import { checkBundle, isBundle } from './check-bundle'
import { checkPackage, type PackageCheck } from './check-package'
import type { EvidenceFinding } from './finding'
import { isArchive } from './zip-layout'

/** Longer than any certificate of ours: such a file is not read into memory. */
const MAX_CERTIFICATE_BYTES = 16 * 1_048_576

/** @throws what reading the file throws; what it holds is answered, never thrown. */
export async function checkEvidence(file: ByteSource, check: PackageCheck): Promise<EvidenceFinding> {
  // A ZIP begins with a local header; a JSON file cannot.
  if (await isArchive(file)) return (await isBundle(file)) ? checkBundle(file, check) : checkPackage(file, check)
  const text = file.size > MAX_CERTIFICATE_BYTES ? undefined : fromUtf8(await file.read(0, file.size))
  return text === undefined ? { outcome: 'malformed', what: 'certificate' } : isBatchReport(text) ? checkReportText(text, check) : checkCertificateText(text, check)
}

function checkCertificateText(text: string, { orgPublicKey, crypto }: PackageCheck): EvidenceFinding {
  const checked = checkErasureCertificate(text, orgPublicKey, crypto)
  if (checked.ok) return { outcome: 'valid', what: 'certificate', certificate: checked.value }
  return { outcome: checked.error === 'unknown-signer' && orgPublicKey ? 'other-signer' : checked.error, what: 'certificate' }
}

function checkReportText(text: string, { orgPublicKey, crypto }: PackageCheck): EvidenceFinding {
  const checked = checkBatchReport(text, orgPublicKey, crypto)
  if (checked.ok) return { outcome: 'valid', what: 'report', report: checked.value }
  return { outcome: checked.error === 'unknown-signer' && orgPublicKey ? 'other-signer' : checked.error, what: 'report' }
}
