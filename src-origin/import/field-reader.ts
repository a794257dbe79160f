// Reads the fields of one row by the rules of its source and collects what is wrong with them; whoever asks never sees a value it may not use.
import type { z } from 'zod'
import type { Day, EpochMs } from '../../src-shared/base/clock'
import { parseJson } from '../../src-shared/formats/canonical'
import { cellText, jsonProblem } from './cell-text'
import { readDay, readTime } from './cell-time'
import type { FieldRule, Mapping, Source } from './mapping'
import type { Refusal, RefusalCode } from './refusal'
import type { SourceRecord } from './source-record'

export interface ReadingRules extends Pick<Mapping, 'times' | 'country'> {
  readonly now: EpochMs
}

export interface FieldReader {
  readonly source: Source
  readonly country: string
  readonly now: EpochMs
  isMapped(field: string): boolean
  /** Without the white space around it; undefined where it is empty. */
  text(field: string): string | undefined
  /** To the character, as it was written. */
  verbatim(field: string): string | undefined
  list(field: string): readonly string[]
  time(field: string): EpochMs | undefined
  day(field: string): Day | undefined
  /** A JSON value: as it is in NDJSON, as text in a cell of CSV. */
  json(field: string): unknown
  fail(code: RefusalCode, field: string): void
  /** Empty fields of the names given count as missing; then what the schema of the wire says of the whole. */
  check(candidate: Readonly<Record<string, unknown>>, schema: z.ZodType, needed: readonly string[]): void
  /** The first thing that is wrong, and every field with which the same is wrong. */
  problem(): Refusal | undefined
}

const DEFAULT_SEPARATOR = ','
const ABSENT: FieldRule = {}

export function createFieldReader(record: SourceRecord, source: Source, rules: ReadingRules): FieldReader {
  const problems: { readonly code: RefusalCode; readonly field: string }[] = []
  const fail = (code: RefusalCode, field: string): void => void problems.push({ code, field })
  const ruleOf = (field: string): FieldRule => source.fields.get(field) ?? ABSENT
  const raw = (rule: FieldRule): unknown => (rule.column === undefined ? rule.value : record.cell(rule.column))
  const verbatim = (field: string): string | undefined => {
    const rule = ruleOf(field)
    const read = cellText(raw(rule))
    if (!read.ok) fail(read.error, field)
    const text = read.ok && read.value !== undefined && read.value.trim() !== '' ? read.value : rule.default
    return text === undefined ? undefined : translate(rule, text)
  }
  const text = (field: string): string | undefined => verbatim(field)?.trim()
  return {
    source,
    country: rules.country,
    now: rules.now,
    isMapped: (field) => source.fields.has(field),
    text,
    verbatim,
    list: (field) => listOf(ruleOf(field), raw(ruleOf(field)), (code) => fail(code, field)),
    time: (field) => {
      const written = text(field)
      if (written === undefined) return undefined
      const read = readTime(written, ruleOf(field).time ?? rules.times, rules.now)
      if (read.ok) return read.value
      fail(read.error, field)
      return undefined
    },
    day: (field) => {
      const written = text(field)
      const day = written === undefined ? undefined : readDay(written)
      if (written !== undefined && day === undefined) fail('day-format', field)
      return day
    },
    json: (field) => jsonOf(raw(ruleOf(field)), (code) => fail(code, field)),
    fail,
    check: (candidate, schema, needed) => {
      for (const field of needed) if (candidate[field] === undefined && !problems.some((one) => one.field === field)) fail('missing', field)
      if (problems.length > 0) return
      const read = schema.safeParse(candidate)
      for (const issue of read.error?.issues ?? []) fail(codeOf(issue.code), String(issue.path[0] ?? ''))
    },
    problem: () => {
      const [first] = problems
      return first && { code: first.code, fields: [...new Set(problems.filter((one) => one.code === first.code).map((one) => one.field))] }
    },
  }
}

function translate({ values }: FieldRule, text: string): string {
  const word = text.trim()
  return values !== undefined && Object.hasOwn(values, word) ? (values[word] ?? text) : text
}

function listOf(rule: FieldRule, value: unknown, fail: (code: RefusalCode) => void): readonly string[] {
  const words = Array.isArray(value) ? value : wordsOf(rule, value, fail)
  const list: string[] = []
  for (const word of words) {
    const read = cellText(word)
    if (!read.ok) fail(read.error)
    else if (read.value !== undefined && read.value.trim() !== '') list.push(translate(rule, read.value).trim())
  }
  return [...new Set(list)]
}

function wordsOf(rule: FieldRule, value: unknown, fail: (code: RefusalCode) => void): readonly string[] {
  const read = cellText(value)
  if (!read.ok) fail(read.error)
  const text = (read.ok ? read.value?.trim() : undefined) || rule.default
  return text === undefined ? [] : text.split(rule.separator ?? DEFAULT_SEPARATOR)
}

function jsonOf(value: unknown, fail: (code: RefusalCode) => void): unknown {
  const isText = typeof value === 'string'
  if (isText && value.trim() === '') return undefined
  const json = isText ? parseJson(value) : value
  if (isText && json === undefined) fail('not-json')
  const problem = jsonProblem(json)
  if (problem !== undefined) fail(problem)
  return problem === undefined ? json : undefined
}

/** What a schema of the wire finds wrong, in our words. */
function codeOf(code: string): RefusalCode {
  if (code === 'too_big') return 'too-long'
  return code === 'invalid_value' ? 'not-in-list' : 'malformed'
}
