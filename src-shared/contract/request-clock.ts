// The acts on the clock of a request, and what a screen needs to offer them: the pack's categories and reasons, and the day before it is done.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import type { RequestId } from '../base/ids'
import { code, day, id } from '../domain/fields'
import { LANGUAGES, type Language } from '../domain/vocabulary'
import { channel } from './channel'
import type { StaffRef } from './views'

type Text = Readonly<Record<Language, string>>
/** A line of the rules pack that staff choose by its text. */
export interface CodedText {
  readonly code: string
  readonly text: Text
}

/** A number of days with what it rests on, as the pack in force has it. */
export interface RuledDays {
  readonly days: number
  readonly basis: 'law' | 'policy' | 'unconfirmed'
  /** The name of the source; absent where the pack names none. */
  readonly source?: Text
}

/** Everything of one request's clock that stands in no row of a list. */
export interface RequestClock {
  /** Working days to the target, calendar days to the outer limit, paused days until closing is proposed. */
  readonly rests: Readonly<Record<'target' | 'outer' | 'close', RuledDays>>
  /** What the pack in force changed, in its own words; absent where it says nothing. */
  readonly packChanges?: Text
  /** By their days. */
  readonly pauses: readonly { readonly from: Day; readonly to: Day; readonly category: CodedText; readonly reason: string; readonly by: StaffRef; readonly at: EpochMs }[]
  readonly pausedDays: number
  readonly extension?: { readonly workingDays: number; readonly reason: CodedText; readonly text: string; readonly by: StaffRef; readonly at: EpochMs; readonly rulesPack: string }
  readonly pauseCategories: readonly (CodedText & { readonly movesOuter: boolean })[]
  /** No single pause has more days. */
  readonly longestPauseDays: number
  readonly extensionReasons: readonly (CodedText & { readonly passesOuter: boolean; readonly maxWorkingDays: number })[]
  /** What an answer now needs one of; absent while it would be in time, or where the pack asks for none. */
  readonly lateReasons?: readonly CodedText[]
}

/** As the clock would stand: the target, or its estimate and the year that no calendar covers. */
export interface CountedDays {
  readonly targetOn?: Day
  readonly provisional?: { readonly on: Day; readonly year: number }
  readonly outerOn: Day
}
export interface ClockPreview {
  readonly before: CountedDays
  /** Absent where the act is not possible so; `fields` names what does not fit. */
  readonly after?: CountedDays
  readonly fields: readonly string[]
  /** Of an extension: a first wording of the notice. */
  readonly notice?: string
}

const requestId = id<RequestId>()
const at = { requestId, version: z.number().int() }
const workingDays = z.number().int().min(1).max(60)

export const requestClock = {
  'request.previewClock': channel<ClockPreview>()(
    'read-case',
    z.object({
      requestId,
      act: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('pause'), category: code, from: day, to: day }),
        z.object({ kind: z.literal('resume'), on: day }),
        /** `first`: the language that comes first in the notice; absent: the person's. */
        z.object({ kind: z.literal('extend'), workingDays, reason: code, first: z.enum(LANGUAGES).optional() }),
        z.object({ kind: z.literal('unextend') }),
      ]),
    }),
  ),
  'request.pause': channel<void>()('work-request', z.object({ ...at, category: code, from: day, to: day, reason: z.string().min(1).max(2_000) })),
  'request.resume': channel<void>()('work-request', z.object({ ...at, on: day })),
  'request.extend': channel<void>()('decide-request', z.object({ ...at, workingDays, reason: code, text: z.string().min(1).max(8_000) })),
  'request.unextend': channel<void>()('decide-request', z.object({ ...at, reason: z.string().min(1).max(2_000) })),
} as const
