// A desk for a bench: the data process as the app composes it, in the process that calls, enrolled at a real origin over TLS.
import { randomFillSync } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { composeVaultHost, type VaultHost } from '../../../src-main/app/compose-vault-host'
import { scryptKdf } from '../../../src-main/keys/derive'
import { createHttpsChannel, type OriginTrust } from '../../../src-main/sync/https-channel'
import { openKeyedVault } from '../../../src-main/vault/keyed-vault'
import type { SqliteHandle } from '../../../src-main/vault/driver/sqlite-handle'
import { DEMO_STAFF } from '../../../src-origin/seed/staff'
import { mustOk, ok, type Result } from '../../../src-shared/base/result'
import type { AnswerOf, ChannelName, RequestOf } from '../../../src-shared/contract/channels'
import type { DeskError } from '../../../src-shared/contract/errors'
import type { BenchOrigin } from './bench-origin'
import { benchClock } from './moment'

const { zhou } = DEMO_STAFF
export const WORKSTATION = '测量工作站'
const random = (bytes: Uint8Array): Uint8Array => randomFillSync(bytes)
/** Rare on purpose: it counts the people, beside the import. The end is read from the line, not from here. */
const POLL_MS = 250
const STALLED_MS = 240_000
const MEMORY_LOOK_MS = 100
/** Of several classes; whether they find anybody yet is the same to whoever waits. */
const SEARCHES = ['王伟', '5678', 'zhang', 'li.', '138', '欧阳']

/** When the first snapshot was asked for, and when the loop asked for changes again after the last one: its rows were committed then. */
interface Marks {
  from?: number | undefined
  to?: number | undefined
}

function watchedChannel(marks: Marks, onFirst: () => void) {
  return (trust: OriginTrust): ReturnType<typeof createHttpsChannel> => {
    const real = createHttpsChannel(trust)
    if (!real.ok) return real
    return ok({
      ...real.value,
      send: (request) => {
        if (request.path.startsWith('/sync/v1/snapshot')) {
          if (marks.from === undefined) onFirst()
          marks.from ??= performance.now()
          marks.to = undefined
        } else if (request.path.startsWith('/sync/v1/changes')) marks.to ??= performance.now()
        return real.value.send(request)
      },
    })
  }
}

async function ask<Name extends ChannelName>(host: VaultHost, channel: Name, request: RequestOf<Name>): Promise<AnswerOf<Name>> {
  // The cast is safe: the gate answers each channel with what its handler's type says (ipc/handlers.ts).
  return mustOk((await host.gate(channel, request)) as Result<AnswerOf<Name>, DeskError>)
}

const mb = (bytes: number): number => bytes / 1_048_576

/** Looks at memory all the time and at the loop from `begin` on; a search is made at every look, as somebody at the desk would. */
function watchStrain(): { readonly begin: () => void; readonly look: (search: () => Promise<unknown>) => Promise<void>; readonly read: () => Strain } {
  const beforeMb = mb(process.memoryUsage.rss())
  let peakMb = beforeMb
  // A step of 1 ms: the delay that is told includes the step.
  const loop = monitorEventLoopDelay({ resolution: 1 })
  const searches: number[] = []
  const memory = setInterval(() => (peakMb = Math.max(peakMb, mb(process.memoryUsage.rss()))), MEMORY_LOOK_MS)
  return {
    begin: () => void loop.enable(),
    look: async (search) => {
      const startedAt = performance.now()
      await search()
      searches.push(performance.now() - startedAt)
    },
    read: () => {
      loop.disable()
      clearInterval(memory)
      return { loopP99: loop.percentile(99) / 1e6, loopMax: loop.max / 1e6, peakMb, beforeMb, searches }
    },
  }
}

