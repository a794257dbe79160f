// Checks a package or a certificate and names its facts, by the code that the desk checks with.
import { open } from 'node:fs/promises'
import type { CheckedErasureCertificate } from '../src-shared/formats/certificate'
import { checkEvidence } from '../src-shared/formats/evidence/check-evidence'
import type { CheckedManifest } from '../src-shared/formats/package'
import { byteSourceOf } from './file-source'
import { nodeCrypto } from './node-crypto'
import type { Finding } from './report'

export async function verifyEvidence(path: string, passphrase: string | undefined, orgPublicKey: Uint8Array | undefined): Promise<Finding> {
  const file = await open(path, 'r')
  try {
    const found = await checkEvidence(await byteSourceOf(file), { crypto: nodeCrypto, ...(passphrase === undefined ? {} : { passphrase }), ...(orgPublicKey ? { orgPublicKey } : {}) })
    if (found.outcome !== 'valid') return { outcome: found.outcome, ...(found.file === undefined ? {} : { facts: { file: found.file } }) }
    return { outcome: 'valid', facts: found.what === 'package' ? packageFacts(found.package) : certificateFacts(found.certificate) }
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
    rows: certificate.executed.reduce((sum, one) => sum + one.rows, 0),
    kept: certificate.restricted.reduce((sum, one) => sum + one.rows, 0),
    devices,
    ...(withoutReceipt > 0 ? { withoutReceipt } : {}),
    completedAt: new Date(certificate.completedAt).toISOString(),
    origin: signer.name,
  }
}
