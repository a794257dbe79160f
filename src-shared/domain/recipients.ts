// Who received information about people: which category, when, how, and under which contract, consent or law; kept three years
// (R-SHARE of the rules pack), and what of it must be told to the person and acted on when the person is erased.
import { toDay, type Day, type EpochMs } from '../base/clock'
import type { ConsentEventId, Id, SubjectId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { concerns, isStop, type ConsentEvent } from './consent-events'
import type { Statute } from './exceptions'
import { inventoryOf } from './inventory'
import { addMonths } from './months'
import type { ProcessingMethod } from './policy-words'
import type { RulesPackBody } from './rules'
import type { Category, Purpose } from './vocabulary'

export type RecipientId = Id<'recipient'>
export type TransferId = Id<'transfer'>

/** 委托、提供、公开: what the law asks for differs by it (PIPL 21, 23, 25). */
export const RECIPIENT_RELATIONS = ['entrusted', 'provided', 'disclosed'] as const
export type RecipientRelation = (typeof RECIPIENT_RELATIONS)[number]

export interface Recipient {
  readonly id: RecipientId
  readonly name: string
  readonly contact: string
}
export type TransferGround =
  | { readonly by: 'contract'; readonly reference: string; readonly from: Day; readonly until?: Day }
  /** Once the person is erased nothing leads to the act any more. */
  | { readonly by: 'consent'; readonly eventId?: ConsentEventId }
  | { readonly by: 'statute'; readonly statute: Statute }
/** One handing over, or one that goes on. */
export interface Transfer {
  readonly id: TransferId
  /** Absent with `disclosed`: to everybody. */
  readonly recipientId?: RecipientId
  readonly relation: RecipientRelation
  readonly category: Category
  /** Field names of the inventory. */
  readonly fields: readonly string[]
  readonly purpose: Purpose
  readonly method: ProcessingMethod
  readonly at: EpochMs
  /** Absent: it still goes on, unless `once`. */
  readonly until?: EpochMs
  readonly frequency: 'once' | 'ongoing'
  readonly ground: TransferGround
  /** `everyone`: all people of whom the category is held. */
  readonly people: 'everyone' | readonly SubjectId[]
}

/** Texts: `consent:transferError.KIND`. */
export type TransferError =
  | { readonly kind: 'recipient-missing' }
  | { readonly kind: 'contract-needed' } // entrusting (PIPL 21)
  | { readonly kind: 'contract-not-running' }
  | { readonly kind: 'separate-consent-needed' } // providing and disclosing (PIPL 23, 25)
  | { readonly kind: 'consent-is-one-person' }
  | { readonly kind: 'statute-missing' }
  | { readonly kind: 'field-not-of-category'; readonly field: string }
  | { readonly kind: 'purpose-not-of-category' }
  | { readonly kind: 'ends-before-it-begins' }

/** `events`: the consent history of the person concerned, where the ground is a consent. */
export function checkTransfer(transfer: Transfer, events: readonly ConsentEvent[]): Result<Transfer, TransferError> {
  const entry = inventoryOf(transfer.category)
  const foreign = transfer.fields.find((field) => !entry.fields.includes(field))
  if (foreign !== undefined) return err({ kind: 'field-not-of-category', field: foreign })
  if (!entry.purposes.includes(transfer.purpose)) return err({ kind: 'purpose-not-of-category' })
  if (transfer.until !== undefined && transfer.until < transfer.at) return err({ kind: 'ends-before-it-begins' })
  if (transfer.relation !== 'disclosed' && transfer.recipientId === undefined) return err({ kind: 'recipient-missing' })
  const fault = groundFault(transfer, events)
  return fault ? err(fault) : ok(transfer)
}

function groundFault({ ground, relation, at, people, purpose }: Transfer, events: readonly ConsentEvent[]): TransferError | undefined {
  switch (ground.by) {
    case 'statute':
      return ground.statute.title.trim() === '' || ground.statute.article.trim() === '' ? { kind: 'statute-missing' } : undefined
    case 'contract': {
      if (relation !== 'entrusted') return { kind: 'separate-consent-needed' }
      const isRunning = ground.from <= toDay(at) && (ground.until === undefined || toDay(at) <= ground.until)
      return ground.reference.trim() !== '' && isRunning ? undefined : { kind: 'contract-not-running' }
    }
    case 'consent': {
      if (relation === 'entrusted') return { kind: 'contract-needed' }
      if (people === 'everyone' || people.length !== 1) return { kind: 'consent-is-one-person' }
      const given = events.find((event) => event.id === ground.eventId)
      const isGiven = given?.kind === 'separate-consent' && concerns(given, purpose) && given.at <= at
      const isWithdrawn = isGiven && events.some((event) => isStop(event) && concerns(event, purpose) && event.at > given.at && event.at <= at)
      return isGiven && !isWithdrawn ? undefined : { kind: 'separate-consent-needed' }
    }
  }
}

/** Code of the pack's rule for records of providing and entrusting (NDSR 12). */
const SHARE_RULE = 'R-SHARE'

/** The day from which the record may go; undefined while the transfer goes on, or where the pack has no such rule: then it stays. */
export function transferKeptUntil(transfer: Transfer, rules: Pick<RulesPackBody, 'retention'>): Day | undefined {
  const rule = rules.retention.find((one) => one.code === SHARE_RULE)
  const last = transfer.frequency === 'once' ? transfer.at : transfer.until
  return rule && last !== undefined ? addMonths(toDay(last), rule.months) : undefined
}

export function mayGo(transfer: Transfer, today: Day, rules: Pick<RulesPackBody, 'retention'>): boolean {
  const until = transferKeptUntil(transfer, rules)
  return until !== undefined && until <= today
}

/** What was handed over about one person, first to last: for the access package (PIPL 17, 23). */
export function transfersOf(subjectId: SubjectId, held: readonly Category[], transfers: readonly Transfer[]): readonly Transfer[] {
  return transfers
    .filter(({ people, category }) => (people === 'everyone' ? held.includes(category) : people.includes(subjectId)))
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}
