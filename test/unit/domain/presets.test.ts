// Views and macros of the team: who may change them, what a macro may hold, and which words its texts may put in.
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { StaffId } from '../../../src-shared/base/ids'
import { fillMacroText, stepsHold, type MacroStep } from '../../../src-shared/domain/macro-steps'
import { presetWithout } from '../../../src-shared/domain/entry-texts'
import { createEraser, TAKEN_OUT } from '../../../src-shared/domain/mentions'
import { applyPreset, type PresetContent, type PresetEntry, type PresetId } from '../../../src-shared/domain/presets'
import type { Role } from '../../../src-shared/domain/vocabulary'
import type { presetEntrySchema } from '../../../src-shared/protocol/inventory-records'

const presetId = 'p1' as PresetId
const [zhou, wu, zheng] = ['zhou', 'wu', 'zheng'] as unknown as readonly [StaffId, StaffId, StaffId]
const by = (staffId: StaffId, role: Role = 'agent', at = 1) => ({ staffId, role, at })
const decide: MacroStep = { kind: 'decide', outcome: 'granted', text: '您好，{letter}' }
const pause: MacroStep = { kind: 'pause', category: 'supplement', workingDays: 5, reason: '{caseNo} 等补材料' }
const macro = (...steps: MacroStep[]): PresetContent => ({ kind: 'macro', steps, next: true })
const view: PresetContent = { kind: 'view', view: 'team', filter: { rights: ['delete'] }, sort: { by: 'deadline', order: 'asc' } }
const save = (content: PresetContent, name = '快办') => ({ op: 'preset.save@1', args: { presetId, name, content } }) as const
const drop = { op: 'preset.drop@1', args: { presetId } } as const
const saved = (content: PresetContent): PresetEntry => {
  const entry = applyPreset(undefined, save(content), by(zhou))
  if (!entry.ok) throw new Error(entry.error.code)
  return entry.value
}

it('is the record of the wire', () => {
  expectTypeOf<PresetEntry>().toExtend<z.infer<typeof presetEntrySchema>>()
  expectTypeOf<z.infer<typeof presetEntrySchema>>().toExtend<PresetEntry>()
})

describe('a preset', () => {
  it('is made by anybody who works requests, and changed or given up by its maker or the officer alone', () => {
    const entry = saved(view)
    expect(entry).toEqual({ id: presetId, name: '快办', content: view, owner: zhou, changedBy: zhou, changedAt: 1 })
    expect(applyPreset(entry, save(view, '别人改'), by(wu, 'reviewer'))).toEqual({ ok: false, error: { code: 'forbidden' } })
    expect(applyPreset(entry, drop, by(wu))).toEqual({ ok: false, error: { code: 'forbidden' } })
    expect(applyPreset(entry, save(view, ' 改名 '), by(zheng, 'officer', 2))).toEqual({ ok: true, value: { ...entry, name: '改名', changedBy: zheng, changedAt: 2 } })
    const { content: _given, ...rest } = entry
    expect(applyPreset(entry, drop, by(zhou, 'agent', 3))).toEqual({ ok: true, value: { ...rest, changedAt: 3 } })
  })

  it('that was given up does not come back, and none becomes another kind', () => {
    const { content: _given, ...givenUp } = saved(view)
    expect(applyPreset(givenUp, save(view), by(zhou))).toMatchObject({ ok: false, error: { code: 'precondition' } })
    expect(applyPreset(givenUp, drop, by(zhou))).toMatchObject({ ok: false, error: { code: 'precondition' } })
    expect(applyPreset(saved(view), save(macro(decide)), by(zhou))).toMatchObject({ ok: false, error: { code: 'precondition' } })
    expect(applyPreset(undefined, drop, by(zhou))).toEqual({ ok: false, error: { code: 'not_found' } })
    expect(applyPreset(undefined, save(view, '  '), by(zhou))).toEqual({ ok: false, error: { code: 'invalid', fields: ['name'] } })
    expect(applyPreset(undefined, save(macro(decide, decide)), by(zhou))).toEqual({ ok: false, error: { code: 'invalid', fields: ['steps'] } })
  })

  it('loses the name of a person who is erased, and keeps its words', () => {
    const erase = createEraser(['王小明'])
    expect(presetWithout({ ...saved(macro({ ...decide, text: '王小明先生：{letter}' })), name: '王小明专用' }, erase)).toMatchObject({ name: `${TAKEN_OUT}专用`, content: { steps: [{ text: `${TAKEN_OUT}先生：{letter}` }] } })
    expect(presetWithout(saved(macro({ ...pause, reason: '等王小明' })), erase)).toMatchObject({ name: '快办', content: { steps: [{ reason: `等${TAKEN_OUT}` }] } })
    expect(presetWithout({ ...saved(view), name: '王小明' }, createEraser(['王小明']))).toMatchObject({ name: TAKEN_OUT, content: view })
  })
})

describe('the steps of a macro', () => {
  const take: MacroStep = { kind: 'take' }
  const assign: MacroStep = { kind: 'assign', assigneeId: wu }
  const snooze: MacroStep = { kind: 'snooze', workingDays: 2 }
  it.each<[string, readonly MacroStep[], boolean]>([
    ['one', [take], true],
    ['in order', [take, pause, snooze], true],
    ['assigned and decided', [assign, decide], true],
    ['none', [], false],
    ['out of order', [decide, take], false],
    ['twice', [take, take], false],
    ['taken and given away', [take, assign], false],
    ['decided and put off', [decide, snooze], false],
    ['paused and decided', [pause, decide], false],
    ['a word that cannot be put in', [{ ...decide, text: '{name}，您好' }], false],
    ['a letter in a reason', [{ ...pause, reason: '{letter}' }], false],
    ['a reason of blanks', [{ ...pause, reason: ' ' }], false],
  ])('%s', (_what, steps, holds) => expect(stepsHold(steps)).toBe(holds))

  it('put in what they name and leave other braces alone', () => {
    const words = { caseNo: '26-1184', receivedOn: '2026-06-12', targetOn: '2026-07-03', letter: '答复$&{caseNo}' }
    expect(fillMacroText('{caseNo} {receivedOn} {targetOn} {other} {letter}', words)).toBe('26-1184 2026-06-12 2026-07-03 {other} 答复$&{caseNo}')
  })
})
