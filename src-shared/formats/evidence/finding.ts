// A checked file: what it is, and either all that it says or the one thing that is wrong with it.
import type { EvidenceOutcome } from '../../domain/evidence'
import type { CheckedBatchReport } from '../batch-report'
import type { CheckedErasureCertificate } from '../certificate'
import type { CheckedManifest } from '../package'
import type { CheckedBundle } from '../bundle/evidence-bundle'

export type EvidenceFinding =
  | { readonly outcome: 'valid'; readonly what: 'package'; readonly package: CheckedManifest }
  | { readonly outcome: 'valid'; readonly what: 'certificate'; readonly certificate: CheckedErasureCertificate }
  | { readonly outcome: 'valid'; readonly what: 'report'; readonly report: CheckedBatchReport }
  | { readonly outcome: 'valid'; readonly what: 'bundle'; readonly bundle: CheckedBundle }
  | { readonly outcome: Exclude<EvidenceOutcome, 'valid'>; readonly what: 'package' | 'certificate' | 'report' | 'bundle'; /** In which the fault is. */ readonly file?: string }
