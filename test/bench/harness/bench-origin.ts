// An origin for a bench: filled in this process, then run as a process of its own, so that it does not share the desk's thread.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pino from 'pino'
import { startEmbeddedOrigin } from '../../../scripts/lib/embedded-origin.mjs'
import { createEnrolmentCode } from '../../../src-origin/devices/enrolment-codes'
import { DEMO_STAFF } from '../../../src-origin/seed/staff'
import { openBeside, startOrigin, type OriginOptions } from '../../../src-origin/start'
import type { BenchContext } from './bench'
import { BENCH_NOW, benchClock } from './moment'

export interface BenchOrigin {
  readonly enrolmentFile: string
  readonly port: number
  /** Of the origin's process. */
  readonly pid: number
  /** For acts beside it, in this process; to be closed. */
  openBeside(): ReturnType<typeof openBeside>
  createCode(workstation: string): Promise<string>
}

const STOP_LIMIT_MS = 20_000
const SAY_EVERY = 10_000
/** The narrow rows are what a bootstrap carries; the service log stays at the origin. */
const ROWS_PER_PERSON = 1
/** Long enough for the slowest round of a million people. */
const CODE_LIFE_MS = 12 * 3_600_000

/** Ends a database that an interrupted start left behind: SIGINT is PostgreSQL's fast shutdown. */
async function stopDatabase(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0
  if (!Number.isSafeInteger(pid) || pid < 2) return
  try {
    process.kill(pid, 'SIGINT')
  } catch {
    return // it is gone; the file is stale
  }
  for (let waited = 0; waited < STOP_LIMIT_MS && existsSync(pidFile); waited += 100) await wait(100)
}

export async function startBenchOrigin({ people, defer, say }: Pick<BenchContext, 'people' | 'defer' | 'say'>, requests: number): Promise<BenchOrigin> {
  const dataDir = mkdtempSync(join(tmpdir(), 'privacy-desk-bench-origin-'))
  // The database's own user walks through it.
  chmodSync(dataDir, 0o711)
  defer(async () => {
    await stopDatabase(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
  })
  const { now } = benchClock()
  const options: OriginOptions = { dataDir, now, fsync: 'off', logger: pino({ level: 'silent' }) }
  say(`filling an origin with ${String(people)} people and ${String(requests)} requests`)
  const onSeed = ({ people: done }: { readonly people: number }): void => {
    if (done % SAY_EVERY === 0 && done < people) say(`${String(done)} of ${String(people)}`)
  }
  const filling = await startOrigin({ ...options, onSeed, seed: { seed: 'bench', people, requests, rowsPerPerson: ROWS_PER_PERSON } })
  await filling.stop()
  const { enrolmentFile, url, pid, stop } = await startEmbeddedOrigin({ kind: 'test', dataDir, args: ['--now', BENCH_NOW] })
  defer(stop)
  return {
    enrolmentFile,
    port: Number(new URL(url).port),
    pid,
    openBeside: () => openBeside(options),
    createCode: async (workstation) => {
      const { context, close } = await openBeside(options)
      try {
        return await createEnrolmentCode(context, { workstation, declaredBy: DEMO_STAFF.zheng.id, lifeMs: CODE_LIFE_MS })
      } finally {
        await close()
      }
    },
  }
}
