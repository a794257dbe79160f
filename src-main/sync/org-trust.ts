// Which keys of the organisation a desk knows: the one of its enrolment file, and every later one that it was led to, step by step. It goes on along the chain and never back.
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { continuesChain, handoversSchema, readOrgChain, type SignedHandover } from '../../src-shared/formats/org-keys'
import { currentOrgKey, type OrgKey, type OrgKeys } from '../../src-shared/formats/signed'

/** Changes in place (`followOrg`), so that whoever checks by it checks by the newest. Plain, so that a thread can be given it. */
export interface KnownOrg extends OrgKeys {
  keys: readonly OrgKey[]
  handovers: readonly SignedHandover[]
}

/** `later`: what this desk kept of the chain; where it does not go on from the enrolment file's, that one counts alone. */
export function knownOrg({ root, tenant, handovers, later }: { readonly root: Uint8Array; readonly tenant: string; readonly handovers: readonly SignedHandover[]; readonly later: unknown }, crypto: FormatCrypto): KnownOrg {
  const known: KnownOrg = { keys: readOrgChain(handovers, root, tenant, crypto)?.keys ?? [{ publicKey: root }], handovers }
  const offer = offeredOrg(known, later ?? [], tenant, crypto)
  return offer ?? known
}

/** What an origin shows with its greeting. Undefined: it does not go on from what is known here, and is not believed. */
export function offeredOrg(known: KnownOrg, offered: unknown, tenant: string, crypto: FormatCrypto): KnownOrg | undefined {
  const read = handoversSchema.safeParse(offered)
  if (!read.success || !continuesChain(known.handovers, read.data)) return undefined
  const chain = readOrgChain(read.data, currentOrgKey(known), tenant, crypto)
  return chain && { keys: chain.keys, handovers: read.data }
}

/** Whether that was a step. */
export function followOrg(known: KnownOrg, offer: KnownOrg): boolean {
  const isStep = offer.handovers.length > known.handovers.length
  Object.assign(known, offer)
  return isStep
}
