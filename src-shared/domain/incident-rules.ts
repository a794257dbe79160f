// What a rules pack says of incidents: from when on one is larger, and which clocks run, each with what it rests on (docs/rules.md, T14 and T15).
import { z } from 'zod'
import { bilingual, code } from './fields'

/** A departmental rule binds, and is neither a law nor an administrative regulation. */
export const INCIDENT_BASES = ['law', 'department-rule', 'policy', 'unconfirmed'] as const

export const INCIDENT_CLOCKS = [
  'remedy', // remedial measures (PIPL 57)
  'authority-report', // the first report of a larger incident
  'notice-authority', // all that PIPL 57 asks to be told
  'notice-people', // the same, to whom it concerns
  'closing-report', // once handling has ended
] as const
export type IncidentClock = (typeof INCIDENT_CLOCKS)[number]

const restsOn = { basis: z.enum(INCIDENT_BASES), provision: bilingual, source: code }
export const incidentClockSchema = z.object({
  clock: z.enum(INCIDENT_CLOCKS),
  /** `ordinary` and `larger` may have each their own rule of one clock. */
  of: z.enum(['ordinary', 'larger', 'every']),
  from: z.enum(['discovered', 'contained']),
  /** At once: the law names no number. */
  within: z.union([z.object({ hours: z.number().int().min(1).max(720) }), z.object({ days: z.number().int().min(1).max(365) }), z.literal('at-once')]),
  ...restsOn,
})
export type IncidentClockRule = z.infer<typeof incidentClockSchema>

export const incidentRulesSchema = z.object({
  /** From when on an incident is larger (较大): either of them is enough. The text names further marks, which somebody has to judge. */
  larger: z.object({ people: z.number().int().min(1), lossYuan: z.number().int().min(1), ...restsOn }),
  clocks: z.array(incidentClockSchema).max(20),
})
export type IncidentRules = z.infer<typeof incidentRulesSchema>

/** What the shape alone cannot say: whatever an incident is, each of its steps has its clock, and each clock one rule. */
export function incidentProblems(rules: IncidentRules | undefined): readonly string[] {
  if (!rules) return []
  return (['ordinary', 'larger'] as const).flatMap((size) => INCIDENT_CLOCKS.flatMap((clock) => {
    const found = rules.clocks.filter((rule) => rule.clock === clock && (rule.of === 'every' || rule.of === size)).length
    const isRight = clock === 'authority-report' && size === 'ordinary' ? found === 0 : found === 1
    return isRight ? [] : [`${String(found)} clocks ${clock} of ${size} incidents`]
  }))
}

export function incidentSources(rules: IncidentRules | undefined): readonly { readonly source: string }[] {
  return rules ? [rules.larger, ...rules.clocks] : []
}
