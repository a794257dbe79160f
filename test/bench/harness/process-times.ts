// CPU time of another process and of its database, from /proc; on other systems there is none.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

export interface ProcessTimes {
  /** ms of CPU since they started; undefined where the system does not tell. */
  readonly read: () => { readonly origin: number; readonly database: number } | undefined
}

interface OneProcess {
  readonly pid: number
  readonly parent: number
  readonly ms: number
}

function readProcess(pid: number, tickMs: number): OneProcess | undefined {
  try {
    // The name stands in brackets and may hold anything; what follows the last of them is numbers.
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return { pid, parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * tickMs }
  } catch {
    return undefined // it has ended meanwhile
  }
}

/** `pid`: the origin; whatever it started, and what that started, is its database. */
export function createProcessTimes(pid: number): ProcessTimes {
  const isTold = existsSync('/proc/self/stat')
  const tickMs = isTold ? 1_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : 0
  return {
    read: () => {
      if (!isTold) return undefined
      const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => readProcess(Number(name), tickMs) ?? [])
      const below = new Set([pid])
      for (let size = 0; size < below.size; ) {
        size = below.size
        for (const one of all) if (below.has(one.parent)) below.add(one.pid)
      }
      const sum = (of: readonly OneProcess[]): number => of.reduce((total, one) => total + one.ms, 0)
      return { origin: sum(all.filter((one) => one.pid === pid)), database: sum(all.filter((one) => one.pid !== pid && below.has(one.pid))) }
    },
  }
}
