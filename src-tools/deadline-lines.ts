// One JSON line in, one out: the deadline of a request by a rules pack (docs/rules.md, how the app counts).
import { z } from 'zod'
import { isDay } from '../src-shared/base/clock'
import { countDeadline } from '../src-shared/domain/deadline'
import { rulesPackBodySchema, type RulesPackBody } from '../src-shared/domain/rules'
import { RIGHTS } from '../src-shared/domain/vocabulary'
import { parseJson } from '../src-shared/formats/canonical'

/** Four-digit years with room to count on; a pause or an extension of more than ten years is a slip of the pen. */
const day = z.string().refine((text) => isDay(text) && text >= '1990-01-01' && text <= '2200-12-31')
const MAX_DAYS = 3_660

const lineSchema = z.strictObject({
  right: z.enum(RIGHTS),
  received: day,
  pauses: z
    .array(z.strictObject({ from: day, to: day, category: z.string().max(32) }).refine((pause) => pause.from <= pause.to && daysBetween(pause.from, pause.to) <= MAX_DAYS))
    .max(50)
    .optional(),
  extension: z.strictObject({ workingDays: z.number().int().min(0).max(250) }).optional(),
})

/** The bare body of a pack, or a signed one: whose signature is somebody else's to check. */
export function readPack(text: string): RulesPackBody | undefined {
  const parsed = parseJson(text)
  const signed = z.object({ body: z.unknown() }).safeParse(parsed)
  const read = rulesPackBodySchema.safeParse(signed.success && signed.data.body !== undefined ? signed.data.body : parsed)
  return read.success ? read.data : undefined
}

/** Never throws: a line that cannot be read is answered with an error and the next one is read. */
export function deadlineLine(line: string, rules: RulesPackBody): string {
  const read = lineSchema.safeParse(parseJson(line))
  if (!read.success) return JSON.stringify({ error: 'invalid', fields: [...new Set(read.error.issues.map((issue) => issue.path.join('.') || 'line'))] })
  const { right, received, pauses, extension } = read.data
  const deadline = countDeadline({ right, receivedOn: received, ...(pauses ? { pauses } : {}), ...(extension ? { extensionWorkingDays: extension.workingDays } : {}) }, rules)
  if ('uncovered' in deadline) {
    return JSON.stringify({ uncovered: deadline.uncovered.year, provisional: deadline.provisionalOn, outer: deadline.outerOn, pack: rules.version })
  }
  return JSON.stringify({ target: deadline.targetOn, outer: deadline.outerOn, pack: rules.version })
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000
}
