// Copies the signed erasure certificate to the export folder: as it was signed, and its picture as a PDF, which names what it is a picture of.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { canonicalJson, fromBase64url, hex, utf8 } from '../../src-shared/formats/canonical'
import { checkErasureCertificate, erasureCertificateSchema, type ErasureCertificate } from '../../src-shared/formats/certificate'
import { fingerprint, type SignedCertificate } from '../../src-shared/formats/signed'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { renderCertificate, type CertificateTraces } from '../erasure/certificate-page'
import { writeFileAtomically } from '../keys/private-files'
import { getRecord } from '../vault/repositories/records'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'crypto' | 'orgKeys' | 'exportDir' | 'audit' | 'print'>

export interface NamedCertificate {
  readonly body: ErasureCertificate
  /** Case number alone: nothing personal stands in a file name. */
  readonly fileName: string
}

export function certificateOf(record: ErasureRecord): NamedCertificate | undefined {
  const body = typeof record.certificate === 'object' && record.certificate !== null && 'body' in record.certificate ? record.certificate.body : undefined
  const read = erasureCertificateSchema.safeParse(body)
  return read.success ? { body: read.data, fileName: `erasure-${read.data.caseNo.replaceAll(/[^\w-]/g, '_')}.pdcert` } : undefined
}

/** What was saved; without `pdfName` it could not be printed. */
export interface SavedCertificate {
  readonly fileName: string
  readonly pdfName?: string
}

export async function saveCertificate(deps: Deps, { erasureId }: ParsedRequestOf<'erasure.saveCertificate'>): Promise<Result<SavedCertificate, DeskError>> {
  const record = (await getRecord(deps.vault.reader, 'erasure', erasureId))?.body
  const named = record && certificateOf(record)
  if (!record || !named) return err({ kind: 'not-found' })
  // What does not verify is not handed out, wherever it came from.
  const checked = checkErasureCertificate(record.certificate, deps.orgKeys, deps.crypto)
  if (!checked.ok) return err({ kind: 'origin-answer-invalid', params: { reason: checked.error } })
  const { fileName } = named
  const signed = `${canonicalJson(record.certificate)}\n`
  const pdf = await deps.print(renderCertificate(named.body, tracesOf(signed, record.certificate, deps)))
  // On record first: no certificate lies there of which nobody knows.
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'erasure.certificate', objectId: erasureId }))
  await mkdir(deps.exportDir, { recursive: true, mode: 0o700 })
  await writeFileAtomically(join(deps.exportDir, fileName), signed)
  if (!pdf) return ok({ fileName })
  const pdfName = fileName.replace(/\.pdcert$/, '.pdf')
  await writeFileAtomically(join(deps.exportDir, pdfName), pdf)
  return ok({ fileName, pdfName })
}

/** The check before has found the certificate good. */
function tracesOf(signed: string, certificate: unknown, { crypto }: Deps): CertificateTraces {
  const print = (key: string): string => fingerprint(fromBase64url(key) ?? new Uint8Array(), crypto)
  const { publicKey, issuer } = (certificate as { readonly certificate: SignedCertificate }).certificate.body
  return { fileSha256: hex(crypto.sha256(utf8(signed))), signedBy: print(publicKey), organisation: issuer }
}
