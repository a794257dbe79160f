// Channel group `evidence`: a file that somebody handed in is checked, whoever made it. Nothing of it is kept.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { DeletionGround } from '../domain/deletion-grounds'
import type { EvidenceOutcome } from '../domain/evidence'
import type { RedactionReason } from '../domain/redactions'
import type { Bilingual } from '../domain/rules'
import type { FinalAction } from '../domain/erasure-plan'
import type { Category, Product } from '../domain/vocabulary'
import type { Period } from '../domain/desk-report'
import type { BundleCountsView } from './bundle'
import { channel } from './channel'

export interface PackageEvidence {
  readonly packageId: string
  readonly caseNo: string
  readonly tenant: string
  readonly madeAt: EpochMs
  readonly dataAsOf: EpochMs
  readonly rulesPack: string
  /** By the certificate that the organisation signed. */
  readonly signer: string
  readonly files: readonly { readonly name: string; readonly sizeBytes: number; readonly rows?: number; readonly sha256: string }[]
  readonly coverage: readonly { readonly category: Category; readonly system: string; readonly heldRows: number; readonly includedRows: number; readonly withheld?: Bilingual }[]
  /** Undefined in a package of the first version, which did not say. */
  readonly released?: { readonly redactions: readonly { readonly reason: RedactionReason; readonly count: number }[]; readonly attached: number; readonly missingFiles: number }
}
export interface CertificateEvidence {
  readonly erasureId: string
  readonly caseNo: string
  readonly planHash: string
  readonly completedAt: EpochMs
  readonly signer: string
  readonly rows: number
  readonly kept: number
  readonly onHold: number
  readonly devices: number
  readonly withoutReceipt: number
  /** Undefined in a certificate of the first version, which did not say. */
  readonly deletionGround?: { readonly code: DeletionGround; readonly provision?: Bilingual | undefined }
}
export interface ReportEvidence {
  readonly batchId: string
  readonly planHash: string
  readonly doneAt: EpochMs
  readonly signer: string
  readonly agreed: readonly string[]
  /** Of a product that has ended. `apart`: rows that a law keeps until their own days. */
  readonly ending?: { readonly product: Product; readonly peopleDone: number; readonly apart: number }
  readonly lines: readonly { readonly category: Category; readonly then: FinalAction; readonly planned: number; readonly done: number; readonly held: number }[]
}
export interface BundleEvidence {
  readonly bundleId: string
  readonly tenant: string
  readonly period: Period
  readonly asOf: EpochMs
  /** Of the staff: who fetched it. */
  readonly askedBy: string
  readonly signer: string
  readonly caseMonths: number
  readonly files: number
  /** Versions of rules packs that something in it names and the origin did not hold. */
  readonly missingPacks: readonly string[]
  readonly counts: BundleCountsView
}
export interface EvidenceView {
  readonly fileName: string
  readonly sizeBytes: number
  readonly what: 'package' | 'certificate' | 'report' | 'bundle'
  readonly outcome: EvidenceOutcome
  /** In which the fault is, as the manifest names it. */
  readonly file?: string
  readonly package?: PackageEvidence
  readonly certificate?: CertificateEvidence
  readonly report?: ReportEvidence
  readonly bundle?: BundleEvidence
}

export const evidence = {
  /** `pickId`: a file that was picked in our dialog; it can be asked about again, with its passphrase. A check that runs is ended by the next. */
  'evidence.check': channel<EvidenceView>()('staff', z.object({ pickId: z.uuid(), passphrase: z.string().min(1).max(200).optional() })),
  'evidence.stop': channel<void>()('staff', z.object({})),
} as const
