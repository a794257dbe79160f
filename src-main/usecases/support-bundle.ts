// Makes the file that staff send to whoever looks after the desk: versions, counts, states, kinds of errors and of audit lines. Shown first, then saved as shown.
import { createHash } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { toDay } from '../../src-shared/base/clock'
import { createId, type Id } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { supportBundleSchema, type SupportBundle } from '../../src-shared/contract/support'
import { auditEntrySchema } from '../../src-shared/formats/audit-entry'
import { parseJson } from '../../src-shared/formats/canonical'
import { verifyAudit as verifyChain } from '../audit/audit-log'
import { ERASURE_POLICY } from '../erasure/policy'
import { writeFileAtomically } from '../keys/private-files'
import { getMeta } from '../vault/repositories/meta'
import { listScopes } from '../vault/repositories/scopes'
import { listUndeclared } from '../vault/repositories/undeclared'
import { freeBytes } from '../vault/store-files'
import type { Reader } from '../vault/transaction'
import { newerVersion } from './take-notice'
import type { UnlockedDesk } from './unlocked-desk'
import { freeName } from './write-copy'

export const BUNDLE_AUDIT_DAYS = 7
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const MB = 1_048_576
const AUDIT_PAGE = 2_000
const OPERATION = /^[a-z]+\.[a-zA-Z]+@\d$/

export interface Facts extends Pick<UnlockedDesk, 'vault' | 'clock' | 'appVersion' | 'keyStore' | 'hostFacts'> {
  readonly loop: Pick<UnlockedDesk['loop'], 'state'>
  readonly rules: Pick<UnlockedDesk['rules'], 'current'>
  readonly knownTime: Pick<UnlockedDesk['knownTime'], 'watch' | 'now'>
  readonly enrolment: Pick<UnlockedDesk['enrolment'], 'region' | 'development' | 'hosts'>
}
type Made = Pick<UnlockedDesk, 'random' | 'supportBundles'>

export async function makeSupportBundle(deps: Facts & Made, { settings }: ParsedRequestOf<'support.make'>): Promise<Result<AnswerOf<'support.make'>, DeskError>> {
  const text = `${JSON.stringify(await collectSupport(deps, settings), undefined, 2)}\n`
  const bundleId = createId<Id<'bundle'>>(deps.clock.now(), deps.random)
  // The newest alone: what is saved is what somebody has just read.
  deps.supportBundles.clear()
  deps.supportBundles.set(bundleId, text)
  return ok({ bundleId, text })
}

export async function saveSupportBundle(deps: Pick<UnlockedDesk, 'vault' | 'clock' | 'audit' | 'exportDir' | 'supportBundles'>, { bundleId }: ParsedRequestOf<'support.save'>): Promise<Result<{ readonly fileName: string }, DeskError>> {
  const text = deps.supportBundles.get(bundleId)
  if (text === undefined) return err({ kind: 'not-found' })
  await mkdir(deps.exportDir, { recursive: true, mode: 0o700 })
  const fileName = await freeName(deps.exportDir, `privacy-desk-diagnostics-${toDay(deps.clock.now())}.json`)
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'support.save', detail: { fileName, sha256: createHash('sha256').update(text).digest('hex') } }))
  await writeFileAtomically(join(deps.exportDir, fileName), text)
  return ok({ fileName })
}

/** @throws where something does not fit the schema: nothing is handed out that has no place in it */
export async function collectSupport(deps: Facts, settings: SupportBundle['settings']): Promise<SupportBundle> {
  const { vault, clock, enrolment } = deps
  const { program, errors } = deps.hostFacts()
  const [pages, pagesMs] = await timed(deps, async () => (await sql<Record<string, unknown>>`PRAGMA quick_check(1)`.execute(vault.reader)).rows.every((row) => Object.values(row)[0] === 'ok'))
  const [seals, sealsMs] = await timed(deps, async () => (await vault.brokenSeals()) === 0)
  const [chain, auditMs] = await timed(deps, () => verifyChain(vault.reader))
  const [rows, rowsMs] = await timed(deps, () => countRows(vault.reader))
  return supportBundleSchema.parse({
    v: 1,
    kind: 'support-bundle',
    madeAt: timeOf(clock.now()),
    program: { ...program, version: deps.appVersion, keyStore: deps.keyStore, runsForMinutes: Math.floor(clock.mono() / MINUTE_MS) },
    settings,
    enrolment: { region: enrolment.region, development: enrolment.development, origins: enrolment.hosts.length },
    store: { ...(await sizesOf(vault.file)), rows },
    integrity: { pages: pages ? 'ok' : 'damaged', seals: seals ? 'ok' : 'damaged', audit: chain.ok ? 'whole' : 'broken', auditEntries: chain.ok ? chain.value.size : (rows['audit'] ?? 0) },
    sync: await syncFacts(deps),
    errors,
    audit: { days: BUNDLE_AUDIT_DAYS, kinds: await auditKinds(vault.reader, clock.now() - BUNDLE_AUDIT_DAYS * DAY_MS) },
    tookMs: { pages: pagesMs, seals: sealsMs, audit: auditMs, rows: rowsMs },
  } satisfies SupportBundle)
}

