// Promise P3 at the door: what the desk was not built to hold is dropped before it is stored, and its name (never a value) is reported.
import type { z } from 'zod'
import { err, ok, type Result } from '../../src-shared/base/result'
import { logRowSchema, RECORD_SCHEMAS, type RecordType } from '../../src-shared/protocol/records'
import { searchResponse } from '../../src-shared/protocol/search'
import type { UndeclaredName } from '../vault/repositories/undeclared'

/** The record types that a desk was built to hold, each with its fields. */
export type Inventory = Readonly<Partial<Record<RecordType, z.ZodType>>>
/** Of this build; another one stands for an older or a newer build (test/sync/declared-later.test.ts). */
export const BUILT_INVENTORY: Inventory = RECORD_SCHEMAS

/** What is answered and is no record of the feed: a row of the service log, an answer to a search. Names of the list of what was dropped. */
export const ANSWER_SCHEMAS = { 'log-row': logRowSchema, 'search-answer': searchResponse } as const

export function isAnswerType(type: string): type is keyof typeof ANSWER_SCHEMAS {
  return Object.hasOwn(ANSWER_SCHEMAS, type)
}

export interface DeclaredBody<Body = Readonly<Record<string, unknown>>> {
  /** The body without anything undeclared. */
  readonly body: Body
  /** Paths such as `address` or `identifiers[].imei`. */
  readonly undeclared: readonly string[]
}

export function isRecordType(type: string, inventory: Inventory): type is RecordType {
  return Object.hasOwn(inventory, type)
}

/** The declared part of a body; `invalid` where a declared field does not have its declared shape: then the page is refused whole. */
export function declaredPart(type: RecordType, body: unknown, inventory: Inventory): Result<DeclaredBody, 'invalid'> {
  const schema = inventory[type]
  const declared = schema ? declaredBy(schema, body) : err('invalid' as const)
  if (!declared.ok) return declared
  const { body: kept, undeclared } = declared.value
  return isPlain(kept) ? ok({ body: kept, undeclared }) : err('invalid')
}

export function declaredBy<Body>(schema: z.ZodType<Body>, body: unknown): Result<DeclaredBody<Body>, 'invalid'> {
  const parsed = schema.safeParse(body)
  if (!parsed.success) return err('invalid')
  const names = new Set<string>()
  collectMissing(body, parsed.data, '', names)
  return ok({ body: parsed.data, undeclared: [...names] })
}

/** How often each name was dropped, body by body. */
export function countNames(type: string, bodies: readonly Pick<DeclaredBody<unknown>, 'undeclared'>[]): readonly UndeclaredName[] {
  const counts = new Map<string, number>()
  for (const { undeclared } of bodies) for (const field of undeclared) counts.set(field, (counts.get(field) ?? 0) + 1)
  return [...counts].map(([field, count]) => ({ type, field, count }))
}

/** What went in and did not come out of the schema; a field of free shape (a plan) comes out whole and so is never counted. */
function collectMissing(input: unknown, output: unknown, path: string, names: Set<string>): void {
  if (Array.isArray(input) && Array.isArray(output)) {
    for (let at = 0; at < input.length; at++) collectMissing(input[at], output[at], `${path}[]`, names)
    return
  }
  if (!isPlain(input) || !isPlain(output)) return
  for (const key of Object.keys(input)) {
    const name = path === '' ? shownName(key) : `${path}.${shownName(key)}`
    if (Object.hasOwn(output, key)) collectMissing(input[key], output[key], name, names)
    else if (names.size < MAX_NAMES) names.add(name)
  }
}

/** A hostile origin could put values into names: names are cut, and there are never many. */
const MAX_NAMES = 50
const MAX_NAME_LENGTH = 64

export function shownName(name: string): string {
  return name.replaceAll(/[^\w.:-]/gu, '?').slice(0, MAX_NAME_LENGTH)
}

export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
