// Laws of the clock over random pauses, extensions and packs, against a naive counter that shares nothing with the code.
import { describe, expect, test } from 'vitest'
import { addDays, dayStart, type Day } from '../../src-shared/base/clock'
import type { RequestId, StaffId, SubjectId } from '../../src-shared/base/ids'
import { mustOk } from '../../src-shared/base/result'
import { countDeadline, type Pause } from '../../src-shared/domain/deadline'
import { countRequest, pausedDays } from '../../src-shared/domain/request-clock'
import { applyOperation, type Actor, type CaseRequest, type Operation } from '../../src-shared/domain/request-machine'
import { rulesPackBodySchema, type RulesPackBody } from '../../src-shared/domain/rules'
import { requestSchema } from '../../src-shared/protocol/records'
import { deadlineLine } from '../../src-tools/deadline-lines'
import { fc } from '../fixtures/laws'
import { repositoryPack } from '../fixtures/rules'

const text = { 'zh-CN': '…', en: '…' }
const pack: RulesPackBody = rulesPackBodySchema.parse({
  ...repositoryPack(),
  pauses: [{ category: 'stays', movesOuter: false, text }, { category: 'moves', movesOuter: true, text }],
  extensionReasons: [{ code: 'IN', text, passesOuter: false, maxWorkingDays: 40, source: 'P-COUNT' }, { code: 'OUT', text, passesOuter: true, maxWorkingDays: 40, source: 'P-COUNT' }],
  extensionLetter: text,
})
const dayFrom = (first: Day, span: number) => fc.integer({ min: 0, max: span }).map((days) => addDays(first, days))
const received = dayFrom('2024-01-01', 1_120)
const pauseAfter = (start: Day) =>
  fc.record({ skip: fc.integer({ min: 0, max: 40 }), length: fc.integer({ min: 1, max: 30 }), category: fc.constantFrom('stays', 'moves') })
    .map(({ skip, length, category }): Pause => ({ from: addDays(start, skip), to: addDays(start, skip + length - 1), category }))
const withPauses = received.chain((receivedOn) => fc.record({ receivedOn: fc.constant(receivedOn), pauses: fc.array(pauseAfter(receivedOn), { maxLength: 4 }) }))

/** Day by day with the calendar of the platform, no arithmetic of ours: a set of days, and a finger that moves along it. */
function naive(receivedOn: Day, pauses: readonly Pause[], extra: number): { readonly target: Day; readonly outer: Day; readonly uncovered: boolean } {
  const next = (day: Day): Day => new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8)) + 1)).toISOString().slice(0, 10)
  const isIn = (day: Day, among: readonly Pause[]): boolean => among.some((one) => !(day < one.from) && !(day > one.to))
  const isWorking = (day: Day): boolean => {
    const [year] = day.split('-') as [string]
    const published = pack.calendar.years[year]
    const isWeekend = [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay())
    if (!published) return !isWeekend && !(pack.calendar.statutory[year] ?? []).includes(day)
    return published.work.includes(day) || (!isWeekend && !published.off.includes(day))
  }
  let uncovered = false
  const walk = (from: Day, count: number): Day => {
    let on = from
    for (let found = 0; found < count; ) {
      on = next(on)
      if (isIn(on, pauses)) continue
      uncovered ||= !(on.slice(0, 4) in pack.calendar.years)
      if (isWorking(on)) found += 1
    }
    return on
  }
  const base = walk(receivedOn, 15)
  let outer = receivedOn
  for (let days = 0; days < 30; ) {
    outer = next(outer)
    if (!isIn(outer, pauses.filter((one) => one.category === 'moves'))) days += 1
  }
  if (extra === 0) return { target: base, outer, uncovered }
  const seenBefore = uncovered
  const later = walk(base, extra)
  if (later <= outer) return { target: later, outer, uncovered }
  // Stopped at the outer limit, it has not met what lies behind it; one that was behind it already stays where it was.
  return { target: outer > base ? outer : base, outer, uncovered: seenBefore }
}

