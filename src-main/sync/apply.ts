// Applies a checked page: rows and cursor in one transaction, so that after any crash the store equals some `end` that was served. Of a directory's fill
// people may be ahead of their token: the page comes again, and the feed is replayed from the head that the token keeps.
import type { Clock } from '../../src-shared/base/clock'
import type { ErasureId, RequestId, SubjectId } from '../../src-shared/base/ids'
import { requestOfLetter } from '../../src-shared/domain/case-letters'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { FeedPositions } from '../../src-shared/protocol/feed'
import { deleteDraftsOfNobody } from '../vault/repositories/drafts'
import { dropLogRows } from '../vault/repositories/log-rows'
import { dropJobs } from '../vault/repositories/jobs'
import { getMeta, setMeta } from '../vault/repositories/meta'
import { bringBack, dropDone } from '../vault/repositories/outbox-done'
import { deleteRecord, dropScopeRecords, getRecord, putRecords, type IncomingRecord } from '../vault/repositories/records'
import { addScope, finishScope, listScopes, removeScope, restartScope, saveProgress, type ScopeRow } from '../vault/repositories/scopes'
import { countUndeclared } from '../vault/repositories/undeclared'
import { putDirectoryBatch, type DirectoryBatch } from '../vault/directory-batch'
import { deleteAllDirectoryRows, deleteDirectoryRows, upsertDirectoryRows } from '../vault/search-index'
import type { Tx } from '../vault/transaction'
import type { ChangesPage, CheckedLines, SnapshotPage } from './check-page'
import { keepCheckpoint } from './checkpoint'
import { hasLetGo, isOfLog } from './log-holdings'
import { reindexRequests } from './read-requests'
import type { Suppression } from './suppression'
import { sweepJobPrefix } from './sweep'

/** What of the erasure and audit rooms is needed here: handed in, since peers do not know each other. */
export interface EraseOrder {
  readonly erasureId: ErasureId
  readonly subjectId: SubjectId
  readonly refs: readonly (readonly [string, string])[]
}
export interface ApplyDeps {
  readonly clock: Clock
  readonly rules: () => RulesPackBody
  readonly suppression: Suppression
  /** Removes every trace of the person and enters the ledger, in this transaction. */
  readonly erase: (tx: Tx, order: EraseOrder) => Promise<void>
}
/** Ids by topic, for the events after the commit. */
export interface Changed {
  readonly requests: ReadonlySet<string>
  readonly subjects: ReadonlySet<string>
  readonly erasures: ReadonlySet<string>
  readonly policies: ReadonlySet<string>
  readonly directory: boolean
  /** Exceptions, recipients or transfers. */
  readonly inventory: boolean
  readonly notes: boolean
  readonly staff: boolean
}

/** A desk follows two partitions, or a few more; a hostile origin could name thousands. */
const SHOWN_PARTITIONS = 8

export async function applyChanges(tx: Tx, page: ChangesPage, deps: ApplyDeps): Promise<Changed> {
  const changed = emptyChange()
  for (const scope of page.removedScopes) await revokeScope(tx, scope, changed)
  // Read after that: a record of this page that only a scope held which it takes away is not kept.
  const scopes = await listScopes(tx)
  // Erasures first: a record of the same page that comes after its person's erasure is the minimised one, and stays.
  for (const order of page.erasures) {
    await deps.erase(tx, order)
    changed.erasures.add(order.erasureId)
    changed.notes = true
    changed.subjects.add(order.subjectId)
    for (const [type, id] of order.refs) if (type === 'request') changed.requests.add(id)
  }
  await applyLines(tx, page, scopes, { told: wholeHere(scopes), gens: gensOf(scopes), directoryGen: directoryGenOf(scopes) }, positionText(page.end.positions), deps, changed)
  await applyDeletions(tx, page, wholeHere(scopes), changed)
  for (const scope of page.addedScopes) {
    await addScope(tx, scope, scope.startsWith('directory:') ? 'directory' : 'case')
    // Told anew though it was whole: the origin no longer counts it as held, so it is read anew.
    if (scopes.some((one) => one.id === scope && one.ready)) await restartScope(tx, scope)
  }
  await reindexRequests(tx, [...changed.requests] as RequestId[], deps.rules())
  await setMeta(tx, 'cursor', page.end.cursor)
  const epoch = await getMeta(tx, 'epoch')
  // The origin was put back: acts that it had taken may be missing there now.
  if (epoch !== undefined && epoch !== page.begin.epoch) await bringBack(tx)
  await setMeta(tx, 'epoch', page.begin.epoch)
  await keepCheckpoint(tx, page)
  if (!page.end.more) await setMeta(tx, 'dataAsOf', page.begin.time)
  return changed
}

