// One person's consent history as events that are only ever added; every answer about a day is read from them anew.
import { addDays, dayStart, toDay, type Day, type EpochMs } from '../base/clock'
import type { ConsentEventId, PolicyId } from '../base/ids'
import type { LegalBasis } from './inventory'
import { channelsOf, isInForce, type PolicyRegister, type PolicyVersion } from './policy-register'
import { isServiceChannel, type ServiceChannel } from './policy-words'
import type { Channel, ConsentKind, Product, Purpose } from './vocabulary'

/** `notified` is enough where nothing changed that asks for consent (PIPL 14, 17). */
export type ConsentEventKind = ConsentKind

/** The wire's `consent` record is one. */
export interface ConsentEvent {
  readonly id: ConsentEventId
  readonly kind: ConsentEventKind
  /** Absent with a withdrawal or a grant: every purpose. */
  readonly purpose?: Purpose
  /** Set for product-ended: the product that the person uses no more. */
  readonly product?: Product
  readonly policyId: PolicyId
  readonly channel: Channel | ServiceChannel
  readonly at: EpochMs
  /** SHA-256 (hex) of the wording that was shown. */
  readonly wordingHash: string
  readonly evidence?: string
}

/** A day counts whole, up to its last millisecond; a moment counts itself. */
export type Moment = Day | EpochMs

/** First millisecond that lies after the moment. */
export function endOf(moment: Moment): EpochMs {
  return typeof moment === 'number' ? moment + 1 : dayStart(addDays(moment, 1))
}
export function dayOf(moment: Moment): Day {
  return typeof moment === 'number' ? toDay(moment) : moment
}

/** In the order in which they count: by time, and of one time by id; never by the order in which they arrived. */
export function historyUntil(moment: Moment, events: readonly ConsentEvent[]): readonly ConsentEvent[] {
  const end = endOf(moment)
  return events.filter((event) => event.at < end).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

/** Whether the version that the event names was in force there and then; by phone, letter or counter: on any channel. */
export function wasInForce(version: PolicyVersion, event: ConsentEvent, register: PolicyRegister): boolean {
  const channels = isServiceChannel(event.channel) ? [event.channel] : channelsOf(register)
  return channels.some((channel) => isInForce(version, channel, toDay(event.at), register))
}

/** The form of the service that the person used last; asked by staff without one, the question is about it. */
export function channelLastUsed(history: readonly ConsentEvent[]): ServiceChannel {
  const last = history.findLast((event) => isServiceChannel(event.channel))?.channel
  return last !== undefined && isServiceChannel(last) ? last : 'website'
}

/** Whether the act speaks to the purpose: one that names none speaks to all. */
export function concerns(event: ConsentEvent, purpose: Purpose): boolean {
  return event.purpose === undefined || event.purpose === purpose
}
/** Ends a purpose, whatever its product. */
export function isStop({ kind }: Pick<ConsentEvent, 'kind'>): boolean {
  return kind === 'withdrawal' || kind === 'opt-out' || kind === 'restriction'
}
/** A person may restrict or refuse what is done with their information, unless laws or administrative regulations provide for it (PIPL 44). */
export function outlivesRestriction(basis: LegalBasis): boolean {
  return basis === 'legal-duty'
}
/** Agrees to something, by word or by use. */
export function isAgreement(event: ConsentEvent): boolean {
  return !isStop(event) && event.kind !== 'notified' && event.kind !== 'product-ended'
}
export function isExplicit({ kind }: ConsentEvent): boolean {
  return kind === 'explicit-grant' || kind === 'separate-consent'
}
