// A hold: two people behind it, no more than it names, and what is left of it when its person is erased.
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import { addDays, dayStart } from '../../../src-shared/base/clock'
import type { StaffId, SubjectId } from '../../../src-shared/base/ids'
import { holdWithout } from '../../../src-shared/domain/entry-texts'
import { applyHold, holdState, isHeldBy, isHolding, keptBy, LONGEST_REVIEW_DAYS, MOST_EXTENSIONS, type HoldEntry, type HoldId, type HoldOperation, type PlaceHold } from '../../../src-shared/domain/hold-register'
import type { Actor } from '../../../src-shared/domain/request'
import type { holdEntrySchema } from '../../../src-shared/protocol/inventory-records'
import type { INVENTORY_ARGS } from '../../../src-shared/protocol/inventory-operations'

const today = '2026-06-15'
const at = dayStart(today) + 3_600_000
const holdId = 'h' as HoldId
const subjectId = 'p' as SubjectId
const officer: Actor = { staffId: 'a' as StaffId, role: 'officer', at }
const reviewer: Actor = { staffId: 'b' as StaffId, role: 'reviewer', at }
const agent: Actor = { staffId: 'c' as StaffId, role: 'agent', at }
const placing: PlaceHold = { holdId, matter: '（2026）辽0203民初88号', reach: 'person', subjectId, reason: '张某起诉，证据保全', reviewOn: '2026-12-01' }

const tried = (current: HoldEntry | undefined, operation: HoldOperation, by: Actor = officer) => applyHold(current, operation, by)
function done(current: HoldEntry | undefined, operation: HoldOperation, by: Actor = officer): HoldEntry {
  const next = tried(current, operation, by)
  if (!next.ok) throw new Error(JSON.stringify(next.error))
  return next.value
}
const place = (more: Partial<PlaceHold> = {}): HoldOperation => ({ op: 'hold.place@1', args: { ...placing, ...more } })
const APPROVE: HoldOperation = { op: 'hold.approve@1', args: { holdId } }
const LIFT: HoldOperation = { op: 'hold.lift@1', args: { holdId, reason: '张某撤诉' } }
const extend = (reviewOn: string): HoldOperation => ({ op: 'hold.extend@1', args: { holdId, reviewOn, reason: '二审' } })
const inForce = () => done(done(undefined, place()), APPROVE, reviewer)
const invalid = (field: string) => ({ ok: false, error: { code: 'invalid', fields: [field] } })

test('is the wire’s record, to the field', () => {
  expectTypeOf<HoldEntry>().toExtend<z.infer<typeof holdEntrySchema>>()
  expectTypeOf<z.infer<typeof holdEntrySchema>>().toExtend<HoldEntry>()
  expectTypeOf<z.infer<(typeof INVENTORY_ARGS)['hold.place@1']>>().toExtend<PlaceHold>()
})

describe('placing', () => {
  test('is the officer’s, and names a matter, a reason, whom or which categories, and a day of review within a year', () => {
    for (const by of [reviewer, agent]) expect(tried(undefined, place(), by)).toEqual({ ok: false, error: { code: 'forbidden' } })
    expect(tried(undefined, place({ matter: ' ' }))).toEqual(invalid('matter'))
    expect(tried(undefined, place({ reason: '' }))).toEqual(invalid('reason'))
    expect(tried(undefined, place({ reach: 'everyone' }))).toEqual(invalid('subjectId'))
    const { subjectId: _nobody, ...everyone } = { ...placing, reach: 'everyone' as const }
    expect(tried(undefined, { op: 'hold.place@1', args: everyone })).toEqual(invalid('categories'))
    expect(tried(undefined, { op: 'hold.place@1', args: { ...everyone, reach: 'person' } })).toEqual(invalid('subjectId'))
    expect(tried(undefined, place({ categories: [] }))).toEqual(invalid('categories'))
    expect(tried(undefined, place({ categories: ['consent', 'consent'] }))).toEqual(invalid('categories'))
    for (const reviewOn of [today, '2026-06-14', addDays(today, LONGEST_REVIEW_DAYS + 1), 'soon']) expect(tried(undefined, place({ reviewOn }))).toEqual(invalid('reviewOn'))
    // In the order of the inventory, so that desk and origin say the same of the same hold.
    expect(done(undefined, place({ categories: ['access-log', 'registration'] })).categories).toEqual(['registration', 'access-log'])
    expect(tried(inForce(), place())).toMatchObject({ error: { code: 'precondition' } })
  })

  test('holds for a week without a second person, and then only once there is one', () => {
    const proposed = done(undefined, place())
    expect([isHolding(proposed, today), isHolding(proposed, addDays(today, 7)), isHolding(proposed, addDays(today, 8))]).toEqual([true, true, false])
    expect(isHolding(done(proposed, APPROVE, { ...reviewer, at: at + 30 * 86_400_000 }), addDays(today, 400))).toBe(true)
  })
})

