// N-1: somebody sits on the line with a certificate for the origin's name, by an authority of their own or by the very one that the desk trusts, and the machine
// was made to believe them: by variables of Node, by OpenSSL's, by the store of the system. The desk refuses and sends nothing; in each setting a client without
// its guards is asked too, which shows whether the setting takes effect.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChildRuntime } from '../../fixtures/child-program'
import { askApart, buildAsker, RUNTIMES } from './ask-apart'
import type { Asked } from './asked'
import { askedOf, makeAuthority, makeIdentity, startRecorder, type RecordingServer } from './bad-servers'

interface Middle {
  readonly asked: Asked
  readonly server: RecordingServer
}
let folder = ''
let attackerFile = ''
let middles: readonly Middle[] = []
const closing: (() => Promise<void>)[] = []
/** Someone's proxy: it hears where it should lead to, at least. */
let proxy: net.Server
let proxyPort = 0
let proxyHeard = 0

beforeAll(async () => {
  folder = mkdtempSync(join(os.tmpdir(), 'privacy-desk-middle-'))
  const [trusted, attacker] = [await makeAuthority('Trusted authority'), await makeAuthority('Authority in the middle')]
  attackerFile = join(folder, 'attacker.pem')
  writeFileSync(attackerFile, attacker.cert)
  const honest = await makeIdentity({ by: trusted })
  const put = async (name: string, by: typeof trusted): Promise<Middle> => {
    const identity = await makeIdentity({ by })
    const [server, other] = [await startRecorder(identity), await startRecorder(identity)]
    closing.push(server.close, other.close)
    return { server, asked: askedOf(name, { port: server.port, unguardedPort: other.port }, { authority: trusted, key: honest.key }) }
  }
  middles = [await put('an authority of their own', attacker), await put('the authority that the desk trusts', trusted)]
  proxy = net.createServer((socket) => {
    proxyHeard++
    socket.destroy()
  })
  await new Promise<void>((listening) => proxy.listen(0, 'localhost', listening))
  proxyPort = (proxy.address() as AddressInfo).port
})
afterAll(async () => {
  for (const close of closing) await close()
  proxy.close()
  rmSync(folder, { recursive: true, force: true })
})

/** This machine's own store with one authority more, in a namespace of mounts: the machine itself is left as it is. */
const STORE = '/etc/ssl'
const whyNoStore = (): string | undefined => {
  if (process.platform !== 'linux') return 'the store of the system is laid over in a namespace of mounts, which is Linux’s'
  const tried = spawnSync('unshare', ['--mount', 'mount', '--bind', os.tmpdir(), STORE], { encoding: 'utf8' })
  return tried.status === 0 ? undefined : `no namespace of mounts here (as root, with unshare): ${tried.stderr || String(tried.error?.message)}`.trim()
}

/** A program that starts the runtime where the store is another one. */
function overStore({ executable, env }: ChildRuntime): ChildRuntime {
  const store = join(folder, 'store')
  mkdirSync(join(store, 'certs'), { recursive: true })
  cpSync(attackerFile, join(store, 'cert.pem'))
  cpSync(attackerFile, join(store, 'certs', 'ca-certificates.crt'))
  const wrapper = join(folder, `over-${String(executable.length)}`)
  writeFileSync(wrapper, `#!/bin/sh\nexec unshare --mount sh -c 'mount --bind "${store}" ${STORE} && exec "${executable}" "$@"' sh "$@"\n`, { mode: 0o755 })
  return { executable: wrapper, env }
}

/** `catches`: whom it makes believe; a runtime that does not know a setting has nothing to be defended against. */
interface Setting {
  readonly name: string
  readonly env: () => Readonly<Record<string, string>>
  readonly catches: readonly (keyof typeof RUNTIMES)[]
  readonly store?: true
}
const SETTINGS: readonly Setting[] = [
  { name: 'nothing set', env: () => ({}), catches: [] },
  { name: 'NODE_EXTRA_CA_CERTS', env: () => ({ NODE_EXTRA_CA_CERTS: attackerFile }), catches: ['Node', 'Electron'] },
  { name: 'NODE_TLS_REJECT_UNAUTHORIZED=0', env: () => ({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }), catches: ['Node', 'Electron'] },
  { name: 'both', env: () => ({ NODE_EXTRA_CA_CERTS: attackerFile, NODE_TLS_REJECT_UNAUTHORIZED: '0' }), catches: ['Node', 'Electron'] },
  { name: 'SSL_CERT_FILE', env: () => ({ SSL_CERT_FILE: attackerFile, SSL_CERT_DIR: folder, NODE_OPTIONS: '--use-openssl-ca' }), catches: ['Node', 'Electron'] },
  { name: 'a proxy', env: () => Object.fromEntries(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'HTTP_PROXY'].map((name) => [name, `http://localhost:${String(proxyPort)}`])), catches: [] },
  { name: 'the store of the system', env: () => ({ NODE_OPTIONS: '--use-openssl-ca' }), catches: ['Node', 'Electron'], store: true },
]

const EVERYWHERE = (Object.keys(RUNTIMES) as (keyof typeof RUNTIMES)[]).flatMap((runtime) => SETTINGS.map((setting) => [runtime, setting.name, setting] as const))

test.for(EVERYWHERE)('N-1: refused, and nothing sent (%s, %s)', async ([runtime, name, setting], context) => {
  const why = setting.store === undefined ? undefined : whyNoStore()
  if (why !== undefined) context.skip(why)
  const program = await buildAsker(setting.store === undefined ? RUNTIMES[runtime] : overStore(RUNTIMES[runtime]))
  try {
    const outcomes = await askApart(program, middles.map(({ asked }) => asked), setting.env())
    const bytes = middles.map(({ server }) => server.received().length)
    for (const [at, one] of outcomes.entries()) console.log(`N-1, ${runtime}, ${name}, ${one.name}: channel ${one.channel}, desk ${one.desk}, ${String(bytes[at])} bytes of a request; without the guards: ${one.unguarded}`)
    expect(outcomes.map(({ channel, desk, left }) => ({ channel, desk, left }))).toEqual(middles.map(() => ({ channel: 'origin-not-trusted', desk: 'origin-not-trusted', left: [] })))
    expect(bytes).toEqual(middles.map(() => 0))
    expect(proxyHeard).toBe(0)
    expect(outcomes[0]?.unguarded === 'answered').toBe(setting.catches.includes(runtime))
  } finally {
    await program.remove()
  }
})
