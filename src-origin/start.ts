// Builds one process of an origin and starts it: database, structure, keys, rules, seed, feed, janitor, server; and stops it in the opposite
// order.
// Everything an origin holds is made here, so that tests start several in one process.
import { randomFillSync } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { toDay } from '../src-shared/base/clock'
import { checkEnrolment } from '../src-shared/formats/enrolment'
import type { SystemConnector } from './connectors/connector'
import newestRules from '../resources/rules/rules-2026.7.json'
import type { OriginContext } from './context'
import { holdToKeys } from './devices/keys-of-database'
import { nodeCrypto } from './devices/node-crypto'
import { ENROLMENT_FILE, openOriginKeys, writeEnrolmentFile } from './devices/origin-keys'
import { openLedger, type ErasureLedger } from './erasure/ledger'
import { unknownDevices } from './erasure/record-devices'
import { replayLedger, unknownErasures } from './erasure/replay'
import { createPresenceBoard, PRESENCE_CHANNEL } from './feed/presence'
import { startFeed, type FeedRunner } from './feed/run-feed'
import { ensureEpoch, isReplayDue } from './feed/state'
import { createApp } from './http/app'
import { createAdmission, createBudgets } from './http/budgets'
import { createWaitingPolls, DEFAULT_WAITING_POLLS } from './http/waiting-polls'
import type { CodeSenders } from './identity/code-sender'
import { openRulesBook, RULES_CHANNEL } from './rules/rules-book'
import { seedOrigin, type SeedProgress } from './seed/seed-origin'
import { readHealth } from './service/health'
import { startJanitor } from './service/janitor'
import { leadWork } from './service/lead'
import { doesWorkOf, type OriginRole } from './service/role'
import { OriginStartError } from './start-error'
import { readOfferedNotice } from './service/offered-notice'
import { DATABASE_NAME, openDatabase, type Db, type OriginDatabase } from './store/database'
import { connectUrl } from './store/create-database'
import { runningServerUrl } from './store/embedded-server'
import { migrateOrigin } from './store/migrate'
import { startOwnDatabase } from './store/own-database'

/** This machine alone can reach it; what others may reach is said with `listen`. */
const LOOPBACK = 'localhost'
const BUSY_MS = 200
export const RULES_PACKS: readonly unknown[] = [newestRules]

export interface OriginOptions {
  /** Keys, enrolment file and, for the embedded database, its cluster. Every process of one origin has the same keys in its folder. */
  readonly dataDir: string
  /** By default all of them in one process. */
  readonly role?: OriginRole
  /** The database was put back from a backup in a way that it does not show itself (docs/operating.md). */
  readonly restored?: boolean
  /** A PostgreSQL of the company's; else an embedded real one is started in the data folder. */
  readonly databaseUrl?: string
  /** By default the port of the last start (enrolled desks know it), at the first one any that is free. */
  readonly port?: number
  /** Name in the TLS certificate; settled with the keys, at the first start. */
  readonly host?: string
  /** People and cases are invented, and any number of desks enrol with the file alone; settled with the keys, at the first start. */
  readonly practice?: boolean
  /** Long polls that may wait at once in this process. */
  readonly waitingPolls?: number
  /** The company's proxy, as it stands in the enrolment file: desks reach the origin through it alone. */
  readonly proxy?: { readonly host: string; readonly port: number }
  /** Address to listen at. */
  readonly listen?: string
  /** Fills an origin that holds nobody. */
  readonly seed?: { readonly seed: string; readonly people: number; readonly requests?: number; readonly rowsPerPerson?: number }
  /** Epoch milliseconds, running on from an injected moment in tests and demos. */
  readonly now: () => number
  /** What sends one-time codes, by kind of identifier; a kind without one cannot be sent any. */
  readonly senders?: CodeSenders
  /** Systems beside the origin in which its janitor erases too. */
  readonly systems?: readonly SystemConnector[]
  readonly logger: Logger
  /** `off` for tests alone. */
  readonly fsync?: 'on' | 'off'
  readonly onSeed?: (progress: SeedProgress) => void
  /** The database ended without being asked: whoever runs the origin ends it too. */
  readonly onLost?: () => void
}

export interface RunningOrigin {
  readonly url: string
  readonly port: number
  /** What an officer hands to a workstation; written by the roles that serve desks. */
  readonly enrolmentFile: string
  readonly context: OriginContext
  readonly database: OriginDatabase
  readonly feed: FeedRunner
  stop(): Promise<void>
}

/** What must be given back, last taken first. */
type Undo = (() => Promise<void>)[]

