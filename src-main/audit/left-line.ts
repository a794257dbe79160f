// The text of an audit line that was left beside the store while its writer was busy: everything an entry is made of, but its place in the chain.
import { z } from 'zod'
import type { SubjectId } from '../../src-shared/base/ids'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { checkEvent, type AuditEvent, type AuditStamp } from './audit-log'

const leftLineSchema = z.strictObject({
  v: z.literal(1),
  stamp: z.strictObject({ ts: z.number(), mono: z.number(), bootId: z.string(), device: z.string(), salt: z.string() }),
  event: z.strictObject({
    type: z.string(),
    actor: z.string(),
    subjectId: z.string().optional(),
    objectId: z.string().optional(),
    detail: z.record(z.string(), z.unknown()).optional(),
  }),
})

export interface LeftLine {
  readonly event: AuditEvent
  readonly stamp: AuditStamp
}

/** Throws where no entry could be made of it: found later, it would stop every transaction that is to take it over. */
export function writeLeftLine({ event, stamp }: LeftLine): string {
  checkEvent(event, stamp)
  return canonicalJson({ v: 1, stamp, event })
}

/** Throws for what `writeLeftLine` did not write; the file that kept it is authenticated. */
export function readLeftLine(text: string): LeftLine {
  const { stamp, event } = leftLineSchema.parse(JSON.parse(text))
  const { type, actor, subjectId, objectId, detail } = event
  return {
    stamp,
    event: {
      type, actor,
      ...(subjectId === undefined ? {} : { subjectId: subjectId as SubjectId }),
      ...(objectId === undefined ? {} : { objectId }),
      ...(detail === undefined ? {} : { detail }),
    },
  }
}
