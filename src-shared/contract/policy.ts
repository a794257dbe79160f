// Channel group `policy`: the register of policies: versions, differences, import of a text, proposal, second person, who is bound by what.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import type { PolicyId, SubjectId } from '../base/ids'
import { day, id, sha256Hex } from '../domain/fields'
import type { TopicChange } from '../domain/policy-difference'
import type { PolicyEntryError, PolicyGap } from '../domain/policy-entry'
import { MAX_POLICY_TEXT, type DraftJoinError, type DraftProblem, type DraftSection, type PolicyImportError } from '../domain/policy-import'
import type { PolicyClause } from '../domain/policy-register'
import { sectionMapping, serviceChannel, type ServiceChannel } from '../domain/policy-words'
import type { Bilingual } from '../domain/rules'
import { PRODUCTS, type ConsentKind, type Language, type PolicyState, type PolicyTopic, type Product, type Purpose } from '../domain/vocabulary'
import { channel } from './channel'
import type { DeskErrorKind } from './errors'
import type { Freshness, StaffRef } from './views'

export interface PolicyRow {
  readonly id: PolicyId
  readonly product?: Product
  readonly version: string
  readonly state: PolicyState
  readonly title: Bilingual
  readonly channels?: readonly ServiceChannel[]
  readonly effectiveFrom: Day
  /** The last day in force on any channel; absent: no end is known. */
  readonly until?: Day
  readonly inForce: boolean
  readonly clauses: number
  readonly proposedBy?: StaffRef
  readonly proposedAt?: EpochMs
  readonly decidedBy?: StaffRef
  readonly decidedAt?: EpochMs
  /** Made here and not taken by the origin yet, or refused by it. */
  readonly mark: 'sent' | 'to-send' | 'refused'
}
export interface PolicyList {
  readonly rows: readonly PolicyRow[]
  /** What the register leaves open; of versions that begin or end in the past too. */
  readonly gaps: readonly PolicyGap[]
  readonly freshness: Freshness
}
export interface PolicyDifference {
  readonly before: { readonly id: PolicyId; readonly version: string }
  readonly changes: readonly TopicChange[]
  /** Purposes for which who agreed to the former one must be asked expressly; `unknown`: a clause is not marked with what is done. */
  readonly askAgain: readonly Purpose[] | 'unknown'
}
export interface PolicyView {
  readonly row: PolicyRow
  readonly clauses: readonly PolicyClause[]
  readonly replaces: readonly string[]
  readonly textHash: string
  /** What is approved is what this names. */
  readonly entryHash: string
  readonly reason?: string
  /** With the version of the same line that came before, or for a product's first with the general one of its first day. */
  readonly difference?: PolicyDifference
  readonly gaps: readonly PolicyGap[]
  /** Of a proposal: why it cannot be approved or declined by the person at the desk now. */
  readonly decide?: { readonly approve?: DeskErrorKind; readonly decline?: DeskErrorKind; readonly entry?: PolicyEntryError }
  readonly freshness: Freshness
}
export interface BoundPerson {
  readonly subjectId: SubjectId
  readonly maskedName: string
  readonly maskedAccountNo: string
}
export interface PolicyReach {
  readonly day: Day
  /** People whose consent history is on this desk: those of open cases, not everybody. */
  readonly people: number
  /** At most 200 of each are listed. */
  readonly boundCount: number
  readonly bound: readonly (BoundPerson & { readonly by: ConsentKind; readonly at: EpochMs; readonly assumed: boolean })[]
  readonly askCount: number
  readonly ask: readonly (BoundPerson & { readonly need: 'explicit-consent' | 'agreement'; readonly purposes: readonly Purpose[] })[]
  /** Neither: it is none of their products', or was not in force that day. */
  readonly others: number
}
export interface DraftLanguage {
  readonly error?: PolicyImportError
  readonly clauses: readonly { readonly topic: PolicyTopic; readonly number: string; readonly marked: boolean }[]
  readonly unknown: readonly DraftSection[]
  readonly ignored: readonly DraftSection[]
  readonly problems: readonly DraftProblem[]
  readonly missingTopics: readonly PolicyTopic[]
}
/** A text on its way into the register; nothing of it is kept before it is proposed. */
export interface PolicyDraftView {
  readonly languages: Readonly<Record<Language, DraftLanguage>>
  readonly join?: DraftJoinError
  readonly entry?: PolicyEntryError
  /** Larger than the origin takes in one act. */
  readonly tooLarge: boolean
  readonly difference?: PolicyDifference
  readonly clauses?: readonly PolicyClause[]
  readonly ready: boolean
}

/** Numbers alone; who they are stays at the origin. */
export interface ReachSlice {
  readonly people: number
  readonly bound: number
  readonly ask: number
  /** Of those to be asked: for an explicit consent. */
  readonly explicit: number
  readonly after?: SubjectId
}

const text = z.string().max(MAX_POLICY_TEXT)
export const policyDraft = z.object({
  product: z.enum(PRODUCTS).optional(),
  version: z.string().max(32),
  effectiveFrom: z.string().max(10),
  effectiveUntil: z.string().max(10).optional(),
  channels: z.array(serviceChannel).max(20).optional(),
  replaces: z.array(id<PolicyId>()).max(200),
  title: z.object({ 'zh-CN': z.string().max(400), en: z.string().max(400) }),
  texts: z.object({ 'zh-CN': text, en: text }),
  mappings: z.object({ 'zh-CN': sectionMapping, en: sectionMapping }),
})
export type PolicyDraftRequest = z.infer<typeof policyDraft>

export const policy = {
  'policy.list': channel<PolicyList>()('staff', z.object({})),
  'policy.open': channel<PolicyView>()('staff', z.object({ policyId: id<PolicyId>() })),
  /** Between any two versions. */
  'policy.difference': channel<PolicyDifference>()('staff', z.object({ before: id<PolicyId>(), after: id<PolicyId>() })),
  'policy.whoIsBound': channel<PolicyReach>()('read-person', z.object({ policyId: id<PolicyId>(), day: day.optional() })),
  /** The same numbers among everybody whom the company holds, slice by slice, asked of the origin: `after` of one answer begins the next. */
  'policy.reachSlice': channel<ReachSlice>()('propose-policy', z.object({ policyId: id<PolicyId>(), after: id<SubjectId>().optional() })),
  /** Reads a text and says what is still missing; changes nothing. */
  'policy.import': channel<PolicyDraftView>()('propose-policy', policyDraft),
  /** Works offline: it is a proposal. */
  'policy.propose': channel<{ readonly policyId: PolicyId }>()('propose-policy', policyDraft),
  /** Online only, with the passphrase typed anew. */
  'policy.approve': channel<void>()('approve-policy', z.object({ policyId: id<PolicyId>(), entryHash: sha256Hex, passphrase: z.string().max(400) })),
  /** By the second person with a reason, or by who proposed it. */
  'policy.decline': channel<void>()('propose-policy', z.object({ policyId: id<PolicyId>(), entryHash: sha256Hex, reason: z.string().min(1).max(2_000) })),
} as const
