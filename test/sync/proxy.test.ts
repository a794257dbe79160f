// A desk behind a company's proxy: CONNECT and encrypted bytes are all that it sees, the pins hold inside, and where it refuses nothing goes past it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpsChannel, mayHaveArrived, type HttpChannel, type OriginTrust } from '../../src-main/sync/https-channel'
import { pinnedTrust } from '../../src-main/sync/pinned-trust'
import { mustOk } from '../../src-shared/base/result'
import { checkEnrolment, createEnrolment, type EnrolmentBody } from '../../src-shared/formats/enrolment'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { startConnectProxy, type ConnectProxy } from '../fixtures/connect-proxy'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { openDesk, until } from '../fixtures/test-desk'
import { bodyOf } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, other: TestOrigin, proxy: ConnectProxy
beforeAll(async () => {
  origin = await startOnlyOrigin()
  // Another seed: an origin with keys of its own, for the same name.
  other = await startOnlyOrigin({ seed: { seed: 'elsewhere', people: 5 } })
  proxy = await startConnectProxy()
}, 120_000)
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
