// SQL rows to records and back: the one place where null, snake_case and JSON text become what the rest of the desk reads.
import type { z } from 'zod'
import type { SubjectId } from '../../src-shared/base/ids'
import { canonicalJson } from '../../src-shared/formats/canonical'
import type { RECORD_SCHEMAS, RecordType } from '../../src-shared/protocol/records'

export type RecordOf<Type extends RecordType> = z.infer<(typeof RECORD_SCHEMAS)[Type]>
/** Everything that the feed brings but directory rows, which have tables of their own. */
export type CaseRecordType = Exclude<RecordType, 'directory'>

export interface StoredRecord<Type extends CaseRecordType> {
  readonly id: string
  readonly v: number
  readonly body: RecordOf<Type>
}

/** The cast is safe: only `declaredPart` (sync/undeclared.ts) makes bodies, by the schema that this type is inferred from. */
export function rowToRecord<Type extends CaseRecordType>(row: { readonly id: string; readonly v: number; readonly body: string }): StoredRecord<Type> {
  return { id: row.id, v: row.v, body: JSON.parse(row.body) as RecordOf<Type> }
}

export function bodyToText(body: Readonly<Record<string, unknown>>): string {
  return canonicalJson(body)
}

/**
 * The person whom a record concerns; undefined for what names nobody: policies, staff, exceptions, recipients, transfers. A hold and an incident outlive
 * their people: an id is taken out of them (erasure/forget-mentions.ts).
 */
export function subjectOf(type: CaseRecordType, body: Readonly<Record<string, unknown>>): SubjectId | undefined {
  if (type === 'subject') return body['id'] as SubjectId
  if (type === 'hold' || type === 'incident') return undefined
  return body['subjectId'] as SubjectId | undefined
}
