// TLS servers each of which is wrong in one way and right in every other: the pin is of its key and the authority is the trusted one, wherever that is
// not the fault itself. Each writes down what it was sent once the line was encrypted.
import tls from 'node:tls'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'
import { pinOf } from '../../../src-origin/devices/tls-certificate'
import { toBase64url } from '../../../src-shared/formats/canonical'
import { createEnrolment } from '../../../src-shared/formats/enrolment'
import { AT, organisation, origin } from '../../fixtures/signers'
import type { Asked } from './asked'

export interface Identity {
  readonly cert: string
  readonly key: string
}
type Algorithm = 'sha1' | 'sha256'
interface Made {
  readonly name?: string
  readonly by?: Identity
  readonly algorithm?: Algorithm
  readonly keyType?: 'rsa' | 'ec'
  readonly bits?: number
  readonly notAfter?: string
  readonly isAuthority?: boolean
}

export async function makeIdentity({ name = 'localhost', by, algorithm = 'sha256', keyType = 'ec', bits = 2_048, notAfter = '2049-12-31', isAuthority = false }: Made): Promise<Identity> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    notBeforeDate: new Date('2000-01-01'), notAfterDate: new Date(notAfter), algorithm, keyType, ...(keyType === 'rsa' ? { keySize: bits } : { curve: 'P-256' }),
    ...(by ? { ca: by } : {}),
    extensions: isAuthority
      ? [{ name: 'basicConstraints', cA: true, critical: true }, { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }]
      : [{ name: 'basicConstraints', cA: false, critical: true }, { name: 'keyUsage', digitalSignature: true, keyEncipherment: keyType === 'rsa', critical: true }, { name: 'extKeyUsage', serverAuth: true }, { name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  })
  return { cert, key }
}

export const makeAuthority = (name: string, made: Made = {}): Promise<Identity> => makeIdentity({ ...made, name, isAuthority: true })

export interface RecordingServer {
  readonly port: number
  /** All that came out of the encrypted lines. */
  received(): Buffer
  close(): Promise<void>
}

/** Answers like a server that has nothing: whoever is fooled into asking has asked. */
const NOTHING_HERE = 'HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}'

/** `answer`: all that it ever says, after the first bytes of a request. */
export async function startRecorder({ cert, key }: Identity, options: tls.TlsOptions & { readonly answer?: string } = {}): Promise<RecordingServer> {
  const { answer = NOTHING_HERE, ...more } = options
  const parts: Buffer[] = []
  const server = tls.createServer({ cert, key, ciphers: 'DEFAULT:@SECLEVEL=0', ...more }, (socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data: Buffer) => parts.push(data))
    socket.once('data', () => socket.end(answer))
  })
  server.on('tlsClientError', () => undefined) // a client that hangs up is what is wanted
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
  return {
    port: (server.address() as AddressInfo).port,
    received: () => Buffer.concat(parts),
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}

/** What an officer would have handed over for this server: signed by the organisation, as good as any. */
export function askedOf(name: string, { port, unguardedPort = port }: { readonly port: number; readonly unguardedPort?: number }, trusted: { readonly authority: Identity; readonly key: string }): Asked {
  const trust = { hosts: [{ host: 'localhost', port }], pins: [pinOf(trusted.key)], caPem: [trusted.authority.cert] }
  const enrolment = createEnrolment(
    { v: 1, tenant: 'sinoimex-test', region: 'CN-LN', development: true, ...trust, orgPublicKey: toBase64url(organisation.publicKey), originCertificate: origin.certificate }, organisation)
  return { name, trust, enrolment: JSON.stringify(enrolment), now: AT, unguardedPort }
}
export interface BadServer {
  readonly asked: Asked
  readonly server: RecordingServer
}

/** By name; `good` and `good RSA` are what the others are but for their fault. */
export async function startServers(): Promise<readonly BadServer[]> {
  const trusted = await makeAuthority('Trusted authority')
  const trustedRsa = await makeAuthority('Trusted RSA authority', { keyType: 'rsa' })
  const stranger = await makeAuthority('Another authority')
  const started: BadServer[] = []
  const add = async (name: string, served: Identity, authority: Identity, options: tls.TlsOptions & { readonly pinned?: string } = {}): Promise<void> => {
    const { pinned = served.key, ...more } = options
    const server = await startRecorder(served, more)
    started.push({ server, asked: askedOf(name, server, { authority, key: pinned }) })
  }
  const good = await makeIdentity({ by: trusted })
  await add('good', good, trusted)
  await add('good RSA', await makeIdentity({ by: trustedRsa, keyType: 'rsa' }), trustedRsa)
  await add('expired', await makeIdentity({ by: trusted, notAfter: '2020-01-01' }), trusted)
  await add('wrong host', await makeIdentity({ by: trusted, name: 'elsewhere.example' }), trusted)
  await add('self-signed', await makeIdentity({}), trusted)
  await add('other root', await makeIdentity({ by: stranger }), trusted)
  await add('revoked pin', good, trusted, { pinned: (await makeIdentity({})).key })
  await add('TLS 1.0', good, trusted, { minVersion: 'TLSv1', maxVersion: 'TLSv1' })
  await add('TLS 1.1', good, trusted, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' })
  await add('weak key', await makeIdentity({ by: trustedRsa, keyType: 'rsa', bits: 1_024 }), trustedRsa)
  await add('SHA-1 signed', await makeIdentity({ by: trustedRsa, keyType: 'rsa', algorithm: 'sha1' }), trustedRsa)
  const between = await makeAuthority('Between', { by: trustedRsa, keyType: 'rsa', algorithm: 'sha1' })
  const below = await makeIdentity({ by: between, keyType: 'rsa' })
  await add('SHA-1 signed authority in between', { cert: `${below.cert}\n${between.cert}`, key: below.key }, trustedRsa)
  return started
}
