// Turns the records of a source into rows that are ready to be applied, or already refused, in batches of a size that memory and locks can bear.
import { accountRows } from './account-rows'
import { consentRows } from './consent-rows'
import { createFieldReader, type ReadingRules } from './field-reader'
import { identifierRows } from './identifier-rows'
import { logRows } from './log-rows'
import type { Source } from './mapping'
import { policyRows } from './policy-rows'
import { refuse, type RowOutcome } from './refusal'
import { requestRows } from './request-rows'
import type { AnyCandidate, RowKind } from './row-kind'
import type { SourceKind } from './source-kinds'
import type { SourceRecord } from './source-record'
import { trainingRows } from './training-rows'
import { transferRows } from './transfer-rows'

export const ROW_KINDS: Readonly<Record<SourceKind, RowKind>> = {
  policies: policyRows,
  accounts: accountRows,
  identifiers: identifierRows,
  consents: consentRows,
  'log-rows': logRows,
  transfers: transferRows,
  requests: requestRows,
  training: trainingRows,
}

export interface PreparedRow {
  readonly line: number
  /** Which record of its source it is, from 1. */
  readonly record: number
  /** Refused before the database was asked. */
  readonly refused?: RowOutcome
  readonly candidate?: AnyCandidate
}

export async function* prepareBatches(
  records: AsyncIterable<SourceRecord>,
  source: Source,
  options: { readonly rules: ReadingRules; readonly skip: number; readonly size: number },
): AsyncGenerator<readonly PreparedRow[], void, void> {
  let read = 0
  let rows: PreparedRow[] = []
  let broken: { readonly error: unknown } | undefined
  try {
    for await (const record of records) {
      read++
      const row = read <= options.skip ? undefined : prepareRow(record, source, options.rules)
      if (row) rows.push({ ...row, record: read })
      if (rows.length < options.size) continue
      yield rows
      rows = []
    }
  } catch (error) {
    // The rows before the place at which a file breaks are good.
    broken = { error }
  }
  if (rows.length > 0) yield rows
  if (broken) throw broken.error
}

/** Undefined: the mapping says that such a row is none. */
export function prepareRow(record: SourceRecord, source: Source, rules: ReadingRules): Omit<PreparedRow, 'record'> | undefined {
  const { line } = record
  if (record.broken !== undefined) return { line, refused: refuse(record.broken) }
  const reader = createFieldReader(record, source, rules)
  if (source.whenEmpty === 'skip' && reader.text('value') === undefined && reader.problem() === undefined) return undefined
  const candidate = ROW_KINDS[source.kind].read(reader)
  const problem = reader.problem()
  return problem ? { line, refused: refuse(problem.code, ...problem.fields) } : { line, candidate }
}
