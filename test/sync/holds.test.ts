// Holds at two desks: placed without the origin, approved by another person, and what they keep of an erasure until they are lifted.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, toDay } from '../../src-shared/base/clock'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import type { RequestOf } from '../../src-shared/contract/channels'
import type { HoldId } from '../../src-shared/domain/hold-register'
import { DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { SEED_HOLD } from '../../src-origin/seed/inventory-cast'
import { approvalOf, openCase, take, typed, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOfficerAndReviewer } from '../fixtures/desks-and-origin'
import { LATE_REASON } from '../fixtures/late-reason'
import { catchUp, goAway, reopen, until, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, officer: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ;({ origin, officer, reviewer } = await startOfficerAndReviewer())
})
afterAll(removeDesksAndOrigin)

const refusal = (kind: string, params: object = {}) => ({ ok: false, error: expect.objectContaining({ kind, ...params }) as unknown })
const holdAt = async (desk: TestDesk, holdId: string) => (await desk.get('hold.list', {})).holds.find((one) => one.id === holdId)!
const placing = (more: Partial<RequestOf<'hold.place'>> = {}): RequestOf<'hold.place'> => ({
  matter: '（2026）辽0203民初88号', reach: 'person', caseNo: DEMO_DELETE_CASE, reason: '诉讼证据保全', reviewOn: addDays(toDay(origin.now()), 90), ...more,
})
async function approve(holdId: HoldId): Promise<void> {
  const { version } = await holdAt(reviewer, holdId)
  await reviewer.get('hold.approve', { holdId, version, passphrase: reviewer.staff.passphrase })
  await catchUp(origin, officer, reviewer)
}
async function lift(holdId: HoldId): Promise<void> {
  await officer.get('hold.lift', { holdId, version: (await holdAt(officer, holdId)).version, reason: '已撤诉' })
  await catchUp(origin, officer, reviewer)
  await approve(holdId)
}

describe('a hold', () => {
  it('is placed without the origin, waits over a restart, and is extended and lifted by two people', async () => {
    expect(await reviewer.ask('hold.place', placing())).toEqual(refusal('not-permitted'))
    expect(await officer.ask('hold.place', placing({ caseNo: '2026-999999' }))).toEqual(refusal('invalid-input', { params: { fields: 'caseNo', code: 'hold.caseNo' } }))
    expect(await officer.ask('hold.place', placing({ reviewOn: '2026-01-01' }))).toEqual(refusal('invalid-input', { params: { fields: 'reviewOn', code: 'hold.reviewOn' } }))
    await goAway(officer)
    const { holdId } = await officer.get('hold.place', placing({ categories: ['browsing'] }))
    expect(await holdAt(officer, holdId)).toMatchObject({ state: 'proposed', mark: 'to-send', person: { caseNos: expect.arrayContaining([DEMO_DELETE_CASE]) as unknown }, holding: { now: true }, acts: { approve: 'own-proposal', extend: 'state-changed', lift: 'possible' } })
    await officer.close()
    officer = await reopen(origin, officer)
    await catchUp(origin, officer, reviewer)
    expect(await holdAt(reviewer, holdId)).toMatchObject({ state: 'proposed', mark: 'sent', acts: { approve: 'possible', extend: 'not-permitted', lift: 'not-permitted' } })
    await approve(holdId)
    const held = await holdAt(officer, holdId)
    expect(held).toMatchObject({ state: 'in-force', approvedBy: { name: '吴示二' }, acts: { approve: 'state-changed', extend: 'possible', lift: 'possible' } })
    const reviewOn = addDays(held.review.on, 100)
    await officer.get('hold.extend', { holdId, version: held.version, reviewOn, reason: '二审' })
    await catchUp(origin, officer, reviewer)
    await approve(holdId)
    expect(await holdAt(officer, holdId)).toMatchObject({ state: 'in-force', review: { on: reviewOn }, extensions: [{ reviewOn, by: { name: '郑示三' }, approvedBy: { name: '吴示二' } }] })
    await lift(holdId)
    expect(await holdAt(officer, holdId)).toMatchObject({ state: 'lifted', holding: { now: false }, lifted: { reason: '已撤诉' } })
  })
})

