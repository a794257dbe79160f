// Channel group `person`: one screen about one person, masked.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import type { ConsentEventId, SubjectId } from '../base/ids'
import { id } from '../domain/fields'
import type { HoldFields, HoldId, HoldReach, HoldState } from '../domain/hold-register'
import type { AccountStatus, Category, Channel, ConsentKind, Product, Purpose } from '../domain/vocabulary'
import { channel } from './channel'
import type { Freshness, IdentifierView, RequestRow } from './views'

export interface ConsentView {
  readonly id: ConsentEventId
  readonly kind: ConsentKind
  readonly purpose?: Purpose
  /** Of `product-ended`. */
  readonly product?: Product
  readonly policy: { readonly product?: Product; readonly version: string }
  readonly channel: Channel
  readonly at: EpochMs
  readonly wordingHash: string
  readonly evidence?: string
}
export interface HoldingView {
  readonly category: Category
  readonly system: string
  readonly rows: number
  readonly fromAt?: EpochMs
  readonly toAt?: EpochMs
  /** From the inventory: i18n keys of retention. */
  readonly retention: string
  /** Whether all rows are on this desk (service logs are fetched when a case opens). */
  readonly here: 'all' | 'part' | 'none'
}
/** What keeps some of it from an erasure today; nothing but what it names. */
export interface PersonHoldView {
  readonly id: HoldId
  readonly matter: string
  readonly reach: HoldReach
  /** Absent: all that is held about the person. */
  readonly categories?: readonly Category[]
  readonly fields?: readonly HoldFields[]
  readonly review: { readonly on: Day; readonly overdue: boolean }
  readonly state: HoldState
}
export interface PersonView {
  readonly subjectId: SubjectId
  readonly maskedName: string
  readonly maskedAccountNo: string
  readonly status: AccountStatus
  readonly registeredAt: EpochMs
  readonly isMinor: boolean
  readonly synthetic: boolean
  readonly products: readonly Product[]
  readonly identifiers: readonly IdentifierView[]
  /** 'case': in full. 'directory': only the directory row is on this desk, no open case concerns the person. 'leased': an answer of the origin. */
  readonly scope: 'case' | 'directory' | 'leased'
  /** Of a leased answer: when it is forgotten, at the latest. */
  readonly leaseUntil?: EpochMs
  readonly requests: readonly RequestRow[]
  readonly holdings: readonly HoldingView[]
  readonly consents: readonly ConsentView[]
  /** By their days of review. */
  readonly holds: readonly PersonHoldView[]
  readonly freshness: Freshness
}

export const person = {
  'person.open': channel<PersonView>()('read-person', z.object({ subjectId: id<SubjectId>() })),
} as const
