// What is left of a request once its person is erased, asked of the schema itself: every field that takes free words gets some, in every shape that a
// request can have, and none of them is left. A new field with words is found here before anybody forgets it.
import { z } from 'zod'
import { expect, it } from 'vitest'
import { requestSchema, type RequestRecord } from '../../../src-shared/protocol/records'
import { minimiseRequest } from '../../../src-origin/erasure/minimise'

interface Json {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Json>>
  readonly items?: Json
  readonly prefixItems?: readonly Json[]
  readonly anyOf?: readonly Json[]
  readonly oneOf?: readonly Json[]
  readonly allOf?: readonly Json[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly format?: string
}

/** Free words, by the path at which they stand. */
type Planted = Map<string, string>

/** A value of the schema with all that is optional in it; of alternatives the `turn`th. */
function fill(schema: Json, turn: number, path: string, planted: Planted): unknown {
  const ways = schema.anyOf ?? schema.oneOf
  if (ways !== undefined) return fill(ways[turn % ways.length] ?? {}, turn, path, planted)
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[turn % schema.enum.length]
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((part) => fill(part, turn, path, planted)))
  if (schema.properties !== undefined) return Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, fill(part, turn, `${path}.${name}`, planted)]))
  if (schema.type === 'array') return (schema.prefixItems ?? [schema.items ?? {}]).map((part) => fill(part, turn, path, planted))
  if (schema.type === 'string' && schema.pattern === undefined && schema.format === undefined) {
    const words = `words-${String(planted.size)}-of${path}`
    planted.set(path, words)
    return words
  }
  if (schema.type === 'string') return schema.format === 'uuid' ? '11111111-1111-4111-8111-111111111111' : '2026-06-15'
  return schema.type === 'integer' || schema.type === 'number' ? 7 : schema.type === 'boolean' ? true : undefined
}

/** Codes of packs and numbers of cases: the file that stays is about them. */
const STAYS = new Set([
  '.caseNo', '.countedBy', '.decision.ground', '.decision.rulesPack', '.decision.lateReason', '.decision.items.item', '.decision.items.ground',
  '.extension.reason', '.extension.rulesPack', '.pauses.category', '.timeline.ground', '.timeline.code',
])
const SCHEMA = z.toJSONSchema(requestSchema, { unrepresentable: 'any' }) as Json
/** As many as the longest list of alternatives has. */
const TURNS = Array.from({ length: 40 }, (_, turn) => turn)

it('keeps no free word of a request, whatever shape it has', () => {
  const left = new Set<string>()
  const seen = new Set<string>()
  for (const turn of TURNS) {
    const planted: Planted = new Map()
    const request = fill(SCHEMA, turn, '', planted) as RequestRecord
    const text = JSON.stringify(minimiseRequest(request))
    for (const [path, words] of planted) {
      seen.add(path)
      if (text.includes(words)) left.add(path)
    }
  }
  expect(seen.size).toBeGreaterThan(15)
  expect([...left].filter((path) => !STAYS.has(path)).sort()).toEqual([])
})
