// A desk for a bench: the data process as the app composes it, in this process, enrolled at a real origin over TLS.
import { randomFillSync } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { composeVaultHost, type VaultHost } from '../../../src-main/app/compose-vault-host'
import { scryptKdf } from '../../../src-main/keys/derive'
import { createHttpsChannel, type OriginTrust } from '../../../src-main/sync/https-channel'
import { openKeyedVault } from '../../../src-main/vault/keyed-vault'
import type { SqliteHandle } from '../../../src-main/vault/sqlite-driver'
import { DEMO_STAFF } from '../../../src-origin/seed/staff'
import { mustOk, ok, type Result } from '../../../src-shared/base/result'
import type { AnswerOf, ChannelName, RequestOf } from '../../../src-shared/contract/channels'
import type { DeskError } from '../../../src-shared/contract/errors'
import type { BenchOrigin } from './bench-origin'
import { benchClock } from './moment'

const { zhou } = DEMO_STAFF
const WORKSTATION = '测量工作站'
const random = (bytes: Uint8Array): Uint8Array => randomFillSync(bytes)
/** Rare on purpose: it counts the people, beside the import. The end is read from the line, not from here. */
const POLL_MS = 250
const STALLED_MS = 120_000

/** When the first snapshot was asked for, and when the loop asked for changes again after the last one: its rows were committed then. */
interface Marks {
  from?: number | undefined
  to?: number | undefined
}

function watchedChannel(marks: Marks) {
  return (trust: OriginTrust): ReturnType<typeof createHttpsChannel> => {
    const real = createHttpsChannel(trust)
    if (!real.ok) return real
    return ok({
      ...real.value,
      send: (request) => {
        if (request.path.startsWith('/sync/v1/snapshot')) {
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

async function untilSynced(host: VaultHost, people: number): Promise<void> {
  let seen = ''
  let seenAt = performance.now()
  for (;;) {
    const status = await ask(host, 'sync.status', {})
    if (status.connection === 'synced' && status.bootstrap === undefined && status.directoryRows === people) return
    if (status.connection === 'blocked') throw new Error(`the desk may not speak to the origin: ${String(status.reason)}`)
    const now = JSON.stringify([status.bootstrap, status.directoryRows])
    if (now !== seen) [seen, seenAt] = [now, performance.now()]
    if (performance.now() - seenAt > STALLED_MS) throw new Error(`the bootstrap stands still at ${String(status.directoryRows)} people, ${status.connection} ${status.reason ?? ''}`)
    await wait(POLL_MS)
  }
}

export interface Bootstrapped {
  readonly profileDir: string
  /** From the first snapshot's request to the commit of the last page. */
  readonly seconds: number
}

/** Enrols a new desk and waits until it holds everything; `opened` is told what must be closed if the bench is interrupted. */
export async function bootstrapDesk(folder: string, origin: BenchOrigin, people: number, opened: (host: VaultHost | undefined) => void): Promise<Bootstrapped> {
  const profileDir = mkdtempSync(join(folder, 'desk-'))
  const code = await origin.createCode(WORKSTATION)
  const marks: Marks = {}
  const exportDir = join(profileDir, 'exports')
  const host = await composeVaultHost({
    profileDir, exportDir, resourcesDir: resolve('resources'), keyStore: 'absent', clock: benchClock(), random, appVersion: '0.1.0-bench',
    workerFile: join(exportDir, 'no-worker.js'), transportFactory: watchedChannel(marks),
    log: (line) => process.stderr.write(`  desk: ${JSON.stringify(line)}\n`),
  })
  opened(host)
  try {
    await ask(host, 'session.enrol', { enrolmentFile: readFileSync(origin.enrolmentFile, 'utf8'), code, workstation: WORKSTATION, login: zhou.login, passphrase: zhou.passphrase })
    await untilSynced(host, people)
  } finally {
    opened(undefined)
    await host.dispose()
  }
  if (marks.from === undefined || marks.to === undefined) throw new Error('the desk is in step without a snapshot')
  return { profileDir, seconds: (marks.to - marks.from) / 1000 }
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