const dayOf = (deadline: ReturnType<typeof countDeadline>): Day => ('targetOn' in deadline ? deadline.targetOn : deadline.provisionalOn)

describe('the count', () => {
  test('is that of the naive counter, estimates and extensions too', () => {
    fc.assert(
      fc.property(withPauses, fc.integer({ min: 0, max: 30 }), ({ receivedOn, pauses }, extensionWorkingDays) => {
        const deadline = countDeadline({ right: 'access', receivedOn, pauses, extensionWorkingDays }, pack)
        const wanted = naive(receivedOn, pauses, extensionWorkingDays)
        expect({ on: dayOf(deadline), outer: deadline.outerOn, uncovered: 'uncovered' in deadline }).toEqual({ on: wanted.target, outer: wanted.outer, uncovered: wanted.uncovered })
      }),
    )
  })
  test('is never earlier for a later receipt, with the same pauses', () => {
    fc.assert(
      fc.property(withPauses, fc.integer({ min: 0, max: 60 }), ({ receivedOn, pauses }, days) => {
        const [first, second] = [receivedOn, addDays(receivedOn, days)].map((one) => countDeadline({ right: 'delete', receivedOn: one, pauses }, pack)) as [ReturnType<typeof countDeadline>, ReturnType<typeof countDeadline>]
        expect(dayOf(second) >= dayOf(first)).toBe(true)
        expect(second.outerOn >= first.outerOn).toBe(true)
      }),
    )
  })
  test('is never shortened by one pause more, and does not ask in which order they stand', () => {
    fc.assert(
      fc.property(withPauses.chain((one) => fc.record({ one: fc.constant(one), more: pauseAfter(one.receivedOn), order: fc.shuffledSubarray(one.pauses, { minLength: one.pauses.length }) })), ({ one, more, order }) => {
        const before = countDeadline({ right: 'access', ...one }, pack)
        const after = countDeadline({ right: 'access', receivedOn: one.receivedOn, pauses: [...one.pauses, more] }, pack)
        expect(dayOf(after) >= dayOf(before)).toBe(true)
        expect(after.outerOn >= before.outerOn).toBe(true)
        expect(countDeadline({ right: 'access', receivedOn: one.receivedOn, pauses: order }, pack)).toEqual(before)
      }),
    )
  })
  test('passes the outer limit by an extension with a reason alone, and is never shortened by one', () => {
    fc.assert(
      fc.property(withPauses, fc.integer({ min: 1, max: 40 }), (input, extensionWorkingDays) => {
        const before = countDeadline({ right: 'access', ...input }, pack)
        const without = countDeadline({ right: 'access', ...input, extensionWorkingDays }, pack)
        const withReason = countDeadline({ right: 'access', ...input, extensionWorkingDays, extensionReason: 'OUT' }, pack)
        expect(dayOf(without) <= (dayOf(before) > before.outerOn ? dayOf(before) : before.outerOn)).toBe(true)
        expect(dayOf(without) >= dayOf(before)).toBe(true)
        expect(dayOf(withReason) >= dayOf(without)).toBe(true)
      }),
    )
  })
  test('is uncovered exactly where a day that counts lies in a year that nobody has published', () => {
    fc.assert(
      fc.property(withPauses, ({ receivedOn, pauses }) => {
        const deadline = countDeadline({ right: 'access', receivedOn, pauses }, pack)
        const met = Array.from({ length: 400 }, (_, at) => addDays(receivedOn, at + 1))
          .filter((day) => day <= dayOf(deadline) && !pauses.some((one) => one.from <= day && day <= one.to))
          .find((day) => pack.calendar.years[day.slice(0, 4)] === undefined)
        expect('uncovered' in deadline ? deadline.uncovered.year : undefined).toBe(met === undefined ? undefined : Number(met.slice(0, 4)))
      }),
    )
  })
  test('is what the command line answers', () => {
    fc.assert(
      fc.property(withPauses, fc.integer({ min: 0, max: 30 }), ({ receivedOn, pauses }, workingDays) => {
        const wanted = naive(receivedOn, pauses, workingDays)
        const line = JSON.parse(deadlineLine(JSON.stringify({ right: 'correct', received: receivedOn, pauses, ...(workingDays > 0 ? { extension: { workingDays } } : {}) }), pack)) as Readonly<Record<string, unknown>>
        expect(line).toMatchObject({ outer: wanted.outer, pack: pack.version, ...(wanted.uncovered ? { provisional: wanted.target } : { target: wanted.target }) })
      }),
    )
  })
})

