// Channel group `audit`, its lines: who did what and when at this workstation.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { SubjectId } from '../base/ids'
import { AUDIT_KINDS, type AuditKind } from '../domain/audit-kinds'
import { id } from '../domain/fields'
import { channel } from './channel'
import type { StaffRef } from './views'

export interface AuditLine {
  readonly seq: number
  readonly at: EpochMs
  /** Absent: the desk by itself. */
  readonly who?: StaffRef
  readonly type: string
  readonly kind: AuditKind
  /** Whom it concerns, where whoever reads may open people and they are here. */
  readonly about?: { readonly subjectId: SubjectId; readonly maskedName: string }
}
export interface AuditLines {
  /** The latest first. */
  readonly lines: readonly AuditLine[]
  /** Absent: the beginning of the record was reached. */
  readonly before?: number
  /** Whose lines these are; everybody's where the role looks after the record. */
  readonly whose: 'mine' | 'all'
}

export const auditLines = {
  /** `before`: of the former answer; it may have brought fewer lines than fit, or none, and there are older ones all the same. */
  'audit.list': channel<AuditLines>()('read-audit', z.object({ kind: z.enum(AUDIT_KINDS).optional(), who: z.string().max(100).optional(), before: z.number().int().min(1).max(1e12).optional() })),
  /** Of one person: who looked, showed, decided, sent; fifty at most. */
  'audit.ofPerson': channel<AuditLines>()('read-person', z.object({ subjectId: id<SubjectId>() })),
} as const
