// What each right needs when it is asked for, how it can end, and which way it takes there: closed tables, one line a right.
import type { CaseRequest, CreateRequest } from './request'
import type { Outcome, Right, TimelineEvent } from './vocabulary'

type AskedField = 'corrections' | 'purposes' | 'products' | 'explains' | 'transferTo' | 'authority'

interface RightFacts {
  /** The fields without which it asks for nothing; any other of them is not taken over. */
  readonly needs: readonly AskedField[]
  readonly outcomes: readonly Outcome[]
  /** What its granting leaves in the history; absent: the decision says it all. */
  readonly granted?: TimelineEvent
  /** `erasure`: granted by a plan and a second person; `officer`: escalated, and decided by the officer alone. */
  readonly way: 'decision' | 'erasure' | 'officer'
  /** Its granting hands out a copy of the person's information. */
  readonly handsOut?: true
}

const BY_ITEM: readonly Outcome[] = ['granted', 'granted-in-part', 'refused', 'already-done', 'not-theirs']
const WHOLE: readonly Outcome[] = ['granted', 'refused', 'already-done', 'not-theirs']

const FACTS: Readonly<Record<Right, RightFacts>> = {
  access: { needs: [], outcomes: BY_ITEM, way: 'decision', handsOut: true },
  copy: { needs: [], outcomes: BY_ITEM, way: 'decision', handsOut: true },
  transfer: { needs: ['transferTo'], outcomes: WHOLE, way: 'decision', handsOut: true },
  correct: { needs: ['corrections'], outcomes: BY_ITEM, granted: 'corrected', way: 'decision' },
  supplement: { needs: ['corrections'], outcomes: BY_ITEM, granted: 'supplemented', way: 'decision' },
  restrict: { needs: ['purposes'], outcomes: BY_ITEM, granted: 'processing-restricted', way: 'decision' },
  'personalisation-off': { needs: [], outcomes: WHOLE, granted: 'personalisation-stopped', way: 'decision' },
  'end-product': { needs: ['products'], outcomes: BY_ITEM, granted: 'product-ended', way: 'decision' },
  withdraw: { needs: ['purposes'], outcomes: BY_ITEM, granted: 'consent-withdrawn', way: 'decision' },
  // What they grant, they grant by a plan: a letter alone can only refuse, or say that nothing is left to do.
  delete: { needs: [], outcomes: ['refused', 'already-done', 'not-theirs'], way: 'erasure' },
  'cancel-account': { needs: [], outcomes: ['refused', 'already-done', 'not-theirs'], way: 'erasure' },
  explain: { needs: ['explains'], outcomes: ['granted', 'granted-in-part', 'refused', 'not-theirs'], way: 'decision' },
  complain: { needs: [], outcomes: ['granted', 'granted-in-part', 'refused'], way: 'decision' },
  'foreign-authority': { needs: ['authority'], outcomes: ['refused'], way: 'officer' },
}

/** How a decision on it can end, before it is known what was checked. */
export function possibleOutcomes(right: Right): readonly Outcome[] {
  return FACTS[right].outcomes
}
export function eventOfGrant(right: Right): TimelineEvent | undefined {
  return FACTS[right].granted
}
export function endsInErasure(right: Right): boolean {
  return FACTS[right].way === 'erasure'
}
export function isForOfficer(right: Right): boolean {
  return FACTS[right].way === 'officer'
}
export function handsOutPackage(right: Right): boolean {
  return FACTS[right].handsOut === true
}
export function needsField(right: Right, field: AskedField): boolean {
  return FACTS[right].needs.includes(field)
}

/** What says nothing about anybody needs no proof of who asks: the public rules, an answer to a complaint, and the letter to an authority. */
export function needsIdentity({ right, explains }: Pick<CaseRequest, 'right' | 'explains'>): boolean {
  if (right === 'explain') return explains !== 'rules'
  return right !== 'complain' && right !== 'foreign-authority'
}

const FIELDS: readonly AskedField[] = ['corrections', 'purposes', 'products', 'explains', 'transferTo', 'authority']

/** Names of the fields that are missing, empty or name something twice. */
export function askedProblems(args: CreateRequest): readonly string[] {
  return FACTS[args.right].needs.filter((field) => isEmptyOrTwice(field, args))
}

function isEmptyOrTwice(field: AskedField, args: CreateRequest): boolean {
  const value = args[field]
  if (value === undefined) return true
  if (typeof value === 'string') return value.trim() === ''
  const keys = value.map((one) => (typeof one === 'string' ? one : one.field))
  return keys.length === 0 || new Set(keys).size !== keys.length
}

/** What of the arguments the right is about; the rest is left out, so that no item is decided that nobody asked for. */
export function askedOf(args: CreateRequest): Partial<Pick<CaseRequest, AskedField>> {
  return Object.fromEntries(FIELDS.filter((field) => needsField(args.right, field) && args[field] !== undefined).map((field) => [field, args[field]]))
}
