// Channel group `preset`: views and macros of the team, and what a macro would do to each case before it does it.
import { z } from 'zod'
import type { Day } from '../base/clock'
import type { MutationId, RequestId } from '../base/ids'
import { id } from '../domain/fields'
import { presetContentSchema, presetName, type Macro, type PresetId } from '../domain/presets'
import type { SavedQuery } from '../domain/queue-query'
import type { Outcome } from '../domain/vocabulary'
import { channel } from './channel'
import type { ActVerdict } from './inventory'
import { BULK_MAX, type BulkReason } from './queue-bulk'
import type { CodedText } from './request-clock'
import type { SendMark, StaffRef } from './views'

interface PresetView {
  readonly presetId: PresetId
  /** As an act made now has seen it. */
  readonly version: number
  readonly name: string
  readonly madeBy: StaffRef
  readonly mark: SendMark
  /** To save it anew, or to give it up. */
  readonly change: ActVerdict
}
export interface TeamView extends PresetView {
  readonly query: SavedQuery
}
export interface MacroView extends PresetView {
  readonly macro: Macro
}

export interface PresetList {
  readonly views: readonly TeamView[]
  readonly macros: readonly MacroView[]
  /** What the steps of a macro choose from, as the pack in force words it. */
  readonly pauseCategories: readonly CodedText[]
  readonly grounds: readonly CodedText[]
}

/**
 * Why a case cannot take part in a macro, beside what keeps it from any act on several. `own-form`: it asks for more than a macro can say, items
 * or conditions, a lawyer, why it is late. `changed`: since it was shown.
 */
export const MACRO_REASONS = ['other-right', 'unidentified', 'own-form', 'draft-waits', 'assignee-gone', 'not-permitted', 'not-possible', 'nothing-to-do', 'evidence-missing', 'changed'] as const
export type MacroReason = (typeof MACRO_REASONS)[number] | BulkReason

/** What one step does to one case. */
export type MacroChange =
  | { readonly kind: 'take' }
  | { readonly kind: 'assign'; readonly to: StaffRef }
  /** `targetOn`: where the target then is; absent where it stays, and while no calendar covers it. */
  | { readonly kind: 'pause'; readonly from: Day; readonly to: Day; readonly category: CodedText; readonly reason: string; readonly targetOn?: Day }
  /** The very text that the person will read. */
  | { readonly kind: 'decide'; readonly outcome: Outcome; readonly ground?: CodedText; readonly text: string }
  | { readonly kind: 'snooze'; readonly untilOn: Day }

export interface MacroLine {
  readonly requestId: RequestId
  /** Empty: it has none yet, or it is gone. */
  readonly caseNo: string
  readonly outcome: 'possible' | 'done' | MacroReason
  readonly changes: readonly MacroChange[]
  /** What these changes were worked out from: handed back to run exactly them. */
  readonly shown: string
  /** Of what was done: the acts that can still be taken back, oldest first. */
  readonly mids: readonly MutationId[]
}

const seen = { presetId: id<PresetId>(), version: z.number().int() }
const wanted = z.object({ ...seen, requestIds: z.array(id<RequestId>()).min(1).max(BULK_MAX) })
const run = z.object({ ...seen, cases: z.array(z.object({ requestId: id<RequestId>(), shown: z.string().max(200) })).min(1).max(BULK_MAX) })

export const preset = {
  'preset.list': channel<PresetList>()('read-queue', z.object({})),
  /** A new one, or one that is there with another name or content; works offline. */
  'preset.save': channel<{ readonly presetId: PresetId }>()('work-request', z.object({ known: z.object(seen).optional(), name: presetName, content: presetContentSchema })),
  'preset.drop': channel<void>()('work-request', z.object(seen)),
  'preset.preview': channel<readonly MacroLine[]>()('work-request', wanted),
  /** All its steps on each case that can take them all and stands as it was shown, none on any other. */
  'preset.run': channel<readonly MacroLine[]>()('work-request', run),
} as const
