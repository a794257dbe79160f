// What the run knows of a kind of rows: how one is read into a candidate, and how a batch of candidates is taken over in one transaction.
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'
import type { FieldReader } from './field-reader'
import type { RowOutcome } from './refusal'

export interface Batch {
  readonly tx: Tx
  readonly context: Pick<OriginContext, 'keys' | 'now' | 'random' | 'rules'>
  /** dry-run: everything is worked out on temporary tables (shadow-tables.ts) and nobody hears of it. */
  readonly mode: 'write' | 'dry-run'
  /** What becomes of a person whom the origin does not know yet. */
  readonly newPeople: 'allow' | 'refuse'
}

declare const made: unique symbol
/** A candidate of any kind, which only the kind that made it looks into. */
export type AnyCandidate = { readonly [made]: true }

export interface RowKind {
  /** What is wrong with the row is told to the reader; a candidate of a row with problems is never applied. */
  read(reader: FieldReader): AnyCandidate
  /** One outcome for each candidate, in their order. */
  apply(batch: Batch, candidates: readonly AnyCandidate[]): Promise<readonly RowOutcome[]>
}

export function defineKind<Candidate>(kind: {
  read(reader: FieldReader): Candidate
  apply(batch: Batch, candidates: readonly Candidate[]): Promise<readonly RowOutcome[]>
}): RowKind {
  // The run hands a kind nothing but what the same kind has read, so both casts only forget and remember a name.
  return {
    read: (reader) => kind.read(reader) as unknown as AnyCandidate,
    apply: (batch, candidates) => kind.apply(batch, candidates as unknown as readonly Candidate[]),
  }
}
