// The lines of the NDJSON pages as JSON Schemas: each kind of line and each record by name, so that another server's builder can point at one.
import { z } from 'zod'
import { erasureCertificateSchema, erasurePlanSchema } from '../../src-shared/formats/certificate'
import { signedCertificateSchema } from '../../src-shared/formats/signed'
import { bundleEndLine, bundleLine } from '../../src-shared/protocol/bundle'
import { beginLine, delLine, endLine, eraseLine, putLine, scopeAddLine, scopeRemoveLine, snapshotEndLine } from '../../src-shared/protocol/feed'
import { RECORD_SCHEMAS, RECORD_TYPES, erasureSchema, logRowSchema, type RecordType } from '../../src-shared/protocol/records'
import { rowsEndLine } from '../../src-shared/protocol/session'

export type JsonSchema = Readonly<Record<string, unknown>>

/** What a writer must keep: a name that the schema does not know is dropped by the reader, so it is not refused here either. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })
  return rest
}

export const refTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })
const oneOf = (...names: readonly string[]): JsonSchema => ({ oneOf: names.map(refTo) })

/** The body of an erasure holds two formats of their own, which the wire passes on unread. */
const erasureBody = erasureSchema.extend({
  plan: erasurePlanSchema,
  certificate: z.object({ body: erasureCertificateSchema, certificate: signedCertificateSchema, sig: z.string().length(86) }).optional(),
})
const recordName = (type: RecordType): string => `Record-${type}`
const putName = (type: RecordType): string => `PutLine-${type}`

function putOf(type: RecordType): JsonSchema {
  const { properties, ...rest } = schemaOf(putLine.extend({ type: z.literal(type) })) as { readonly properties: JsonSchema }
  return { ...rest, properties: { ...properties, body: refTo(recordName(type)) } }
}

export const CHANGES_LINE = 'ChangesLine'
export const SNAPSHOT_LINE = 'SnapshotLine'
export const ROWS_LINE = 'RowsLine'
export const BUNDLE_LINE = 'BundleLine'

export function lineSchemas(): JsonSchema {
  const puts = RECORD_TYPES.map(putName)
  const records = RECORD_TYPES.map((type) => [recordName(type), schemaOf(type === 'erasure' ? erasureBody : RECORD_SCHEMAS[type])] as const)
  return {
    BeginLine: schemaOf(beginLine),
    ScopeRemoveLine: schemaOf(scopeRemoveLine),
    ScopeAddLine: schemaOf(scopeAddLine),
    ...Object.fromEntries(RECORD_TYPES.map((type) => [putName(type), putOf(type)])),
    DelLine: schemaOf(delLine),
    EraseLine: schemaOf(eraseLine),
    ChangesEndLine: schemaOf(endLine),
    SnapshotEndLine: schemaOf(snapshotEndLine),
    LogRow: schemaOf(logRowSchema),
    RowsEndLine: schemaOf(rowsEndLine),
    BundleContentLine: schemaOf(bundleLine),
    BundleEndLine: schemaOf(bundleEndLine),
    [CHANGES_LINE]: oneOf('BeginLine', 'ScopeRemoveLine', 'ScopeAddLine', ...puts, 'DelLine', 'EraseLine', 'ChangesEndLine'),
    [SNAPSHOT_LINE]: oneOf(...puts, 'SnapshotEndLine'),
    [ROWS_LINE]: oneOf('LogRow', 'RowsEndLine'),
    [BUNDLE_LINE]: oneOf('BundleContentLine', 'BundleEndLine'),
    ...Object.fromEntries(records),
  }
}
