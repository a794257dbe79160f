// GET /snapshot: a scope's present state in key order, page by page, without any server state: all that is needed to go on stands in the
// signed token. What changes during the scan is replayed by /changes from the feed head read before the first page.
import { sql } from 'kysely'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { CursorError } from '../../src-shared/protocol/feed'
import { DEFAULT_LIMITS, SCHEMA } from '../../src-shared/protocol/version'
import type { Tx } from '../store/database'
import { CASE_TYPES, inCaseScope, selectRecords, type CaseType, type Row } from '../store/records'
import { openSnapshotToken, sealToken, type SnapshotToken } from './cursor'
import { showsPerson, type FeedContext } from './changes'
import { livingSubjects, recordDeliveries, recordDirectoryDelivery } from './deliveries'
import { DEFAULT_PART, deviceScope } from './emit'
import { createPageLines } from './lines'
import { loadEpoch, loadGrants, loadHeads, type Grant, type Head } from './state'

/** Rows fetched at once: while the desk reads a block, the database makes the next one. */
const DIRECTORY_BLOCK = 1_250
const DIRECTORY_PAGE_BYTES = 16 * 1_048_576
const CASE_PAGE_BYTES = 4 * 1_048_576
const REREADS = 5

export type SnapshotError = CursorError | 'forbidden'

/** Text of one page in pieces, the end line last; the caller streams it with back-pressure. */
export async function openSnapshot(context: FeedContext, deviceId: string, scope: string, after: string | undefined): Promise<Result<AsyncIterable<string>, SnapshotError>> {
  const grants = await loadGrants(context.db, deviceId)
  const grant = grants.find((one) => one.id === scope)
  if (!grant) return err('forbidden')
  if (after === undefined && grant.kind === 'directory') await recordDirectoryDelivery(context.db, deviceId, context.now())
  const token = after === undefined ? ok(await firstToken(context, deviceId, grant)) : openSnapshotToken(after, scope, { key: context.cursorKey, deviceId, epoch: await loadEpoch(context.db) })
  if (!token.ok) return token
  const head = (await loadHeads(context.db)).get(grant.part)
  if (!head || token.value.s < head.floor) return err('cursor_expired')
  const accessVersion = await accessVersionOf(context, deviceId)
  const finish = (next: SnapshotToken, done: boolean) => endOf(context, { next, done, grant, accessVersion })
  return ok(grant.kind === 'directory' ? directoryPage(context, token.value, finish) : casePage(context, { deviceId, token: token.value, grant }, finish))
}

async function accessVersionOf(context: FeedContext, deviceId: string): Promise<number> {
  const device = await context.db.selectFrom('devices').select('access_version').where('id', '=', deviceId).executeTakeFirstOrThrow()
  return device.access_version
}

/** The head is read before the count and before the first row: what commits after it is replayed, never lost. */
async function firstToken(context: FeedContext, deviceId: string, grant: Grant): Promise<SnapshotToken> {
  const epoch = await loadEpoch(context.db)
  const heads = await loadHeads(context.db)
  const s = heads.get(grant.part)?.head ?? 0
  const own = await ownPosition(context, deviceId, heads.get(DEFAULT_PART) ?? { head: 0, floor: 0 })
  const total = grant.kind === 'directory' ? await countDirectory(context) : await countCase(context, grant.id)
  return { e: epoch, d: deviceId, scope: grant.id, s, own, type: CASE_TYPES[0] ?? 'staff', key: '', total, k: SCHEMA }
}

/**
 * A device follows what is meant for it alone whatever its scopes are, and a copy made anew must not step over an erasure that it still
 * has to answer: it would never hear of it again, and the erasure would never be complete.
 */
async function ownPosition(context: FeedContext, deviceId: string, { head, floor }: Head): Promise<number> {
  const { rows } = await sql<{ seq: number | null }>`
    select min(f.seq) as seq from erasure_devices e join feed f on f.part = ${DEFAULT_PART} and f.scope = ${deviceScope(deviceId)} and f.id = e.erasure_id::text
    where e.device_id = ${deviceId} and e.received_at is null`.execute(context.db)
  return Math.max(floor, Math.min(head, (rows[0]?.seq ?? head + 1) - 1))
}

