// Channel group `search`: one box over the local directory.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { SubjectId } from '../base/ids'
import type { AccountStatus, IdentifierKind, Proof } from '../domain/vocabulary'
import { channel } from './channel'
import type { Freshness, RequestRow } from './views'

export const MATCH_CLASSES = ['exact', 'initials', 'tail', 'prefix', 'middle'] as const
export type MatchClass = (typeof MATCH_CLASSES)[number]
export const MATCH_FIELDS = ['account', 'mobile', 'email', 'name', 'pinyin', 'pinyin-initials'] as const
export type MatchField = (typeof MATCH_FIELDS)[number]

/** Somebody as a list shows them. */
export interface PersonRow {
  readonly subjectId: SubjectId
  readonly maskedName: string
  readonly maskedAccountNo: string
  readonly status: AccountStatus
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly masked: string; readonly proof: Proof }[]
}
export interface SearchRow extends PersonRow {
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

/** As people write the number of a case, or its beginning: year and digits. */
export const CASE_NUMBER = /^\d{2}-\d{1,8}$/
/** What is asked for at once. */
export const SEARCH_PAGE = 50
/** Whoever has not found somebody by then types more. */
export const SEARCH_REACH = 550

export const search = {
  /** `offset` goes on after the rows already shown (at most 500). */
  'search.people': channel<SearchAnswer>()('search', z.object({ query: z.string().max(200), limit: z.number().int().min(1).max(SEARCH_PAGE), offset: z.number().int().min(0).max(SEARCH_REACH - SEARCH_PAGE) })),
  /** Of a desk without the directory alone: what was typed goes to the origin. */
  'search.online': channel<OnlineAnswer>()('search', z.object({ query: z.string().max(200) })),
  /** Whom the person at the desk opened last, the latest first. */
  'search.recent': channel<readonly PersonRow[]>()('search', z.object({})),
  /** Cases whose number begins like that, the latest number first; at most ten. */
  'search.cases': channel<readonly RequestRow[]>()('read-queue', z.object({ caseNo: z.string().regex(CASE_NUMBER) })),
} as const