export async function startOrigin(options: OriginOptions): Promise<RunningOrigin> {
  const undo: Undo = []
  const stop = async (): Promise<void> => {
    for (let step = undo.pop(); step; step = undo.pop()) await step()
  }
  try {
    return { ...(await build(options, undo)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(options: OriginOptions, undo: Undo): Promise<Omit<RunningOrigin, 'stop'>> {
  const { dataDir, now, logger, role = 'all' } = options
  const report = (error: unknown): void => logger.error({ name: (error as Error).name, code: (error as { code?: unknown }).code }, 'background work failed')
  const database = openDatabase({ url: await databaseUrl(options, undo) }, report)
  undo.push(() => database.close())
  const context = await openContext(options, database)
  const ledger = openLedger(dataDir, context.keys)
  await applyLedger(options, { context, database, ledger })
  const servesDesks = doesWorkOf(role, 'api')
  const presence = createPresenceBoard({ db: context.db, now })
  undo.push(async () => presence.stop())
  const feed = await startFeed(database, { numbers: doesWorkOf(role, 'sequencer'), now, onError: report, also: { [RULES_CHANNEL]: () => void context.rules.look().catch(report), ...(servesDesks ? { [PRESENCE_CHANNEL]: presence.onNotified } : {}) } })
  undo.push(() => feed.stop())
  if (doesWorkOf(role, 'janitor')) {
    const janitor = await startJanitor(context, database, ledger, report)
    undo.push(() => janitor.stop())
  }
  const app = createApp({ tls: context.keys.tls, health: () => readHealth(context.db, role), logger, ...(servesDesks ? { protocol: { context, feed, presence, senders: options.senders ?? {}, polls: createWaitingPolls(options.waitingPolls ?? DEFAULT_WAITING_POLLS), budgets: createBudgets(), admission: createAdmission() } } : {}) })
  undo.push(() => app.close())
  const port = await listen(app, { port: options.port ?? (servesDesks ? await lastPort(dataDir) : 0), address: options.listen ?? LOOPBACK })
  const enrolmentFile = servesDesks ? await writeEnrolmentFile(context.keys, { dataDir, port, ...(options.proxy ? { proxy: options.proxy } : {}) }) : path.join(dataDir, ENROLMENT_FILE)
  return { url: `https://${context.keys.host}:${String(port)}`, port, enrolmentFile, context, database, feed }
}

async function listen(app: ReturnType<typeof createApp>, { port, address }: { readonly port: number; readonly address: string }): Promise<number> {
  await app.listen({ host: address, port }).catch((cause: unknown) => {
    throw (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? new OriginStartError('port-taken', { port }, { cause }) : cause
  })
  return (app.server.address() as AddressInfo).port
}

async function databaseUrl({ dataDir, databaseUrl: given, fsync = 'on', onLost }: OriginOptions, undo: Undo): Promise<string> {
  if (given !== undefined) {
    // No lock: any number of processes may share this folder, which then holds keys alone.
    await fs.mkdir(dataDir, { recursive: true, mode: 0o700 })
    return connectUrl(given)
  }
  const own = await startOwnDatabase({ dataDir, fsync, ...(onLost ? { onExit: onLost } : {}) })
  undo.push(() => own.stop())
  return own.url
}

async function openContext(options: OriginOptions, database: OriginDatabase): Promise<OriginContext> {
  const { dataDir, now, seed } = options
  const { db } = database
  const random = (bytes: Uint8Array): Uint8Array => randomFillSync(bytes)
  await migrateOrigin(db)
  const keys = await openOriginKeys({ dataDir, random, ...(options.host === undefined ? {} : { host: options.host }), ...(options.practice === true ? { isPractice: true } : {}) })
  await holdToKeys(db, keys, dataDir)
  await ensureEpoch(db, now(), random, await restoredOf(options, db, openLedger(dataDir, keys)))
  const rules = await openRulesBook(db, RULES_PACKS, keys.org, now())
  const isEmpty = (await db.selectFrom('staff').select('id').limit(1).execute()).length === 0
  if (seed && isEmpty) await seedOrigin(db, { ...seed, today: toDay(now()), rules: rules.inForce, ...(options.onSeed ? { progress: options.onSeed } : {}) })
  return { db, keys, rules, now, random, offeredNotice: () => readOfferedNotice(dataDir), systems: options.systems ?? [] }
}

/** A database that knows less than the ledger was put back, whatever else it looks like; an operator may know it otherwise. */
async function restoredOf(options: OriginOptions, db: Db, ledger: ErasureLedger): Promise<'restored' | 'as-it-was'> {
  const isRestored = options.restored === true || (await unknownErasures(db, ledger)).length > 0 || (await unknownDevices(db, ledger)).length > 0
  if (isRestored && !doesWorkOf(options.role ?? 'all', 'janitor')) throw new OriginStartError('replay-due')
  return isRestored ? 'restored' : 'as-it-was'
}

interface Replay {
  readonly context: OriginContext
  readonly database: OriginDatabase
  readonly ledger: ErasureLedger
}

/** Before anything is served: a process without the ledger waits, by not starting, for the one that has it. */
async function applyLedger({ role = 'all', logger }: OriginOptions, { context, database, ledger }: Replay): Promise<void> {
  const isDue = await isReplayDue(context.db)
  if (!doesWorkOf(role, 'janitor')) {
    if (isDue) throw new OriginStartError('replay-due')
    return
  }
  const isThere = await ledger.isThere()
  if (isDue && !isThere) throw new OriginStartError('ledger-missing', { file: ledger.file })
  if (!isThere) await ledger.create()
  // Another janitor may be doing the same at this moment, and then nothing is left to do.
  const replay = async (): Promise<void> => {
    if (await isReplayDue(context.db)) logger.warn(await replayLedger(context, ledger), 'restored database: erasures and revocations applied again')
  }
  while (isDue && (await leadWork(database, 'round', replay)) === 'busy') await delay(BUSY_MS)
}

/** The context of an origin that runs in another process, for one act of an operator beside it. */
export async function openBeside(options: OriginOptions): Promise<{ readonly context: OriginContext; readonly close: () => Promise<void> }> {
  const url = options.databaseUrl ?? (await runningServerUrl(options.dataDir, DATABASE_NAME))
  const database = openDatabase({ url: await connectUrl(url), max: 1 }, () => undefined)
  const { seed: _none, ...rest } = options
  // As a part without the ledger: it applies nothing, and starts nothing either where there is something to apply.
  return { context: await openContext({ ...rest, role: 'api' }, database), close: () => database.close() }
}

/** 0, any free one, before the first start. */
async function lastPort(dataDir: string): Promise<number> {
  const text = await fs.readFile(path.join(dataDir, ENROLMENT_FILE), 'utf8').catch(() => '')
  const enrolment = checkEnrolment(text, nodeCrypto)
  return enrolment.ok ? (enrolment.value.hosts[0]?.port ?? 0) : 0
}
