// What a case still waits for from whoever asks, as the letter that asks for more names it: each paper that is missing, then the proof of who they are.
import type { CaseRequest } from './request'
import { missingEvidence } from './request-maker'
import { needsIdentity } from './request-rights'
import type { EvidenceKind, IdentifierKind } from './vocabulary'

export interface MaskedIdentifier {
  readonly kind: IdentifierKind
  readonly masked: string
}
export type Missing =
  | { readonly t: 'evidence'; readonly evidence: EvidenceKind }
  /** `whose`: of the one who asks, or of the person they ask for. */
  | ({ readonly t: 'identifier'; readonly whose: 'own' | 'theirs' } & MaskedIdentifier)
  | { readonly t: 'account' }

export function stillMissing(request: Pick<CaseRequest, 'right' | 'explains' | 'identityChecks' | 'madeBy'>, identifiers: readonly MaskedIdentifier[]): readonly Missing[] {
  const evidence = missingEvidence(request).map((one): Missing => ({ t: 'evidence', evidence: one }))
  if (!needsIdentity(request) || request.identityChecks.length > 0) return evidence
  // Somebody who has not shown that they may ask learns nothing of the person: not how an account is reached, not even masked.
  if (evidence.length > 0) return [...evidence, { t: 'account' }]
  return identifiers.map(({ kind, masked }) => ({ t: 'identifier', whose: request.madeBy ? 'theirs' : 'own', kind, masked }))
}
