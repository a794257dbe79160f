// Channel group `search`: one box over the local directory.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { SubjectId } from '../base/ids'
import type { AccountStatus, IdentifierKind, Proof } from '../domain/vocabulary'
import { channel } from './channel'
import type { Freshness } from './views'

export const MATCH_CLASSES = ['exact', 'initials', 'tail', 'prefix', 'middle'] as const
export type MatchClass = (typeof MATCH_CLASSES)[number]
export const MATCH_FIELDS = ['account', 'mobile', 'email', 'name', 'pinyin', 'pinyin-initials'] as const
export type MatchField = (typeof MATCH_FIELDS)[number]

export interface SearchRow {
  readonly subjectId: SubjectId
  readonly maskedName: string
  readonly maskedAccountNo: string
  readonly status: AccountStatus
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly masked: string; readonly proof: Proof }[]
  /** Why it matched; never more of a masked value than the user typed. */
  readonly match: { readonly class: MatchClass; readonly field: MatchField }
}
export interface SearchAnswer {
  readonly rows: readonly SearchRow[]
  readonly more: boolean
  /** `cases`: this desk holds no directory; only the people of its open cases were looked through. */
  readonly covers: 'directory' | 'cases'
  /** With `cases`: the directory is on its way. */
  readonly isFilling: boolean
  /** With `directory`: its index is lost and is being made anew; everybody was looked through all the same, one by one. */
  readonly isRebuilding: boolean
  /** How many people were looked through. */
  readonly directoryRows: number
  readonly tookMs: number
  readonly freshness: Freshness
}

/** People whom the origin showed and this desk does not hold. */
export interface OnlineAnswer {
  readonly rows: readonly SearchRow[]
  /** There may be others: type more. */
  readonly more: boolean
  /** When these are forgotten, at the latest. Absent without rows. */
  readonly leaseUntil?: EpochMs
}

export const search = {
  /** `offset` goes on after the rows already shown (at most 500). */
  'search.people': channel<SearchAnswer>()('search', z.object({ query: z.string().max(200), limit: z.number().int().min(1).max(50), offset: z.number().int().min(0).max(500) })),
  /** Of a desk without the directory alone: what was typed goes to the origin. */
  'search.online': channel<OnlineAnswer>()('search', z.object({ query: z.string().max(200) })),
} as const