describe('the second person', () => {
  test('is somebody else for the placing, the new day and the lifting, and until then nothing of it counts', () => {
    const proposed = done(undefined, place())
    expect(tried(proposed, APPROVE)).toEqual({ ok: false, error: { code: 'needs_second_person' } })
    expect(tried(proposed, APPROVE, agent)).toEqual({ ok: false, error: { code: 'forbidden' } })
    const extending = done(inForce(), extend('2027-03-01'))
    expect([holdState(extending), extending.reviewOn]).toEqual(['extending', '2026-12-01'])
    expect(tried(extending, APPROVE)).toEqual({ ok: false, error: { code: 'needs_second_person' } })
    const extended = done(extending, APPROVE, reviewer)
    expect(extended).toMatchObject({ reviewOn: '2027-03-01', extensions: [{ reviewOn: '2027-03-01', by: 'a', approvedBy: 'b' }] })
    expect(extended).not.toHaveProperty('change')
    const lifting = done(extended, LIFT)
    expect([holdState(lifting), isHolding(lifting, today)]).toEqual(['lifting', true])
    expect(tried(lifting, APPROVE)).toEqual({ ok: false, error: { code: 'needs_second_person' } })
    const lifted = done(lifting, APPROVE, reviewer)
    expect([holdState(lifted), isHolding(lifted, today)]).toEqual(['lifted', false])
    expect(lifted.lifted).toEqual({ reason: '张某撤诉', by: 'a', at, approvedBy: 'b', approvedAt: at })
    for (const operation of [APPROVE, LIFT, extend('2027-01-01')]) expect(tried(lifted, operation)).toMatchObject({ error: { code: 'precondition' } })
  })

  test('is not asked where nobody had approved it; a later proposal takes the place of one that waits', () => {
    const declined = done(done(undefined, place()), LIFT)
    expect([holdState(declined), isHolding(declined, today)]).toEqual(['declined', false])
    expect(tried(done(undefined, place()), extend('2027-01-01'))).toMatchObject({ error: { code: 'precondition' } })
    const replaced = done(done(inForce(), LIFT), extend('2027-01-01'))
    expect([holdState(replaced), holdState(done(replaced, APPROVE, reviewer))]).toEqual(['extending', 'in-force'])
  })

  test('is asked for no more extensions than one line of the feed carries', () => {
    let hold = inForce()
    for (let n = 0; n < MOST_EXTENSIONS; n += 1) hold = done(done(hold, extend('2027-01-01')), APPROVE, reviewer)
    expect(tried(hold, extend('2027-02-01'))).toEqual({ ok: false, error: { code: 'precondition', fields: ['extensions'] } })
  })
})

describe('single fields', () => {
  const tryFields = (fields: NonNullable<PlaceHold['fields']>, categories: PlaceHold['categories'] = ['browsing', 'access-log']) => tried(undefined, place({ categories, fields }))
  test('are those of the inventory, each once, of categories that the hold names', () => {
    const bad: NonNullable<PlaceHold['fields']>[] = [
      [], [{ category: 'browsing', names: [] }], [{ category: 'browsing', names: ['query'] }], [{ category: 'browsing', names: ['ip', 'ip'] }], [{ category: 'consent', names: ['at'] }],
      [{ category: 'browsing', names: ['ip'] }, { category: 'browsing', names: ['at'] }],
    ]
    for (const fields of bad) expect(tryFields(fields)).toEqual(invalid('fields'))
    expect(tried(undefined, place({ fields: [{ category: 'browsing', names: ['ip'] }] }))).toEqual(invalid('fields'))
  })
  test('stand in the order of the inventory, and of the other categories whole rows are kept', () => {
    const hold = done(undefined, place({ categories: ['access-log', 'browsing', 'consent'], fields: [{ category: 'access-log', names: ['result', 'ip'] }, { category: 'browsing', names: ['at', 'page'] }] }))
    expect(hold.fields).toEqual([{ category: 'browsing', names: ['page', 'at'] }, { category: 'access-log', names: ['ip', 'result'] }])
    expect((['browsing', 'access-log', 'consent', 'registration'] as const).map((category) => keptBy(hold, category))).toEqual([['page', 'at'], ['ip', 'result'], 'whole', []])
    expect(isHeldBy(hold, { subjectId, category: 'browsing' })).toBe(true)
  })
})

describe('a hold keeps', () => {
  const other = 'q' as SubjectId
  test.each([
    ['all of its person', {}, ['p registration', 'p access-log']],
    ['what it names of its person', { categories: ['access-log'] }, ['p access-log']],
    ['what it names of everybody', { reach: 'everyone', subjectId: undefined, categories: ['access-log'] }, ['p access-log', 'q access-log']],
    ['nothing once its person is gone', { subjectId: undefined }, []],
  ])('%s', (_what, more, kept) => {
    const hold = { ...inForce(), ...more } as HoldEntry
    const all = [subjectId, other].flatMap((who) => (['registration', 'access-log'] as const).map((category) => ({ subjectId: who, category })))
    expect(all.filter((held) => isHeldBy(hold, held)).map((held) => `${held.subjectId} ${held.category}`)).toEqual(kept)
  })
})

describe('after its person was erased a hold', () => {
  const erase = (text: string) => text.replaceAll('张某', '□')
  test('says no longer whom it is about; what is still on hold keeps its matter', () => {
    const left = holdWithout(inForce(), erase, subjectId)
    expect(left).not.toHaveProperty('subjectId')
    expect(left).toMatchObject({ matter: placing.matter, reason: '□起诉，证据保全' })
    const over = done(done(left, LIFT), APPROVE, reviewer)
    expect(JSON.stringify(over)).not.toMatch(/张某|民初|起诉|撤诉/)
  })
  test('that is over loses its words, and one of somebody else the name alone', () => {
    const lifted = done(done(inForce(), LIFT), APPROVE, reviewer)
    expect(holdWithout(lifted, erase, subjectId)).toMatchObject({ matter: '', reason: '', lifted: { reason: '', by: 'a' } })
    expect(holdWithout(inForce(), erase, 'q' as SubjectId)).toMatchObject({ subjectId, matter: placing.matter, reason: '□起诉，证据保全' })
  })
})
