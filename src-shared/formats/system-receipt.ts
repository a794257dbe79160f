// What the origin attests of a system that it erased in by a connector: how much went, and when. It names nobody.
import { z } from 'zod'
import { epochMs, id, systemName } from '../domain/fields'
import type { ErasureId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import type { FormatCrypto, Signer } from './crypto'
import { checkSigned, signBody, type Signed, type SignedCertificate, type SignedError, type OrgTrust } from './signed'

export const systemReceiptSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('system-receipt'),
  erasureId: id<ErasureId>(),
  system: systemName,
  /** In the system's own unit. */
  removed: z.number().int().nonnegative(),
  doneAt: epochMs,
})
export type SystemReceipt = z.infer<typeof systemReceiptSchema>

export function signSystemReceipt(body: Pick<SystemReceipt, 'system' | 'removed' | 'doneAt'> & { readonly erasureId: string }, signer: Signer, certificate: SignedCertificate): Signed<SystemReceipt> {
  return signBody({ v: 1, kind: 'system-receipt', ...body } as SystemReceipt, signer, certificate)
}

export function checkSystemReceipt(signed: unknown, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto): Result<SystemReceipt, SignedError> {
  const read = z.object({ body: systemReceiptSchema }).safeParse(signed)
  if (!read.success) return err('malformed')
  const checked = checkSigned(signed, orgPublicKey, crypto, read.data.body.doneAt, { kind: 'origin' })
  return checked.ok ? ok(read.data.body) : checked
}
