// What a server's certificate must be beyond what TLS asks of it: of a pinned key, of keys that nobody breaks today, signed with hashes that nobody forges.
//
// The runtime cannot be left to judge: Electron's TLS library takes RSA keys of 1,024 bits and SHA-1 signatures of an authority that it is told to trust, and
// Node's takes the former (measured).
import { createHash, X509Certificate, type KeyObject } from 'node:crypto'
import { checkServerIdentity, type DetailedPeerCertificate, type PeerCertificate } from 'node:tls'

const LEAST_RSA_BITS = 2_048
const CURVES: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1']
/** DER of the object identifiers of signatures over SHA-256, -384 and -512 (RSA and ECDSA), and of Ed25519 (RFC 8017, 5758, 8410); RSASSA-PSS is not among them. */
const SIGNATURES: readonly string[] = [
  ...['0b', '0c', '0d'].map((last) => `2a864886f70d0101${last}`),
  ...['02', '03', '04'].map((last) => `2a8648ce3d0403${last}`),
  '2b6570',
]
/** From the server to an authority; who sends more wants to keep us busy. */
const MOST_CERTIFICATES = 8

/** Refused by the desk's own rules, not by TLS; the channel tells it as a host that did not prove itself. */
class CertificateFault extends Error {
  readonly code = 'DESK_PIN'
}

/** As `checkServerIdentity` of node:tls: the error where the host is not to be spoken to. */
export function checkServer(host: string, certificate: PeerCertificate, pins: readonly string[]): Error | undefined {
  const otherHost = checkServerIdentity(host, certificate)
  if (otherHost) return otherHost
  if (!pins.includes(spkiPin(certificate.raw))) return new CertificateFault('pin')
  return isStrong(certificate as DetailedPeerCertificate) ? undefined : new CertificateFault('weak')
}

function spkiPin(der: Buffer): string {
  const key = new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('base64')
}

/** Up to the authority, whose own signature says nothing: it is trusted by being in the list. */
function isStrong(certificate: DetailedPeerCertificate): boolean {
  let at = certificate
  for (let step = 0; step < MOST_CERTIFICATES; step++) {
    // Missing where TLS found the authority by itself, whatever the type says.
    const above = (at as Partial<DetailedPeerCertificate>).issuerCertificate
    if (!isStrongKey(new X509Certificate(at.raw).publicKey)) return false
    if (above === undefined || above.raw.equals(at.raw)) return true
    if (!isStrongSignature(at.raw)) return false
    at = above
  }
  return false
}

function isStrongKey({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): boolean {
  if (type === 'rsa' || type === 'rsa-pss') return (details?.modulusLength ?? 0) >= LEAST_RSA_BITS
  if (type === 'ec') return CURVES.includes(details?.namedCurve ?? '')
  return type === 'ed25519'
}

/** `Certificate ::= SEQUENCE { tbsCertificate, SEQUENCE { algorithm OBJECT IDENTIFIER, parameters }, signature }`; what is not on the list is refused. */
function isStrongSignature(der: Buffer): boolean {
  const body = contentOf(der, 0)
  const signed = body && contentOf(der, body.from)
  const algorithm = signed && contentOf(der, signed.to)
  const name = algorithm && contentOf(der, algorithm.from)
  return name !== undefined && SIGNATURES.includes(der.toString('hex', name.from, name.to))
}

/** Where the content of the value at `at` stands. Undefined where the lengths lead out of the file. */
function contentOf(der: Buffer, at: number): { readonly from: number; readonly to: number } | undefined {
  const first = der[at + 1]
  if (first === undefined) return undefined
  const more = first < 0x80 ? 0 : first & 0x7f
  if (more > 4 || at + 2 + more > der.length) return undefined
  const from = at + 2 + more
  const to = from + (more === 0 ? first : der.readUIntBE(at + 2, more))
  return to > der.length ? undefined : { from, to }
}
