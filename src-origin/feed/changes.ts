// GET /changes: one page of what changed for a device since its cursor, decided from the present state and the present grants.
//
//   cursor → (scope- | scope+)* → feed rows after the cursor, per partition → put (held now) | del (held no more) | erase → end
//
// Everything is read in one REPEATABLE READ transaction, so heads, grants, feed rows and bodies belong together. A body may be newer than
// the page's position (it is then sent again later: versions only grow); it is never older.
import { sql } from 'kysely'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { CursorError } from '../../src-shared/protocol/feed'
import { RECORD_TYPES, type RecordType } from '../../src-shared/protocol/records'
import { DEFAULT_LIMITS, SCHEMA } from '../../src-shared/protocol/version'
import type { Db, Tx } from '../store/database'
import { loadHeldRecords, type ScopeRef } from '../store/records'
import { openCursor, sealToken, type Cursor } from './cursor'
import { livingSubjects, recordDeliveries } from './deliveries'
import { DEFAULT_PART, deviceScope } from './emit'
import { createPageLines, type PageLines } from './lines'
import { loadEpoch, loadGrants, loadHeads, type Grant, type Head } from './state'

export interface FeedContext {
  readonly db: Db
  readonly cursorKey: Uint8Array
  readonly now: () => number
  /** Version of the rules pack in force, told with every page. */
  readonly rules?: () => string
}
export interface ChangesPage {
  /** Complete NDJSON, from begin to end. */
  readonly text: string
  readonly count: number
  /** Of which scopes a new row would be on the next page. */
  readonly scopes: readonly string[]
}
interface FeedRow {
  readonly seq: number
  readonly type: string
  readonly id: string
  readonly ver: number
  readonly op: string
}
interface Draft {
  readonly lines: PageLines
  readonly next: Cursor
  readonly more: boolean
  readonly epoch: string
  readonly subjectIds: readonly string[]
}

/** How often a page is read anew because a person was erased between reading and sending; each time there is one erasure less to meet. */
const REREADS = 5

export async function readChanges(context: FeedContext, deviceId: string, cursorText: string, limit: number): Promise<Result<ChangesPage, CursorError>> {
  for (let attempt = 0; attempt < REREADS; attempt++) {
    const draft = await context.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((tx) => draftPage(tx, context, { deviceId, cursorText, limit }))
    if (!draft.ok) return draft
    const { lines, next, more, epoch, subjectIds } = draft.value
    if ((await recordDeliveries(context.db, deviceId, subjectIds, context.now())) === 'gone') continue
    const begin = JSON.stringify({ t: 'begin', from: cursorText, epoch, time: context.now() })
    const end = JSON.stringify({ t: 'end', cursor: sealToken(next, context.cursorKey), more, n: lines.count, sha256: lines.hash(), positions: next.s, ...(context.rules ? { rules: context.rules() } : {}) })
    return ok({ text: `${begin}\n${lines.take()}${end}\n`, count: lines.count, scopes: [...next.g, deviceScope(deviceId)] })
  }
  throw new Error('invariant: a page met an erasure at every reading')
}

interface PageRequest {
  readonly deviceId: string
  readonly cursorText: string
  readonly limit: number
}

async function draftPage(tx: Tx, context: FeedContext, request: PageRequest): Promise<Result<Draft, CursorError>> {
  const epoch = await loadEpoch(tx)
  const cursor = openCursor(request.cursorText, { key: context.cursorKey, deviceId: request.deviceId, epoch })
  if (!cursor.ok) return cursor
  const heads = await loadHeads(tx)
  const grants = await loadGrants(tx, request.deviceId)
  const problem = positionProblem(cursor.value, heads)
  if (problem) return err(problem)
  const lines = createPageLines()
  const held = tellScopes(lines, cursor.value, grants)
  const read = await readFeed(tx, { ...request, cursor: cursor.value, held: held.scopes, heads, lines })
  const device = await tx.selectFrom('devices').select('access_version').where('id', '=', request.deviceId).executeTakeFirstOrThrow()
  const next: Cursor = {
    e: epoch, s: read.positions, a: device.access_version, g: held.scopes.map((scope) => scope.id), w: held.told,
    d: request.deviceId, k: SCHEMA, i: context.now(),
  }
  return ok({ lines, next, more: read.more, epoch, subjectIds: await livingSubjects(tx, read.subjectIds) })
}

function positionProblem(cursor: Cursor, heads: ReadonlyMap<string, Head>): CursorError | undefined {
  for (const [part, position] of Object.entries(cursor.s)) {
    const head = heads.get(part)
    if (!head || position > head.head) return 'cursor_ahead'
    if (position < head.floor) return 'cursor_expired'
  }
  return undefined
}

/** The difference between what the cursor holds and what is granted now; a new scope is told once. */
function tellScopes(lines: PageLines, cursor: Cursor, grants: readonly Grant[]): { readonly scopes: readonly Grant[]; readonly told: string[] } {
  const granted = new Set(grants.map((grant) => grant.id))
  for (const scope of cursor.g) if (!granted.has(scope)) lines.add({ t: 'scope-', scope })
  const missing = grants.filter((grant) => !cursor.g.includes(grant.id)).map((grant) => grant.id)
  for (const scope of missing) if (!cursor.w.includes(scope)) lines.add({ t: 'scope+', scope })
  return { scopes: grants.filter((grant) => cursor.g.includes(grant.id)), told: missing }
}

