// GET /changes and GET /snapshot of the model, line for line as the protocol says (docs/sync.md, sections 4 and 5).
import { createHash } from 'node:crypto'
import type { CursorError } from '../../../src-shared/protocol/feed'
import type { RecordType } from '../../../src-shared/protocol/records'
import { err, ok, type Result } from '../../../src-shared/base/result'
import { DIRECTORY_SCOPE, keyOf, type Part } from '../sim-origin'
import { deviceScope, partOf, type FeedRow, type ModelRecord, type ModelState } from './state'

/** Small on purpose: a page should often end in the middle of something. */
const CHANGES_LINES = 4
const SNAPSHOT_LINES = 3
const CASE_TYPES: readonly RecordType[] = ['subject', 'consent', 'request']

interface Cursor {
  readonly e: string
  readonly s: Partial<Record<Part, number>>
  readonly g: readonly string[]
  readonly w: readonly string[]
  readonly d: string
}

const seal = (value: unknown): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
const unseal = <T>(text: string): T => JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as T
const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort()


function openCursor(state: ModelState, deviceId: string, text: string): Result<Cursor, CursorError> {
  const parts = text.split(',').map((part) => unseal<Cursor>(part))
  if (parts.some((part) => part.d !== deviceId)) return err('cursor_foreign')
  if (parts.some((part) => part.e !== state.epoch)) return err('epoch_changed')
  return ok(
    parts.reduce((one, other) => {
      const s = { ...one.s }
      for (const [part, at] of Object.entries(other.s) as [Part, number][]) s[part] = Math.min(s[part] ?? at, at)
      const g = unique([...one.g, ...other.g])
      return { ...one, s, g, w: unique([...one.w, ...other.w]).filter((scope) => !g.includes(scope)) }
    }),
  )
}

interface Lines {
  readonly texts: string[]
  readonly keys: Set<string>
}

function finish(begin: string | undefined, { texts }: Lines, end: Readonly<Record<string, unknown>>): string {
  const middle = texts.map((text) => `${text}\n`).join('')
  const sum = createHash('sha256').update(middle).digest('hex')
  return `${begin === undefined ? '' : `${begin}\n`}${middle}${JSON.stringify({ t: 'end', n: texts.length, sha256: sum, ...end })}\n`
}

export function changesPage(state: ModelState, deviceId: string, text: string, now: number): Result<string, CursorError> {
  const opened = openCursor(state, deviceId, text)
  if (!opened.ok) return opened
  const cursor = opened.value
  for (const [part, at] of Object.entries(cursor.s) as [Part, number][]) {
    if (at > state.feed[part].head) return err('cursor_ahead')
    if (at < state.feed[part].floor) return err('cursor_expired')
  }
  const granted = state.devices.get(deviceId)?.scopes ?? []
  const lines: Lines = { texts: [], keys: new Set() }
  const told = granted.filter((scope) => !cursor.g.includes(scope))
  for (const scope of cursor.g) if (!granted.includes(scope)) lines.texts.push(JSON.stringify({ t: 'scope-', scope }))
  for (const scope of told) if (!cursor.w.includes(scope)) lines.texts.push(JSON.stringify({ t: 'scope+', scope }))
  const held = granted.filter((scope) => cursor.g.includes(scope))
  const s: Partial<Record<Part, number>> = {}
  let more = false
  for (const [part, from] of Object.entries(cursor.s) as [Part, number][]) {
    s[part] = readPart(state, { deviceId, part, from, held }, lines)
    more ||= s[part] < state.feed[part].head
  }
  const next: Cursor = { e: state.epoch, s, g: held, w: told, d: deviceId }
  return ok(finish(JSON.stringify({ t: 'begin', from: text, epoch: state.epoch, time: now }), lines, { cursor: seal(next), more }))
}

interface PartRead {
  readonly deviceId: string
  readonly part: Part
  readonly from: number
  readonly held: readonly string[]
}

/** The position after the rows that found room. */
function readPart(state: ModelState, { deviceId, part, from, held }: PartRead, lines: Lines): number {
  const scopes = [...held.filter((scope) => partOf(scope) === part), ...(part === 'case' ? [deviceScope(deviceId)] : [])]
  let position = from
  for (const row of state.feed[part].rows) {
    if (row.seq <= from || !scopes.includes(row.scope)) continue
    if (lines.texts.length >= CHANGES_LINES) return position
    const key = keyOf(row.type, row.id)
    if (!lines.keys.has(key)) lines.texts.push(lineOf(state, row, held, deviceId))
    lines.keys.add(key)
    position = row.seq
  }
  return state.feed[part].head
}

