// A device's proof that it carried out an erasure: what went, when, and under which generation of its store; signed by the device.
// A receipt proves what the app did, not what a forensic copy of the disk may hold.
import { z } from 'zod'
import type { DeviceId, ErasureId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { epochMs, id, sha256Hex } from '../domain/fields'
import { canonicalJson, hex, utf8 } from './canonical'
import type { FormatCrypto, Signer } from './crypto'
import { checkSigned, signBody, type Certificate, type Signed, type SignedCertificate, type SignedError, type OrgTrust } from './signed'

/** What the residue check looked through, and what it found. */
export const residueSummarySchema = z.strictObject({
  places: z.number().int().min(0),
  needles: z.number().int().min(0),
  /** Needles that live rows of others hold too; they prove nothing and are left out. */
  notDistinctive: z.number().int().min(0),
  encodings: z.number().int().min(0),
  hits: z.number().int().min(0),
  checkedAt: epochMs,
})
export type ResidueSummary = z.infer<typeof residueSummarySchema>

export const eraseReceiptSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('erase-receipt'),
  erasureId: id<ErasureId>(),
  device: id<DeviceId>(),
  /** The feed position that the device had applied. */
  cursor: z.string().max(4_000),
  /** Rows removed per table of the store. */
  counts: z.record(z.string().max(64), z.number().int().min(0)),
  /** SHA-256 (hex) of the canonical JSON of the sorted ids that went. */
  idsHash: sha256Hex,
  /** Generation of the store whose key replaced the one that had seen the person. */
  storeGeneration: z.number().int().min(1),
  deletedAt: epochMs,
  purgedAt: epochMs,
  residue: residueSummarySchema,
  madeAt: epochMs,
})
export type EraseReceipt = z.infer<typeof eraseReceiptSchema>
export type SignedEraseReceipt = Signed<EraseReceipt>

export function idsHash(ids: readonly string[], crypto: FormatCrypto): string {
  return hex(crypto.sha256(utf8(canonicalJson([...ids].sort()))))
}

export function signEraseReceipt(body: EraseReceipt, signer: Signer, certificate: SignedCertificate): SignedEraseReceipt {
  return signBody(body, signer, certificate)
}

export interface CheckedReceipt {
  readonly receipt: EraseReceipt
  readonly signer: Certificate
}

/** A receipt of an unclean store is not one: hits mean that the erasure is not done. */
export function checkEraseReceipt(signed: unknown, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto): Result<CheckedReceipt, SignedError | 'residue-left'> {
  const read = z.object({ body: eraseReceiptSchema }).safeParse(signed)
  if (!read.success) return err('malformed')
  const receipt = read.data.body
  const checked = checkSigned(signed, orgPublicKey, crypto, receipt.madeAt, { kind: 'device' })
  if (!checked.ok) return checked
  if (receipt.device !== checked.value.certificate.id) return err('malformed')
  return receipt.residue.hits === 0 ? ok({ receipt, signer: checked.value.certificate }) : err('residue-left')
}
