// Starts and kills the data process, and is the only one who speaks to it. Main never sees a row or the store's key.
//
// Locking is ending it: a closed database leaves its key and hundreds of rows in memory, a dead process leaves nothing
// (security.md M9). Started while the window loads whose page will ask for a port; an end that nobody asked for is reported, never papered over by a restart.

import { utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import { fromHostSchema, type FromHost, type HostInit, type ToHost } from './host-messages'

export interface VaultOwnerDeps {
  readonly hostFile: string
  /** Built for each start; its secret is zeroed here as soon as it is on its way. */
  readonly init: () => HostInit
  readonly environment: Readonly<Record<string, string>>
  readonly output: 'ignore' | 'inherit'
  /** `reply` reaches the process that asked, or nobody. */
  readonly onMessage: (message: FromHost, reply: (message: ToHost) => void) => void
  readonly onUnexpectedEnd: () => void
}

export interface VaultOwner {
  /** Starts the data process, unless it runs or may not, while the page that will ask for it is still loading. */
  prepare(): void
  /** Starts the data process unless it runs, and passes the port on. */
  attach(port: MessagePortMain): number
  detach(port: number): void
  /** For the data process alone: the page knows the file by the number. */
  picked(pickId: string, path: string): void
  /** Resolves when the process is gone; at once if there is none. */
  kill(): Promise<void>
  isRunning(): boolean
  /** False once it ended by itself three times in a row without an unlock: another try would only go round in circles. */
  mayStart(): boolean
}

const MAX_ENDS_WITHOUT_UNLOCK = 3
/** `kill` asks politely (SIGTERM); a process deep in a query hears nothing but SIGKILL. K-5 allows two seconds. */
const POLITE_MS = 300

interface Running {
  readonly process: UtilityProcess
  readonly exited: Promise<void>
  isEndExpected: boolean
}

/** What is raised by a start that nobody waits for: the port that asks for the process tries again, and its page is told why not. */
function attempt(start: () => void): void {
  try {
    start()
  } catch {
    // said to whoever asks
  }
}

async function end(ending: Running): Promise<void> {
  ending.isEndExpected = true
  ending.process.kill()
  const timer = setTimeout(() => {
    const { pid } = ending.process // undefined before the process is there and after it is gone
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  }, POLITE_MS)
  await ending.exited
  clearTimeout(timer)
}

export function createVaultOwner(deps: VaultOwnerDeps): VaultOwner {
  let running: Running | undefined
  let nextPort = 1
  let endsWithoutUnlock = 0

  const tell = (message: ToHost, ports: MessagePortMain[] = []): void => running?.process.postMessage(message, ports)
  const hear = (raw: unknown, child: UtilityProcess): void => {
    const checked = fromHostSchema.safeParse(raw)
    if (!checked.success) return
    if (checked.data.type === 'session' && checked.data.state === 'unlocked') endsWithoutUnlock = 0
    deps.onMessage(checked.data, (message) => {
      if (running?.process === child) child.postMessage(message)
    })
  }
  const start = (): void => {
    const init = deps.init() // first: when it fails (a full disk) there is no process without its init
    const child = utilityProcess.fork(deps.hostFile, [], {
      serviceName: 'Privacy Desk vault',
      env: { ...deps.environment },
      stdio: ['ignore', 'ignore', deps.output],
    })
    const exited = new Promise<void>((gone) => {
      child.once('exit', () => {
        gone()
        if (running?.process !== child) return
        const { isEndExpected } = running
        running = undefined
        if (isEndExpected) return
        endsWithoutUnlock += 1
        deps.onUnexpectedEnd()
      })
    })
    const started: Running = { process: child, exited, isEndExpected: false }
    running = started
    child.once('spawn', () => {
      if (started.isEndExpected && child.pid !== undefined) process.kill(child.pid, 'SIGKILL') // asked to end before there was anything to end
    })
    child.on('message', (raw: unknown) => hear(raw, child))
    tell(init)
    init.deviceSecret?.fill(0) // postMessage has copied it
  }
  const mayStart = (): boolean => endsWithoutUnlock < MAX_ENDS_WITHOUT_UNLOCK

  return {
    prepare: () => {
      if (running === undefined && mayStart()) attempt(start)
    },
    attach: (port) => {
      if (running === undefined) start()
      const number = nextPort++
      tell({ type: 'attach', port: number }, [port])
      return number
    },
    detach: (port) => tell({ type: 'detach', port }),
    picked: (pickId, path) => tell({ type: 'picked', pickId, path }),
    kill: async () => {
      if (running !== undefined) await end(running)
    },
    isRunning: () => running !== undefined,
    mayStart,
  }
}