async function countDirectory(context: FeedContext): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*) as total from subjects`.execute(context.db)
  return rows[0]?.total ?? 0
}

async function countCase(context: FeedContext, scope: string): Promise<number> {
  let total = 0
  for (const type of CASE_TYPES) {
    const { rows } = await sql<{ total: number }>`select count(*) as total from (${selectRecords(type)} where ${inCaseScope(type, scope)}) held`.execute(context.db)
    total += rows[0]?.total ?? 0
  }
  return total
}

interface PageEnd {
  readonly next: SnapshotToken
  readonly done: boolean
  readonly grant: Grant
  readonly accessVersion: number
}
type Finish = (next: SnapshotToken, done: boolean) => Readonly<Record<string, unknown>>

function endOf(context: FeedContext, page: PageEnd): Readonly<Record<string, unknown>> {
  const { next, done, grant, accessVersion } = page
  // Of two positions in one partition the lower one counts.
  const s = { [grant.part]: next.s, [DEFAULT_PART]: next.own }
  const cursor = { e: next.e, s, a: accessVersion, g: [grant.id], w: [], d: next.d, k: SCHEMA, i: context.now() }
  return {
    after: sealToken(next, context.cursorKey),
    done,
    total: next.total,
    positions: { [grant.part]: next.s },
    ...(done ? { cursor: sealToken(cursor, context.cursorKey) } : {}),
  }
}

interface CasePage {
  readonly deviceId: string
  readonly token: SnapshotToken
  readonly grant: Grant
}

async function* casePage(context: FeedContext, page: CasePage, finish: Finish): AsyncGenerator<string> {
  for (let attempt = 0; attempt < REREADS; attempt++) {
    const read = await context.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (tx) => {
        const draft = await readCasePage(tx, page)
        return { ...draft, subjectIds: await livingSubjects(tx, draft.subjectIds) }
      })
    if ((await recordDeliveries(context.db, page.deviceId, read.subjectIds, context.now())) === 'gone') continue
    yield read.lines.take()
    yield `${JSON.stringify({ t: 'end', n: read.lines.count, sha256: read.lines.hash(), ...finish(read.next, read.done) })}\n`
    return
  }
  throw new Error('invariant: a page met an erasure at every reading')
}

async function readCasePage(tx: Tx, page: CasePage) {
  const lines = createPageLines()
  const subjectIds: string[] = []
  let { type, key } = page.token
  const from = CASE_TYPES.indexOf(type as CaseType)
  for (const [place, current] of CASE_TYPES.entries()) {
    if (place < from) continue
    const after = place === from ? key : ''
    const room = DEFAULT_LIMITS.snapshotPageRows - lines.count
    const { rows } = await sql<Row>`
      select * from (${selectRecords(current)} where ${inCaseScope(current, page.grant.id)}) held
      where id > ${after} collate "C" order by id collate "C" limit ${room + 1}`.execute(tx)
    for (const row of rows.slice(0, room)) {
      const text = JSON.stringify({ t: 'put', type: current, id: row.id, v: row.v, scopes: [page.grant.id], sv: SCHEMA, body: row.body })
      if (lines.count > 0 && lines.bytes + text.length > CASE_PAGE_BYTES) return { lines, subjectIds, next: { ...page.token, type, key }, done: false }
      lines.add(text)
      if (showsPerson(current) && row.subject_id !== null) subjectIds.push(row.subject_id)
      type = current
      key = row.id
    }
    if (rows.length > room) return { lines, subjectIds, next: { ...page.token, type, key }, done: false }
  }
  return { lines, subjectIds, next: { ...page.token, type, key }, done: true }
}

/** Lines are made by the database: at a million rows the making of objects in between would cost more than the reading. */
async function* directoryPage(context: FeedContext, token: SnapshotToken, finish: Finish): AsyncGenerator<string> {
  const page = createPageLines()
  let key = token.key
  let isLast = false
  while (!isLast && page.count < DEFAULT_LIMITS.directoryPageRows && page.bytes < DIRECTORY_PAGE_BYTES) {
    const block = await readDirectoryBlock(context, token.scope, key, Math.min(DIRECTORY_BLOCK, DEFAULT_LIMITS.directoryPageRows - page.count))
    isLast = block.rows.length === 0
    if (isLast) break
    key = block.rows.at(-1)?.id ?? key
    for (const row of block.rows) page.add(row.line)
    yield page.take()
    isLast = block.rows.length < block.asked
  }
  yield `${JSON.stringify({ t: 'end', n: page.count, sha256: page.hash(), ...finish({ ...token, key }, isLast) })}\n`
}

async function readDirectoryBlock(context: FeedContext, scope: string, after: string, asked: number) {
  const from = after === '' ? sql`true` : sql`s.id > ${after}::uuid`
  const { rows } = await sql<{ id: string; line: string }>`
    select s.id, '{"t":"put","type":"directory","id":"' || s.id || '","v":' || s.v || ',"scopes":[' || ${JSON.stringify(scope)} || '],"sv":' || ${String(SCHEMA)} || ',"body":'
      || row_to_json((select body from (select s.id, s.account_no as "accountNo", s.name, s.status, s.registered_at as "registeredAt",
        coalesce((select json_agg(json_build_array(i.kind, i.value, i.proof) order by i.pos) from identifiers i where i.subject_id = s.id), '[]'::json) as identifiers) body))::text
      || '}' as line
    from subjects s where ${from} order by s.id limit ${asked}`.execute(context.db)
  return { rows, asked }
}
