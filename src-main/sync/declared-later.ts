// After an upgrade that declares what was dropped at the door before: the scopes whose records had it are read anew, once.
//
//   first greeting under another declared set → declared names that were dropped
//       → one transaction {the set, names marked, era, scopes to be filled} → bootstrap.ts
//       → the last of these scopes is whole → the names leave the list
//
// The set is remembered, since a name may be declared and yet be dropped: one variant of a union has it, the record is of another. No build
// can fetch what it drops itself.
//
// The feed is state, so nothing was lost: a scope read anew brings every record as it is now. A new era lets a record of the same version
// replace what is here, a new generation does so for the directory; outbox, drafts and cursor stay as they are. Whoever dies in between finds
// marks and scopes as they were committed, and goes on filling.
import { z } from 'zod'
import { canonicalJson, hex, utf8 } from '../../src-shared/formats/canonical'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { dropLogRows, listLogSets } from '../vault/repositories/log-rows'
import { getMeta, nextEra, setMeta } from '../vault/repositories/meta'
import { listScopes, restartScope, type ScopeRow } from '../vault/repositories/scopes'
import { forgetUndeclared, listUndeclared, markFetchedAgain } from '../vault/repositories/undeclared'
import type { Tx } from '../vault/transaction'
import { ANSWER_SCHEMAS, isAnswerType, isPlain, isRecordType, type Inventory } from './undeclared'

/** In which kind of scope the records of a type lie. */
function scopeKindOf(type: string): ScopeRow['kind'] {
  return type === 'directory' ? 'directory' : 'case'
}

export async function fetchDeclaredAgain(tx: Tx, declaredSet: DeclaredSet): Promise<void> {
  const hash = declaredSet.hash()
  const isKnown = (await getMeta(tx, 'declaredSet')) === hash
  if (!isKnown) await setMeta(tx, 'declaredSet', hash)
  const declared = isKnown ? [] : (await listUndeclared(tx)).filter((name) => !name.isFetchedAgain && declaredSet.has(name.type, name.field))
  const answered = declared.filter(({ type }) => isAnswerType(type))
  // Row sets are fetched by themselves once they are not here; of a search nothing was kept, so the next one has it.
  if (answered.some(({ type }) => type === 'log-row')) for (const { subjectId } of await listLogSets(tx)) await dropLogRows(tx, subjectId)
  await forgetUndeclared(tx, answered)
  const records = declared.filter(({ type }) => !isAnswerType(type))
  const kinds = new Set(records.map(({ type }) => scopeKindOf(type)))
  await markFetchedAgain(tx, records)
  if (kinds.has('case')) await nextEra(tx)
  for (const scope of await listScopes(tx)) if (kinds.has(scope.kind)) await restartScope(tx, scope.id)
  // Where no scope of the kind is granted any more there is nothing to fetch.
  await forgetFetchedAgain(tx)
}

/** In the transaction that makes a scope whole. */
export async function forgetFetchedAgain(tx: Tx): Promise<void> {
  const filling = new Set((await listScopes(tx)).filter((scope) => !scope.ready).map((scope) => scope.kind))
  const names = await listUndeclared(tx)
  await forgetUndeclared(tx, names.filter((name) => name.isFetchedAgain && !filling.has(scopeKindOf(name.type))))
}

/** The types and fields that a build declares. */
export interface DeclaredSet {
  /** Of all of them: another one, another set. */
  readonly hash: () => string
  /** `field` as undeclared.ts writes it: `*`, `region`, `timeline[].mood`. */
  readonly has: (type: string, field: string) => boolean
}

/** Each schema is written out once a run: the list may be long, and each greeting asks. */
export function createDeclaredSet(inventory: Inventory, crypto: Pick<FormatCrypto, 'sha256'>): DeclaredSet {
  const written = new Map<string, unknown>()
  const write = (type: string): unknown => {
    const schema = isRecordType(type, inventory) ? inventory[type] : isAnswerType(type) ? ANSWER_SCHEMAS[type] : undefined
    if (schema && !written.has(type)) written.set(type, z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }))
    return written.get(type)
  }
  let hash: string | undefined
  return {
    hash: () => (hash ??= hex(crypto.sha256(utf8(canonicalJson(Object.fromEntries([...Object.keys(inventory), ...Object.keys(ANSWER_SCHEMAS)].map((type) => [type, write(type)]))))))),
    has: (type, field) => {
      const json = write(type)
      return json !== undefined && (field === '*' || hasPath(json, field.split(/\.|(?=\[\])/)))
    },
  }
}

function hasPath(schema: unknown, path: readonly string[]): boolean {
  const [step, ...rest] = path
  if (step === undefined) return true
  if (!isPlain(schema)) return false
  const variants = [schema['anyOf'], schema['oneOf'], schema['allOf']].flatMap((some) => (Array.isArray(some) ? (some as unknown[]) : []))
  if (variants.length > 0) return variants.some((one) => hasPath(one, path))
  if (schema['type'] === 'array') {
    const items = [schema['items'], ...(Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as unknown[]) : [])]
    return step === '[]' && items.some((item) => hasPath(item, rest))
  }
  if (schema['type'] !== 'object') return schema['type'] === undefined // of free shape: it is taken as it comes
  const properties = schema['properties']
  if (isPlain(properties) && Object.hasOwn(properties, step)) return hasPath(properties[step], rest)
  return isPlain(schema['additionalProperties']) && hasPath(schema['additionalProperties'], rest)
}
