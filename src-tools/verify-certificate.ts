// Checks an erasure certificate with the device receipts inside it.
import { checkErasureCertificate } from '../src-shared/formats/certificate'
import { nodeCrypto } from './node-crypto'
import type { Finding } from './report'

export function verifyCertificate(text: string, orgPublicKey: Uint8Array | undefined): Finding {
  const checked = checkErasureCertificate(text, orgPublicKey, nodeCrypto)
  if (!checked.ok) return { outcome: checked.error === 'unknown-signer' && orgPublicKey ? 'other-signer' : checked.error }
  const { certificate, signer, devices, withoutReceipt } = checked.value
  return {
    outcome: 'valid',
    facts: {
      case: certificate.caseNo,
      erasure: certificate.erasureId,
      planHash: certificate.planHash,
      rows: certificate.executed.reduce((sum, one) => sum + one.rows, 0),
      kept: certificate.restricted.reduce((sum, one) => sum + one.rows, 0),
      devices,
      ...(withoutReceipt > 0 ? { withoutReceipt } : {}),
      completedAt: new Date(certificate.completedAt).toISOString(),
      origin: signer.name,
    },
  }
}
