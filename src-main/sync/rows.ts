// Brings the service-log rows of people with open cases here, in the background, page by page, and drops those that no case and no package
// needs any more.
import type { Clock } from '../../src-shared/base/clock'
import type { SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import type { LogRow } from '../../src-shared/protocol/records'
import { rowsEndLine } from '../../src-shared/protocol/session'
import type { Vault } from '../vault/open-vault'
import { dropLogRows, getLogSet, lastLogRow, listLogSets, listShortLogSets, putLogRows } from '../vault/repositories/log-rows'
import { getRecord } from '../vault/repositories/records'
import { countUndeclared, type UndeclaredName } from '../vault/repositories/undeclared'
import { listSubjectsWithLogs } from '../vault/repositories/request-index'
import type { Tx } from '../vault/transaction'
import { hasShrunk, listLogHoldings, type LogHolding } from './log-holdings'
import type { OriginClient } from './origin-client'
import { suppression } from './suppression'
import { ANSWER_SCHEMAS, countNames, declaredBy, type DeclaredBody } from './undeclared'

export interface RowsDeps {
  readonly vault: Vault
  readonly client: Pick<OriginClient, 'rows'>
  readonly clock: Clock
  readonly token: () => Promise<Result<string, DeskError>>
  readonly signal: AbortSignal
  readonly onChanged: (subjectId: SubjectId) => void
  /**
   * Kept from round to round: of sets that stayed short although the origin had no more rows, how many it said are held. Its count and its rows
   * differ then, and only another count is a reason to ask again.
   */
  readonly nothingMore: Map<SubjectId, number>
}

/** As many as the origin sends at most. */
const PAGE_ROWS = 10_000
/** A package is made after its request was granted, by the outer legal term of thirty days at the latest; after that the rows go. */
const PACKAGE_TIME_MS = 30 * 86_400_000

/** No reason to stop: the next one may be fetched. */
const NOT_FOR_US: readonly DeskErrorKind[] = ['not-found', 'gone-erased', 'not-permitted', 'training-expired']

/** Everybody whose set is missing, not complete or short of what is held by now, and nobody else's rows left; ends at the first failure and goes on there next time. */
export async function fetchRowSets(deps: RowsDeps): Promise<Result<void, DeskError>> {
  const wanted = await listSubjectsWithLogs(deps.vault.reader, deps.clock.now() - PACKAGE_TIME_MS)
  const sets = new Map((await listLogSets(deps.vault.reader)).map((set) => [set.subjectId, set]))
  for (const subjectId of sets.keys()) {
    if (!wanted.includes(subjectId)) await deps.vault.transaction((tx) => dropLogRows(tx, subjectId))
  }
  const short = await listShortLogSets(deps.vault.reader)
  for (const subjectId of deps.nothingMore.keys()) if (!short.has(subjectId)) deps.nothingMore.delete(subjectId)
  for (const subjectId of wanted) {
    const held = short.get(subjectId)
    if (sets.get(subjectId)?.complete && (held === undefined || held === deps.nothingMore.get(subjectId))) continue
    const fetched = await fetchRowSet(deps, subjectId)
    if (fetched.ok && held !== undefined) deps.nothingMore.set(subjectId, held)
    if (!fetched.ok && !NOT_FOR_US.includes(fetched.error.kind)) return fetched
  }
  return ok()
}

/** The whole row set of one person, from where the last fetch ended. */
export async function fetchRowSet(deps: RowsDeps, subjectId: SubjectId): Promise<Result<void, DeskError>> {
  let begunAnew = false
  for (;;) {
    if (deps.signal.aborted) return err({ kind: 'cancelled' })
    const asked = { holdings: await listLogHoldings(deps.vault.reader, subjectId), after: await lastLogRow(deps.vault.reader, subjectId) }
    const page = await fetchPage(deps, subjectId, asked.after)
    if (!page.ok) return page
    const kept = await deps.vault.transaction((tx) => keepPage(tx, deps, { subjectId, ...asked, page: page.value }))
    if (kept === 'outdated') continue
    if (kept === 'dropped') {
      // An origin that always sends more than it says would keep us here for ever.
      if (begunAnew) return err({ kind: 'origin-answer-invalid' })
      begunAnew = true
      continue
    }
    deps.onChanged(subjectId)
    if (kept === 'nobody' || !page.value.more) return ok()
    if (page.value.rows.length === 0) return err({ kind: 'origin-answer-invalid' })
  }
}

interface ArrivedPage {
  readonly subjectId: SubjectId
  /** As they were when the page was asked for. */
  readonly holdings: readonly LogHolding[]
  readonly after: number
  readonly page: RowsPage
}

/** The feed is followed while a page is on its way: what it was asked for may be over. */
async function keepPage(tx: Tx, { clock }: RowsDeps, { subjectId, holdings, after, page }: ArrivedPage): Promise<'kept' | 'outdated' | 'dropped' | 'nobody'> {
  // An erasure may have come, or the scope with which the person was here may have been taken away.
  if ((await suppression.load(tx))(subjectId) || !(await getRecord(tx, 'subject', subjectId))) return 'nobody'
  // The set was dropped: put behind nothing, the page would begin it with a hole. Or there was none to drop, and the page holds rows that were let go.
  if ((await lastLogRow(tx, subjectId)) !== after || hasShrunk(holdings, await listLogHoldings(tx, subjectId))) return 'outdated'
  await countUndeclared(tx, page.undeclared, positionOf(page.rows), clock.now())
  await putLogRows(tx, subjectId, page.rows, { total: page.total, complete: !page.more, fetchedAt: clock.now() })
  // More are here than the origin has: some went while as many or more came, and nothing else would tell. It begins anew.
  if (page.more || ((await getLogSet(tx, subjectId))?.rows ?? 0) <= page.total) return 'kept'
  await dropLogRows(tx, subjectId)
  return 'dropped'
}

/** Rows are no lines of the feed: they are numbered for each person. */
function positionOf(rows: readonly LogRow[]): string | undefined {
  const [first, last] = [rows[0], rows.at(-1)]
  return first && last && `rows ${String(first.n)}-${String(last.n)}`
}

interface RowsPage {
  readonly rows: readonly LogRow[]
  readonly undeclared: readonly UndeclaredName[]
  readonly more: boolean
  readonly total: number
}

async function fetchPage(deps: RowsDeps, subjectId: SubjectId, after: number): Promise<Result<RowsPage, DeskError>> {
  const token = await deps.token()
  if (!token.ok) return token
  const page = await deps.client.rows(subjectId, after, PAGE_ROWS, token.value, deps.signal)
  if (!page.ok) return page
  const end = rowsEndLine.safeParse(page.value.end)
  const declared: DeclaredBody<LogRow>[] = []
  for (const line of page.value.lines) {
    const row = declaredBy(ANSWER_SCHEMAS['log-row'], line)
    if (!row.ok || row.value.body.n <= after) return err({ kind: 'origin-answer-invalid' })
    declared.push(row.value)
  }
  const rows = declared.map(({ body }) => body)
  return end.success ? ok({ rows, undeclared: countNames('log-row', declared), more: end.data.more, total: end.data.total }) : err({ kind: 'origin-answer-invalid' })
}
