// The origin as a process of its own, as an operator runs it: started, stopped, started again, and asked for a second enrolment code.
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEmbeddedOrigin } from '../../scripts/lib/embedded-origin.mjs'
import { runningNow } from '../e2e/launch'

const ENTRY = join('out', 'origin', 'start.js')

export interface OriginProcess {
  readonly dataDir: string
  readonly enrolmentFile: string
  /** Of the first start. */
  readonly firstCode: string
  /** `scopes`: what its device may hold; by default cases and the directory. */
  createCode(workstation: string, scopes?: string): Promise<string>
  stop(): Promise<void>
  start(): Promise<void>
  /** Ends it and removes what it kept. */
  remove(): Promise<void>
}

/** `more`: further arguments of its command line. */
export async function startOriginProcess(people: number, more: readonly string[] = []): Promise<OriginProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'privacy-desk-demo-'))
  // The database's own user walks through it.
  chmodSync(dataDir, 0o711)
  const start = () => startEmbeddedOrigin({ kind: 'test', dataDir, args: ['--now', runningNow(), '--people', String(people), ...more] })
  const first = await start()
  let running = first
  return {
    dataDir,
    enrolmentFile: first.enrolmentFile,
    firstCode: first.enrolmentCode,
    createCode: async (workstation, scopes) => {
      const { stdout } = await promisify(execFile)(process.execPath, [ENTRY, 'code', '--data', dataDir, '--now', runningNow(), '--workstation', workstation, ...(scopes === undefined ? [] : ['--scopes', scopes])])
      return (JSON.parse(stdout) as { readonly enrolmentCode: string }).enrolmentCode
    },
    stop: () => running.stop(),
    start: async () => {
      running = await start()
    },
    remove: async () => {
      await running.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
