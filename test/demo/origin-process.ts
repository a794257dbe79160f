// The origin as a process of its own, as an operator runs it: started, stopped, started again, and asked for a second enrolment code.
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEmbeddedOrigin } from '../../scripts/lib/embedded-origin.mjs'
import { runningNow, TEST_NOW } from '../e2e/launch'
import { originFolder } from '../fixtures/origin-template'

const ENTRY = join('out', 'origin', 'start.js')

/** What a template was filled on: no clock that goes on from it is behind. */
const BEFORE = new Date(Date.parse(TEST_NOW) - 60_000).toISOString()

export interface OriginProcess {
  readonly dataDir: string
  readonly enrolmentFile: string
  /** Of the one that runs now. */
  url(): string
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
  const filling = ['--people', String(people), ...more]
  const dataDir = await originFolder(`process ${filling.join(' ')}`, async (dir) => (await startEmbeddedOrigin({ kind: 'test', dataDir: dir, args: ['--now', BEFORE, ...filling] })).stop())
  const start = () => startEmbeddedOrigin({ kind: 'test', dataDir, args: ['--now', runningNow(), ...filling] })
  const first = await start()
  let running = first
  return {
    dataDir,
    enrolmentFile: first.enrolmentFile,
    url: () => running.url,
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
