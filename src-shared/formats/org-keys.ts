// The organisation's keys, one after the other: each hands over to the next by a numbered statement that both sign, so that whoever trusts one of them knows them all.
//
//   {"body": {v, kind: "org-handover", tenant, number, from, to, at}, "sigFrom": base64url, "sigTo": base64url}
//
//   number   1 for the first change, and one more with each; a chain without a gap is a chain, anything else is nothing
//   at       when the next key began to count, epoch milliseconds
//   sigFrom  by the former key: it says who comes after it.  sigTo by the next key: it says whom it comes after, so a check that has the newest key alone finds the way back
//
// A former key goes on vouching for what it vouched for. What is dated later than a day after it handed over, it vouches for no more: the day is for the parts of the origin
// that were started before. A date is what the signer says: of a stolen key this keeps out what calls itself new, not what calls itself old (docs/operating.md).
import { z } from 'zod'
import { canonicalJson, fromBase64url, toBase64url } from './canonical'
import type { FormatCrypto, Signer } from './crypto'
import { isCanonicalisable, signCanonical, verifyCanonical, type OrgKey, type OrgKeys } from './signed'

const publicKey = z.string().length(43)
const bodySchema = z.strictObject({
  v: z.literal(1), kind: z.literal('org-handover'), tenant: z.string().min(1).max(80), number: z.number().int().min(1).max(10_000), from: publicKey, to: publicKey, at: z.number().int().nonnegative(),
})
export type OrgHandover = z.infer<typeof bodySchema>
export const signedHandoverSchema = z.strictObject({ body: bodySchema, sigFrom: z.string().length(86), sigTo: z.string().length(86) })
export type SignedHandover = z.infer<typeof signedHandoverSchema>
/** As it travels: the first change first. */
export const handoversSchema = z.array(signedHandoverSchema).max(100)
/** The chain as a file for `privacy-desk verify --key`. */
export const orgChainSchema = z.strictObject({ v: z.literal(1), kind: z.literal('org-chain'), tenant: z.string().min(1).max(80), handovers: handoversSchema.min(1) })

export function signHandover(body: OrgHandover, from: Signer, to: Signer): SignedHandover {
  return { body, sigFrom: signCanonical(body, from), sigTo: signCanonical(body, to) }
}

/** All keys of a chain in which `root` is one of them, wherever it stands; without handovers it is the only one. Undefined: no chain of this tenant, or not of this key. */
export function readOrgChain(handovers: unknown, root: Uint8Array, tenant: string, crypto: FormatCrypto): OrgKeys | undefined {
  const read = handoversSchema.safeParse(handovers)
  if (!read.success || !isCanonicalisable(handovers)) return undefined
  const isWhole = read.data.every(({ body, sigFrom, sigTo }, at) => {
    const before = read.data[at - 1]?.body
    const follows = before === undefined || (before.to === body.from && before.at <= body.at)
    return body.tenant === tenant && body.number === at + 1 && body.from !== body.to && follows && verifyCanonical(body, sigFrom, body.from, crypto) && verifyCanonical(body, sigTo, body.to, crypto)
  })
  const last = read.data.at(-1)?.body
  const keys: readonly OrgKey[] = last === undefined ? [{ publicKey: root }] : [...read.data.map(({ body }) => ({ publicKey: rawKey(body.from), until: body.at })), { publicKey: rawKey(last.to) }]
  const names = keys.map((key) => toBase64url(key.publicKey))
  return isWhole && names.includes(toBase64url(root)) && new Set(names).size === names.length ? { keys } : undefined
}

/** Whether a chain goes on from the one that is known: never shorter, and nothing of it another. */
export function continuesChain(known: readonly SignedHandover[], offered: readonly SignedHandover[]): boolean {
  return offered.length >= known.length && known.every((one, at) => canonicalJson(one) === canonicalJson(offered[at]))
}

/** 43 characters of base64url are 32 bytes, or its signature would not have fitted. */
function rawKey(text: string): Uint8Array {
  return fromBase64url(text) ?? new Uint8Array()
}
