// N-4: an origin that states another region or tenant, or lies otherwise about who it is, plain HTTP, a redirect, another port, an address of numbers: refused
// before anything is sent that tells who the desk is. Each stands where the true origin stood, with its TLS key, and meets a desk that is enrolled and one that
// would enrol; what reaches it is written down.
import type http from 'node:http'
import type { ServerResponse } from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttpsChannel } from '../../../src-main/sync/https-channel'
import { createEd25519, signerFrom } from '../../../src-origin/devices/node-crypto'
import type { OriginKeys } from '../../../src-origin/devices/origin-keys'
import { createEnrolment, type Enrolment, type EnrolmentBody } from '../../../src-shared/formats/enrolment'
import { fingerprint, issueCertificate, signCanonical } from '../../../src-shared/formats/signed'
import { toBase64url } from '../../../src-shared/formats/canonical'
import type { Signer } from '../../../src-shared/formats/crypto'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { removeDesksAndOrigin, startOneDesk } from '../../fixtures/desks-and-origin'
import { openHost, reopen, until, untilSynced, type TestDesk } from '../../fixtures/test-desk'
import type { TestOrigin } from '../../fixtures/test-origin'
import { startLiar, type Answer, type Heard, type Liar } from './liars'

let origin: TestOrigin, desk: TestDesk
let keys: OriginKeys
let port: number
let enrolmentFile: string
let body: EnrolmentBody
let code: string
beforeAll(async () => {
  ({ origin, desk } = await startOneDesk())
  ;({ keys } = origin.running().context)
  ;({ port } = origin.running())
  enrolmentFile = await origin.enrolment()
  ;({ body } = JSON.parse(enrolmentFile) as Enrolment)
  code = await origin.createCode({ workstation: '甲' })
  await origin.stop()
})
afterAll(removeDesksAndOrigin)

const lieAtOrigin = (answer: Answer): Promise<Liar> => startLiar(overTls(), answer, port)
const overTls = (): http.Server => https.createServer({ cert: keys.tls.certPem, key: keys.tls.keyPem })
const json = (response: ServerResponse, value: unknown): void => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))

interface HelloLie {
  readonly body?: object
  readonly by?: Signer
  readonly certificate?: () => unknown
  /** Said after it was signed. */
  readonly afterwards?: object
}
function hello({ body: changed, by = keys.origin, certificate = () => keys.originCertificate, afterwards }: HelloLie): object {
  const said = { tenant: body.tenant, region: body.region, host: 'localhost', time: origin.now(), epoch: 'e1', development: true, ...changed }
  return { body: { ...said, ...afterwards }, certificate: certificate(), sig: signCanonical(said, by) }
}
const another = signerFrom(createEd25519().pkcs8)
const certificateBy = (by: Signer, more: object): unknown => issueCertificate({ ...keys.originCertificate.body, issuer: fingerprint(by.publicKey, nodeCrypto), ...more }, by)

const LIES: Readonly<Record<string, () => HelloLie>> = {
  'region HK': () => ({ body: { region: 'HK' } }),
  'region CN-HK': () => ({ body: { region: 'CN-HK' } }),
  'region CN-TW': () => ({ body: { region: 'CN-TW' } }),
  'region SG': () => ({ body: { region: 'SG' } }),
  'no region': () => ({ body: { region: '' } }),
  'another tenant': () => ({ body: { tenant: 'another' } }),
  'another host': () => ({ body: { host: 'elsewhere.example' } }),
  'no development origin': () => ({ body: { development: false } }),
  'a region that was changed after it was signed': () => ({ body: { region: 'HK' }, afterwards: { region: body.region } }),
  'a key of nobody': () => ({ by: another }),
  'a certificate by another organisation': () => ({ by: another, certificate: () => certificateBy(another, { publicKey: toBase64url(another.publicKey) }) }),
  'a certificate that is over': () => ({ certificate: () => certificateBy(keys.org, { notAfter: origin.now() - 1 }) }),
  'a certificate of a device': () => ({ certificate: () => certificateBy(keys.org, { kind: 'device' }) }),
  'a certificate of another tenant': () => ({ certificate: () => certificateBy(keys.org, { tenant: 'another' }) }),
}

/** Who the desk is, or what opens a door: none of it may be said. */
const TELLS = /authorization|bearer|x-privacy|cookie/i

/** The enrolled desk asks, and a new one would enrol; what both said to it. */
async function meet(name: string, liar: Liar): Promise<readonly Heard[]> {
  const enrolled = until(`the desk asked (${name})`, async () => {
    await desk.get('sync.now', {})
    const status = await desk.get('sync.status', {})
    return status.connection !== 'synced' && (liar.heard.length > 0 || status.reason === 'origin-not-trusted') && status
  })
  expect((await enrolled).reason).toBe('origin-not-trusted')
  const host = await openHost(origin)
  const { login, passphrase } = desk.staff
  const refused = await host.ask('session.enrol', { enrolmentFile, code, workstation: '甲', login, passphrase })
  expect(refused, name).toMatchObject({ ok: false, error: { kind: 'origin-not-trusted' } })
  await host.close()
  await liar.stop()
  console.log(`N-4: ${name}: refused by an enrolled desk and by a new one; ${String(liar.heard.length)} requests heard`)
  return liar.heard
}

