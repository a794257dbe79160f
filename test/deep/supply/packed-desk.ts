// A desk as people get it: packed by `npm run pack`, laid where the desk's user may read it, started as that user without anything attached.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { prepareOnce } from '../../e2e/launch'
import { processesOf, type DeskProcess } from '../keys/processes'

export const PACKED = join('release', 'linux-unpacked')
export const PROGRAM = 'privacy-desk'
/** sysexits.h EX_CONFIG: what our own guard ends with. */
export const REFUSED = 78

/** Once a run. Where the runtime is none for people the folder says so, and is none; for these tests it is as good. */
export function pack(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/pack.mjs', '--for-tests'], { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(`npm run pack ended with status ${String(status)}:\n${stdout}\n${stderr}`)
}

export interface PackedDesk {
  readonly folder: string
  /** The desk's user may write here. */
  readonly place: string
  start(words: readonly string[], env?: Readonly<Record<string, string>>): StartedDesk
  remove(): void
}
export interface StartedDesk {
  readonly child: ChildProcess
  readonly processes: () => readonly DeskProcess[]
  /** On which its processes listen now. */
  readonly ports: () => readonly number[]
  /** Exit status; undefined: it had to be ended after so long. */
  ended(withinMs: number): Promise<number | null | undefined>
  stop(): Promise<void>
}

export async function layPacked(): Promise<PackedDesk> {
  const prepared = await prepareOnce()
  const place = prepared.makeProfile('packed')
  const folder = join(place, 'app')
  cpSync(PACKED, folder, { recursive: true })
  const home = prepared.makeProfile('packed-home')
  const env: Record<string, string> = {}
  for (const name of ['PATH', 'LANG', 'DISPLAY', 'XAUTHORITY']) if (process.env[name] !== undefined) env[name] = process.env[name]
  // The display's cookie is of whoever started it.
  if (env['XAUTHORITY'] !== undefined) {
    copyFileSync(env['XAUTHORITY'], join(home, 'cookie'))
    prepared.giveToDesk(join(home, 'cookie'))
    env['XAUTHORITY'] = join(home, 'cookie')
  }
  const own = { ...env, HOME: home, XDG_RUNTIME_DIR: home, TMPDIR: home }
  return {
    folder,
    place,
    start: (words, more = {}) => {
      const child = spawn(join(folder, PROGRAM), [...words], { cwd: place, env: { ...own, ...more }, stdio: 'ignore', ...(prepared.uid === undefined ? {} : { uid: prepared.uid, gid: prepared.gid }) })
      return startedDesk(child)
    },
    remove: () => {
      for (const one of [place, home]) rmSync(one, { recursive: true, force: true })
    },
  }
}

function startedDesk(child: ChildProcess): StartedDesk {
  let status: number | null | undefined
  const closed = new Promise<void>((resolve) => child.once('close', (code) => {
    status = code
    resolve()
  }))
  const processes = (): readonly DeskProcess[] => (child.pid === undefined || status !== undefined ? [] : processesOf(child.pid))
  const stop = async (): Promise<void> => {
    const known = processes()
    child.kill('SIGTERM')
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 10_000))])
    for (const { pid } of known) if (existsSync(`/proc/${String(pid)}`)) try { process.kill(pid, 'SIGKILL') } catch { /* it has just ended */ }
    await closed
  }
  return {
    child, processes, stop,
    ports: () => portsOf(processes().map(({ pid }) => pid)),
    ended: async (withinMs) => {
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, withinMs))])
      const known = status
      if (known === undefined) await stop()
      return known
    },
  }
}

/** The kernel's list of listening sockets, of which these processes hold. */
function portsOf(pids: readonly number[]): readonly number[] {
  const held = new Set(pids.flatMap((pid) => {
    try {
      return readdirSync(`/proc/${String(pid)}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${String(pid)}/fd/${fd}`))?.[1] ?? '')
    } catch {
      return [] // it has ended
    }
  }))
  return ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1)).flatMap((line) => {
    const words = line.trim().split(/\s+/)
    return words[3] === '0A' && held.has(words[9] ?? '') ? [Number.parseInt((words[1] ?? '').split(':')[1] ?? '', 16)] : []
  })
}
