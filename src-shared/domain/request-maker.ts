// Requests that somebody makes for the person: what each kind of asker has to show, and what is still missing.
//
// JUDGEMENT: the laws name the duties and no papers. Where the pack in force says nothing of its own, this table holds (docs/request-intake.md):
//   agent               a letter of authorisation and the agent's own identity (Civil Code 161, 165; NDSR 25 asks for the identity alone)
//   guardian-of-child   guardianship and the guardian's identity (PIPL 31, S9 34; Civil Code 20, 23)
//   guardian-of-minor   the same, and that the minor wants it: from fourteen on the consent is the minor's own (PIPL 31; Civil Code 19, 35)
//   relative            kinship, the death, the relative's own lawful and legitimate interest (PIPL 49), and their identity
import type { Day } from '../base/clock'
import { AGE_OF_MAJORITY, yearsOld } from './minors'
import type { CaseRequest, CreateRequest } from './request'
import { isForOfficer } from './request-rights'
import type { EvidenceItem, MadeBy, Maker } from './intake-acts'
import type { RulesPackBody } from './rules'
import type { EvidenceKind, Representative } from './vocabulary'

const EVIDENCE: Readonly<Record<Representative, readonly EvidenceKind[]>> = {
  agent: ['asker-identity', 'authorisation'],
  'guardian-of-child': ['asker-identity', 'guardianship'],
  'guardian-of-minor': ['asker-identity', 'guardianship', 'minors-wish'],
  relative: ['asker-identity', 'kinship', 'death', 'interest'],
}

/** The pack's own list where it has one for this kind. */
export function evidenceFor(kind: Representative, rules: Pick<RulesPackBody, 'representatives'>): readonly EvidenceKind[] {
  return rules.representatives.find((one) => one.kind === kind)?.evidence ?? EVIDENCE[kind]
}

/** At intake everything is still missing. */
export function madeByOf(maker: Maker, rules: RulesPackBody): MadeBy {
  const { kind, name, contact, relation } = maker
  return { kind, name: name.trim(), contact: contact.trim(), relation: relation.trim(), evidence: evidenceFor(kind, rules).map((one): EvidenceItem => ({ kind: one })) }
}

/** Names of the fields that do not fit. An authority abroad is represented by nobody. */
export function makerProblems({ right, madeBy }: Pick<CreateRequest, 'right' | 'madeBy'>): readonly string[] {
  if (madeBy === undefined) return []
  if (isForOfficer(right)) return ['madeBy']
  return (['name', 'contact', 'relation'] as const).filter((field) => madeBy[field].trim() === '').map((field) => `madeBy.${field}`)
}

/** Whose guardian consents in their place (PIPL 31). */
const OWN_CONSENT = 14

/** Of a person whose birth day is known, only the guardian of that age asks: fourteen and eighteen begin on the birthday. Unknown fits everything. */
export function fitsAge(kind: Representative, birthDay: Day | undefined, today: Day): boolean {
  const years = yearsOld(birthDay, today)
  if (years === undefined || (kind !== 'guardian-of-child' && kind !== 'guardian-of-minor')) return true
  return kind === 'guardian-of-child' ? years < OWN_CONSENT : years >= OWN_CONSENT && years < AGE_OF_MAJORITY
}

export function missingEvidence({ madeBy }: Pick<CaseRequest, 'madeBy'>): readonly EvidenceKind[] {
  return (madeBy?.evidence ?? []).flatMap((item) => (item.seen ? [] : [item.kind]))
}

/** While it is so, nothing is granted, handed out or erased. */
export function lacksEvidence(request: Pick<CaseRequest, 'madeBy'>): boolean {
  return missingEvidence(request).length > 0
}

/** What was read off papers goes; that they were seen, by whom and when, stays. */
export function withoutSeenWords(madeBy: MadeBy): MadeBy {
  return { ...madeBy, evidence: madeBy.evidence.map((item) => (item.seen ? { ...item, seen: { ...item.seen, what: '' } } : item)) }
}

/** Nobody can be recognised by it any more. */
export function withoutMaker(madeBy: MadeBy): MadeBy {
  return { ...withoutSeenWords(madeBy), name: '', contact: '', relation: '' }
}
