// Of a row of somebody who is erased the fields that a hold names: what stands for each in a row on hold, and the row with nothing else in it.
import { sql, type RawBuilder } from 'kysely'
import type { Kept } from '../../src-shared/domain/hold-register'
import { LOG_CATEGORIES, type Category } from '../../src-shared/domain/vocabulary'

/** The field of a log category that stands in the column `detail`; every category has one at most. */
const DETAIL_FIELDS: readonly string[] = ['page', 'query', 'country', 'result', 'client']

/** A log's rows have the names of their columns; those of an account and its consents have the names of the inventory. */
function keysOf(category: Category, fields: readonly string[]): readonly string[] {
  const isLog = LOG_CATEGORIES.some((log) => log === category)
  return isLog ? fields.map((field) => (DETAIL_FIELDS.includes(field) ? 'detail' : field)) : fields
}

/** `body`: a whole row as jsonb. Of one that has none of the fields nothing is left: `{}`. */
export function picked(body: RawBuilder<unknown>, category: Category, kept: Kept): RawBuilder<unknown> {
  if (kept === 'whole') return body
  return sql`(select coalesce(jsonb_object_agg(key, value), '{}'::jsonb) from jsonb_each(${body}) where key = any(${keysOf(category, kept)}::text[]))`
}

/** A log's rows do not say whose they are; where that is kept it stands once, in their line. */
export function isAccountKept(kept: Kept): boolean {
  return kept === 'whole' || kept.includes('account')
}