describe('the page of a person', () => {
  const holdsOn = async (desk: TestDesk, caseNo: string) => (await desk.get('person.open', { subjectId: (await originCase(origin, caseNo)).subject_id as SubjectId })).holds

  it('says by which matter, how far and until when something of theirs is on hold, from its placing to its lifting; of nobody else', async () => {
    // Of the seeded company: approved long ago.
    expect(await holdsOn(reviewer, DEMO_CONFLICT_CASE)).toEqual([
      { id: SEED_HOLD.id, matter: SEED_HOLD.matter, reach: 'person', categories: ['registration', 'consent'], review: { on: SEED_HOLD.reviewOn, overdue: toDay(origin.now()) > SEED_HOLD.reviewOn }, state: 'in-force' },
    ])
    expect(await holdsOn(officer, DEMO_DELETE_CASE)).toEqual([])
    const { holdId } = await officer.get('hold.place', placing({ categories: ['browsing'] }))
    const { holdId: ofAll } = await officer.get('hold.place', { matter: '国调〔2026〕7号', reach: 'everyone', categories: ['access-log'], reason: '协助调查', reviewOn: placing().reviewOn })
    expect((await holdsOn(officer, DEMO_DELETE_CASE)).map(({ id, reach, categories, state }) => [id, reach, categories, state]).sort()).toEqual(
      [[holdId, 'person', ['browsing'], 'proposed'], [ofAll, 'everyone', ['access-log'], 'proposed']].sort(),
    )
    expect((await holdsOn(officer, DEMO_CONFLICT_CASE)).map(({ id }) => id).sort()).toEqual([SEED_HOLD.id as string, ofAll].sort())
    for (const one of [holdId, ofAll]) {
      const { version } = await holdAt(officer, one)
      await officer.get('hold.lift', { holdId: one, version, reason: '误设' })
    }
    expect(await holdsOn(officer, DEMO_DELETE_CASE)).toEqual([])
    await catchUp(origin, officer, reviewer)
    expect(await holdsOn(reviewer, DEMO_DELETE_CASE)).toEqual([])
  })
})

describe('an erasure', () => {
  const linesOf = async (desk: TestDesk, requestId: RequestId) => (await desk.get('erasure.open', { requestId })).lines
  const held = async (desk: TestDesk, requestId: RequestId) => (await linesOf(desk, requestId)).filter((line) => line.action === 'hold')
  const checkOf = async (desk: TestDesk, requestId: RequestId, check: string) => (await desk.get('erasure.open', { requestId })).checks.find((one) => one.check === check)?.state

  it('of somebody whose data are all on hold waits, and can be proposed as soon as the hold is lifted', async () => {
    const requestId = await idOf()
    await take(officer, requestId)
    await verify(officer, requestId)
    // Waiting here already counts, as it will count at the origin.
    const { holdId } = await officer.get('hold.place', placing())
    expect(await checkOf(officer, requestId, 'hold')).toBe('on-hold')
    const propose = async () => {
      const { version, row } = await openCase(officer, requestId)
      const { deletionGround, planHash, letter } = await officer.get('erasure.open', { requestId })
      return officer.ask('erasure.propose', { requestId, version, deletionGround: deletionGround!.ground, planHash, confirm: typed(row.caseNo), text: letter, lateReason: LATE_REASON })
    }
    expect(await propose()).toEqual(refusal('on-hold'))
    await catchUp(origin, officer, reviewer)
    expect((await held(reviewer, requestId)).length).toBe((await linesOf(reviewer, requestId)).length)
    await approve(holdId)
    await lift(holdId)
    expect(await checkOf(officer, requestId, 'hold')).toBe('met')
    expect(await propose()).toMatchObject({ ok: true })
    await catchUp(origin, officer, reviewer)
  })

  it('that was proposed before a hold is refused for it, and made anew it leaves out what the hold names, at desk and origin alike', async () => {
    const requestId = await idOf()
    const { holdId } = await officer.get('hold.place', placing({ categories: ['browsing', 'consent'] }))
    await catchUp(origin, officer, reviewer)
    await approve(holdId)
    expect(await checkOf(reviewer, requestId, 'hold')).toBe('hold-changed')
    expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toEqual(refusal('hold-changed'))
    await catchUp(origin, officer, reviewer)

    const planned = await held(officer, requestId)
    expect(planned.map(({ category, then, holdViews }) => [category, then, holdViews?.map(({ matter, state }) => `${matter} ${state ?? ''}`)])).toEqual([
      ['consent', 'delete', ['（2026）辽0203民初88号 in-force']], ['browsing', 'delete', ['（2026）辽0203民初88号 in-force']],
    ])
    const { deletionGround, letter, planHash } = await officer.get('erasure.open', { requestId })
    expect(letter).toContain('不是法定留存')
    const { version, row } = await openCase(officer, requestId)
    await officer.get('erasure.propose', { requestId, version, deletionGround: deletionGround!.ground, planHash, confirm: typed(row.caseNo), text: letter, lateReason: LATE_REASON })
    await catchUp(origin, officer, reviewer)
    await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
    await until('the erasure is complete', async () => (await reviewer.get('erasure.open', { requestId })).state === 'completed')
    await catchUp(origin, officer, reviewer)
    const { erasureId, certificate } = await reviewer.get('erasure.open', { requestId })
    expect(certificate).toBeDefined()
    await reviewer.get('erasure.saveCertificate', { erasureId: erasureId! })
    expect(await holdAt(officer, holdId)).toMatchObject({ state: 'in-force', reach: 'person' })
    expect(await holdAt(officer, holdId)).not.toHaveProperty('person')
    await lift(holdId)
    await until('what was on hold has gone on', async () => {
      await catchUp(origin, officer, reviewer)
      return (await reviewer.get('erasure.open', { requestId })).released?.length === 2
    })
    expect(await holdAt(officer, holdId)).toMatchObject({ state: 'lifted', matter: '', lifted: { reason: '' } })
  })

  const idOf = async () => (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
})
