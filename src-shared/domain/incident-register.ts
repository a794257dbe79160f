// An incident (leak, tampering or loss of personal information, or what may be one) as a register entry, and what each act does to it: the truth at the
// origin, the preview on the desk. The origin opens some by itself (src-origin/incidents); from then on they are like those that somebody typed in.
//
//   open → open ─contain→ contained ─close→ closing ─approve (second person)→ closed
//            └─────────────────────reopen────────┘
//
// Whatever is entered while a closing waits takes the closing back: the second person approves what they saw.
import { assertNever } from '../base/assert'
import { toDay, type Day, type EpochMs } from '../base/clock'
import type { DeviceId, ErasureId, Id, StaffId, SubjectId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { addressesIn, findLeaks } from './letter-leaks'
import type { Actor } from './request'
import type { Refusal } from './request-machine'
import { hasPermission, isSecondPerson } from './staff'
import { CATEGORIES, type Category, type Permission } from './vocabulary'

export type IncidentId = Id<'incident'>

export const INCIDENT_KINDS = [
  'residue-found', // of somebody who was erased something was left
  'chain-broken', // the audit chain of a desk does not verify, or its store is older than its anchor
  'device-lost',
  'insider-pattern', // somebody who works here looked at what their work did not ask for
  'other',
] as const
export type IncidentKind = (typeof INCIDENT_KINDS)[number]

/** What the origin saw when it opened one by itself. */
export const CHAIN_FAULTS = ['chain', 'anchor', 'rewritten'] as const
export interface IncidentCause {
  readonly deviceId: DeviceId
  readonly deviceName: string
  /** Of a broken chain: entry that does not fit, or the store behind its anchor. */
  readonly fault?: (typeof CHAIN_FAULTS)[number]
  readonly brokenAt?: number
  /** Of a lost device: it held the directory of everybody. */
  readonly directory?: boolean
}

export const NOTICE_TO = ['authority', 'people', 'lead'] as const
export type NoticeTo = (typeof NOTICE_TO)[number]
export const NOTICE_WAYS = ['phone', 'sms', 'e-mail', 'letter', 'announcement', 'portal', 'in-person'] as const
export type NoticeWay = (typeof NOTICE_WAYS)[number]
/** What PIPL 57 asks to be told: kinds of information with cause and possible harm, measures with what people can do, contact. */
export const NOTICE_ITEMS = ['what', 'cause', 'harm', 'remedies', 'contact'] as const
export type NoticeItem = (typeof NOTICE_ITEMS)[number]

interface Entered {
  readonly by: StaffId
  readonly at: EpochMs
}
export interface IncidentNotice extends Entered {
  readonly to: NoticeTo
  /** When it was told. */
  readonly toldAt: EpochMs
  readonly way: NoticeWay
  readonly says: NoticeItem[]
  /** Number of the report, of the announcement. */
  readonly reference: string
}
export const CLOSINGS = ['handled', 'false-alarm'] as const
export type Closing = (typeof CLOSINGS)[number]
interface ProposedClosing extends Entered {
  readonly outcome: Closing
  /** Day of the closing report. */
  readonly reportedOn: Day
  readonly text: string
}
/** Structurally the wire's `incident` record. Arrays are plain so that the type is the wire's own; nothing changes one in place. */
export interface IncidentEntry {
  readonly id: IncidentId
  readonly kind: IncidentKind
  readonly cause?: IncidentCause
  readonly discoveredAt: EpochMs
  /** Empty where the origin opened it: kind and cause say it. */
  readonly what: string
  /** Absent: the origin itself. */
  readonly openedBy?: StaffId
  readonly openedAt: EpochMs
  readonly categories: Category[]
  /** Whom it concerns, as far as they are listed; an erased one moves to `erased`. */
  readonly affected: SubjectId[]
  /** Erasures of people whom it concerns. */
  readonly erased: ErasureId[]
  /** How many people it concerns beyond those listed. */
  readonly others: number
  readonly lossYuan?: number
  /** Larger by another mark than the numbers. */
  readonly graver: boolean
  /** Why people need not be told: measures effectively avoid the harm (PIPL 57(2)). */
  readonly harmAvoided?: Entered & { readonly reason: string }
  readonly measures: (Entered & { readonly text: string })[]
  readonly notices: IncidentNotice[]
  readonly contained?: Entered
  readonly closing?: ProposedClosing
  readonly closed?: ProposedClosing & { readonly approvedBy: StaffId; readonly approvedAt: EpochMs }
}

type On<Args = unknown> = { readonly incidentId: IncidentId } & Args
/** Structurally the wire's operations (protocol/incidents.ts). */
export type IncidentOperation =
  | { readonly op: 'incident.open@1'; readonly args: On<{ readonly kind: IncidentKind; readonly discoveredAt: EpochMs; readonly what: string; readonly categories: Category[]; readonly others: number }> }
  | { readonly op: 'incident.assess@1'; readonly args: On<{ readonly categories: Category[]; readonly others: number; readonly lossYuan?: number; readonly graver: boolean; readonly harmAvoided?: string }> }
  | { readonly op: 'incident.affect@1'; readonly args: On<{ readonly subjectId: SubjectId }> }
  | { readonly op: 'incident.measure@1'; readonly args: On<{ readonly text: string }> }
  | { readonly op: 'incident.notice@1'; readonly args: On<{ readonly to: NoticeTo; readonly toldAt: EpochMs; readonly way: NoticeWay; readonly says: NoticeItem[]; readonly reference: string }> }
  | { readonly op: 'incident.contain@1'; readonly args: On<{ readonly text: string }> }
  | { readonly op: 'incident.reopen@1'; readonly args: On<{ readonly text: string }> }
  | { readonly op: 'incident.close@1'; readonly args: On<{ readonly outcome: Closing; readonly reportedOn: Day; readonly text: string }> }
  | { readonly op: 'incident.approve@1'; readonly args: On }

export type IncidentState = 'open' | 'contained' | 'closing' | 'closed'
type Step = Result<IncidentEntry, Refusal>

export function incidentState({ closed, closing, contained }: IncidentEntry): IncidentState {
  if (closed) return 'closed'
  if (closing) return 'closing'
  return contained ? 'contained' : 'open'
}

export function peopleOf({ affected, erased, others }: Pick<IncidentEntry, 'affected' | 'erased' | 'others'>): number {
  return affected.length + erased.length + others
}

/** What was told to them in all their notices together. */
export function toldItems(notices: readonly IncidentNotice[], to: NoticeTo): readonly NoticeItem[] {
  const said = notices.filter((notice) => notice.to === to).flatMap(({ says }) => says)
  return NOTICE_ITEMS.filter((item) => said.includes(item))
}

/** Together they go through one line of the feed. */
export const MOST_AFFECTED = 1_000
export const MOST_ERASED = 500
export const MOST_MEASURES = 20
export const MOST_NOTICES = 40

/** `current` is undefined for an opening alone. That the sign-in is fresh and the version the one seen is the caller's to check. */
export function applyIncident(current: IncidentEntry | undefined, operation: IncidentOperation, by: Actor): Step {
  const needed: Permission = operation.op === 'incident.approve@1' ? 'approve-incidents' : 'keep-incidents'
  if (!hasPermission(by.role, needed)) return err({ code: 'forbidden' })
  if (operation.op === 'incident.open@1') return current ? err({ code: 'precondition' }) : open(operation.args, by)
  if (!current) return err({ code: 'not_found' })
  if (current.closed) return err({ code: 'precondition' })
  if (operation.op === 'incident.approve@1') return approve(current, by)
  const { closing: _taken, ...going } = current
  return act(going, operation, by)
}

type GoingOperation = Exclude<IncidentOperation, { readonly op: 'incident.open@1' | 'incident.approve@1' }>

function act(current: IncidentEntry, operation: GoingOperation, by: Actor): Step {
  switch (operation.op) {
    case 'incident.assess@1':
      return assess(current, operation.args, by)
    case 'incident.affect@1':
      return affect(current, operation.args.subjectId)
    case 'incident.measure@1':
      return measure(current, operation.args.text, by)
    case 'incident.notice@1':
      return notice(current, operation.args, by)
    case 'incident.contain@1':
      return contain(current, operation.args.text, by)
    case 'incident.reopen@1':
      return reopen(current, operation.args.text, by)
    case 'incident.close@1':
      return close(current, operation.args, by)
    default:
      return assertNever(operation)
  }
}

const invalid = (field: string): Step => err({ code: 'invalid', fields: [field] })

/** Words of the register name nobody: a number or an address of a person is refused, and an erasure takes a name out. */
export function saysNumbers(text: string): boolean {
  return findLeaks(text, { own: { accountNo: '', emails: [] }, others: new Set() }).length > 0 || addressesIn(text).length > 0
}
const isSound = (text: string): boolean => text.trim() !== '' && !saysNumbers(text)

function open({ incidentId, ...args }: Extract<IncidentOperation, { readonly op: 'incident.open@1' }>['args'], by: Actor): Step {
  if (!isSound(args.what)) return invalid('what')
  // A desk's clock is ahead by a minute: that is no future.
  if (toDay(args.discoveredAt) > toDay(by.at)) return invalid('discoveredAt')
  const categories = inOrder(args.categories)
  return ok({ id: incidentId, ...args, categories, affected: [], erased: [], graver: false, measures: [], notices: [], openedBy: by.staffId, openedAt: by.at })
}

const inOrder = (categories: readonly Category[]): Category[] => CATEGORIES.filter((category) => categories.includes(category))

function assess(current: IncidentEntry, { incidentId: _id, categories, others, lossYuan, graver, harmAvoided }: Extract<IncidentOperation, { readonly op: 'incident.assess@1' }>['args'], by: Actor): Step {
  if (harmAvoided !== undefined && !isSound(harmAvoided)) return invalid('harmAvoided')
  const { lossYuan: _loss, harmAvoided: known, ...rest } = current
  const avoided = harmAvoided === undefined ? {} : { harmAvoided: known?.reason === harmAvoided ? known : { reason: harmAvoided, by: by.staffId, at: by.at } }
  return ok({ ...rest, categories: inOrder(categories), others, graver, ...(lossYuan === undefined ? {} : { lossYuan }), ...avoided })
}

/** One who was counted among the others is listed now: the number of people stays. */
function affect(current: IncidentEntry, subjectId: SubjectId): Step {
  if (current.affected.includes(subjectId)) return err({ code: 'precondition', fields: ['affected'] })
  if (current.affected.length >= MOST_AFFECTED) return err({ code: 'precondition', fields: ['affected'] })
  return ok({ ...current, affected: [...current.affected, subjectId], others: Math.max(0, current.others - 1) })
}

function measure(current: IncidentEntry, text: string, by: Actor): Step {
  if (!isSound(text)) return invalid('text')
  if (current.measures.length >= MOST_MEASURES) return err({ code: 'precondition', fields: ['measures'] })
  return ok({ ...current, measures: [...current.measures, { text, by: by.staffId, at: by.at }] })
}

function notice(current: IncidentEntry, { incidentId: _id, ...told }: Extract<IncidentOperation, { readonly op: 'incident.notice@1' }>['args'], by: Actor): Step {
  if (told.says.length === 0) return invalid('says')
  if (saysNumbers(told.reference)) return invalid('reference')
  if (told.toldAt < current.discoveredAt || toDay(told.toldAt) > toDay(by.at)) return invalid('toldAt')
  if (current.notices.length >= MOST_NOTICES) return err({ code: 'precondition', fields: ['notices'] })
  const says = NOTICE_ITEMS.filter((item) => told.says.includes(item))
  return ok({ ...current, notices: [...current.notices, { ...told, says, by: by.staffId, at: by.at }] })
}

function contain(current: IncidentEntry, text: string, by: Actor): Step {
  if (current.contained) return err({ code: 'precondition' })
  const measured = measure(current, text, by)
  return measured.ok ? ok({ ...measured.value, contained: { by: by.staffId, at: by.at } }) : measured
}

function reopen(current: IncidentEntry, text: string, by: Actor): Step {
  if (!current.contained) return err({ code: 'precondition' })
  const measured = measure(current, text, by)
  if (!measured.ok) return measured
  const { contained: _over, ...rest } = measured.value
  return ok(rest)
}

/** What must have been told before it is handled: the authority all of it, people too unless harm is effectively avoided. */
export function untold(entry: IncidentEntry): readonly ('authority' | 'people')[] {
  const isTold = (to: NoticeTo): boolean => toldItems(entry.notices, to).length === NOTICE_ITEMS.length
  return [...(isTold('authority') ? [] : ['authority' as const]), ...(isTold('people') || entry.harmAvoided ? [] : ['people' as const])]
}

function close(current: IncidentEntry, { outcome, reportedOn, text }: Extract<IncidentOperation, { readonly op: 'incident.close@1' }>['args'], by: Actor): Step {
  if (!isSound(text)) return invalid('text')
  if (reportedOn < toDay(current.discoveredAt) || reportedOn > toDay(by.at)) return invalid('reportedOn')
  if (outcome === 'handled') {
    if (!current.contained) return err({ code: 'precondition', fields: ['contained'] })
    if (untold(current).length > 0) return err({ code: 'precondition', fields: ['notices'] })
  }
  return ok({ ...current, closing: { outcome, reportedOn, text, by: by.staffId, at: by.at } })
}

function approve(current: IncidentEntry, by: Actor): Step {
  const { closing, ...rest } = current
  if (!closing) return err({ code: 'precondition' })
  if (!isSecondPerson(closing.by, by.staffId)) return err({ code: 'needs_second_person' })
  return ok({ ...rest, closed: { ...closing, approvedBy: by.staffId, approvedAt: by.at } })
}

export function withIncidentTexts(entry: IncidentEntry, change: (text: string) => string): IncidentEntry {
  return {
    ...entry,
    what: change(entry.what),
    measures: entry.measures.map((one) => ({ ...one, text: change(one.text) })),
    notices: entry.notices.map((one) => ({ ...one, reference: change(one.reference) })),
    ...(entry.harmAvoided ? { harmAvoided: { ...entry.harmAvoided, reason: change(entry.harmAvoided.reason) } } : {}),
    ...(entry.closing ? { closing: { ...entry.closing, text: change(entry.closing.text) } } : {}),
    ...(entry.closed ? { closed: { ...entry.closed, text: change(entry.closed.text) } } : {}),
  }
}
