// What a case still waits for from whoever asks, as the letter that asks for more names it: each paper that is missing, then the proof of who they are.
import type { MaskedIdentifier, Missing } from './letter-words'
import type { CaseRequest } from './request'
import { missingEvidence } from './request-maker'
import { needsIdentity } from './request-rights'

export function stillMissing(request: Pick<CaseRequest, 'right' | 'explains' | 'identityChecks' | 'madeBy'>, identifiers: readonly MaskedIdentifier[]): readonly Missing[] {
  const evidence = missingEvidence(request).map((one): Missing => ({ t: 'evidence', evidence: one }))
  if (!needsIdentity(request) || request.identityChecks.length > 0) return evidence
  // Somebody who has not shown who they are, or that they may ask, learns nothing of the person: not how an account is reached, not even masked.
  if (!request.madeBy || evidence.length > 0) return [...evidence, { t: 'account', whose: request.madeBy ? 'theirs' : 'own' }]
  return identifiers.map(({ kind, masked }) => ({ t: 'identifier', kind, masked }))
}
