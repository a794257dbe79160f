// The letters of a case: what was written to the person in which version, and how it reached them. What is written is never changed, what
// is entered of a delivery is never taken away: a wrong entry is withdrawn with a reason.
//
//   acknowledgement, supplement, closure   written as letters (letter.write@1), each version a record of its own
//   decision, extension                    derived: their text stands once, in the history of the case; the record holds deliveries alone
import { isDay, toDay, type Day, type EpochMs } from '../base/clock'
import type { Id, RequestId, StaffId, SubjectId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { findLeaks, type LeakLookup } from './letter-leaks'
import { unfilledMarks } from './letter-words'
import { isFormOpen } from './minors'
import type { Actor, CaseRequest, CaseTimelineEntry } from './request'
import { dayOf } from './request-clock'
import { isForOfficer } from './request-rights'
import { ERASURE_FIELD, type Refusal } from './request-step'
import { hasPermission } from './staff'
import { CLOSED_STATES, LETTER_OPERATIONS, type Language, type LetterOperationName, type OperationName } from './vocabulary'

export const WRITTEN_KINDS = ['acknowledgement', 'supplement', 'closure'] as const
export type WrittenKind = (typeof WRITTEN_KINDS)[number]
export const LETTER_KINDS = ['acknowledgement', 'supplement', 'extension', 'decision', 'closure'] as const
export type LetterKind = (typeof LETTER_KINDS)[number]
export const DELIVERY_CHANNELS = ['e-mail', 'post', 'in-person', 'in-app', 'phone'] as const
export type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number]

/** Of case, kind and version (`UUID:closure:2`): two desks that write the same version meet, and one is told. */
export type LetterId = Id<'letter'>
export type DeliveryId = Id<'delivery'>

/** No address: where it went stands in the person's own record, which an erasure takes. */
export interface LetterDelivery {
  readonly id: DeliveryId
  readonly channel: DeliveryChannel
  readonly on: Day
  readonly staffId: StaffId
  readonly at: EpochMs
  readonly withdrawn?: { readonly staffId: StaffId; readonly at: EpochMs; readonly reason: string }
}
/** Structurally the wire's `letter`; arrays are plain for that. */
export interface CaseLetter {
  readonly id: LetterId
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  readonly kind: LetterKind
  /** From 1, counted in the case and kind. */
  readonly version: number
  /** Which language comes first, where it was written as a letter. */
  readonly first?: Language
  /** In a record of a decision or an extension it is absent: the history of the case has it. */
  readonly text?: string
  readonly rulesPack?: string
  /** Absent: the origin itself. */
  readonly staffId?: StaffId
  /** When it was written, by the clock of whoever wrote it. */
  readonly at: EpochMs
  readonly deliveries: LetterDelivery[]
}

export interface LetterName {
  readonly requestId: RequestId
  readonly kind: LetterKind
  readonly version: number
}
export type LetterOperation =
  | {
      readonly op: 'letter.write@1'
      readonly args: { readonly requestId: RequestId; readonly kind: WrittenKind; readonly version: number; readonly first: Language; readonly text: string; readonly rulesPack: string }
    }
  | { readonly op: 'letter.deliver@1'; readonly args: LetterName & { readonly deliveryId: DeliveryId; readonly channel: DeliveryChannel; readonly on: Day } }
  | { readonly op: 'letter.undeliver@1'; readonly args: LetterName & { readonly deliveryId: DeliveryId; readonly reason: string } }

export function isLetterOperationName(op: string): op is LetterOperationName {
  return (LETTER_OPERATIONS as readonly string[]).includes(op)
}
export function isLetterOperation(operation: { readonly op: OperationName }): operation is LetterOperation {
  return isLetterOperationName(operation.op)
}

export function letterId({ requestId, kind, version }: LetterName): LetterId {
  return `${requestId}:${kind}:${String(version)}` as LetterId
}

/** The case that a letter of this id belongs to. */
export function requestOfLetter(id: string): RequestId {
  return id.slice(0, id.indexOf(':')) as RequestId
}

