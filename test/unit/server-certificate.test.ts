// Which certificates a desk speaks to, beyond what TLS asks of them (security.md N-2). test/deep/network plays the same over real lines in both runtimes.
import { X509Certificate } from 'node:crypto'
import type { DetailedPeerCertificate } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { generate } from 'selfsigned'
import { checkServer } from '../../src-main/sync/server-certificate'
import { createTlsMaterial, pinOf } from '../../src-origin/devices/tls-certificate'

interface Identity {
  readonly cert: string
  readonly key: string
}
interface Kind {
  readonly keyType?: 'rsa' | 'ec'
  readonly curve?: 'P-256' | 'P-384' | 'P-521'
  readonly keySize?: number
  readonly algorithm?: string
}

async function make(kind: Kind, by?: Identity): Promise<Identity> {
  const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: 'origin.example' }] }]
  const { cert, private: key } = await generate([{ name: 'commonName', value: by ? 'origin.example' : 'Authority' }], { keyType: 'ec', algorithm: 'sha256', ...kind, extensions, ...(by ? { ca: by } : {}) })
  return { cert, key }
}

/** As node:tls hands them over: the server's own first, each with the one that signed it; the last is its own issuer. */
function peer(...chain: readonly Identity[]): DetailedPeerCertificate {
  const legacy = chain.map(({ cert }) => new X509Certificate(cert).toLegacyObject() as DetailedPeerCertificate)
  legacy.forEach((one, at) => Object.assign(one, { issuerCertificate: legacy[at + 1] ?? one }))
  return legacy[0] as DetailedPeerCertificate
}

const check = (chain: readonly [Identity, ...Identity[]], pinned = chain[0]): string | undefined => checkServer('origin.example', peer(...chain), [pinOf(pinned.key)])?.message

describe('a server’s certificate', () => {
  it.each<[string, Kind]>([
    ['P-256', {}], ['P-384 over SHA-384', { curve: 'P-384', algorithm: 'sha384' }], ['P-521 over SHA-512', { curve: 'P-521', algorithm: 'sha512' }], ['RSA of 2,048 bits', { keyType: 'rsa' }], ['RSA of 3,072 bits over SHA-384', { keyType: 'rsa', keySize: 3_072, algorithm: 'sha384' }],
  ])('of %s is taken', async (_, kind) => {
    const authority = await make(kind)
    expect(check([await make(kind, authority), authority])).toBeUndefined()
  })

  it('as an origin makes it at its first start is taken', async () => {
    const { caPem, certPem, keyPem } = await createTlsMaterial('origin.example')
    expect(check([{ cert: certPem, key: keyPem }, { cert: caPem, key: '' }])).toBeUndefined()
  })

  it('of RSA with 1,024 bits is refused, its own and that of an authority', async () => {
    const weak = { keyType: 'rsa', keySize: 1_024 } as const
    const [strong, weakAuthority] = [await make({ keyType: 'rsa' }), await make(weak)]
    expect(check([await make(weak, strong), strong])).toBe('weak')
    expect(check([await make({ keyType: 'rsa' }, weakAuthority), weakAuthority])).toBe('weak')
  })

  it.each(['rsa', 'ec'] as const)('signed with SHA-1 is refused, also where an authority in between is (%s); the signature of the trusted one by itself does not count', async (keyType) => {
    const root = await make({ keyType, algorithm: 'sha1' })
    const between = await make({ keyType, algorithm: 'sha1' }, root)
    expect(check([await make({ keyType }, root), root])).toBeUndefined()
    expect(check([await make({ keyType, algorithm: 'sha1' }, root), root])).toBe('weak')
    expect(check([await make({ keyType }, between), between, root])).toBe('weak')
  })

  it('that goes round in circles, of another key or of another host is refused', async () => {
    const [one, other] = [await make({}), await make({})]
    const circle = peer(one)
    const second = peer(other)
    Object.assign(circle, { issuerCertificate: second })
    Object.assign(second, { issuerCertificate: circle })
    // Whether it is in the list of the trusted is for TLS to say.
    expect(check([one])).toBeUndefined()
    expect(checkServer('origin.example', circle, [pinOf(one.key)])?.message).toBe('weak')
    expect(check([one, other], other)).toBe('pin')
    expect(checkServer('elsewhere.example', peer(one, other), [pinOf(one.key)])).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  })
})