/** People of a page that is proved, ahead of its token: after a crash the page comes again and finds them there. */
export async function applyBatch(tx: Tx, scope: ScopeRow, batch: DirectoryBatch, deps: ApplyDeps): Promise<void> {
  await putDirectoryBatch(tx, batch, scope.gen + 1, await deps.suppression.load(tx))
}

/** One page of a scope's bootstrap, its batches apart: into the next generation, with the token that lets a crashed bootstrap go on here. */
export async function applySnapshot(tx: Tx, scope: ScopeRow, page: SnapshotPage, deps: ApplyDeps): Promise<Changed> {
  const changed = emptyChange()
  const gen = scope.gen + 1
  if (page.batches.length > 0) changed.directory = true
  await applyLines(tx, page, [scope], { told: [scope.id], gens: { [scope.id]: gen }, directoryGen: gen }, positionText(page.end.positions), deps, changed)
  await reindexRequests(tx, [...changed.requests] as RequestId[], deps.rules())
  await saveProgress(tx, scope.id, { after: page.end.after, rows: scope.rows + rowsOf(page), total: page.end.total })
  if (page.end.done) await finishScope(tx, scope.id, gen)
  return changed
}

export function rowsOf(page: SnapshotPage): number {
  return page.records.length + page.directory.length + page.batches.reduce((sum, batch) => sum + batch.rows.length, 0)
}

interface Collecting extends Changed {
  readonly requests: Set<string>
  readonly subjects: Set<string>
  readonly erasures: Set<string>
  readonly policies: Set<string>
  directory: boolean
  inventory: boolean
  notes: boolean
  staff: boolean
}

export function emptyChange(): Collecting {
  return { requests: new Set(), subjects: new Set(), erasures: new Set(), directory: false, inventory: false, notes: false, staff: false, policies: new Set() }
}

/** Those that the cursor covers: a line of the feed lists all of these that hold a record, and says nothing of one that is being filled. */
function wholeHere(scopes: readonly ScopeRow[]): readonly string[] {
  return scopes.filter((scope) => scope.ready).map((scope) => scope.id)
}

function gensOf(scopes: readonly ScopeRow[]): Readonly<Record<string, number>> {
  return Object.fromEntries(scopes.map((scope) => [scope.id, scope.gen]))
}

function directoryGenOf(scopes: readonly ScopeRow[]): number {
  const scope = scopes.find((one) => one.kind === 'directory')
  // While it is read anew, what changes meanwhile belongs to the generation that will be seen.
  return scope ? scope.gen + (scope.ready ? 0 : 1) : 0
}

/** What a page decides: whose memberships, and into which generations. */
interface Reach {
  readonly told: readonly string[]
  readonly gens: Readonly<Record<string, number>>
  readonly directoryGen: number
}

async function applyLines(tx: Tx, lines: CheckedLines, scopes: readonly ScopeRow[], reach: Reach, position: string | undefined, deps: ApplyDeps, changed: Collecting): Promise<void> {
  const granted = new Set(scopes.map((scope) => scope.id))
  const isErased = await deps.suppression.load(tx)
  const records = lines.records.filter((record) => !isErasedPerson(record, isErased)).map((record) => ({ ...record, scopes: record.scopes.filter((scope) => granted.has(scope)) }))
  // Least disclosure holds here too: a record of no granted scope is not kept, whoever sent it.
  const era = (await getMeta(tx, 'era')) ?? 0
  const kept = records.filter((record) => record.scopes.length > 0)
  await dropShrunkLogs(tx, kept)
  await putRecords(tx, kept, era, { scopes: reach.told, gens: reach.gens })
  for (const record of records) noteChange(record.type, record.id, record.body, changed)
  const directory = lines.directory.filter(({ record }) => !isErased(record.id))
  if (directory.length > 0) {
    await upsertDirectoryRows(tx, directory.map(({ v, record }) => ({ ...record, v })), reach.directoryGen)
    changed.directory = true
  }
  await countUndeclared(tx, lines.undeclared, position, deps.clock.now())
}

