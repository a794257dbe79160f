// A signed rules pack: {"body": the rules (domain/rules.ts), "keyId": fingerprint of the organisation key, "sig": base64url}.
// An older pack never replaces a newer one; one that is damaged or signed by somebody else is refused and the last good one kept.
import { z } from 'zod'
import { err, ok, type Result } from '../base/result'
import { comparePackVersions, rulesPackBodySchema, type RulesPackBody } from '../domain/rules'
import { parseJson } from './canonical'
import type { FormatCrypto, Signer } from './crypto'
import { fingerprint, isCanonicalisable, signCanonical, verifyCanonical, vouchingKey, type OrgTrust } from './signed'

const envelopeSchema = z.strictObject({ body: z.record(z.string(), z.unknown()), keyId: z.string().length(64), sig: z.string().length(86) })

export interface SignedRulesPack {
  readonly body: RulesPackBody
  readonly keyId: string
  readonly sig: string
}
export type RulesPackError = 'malformed' | 'bad-signature' | 'unknown-signer'

export function signRulesPack(body: RulesPackBody, orgSigner: Signer, crypto: FormatCrypto): SignedRulesPack {
  return { body, keyId: fingerprint(orgSigner.publicKey, crypto), sig: signCanonical(body, orgSigner) }
}

/** `pack`: the text of a file, or what JSON.parse made of it. The signature covers the body as sent, before the schema reads it. */
export function checkRulesPack(pack: unknown, orgPublicKey: OrgTrust, crypto: FormatCrypto): Result<RulesPackBody, RulesPackError> {
  const envelope = envelopeSchema.safeParse(typeof pack === 'string' ? parseJson(pack) : pack)
  if (!envelope.success || !isCanonicalisable(envelope.data.body)) return err('malformed')
  const { body, keyId, sig } = envelope.data
  // Dated by its day; what has none was signed by the key that counts now, or by nobody.
  const signer = vouchingKey(orgPublicKey, keyId, Date.parse(String(body['issuedOn'])), crypto)
  if (!signer) return err('unknown-signer')
  if (!verifyCanonical(body, sig, signer, crypto)) return err('bad-signature')
  const read = rulesPackBodySchema.safeParse(body)
  return read.success ? ok(read.data) : err('malformed')
}

/** Whether a checked pack may take the place of the one in force. */
export function replacesPack(candidate: RulesPackBody, inForce: RulesPackBody | undefined): boolean {
  return inForce === undefined || comparePackVersions(candidate.version, inForce.version) > 0
}