async function untilSynced(host: VaultHost, people: number, strain: ReturnType<typeof watchStrain>): Promise<void> {
  let looks = 0
  let seen = ''
  let seenAt = performance.now()
  for (;;) {
    const status = await ask(host, 'sync.status', {})
    if (status.connection === 'synced' && status.bootstrap === undefined && status.directoryRows === people) return
    if (status.connection === 'blocked') throw new Error(`the desk may not speak to the origin: ${String(status.reason)}`)
    const now = JSON.stringify([status.bootstrap, status.directoryRows])
    if (now !== seen) [seen, seenAt] = [now, performance.now()]
    if (performance.now() - seenAt > STALLED_MS) throw new Error(`the bootstrap stands still at ${String(status.directoryRows)} people, ${status.connection} ${status.reason ?? ''}`)
    const query = SEARCHES[looks++ % SEARCHES.length] ?? ''
    if (status.directoryRows > 0) await strain.look(() => ask(host, 'search.people', { query, limit: 50, offset: 0 }))
    await wait(POLL_MS)
  }
}

/** What the data process was like between the first request and the last commit. */
export interface Strain {
  /** Delay of the event loop, ms. */
  readonly loopP99: number
  readonly loopMax: number
  /** Highest resident memory of the process, MB, and what it was before the desk was opened. */
  readonly peakMb: number
  readonly beforeMb: number
  /** Every search that was made meanwhile, ms. */
  readonly searches: readonly number[]
}
export interface Bootstrapped {
  readonly profileDir: string
  readonly strain: Strain
  /** From the first snapshot's request to the commit of the last page. */
  readonly seconds: number
}

/** What a new desk is given of its origin. */
type Enrolling = Pick<BenchOrigin, 'enrolmentFile' | 'createCode'>

interface OpenedDesk {
  readonly host: VaultHost
  readonly profileDir: string
  readonly marks: Marks
  readonly enrol: () => Promise<unknown>
}

async function openDesk(folder: string, origin: Enrolling, onFirst: () => void = () => undefined): Promise<OpenedDesk> {
  const profileDir = mkdtempSync(join(folder, 'desk-'))
  const code = await origin.createCode(WORKSTATION)
  const marks: Marks = {}
  const exportDir = join(profileDir, 'exports')
  const host = await composeVaultHost({
    profileDir, exportDir, resourcesDir: resolve('resources'), keyStore: 'absent', clock: benchClock(), random, appVersion: '0.1.0-bench',
    workerFile: join(exportDir, 'no-worker.js'), transportFactory: watchedChannel(marks, onFirst),
    log: (line) => process.stderr.write(`  desk: ${JSON.stringify(line)}\n`),
  })
  const enrol = (): Promise<unknown> =>
    ask(host, 'session.enrol', { enrolmentFile: readFileSync(origin.enrolmentFile, 'utf8'), code, workstation: WORKSTATION, login: zhou.login, passphrase: zhou.passphrase })
  return { host, profileDir, marks, enrol }
}

/** Enrols a new desk and waits until it holds everything. */
export async function bootstrapDesk(folder: string, origin: Enrolling, people: number): Promise<Bootstrapped> {
  const strain = watchStrain()
  const { host, profileDir, marks, enrol } = await openDesk(folder, origin, strain.begin)
  let watched: Strain
  try {
    await enrol()
    await untilSynced(host, people, strain)
  } finally {
    watched = strain.read()
    await host.dispose()
  }
  if (marks.from === undefined || marks.to === undefined) throw new Error('the desk is in step without a snapshot')
  return { profileDir, strain: watched, seconds: (marks.to - marks.from) / 1000 }
}

/** A desk that holds everything and goes on waiting for changes; to be disposed of. */
export async function openIdleDesk(folder: string, origin: BenchOrigin, people: number): Promise<VaultHost> {
  const { host, enrol } = await openDesk(folder, origin)
  const strain = watchStrain()
  try {
    await enrol()
    await untilSynced(host, people, strain)
    return host
  } catch (error) {
    await host.dispose()
    throw error
  } finally {
    strain.read()
  }
}

/** Reads the store of a closed desk. */
export async function withDeskStore<T>(profileDir: string, read: (handle: SqliteHandle) => Promise<T>): Promise<T> {
  const { vault } = mustOk(await openKeyedVault({ dir: profileDir, staffId: zhou.id, passphrase: zhou.passphrase }, { kdf: scryptKdf, random, clock: benchClock() }))
  try {
    return await vault.holdWrites(({ writer }) => read(writer))
  } finally {
    await vault.close()
  }
}
