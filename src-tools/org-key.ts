// Reads the organisation's public key from what people have at hand: PEM, the bare base64url text, or an enrolment file.
import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fromBase64url } from '../src-shared/formats/canonical'
import { checkEnrolment } from '../src-shared/formats/enrolment'
import { nodeCrypto } from './node-crypto'

/** Undefined when the file holds no Ed25519 key. */
export function readOrgKey(path: string): Uint8Array | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
  if (text.startsWith('{')) return keyOfEnrolment(text)
  const bare = fromBase64url(text)
  if (bare?.length === 32) return bare
  try {
    const { x, crv } = createPublicKey(text).export({ format: 'jwk' })
    return crv === 'Ed25519' && x !== undefined ? fromBase64url(x) : undefined
  } catch {
    return undefined
  }
}

function keyOfEnrolment(text: string): Uint8Array | undefined {
  const enrolment = checkEnrolment(text, nodeCrypto)
  return enrolment.ok ? fromBase64url(enrolment.value.orgPublicKey) : undefined
}
