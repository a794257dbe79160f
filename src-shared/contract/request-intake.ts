// The acts of an intake and of the life of a request beside its decision, and what a screen shows of them.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { RequestId, SubjectId } from '../base/ids'
import { id } from '../domain/fields'
import { CHANNELS, EVIDENCE_KINDS, REPRESENTATIVES, RIGHTS, type Channel, type EvidenceKind, type Representative } from '../domain/vocabulary'
import { channel } from './channel'
import type { RequestRow, StaffRef } from './views'

/** Who asks for the person. In clear: they are whom staff talk to, and no person whose records are kept here. */
export interface MadeByView {
  readonly kind: Representative
  readonly name: string
  readonly contact: string
  readonly relation: string
  readonly evidence: readonly { readonly kind: EvidenceKind; readonly seen?: { readonly what: string; readonly by: StaffRef; readonly at: EpochMs } }[]
}
export interface WithdrawalView {
  readonly channel: Channel
  readonly reason: string
  readonly by: StaffRef
  readonly at: EpochMs
}
/** A link stands in one of the two requests; `holder` with its version is where it is taken back. */
export interface LinkView {
  readonly row: RequestRow
  readonly by: StaffRef
  readonly at: EpochMs
  readonly holder: { readonly requestId: RequestId; readonly version: number }
}
/** What may be the same matter: found, never decided by. */
export interface DuplicateView {
  readonly row: RequestRow
  /** The same person, or another account with an identifier of theirs. */
  readonly why: 'same-person' | 'shared-identifier'
}
export interface RelatedView {
  readonly links: readonly LinkView[]
  /** Linked, and not on this desk. */
  readonly linkedElsewhere: number
  /** Open, of the same right, not linked. */
  readonly duplicates: readonly DuplicateView[]
  /** What this complaint is about; without a row it is not on this desk. */
  readonly about?: { readonly requestId: RequestId; readonly row?: RequestRow }
  readonly complaints: readonly RequestRow[]
  /** Older links and complaints that were not read. */
  readonly older: number
}

const requestId = id<RequestId>()
const at = { requestId, version: z.number().int() }
const evidence = z.enum(EVIDENCE_KINDS)
const reason = z.string().min(1).max(2_000)

export const requestIntake = {
  /** By the pack in force: told before there is a request. */
  'request.evidenceNeeded': channel<{ readonly evidence: readonly EvidenceKind[] }>()('read-case', z.object({ kind: z.enum(REPRESENTATIVES) })),
  'request.seeEvidence': channel<void>()('work-request', z.object({ ...at, evidence, what: z.string().min(1).max(400) })),
  'request.retractEvidence': channel<void>()('work-request', z.object({ ...at, evidence, reason })),
  'request.withdraw': channel<void>()('work-request', z.object({ ...at, channel: z.enum(CHANNELS), reason })),
  'request.stepBack': channel<void>()('work-request', z.object({ ...at, reason })),
  /** The person's open cases of one right, before another is keyed in; tests are none. */
  'request.openAlike': channel<{ readonly rows: readonly RequestRow[] }>()('work-request', z.object({ subjectId: id<SubjectId>(), right: z.enum(RIGHTS) })),
  /** A case by its whole number, to link it; absent: none on this desk has it. */
  'request.byNumber': channel<{ readonly row?: RequestRow }>()('work-request', z.object({ caseNo: z.string().max(20) })),
  'request.link': channel<void>()('work-request', z.object({ ...at, otherId: requestId })),
  'request.unlink': channel<void>()('work-request', z.object({ ...at, otherId: requestId })),
} as const
