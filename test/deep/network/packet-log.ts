// Every packet of this network namespace (native/packet-log.c), counted by where from and where to.
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Flow {
  readonly on: string
  /** `tcp`, `udp`, `icmp6`, `other`, or the type of a frame that is no IP. */
  readonly protocol: string
  readonly from: string
  readonly fromPort: number
  readonly to: string
  readonly toPort: number
  /** The name that is asked for. */
  readonly name: string
  packets: number
}
export interface PacketLog {
  /** Ends it: every flow there was, and how many packets were missed. */
  stop(): Promise<{ readonly flows: readonly Flow[]; readonly dropped: number }>
}

export async function startPacketLog(folder: string): Promise<PacketLog> {
  const program = join(folder, 'packet-log')
  execFileSync('cc', ['-O1', '-o', program, 'test/fixtures/native/packet-log.c'])
  const child = spawn(program, { stdio: ['ignore', 'pipe', 'inherit'] })
  const flows = new Map<string, Flow>()
  let dropped = -1
  let begin: () => void = () => undefined
  const begun = new Promise<void>((resolve) => (begin = resolve))
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [on = '', protocol = '', from = '', fromPort = '', to = '', toPort = '', name = ''] = line.split(' ')
    if (on === 'ready') begin()
    else if (on === 'dropped') dropped = Number(protocol)
    else {
      const flow = flows.get(line) ?? { on, protocol, from, fromPort: Number(fromPort), to, toPort: Number(toPort), name, packets: 0 }
      flow.packets++
      flows.set(line, flow)
    }
  })
  await begun
  return {
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      return { flows: [...flows.values()], dropped }
    },
  }
}

/** Ports on which processes of this user listen, as the kernel has them. */
export function portsListenedAt(uid: number | undefined): readonly number[] {
  return ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1)).flatMap((line) => {
    const [, local = '', , state, , , , owner] = line.trim().split(/\s+/)
    return state === '0A' && Number(owner) === uid ? [Number.parseInt(local.split(':')[1] ?? '', 16)] : []
  })
}