/** All letters of a case: those of its history, with the deliveries that were entered for them, and those that were written. Oldest first. */
export function lettersOfCase(request: CaseRequest, records: readonly CaseLetter[]): readonly CaseLetter[] {
  const known = new Map(records.map((record) => [record.id, record]))
  const told = derivedLetters(request).map((letter) => ({ ...letter, deliveries: known.get(letter.id)?.deliveries ?? [] }))
  return [...told, ...records.filter(({ text }) => text !== undefined)].toSorted((a, b) => a.at - b.at || a.version - b.version)
}

const KIND_OF_EVENT: Readonly<Partial<Record<CaseTimelineEntry['event'], 'decision' | 'extension'>>> = { decided: 'decision', 'erasure-proposed': 'decision', extended: 'extension' }

/** A minimised case still counts its decisions, but has no letter of theirs any more. */
function derivedLetters({ id: requestId, subjectId, timeline }: CaseRequest): readonly CaseLetter[] {
  const counts = { decision: 0, extension: 0 }
  return timeline.flatMap((entry) => {
    const kind = KIND_OF_EVENT[entry.event]
    if (kind === undefined) return []
    counts[kind] += 1
    const { text, staffId, at } = entry
    if (text === undefined || text === '') return []
    const name = { requestId, kind, version: counts[kind] }
    return [{ ...name, id: letterId(name), subjectId, text, ...(staffId === undefined ? {} : { staffId }), at, deliveries: [] }]
  })
}

/**
 * Why a version is no letter to print or to hand over. Nobody is told in writing that something was deleted before it was: what a proposal says
 * is read by the second person alone, and the certificate goes to the person in its place.
 *
 *   awaits-erasure   the proposal stands: approved or not, the erasure is not done
 *   void             it came to nothing: not approved, overtaken by changed data, or taken a step back
 *   taken-back       the notice of an extension that was withdrawn: its day does not hold. That it had gone out before is a fact, and can still be entered.
 */
export type LetterBar = 'awaits-erasure' | 'void' | 'taken-back'

export function barOf({ timeline, erasureId }: Pick<CaseRequest, 'timeline' | 'erasureId'>, { kind, version }: Pick<LetterName, 'kind' | 'version'>): LetterBar | undefined {
  if (kind === 'extension') return isTakenBack(timeline, version) ? 'taken-back' : undefined
  if (kind !== 'decision') return undefined
  const told = timeline.filter(({ event }) => KIND_OF_EVENT[event] === 'decision')
  const from = told[version - 1]
  if (from?.event !== 'erasure-proposed') return undefined
  return erasureId !== undefined && from === told.at(-1) ? 'awaits-erasure' : 'void'
}

/** Withdrawn before there was another one. */
function isTakenBack(timeline: CaseRequest['timeline'], version: number): boolean {
  const acts = timeline.filter(({ event }) => event === 'extended' || event === 'extension-withdrawn')
  const places = acts.flatMap(({ event }, place) => (event === 'extended' ? [place] : []))
  const place = places[version - 1]
  return place !== undefined && acts[place + 1]?.event === 'extension-withdrawn'
}

/** What is known of the case where the act is judged; `letters` as lettersOfCase gives them. */
export interface LetterCase extends LeakLookup {
  readonly request: CaseRequest
  readonly letters: readonly CaseLetter[]
  readonly birthDay: Day | undefined
}

/** Kinds that fit the case now: before its end an acknowledgement and a request for more, after it that it was closed. */
export function writableKinds({ state }: Pick<CaseRequest, 'state'>): readonly WrittenKind[] {
  return CLOSED_STATES.includes(state) ? ['closure'] : ['acknowledgement', 'supplement']
}

export function nextVersion(letters: readonly CaseLetter[], kind: LetterKind): number {
  return Math.max(0, ...letters.filter((letter) => letter.kind === kind).map(({ version }) => version)) + 1
}

/** The letter after the act. The base says nothing: a version is written once, and deliveries only add up. */
export function applyLetter(of: LetterCase, operation: LetterOperation, by: Actor): Result<CaseLetter, Refusal> {
  if (!hasPermission(by.role, 'work-request')) return err({ code: 'forbidden' })
  // What goes to an authority abroad is the officer's alone.
  if (isForOfficer(of.request.right) && by.role !== 'officer') return err({ code: 'forbidden' })
  if (operation.op === 'letter.write@1') return write(of, operation.args, by)
  const letter = of.letters.find(({ id }) => id === letterId(operation.args))
  if (!letter) return err({ code: 'precondition' })
  return operation.op === 'letter.deliver@1' ? deliver(of, letter, operation.args, by) : undeliver(letter, operation.args, by)
}

