// The clock of one request: what pause, resumption and extension need, what they do to the day, and when an answer is late.
import { describe, expect, expectTypeOf, test } from 'vitest'
import { dayStart, type Day } from '../../../src-shared/base/clock'
import type { ErasureId, IdentifierId, RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { minimiseRequest } from '../../../src-origin/erasure/minimise'
import { mustOk } from '../../../src-shared/base/result'
import { viewRequestClock } from '../../../src-shared/domain/clock-view'
import { extensionLetter } from '../../../src-shared/domain/extension-letter'
import type { CasePause } from '../../../src-shared/domain/clock-acts'
import { closeProposed, countRequest, pausedDays } from '../../../src-shared/domain/request-clock'
import { advanceErasure, applyOperation, groundsOf, type Actor, type CaseRequest, type Operation } from '../../../src-shared/domain/request-machine'
import { rulesPackBodySchema, type RulesPackBody } from '../../../src-shared/domain/rules'
import type { OperationArgs } from '../../../src-shared/protocol/push'
import { requestSchema } from '../../../src-shared/protocol/records'
import { repositoryPack } from '../../fixtures/rules'

const P = 'P-COUNT'
const text = { 'zh-CN': '…', en: '…' }
/** The repository's pack with reasons of our own, so that its words may change. */
const pack: RulesPackBody = rulesPackBodySchema.parse({
  ...repositoryPack(),
  closeAfterPausedDays: 90,
  extensionReasons: [
    { code: 'MORE', text, passesOuter: false, maxWorkingDays: 15, source: P },
    { code: 'AGREED', text, passesOuter: true, maxWorkingDays: 30, source: P },
  ],
  extensionLetter: { 'zh-CN': '{caseNo} 由 {formerDay} 延至 {newDay}：{reason}', en: '{caseNo} from {formerDay} to {newDay}: {reason}' },
  lateReasons: [{ code: 'SLOW', text, source: P }],
})
const newer: RulesPackBody = { ...pack, version: '2099.1' }
const requestId = '01970000-0000-7000-8000-000000000001' as RequestId
const zhou = '01970000-0000-7000-8000-00000000000a' as StaffId
const onDay = (day: Day): Actor => ({ staffId: zhou, at: dayStart(day) + 36_000_000, role: 'agent', caseNo: '26-1' })

const create: Operation = {
  op: 'request.create@1',
  args: { requestId, subjectId: '01970000-0000-7000-8000-000000000004' as SubjectId, right: 'access', channel: 'phone', receivedOn: '2026-06-15', text: '请处理' },
}
const take: Operation = { op: 'request.take@1', args: { requestId } }
const verify: Operation = { op: 'request.verify@1', args: { requestId, identifierId: '01970000-0000-7000-8000-000000000003' as IdentifierId, method: 'one-time-code', evidence: '验证码' } }
const pause = (from: Day, to: Day, category = 'supplement', reason = '等本人寄来授权书'): Operation => ({ op: 'request.pause@1', args: { requestId, category, from, to, reason, rulesPack: pack.version } })
const resume = (on: Day): Operation => ({ op: 'request.resume@1', args: { requestId, on } })
const extend = (workingDays: number, reason = 'MORE', notice = '延期通知'): Operation => ({ op: 'request.extend@1', args: { requestId, workingDays, reason, text: notice, rulesPack: pack.version } })
const unextend: Operation = { op: 'request.unextend@1', args: { requestId, reason: '材料已齐' } }
const decide = (lateReason?: string): Operation => ({ op: 'request.decide@1', args: { requestId, outcome: 'granted', text: '答复', rulesPack: pack.version, ...(lateReason === undefined ? {} : { lateReason }) } })

/** Each act on its day, beginning with the day received. */
const run = (...acts: readonly (readonly [Day, Operation])[]): CaseRequest =>
  acts.reduce<CaseRequest>((current, [day, act]) => mustOk(applyOperation(current, act, onDay(day), pack)), mustOk(applyOperation(undefined, create, onDay('2026-06-15'), pack)))
const refusal = (current: CaseRequest, day: Day, act: Operation, by: Partial<Actor> = {}): unknown => {
  const done = applyOperation(current, act, { ...onDay(day), ...by }, pack)
  return done.ok ? 'accepted' : done.error
}
const open = run()
const ready = run(['2026-06-15', take], ['2026-06-15', verify])

describe('a pause', () => {
  test('takes its working days out of the target, leaves the outer limit, and is remembered with its days and its category', () => {
    const paused = run(['2026-06-18', pause('2026-06-16', '2026-06-18')])
    expect(paused).toMatchObject({ targetOn: '2026-07-10', outerOn: '2026-07-15', countedBy: pack.version })
    expect(paused.timeline.at(-1)).toMatchObject({ event: 'paused', code: 'supplement', from: '2026-06-16', to: '2026-06-18', text: '等本人寄来授权书', staffId: zhou })
    expect(requestSchema.strict().parse(paused)).toEqual(paused)
  })
  test('names a category of the pack and a reason, begins when it has begun, ends, and lies over no other', () => {
    const once = run(['2026-06-18', pause('2026-06-16', '2026-06-18')])
    expect(refusal(open, '2026-06-18', pause('2026-06-16', '2026-06-18', 'holiday'))).toEqual({ code: 'invalid', fields: ['category'] })
    expect(refusal(open, '2026-06-18', pause('2026-06-16', '2026-06-18', 'supplement', ' '))).toEqual({ code: 'invalid', fields: ['reason'] })
    expect(refusal(open, '2026-06-18', pause('2026-06-19', '2026-06-22'))).toEqual({ code: 'invalid', fields: ['from'] })
    expect(refusal(open, '2026-06-18', pause('2026-06-14', '2026-06-22'))).toEqual({ code: 'invalid', fields: ['from'] })
    expect(refusal(once, '2026-06-22', pause('2026-06-18', '2026-06-22'))).toEqual({ code: 'invalid', fields: ['from'] })
    expect(refusal(open, '2026-06-18', pause('2026-06-18', '2026-06-17'))).toEqual({ code: 'invalid', fields: ['to'] })
    expect(refusal(open, '2026-06-18', pause('2026-06-16', '2026-09-14'))).toEqual({ code: 'invalid', fields: ['to'] })
    expect(refusal(open, '2026-06-18', pause('2026-06-16', '2026-09-13'))).toBe('accepted')
  })
  test('is dated by when it was made, not by when it reached the origin', () => {
    const by = { at: dayStart('2026-06-22'), actedAt: dayStart('2026-06-17') }
    expect(refusal(open, '2026-06-22', pause('2026-06-18', '2026-06-19'), by)).toEqual({ code: 'invalid', fields: ['from'] })
    expect(refusal(open, '2026-06-22', pause('2026-06-17', '2026-06-19'), by)).toBe('accepted')
  })
  test('stops nothing once it is decided, nor while the company itself has to act', () => {
    expect(refusal(run(['2026-06-15', take], ['2026-06-15', verify], ['2026-06-16', decide()]), '2026-06-18', pause('2026-06-16', '2026-06-18'))).toEqual({ code: 'precondition' })
  })
  test('takes no missed day away: entered after the target it begins after it', () => {
    expect(refusal(open, '2026-07-07', pause('2026-06-16', '2026-07-25'))).toBe('accepted')
    expect(refusal(open, '2026-07-10', pause('2026-06-16', '2026-07-25'))).toEqual({ code: 'invalid', fields: ['from'] })
    expect(refusal(open, '2026-07-10', pause('2026-07-07', '2026-07-25'))).toEqual({ code: 'invalid', fields: ['from'] })
    expect(refusal(open, '2026-07-10', pause('2026-07-08', '2026-07-25'))).toBe('accepted')
  })
  test('ends with what it waited for: the proof, and with the proposal to erase whatever it was', () => {
    const waiting = (category: string): CaseRequest => run(['2026-06-16', take], ['2026-06-16', pause('2026-06-16', '2026-06-30', category)], ['2026-06-18', verify])
    const proved = waiting('identity')
    expect(proved).toMatchObject({ state: 'deciding', pauses: [{ from: '2026-06-16', to: '2026-06-17' }], targetOn: '2026-07-09' })
    expect(proved.timeline.slice(-2)).toMatchObject([{ event: 'identity-verified' }, { event: 'resumed', code: 'identity', from: '2026-06-18' }])
    expect(waiting('supplement').pauses).toMatchObject([{ to: '2026-06-30' }])
    const args = { requestId, erasureId: requestId as string as ErasureId, planHash: '0'.repeat(64), text: '拟删除', rulesPack: pack.version, plan: {} }
    const proposed = mustOk(applyOperation({ ...waiting('supplement'), right: 'delete' }, { op: 'erasure.propose@1', args }, onDay('2026-06-19'), pack))
    expect(proposed).toMatchObject({ state: 'approval', pauses: [{ to: '2026-06-18' }] })
  })
  test('stands in the order of its days, whatever was entered first', () => {
    const later = run(['2026-07-01', pause('2026-06-30', '2026-07-01')], ['2026-07-01', pause('2026-06-16', '2026-06-17', 'identity')])
    const sooner = run(['2026-07-01', pause('2026-06-16', '2026-06-17', 'identity')], ['2026-07-01', pause('2026-06-30', '2026-07-01')])
    expect(later.pauses).toEqual(sooner.pauses)
    expect(later.targetOn).toBe(sooner.targetOn)
  })
})

describe('a resumption', () => {
  const paused = run(['2026-06-16', pause('2026-06-16', '2026-06-30')])
  test('cuts the pause at the day before, and the days after it count again', () => {
    const resumed = mustOk(applyOperation(paused, resume('2026-06-18'), onDay('2026-06-18'), pack))
    expect(resumed.pauses).toMatchObject([{ from: '2026-06-16', to: '2026-06-17' }])
    expect(resumed.targetOn).toBe('2026-07-09')
    expect(resumed.timeline.at(-1)).toMatchObject({ event: 'resumed', from: '2026-06-18', code: 'supplement' })
  })
  test('on the first day of the pause takes it away', () => {
    const resumed = mustOk(applyOperation(paused, resume('2026-06-16'), onDay('2026-06-16'), pack))
    expect(resumed.pauses).toBeUndefined()
    expect(resumed.targetOn).toBe(open.targetOn)
  })
  test('needs a pause on that day, and is not promised for a day to come', () => {
    expect(refusal(open, '2026-06-18', resume('2026-06-18'))).toEqual({ code: 'precondition' })
    expect(refusal(paused, '2026-07-02', resume('2026-07-01'))).toEqual({ code: 'invalid', fields: ['on'] })
    expect(refusal(paused, '2026-06-18', resume('2026-06-19'))).toEqual({ code: 'invalid', fields: ['on'] })
  })
})

describe('an extension', () => {
  test('moves the target, keeps its notice, and is made once', () => {
    const extended = run(['2026-06-20', extend(3)])
    expect(extended).toMatchObject({ targetOn: '2026-07-10', extension: { workingDays: 3, reason: 'MORE', text: '延期通知', rulesPack: pack.version } })
    expect(extended.timeline.at(-1)).toMatchObject({ event: 'extended', code: 'MORE', workingDays: 3, text: '延期通知' })
    expect(refusal(extended, '2026-06-21', extend(2))).toEqual({ code: 'precondition' })
    expect(requestSchema.strict().parse(extended)).toEqual(extended)
  })
  test('ends at the outer limit, unless its reason may pass it', () => {
    expect(run(['2026-06-20', extend(15)])).toMatchObject({ targetOn: '2026-07-15', outerOn: '2026-07-15' })
    expect(run(['2026-06-20', extend(15, 'AGREED')])).toMatchObject({ targetOn: '2026-07-28', outerOn: '2026-07-15' })
  })
  test('needs a reason of the pack, a notice, and no more days than the reason allows', () => {
    expect(refusal(open, '2026-06-20', extend(3, 'NO'))).toEqual({ code: 'invalid', fields: ['reason'] })
    expect(refusal(open, '2026-06-20', extend(3, 'MORE', ' '))).toEqual({ code: 'invalid', fields: ['text'] })
    expect(refusal(open, '2026-06-20', extend(16))).toEqual({ code: 'invalid', fields: ['workingDays'] })
    expect(refusal(open, '2026-06-20', extend(0))).toEqual({ code: 'invalid', fields: ['workingDays'] })
  })
  test('is for before the target: what was missed is answered with a reason', () => {
    expect(refusal(open, '2026-07-07', extend(3))).toBe('accepted')
    expect(refusal(open, '2026-07-08', extend(3))).toEqual({ code: 'precondition' })
  })
  test('can be taken back, and then made anew', () => {
    const without = run(['2026-06-20', extend(3)], ['2026-06-21', unextend])
    expect(without).toMatchObject({ targetOn: '2026-07-07' })
    expect(without.extension).toBeUndefined()
    expect(without.timeline.map(({ event }) => event)).toEqual(['received', 'extended', 'extension-withdrawn'])
    expect(refusal(without, '2026-06-22', extend(2))).toBe('accepted')
    expect(refusal(open, '2026-06-22', unextend)).toEqual({ code: 'precondition' })
  })
  test('of a pack without such reasons is not possible', () => {
    const done = applyOperation(open, extend(3), onDay('2026-06-20'), { ...pack, extensionReasons: [] })
    expect(done).toEqual({ ok: false, error: { code: 'precondition' } })
  })
  test('has a notice in both languages that promises no day which no calendar tells', () => {
    const input = { template: pack.extensionLetter!, language: 'zh-CN' as const, caseNo: '26-1', receivedOn: '2026-06-15', reason: { 'zh-CN': '量大', en: 'volume' }, former: { targetOn: '2026-07-07', outerOn: '2026-07-15' } }
    expect(extensionLetter({ ...input, extended: { targetOn: '2026-07-10' } })).toBe('26-1 由 2026-07-07 延至 2026-07-10：量大\n\n26-1 from 2026-07-07 to 2026-07-10: volume')
    expect(extensionLetter({ ...input, extended: { uncovered: { year: 2027 }, provisionalOn: '2027-01-08' } })).toMatch(/预计.*2027.*\n\n.*expected.*2027/)
  })
})

describe('an answer', () => {
  test('after the target needs a reason of the pack, in time it keeps none', () => {
    expect(refusal(ready, '2026-07-08', decide())).toEqual({ code: 'invalid', fields: ['lateReason'] })
    expect(refusal(ready, '2026-07-08', decide('NO'))).toEqual({ code: 'invalid', fields: ['lateReason'] })
    expect(mustOk(applyOperation(ready, decide('SLOW'), onDay('2026-07-08'), pack)).decision).toMatchObject({ lateReason: 'SLOW' })
    expect(mustOk(applyOperation(ready, decide('SLOW'), onDay('2026-07-07'), pack)).decision).not.toHaveProperty('lateReason')
  })
  test('given in time at a desk without a network is not late because it arrived later', () => {
    expect(refusal(ready, '2026-07-10', decide(), { actedAt: dayStart('2026-07-07') })).toBe('accepted')
  })
  test('is judged with pauses and extension', () => {
    const paused = run(['2026-06-18', take], ['2026-06-18', verify], ['2026-06-18', pause('2026-06-16', '2026-06-18')], ['2026-06-20', extend(1)])
    expect(refusal(paused, '2026-07-13', decide())).toBe('accepted')
    expect(refusal(paused, '2026-07-14', decide())).toEqual({ code: 'invalid', fields: ['lateReason'] })
  })
  test('where no calendar tells the target is late after the outer limit only', () => {
    const uncovered = { ...ready, receivedOn: '2026-12-20', targetOn: undefined, outerOn: '2027-01-19' }
    expect(refusal(uncovered, '2027-01-19', decide())).toBe('accepted')
    expect(refusal(uncovered, '2027-01-20', decide())).toEqual({ code: 'invalid', fields: ['lateReason'] })
  })
  test('under a pack from before there were such reasons needs none', () => {
    expect(applyOperation(ready, decide(), onDay('2026-08-01'), { ...pack, lateReasons: [] }).ok).toBe(true)
  })
})

describe('a case that is taken up again', () => {
  const reopen: Operation = { op: 'request.reopen@1', args: { requestId, reason: '本人不认可答复' } }
  const closed = run(['2026-06-15', take], ['2026-06-15', verify], ['2026-06-16', extend(3)], ['2026-06-17', pause('2026-06-17', '2026-06-30')], ['2026-06-18', decide()])
  const again = mustOk(applyOperation(closed, reopen, onDay('2026-06-25'), pack))

  test('has its days anew from the day of reopening, without the pause and the extension of its former run', () => {
    expect(again).toMatchObject({ receivedOn: '2026-06-15', pauses: [{ from: '2026-06-17', to: '2026-06-24' }], targetOn: '2026-07-16', outerOn: '2026-07-25' })
    expect(again).not.toHaveProperty('extension')
    expect(viewRequestClock(again, '2026-06-25', pack)).toMatchObject({ receivedOn: '2026-06-15', reopenedOn: '2026-06-25', phase: 'calm', workingDaysLeft: 15 })
    expect(requestSchema.strict().parse(again)).toEqual(again)
  })
  test('is not late before them, can be extended, and is paused from the reopening on', () => {
    expect(refusal(again, '2026-07-16', decide())).toBe('accepted')
    expect(refusal(again, '2026-07-17', decide())).toEqual({ code: 'invalid', fields: ['lateReason'] })
    expect(refusal(again, '2026-07-16', extend(2))).toBe('accepted')
    expect(refusal(again, '2026-06-26', pause('2026-06-20', '2026-06-30'))).toEqual({ code: 'invalid', fields: ['from'] })
  })
  test('is not proposed for closing by what was paused before', () => {
    const long = run(['2026-06-15', take], ['2026-06-15', verify], ['2026-09-20', pause('2026-07-16', '2026-10-10')], ['2026-10-14', pause('2026-10-11', '2026-10-30')], ['2026-10-15', decide('SLOW')])
    const reopened = mustOk(applyOperation(long, reopen, onDay('2026-11-02'), pack))
    expect(pausedDays(reopened.pauses ?? [], '2026-11-02')).toBeGreaterThanOrEqual(90)
    expect(closeProposed(reopened, '2026-11-02', pack)).toBeUndefined()
  })
  test('is none whose plan of an erasure went back: nothing had been answered', () => {
    const args = { requestId, erasureId: requestId as string as ErasureId, planHash: '0'.repeat(64), text: '拟删除', rulesPack: pack.version, plan: {} }
    const proposed = mustOk(applyOperation({ ...ready, right: 'delete' }, { op: 'erasure.propose@1', args }, onDay('2026-06-19'), pack))
    const stale = mustOk(advanceErasure(proposed, 'stale', dayStart('2026-07-20')))
    expect(stale.timeline.at(-1)).toMatchObject({ event: 'reopened' })
    expect(viewRequestClock(stale, '2026-07-20', pack)).toMatchObject({ phase: 'over', targetOn: '2026-07-07' })
    expect(viewRequestClock(stale, '2026-07-20', pack)).not.toHaveProperty('reopenedOn')
  })
  test('of which the record is from before such days were kept is counted from the line that says so', () => {
    const timeline = again.timeline.map(({ from, ...line }) => (line.event === 'reopened' ? line : { ...line, ...(from === undefined ? {} : { from }) }))
    expect(countRequest({ ...again, timeline }, pack)).toEqual(countRequest(again, pack))
  })
})

test('once the person is erased, the days of its clock are left and no word of it', () => {
  const left = minimiseRequest(run(['2026-06-18', pause('2026-06-16', '2026-06-18')], ['2026-06-20', extend(3)]))
  expect(left).toMatchObject({ pauses: [{ from: '2026-06-16', to: '2026-06-18', reason: '' }], extension: { workingDays: 3, text: '' } })
  expect(JSON.stringify(left)).not.toMatch(/授权书|延期通知/)
  expect(requestSchema.safeParse(left).success).toBe(true)
})

describe('after 90 paused days', () => {
  const paused = run(['2026-06-20', pause('2026-06-16', '2026-08-31')], ['2026-09-05', pause('2026-09-04', '2026-09-30', 'identity')])
  test('closing is proposed, and nothing is closed', () => {
    expect(pausedDays(paused.pauses ?? [], '2026-09-16')).toBe(77 + 13)
    expect(closeProposed(paused, '2026-09-15', pack)).toBeUndefined()
    expect(closeProposed(paused, '2026-09-16', pack)).toBe(90)
    expect(viewRequestClock(paused, '2026-09-16', pack)).toMatchObject({ closeProposed: { pausedDays: 90 }, pause: { to: '2026-09-30' } })
    expect(paused.state).toBe('received')
  })
  test('the case can be refused because nothing came, and by that ground not a day before; reopened it can not', () => {
    const waiting = run(['2026-06-15', take], ['2026-06-20', pause('2026-06-16', '2026-08-31')], ['2026-09-05', pause('2026-09-04', '2026-09-30', 'identity')])
    const codes = (request: CaseRequest, on?: Day): readonly string[] => groundsOf(request, pack, on).map(({ code }) => code)
    // Nobody was identified.
    expect([codes(waiting), codes(waiting, '2026-09-15'), codes(waiting, '2026-09-16')]).toEqual([['A4'], ['A4'], ['A4', 'P2']])
    const refuse: Operation = { op: 'request.decide@1', args: { requestId, outcome: 'refused', ground: 'P2', text: '未收到所需材料', rulesPack: pack.version, lateReason: 'SLOW' } }
    expect(refusal(waiting, '2026-09-15', refuse)).toEqual({ code: 'invalid', fields: ['ground'] })
    // A desk without a network is judged by its own day, not by the arrival.
    expect(refusal(waiting, '2026-09-20', refuse, { actedAt: dayStart('2026-09-15') + 36_000_000 })).toEqual({ code: 'invalid', fields: ['ground'] })
    const closed = mustOk(applyOperation(waiting, refuse, onDay('2026-09-16'), pack))
    expect(closed).toMatchObject({ state: 'refused', decision: { ground: 'P2' } })
    const again = mustOk(applyOperation(closed, { op: 'request.reopen@1', args: { requestId, reason: '材料到了' } }, onDay('2026-10-20'), pack))
    expect([again.state, codes(again, '2026-10-20')]).toEqual(['verifying', ['A4']])
    // What an authority abroad asks is refused by its own ground alone.
    expect(codes({ ...waiting, right: 'foreign-authority' }, '2026-09-16')).toEqual(['A8'])
    // A pack from before has no such ground.
    expect(groundsOf(waiting, { ...pack, grounds: pack.grounds.filter(({ code }) => code !== 'P2') }, '2026-09-16').map(({ code }) => code)).toEqual(['A4'])
  })
  test('of which none counts twice', () => {
    const both: readonly Pick<CasePause, 'from' | 'to'>[] = [{ from: '2026-06-16', to: '2026-06-20' }, { from: '2026-06-18', to: '2026-06-21' }]
    expect(pausedDays(both, '2026-12-31')).toBe(6)
  })
})

describe('what the screens say', () => {
  test('is that it is paused, until when and for what; over stays over', () => {
    const paused = run(['2026-06-16', pause('2026-06-16', '2026-06-30')])
    expect(viewRequestClock(paused, '2026-06-20', pack)).toMatchObject({ phase: 'paused', pause: { to: '2026-06-30', text: { en: 'waiting for further material' } } })
    expect(viewRequestClock(paused, '2026-07-01', pack)).toMatchObject({ phase: 'calm' })
    const over = run(['2026-07-20', pause('2026-07-20', '2026-07-30')])
    expect(viewRequestClock(over, '2026-07-21', pack)).toMatchObject({ phase: 'over', pause: { to: '2026-07-30' } })
  })
  test('is what a newer pack moved: from, to, and by which pack it was counted before', () => {
    const holiday: RulesPackBody = { ...newer, calendar: { ...newer.calendar, years: { ...newer.calendar.years, 2026: { ...newer.calendar.years['2026']!, off: [...newer.calendar.years['2026']!.off, '2026-07-01'] } } } }
    expect(viewRequestClock(open, '2026-06-20', holiday)).toMatchObject({ targetOn: '2026-07-08', moved: { former: pack.version, target: { from: '2026-07-07', to: '2026-07-08' } } })
    expect(viewRequestClock(open, '2026-06-20', newer)).not.toHaveProperty('moved')
    expect(viewRequestClock(open, '2026-06-20', holiday)).not.toHaveProperty('originTargetOn')
    const outer: RulesPackBody = { ...newer, deadlines: newer.deadlines.map((one) => ({ ...one, outerCalendarDays: 31 })) }
    expect(viewRequestClock(open, '2026-06-20', outer)).toMatchObject({ moved: { outer: { from: '2026-07-15', to: '2026-07-16' } } })
  })
  test('is that the year came: an estimate becomes a day', () => {
    const late = mustOk(applyOperation(undefined, { ...create, args: { ...create.args, receivedOn: '2026-12-20' } }, onDay('2026-12-20'), pack))
    expect(viewRequestClock(late, '2026-12-21', pack)).toMatchObject({ phase: 'estimated', provisional: { year: 2027 } })
    const published: RulesPackBody = { ...newer, calendar: { ...newer.calendar, years: { ...newer.calendar.years, 2027: { off: ['2027-01-01'], work: [], notice: 'test' } } } }
    const view = viewRequestClock(late, '2026-12-21', published)
    expect(view.provisional).toBeUndefined()
    expect(view.moved).toEqual({ former: pack.version, target: { to: view.targetOn } })
  })
  test('is a difference to the origin where both count by the same pack', () => {
    expect(viewRequestClock({ ...open, targetOn: '2026-07-06' }, '2026-06-20', pack)).toMatchObject({ originTargetOn: '2026-07-06' })
  })
})

test('the acts fit the wire', () => {
  type Args<Op extends Operation['op']> = Extract<Operation, { op: Op }>['args']
  expectTypeOf<OperationArgs<'request.pause@1'>>().toExtend<Args<'request.pause@1'>>()
  expectTypeOf<OperationArgs<'request.resume@1'>>().toExtend<Args<'request.resume@1'>>()
  expectTypeOf<OperationArgs<'request.extend@1'>>().toExtend<Args<'request.extend@1'>>()
  expectTypeOf<OperationArgs<'request.unextend@1'>>().toExtend<Args<'request.unextend@1'>>()
})

test('a pack says what it extends with: reasons need a notice, and the notice known names', () => {
  const body = { ...repositoryPack(), extensionReasons: pack.extensionReasons, extensionLetter: pack.extensionLetter }
  expect(rulesPackBodySchema.safeParse(body).success).toBe(true)
  expect(rulesPackBodySchema.safeParse({ ...body, extensionLetter: undefined }).success).toBe(false)
  expect(rulesPackBodySchema.safeParse({ ...body, extensionLetter: { 'zh-CN': '{day}', en: 'x' } }).success).toBe(false)
  expect(rulesPackBodySchema.safeParse({ ...body, lateReasons: [{ code: 'A', text, source: 'nowhere' }] }).success).toBe(false)
  const { closeAfterPausedDays, ...old } = rulesPackBodySchema.parse({ ...repositoryPack(), extensionReasons: undefined, extensionLetter: undefined, lateReasons: undefined, closeAfterPausedDays: undefined })
  expect([closeAfterPausedDays, old.extensionReasons, old.lateReasons]).toEqual([90, [], []])
  expect(countRequest({ ...open, extension: undefined }, { ...old, closeAfterPausedDays })).toMatchObject({ targetOn: '2026-07-07', outerOn: '2026-07-15' })
})
