// Channel group `incident`: the register of incidents, its clocks, and what was told to whom.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import { day, id } from '../domain/fields'
import type { ClockOfIncident, IncidentSize } from '../domain/incident-clocks'
import { CLOSINGS, INCIDENT_KINDS, NOTICE_ITEMS, NOTICE_TO, NOTICE_WAYS, type Closing, type IncidentCause, type IncidentId, type IncidentKind, type IncidentState, type NoticeItem, type NoticeTo, type NoticeWay } from '../domain/incident-register'
import type { Bilingual } from '../domain/rules'
import { CATEGORIES, type Category } from '../domain/vocabulary'
import { channel } from './channel'
import type { ActVerdict, EntryView } from './inventory'
import type { Freshness, StaffRef } from './views'

export interface EnteredView {
  readonly by: StaffRef
  readonly at: EpochMs
}
export interface IncidentClockView extends ClockOfIncident {
  /** Of the source, as the pack names it. */
  readonly sourceTitle?: Bilingual
}
export interface ClosingView extends EnteredView {
  readonly outcome: Closing
  readonly reportedOn: string
  readonly text: string
  readonly approvedBy?: StaffRef
}
export interface IncidentView extends EntryView<'enter' | 'contain' | 'reopen' | 'close' | 'dismiss' | 'approve'> {
  readonly id: IncidentId
  readonly kind: IncidentKind
  readonly cause?: IncidentCause
  readonly discoveredAt: EpochMs
  readonly what: string
  /** Absent: the origin opened it by itself. */
  readonly openedBy?: StaffRef
  readonly openedAt: EpochMs
  readonly state: IncidentState
  readonly size: IncidentSize
  readonly categories: readonly Category[]
  /** Whom it concerns: those with a case at this desk by name, the others by number alone. */
  readonly people: {
    readonly total: number
    readonly here: readonly { readonly maskedName: string; readonly caseNos: readonly string[] }[]
    readonly elsewhere: number
    readonly erased: number
    readonly others: number
  }
  readonly lossYuan?: number
  readonly graver: boolean
  readonly harmAvoided?: EnteredView & { readonly reason: string }
  readonly measures: readonly (EnteredView & { readonly text: string })[]
  readonly notices: readonly (EnteredView & { readonly to: NoticeTo; readonly toldAt: EpochMs; readonly way: NoticeWay; readonly says: readonly NoticeItem[]; readonly reference: string })[]
  readonly contained?: EnteredView
  readonly closing?: ClosingView
  readonly closed?: ClosingView
  readonly clocks: readonly IncidentClockView[]
  /** Who must still be told before it can be closed as handled. */
  readonly untold: readonly ('authority' | 'people')[]
}
export interface IncidentList {
  /** What is not closed first, by its most pressing clock. */
  readonly incidents: readonly IncidentView[]
  readonly open: ActVerdict
  /** The moment by which the clocks were read. */
  readonly now: EpochMs
  readonly rulesPack: string
  readonly freshness: Freshness
}

const text = z.string().min(1).max(2_000)
const seen = { incidentId: id<IncidentId>(), version: z.number().int() }
/** A day and a time of it at Shanghai, as staff type them. */
const when = { on: day, time: z.string().max(5) }
const categories = z.array(z.enum(CATEGORIES)).max(CATEGORIES.length)
const number = z.number().int().nonnegative().max(10_000_000_000)

export const incident = {
  'incident.list': channel<IncidentList>()('keep-incidents', z.object({})),
  'incident.open': channel<{ readonly incidentId: IncidentId }>()('keep-incidents', z.object({ kind: z.enum(INCIDENT_KINDS), ...when, what: z.string().max(2_000), categories, others: number })),
  'incident.assess': channel<void>()('keep-incidents', z.object({ ...seen, categories, others: number, lossYuan: number.optional(), graver: z.boolean(), harmAvoided: text.optional() })),
  /** `caseNo` names the person: only of a case that is here. */
  'incident.affect': channel<void>()('keep-incidents', z.object({ ...seen, caseNo: z.string().max(16) })),
  'incident.measure': channel<void>()('keep-incidents', z.object({ ...seen, text })),
  'incident.notice': channel<void>()('keep-incidents', z.object({ ...seen, to: z.enum(NOTICE_TO), ...when, way: z.enum(NOTICE_WAYS), says: z.array(z.enum(NOTICE_ITEMS)).max(NOTICE_ITEMS.length), reference: z.string().max(200) })),
  'incident.contain': channel<void>()('keep-incidents', z.object({ ...seen, text })),
  'incident.reopen': channel<void>()('keep-incidents', z.object({ ...seen, text })),
  'incident.close': channel<void>()('keep-incidents', z.object({ ...seen, outcome: z.enum(CLOSINGS), reportedOn: day, text })),
  /** Of the closing that waits. Online only, with the passphrase typed anew. */
  'incident.approve': channel<void>()('approve-incidents', z.object({ ...seen, passphrase: z.string().max(400) })),
} as const
