// One import from its first file to its last: batch after batch, each with its outcomes and its position in one transaction.
//
//   lock out other imports → files there, columns there → SHA-256 of everything → go on where the same import stopped, or begin
//   → for each source, for each batch: rows + outcomes on disk + position, one commit → finished
//
// A kill leaves the last committed position; a second run with the same files goes on from there, and with other files it begins anew, which
// changes nothing about rows that are known. test/origin/import-resume.test.ts kills it.
import path from 'node:path'
import { sql } from 'kysely'
import { must } from '../../src-shared/base/assert'
import type { OriginContext } from '../context'

import type { Db, Tx } from '../store/database'
import type { ImportCounts } from '../store/schema'
import { applyRows } from './apply-batch'
import { countOutcomes, finishPosition, findUnfinished, fingerprintOf, insertPosition, NO_COUNTS, savePosition, type Position } from './import-position'
import { ImportStop } from './import-stop'
import type { Mapping, Source } from './mapping'
import { hashFile, openSource, type OpenedSource } from './open-source'
import { prepareBatches, ROW_KINDS, type PreparedRow } from './prepare-rows'
import type { RowOutcome } from './refusal'
import { isAsLong, openResult, type ResultFile } from './result-file'
import type { Batch } from './row-kind'
import type { SourceKind } from './source-kinds'
import { createShadows, dropShadows } from './shadow-tables'

export interface ImportRequest {
  readonly dir: string
  readonly mapping: Mapping
  readonly mode: Batch['mode']
  /** `ask`: stops where somebody was erased whom the import could not know again. */
  readonly newPeople: Batch['newPeople'] | 'ask'
  /** By default `import-result-TIME.ndjson` in the folder. */
  readonly resultFile?: string
  readonly batchRows?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: ImportProgress) => void
}
export interface ImportProgress {
  readonly file: string
  /** Rows done in this run. */
  readonly rows: number
  readonly bytes: number
  readonly totalBytes: number
}
export interface SourceReport extends ImportCounts {
  readonly kind: SourceKind
  readonly file: string
}
export interface ImportReport {
  readonly mode: Batch['mode']
  readonly state: 'finished' | 'cancelled'
  readonly wentOn: boolean
  readonly resultFile: string
  readonly sources: readonly SourceReport[]
}

/** Rows a transaction: some ten milliseconds of locks, and memory of a few megabytes whatever the size of the files. */
export const BATCH_ROWS = 2_000
/** Any number that nobody else uses for an advisory lock in this database. */
const IMPORT_LOCK = 815_4711

