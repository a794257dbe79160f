// What the origin attests of a device's audit record: that at this moment it had come so far, with this hash. Whoever rewrites the record afterwards has another
// hash at that number, and no key that would sign for it.
import { z } from 'zod'
import { epochMs, sha256Hex } from '../domain/fields'
import { err, ok, type Result } from '../base/result'
import type { FormatCrypto, Signer } from './crypto'
import { checkSigned, signBody, type Signed, type SignedCertificate, type SignedError, type OrgTrust } from './signed'

export const auditWitnessSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('audit-witness'),
  device: z.string().max(64),
  size: z.number().int().min(1),
  headHash: sha256Hex,
  /** By the origin's clock. */
  at: epochMs,
})
export type AuditWitness = z.infer<typeof auditWitnessSchema>

export function signAuditWitness(body: Pick<AuditWitness, 'device' | 'size' | 'headHash' | 'at'>, signer: Signer, certificate: SignedCertificate): Signed<AuditWitness> {
  return signBody({ v: 1, kind: 'audit-witness', ...body }, signer, certificate)
}

export function checkAuditWitness(signed: unknown, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto): Result<AuditWitness, SignedError> {
  const read = z.object({ body: auditWitnessSchema }).safeParse(signed)
  if (!read.success) return err('malformed')
  const checked = checkSigned(signed, orgPublicKey, crypto, read.data.body.at, { kind: 'origin' })
  return checked.ok ? ok(read.data.body) : checked
}