async function timed<T>({ clock }: Pick<Facts, 'clock'>, work: () => Promise<T>): Promise<readonly [T, number]> {
  const startedAt = clock.mono()
  const done = await work()
  return [done, Math.round(clock.mono() - startedAt)]
}

const timeOf = (ms: number): string => new Date(ms).toISOString()

/** Every table by its name in the schema; the index of words is counted by nobody and costs most. */
async function countRows(reader: Reader): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of Object.keys(ERASURE_POLICY).filter((name) => name !== 'people_fts')) {
    const { rows: [row] } = await sql<{ n: number }>`SELECT count(*) AS n FROM ${sql.table(table)}`.execute(reader)
    counts[table] = row?.n ?? 0
  }
  return counts
}

async function sizesOf(file: string): Promise<Omit<SupportBundle['store'], 'rows'>> {
  const sizeMb = async (path: string): Promise<number> => Math.round((await stat(path).then(({ size }) => size, () => 0)) / MB)
  return { sizeMb: await sizeMb(file), logMb: await sizeMb(`${file}-wal`), freeMb: Math.round((await freeBytes(dirname(file))) / MB) }
}

async function syncFacts({ vault: { reader }, loop, rules, knownTime, appVersion }: Facts): Promise<SupportBundle['sync']> {
  const { connection, reason, pushReason } = loop.state()
  const dataAsOf = await getMeta(reader, 'dataAsOf')
  const lease = await getMeta(reader, 'lease')
  const refused = await getMeta(reader, 'rulesRefused')
  const newer = await newerVersion(reader, { knownTime, appVersion })
  const noticeRefused = await getMeta(reader, 'noticeRefused')
  const acts = await reader.selectFrom('outbox').select(['op', 'state', ({ fn }) => fn.countAll<number>().as('n')]).groupBy(['op', 'state']).execute()
  const undeclared = await listUndeclared(reader)
  const { state, byMs } = knownTime.watch()
  return {
    connection,
    ...(reason === undefined ? {} : { reason }),
    ...(pushReason === undefined ? {} : { pushReason }),
    ...(dataAsOf === undefined ? {} : { dataAsOf: timeOf(dataAsOf) }),
    ...(lease ? { leaseUntil: timeOf(lease.notAfter) } : {}),
    rulesPack: rules.current().version,
    ...(refused ? { rulesRefused: refused.reason } : {}),
    ...(newer ? { newerVersion: newer.version } : {}),
    ...(noticeRefused ? { noticeRefused: noticeRefused.reason } : {}),
    clock: { state, byMinutes: Math.round(byMs / MINUTE_MS) },
    scopes: (await listScopes(reader)).map(({ kind, ready, gen, rows, total }) => ({ kind, ready, generation: gen, rows, total })),
    acts: Object.fromEntries(acts.map(({ op, state: stands, n }) => [OPERATION.test(op) ? `${op} ${stands}` : 'other', n])),
    undeclared: { names: undeclared.length, times: undeclared.reduce((sum, { count }) => sum + count, 0) },
  }
}

/** Backwards from the newest, a page at a time: only what is young is read. A line that is none of ours is counted as such. */
async function auditKinds(reader: Reader, since: number): Promise<Record<string, number>> {
  const kinds: Record<string, number> = {}
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const page = await reader.selectFrom('audit').select(['seq', 'entry']).where('seq', '<', before).orderBy('seq', 'desc').limit(AUDIT_PAGE).execute()
    let isOlder = false
    for (const { seq, entry } of page) {
      before = seq
      const read = auditEntrySchema.safeParse(parseJson(entry))
      if (read.success && read.data.ts < since) isOlder = true
      else kinds[read.success ? read.data.type : 'unreadable'] = (kinds[read.success ? read.data.type : 'unreadable'] ?? 0) + 1
    }
    if (page.length < AUDIT_PAGE || isOlder) return kinds
  }
}
