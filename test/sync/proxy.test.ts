// A desk behind a company's proxy: CONNECT and encrypted bytes are all that it sees, the pins hold inside, and where it refuses nothing goes past it.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpsChannel, mayHaveArrived, type HttpChannel, type OriginTrust } from '../../src-main/sync/https-channel'
import { pinnedTrust } from '../../src-main/sync/pinned-trust'
import { mustOk } from '../../src-shared/base/result'
import { checkEnrolment, createEnrolment, type EnrolmentBody } from '../../src-shared/formats/enrolment'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { startConnectProxy, type ConnectProxy } from '../fixtures/connect-proxy'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { openDesk, openHost, reopen, until, untilStatus, untilSynced } from '../fixtures/test-desk'
import { bodyOf } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, other: TestOrigin, proxy: ConnectProxy
beforeAll(async () => {
  origin = await startOnlyOrigin()
  // Another seed: an origin with keys of its own, for the same name.
  other = await startOnlyOrigin({ seed: { seed: 'elsewhere', people: 5 } })
  proxy = await startConnectProxy()
}, 300_000)
afterAll(async () => {
  await removeDesksAndOrigin()
  await proxy.stop()
})

const bodyOfFile = async (): Promise<EnrolmentBody> => mustOk(checkEnrolment(await origin.enrolment(), nodeCrypto))
/** As an officer's origin writes it with `--proxy`. */
const enrolment = async (port = proxy.port): Promise<string> => JSON.stringify(createEnrolment({ ...(await bodyOfFile()), proxy: { host: '127.0.0.1', port } }, origin.running().context.keys.org))
const trusting = async (change: Partial<OriginTrust> = {}): Promise<OriginTrust> => ({ ...pinnedTrust(mustOk(checkEnrolment(await enrolment(), nodeCrypto))), ...change })
const channel = (trust: OriginTrust, silenceMs?: number): HttpChannel => mustOk(createHttpsChannel(trust, silenceMs))
const hello = (line: HttpChannel) => line.send({ method: 'GET', path: '/sync/v1/hello', headers: { authorization: 'Bearer CANARY' } })

describe('through a proxy', () => {
  it('a desk is enrolled and filled; the proxy sees CONNECT, a name and a port, and TLS', async () => {
    const desk = await openDesk({ ...origin, enrolment }, DEMO_STAFF.zhou)
    expect((await desk.get('sync.status', {})).directoryRows).toBe(60)
    expect(proxy.tunnels.length).toBeGreaterThan(0)
    expect(proxy.others).toEqual([])
    for (const { asked, headers, up } of proxy.tunnels) {
      expect([asked, headers.toSorted()]).toEqual([`CONNECT localhost:${origin.running().port}`, ['connection', 'host']])
      const bytes = Buffer.concat(up)
      // A handshake record of TLS; behind it nothing in clear of what every request says.
      expect(bytes.subarray(0, 2)).toEqual(Buffer.from([0x16, 0x03]))
      for (const word of ['/sync/', 'HTTP/1.1', 'authorization', DEMO_STAFF.zhou.login, '测试工作站']) expect(bytes.includes(word)).toBe(false)
    }
    // There is no other way: without the proxy the origin is not reached, though it is there.
    await proxy.stop()
    await desk.get('sync.now', {})
    await until('offline', async () => (await desk.get('sync.status', {})).connection === 'offline')
    expect((await hello(channel(pinnedTrust(await bodyOfFile())))).ok).toBe(true)
    await desk.close()
    proxy = await startConnectProxy()
  })

  it('an answer comes whole, over a line that is kept', async () => {
    const line = channel(await trusting())
    for (let n = 0; n < 3; n += 1) {
      const answer = mustOk(await hello(line))
      expect(JSON.parse((await bodyOf(answer)).toString())).toBeTypeOf('object')
    }
    expect(proxy.tunnels).toHaveLength(1)
    line.close()
  })

  it('pins, authority and name hold inside: a proxy that leads elsewhere is told apart, and gets no byte of a request', async () => {
    proxy.mood({ leadsTo: other.running().port })
    expect(await hello(channel(await trusting()))).toMatchObject({ ok: false, error: { kind: 'origin-not-trusted' } })
    // Whoever has a certificate of the right authority, and another key.
    proxy.mood('honest')
    expect(await hello(channel(await trusting({ pins: ['A'.repeat(43) + '='] })))).toMatchObject({ ok: false, error: { kind: 'origin-not-trusted' } })
    expect(await hello(channel(await trusting({ hosts: [{ host: 'elsewhere.example', port: origin.running().port }] })))).toMatchObject({ ok: false, error: { kind: 'origin-not-trusted' } })
    for (const { up } of proxy.tunnels) expect(Buffer.concat(up).includes('CANARY')).toBe(false)
  })

  it.each([
    ['asks for a sign-in', { answers: 'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n' }],
    ['forbids it', { answers: 'HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno' }],
    ['leads on', { answers: 'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\n\r\n' }],
    ['speaks first', { answers: 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}' }],
    ['is none', { answers: 'SSH-2.0-OpenSSH_9.2\r\n' }],
    ['hangs up', { answers: '' }],
    ['says nothing', 'silent'],
  ] as const)('one that %s is an origin out of reach, and nothing was sent', async (_, mood) => {
    proxy.mood(mood)
    const answer = await hello(channel(await trusting(), 400))
    expect(answer).toMatchObject({ ok: false, error: { kind: 'origin-unreachable' } })
    expect(answer.ok || mayHaveArrived(answer.error)).toBe(false)
    proxy.mood('honest')
  })

  it('none is taken from a variable', async () => {
    const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'ALL_PROXY'] as const
    for (const name of names) process.env[name] = `http://127.0.0.1:${proxy.port}`
    try {
      const before = proxy.tunnels.length
      expect((await hello(channel(pinnedTrust(await bodyOfFile())))).ok).toBe(true)
      expect([proxy.tunnels.length, proxy.others]).toEqual([before, []])
    } finally {
      for (const name of names) Reflect.deleteProperty(process.env, name)
    }
  })

  it('stands in the signed file, so that nobody else names one', async () => {
    const file = JSON.parse(await enrolment()) as { body: { proxy: { host: string } } }
    file.body.proxy.host = '127.0.0.2'
    expect(checkEnrolment(JSON.stringify(file), nodeCrypto)).toEqual({ ok: false, error: 'bad-signature' })
  })
})

