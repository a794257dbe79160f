// What was shown that a corrected value is right (PIPL 46: verified, then corrected): one line for each field that a decision grants. Its words
// serve the decision alone: with the closing of the case they go, as those of every check do, and the kind stays.
import type { CaseDecision, CaseRequest, DecisionDetails, FieldShown } from './request'
import { needsField } from './request-rights'
import { FIELD_EVIDENCE, type FieldEvidence, type Outcome, type PersonField } from './vocabulary'

/** What can show that a value of this field is right. */
export function evidenceFor(field: PersonField): readonly FieldEvidence[] {
  const isReachable = field === 'mobile' || field === 'email'
  return FIELD_EVIDENCE.filter((kind) => isReachable || kind !== 'code-read-back')
}

interface Granting extends Pick<DecisionDetails, 'items' | 'shown'> {
  readonly outcome: Outcome
}

/** The fields whose asked values such a decision grants; each of them needs its evidence, and no other has one. */
export function grantedFields(current: Pick<CaseRequest, 'right' | 'corrections'>, { outcome, items }: Omit<Granting, 'shown'>): readonly PersonField[] {
  if (!needsField(current.right, 'corrections') || (outcome !== 'granted' && outcome !== 'granted-in-part')) return []
  const fields = (current.corrections ?? []).map(({ field }) => field)
  return items === undefined ? fields : fields.filter((field) => items.some((one) => one.item === `field:${field}` && one.outcome === 'granted'))
}

export function isEvidenceWhole(current: Pick<CaseRequest, 'right' | 'corrections'>, decision: Granting): boolean {
  const shown = decision.shown ?? []
  const fields = grantedFields(current, decision)
  return shown.length === fields.length && fields.every((field) => shown.some((one) => one.field === field && evidenceFor(field).includes(one.kind)))
}

const withoutWords = ({ field, kind }: FieldShown): FieldShown => ({ field, kind })

export function withoutShownWords(decision: CaseDecision): CaseDecision {
  return decision.shown ? { ...decision, shown: decision.shown.map(withoutWords) } : decision
}
