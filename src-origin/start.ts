// Builds one origin and starts it: folder lock, database, structure, keys, rules, seed, feed, server; and stops it in the opposite order.
// Everything an origin holds is made here, so that tests start several in one process.
import { randomFillSync } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { toDay } from '../src-shared/base/clock'
import { checkEnrolment } from '../src-shared/formats/enrolment'
import newestRules from '../resources/rules/rules-2026.1.json'
import type { OriginContext } from './context'
import { nodeCrypto } from './devices/node-crypto'
import { ENROLMENT_FILE, openOriginKeys, writeEnrolmentFile } from './devices/origin-keys'
import { startJanitor } from './erasure/janitor'
import { startFeed, type FeedRunner } from './feed/run-feed'
import { ensureEpoch } from './feed/state'
import { createApp } from './http/app'
import { openRulesBook } from './rules/rules-book'
import { seedOrigin, type SeedProgress } from './seed/seed-origin'
import { OriginStartError } from './start-error'
import { DATABASE_NAME, openDatabase, type OriginDatabase } from './store/database'
import { connectUrl, createDatabase } from './store/create-database'
import { runningServerUrl, startEmbeddedServer } from './store/embedded-server'
import { lockFolder } from './store/folder-lock'
import { migrateOrigin } from './store/migrate'

/** The certificate is made for this name; a desk refuses addresses of numbers. */
const HOST = 'localhost'
export const RULES_PACKS: readonly unknown[] = [newestRules]

export interface OriginOptions {
  /** Keys, enrolment file and, for the embedded database, its cluster. */
  readonly dataDir: string
  /** A PostgreSQL of the company's; else an embedded real one is started in the data folder. */
  readonly databaseUrl?: string
  /** By default the port of the last start (enrolled desks know it), at the first one any that is free. */
  readonly port?: number
  /** Fills an origin that holds nobody. */
  readonly seed?: { readonly seed: string; readonly people: number; readonly requests?: number; readonly rowsPerPerson?: number }
  /** Epoch milliseconds, running on from an injected moment in tests and demos. */
  readonly now: () => number
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
  const { dataDir, now, logger } = options
  undo.push(await lockFolder(dataDir))
  const report = (error: unknown): void => logger.error({ name: (error as Error).name, code: (error as { code?: unknown }).code }, 'background work failed')
  const database = openDatabase({ url: await databaseUrl(options, undo) }, report)
  undo.push(() => database.close())
  const context = await openContext(options, database)
  const feed = await startFeed(database, now, report)
  undo.push(() => feed.stop())
  const janitor = startJanitor(context, report)
  undo.push(() => janitor.stop())
  const app = createApp({ context, feed, host: HOST, startSweep: (id) => janitor.startSweep(id) }, logger)
  undo.push(() => app.close())
  const wanted = options.port ?? (await lastPort(dataDir))
  await app.listen({ host: HOST, port: wanted }).catch((cause: unknown) => {
    throw (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? new OriginStartError('port-taken', { port: wanted }, { cause }) : cause
  })
  const { port } = app.server.address() as AddressInfo
  const enrolmentFile = await writeEnrolmentFile(context.keys, { dataDir, host: HOST, port })
  return { url: `https://${HOST}:${String(port)}`, port, enrolmentFile, context, database, feed }
}

async function databaseUrl({ dataDir, databaseUrl: given, fsync = 'on', onLost }: OriginOptions, undo: Undo): Promise<string> {
  if (given !== undefined) return connectUrl(given)
  const server = await startEmbeddedServer({ dataDir, fsync, ...(onLost ? { onExit: onLost } : {}) })
  undo.push(() => server.stop())
  await createDatabase(server.url('postgres'), DATABASE_NAME)
  return server.url(DATABASE_NAME)
}

async function openContext(options: OriginOptions, database: OriginDatabase): Promise<OriginContext> {
  const { dataDir, now, seed } = options
  const { db } = database
  const random = (bytes: Uint8Array): Uint8Array => randomFillSync(bytes)
  await migrateOrigin(db)
  const keys = await openOriginKeys({ dataDir, host: HOST, random })
  const epoch = await ensureEpoch(db, now(), random)
  const rules = await openRulesBook(db, RULES_PACKS, keys.org, now())
  const isEmpty = (await db.selectFrom('staff').select('id').limit(1).execute()).length === 0
  if (seed && isEmpty) await seedOrigin(db, { ...seed, today: toDay(now()), rules: rules.inForce, ...(options.onSeed ? { progress: options.onSeed } : {}) })
  return { db, keys, rules, epoch, now, random }
}

/** The context of an origin that runs in another process, for one act of an operator beside it. */
export async function openBeside(options: OriginOptions): Promise<{ readonly context: OriginContext; readonly close: () => Promise<void> }> {
  const url = options.databaseUrl ?? (await runningServerUrl(options.dataDir, DATABASE_NAME))
  const database = openDatabase({ url: await connectUrl(url), max: 1 }, () => undefined)
  const { seed: _none, ...rest } = options
  return { context: await openContext(rest, database), close: () => database.close() }
}

/** 0, any free one, before the first start. */
async function lastPort(dataDir: string): Promise<number> {
  const text = await fs.readFile(path.join(dataDir, ENROLMENT_FILE), 'utf8').catch(() => '')
  const enrolment = checkEnrolment(text, nodeCrypto)
  return enrolment.ok ? (enrolment.value.hosts[0]?.port ?? 0) : 0
}