/** Of a proxy that was there once. */
async function deadPort(): Promise<number> {
  const gone = await startConnectProxy()
  await gone.stop()
  return gone.port
}
const own = (port: number) => ({ kind: 'own' as const, place: { host: '127.0.0.1', port } })

describe('chosen at the workstation', () => {
  it('counts from the next connection on, is tried at once, and is changed again where it does not answer', async () => {
    const desk = await openDesk(origin, DEMO_STAFF.zhou, { workstation: '换代理的工作站' })
    expect(await desk.get('network.proxy', {})).toEqual({ choice: { kind: 'enrolment' } })
    const before = proxy.tunnels.length
    expect(await desk.get('network.chooseProxy', { choice: own(proxy.port) })).toEqual({ choice: own(proxy.port) })
    await until('a line through it', async () => proxy.tunnels.length > before)
    await untilSynced(desk)
    // The same trust inside: one that leads elsewhere is told apart.
    proxy.mood({ leadsTo: other.running().port })
    await desk.get('network.chooseProxy', { choice: own(proxy.port) })
    await untilStatus(desk, 'not trusted', ({ reason }) => reason === 'origin-not-trusted')
    proxy.mood('honest')
    await desk.get('network.chooseProxy', { choice: own(await deadPort()) })
    await untilStatus(desk, 'offline', ({ connection }) => connection === 'offline')
    await desk.get('network.chooseProxy', { choice: { kind: 'none' } })
    await untilSynced(desk)
    await desk.get('network.chooseProxy', { choice: own(proxy.port) })
    await untilSynced(desk)
    // Kept beside the store, and read before anybody unlocks it; there it is changed as well.
    await desk.close()
    const again = await reopen(origin, desk)
    expect(await again.get('network.proxy', {})).toEqual({ choice: own(proxy.port) })
    await again.close()
    const locked = await openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir })
    expect(await locked.get('network.chooseProxy', { choice: { kind: 'none' } })).toEqual({ choice: { kind: 'none' } })
    expect(JSON.parse(await readFile(path.join(desk.profileDir, 'proxy.json'), 'utf8'))).toEqual({ kind: 'none' })
    await locked.close()
    await writeFile(path.join(desk.profileDir, 'proxy.json'), '{"kind":"own"')
    const damaged = await openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir })
    expect(await damaged.get('network.proxy', {})).toEqual({ choice: { kind: 'enrolment' } })
    await damaged.close()
  })

  it('leads past a proxy of the enrolment file that is gone, before there is an enrolment', async () => {
    const host = await openHost(origin)
    const enrolmentFile = await enrolment(await deadPort())
    const workstation = '新工作站'
    const asked = { enrolmentFile, code: await origin.createCode({ workstation }), workstation, login: DEMO_STAFF.zhou.login, passphrase: DEMO_STAFF.zhou.passphrase }
    expect(await host.ask('session.enrol', asked)).toMatchObject({ ok: false, error: { kind: 'origin-unreachable' } })
    await host.get('network.chooseProxy', { choice: own(proxy.port) })
    mustOk(await host.ask('session.enrol', asked))
    await untilSynced(host)
    expect((await host.get('network.proxy', {})).ofEnrolment).toMatchObject({ host: '127.0.0.1' })
    await host.close()
  })

  it.each([
    ['a scheme', { host: 'http://proxy.example', port: 3128 }],
    ['a user', { host: 'user@proxy.example', port: 3128 }],
    ['a port in the name', { host: 'proxy.example:3128', port: 3128 }],
    ['no port', { host: 'proxy.example', port: 0 }],
    ['a number that is no address', { host: '127.0x1', port: 3128 }],
    ['more than asked', { host: 'proxy.example', port: 3128, password: 'x' }],
  ])('is refused with %s', async (_, place) => {
    const host = await openHost(origin)
    expect(await host.ask('network.chooseProxy', { choice: { kind: 'own', place } })).toEqual({ ok: false, error: { kind: 'bad-message' } })
    expect((await host.get('network.proxy', {})).choice).toEqual({ kind: 'enrolment' })
    await host.close()
  })
})
