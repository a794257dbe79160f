// Channel group `package`: the access package of one request.
import { z } from 'zod'
import type { RequestId } from '../base/ids'
import { id } from '../domain/fields'
import type { Category } from '../domain/vocabulary'
import { channel } from './channel'
import type { DeskError } from './errors'
import type { Freshness } from './views'

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

export const packages = {
  'package.preview': channel<PackagePreview>()('export-package', z.object({ requestId: id<RequestId>() })),
  'package.start': channel<{ readonly jobId: string }>()('export-package', z.object({ requestId: id<RequestId>() })),
  'package.job': channel<PackageJob>()('export-package', z.object({ jobId: z.string().max(40) })),
  'package.cancel': channel<void>()('export-package', z.object({ jobId: z.string().max(40) })),
  /** Answers once, then never again (not-found): the passphrase is kept in memory alone until it was read. */
  'package.passphrase': channel<{ readonly passphrase: string }>()('export-package', z.object({ jobId: z.string().max(40) })),
} as const