describe('the acts on the clock', () => {
  const requestId = '01970000-0000-7000-8000-000000000001' as RequestId
  const staffId = '01970000-0000-7000-8000-00000000000a' as StaffId
  const receivedOn = '2026-06-01'
  const create: Operation = { op: 'request.create@1', args: { requestId, subjectId: requestId as unknown as SubjectId, right: 'access', channel: 'phone', receivedOn, text: 'x' } }
  const offset = fc.integer({ min: -2, max: 60 }).map((days) => addDays(receivedOn, days))
  const act = fc.oneof(
    fc.tuple(offset, fc.integer({ min: -1, max: 95 }), fc.constantFrom('stays', 'moves', 'unknown')).map(
      ([from, days, category]): Operation => ({ op: 'request.pause@1', args: { requestId, category, from, to: addDays(from, days), reason: 'r', rulesPack: pack.version } }),
    ),
    offset.map((on): Operation => ({ op: 'request.resume@1', args: { requestId, on } })),
    fc.tuple(fc.integer({ min: 0, max: 45 }), fc.constantFrom('IN', 'OUT', 'NO')).map(
      ([workingDays, reason]): Operation => ({ op: 'request.extend@1', args: { requestId, workingDays, reason, text: 't', rulesPack: pack.version } }),
    ),
    fc.constant<Operation>({ op: 'request.unextend@1', args: { requestId, reason: 'r' } }),
  )
  const at = (day: Day): Actor => ({ staffId, at: dayStart(day) + 1, role: 'agent', caseNo: '26-1' })

  test('keep the record whole: pauses in order and apart, days as counted, history only growing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(act, offset), { maxLength: 25 }), (acts) => {
        let current: CaseRequest = mustOk(applyOperation(undefined, create, at(addDays(receivedOn, 60)), pack))
        for (const [operation, day] of acts) {
          const next = applyOperation(current, operation, at(day), pack)
          if (!next.ok) continue
          const after = next.value
          expect(requestSchema.strict().parse(after)).toEqual(after)
          expect(after.timeline.slice(0, -1)).toEqual(current.timeline)
          const counted = countRequest(after, pack)
          expect([after.targetOn, after.outerOn]).toEqual(['targetOn' in counted ? counted.targetOn : undefined, counted.outerOn])
          const pauses = after.pauses ?? []
          for (const [index, one] of pauses.entries()) {
            expect(one.from >= receivedOn && one.from <= one.to).toBe(true)
            const following = pauses[index + 1]
            if (following) expect(one.to < following.from).toBe(true)
          }
          expect(pausedDays(pauses, '9999-12-31')).toBe(pauses.reduce((sum, one) => sum + (Date.parse(one.to) - Date.parse(one.from)) / 86_400_000 + 1, 0))
          current = after
        }
      }),
    )
  })
  test('a pause that is taken back leaves the day as it was', () => {
    fc.assert(
      fc.property(offset, fc.integer({ min: 0, max: 40 }), (from, days) => {
        const made = mustOk(applyOperation(undefined, create, at('2026-08-31'), pack))
        const paused = applyOperation(made, { op: 'request.pause@1', args: { requestId, category: 'stays', from, to: addDays(from, days), reason: 'r', rulesPack: pack.version } }, at('2026-08-31'), pack)
        if (!paused.ok) return
        const back = mustOk(applyOperation(paused.value, { op: 'request.resume@1', args: { requestId, on: from } }, at('2026-08-31'), pack))
        expect({ ...back, timeline: [] }).toEqual({ ...made, timeline: [] })
      }),
    )
  })
})
