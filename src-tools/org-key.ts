// Reads the organisation's public key from what people have at hand: PEM, the bare base64url text, an enrolment file, or the chain of keys of an organisation that changed its own.
import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fromBase64url, parseJson } from '../src-shared/formats/canonical'
import { checkEnrolment } from '../src-shared/formats/enrolment'
import { orgChainSchema, readOrgChain } from '../src-shared/formats/org-keys'
import type { OrgTrust } from '../src-shared/formats/signed'
import { nodeCrypto } from './node-crypto'

/** Undefined when the file holds no Ed25519 key. A chain of which one step does not hold is no key. */
export function readOrgKey(path: string): OrgTrust | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
  if (text.startsWith('{')) return keysOfChain(text) ?? keyOfEnrolment(text)
  const bare = fromBase64url(text)
  if (bare?.length === 32) return bare
  try {
    const { x, crv } = createPublicKey(text).export({ format: 'jwk' })
    return crv === 'Ed25519' && x !== undefined ? fromBase64url(x) : undefined
  } catch {
    return undefined
  }
}

function keyOfEnrolment(text: string): OrgTrust | undefined {
  const enrolment = checkEnrolment(text, nodeCrypto)
  if (!enrolment.ok) return undefined
  const { orgPublicKey, handovers = [], tenant } = enrolment.value
  const key = fromBase64url(orgPublicKey)
  return key && readOrgChain(handovers, key, tenant, nodeCrypto)
}

/** Trusted because of who handed the file over, as a bare key is; whoever trusts one key of it can see that it stands there. */
function keysOfChain(text: string): OrgTrust | undefined {
  const read = orgChainSchema.safeParse(parseJson(text))
  const newest = read.success ? fromBase64url(read.data.handovers.at(-1)?.body.to ?? '') : undefined
  return read.success && newest ? readOrgChain(read.data.handovers, newest, read.data.tenant, nodeCrypto) : undefined
}
