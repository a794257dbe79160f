// Channel group `package`: the access package of one request.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { RequestId } from '../base/ids'
import { id } from '../domain/fields'
import { ownFindingSchema, REDACTED_PARTS, REDACTION_REASONS, spotSchema, type Finding, type RedactedPart, type RedactionCount, type RedactionReason, type Spot } from '../domain/redactions'
import type { Category } from '../domain/vocabulary'
import { channel } from './channel'
import type { DeskError } from './errors'
import type { Freshness, StaffRef } from './views'

export interface PackagePreview {
  readonly requestId: RequestId
  readonly caseNo: string
  readonly maskedName: string
  readonly categories: readonly { readonly category: Category; readonly system: string; readonly rows: number; readonly source: 'desk' | 'origin' | 'missing' }[]
  readonly freshness: Freshness
  /** Why it cannot be made now. */
  readonly blocked?: DeskError
}
export interface PackageJob {
  readonly jobId: string
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  readonly rows: number
  readonly totalRows: number
  readonly rowsPerSecond: number
  readonly secondsLeft?: number
  readonly error?: DeskError
  readonly done?: {
    readonly fileName: string
    readonly sizeBytes: number
    readonly sha256: string
    readonly files: readonly { readonly name: string; readonly rows?: number; readonly sizeBytes: number }[]
  }
}

/** One place from which something may be taken out, as it stands before that. */
export interface ReviewItem {
  readonly spot: Spot
  /** Of a request or an answer. */
  readonly caseNo?: string
  readonly at: EpochMs
  /** Of a file its name. */
  readonly text: string
  /** Found by form and directory; all but those that stay are taken out. */
  readonly findings: readonly Finding[]
  /** Chosen by hand. */
  readonly chosen?: { readonly part: RedactedPart; readonly reason: RedactionReason; readonly by: StaffRef; readonly at: EpochMs }
}
export interface RedactionReview {
  /** Free texts and files, in the order of the package. */
  readonly items: readonly ReviewItem[]
  /** Rows of the service log from which something is taken out, newest first; no more than can be looked over. */
  readonly rows: readonly ReviewItem[]
  readonly rowsInAll: number
  readonly counts: readonly RedactionCount[]
}

/**
 * Of a file that the desk wrote. `not-found`: it was moved, renamed or removed; `changed`: something else lies there under its name; `unreachable`: its
 * folder is not there or not to be read. Of none of these three can the app say or do anything more.
 */
export const PACKAGE_PLACES = ['here', 'destroyed', 'not-found', 'changed', 'unreachable'] as const
export type PackagePlace = (typeof PACKAGE_PLACES)[number]
export interface PackageFileView {
  readonly fileId: string
  /** Undefined: the export folder. */
  readonly folder?: string
  readonly fileName: string
  readonly place: PackagePlace
  readonly by: StaffRef
  readonly at: EpochMs
  readonly destroyed?: { readonly by: StaffRef; readonly at: EpochMs }
}
/** A package that this desk made, with the copies that were made of it in the app. */
export interface MadePackage {
  /** Also that of its job. */
  readonly packageId: string
  readonly requestId: RequestId
  readonly caseNo: string
  readonly maskedName: string
  readonly sizeBytes: number
  readonly expiresAt: EpochMs
  readonly isExpired: boolean
  /** The package first, then its copies. */
  readonly files: readonly PackageFileView[]
}

const ofCase = { requestId: id<RequestId>() }

export const packages = {
  'package.preview': channel<PackagePreview>()('export-package', z.object({ requestId: id<RequestId>() })),
  'package.start': channel<{ readonly jobId: string }>()('export-package', z.object({ requestId: id<RequestId>() }), { proof: 'recent' }),
  'package.job': channel<PackageJob>()('export-package', z.object({ jobId: z.string().max(40) })),
  'package.cancel': channel<void>()('export-package', z.object({ jobId: z.string().max(40) })),
  /** Answers once, then never again (not-found): the passphrase is kept in memory alone until it was read. */
  'package.passphrase': channel<{ readonly passphrase: string }>()('export-package', z.object({ jobId: z.string().max(40) })),
  /** Newest first. */
  'package.list': channel<readonly MadePackage[]>()('export-package', z.object({})),
  /** `pickId`: the folder that was picked in our dialog. */
  'package.copy': channel<{ readonly fileName: string; readonly folder: string }>()('export-package', z.object({ packageId: z.uuid(), pickId: z.uuid() }), { proof: 'recent' }),
  /** Every file of it that is in reach; answers what became of each. */
  'package.destroy': channel<readonly PackageFileView[]>()('export-package', z.object({ packageId: z.uuid() })),
  /** Puts on record that somebody opens the folder of packages; opening it is the shell's. */
  'package.openFolder': channel<void>()('staff', z.object({})),
  /** What is taken out of the package, for whoever makes it or looks it over. */
  'package.review': channel<RedactionReview>()('export-package', z.object(ofCase)),
  /** Rows of the service log that hold these words, newest first, to take one out by hand. */
  'package.findRows': channel<readonly ReviewItem[]>()('export-package', z.object({ ...ofCase, text: z.string().trim().min(1).max(200) })),
  'package.redact': channel<void>()('export-package', z.object({ ...ofCase, spot: spotSchema, part: z.enum(REDACTED_PARTS), reason: z.enum(REDACTION_REASONS) })),
  'package.unredact': channel<void>()('export-package', z.object({ ...ofCase, spot: spotSchema })),
  /** `own`: what was found is the person's own, and stays. */
  'package.settleFinding': channel<void>()('export-package', z.object({ ...ofCase, finding: ownFindingSchema, as: z.enum(['own', 'redacted']) })),
} as const