/** Decided from what is so now; what the row says is a hint. */
function lineOf(state: ModelState, row: FeedRow, held: readonly string[], deviceId: string): string {
  if (row.type === 'erase') return JSON.stringify(state.erasures.get(row.id)?.line)
  const record = state.records.get(keyOf(row.type, row.id))
  const scopes = record?.scopes.filter((scope) => held.includes(scope)) ?? []
  if (!record || scopes.length === 0) return JSON.stringify({ t: 'del', type: row.type, id: row.id, v: Math.max(row.ver, record?.v ?? 0) })
  noteDelivery(state, deviceId, record)
  return putLine(record, scopes)
}

function putLine({ type, id, v, body }: ModelRecord, scopes: readonly string[]): string {
  return JSON.stringify({ t: 'put', type, id, v, scopes, sv: 1, body })
}

function noteDelivery(state: ModelState, deviceId: string, record: ModelRecord): void {
  const seen = state.deliveries.get(deviceId) ?? new Set<string>()
  state.deliveries.set(deviceId, seen.add(record.type === 'directory' ? '*' : record.subjectId))
}

interface Token {
  readonly e: string
  readonly d: string
  readonly scope: string
  readonly at: number
  readonly own: number
  readonly last: string
}

export function snapshotPage(state: ModelState, deviceId: string, scope: string, after: string | undefined): Result<string, CursorError | 'forbidden'> {
  const device = state.devices.get(deviceId)
  if (!device?.scopes.includes(scope)) return err('forbidden')
  const part = partOf(scope)
  const token: Token = after === undefined ? { e: state.epoch, d: deviceId, scope, at: state.feed[part].head, own: ownPosition(state, deviceId), last: '' } : unseal<Token>(after)
  if (token.d !== deviceId || token.scope !== scope) return err('cursor_foreign')
  if (token.e !== state.epoch) return err('epoch_changed')
  if (token.at < state.feed[part].floor) return err('cursor_expired')
  const rows = [...state.records.values()].filter((record) => record.scopes.includes(scope)).sort(inKeyOrder)
  const rest = rows.filter((record) => orderOf(record) > token.last)
  const page = rest.slice(0, SNAPSHOT_LINES)
  const lines: Lines = { texts: page.map((record) => putLine(record, [scope])), keys: new Set() }
  if (scope === DIRECTORY_SCOPE) state.deliveries.set(deviceId, (state.deliveries.get(deviceId) ?? new Set<string>()).add('*'))
  else for (const record of page) noteDelivery(state, deviceId, record)
  const done = rest.length <= SNAPSHOT_LINES
  const last = page.at(-1)
  const next = { ...token, last: last ? orderOf(last) : token.last }
  const s = part === 'case' ? { case: Math.min(token.at, token.own) } : { [part]: token.at, case: token.own }
  const cursor: Cursor = { e: token.e, s, g: [scope], w: [], d: deviceId }
  return ok(finish(undefined, lines, { after: seal(next), done, total: rows.length, ...(done ? { cursor: seal(cursor) } : {}) }))
}

function orderOf({ type, id }: ModelRecord): string {
  return `${String(CASE_TYPES.indexOf(type) + 1)} ${id}`
}
function inKeyOrder(one: ModelRecord, other: ModelRecord): number {
  return orderOf(one) < orderOf(other) ? -1 : 1
}

/** Never past an erasure that this device still has to answer. */
function ownPosition(state: ModelState, deviceId: string): number {
  const { rows, head, floor } = state.feed.case
  const owed = rows.find((row) => row.scope === deviceScope(deviceId) && state.erasures.get(row.id)?.holders.get(deviceId) === false)
  return Math.max(floor, Math.min(head, (owed?.seq ?? head + 1) - 1))
}

/** What a desk with these grants should hold: the oracle. */
export function heldBy(state: ModelState, deviceId: string): ReadonlyMap<string, ModelRecord> {
  const scopes = state.devices.get(deviceId)?.scopes ?? []
  return new Map([...state.records].filter(([, record]) => record.scopes.some((scope) => scopes.includes(scope))))
}