function mustBeHelloAlone(name: string, heard: readonly Heard[]): void {
  expect([...new Set(heard.map(({ line }) => line))], name).toEqual(['GET /sync/v1/hello'])
  expect(heard.filter(({ headers, body: said }) => TELLS.test(headers) || said !== ''), name).toEqual([])
}

test.each(Object.keys(LIES))('N-4: a hello that says %s', async (name) => {
  const liar = await lieAtOrigin((_, response) => json(response, hello(LIES[name]!())))
  mustBeHelloAlone(name, await meet(name, liar))
})

test.each([301, 302, 303, 307, 308])('N-4: a hello that leads elsewhere (%i)', async (status) => {
  const target = await startLiar(overTls(), (_, response) => json(response, hello({})), 0)
  const places = ['https', 'http'].map((scheme) => `${scheme}://localhost:${String(target.port)}/sync/v1/hello`)
  const liar = await lieAtOrigin((_, response) => void response.writeHead(status, { location: places[0], 'alt-svc': `h2="localhost:${String(target.port)}"; ma=3600`, refresh: `0; url=${places[1] ?? ''}` }).end())
  mustBeHelloAlone(String(status), await meet(`status ${String(status)}`, liar))
  expect(target.heard).toEqual([])
  await target.stop()
})

test('N-4: plain HTTP', async () => {
  const raw: Buffer[] = []
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data: Buffer) => {
      raw.push(data)
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${JSON.stringify(hello({}))}`)
    })
  })
  await new Promise<void>((listening) => server.listen(port, 'localhost', listening))
  await meet('plain HTTP', { heard: [], port, stop: () => new Promise((stopped) => server.close(() => stopped())) })
  expect(raw.length).toBeGreaterThan(1)
  // The opening of a TLS line and nothing that can be read.
  expect(raw.map((data) => data[0])).toEqual(raw.map(() => 0x16))
  expect(Buffer.concat(raw).toString('latin1')).not.toMatch(/GET |sync\/v1|x-privacy/)
})

test('N-4: once it has proved itself, still no redirect is followed', async () => {
  const target = await startLiar(overTls(), (_, response) => json(response, {}), 0)
  const liar = await lieAtOrigin((request, response) => (request.url === '/sync/v1/hello' ? json(response, hello({})) : void response.writeHead(307, { location: `https://localhost:${String(target.port)}${request.url ?? ''}` }).end()))
  const heard = await meet('a redirect of what was asked with a proof', liar)
  // Of the true origin's key: it may be asked. It is asked once and not at the other place.
  expect(heard.some(({ headers }) => TELLS.test(headers))).toBe(true)
  expect(target.heard).toEqual([])
  await target.stop()
})

/** Hears who only connects. */
async function startListener(): Promise<{ readonly port: number; readonly heard: () => number; readonly stop: () => Promise<void> }> {
  let heard = 0
  const server = net.createServer((socket) => {
    heard++
    socket.destroy()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { port: (server.address() as net.AddressInfo).port, heard: () => heard, stop: () => new Promise((stopped) => server.close(() => stopped())) }
}

const LITERALS = ['127.0.0.1', '[::1]', '::1', '::ffff:127.0.0.1', '2130706433', '0x7f000001', '127.0x1', '127.1', '0177.0.0.1', '017700000001', '127.0.0.1.']

test('N-4: addresses of numbers, however they are written and whoever signed them, and a port that was changed: not even a connection', async () => {
  const listener = await startListener()
  const host = await openHost(origin)
  const { login, passphrase } = desk.staff
  const enrol = (file: Enrolment): Promise<unknown> => host.ask('session.enrol', { enrolmentFile: JSON.stringify(file), code, workstation: '甲', login, passphrase })
  for (const literal of LITERALS) {
    const hosts = [{ host: literal, port: listener.port }]
    expect(await enrol(createEnrolment({ ...body, hosts }, keys.org)), literal).toMatchObject({ ok: false, error: { kind: 'enrolment-file-invalid' } })
    expect(createHttpsChannel({ hosts, pins: body.pins, caPem: body.caPem }), literal).toEqual({ ok: false, error: { kind: 'origin-not-trusted' } })
  }
  const { sig } = JSON.parse(enrolmentFile) as Enrolment
  const moved = { body: { ...body, hosts: [{ host: 'localhost', port: listener.port }] }, sig }
  expect(await enrol(moved)).toMatchObject({ ok: false, error: { kind: 'enrolment-signature-wrong' } })
  await host.close()
  // Beside the store of an enrolled desk, by whoever can write there.
  await desk.close()
  const beside = path.join(desk.profileDir, 'enrolment.json')
  expect(await readFile(beside, 'utf8')).toBe(enrolmentFile)
  await writeFile(beside, JSON.stringify(moved))
  const locked = await openHost(origin, { profileDir: desk.profileDir })
  await locked.get('session.status', {})
  await locked.close()
  desk = await reopen(origin, desk, { until: 'unlocked' })
  await desk.get('sync.now', {})
  console.log(`N-4: ${String(LITERALS.length)} addresses of numbers and 2 changed ports: ${String(listener.heard())} connections`)
  expect(listener.heard()).toBe(0)
  await listener.stop()
})

test('N-4 is not the desk standing still: the true origin is spoken to again', async () => {
  await origin.start()
  await desk.get('sync.now', {})
  await untilSynced(desk)
  expect(desk.internal).toEqual([])
})
