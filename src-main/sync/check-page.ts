// Turns the lines of a page into what may be applied: every line fits its schema, every erasure is signed, undeclared names are counted.
//
// A page is taken whole or refused whole: a line that does not fit means that the origin and this desk do not mean the same thing.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { z } from 'zod'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import {
  beginLine, delLine, endLine, eraseLine, putLine, scopeAddLine, scopeRemoveLine, snapshotEndLine,
  type ChangesEnd, type DelLine, type EraseLine, type PutLine, type SnapshotEnd,
} from '../../src-shared/protocol/feed'
import { presenceLine, type PresenceLine } from '../../src-shared/protocol/presence'
import type { DirectoryRecord } from '../../src-shared/protocol/records'
import type { DirectoryBatch } from '../vault/directory-batch'
import type { IncomingRecord } from '../vault/repositories/records'
import type { UndeclaredName } from '../vault/repositories/undeclared'
import type { Page } from './ndjson'
import { BUILT_INVENTORY, declaredPart, isRecordType, shownName, type Inventory } from './undeclared'

export interface DirectoryPut {
  readonly v: number
  readonly record: DirectoryRecord
}
/** Checked lines of /changes or /snapshot, sorted by what becomes of them. */
export interface CheckedLines {
  readonly removedScopes: readonly string[]
  readonly addedScopes: readonly string[]
  readonly records: readonly IncomingRecord[]
  readonly directory: readonly DirectoryPut[]
  readonly deletions: readonly DelLine[]
  readonly erasures: readonly EraseLine[]
  readonly undeclared: readonly UndeclaredName[]
}
export interface ChangesPage extends CheckedLines {
  readonly begin: z.infer<typeof beginLine>
  /** Who is where, if it changed; one that does not fit is left out, as it costs no record. */
  readonly presence?: PresenceLine
  readonly end: ChangesEnd
}
export interface SnapshotPage extends CheckedLines {
  readonly end: SnapshotEnd
  /** Rows of the directory that were checked and made ready as they came. */
  readonly batches: readonly DirectoryBatch[]
}
/** Checks a signature (base64url) of the origin over the canonical JSON of a value. */
export type VerifyOrigin = (value: unknown, signature: string) => boolean

const INVALID: DeskError = { kind: 'origin-answer-invalid' }
/** Records are checked by the schemas, some 50 µs each: after so many others have their turn. */
const LINES_A_TURN = 100

export async function checkChangesPage(page: Page, verify: VerifyOrigin, inventory = BUILT_INVENTORY): Promise<Result<ChangesPage, DeskError>> {
  const [first, ...rest] = page.lines
  const begin = beginLine.safeParse(first)
  const end = endLine.safeParse(page.end)
  if (!begin.success || !end.success) return err(INVALID)
  const lines = await checkLines(rest, verify, inventory)
  const presence = presenceLine.safeParse(page.presence).data
  return lines.ok ? ok({ ...lines.value, begin: begin.data, ...(presence ? { presence } : {}), end: end.data }) : lines
}

/** `batches`: of the lines that `directoryRowOf` took from this very page. */
export async function checkSnapshotPage(page: Page, batches: readonly DirectoryBatch[], inventory = BUILT_INVENTORY): Promise<Result<SnapshotPage, DeskError>> {
  const end = snapshotEndLine.safeParse(page.end)
  // A snapshot is state alone: an erasure or a deletion in it is not ours.
  if (!end.success || page.lines.some((line) => line['t'] !== 'put')) return err(INVALID)
  const lines = await checkLines(page.lines, () => false, inventory)
  return lines.ok ? ok({ ...lines.value, end: end.data, batches }) : lines
}

interface Sorted {
  readonly removedScopes: string[]
  readonly addedScopes: string[]
  readonly records: IncomingRecord[]
  readonly directory: DirectoryPut[]
  readonly deletions: DelLine[]
  readonly erasures: EraseLine[]
  readonly counts: Map<string, UndeclaredName>
}

async function checkLines(lines: readonly Readonly<Record<string, unknown>>[], verify: VerifyOrigin, inventory: Inventory): Promise<Result<CheckedLines, DeskError>> {
  const sorted: Sorted = { removedScopes: [], addedScopes: [], records: [], directory: [], deletions: [], erasures: [], counts: new Map() }
  for (const [at, line] of lines.entries()) {
    if (!sortLine(line, sorted, verify, inventory)) return err(INVALID)
    if (at % LINES_A_TURN === LINES_A_TURN - 1) await nextTurn()
  }
  const { counts, ...rest } = sorted
  return ok({ ...rest, undeclared: [...counts.values()] })
}

function sortLine(line: Readonly<Record<string, unknown>>, into: Sorted, verify: VerifyOrigin, inventory: Inventory): boolean {
  switch (line['t']) {
    case 'put': {
      const put = putLine.safeParse(line)
      return put.success && sortPut(put.data, into, inventory)
    }
    case 'del': {
      // A type we do not know is nothing we hold.
      if (typeof line['type'] === 'string' && !isRecordType(line['type'], inventory)) return true
      const del = delLine.safeParse(line)
      if (del.success) into.deletions.push(del.data)
      return del.success
    }
    case 'erase': {
      const erase = eraseLine.safeParse(line)
      if (!erase.success || !isSigned(erase.data, verify)) return false
      into.erasures.push(erase.data)
      return true
    }
    case 'scope-': {
      const removed = scopeRemoveLine.safeParse(line)
      if (removed.success) into.removedScopes.push(removed.data.scope)
      return removed.success
    }
    case 'scope+': {
      const added = scopeAddLine.safeParse(line)
      if (added.success) into.addedScopes.push(added.data.scope)
      return added.success
    }
    default:
      return false
  }
}

function sortPut(put: PutLine, into: Sorted, inventory: Inventory): boolean {
  if (!isRecordType(put.type, inventory)) {
    count(into, shownName(put.type), '*')
    return true
  }
  const declared = declaredPart(put.type, put.body, inventory)
  if (!declared.ok || declared.value.body['id'] !== put.id) return false
  for (const field of declared.value.undeclared) count(into, put.type, field)
  const { body } = declared.value
  if (put.type === 'directory') into.directory.push({ v: put.v, record: body as unknown as DirectoryRecord })
  else into.records.push({ type: put.type, id: put.id, v: put.v, body, scopes: put.scopes })
  return true
}

function count(into: Sorted, type: string, field: string): void {
  const key = `${type} ${field}`
  into.counts.set(key, { type, field, count: (into.counts.get(key)?.count ?? 0) + 1 })
}

/** An unsigned order to erase is an attack on the data, not an order. */
function isSigned(line: EraseLine, verify: VerifyOrigin): boolean {
  const { erasureId, subjectId, refs, executedAt, sig } = line
  return verify({ erasureId, subjectId, refs, executedAt }, sig)
}
