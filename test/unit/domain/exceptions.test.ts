// The six cases of the policy and the use of one: never consent in disguise, never without a statute and a second person, reviewed yearly.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { StaffId } from '../../../src-shared/base/ids'
import {
  afterRefusal, approveInvocation, checkInvocation, EXCEPTION_CASES, isInvokedOn, isReviewOverdue, reviewDueOn, type Invocation, type InvocationId,
} from '../../../src-shared/domain/exceptions'
import { createErasurePlan } from '../../../src-shared/domain/erasure-plan'
import { repositoryPack } from '../../fixtures/rules'

const pack = repositoryPack()
const rule = (one: Invocation['case']) => pack.exceptions.find((entry) => entry.case === one)!
const [agent, reviewer] = ['a', 'b'] as readonly string[] as readonly StaffId[]
const invocation: Invocation = {
  id: 'i' as InvocationId, case: 'legal-duty', category: 'access-log', purpose: 'abnormal-status', statute: { title: '网络安全法', article: '第二十三条第三项' }, reason: '留存网络日志',
  decidedBy: agent!, decidedAt: dayStart('2026-03-01'), reviewedOn: [],
}
const fault = (change: Partial<Invocation>) => {
  const checked = checkInvocation({ ...invocation, ...change }, pack.exceptions)
  return checked.ok ? undefined : checked.error.kind
}

describe('the catalogue', () => {
  test('has the six cases of the policy in its order, each with a provision or marked as having none', () => {
    expect(pack.exceptions.map((one) => [one.case, one.carriedBy])).toEqual([
      ['explicit-authorisation', 'consent'], ['legal-duty', 'provision'], ['national-security', 'none'], ['self-disclosed', 'provision'], ['lawfully-disclosed', 'provision'], ['other-by-law', 'provision'],
    ])
    expect(pack.exceptions.map((one) => one.case)).toEqual([...EXCEPTION_CASES])
  })
  test('takes no right away: no ground of refusal is one of its cases, and an erasure plan does not read it', () => {
    expect(pack.grounds.map((ground) => ground.code)).not.toEqual(expect.arrayContaining([...EXCEPTION_CASES]))
    const input = { requestId: 'r' as never, subjectId: 's' as never, subjectVersion: 1, deletionGround: 'purpose-over' as const, packVersion: pack.version, today: '2026-06-15', holds: [], holdings: [{ category: 'browsing' as const, system: 'log-platform', rows: 3 }] }
    expect(createErasurePlan({ ...input, rules: { ...pack, exceptions: [] } })).toEqual(createErasurePlan({ ...input, rules: pack }))
  })
})

describe('an invocation', () => {
  test('names category, purpose, statute and reason, and is no consent', () => {
    expect(fault({})).toBeUndefined()
    expect(fault({ case: 'explicit-authorisation' })).toBe('is-consent')
    expect(fault({ statute: { title: '网络安全法', article: ' ' } })).toBe('statute-missing')
    expect(fault({ reason: '' })).toBe('reason-missing')
    expect(fault({ purpose: 'account' })).toBe('purpose-not-of-category')
    expect(fault({ until: '2026-02-30' })).toBe('no-such-day')
    expect(fault({ until: '2026-02-28' })).toBe('no-such-day')
    expect(fault({ case: 'national-security', statute: { title: '', article: '' } })).toBe('statute-missing')
    const without = checkInvocation(invocation, [])
    expect(without).toEqual({ ok: false, error: { kind: 'catalogue-missing' } })
  })
  test('counts from the approval of a second person, who is another one', () => {
    expect(isInvokedOn(invocation, '2026-03-05')).toBe(false)
    expect(approveInvocation(invocation, agent!, dayStart('2026-03-04'), pack.exceptions)).toEqual({ ok: false, error: { kind: 'needs-second-person' } })
    const approved = approveInvocation(invocation, reviewer!, dayStart('2026-03-04'), pack.exceptions)
    if (!approved.ok) throw new Error('the second person may approve')
    expect(['2026-03-03', '2026-03-04'].map((day) => isInvokedOn(approved.value, day))).toEqual([false, true])
    expect(approveInvocation(approved.value, reviewer!, dayStart('2026-03-05'), pack.exceptions)).toEqual({ ok: false, error: { kind: 'already-approved' } })
    expect(isInvokedOn({ ...approved.value, until: '2026-06-01' }, '2026-06-02')).toBe(false)
  })
  test('is looked at again every year', () => {
    const approved = { ...invocation, approvedBy: reviewer!, approvedAt: dayStart('2026-03-04') }
    expect(reviewDueOn(approved, rule('legal-duty'))).toBe('2027-03-04')
    expect(['2027-03-04', '2027-03-05'].map((day) => isReviewOverdue(approved, rule('legal-duty'), day))).toEqual([false, true])
    expect(reviewDueOn({ ...approved, reviewedOn: ['2028-02-29', '2027-02-20'] }, rule('legal-duty'))).toBe('2029-02-28')
    expect(reviewDueOn({ ...approved, until: '2026-12-31' }, rule('legal-duty'))).toBeUndefined()
  })
  test('of what the person disclosed ends the day they clearly refuse; a duty of law does not', () => {
    const disclosed = { ...invocation, case: 'self-disclosed' as const, approvedBy: reviewer!, approvedAt: dayStart('2026-03-04') }
    const refused = afterRefusal(disclosed, rule('self-disclosed'), '2026-05-01')
    expect(['2026-04-30', '2026-05-01'].map((day) => isInvokedOn(refused, day))).toEqual([true, false])
    expect(afterRefusal({ ...refused, until: '2026-04-01' }, rule('self-disclosed'), '2026-05-01').until).toBe('2026-04-01')
    expect(afterRefusal(invocation, rule('legal-duty'), '2026-05-01')).toEqual(invocation)
  })
})
