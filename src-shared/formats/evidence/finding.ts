// A checked file: what it is, and either all that it says or the one thing that is wrong with it.
import type { EvidenceOutcome } from '../../domain/evidence'
import type { CheckedErasureCertificate } from '../certificate'
import type { CheckedManifest } from '../package'

export type EvidenceFinding =
  | { readonly outcome: 'valid'; readonly what: 'package'; readonly package: CheckedManifest }
  | { readonly outcome: 'valid'; readonly what: 'certificate'; readonly certificate: CheckedErasureCertificate }
  | { readonly outcome: Exclude<EvidenceOutcome, 'valid'>; readonly what: 'package' | 'certificate'; /** Whose content is another. */ readonly file?: string }
