// Channel group `report`: the requests that this desk holds, in figures.
import { z } from 'zod'
import type { UseCounts } from '../domain/access-use'
import { isPeriod, type DeskReport } from '../domain/desk-report'
import { day } from '../domain/fields'
import type { Bilingual } from '../domain/rules'
import { LANGUAGES } from '../domain/vocabulary'
import { channel } from './channel'
import type { StaffRef } from './views'

export interface ReportStaff {
  readonly who: StaffRef
  readonly decided: number
  /** Working days; absent: decided nothing in the period. */
  readonly median?: number
  /** On this desk alone, and told to whoever may read the use of access. */
  readonly use?: Pick<UseCounts, 'revealed' | 'exported'>
}
export interface ReportView extends Omit<DeskReport, 'staff' | 'grounds'> {
  /** `text`: absent where the pack in force does not know the code any more. */
  readonly grounds: readonly { readonly ground: string; readonly count: number; readonly text?: Bilingual }[]
  readonly staff: readonly ReportStaff[]
  readonly rulesPack: string
}

const period = z.strictObject({ from: day, to: day }).refine(isPeriod)

export const report = {
  'report.read': channel<ReportView>()('read-reports', period),
  /** Into the export folder: the figures as a table, or the page as a PDF. */
  'report.save': channel<{ readonly fileName: string }>()('read-reports', z.strictObject({ period, form: z.enum(['csv', 'pdf']), language: z.enum(LANGUAGES) }), { proof: 'recent' }),
} as const