type ArgsOf<Op extends LetterOperationName> = Extract<LetterOperation, { readonly op: Op }>['args']

function write(of: LetterCase, args: ArgsOf<'letter.write@1'>, by: Actor): Result<CaseLetter, Refusal> {
  const { requestId, kind, version, first, text, rulesPack } = args
  if (!writableKinds(of.request).includes(kind)) return err({ code: 'precondition' })
  if (version !== nextVersion(of.letters, kind)) return err({ code: 'version_conflict' })
  const isWhole = text.trim() !== '' && unfilledMarks(text).length === 0
  if (!isWhole || findLeaks(text, of).length > 0) return err({ code: 'invalid', fields: ['text'] })
  return ok({
    id: letterId(args), requestId, subjectId: of.request.subjectId, kind, version, first, text, rulesPack, staffId: by.staffId, at: by.actedAt ?? by.at, deliveries: [],
  })
}

/** Nobody sends one letter so often; what is entered beyond it is a mistake. */
const MOST_DELIVERIES = 20

function deliver({ request, birthDay }: LetterCase, letter: CaseLetter, args: ArgsOf<'letter.deliver@1'>, by: Actor): Result<CaseLetter, Refusal> {
  const { deliveryId, channel, on } = args
  const bar = barOf(request, letter)
  if (bar === 'awaits-erasure' || bar === 'void') return err({ code: 'precondition', fields: [ERASURE_FIELD] })
  if (letter.deliveries.length >= MOST_DELIVERIES || letter.deliveries.some(({ id }) => id === deliveryId)) return err({ code: 'precondition' })
  const today = dayOf(by)
  const fields: string[] = []
  if (!isDay(on) || on < firstDay(letter, request, today) || on > today) fields.push('on')
  // Read out it would be a spoken answer.
  if (channel === 'phone' && letter.kind === 'decision' && !isFormOpen('spoken', { birthDay, madeBy: request.madeBy }, today)) fields.push('channel')
  if (fields.length > 0) return err({ code: 'invalid', fields })
  return ok({ ...letter, deliveries: [...letter.deliveries, { id: deliveryId, channel, on, staffId: by.staffId, at: by.at }] })
}

/**
 * The day on which it was written. A decision that was made offline is dated by its arrival, so where its delivery was entered before that
 * day only the desk knew when it was written.
 */
function firstDay({ at }: CaseLetter, { receivedOn }: CaseRequest, today: Day): Day {
  return toDay(at) <= today ? toDay(at) : receivedOn
}

function undeliver(letter: CaseLetter, { deliveryId, reason }: ArgsOf<'letter.undeliver@1'>, by: Actor): Result<CaseLetter, Refusal> {
  const found = letter.deliveries.find(({ id }) => id === deliveryId)
  if (!found || found.withdrawn) return err({ code: 'precondition' })
  if (reason.trim() === '') return err({ code: 'invalid', fields: ['reason'] })
  const withdrawn = { staffId: by.staffId, at: by.at, reason }
  return ok({ ...letter, deliveries: letter.deliveries.map((one) => (one === found ? { ...one, withdrawn } : one)) })
}

export function isDelivered({ deliveries }: Pick<CaseLetter, 'deliveries'>): boolean {
  return deliveries.some(({ withdrawn }) => withdrawn === undefined)
}

/** Decided in writing, and nobody has entered that the person has the letter. */
export function isAnswerOwed(request: Pick<CaseRequest, 'state' | 'decision' | 'timeline' | 'erasureId'>, letters: readonly CaseLetter[]): boolean {
  const { state, decision } = request
  if (!decision || !CLOSED_STATES.includes(state) || decision.form === 'spoken') return false
  const answer = letters.findLast((letter) => letter.kind === 'decision' && barOf(request, letter) === undefined)
  return answer !== undefined && !isDelivered(answer)
}

/** As it is kept: the text of a decision or an extension stands in the case alone. */
export function recordOfLetter(letter: CaseLetter): CaseLetter {
  if ((WRITTEN_KINDS as readonly LetterKind[]).includes(letter.kind)) return letter
  const { text: _told, ...record } = letter
  return record
}