interface FeedRequest extends PageRequest {
  readonly cursor: Cursor
  readonly held: readonly Grant[]
  readonly heads: ReadonlyMap<string, Head>
  readonly lines: PageLines
}
interface FeedRead {
  readonly positions: Record<string, number>
  readonly more: boolean
  readonly subjectIds: readonly string[]
}

async function readFeed(tx: Tx, request: FeedRequest): Promise<FeedRead> {
  const positions: Record<string, number> = {}
  const subjectIds: string[] = []
  let more = false
  for (const [part, from] of Object.entries(request.cursor.s)) {
    const scopes = request.held.filter((scope) => scope.part === part)
    const head = request.heads.get(part)?.head ?? from
    const room = request.limit - request.lines.count
    if (room <= 0 || request.lines.bytes >= DEFAULT_LIMITS.changesPageBytes) {
      positions[part] = from
      more ||= head > from
      continue
    }
    const page = await readPart(tx, request, { part, from, head, room, scopes })
    positions[part] = page.position
    more ||= page.position < head
    subjectIds.push(...page.subjectIds)
  }
  return { positions, more, subjectIds }
}

interface PartRequest {
  readonly part: string
  readonly from: number
  readonly head: number
  readonly room: number
  readonly scopes: readonly ScopeRef[]
}

async function readPart(tx: Tx, request: FeedRequest, part: PartRequest): Promise<{ readonly position: number; readonly subjectIds: readonly string[] }> {
  const scopeIds = part.scopes.map((scope) => scope.id)
  if (part.part === DEFAULT_PART) scopeIds.push(deviceScope(request.deviceId))
  const { rows } = await sql<FeedRow>`
    select seq, type, id, ver, op from feed where part = ${part.part} and seq > ${part.from}::bigint and scope = any(${scopeIds}::text[])
    order by seq limit ${part.room + 1}`.execute(tx)
  const taken = rows.slice(0, part.room)
  const lineByKey = await linesOf(tx, taken, part.scopes)
  const sent = new Set<string>()
  const subjectIds: string[] = []
  let position = part.from
  for (const row of taken) {
    const key = `${row.type} ${row.id}`
    const line = lineByKey.get(key)
    // At least one line a page, however long, so that a page always makes progress.
    if (line && !sent.has(key)) {
      if (request.lines.count > 0 && request.lines.bytes + line.text.length > DEFAULT_LIMITS.changesPageBytes) return { position, subjectIds }
      request.lines.add(line.text)
      if (line.subjectId !== undefined) subjectIds.push(line.subjectId)
      sent.add(key)
    }
    position = row.seq
  }
  // Nothing more for this device: rows of other scopes need not be looked at again.
  return { position: rows.length > part.room ? position : part.head, subjectIds }
}

interface Line {
  readonly text: string
  readonly v: number
  /** Set when the line shows a person's data. */
  readonly subjectId?: string
}

async function linesOf(tx: Tx, rows: readonly FeedRow[], scopes: readonly ScopeRef[]): Promise<ReadonlyMap<string, Line>> {
  const lines = new Map<string, Line>()
  for (const row of rows) {
    // Until a record of the present state says otherwise, whoever held it holds it no more.
    if (row.op === 'erase') continue
    const v = Math.max(row.ver, lines.get(`${row.type} ${row.id}`)?.v ?? 0)
    lines.set(`${row.type} ${row.id}`, { v, text: JSON.stringify({ t: 'del', type: row.type, id: row.id, v }) })
  }
  for (const type of RECORD_TYPES) await putLines(tx, lines, { type, ids: idsOf(rows, type), scopes })
  const erasures = rows.filter((row) => row.op === 'erase').map((row) => row.id)
  if (erasures.length > 0) {
    const entries = await tx.selectFrom('erase_entries').selectAll().where('erasure_id', 'in', erasures).execute()
    for (const entry of entries) lines.set(`erase ${entry.erasure_id}`, { v: 0, text: JSON.stringify(entry.line) })
  }
  return lines
}

function idsOf(rows: readonly FeedRow[], type: RecordType): readonly string[] {
  return [...new Set(rows.filter((row) => row.type === type && row.op !== 'erase').map((row) => row.id))]
}

async function putLines(tx: Tx, lines: Map<string, Line>, wanted: { readonly type: RecordType; readonly ids: readonly string[]; readonly scopes: readonly ScopeRef[] }): Promise<void> {
  if (wanted.ids.length === 0) return
  for (const record of await loadHeldRecords(tx, wanted.type, wanted.ids, wanted.scopes)) {
    const text = JSON.stringify({ t: 'put', type: record.type, id: record.id, v: record.v, scopes: record.scopes, sv: SCHEMA, body: record.body })
    lines.set(`${record.type} ${record.id}`, { v: record.v, text, ...(showsPerson(record.type) && record.subjectId !== undefined ? { subjectId: record.subjectId } : {}) })
  }
}

/** A request and a letter carry what was written by or to their person, and may come on another page than they do. */
export function showsPerson(type: RecordType): boolean {
  return type === 'subject' || type === 'consent' || type === 'holding' || type === 'transfer-share' || type === 'request' || type === 'letter' || type === 'note'
}
