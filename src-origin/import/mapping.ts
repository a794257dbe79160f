// Reads mapping.json: which file holds what, how it is written, and which column is which of our fields. Errors name the place, in full.
//
// | part                  | says                                                                                                  |
// |-----------------------|-------------------------------------------------------------------------------------------------------|
// | times, country        | how times are written and which country a mobile without a country code belongs to, unless a field says  |
// | KIND                  | one source or a list of them: file, format, encoding, fields                                            |
// | a field               | "column" · { column, values, default, time, separator } · { value } for what is the same in every row   |
import { z } from 'zod'
import { err, ok, type Result } from '../../src-shared/base/result'
import { parseJson } from '../../src-shared/formats/canonical'
import { FIELDS, PERSON_FIELDS, SOURCE_KINDS, type SourceKind } from './source-kinds'

export const TIME_FORMATS = ['epoch-ms', 'epoch-s', 'iso-8601', 'YYYY-MM-DD HH:mm:ss', 'YYYY/MM/DD HH:mm:ss'] as const
export const ENCODINGS = ['utf-8', 'gb18030'] as const

const timeSchema = z.strictObject({
  format: z.enum(TIME_FORMATS),
  /** Of times that say no offset themselves. Asia/Shanghai has had this one since 1991. */
  offset: z.string().regex(/^[+-](0\d|1[0-4]):[0-5]\d$/, 'an offset such as "+08:00"').default('+08:00'),
})
export type TimeRule = z.infer<typeof timeSchema>

const columnName = z.string().min(1)
const FIELD_FORMS = 'a column name, {"column": …} or {"value": …}'
const fieldSchema = z.union(
  [
    columnName.transform((column) => ({ column })),
    z.strictObject({ value: z.union([z.string().min(1), z.number()]) }),
    z.strictObject({
      column: columnName,
      /** The company's word → ours; a word that is not in the list goes on as it is, and is refused where it is none of ours. */
      values: z.record(z.string(), z.string()).optional(),
      /** Where the cell is empty. */
      default: z.string().min(1).optional(),
      time: timeSchema.optional(),
      /** Between the members of a list. */
      separator: z.string().min(1).optional(),
    }),
  ],
  { error: (issue) => (issue.input === undefined ? `missing: ${FIELD_FORMS}` : FIELD_FORMS) },
)
type FieldInput = z.infer<typeof fieldSchema>
export interface FieldRule {
  readonly column?: string
  readonly value?: string | number
  readonly values?: Readonly<Record<string, string>>
  readonly default?: string
  readonly time?: TimeRule
  readonly separator?: string
}

function fieldsSchema(kind: SourceKind) {
  const { required, optional, names } = FIELDS[kind]
  const shape: Record<string, z.ZodType<FieldInput | undefined>> = {}
  for (const field of required) shape[field] = fieldSchema
  for (const field of optional) shape[field] = fieldSchema.optional()
  const fields = z.strictObject(shape)
  return names === undefined ? fields : fields.refine((value) => PERSON_FIELDS.some((field) => value[field] !== undefined), 'accountNo or externalId must be there')
}

function rulesOf(fields: Readonly<Record<string, FieldInput | undefined>>): ReadonlyMap<string, FieldRule> {
  return new Map(Object.entries(fields).flatMap(([field, rule]) => (rule === undefined ? [] : [[field, rule] as const])))
}

function sourceSchema(kind: SourceKind) {
  return z
    .strictObject({
      file: z.string().min(1),
      format: z.enum(['csv', 'ndjson']),
      encoding: z.enum(ENCODINGS).default('utf-8'),
      delimiter: z.enum([',', ';', '\t', '|']).default(','),
      /** lenient: a quote inside a cell that is not quoted is a character like any other, instead of a broken file. */
      quotes: z.enum(['strict', 'lenient']).default('strict'),
      /** What an empty `value` of an identifier means. */
      whenEmpty: z.enum(['refuse', 'skip', 'remove']).default('refuse'),
      fields: fieldsSchema(kind),
    })
    .refine((source) => source.whenEmpty === 'refuse' || kind === 'identifiers', { path: ['whenEmpty'], message: 'identifiers alone have it' })
    .refine((source) => source.whenEmpty !== 'remove' || source.fields['key'] !== undefined, { path: ['whenEmpty'], message: '"remove" needs the field "key": without it nobody knows which identifier went' })
    .transform(({ fields, ...source }) => ({ ...source, kind, fields: rulesOf(fields) }))
}

const oneOrMany = (kind: SourceKind) =>
  z.preprocess((value): unknown => (value === undefined ? [] : Array.isArray(value) ? value : [value]), z.array(sourceSchema(kind)))

const mappingSchema = z.strictObject({
  v: z.literal(1),
  times: timeSchema.default({ format: 'iso-8601', offset: '+08:00' }),
  country: z.string().regex(/^[A-Z]{2}$/, 'two capital letters, such as "CN"').default('CN'),
  policies: oneOrMany('policies'),
  accounts: oneOrMany('accounts'),
  identifiers: oneOrMany('identifiers'),
  consents: oneOrMany('consents'),
  'log-rows': oneOrMany('log-rows'),
  transfers: oneOrMany('transfers'),
  requests: oneOrMany('requests'),
  training: oneOrMany('training'),
})

export type Source = z.infer<ReturnType<typeof sourceSchema>>
export interface Mapping {
  readonly times: TimeRule
  readonly country: string
  /** In the order in which they are imported. */
  readonly sources: readonly Source[]
}

/** The error is one line for each thing that is wrong: `accounts.0.fields.status: missing: …`. */
export function readMapping(text: string): Result<Mapping, readonly string[]> {
  const json = parseJson(text.replace(/^\ufeff/, ''))
  if (json === undefined) return err(['not JSON'])
  const read = mappingSchema.safeParse(json)
  if (!read.success) return err(read.error.issues.map((issue) => `${issue.path.join('.') || '.'}: ${issue.message}`))
  const { times, country } = read.data
  const sources = SOURCE_KINDS.flatMap((kind) => read.data[kind])
  return sources.length === 0 ? err(['.: names no source']) : ok({ times, country, sources })
}
