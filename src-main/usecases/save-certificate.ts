// Copies the signed erasure certificate to the export folder: as it was signed, and as a page to print.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { canonicalJson, fromBase64url } from '../../src-shared/formats/canonical'
import { checkErasureCertificate, erasureCertificateSchema, type ErasureCertificate } from '../../src-shared/formats/certificate'
import { fingerprint, type SignedCertificate } from '../../src-shared/formats/signed'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { renderCertificate } from '../erasure/certificate-page'
import { writeFileAtomically } from '../keys/private-files'
import { getRecord } from '../vault/repositories/records'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'crypto' | 'enrolment' | 'exportDir' | 'audit'>

export interface NamedCertificate {
  readonly body: ErasureCertificate
  /** Case number alone: nothing personal stands in a file name. */
  readonly fileName: string
}

export function certificateOf(record: ErasureRecord): NamedCertificate | undefined {
  const body = typeof record.certificate === 'object' && record.certificate !== null && 'body' in record.certificate ? record.certificate.body : undefined
  const read = erasureCertificateSchema.safeParse(body)
  return read.success ? { body: read.data, fileName: `erasure-${read.data.caseNo.replaceAll(/[^\w-]/g, '_')}.json` } : undefined
}

/** Of the origin's key that signed it; the check before has found its certificate good. */
function fingerprintOf(certificate: unknown, { crypto }: Pick<Deps, 'crypto'>): string {
  const { publicKey } = (certificate as { readonly certificate: SignedCertificate }).certificate.body
  return fingerprint(fromBase64url(publicKey) ?? new Uint8Array(), crypto)
}

export async function saveCertificate(deps: Deps, { erasureId }: ParsedRequestOf<'erasure.saveCertificate'>): Promise<Result<{ readonly fileName: string }, DeskError>> {
  const record = (await getRecord(deps.vault.reader, 'erasure', erasureId))?.body
  const named = record && certificateOf(record)
  if (!record || !named) return err({ kind: 'not-found' })
  // What does not verify is not handed out, wherever it came from.
  const checked = checkErasureCertificate(record.certificate, fromBase64url(deps.enrolment.orgPublicKey), deps.crypto)
  if (!checked.ok) return err({ kind: 'origin-answer-invalid', params: { reason: checked.error } })
  await mkdir(deps.exportDir, { recursive: true, mode: 0o700 })
  await writeFileAtomically(join(deps.exportDir, named.fileName), `${canonicalJson(record.certificate)}\n`)
  await writeFileAtomically(join(deps.exportDir, named.fileName.replace(/\.json$/, '.html')), renderCertificate(named.body, fingerprintOf(record.certificate, deps)))
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'erasure.certificate', objectId: erasureId }))
  return ok({ fileName: named.fileName })
}
