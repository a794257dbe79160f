// What the team keeps for its own work: a view of the queue under a name, or a macro. One record each, on every desk with a case scope; whoever
// made it or the officer changes it, and one that is given up stays as a line without content, so that no desk goes on using it.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { Id, StaffId } from '../base/ids'
import { err, ok, type Result } from '../base/result'
import { macroStepSchema, stepsHold } from './macro-steps'
import { savedQuerySchema } from './queue-query'
import type { Actor } from './request'
import type { Refusal } from './request-machine'
import { hasPermission } from './staff'
import { RIGHTS } from './vocabulary'

export type PresetId = Id<'preset'>

export const macroSchema = z.object({
  kind: z.literal('macro'),
  /** Absent: for every right. */
  rights: z.array(z.enum(RIGHTS)).min(1).max(RIGHTS.length).optional(),
  steps: z.array(macroStepSchema).min(1).max(5),
  /** Then the next case of the list. */
  next: z.boolean(),
})
export type Macro = z.infer<typeof macroSchema>
export const presetContentSchema = z.discriminatedUnion('kind', [savedQuerySchema.extend({ kind: z.literal('view') }), macroSchema])
export type PresetContent = z.infer<typeof presetContentSchema>
export const presetName = z.string().min(1).max(40)

/** The wire's `preset` record is one. */
export interface PresetEntry {
  readonly id: PresetId
  readonly name: string
  /** Absent: given up. */
  readonly content?: PresetContent
  readonly owner: StaffId
  readonly changedBy: StaffId
  readonly changedAt: EpochMs
}
/** Structurally the wire's operations (protocol/push.ts). */
export type PresetOperation =
  | { readonly op: 'preset.save@1'; readonly args: { readonly presetId: PresetId; readonly name: string; readonly content: PresetContent } }
  | { readonly op: 'preset.drop@1'; readonly args: { readonly presetId: PresetId } }

export function applyPreset(current: PresetEntry | undefined, operation: PresetOperation, by: Actor): Result<PresetEntry, Refusal> {
  if (!hasPermission(by.role, 'work-request')) return err({ code: 'forbidden' })
  if (current && current.owner !== by.staffId && by.role !== 'officer') return err({ code: 'forbidden' })
  if (current && !current.content) return err({ code: 'precondition', fields: ['content'] })
  const changed = { changedBy: by.staffId, changedAt: by.at }
  if (operation.op === 'preset.drop@1') {
    if (!current) return err({ code: 'not_found' })
    const { content: _given, ...rest } = current
    return ok({ ...rest, ...changed })
  }
  const { presetId, name, content } = operation.args
  if (name.trim() === '') return err({ code: 'invalid', fields: ['name'] })
  if (current && current.content?.kind !== content.kind) return err({ code: 'precondition', fields: ['content'] })
  if (content.kind === 'macro' && !stepsHold(content.steps)) return err({ code: 'invalid', fields: ['steps'] })
  return ok({ id: presetId, name: name.trim(), content, owner: current?.owner ?? by.staffId, ...changed })
}
