// Checks a package, a bundle or a certificate that somebody picked, from wherever it comes: the store is asked for nothing but whose case it says it is.
import { basename } from 'node:path'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { BundleEvidence, CertificateEvidence, EvidenceView, PackageEvidence, ReportEvidence } from '../../src-shared/contract/evidence'
import { REDACTION_REASONS } from '../../src-shared/domain/redactions'
import { keptByLaw, type CheckedErasureCertificate } from '../../src-shared/formats/certificate'
import type { CheckedBatchReport } from '../../src-shared/formats/batch-report'
import type { EvidenceFinding } from '../../src-shared/formats/evidence/finding'
import type { CheckedBundle } from '../../src-shared/formats/bundle/evidence-bundle'
import type { CheckedManifest } from '../../src-shared/formats/package'
import { readPassphrase } from '../packages/passphrase'
import { getRecord } from '../vault/repositories/records'
import { countsOf } from './make-bundle'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'orgKeys' | 'seePick' | 'fileChecks' | 'auditLook'>

export async function checkEvidence(deps: Deps, { pickId, passphrase }: ParsedRequestOf<'evidence.check'>): Promise<Result<EvidenceView, DeskError>> {
  const path = await deps.seePick(pickId)
  if (path === undefined) return err({ kind: 'not-found' })
  const answer = await deps.fileChecks.run({ path, orgPublicKey: deps.orgKeys, ...(passphrase === undefined ? {} : { passphrase: readPassphrase(passphrase) }) })
  if (answer === 'stopped') return err({ kind: 'cancelled' })
  if (answer === 'unreadable') return err({ kind: 'evidence-unreadable' })
  const { finding, sizeBytes } = answer
  // Asking for the passphrase is no opening yet.
  if (finding.outcome !== 'passphrase-needed') await record(deps, finding)
  return ok({ fileName: basename(path), sizeBytes, what: finding.what, outcome: finding.outcome, ...detailsOf(finding) })
}

export function stopCheck({ fileChecks }: Pick<Deps, 'fileChecks'>): Result<void, DeskError> {
  fileChecks.stop()
  return ok()
}

/** A package that opens is named with its case where this desk holds the case: an entry must not bring an erased person back. */
async function record({ vault, auditLook }: Deps, finding: EvidenceFinding): Promise<void> {
  const { outcome, what } = finding
  const manifest = finding.outcome === 'valid' && finding.what === 'package' ? finding.package.manifest : undefined
  const request = manifest && (await getRecord(vault.reader, 'request', manifest.requestId))?.body
  await auditLook({ type: 'evidence.check', ...(request ? { subjectId: request.subjectId, objectId: request.id } : {}), detail: { outcome, what, ...(manifest && request ? { packageId: manifest.packageId } : {}) } })
}

function detailsOf(finding: EvidenceFinding): Pick<EvidenceView, 'file' | 'package' | 'certificate' | 'report' | 'bundle'> {
  if (finding.outcome !== 'valid') return finding.file === undefined ? {} : { file: finding.file }
  if (finding.what === 'bundle') return { bundle: bundleOf(finding.bundle) }
  if (finding.what === 'report') return { report: reportOf(finding.report) }
  return finding.what === 'package' ? { package: packageOf(finding.package) } : { certificate: certificateOf(finding.certificate) }
}

function packageOf({ manifest, signer }: CheckedManifest): PackageEvidence {
  const { packageId, caseNo, tenant, madeAt, dataAsOf, rulesPack, files, coverage } = manifest
  return {
    packageId, caseNo, tenant, madeAt, dataAsOf, rulesPack, signer: signer.name, files,
    coverage: coverage.map(({ category, system, heldRows, includedRows, withheld }) => ({ category, system, heldRows, includedRows, ...(withheld === undefined ? {} : { withheld }) })),
    ...(manifest.v === 1 ? {} : { released: releasedOf(manifest) }),
  }
}

function releasedOf({ redactions, handedOut }: Extract<CheckedManifest['manifest'], { v: 2 }>): NonNullable<PackageEvidence['released']> {
  const byReason = REDACTION_REASONS.map((reason) => ({ reason, count: redactions.filter((one) => one.reason === reason).reduce((sum, { count }) => sum + count, 0) }))
  return { redactions: byReason.filter(({ count }) => count > 0), attached: handedOut.files, missingFiles: handedOut.missing.length }
}

function certificateOf({ certificate, signer, devices, withoutReceipt }: CheckedErasureCertificate): CertificateEvidence {
  const sum = (lines: readonly { readonly rows: number }[]): number => lines.reduce((rows, line) => rows + line.rows, 0)
  const { erasureId, caseNo, planHash, completedAt, executed, held = [] } = certificate
  return { erasureId, caseNo, planHash, completedAt, signer: signer.name, rows: sum(executed), kept: sum(keptByLaw(certificate)), onHold: sum(held.filter(({ releasedAt }) => releasedAt === undefined)), devices, withoutReceipt, ...(certificate.v === 1 ? {} : { deletionGround: certificate.deletionGround }) }
}

function bundleOf({ manifest, signer }: CheckedBundle): BundleEvidence {
  const { bundleId, tenant, period, asOf, askedBy, caseMonths, files, missingPacks } = manifest
  return { bundleId, tenant, period, asOf, askedBy: askedBy.name, signer: signer.name, caseMonths, files: files.length, missingPacks, counts: countsOf(manifest) }
}

function reportOf({ report, signer }: CheckedBatchReport): ReportEvidence {
  const { batchId, planHash, doneAt, agreed, lines, ending } = report
  const apart = lines.reduce((sum, { kept = 0 }) => sum + kept, 0)
  return {
    batchId, planHash, doneAt, signer: signer.name, agreed: agreed.map(({ name }) => name), ...(ending ? { ending: { product: ending.product, peopleDone: ending.peopleDone, apart } } : {}),
    lines: lines.map(({ category, then, planned, done, held }) => ({ category, then, planned, done, held })),
  }
}
