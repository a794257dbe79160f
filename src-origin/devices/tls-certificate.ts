// Makes the TLS authority and the server certificate of an embedded origin at its first start.
import { createHash, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { generate } from 'selfsigned'

export interface TlsMaterial {
  readonly caPem: string
  readonly certPem: string
  readonly keyPem: string
}

/**
 * The dates are as wide as UTCTime allows, because TLS is checked against the machine's own clock while the origin may run on an injected
 * date. What limits trust is the pin in the signed enrolment file; this authority signs one certificate and its key is thrown away.
 */
const NOT_BEFORE = new Date('2000-01-01T00:00:00Z')
const NOT_AFTER = new Date('2049-12-31T00:00:00Z')

export async function createTlsMaterial(host: string): Promise<TlsMaterial> {
  const dates = { notBeforeDate: NOT_BEFORE, notAfterDate: NOT_AFTER }
  const kind = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const
  // A name of its own: of two authorities with one name, whoever checks a certificate takes the first.
  const name = `Privacy Desk embedded origin CA ${randomBytes(8).toString('hex')}`
  const authority = await generate([{ name: 'commonName', value: name }], {
    ...dates,
    ...kind,
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const server = await generate([{ name: 'commonName', value: host }], {
    ...dates,
    ...kind,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
    ],
  })
  return { caPem: authority.cert, certPem: server.cert, keyPem: server.private }
}

/** SHA-256 of the server key's SubjectPublicKeyInfo, base64: what a desk pins. */
export function pinOf(keyPem: string): string {
  const spki = createPublicKey(createPrivateKey(keyPem)).export({ format: 'der', type: 'spki' })
  return createHash('sha256').update(spki).digest('base64')
}
