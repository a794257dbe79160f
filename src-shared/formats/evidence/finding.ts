// A checked file: what it is, and either all that it says or the one thing that is wrong with it.
import type { EvidenceOutcome } from '../../domain/evidence'
import type { CheckedBatchReport } from '../batch-report'
import type { CheckedErasureCertificate } from '../certificate'
import type { CheckedManifest } from '../package'

export type EvidenceFinding =
  | { readonly outcome: 'valid'; readonly what: 'package'; readonly package: CheckedManifest }
  | { readonly outcome: 'valid'; readonly what: 'certificate'; readonly certificate: CheckedErasureCertificate }
  | { readonly outcome: 'valid'; readonly what: 'report'; readonly report: CheckedBatchReport }
  | { readonly outcome: Exclude<EvidenceOutcome, 'valid'>; readonly what: 'package' | 'certificate' | 'report'; /** Whose content is another. */ readonly file?: string }
