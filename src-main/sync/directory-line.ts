// The usual line of a directory page, checked field by field: a million of them fill a desk, and the schemas cost more than the parsing.
//
// Invariant: a row is answered only for a line that the schemas take as it is (check-page.ts), with the very body that they would answer
// and nothing undeclared in it. Whatever is otherwise, wrong or merely unusual, gets `undefined` and goes to the schemas, which decide.
// test/sync/directory-line.test.ts holds the two to each other.
import type { SubjectId } from '../../src-shared/base/ids'
import { ACCOUNT_STATUSES, IDENTIFIER_KINDS, PROOFS } from '../../src-shared/domain/vocabulary'
import type { DirectoryRow } from '../vault/search-index'
import { isPlain } from './undeclared'

const BODY_FIELDS = 6
const MAX_IDENTIFIERS = 20
/** Inside what both `isId` and the schema's UUID take. */
const PLAIN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

type Fields = Readonly<Record<string, unknown>>

const isText = (value: unknown, max: number): value is string => typeof value === 'string' && value.length <= max
const oneOf = <T extends string>(words: readonly T[]): ((value: unknown) => value is T) => {
  const known = new Set<unknown>(words)
  return (value): value is T => known.has(value)
}
const isStatus = oneOf(ACCOUNT_STATUSES)
const isKind = oneOf(IDENTIFIER_KINDS)
const isProof = oneOf(PROOFS)

export function directoryRowOf(line: Fields): DirectoryRow | undefined {
  const { t, type, id, v, scopes, sv, body } = line
  if (t !== 'put' || type !== 'directory' || !Number.isSafeInteger(v) || !Number.isSafeInteger(sv)) return undefined
  if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === 'string')) return undefined
  return isPlain(body) && body['id'] === id ? rowOf(body, v as number) : undefined
}

function rowOf(body: Fields, v: number): DirectoryRow | undefined {
  const { id, accountNo, name, status, registeredAt, identifiers } = body
  // Six that are named and no seventh: nothing undeclared.
  if (Object.keys(body).length !== BODY_FIELDS || typeof id !== 'string' || !PLAIN_ID.test(id)) return undefined
  if (!isText(accountNo, 32) || !isText(name, 4_000) || !isStatus(status) || !Number.isSafeInteger(registeredAt)) return undefined
  if (!Array.isArray(identifiers) || identifiers.length > MAX_IDENTIFIERS || !identifiers.every(isIdentifier)) return undefined
  return { id: id as SubjectId, v, accountNo, name, status, registeredAt: registeredAt as number, identifiers }
}

function isIdentifier(value: unknown): value is DirectoryRow['identifiers'][number] {
  return Array.isArray(value) && value.length === 3 && isKind(value[0]) && isText(value[1], 320) && isProof(value[2])
}
