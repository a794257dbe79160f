// A network of its own for a test: loopback, and one way out that leads nowhere but is taken, so that what would have left is seen; a name server that never
// answers. Made by `unshare` and `ip`, as root on Linux; this machine's own network is left as it is.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'

/** Set inside. */
export const INSIDE = 'PRIVACY_DESK_NAMESPACE'
/** The interface of the way out. */
export const WAY_OUT = 'out0'
export const NAME_SERVER = '10.123.45.53'
const NOWHERE = '02:00:00:00:00:01'

/** Two ends of one cable; neighbours are told, since nobody answers who they are. */
const MAKE = [
  'ip link set lo up',
  `ip link add ${WAY_OUT} type veth peer name out1 && ip link set out1 up && ip link set ${WAY_OUT} up`,
  `ip addr add 10.123.45.2/24 dev ${WAY_OUT} && ip route add default via 10.123.45.1`,
  `ip neigh add 10.123.45.1 lladdr ${NOWHERE} dev ${WAY_OUT} nud permanent && ip neigh add ${NAME_SERVER} lladdr ${NOWHERE} dev ${WAY_OUT} nud permanent`,
].join(' && ')
/** Where the kernel has it. */
const MAKE_SIX = `ip -6 addr add fd12:3456::2/64 dev ${WAY_OUT} nodad && ip -6 route add default via fd12:3456::1 dev ${WAY_OUT} && ip -6 neigh add fd12:3456::1 lladdr ${NOWHERE} dev ${WAY_OUT} nud permanent`

export function whyNoNamespace(): string | undefined {
  if (process.platform !== 'linux') return 'a network namespace is Linux’s'
  const tried = spawnSync('unshare', ['--net', '--mount', 'sh', '-c', MAKE], { encoding: 'utf8' })
  if (tried.error) return `unshare is not here: ${tried.error.message}`
  return tried.status === 0 ? undefined : `no network namespace can be made here (as root, with ip of iproute2): ${tried.stderr.trim()}`
}

/** Runs one test file inside; its exit status, and all that it said. */
export async function runInside(file: string, more: Readonly<Record<string, string>>): Promise<{ readonly status: number | null; readonly said: string }> {
  const folder = mkdtempSync(join(os.tmpdir(), 'privacy-desk-namespace-'))
  try {
    const names = join(folder, 'resolv.conf')
    writeFileSync(names, `nameserver ${NAME_SERVER}\n`)
    const script = `${MAKE} && { ${MAKE_SIX}; true; } && mount --bind "${names}" /etc/resolv.conf && exec "$@"`
    const child = spawn('unshare', ['--net', '--mount', 'sh', '-c', script, 'sh', process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.deep.config.mts', file], {
      env: { ...process.env, ...more, [INSIDE]: '1', NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
    const status = await new Promise<number | null>((ended) => child.on('close', ended))
    return { status, said }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
