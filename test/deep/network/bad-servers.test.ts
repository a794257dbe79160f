// N-2: servers whose TLS is wrong in one of eight ways are refused by the desk's channel and by a whole desk that would enrol there, in both runtimes; not one
// byte of a request arrives. Two that are right get what is asked of them, so that the others were refused for their fault.
import tls from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askApart, buildAsker, RUNTIMES } from './ask-apart'
import { startServers, type BadServer } from './bad-servers'
import { SECRETS } from './asked'

const isGood = ({ asked }: BadServer): boolean => asked.name.startsWith('good')
let servers: readonly BadServer[]
beforeAll(async () => {
  servers = await startServers()
})
afterAll(async () => {
  for (const { server } of servers) await server.close()
})

test.each(Object.keys(RUNTIMES) as (keyof typeof RUNTIMES)[])('N-2: every bad server is refused and hears nothing (%s)', async (runtime) => {
  const before = servers.map(({ server }) => server.received().length)
  const program = await buildAsker(RUNTIMES[runtime])
  try {
    const outcomes = await askApart(program, servers.map(({ asked }) => asked))
    const told = servers.map((one, at) => ({ ...outcomes[at]!, bytes: one.server.received().length - (before[at] ?? 0), isGood: isGood(one) }))
    const bad = told.filter((one) => !one.isGood)
    for (const { name, channel, desk, bytes } of told) console.log(`${runtime}: ${name}: channel ${channel}, desk ${desk}, ${String(bytes)} bytes of a request`)
    console.log(`N-2, ${runtime}: ${String(bad.filter(({ channel, desk }) => channel === 'origin-not-trusted' && desk === channel).length)} of ${String(bad.length)} refused, ${String(bad.reduce((sum, { bytes }) => sum + bytes, 0))} bytes`)
    expect(bad.map(({ name, channel, desk, left, bytes }) => ({ name, channel, desk, left, bytes }))).toEqual(bad.map(({ name }) => ({ name, channel: 'origin-not-trusted', desk: 'origin-not-trusted', left: [], bytes: 0 })))
    for (const { name, channel, bytes } of told.filter((one) => one.isGood)) expect({ name, channel, heard: bytes > 0 }).toEqual({ name, channel: 'answered', heard: true })
  } finally {
    await program.remove()
  }
})

/** As a client that takes whatever comes. */
function askAnyway(port: number): Promise<string> {
  return new Promise((told) => {
    const socket = tls.connect({ host: 'localhost', port, servername: 'localhost', rejectUnauthorized: false, minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }, () => {
      told(socket.getProtocol() ?? '')
      socket.end()
    })
    socket.on('error', (error) => told(error.message))
  })
}

test('N-2 would be seen: every bad server serves a client that takes whatever comes', async () => {
  const protocols = await Promise.all(servers.map(async ({ asked, server }) => [asked.name, await askAnyway(server.port)] as const))
  expect(protocols).toEqual(servers.map(({ asked: { name } }) => [name, { 'TLS 1.0': 'TLSv1', 'TLS 1.1': 'TLSv1.1' }[name] ?? 'TLSv1.3']))
})

test('N-2 would be seen: a good server has the token, the header and the body of the channel, and of the desk that enrols the question who it is alone', () => {
  for (const { server } of servers.filter(isGood)) {
    const text = server.received().toString('utf8')
    for (const secret of [SECRETS.token, SECRETS.header, SECRETS.body, '/sync/v1/hello']) expect(text).toContain(secret)
    for (const secret of [SECRETS.code, SECRETS.passphrase, '/sync/v1/enrol']) expect(text).not.toContain(secret)
  }
})
