// Checks a package, a bundle, a certificate or the report of a batch and names its facts, by the code that the desk checks with.
import { open } from 'node:fs/promises'
import { DELETION_GROUND_WORDS } from '../src-shared/domain/deletion-grounds'
import type { Language } from '../src-shared/domain/vocabulary'
import type { CheckedBatchReport } from '../src-shared/formats/batch-report'
import { keptByLaw, type CheckedErasureCertificate, type ErasureCertificate } from '../src-shared/formats/certificate'
import { byteSourceOf } from '../src-shared/formats/evidence/bytes'
import { checkEvidence } from '../src-shared/formats/evidence/check-evidence'
import type { CheckedBundle } from '../src-shared/formats/bundle/evidence-bundle'
import type { CheckedManifest } from '../src-shared/formats/package'
import type { Message } from './messages'
import { nodeCrypto } from './node-crypto'
import type { Finding } from './report'
import type { OrgTrust } from '../src-shared/formats/signed'

export async function verifyEvidence(path: string, passphrase: string | undefined, orgPublicKey: OrgTrust | undefined): Promise<Finding> {
  const file = await open(path, 'r')
  try {
    const found = await checkEvidence(await byteSourceOf(file), { crypto: nodeCrypto, ...(passphrase === undefined ? {} : { passphrase }), ...(orgPublicKey ? { orgPublicKey } : {}) })
    if (found.outcome !== 'valid') return { outcome: found.outcome, ...(found.file === undefined ? {} : { facts: { file: found.file } }) }
    if (found.what === 'package') return { outcome: 'valid', facts: packageFacts(found.package) }
    if (found.what === 'bundle') return { outcome: 'valid', facts: bundleFacts(found.bundle) }
    if (found.what === 'report') return { outcome: 'valid', facts: reportFacts(found.report) }
    return { outcome: 'valid', said: whyOf(found.certificate.certificate), facts: certificateFacts(found.certificate) }
  } finally {
    await file.close()
  }
}

function packageFacts({ manifest, signer }: CheckedManifest): Finding['facts'] {
  return {
    package: manifest.packageId,
    case: manifest.caseNo,
    files: manifest.files.length,
    rows: manifest.files.reduce((sum, one) => sum + (one.rows ?? 0), 0),
    incomplete: manifest.coverage.filter(({ heldRows, includedRows }) => includedRows < heldRows).length,
    ...(manifest.v === 1 ? {} : { attached: manifest.handedOut.files, missingFiles: manifest.handedOut.missing.length, redactions: manifest.redactions.reduce((sum, { count }) => sum + count, 0) }),
    dataAsOf: new Date(manifest.dataAsOf).toISOString(),
    madeAt: new Date(manifest.madeAt).toISOString(),
    rulesPack: manifest.rulesPack,
    device: signer.name,
  }
}

function certificateFacts({ certificate, signer, devices, withoutReceipt }: CheckedErasureCertificate): Finding['facts'] {
  return {
    case: certificate.caseNo,
    erasure: certificate.erasureId,
    planHash: certificate.planHash,
    // Absent in one of before: it does not say why.
    ...(certificate.v === 1 ? {} : { deletionGround: certificate.deletionGround.code }),
    rows: certificate.executed.reduce((sum, one) => sum + one.rows, 0),
    kept: keptByLaw(certificate).reduce((sum, one) => sum + one.rows, 0),
    devices,
    ...(withoutReceipt > 0 ? { withoutReceipt } : {}),
    completedAt: new Date(certificate.completedAt).toISOString(),
    origin: signer.name,
  }
}

function reportFacts({ report, signer }: CheckedBatchReport): Finding['facts'] {
  const sum = (of: 'planned' | 'done' | 'kept' | 'held'): number => report.lines.reduce((rows, line) => rows + (line[of] ?? 0), 0)
  const { ending } = report
  return { batch: report.batchId, ...(ending ? { product: ending.product, people: ending.peopleDone, kept: sum('kept') } : {}), planHash: report.planHash, planned: sum('planned'), done: sum('done'), held: sum('held'), agreed: report.agreed.map(({ name }) => name).join(', '), doneAt: new Date(report.doneAt).toISOString(), origin: signer.name }
}

function bundleFacts({ manifest, signer }: CheckedBundle): Finding['facts'] {
  const { bundleId, period, counts, asOf, askedBy, files, packs, missingPacks } = manifest
  return {
    bundle: bundleId, from: period.from, to: period.to, asOf: new Date(asOf).toISOString(), ...counts, files: files.length, packs: packs.map(({ version }) => version).join(', '),
    ...(missingPacks.length === 0 ? {} : { missingPacks: missingPacks.join(', ') }), askedBy: askedBy.name, origin: signer.name,
  }
}

function whyOf(certificate: ErasureCertificate): readonly Message[] {
  if (certificate.v === 1) return []
  const { code, provision } = certificate.deletionGround
  const words = (language: Language): string => `${DELETION_GROUND_WORDS[code][language]}${provision ? ` (${provision[language]})` : ''}`
  return [{ zh: `删除事由：${words('zh-CN')}`, en: `Ground of deletion: ${words('en')}` }]
}