/** `context.db` must be one connection (`db.connection()`): lock and shadow tables belong to it. */
export async function runImport(context: OriginContext, request: ImportRequest): Promise<ImportReport> {
  const { db } = context
  const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${IMPORT_LOCK}) as taken`.execute(db)
  if (rows[0]?.taken !== true) throw new ImportStop('another-running')
  try {
    if (request.newPeople === 'ask') await mustKnowErased(db, request.mapping)
    if (request.mode === 'dry-run') await createShadows(db)
    return await importAll(context, request)
  } finally {
    if (request.mode === 'dry-run') await dropShadows(db)
    await sql`select pg_advisory_unlock(${IMPORT_LOCK})`.execute(db)
  }
}

/** Without a random id of the company's, an erased person looks like a new one: whoever imports must say what new ones are. */
async function mustKnowErased(db: Db, mapping: Mapping): Promise<void> {
  const accounts = mapping.sources.filter((source) => source.kind === 'accounts')
  if (accounts.length === 0) return
  const { rows } = await sql<{ people: number }>`
    select count(*) as people from erased_ids e where kind = 'subject'
    and not (${accounts.every((source) => source.fields.has('externalId'))}::boolean and exists (select 1 from erased_ids x where x.erasure_id = e.erasure_id and x.kind = 'external'))`.execute(db)
  const people = rows[0]?.people ?? 0
  if (people > 0) throw new ImportStop('say-about-new', { people })
}

async function importAll(context: OriginContext, request: ImportRequest): Promise<ImportReport> {
  const opened: OpenedSource[] = []
  for (const source of request.mapping.sources) opened.push(await openSource(request.dir, source))
  const { position: start, wentOn } = await findStart(context, request, opened)
  const result = await openResult(start.resultFile, start.resultBytes)
  try {
    const position = await runSources(context, request, { opened, result, start })
    const state = position.source < opened.length ? 'cancelled' : 'finished'
    if (state === 'finished') await finishPosition(context.db, position, context.now())
    const sources = opened.map(({ source }, place) => ({ kind: source.kind, file: source.file, ...(position.counts[place] ?? NO_COUNTS) }))
    return { mode: request.mode, state, wentOn, resultFile: position.resultFile, sources }
  } finally {
    await result.close()
  }
}

async function findStart(context: OriginContext, request: ImportRequest, opened: readonly OpenedSource[]): Promise<{ readonly position: Position; readonly wentOn: boolean }> {
  const startedAt = context.now()
  const stamp = new Date(startedAt).toISOString().replace(/[-:]|\.\d+/g, '')
  const resultFile = path.resolve(request.resultFile ?? path.join(request.dir, `import-result-${stamp}.ndjson`))
  const fresh: Position = { startedAt, resultFile, resultBytes: 0, source: 0, records: 0, counts: opened.map(() => NO_COUNTS) }
  if (request.mode === 'dry-run') return { position: fresh, wentOn: false }
  const hashes: string[] = []
  for (const { file } of opened) hashes.push(await hashFile(file))
  const { sources, ...rules } = request.mapping
  const fingerprint = fingerprintOf([JSON.stringify([rules, sources.map(({ fields, ...source }) => ({ ...source, fields: [...fields] }))]), request.newPeople, ...hashes])
  const known = await findUnfinished(context.db, fingerprint)
  // A result file of another name, or one that was taken away, cannot be gone on with: the import begins anew and says everything again.
  const isUsable = known !== undefined && (request.resultFile === undefined || known.resultFile === resultFile) && (await isAsLong(known.resultFile, known.resultBytes))
  if (isUsable) return { position: known, wentOn: true }
  return { position: await insertPosition(context, fingerprint, fresh), wentOn: false }
}

/** Answers the position at which it ended: behind the last source, or where it was cancelled. */
async function runSources(context: OriginContext, request: ImportRequest, parts: { readonly opened: readonly OpenedSource[]; readonly result: ResultFile; readonly start: Position }): Promise<Position> {
  const { mapping, signal, mode, batchRows = BATCH_ROWS } = request
  const totalBytes = parts.opened.reduce((total, { sizeBytes }) => total + sizeBytes, 0)
  const rules = { times: mapping.times, country: mapping.country, now: context.now() }
  const batch: Omit<Batch, 'tx'> = { context, mode, newPeople: request.newPeople === 'refuse' ? 'refuse' : 'allow' }
  let position = parts.start
  let rows = 0
  let bytes = parts.opened.slice(0, position.source).reduce((total, { sizeBytes }) => total + sizeBytes, 0)
  for (const source of parts.opened.slice(position.source)) {
    const records = source.records((count) => (bytes += count))
    for await (const prepared of prepareBatches(records, source.source, { rules, skip: position.records, size: batchRows })) {
      if (signal?.aborted) return position
      await applyRows({
        db: context.db, kind: ROW_KINDS[source.source.kind], batch,
        moveOn: (tx, part, outcomes) => moveOn(tx, parts.result, position, { source: source.source, rows: part, outcomes }),
        committed: (moved) => (position = moved),
      }, prepared)
      rows += prepared.length
      request.onProgress?.({ file: source.source.file, rows, bytes, totalBytes })
    }
    if (signal?.aborted) return position
    position = { ...position, source: position.source + 1, records: 0 }
  }
  return position
}

interface Moved {
  readonly source: Source
  readonly rows: readonly PreparedRow[]
  readonly outcomes: readonly RowOutcome[]
}

async function moveOn(tx: Tx, result: ResultFile, position: Position, { source, rows, outcomes }: Moved): Promise<Position> {
  const lines = rows.map(({ line }, place) => ({ kind: source.kind, file: source.file, line, outcome: must(outcomes[place], 'outcome of a row') }))
  const next: Position = {
    ...position,
    resultBytes: await result.write(lines, position.resultBytes),
    records: must(rows.at(-1), 'row of a batch').record,
    counts: position.counts.map((counts, place) => (place === position.source ? countOutcomes(counts, outcomes) : counts)),
  }
  await savePosition(tx, next)
  return next
}