/** The origin let rows go whose keeping was over or whose product has ended, and says so by their count and their first day alone: the set goes as a whole, and is fetched anew (rows.ts). */
async function dropShrunkLogs(tx: Tx, records: readonly IncomingRecord[]): Promise<void> {
  for (const { type, id, v, body } of records) {
    if (type !== 'holding' || !isOfLog(body['category'])) continue
    const before = await getRecord(tx, 'holding', id)
    if (before && hasLetGo(before, { v, body })) await dropLogRows(tx, before.body.subjectId)
  }
}

/** `case 812, directory 90`; never the cursor, which only the origin can read. */
function positionText(positions: FeedPositions): string | undefined {
  const parts = Object.entries(positions ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, SHOWN_PARTITIONS)
  return parts.length === 0 ? undefined : parts.map(([part, at]) => `${part} ${String(at)}`).join(', ')
}

/** Request and erasure records outlive the person, minimised by the origin; nothing else of an erased person may come back. */
function isErasedPerson(record: IncomingRecord, isErased: (subjectId: SubjectId) => boolean): boolean {
  if (record.type === 'subject') return isErased(record.id as SubjectId)
  if (record.type === 'consent' || record.type === 'holding' || record.type === 'transfer-share' || record.type === 'letter' || record.type === 'note') return isErased(record.body['subjectId'] as SubjectId)
  return false
}

function noteChange(type: string, id: string, body: Readonly<Record<string, unknown>>, changed: Collecting): void {
  if (type === 'request') changed.requests.add(id)
  if (type === 'exception' || type === 'recipient' || type === 'transfer' || type === 'preset' || type === 'hold' || type === 'incident') changed.inventory = true
  if (type === 'letter') changed.requests.add(requestOfLetter(id))
  if (type === 'policy') changed.policies.add(id)
  if (type === 'note') changed.notes = true
  if (type === 'staff') changed.staff = true
  if (type === 'erasure') {
    changed.erasures.add(id)
    if (typeof body['requestId'] === 'string') changed.requests.add(body['requestId'])
  }
  const subject = type === 'subject' ? id : body['subjectId']
  if (typeof subject === 'string') changed.subjects.add(subject)
}

async function applyDeletions(tx: Tx, page: ChangesPage, told: readonly string[], changed: Collecting): Promise<void> {
  const people = page.deletions.filter((line) => line.type === 'directory').map((line) => line.id as SubjectId)
  if (people.length > 0) {
    await deleteDirectoryRows(tx, people)
    changed.directory = true
  }
  for (const { type, id, v } of page.deletions) {
    if (type === 'directory') continue
    const gone = await deleteRecord(tx, { type, id, v }, told)
    if (gone && type === 'subject') await dropLogRows(tx, id as SubjectId)
    if (gone) await dropDone(tx, `${type}:${id}`)
    noteChange(type, id, {}, changed)
  }
}

/** Scopes that the origin grants no longer, learnt outside the feed: it does not tell of one that was never whole here. */
export async function revokeScopes(tx: Tx, scopes: readonly string[], rules: RulesPackBody): Promise<Changed> {
  const changed = emptyChange()
  for (const scope of scopes) await revokeScope(tx, scope, changed)
  await reindexRequests(tx, [...changed.requests] as RequestId[], rules)
  return changed
}

/** Access ended: what no other granted scope holds goes in the same transaction as the news of it. */
async function revokeScope(tx: Tx, scope: string, changed: Collecting): Promise<void> {
  const kind = (await listScopes(tx)).find((one) => one.id === scope)?.kind
  await removeScope(tx, scope)
  // Granted again, its generations count from 0: a sweep of the former ones would take the new rows.
  await dropJobs(tx, 'sweep', sweepJobPrefix(scope))
  if (kind === 'directory') {
    await deleteAllDirectoryRows(tx)
    changed.directory = true
  } else {
    for (const { type, id } of await dropScopeRecords(tx, scope)) {
      if (type === 'subject') await dropLogRows(tx, id as SubjectId)
      await dropDone(tx, `${type}:${id}`)
      noteChange(type, id, {}, changed)
    }
  }
  await deleteDraftsOfNobody(tx)
}
