// Fills a scope from snapshots, page by page: resumable after a crash, cancellable, with its rows per second told.
import type { Clock } from '../../src-shared/base/clock'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { BootstrapProgress } from '../../src-shared/contract/sync'
import type { Vault } from '../vault/open-vault'
import { clearMeta, getMeta, nextEra, setMeta } from '../vault/repositories/meta'
import { listScopes, restartScope, type ScopeRow } from '../vault/repositories/scopes'
import { askForMerge, leaveOutIndexes, makeNext, searchableDirectory, type Making } from '../vault/directory-indexes'
import { applyBatch, applySnapshot, emptyChange, rowsOf, type ApplyDeps, type Changed } from './apply'
import { forgetFetchedAgain } from './declared-later'
import type { PageAhead } from './page-ahead'
import { planSweep } from './sweep'

export interface BootstrapDeps {
  readonly vault: Vault
  readonly ahead: PageAhead
  readonly clock: Clock
  readonly apply: ApplyDeps
  readonly onProgress: (progress: BootstrapProgress | undefined) => void
  readonly onChanged: (changed: Changed) => void
}

/** One page of one scope. Its token is written last, with the rows or after them, so a crash repeats at most this page. `reset`: the scope is begun anew. */
export async function bootstrapPage(deps: BootstrapDeps, scope: ScopeRow): Promise<Result<'done' | 'more' | 'reset', DeskError>> {
  const startedMono = deps.clock.mono()
  const answer = await deps.ahead.read(scope.id, scope.after)
  if (!answer.ok) return answer
  if ('reset' in answer.value) {
    // The token is older than the feed, or of another epoch: what changed since it was given cannot be told any more.
    await deps.vault.transaction(async (tx) => {
      await nextEra(tx)
      await restartScope(tx, scope.id)
    })
    return ok('reset')
  }
  const { page } = answer.value
  const rows = rowsOf(page)
  if (!page.end.done) deps.ahead.askNext(scope.id, page.end.after, rows)
  // A transaction each: a search or a decision waits for no longer than one of them takes. Not before the first token, though: without one
  // the next snapshot begins at a later head, and who has left in between would stay.
  const isFirst = scope.after === undefined
  if (!isFirst) for (const batch of page.batches) await deps.vault.transaction((tx) => applyBatch(tx, scope, batch, deps.apply))
  const changed = await deps.vault.transaction(async (tx) => {
    if (isFirst && scope.kind === 'directory') await leaveOutIndexes(tx)
    if (isFirst) for (const batch of page.batches) await applyBatch(tx, scope, batch, deps.apply)
    const applied = await applySnapshot(tx, scope, page, deps.apply)
    if (!page.end.done) return applied
    if (scope.kind === 'directory') await askForMerge(tx)
    // Several cursors joined by commas stand for the union of their scopes, each from where its own snapshot began (docs/sync.md).
    if (page.end.cursor !== undefined) {
      const followed = await getMeta(tx, 'cursor')
      await setMeta(tx, 'cursor', followed === undefined ? page.end.cursor : `${followed},${page.end.cursor}`)
      // The union is followed from its lowest position: that is no going back.
      await clearMeta(tx, ['checkpoint'])
    }
    if (scope.gen > 0) await planSweep(tx, scope, deps.clock.now())
    await forgetFetchedAgain(tx)
    return applied
  })
  deps.onProgress(page.end.done ? undefined : progressOf(scope, rows, page.end.total, deps.clock.mono() - startedMono))
  // Of a first fill nobody can be found before its indexes are made.
  deps.onChanged({ ...changed, directory: changed.directory && (await searchableDirectory(deps.vault.reader)) !== undefined })
  return ok(page.end.done ? 'done' : 'more')
}

/** The next part of what a fill of the directory left out, once nothing is left to fill. */
export async function makeNextPart({ vault, onProgress, onChanged }: Pick<BootstrapDeps, 'vault' | 'onProgress' | 'onChanged'>, { done, total }: Making): Promise<void> {
  onProgress({ scope: 'index', rows: done, total, rowsPerSecond: 0 })
  const wasSearchable = (await searchableDirectory(vault.reader)) !== undefined
  await vault.transaction((tx) => makeNext(tx))
  if (!wasSearchable && (await searchableDirectory(vault.reader))) onChanged({ ...emptyChange(), directory: true })
}

function progressOf(scope: ScopeRow, pageRows: number, total: number, tookMs: number): BootstrapProgress {
  const rows = scope.rows + pageRows
  const rowsPerSecond = Math.round(pageRows / Math.max(tookMs, 1) * 1_000)
  return {
    scope: scope.kind,
    rows,
    total,
    rowsPerSecond,
    ...(rowsPerSecond > 0 ? { secondsLeft: Math.ceil(Math.max(total - rows, 0) / rowsPerSecond) } : {}),
  }
}

/** The next scope to fill: cases first, so that the queue can be worked on while the directory loads. */
export async function nextScope(vault: Vault): Promise<ScopeRow | undefined> {
  return (await listScopes(vault.reader)).find((scope) => !scope.ready)
}
