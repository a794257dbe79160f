// Acts made without the origin are shown at once, survive the end of the desk, and arrive once; what the origin refuses is settled by a person.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import type { OutboxItemView } from '../../src-shared/contract/sync'
import { DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { grant as decide, openCase as open, verify } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, comeBackRefused, goAway, openDesk, reopen, untilStatus, untilSynced, type TestDesk } from '../fixtures/test-desk'
import { bodyOf, isFor, UNREACHABLE } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(removeDesksAndOrigin)

const { zhou, qian } = DEMO_STAFF
const db = () => origin.running().context.db
const idOf = async (caseNo: string): Promise<RequestId> => (await originCase(origin, caseNo)).id as RequestId

/** A request in a state that can be decided without an erasure. */
async function pickCase(state: string): Promise<RequestId> {
  const rows = await db().selectFrom('requests').select(['id', 'body']).where('state', '=', state).where('in_scope', '=', true).orderBy('case_no', 'desc').execute()
  const found = rows.find((row) => row.body.right !== 'delete')
  if (!found) throw new Error(`no request in ${state}`)
  return found.id as RequestId
}

async function resultsAt(mids: readonly string[]): Promise<readonly string[]> {
  const rows = await db().selectFrom('push_results').select(['mid', 'result']).where('mid', 'in', [...mids]).execute()
  return rows.map((row) => (row.result as { readonly t: string }).t)
}

const events = (body: Readonly<Record<string, unknown>>): readonly string[] => (body['timeline'] as readonly { readonly event: string }[]).map((entry) => entry.event)

/** Brings two desks to the same request in state deciding, known to the origin. */
async function readyToDecide(a: TestDesk, b: TestDesk, requestId: RequestId): Promise<void> {
  const view = await open(a, requestId)
  if (view.row.state === 'received') await a.get('request.take', { requestId, version: view.version })
  await verify(a, requestId, '验证码 771203，回填一致')
  await catchUp(origin, a, b)
  expect((await open(b, requestId)).row.state).toBe('deciding')
}

/** `a` decides while `b` is away and decides otherwise: the second decision comes back refused at `b`. */
async function conflict(a: TestDesk, b: TestDesk, requestId: RequestId): Promise<OutboxItemView> {
  await readyToDecide(a, b, requestId)
  await goAway(b)
  await decide(a, requestId, '甲已办理。')
  await catchUp(origin, a)
  const { version } = await open(b, requestId)
  await b.get('request.decide', { requestId, version, outcome: 'refused', ground: (await open(b, requestId)).grounds[0]!.code, text: '乙不同意。' })
  expect(await open(b, requestId)).toMatchObject({ row: { state: 'refused', mark: 'to-send' } })
  return comeBackRefused(origin, b)
}

describe('without the origin', () => {
  it('identity, decision and erasure proposal are made, shown, kept over a restart, and arrive exactly once', async () => {
    let desk = await openDesk(origin, zhou)
    const decided = await pickCase('deciding')
    const proposed = await idOf(DEMO_DELETE_CASE)
    const [caseDecided, caseProposed] = [(await open(desk, decided)).row.caseNo, DEMO_DELETE_CASE]
    await desk.get('request.take', { requestId: proposed, version: (await open(desk, proposed)).version })
    await catchUp(origin, desk)
    await origin.stop()
    await untilStatus(desk, 'offline', ({ connection }) => connection === 'offline')

    await verify(desk, proposed, '验证码 300518，回填一致')
    await decide(desk, decided, '您的资料已备好。')
    const draft = await desk.get('erasure.open', { requestId: proposed })
    const chosen = draft.deletionGrounds!.find(({ ground }) => ground === 'consent-withdrawn')!
    expect([draft.deletionGround!.ground, draft.deletionGrounds![0]!.planHash]).toEqual(['purpose-over', draft.planHash])
    const proposal = { requestId: proposed, deletionGround: chosen.ground, planHash: chosen.planHash, confirm: DEMO_DELETE_CASE.slice(-4), text: draft.letter }
    expect(await desk.ask('erasure.propose', { ...proposal, version: (await open(desk, proposed)).version, confirm: '0000' })).toEqual({ ok: false, error: { kind: 'confirmation-wrong' } })
    // The plan that was read is the one that names this ground, and it is one of those that the right has.
    expect(await desk.ask('erasure.propose', { ...proposal, version: (await open(desk, proposed)).version, deletionGround: 'unlawful' })).toEqual({ ok: false, error: { kind: 'plan-stale' } })
    expect(await desk.ask('erasure.propose', { ...proposal, version: (await open(desk, proposed)).version, deletionGround: 'account-cancelled' })).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
    const { erasureId } = await desk.get('erasure.propose', { ...proposal, version: (await open(desk, proposed)).version })
    expect(await desk.get('erasure.open', { requestId: proposed })).toMatchObject({ planHash: chosen.planHash, deletionGround: { ground: 'consent-withdrawn', rank: 'law' } })

    const seen = async () => ({
      decided: await open(desk, decided),
      proposed: await open(desk, proposed),
      erasure: await desk.get('erasure.open', { requestId: proposed }),
      // A try may be under way at any moment; nobody's act depends on it.
      outbox: (await desk.get('sync.outbox', {})).map((item) => ({ ...item, state: item.state === 'sending' ? 'to-send' : item.state })),
      counts: await desk.get('queue.counts', {}),
    })
    const before = await seen()
    expect(before.decided).toMatchObject({ row: { state: 'granted', mark: 'to-send' }, decision: { outcome: 'granted', by: { id: zhou.id } } })
    expect(before.proposed).toMatchObject({ row: { state: 'approval', mark: 'to-send' }, erasureId })
    expect(before.proposed.timeline.filter((entry) => entry.pending).map((entry) => entry.event)).toEqual(['identity-verified', 'erasure-proposed'])
    expect(before.erasure).toMatchObject({ erasureId, state: 'proposed', pending: true })
    expect(before.outbox.map((item) => `${item.op} ${item.state}`)).toEqual(['request.verify@1 to-send', 'request.decide@1 to-send', 'erasure.propose@1 to-send'])

    await desk.kill()
    desk = await reopen(origin, desk, { until: 'unlocked' })
    await untilStatus(desk, 'offline', ({ connection }) => connection === 'offline')
    const unmoved = ({ acts: _, ...view }: Awaited<ReturnType<typeof open>>) => view
    const after = await seen()
    expect({ ...after, decided: unmoved(after.decided), proposed: unmoved(after.proposed) }).toEqual({ ...before, decided: unmoved(before.decided), proposed: unmoved(before.proposed) })
    expect(await desk.get('sync.status', {})).toMatchObject({ toSend: 3, refused: 0 })

    await origin.start()
    await untilSynced(desk)
    await catchUp(origin, desk)
    expect(await resultsAt(before.outbox.map((item) => item.mid))).toEqual(['applied', 'applied', 'applied'])
    expect(events((await originCase(origin, caseDecided)).body).filter((event) => event === 'decided')).toHaveLength(1)
    expect(events((await originCase(origin, caseProposed)).body)).toEqual(['received', 'taken', 'identity-verified', 'erasure-proposed'])
    expect(await db().selectFrom('erasures').select(['id', 'state']).where('request_id', '=', proposed).execute()).toEqual([{ id: erasureId, state: 'proposed' }])
    expect(await open(desk, decided)).toMatchObject({ row: { state: 'granted', mark: 'sent' } })
    expect(await desk.get('erasure.open', { requestId: proposed })).toMatchObject({ state: 'proposed', pending: false })
    expect(await desk.get('sync.outbox', {})).toEqual([])
    expect(desk.internal).toEqual([])
    await desk.close()
    expect((await deskHolds(origin, desk)).records).toEqual((await originHolds(origin)).records)
  })

  it('a push whose answer is lost, once or again and again, has one effect and loses nothing', async () => {
    const desk = await openDesk(origin, zhou)
    const requestId = await pickCase('received')
    let lost = 0
    desk.network.disturb(async (request, send) => {
      const answer = await send(request)
      if (!isFor(request, 'push') || !answer.ok || lost === 3) return answer
      lost += 1
      await bodyOf(answer.value)
      return UNREACHABLE
    })
    const view = await open(desk, requestId)
    await desk.get('request.take', { requestId, version: view.version })
    await verify(desk, requestId, '验证码 990011，回填一致')
    await untilSynced(desk)
    await catchUp(origin, desk)
    expect(lost).toBe(3)
    expect(events((await originCase(origin, view.row.caseNo)).body)).toEqual(['received', 'taken', 'identity-verified'])
    expect(await open(desk, requestId)).toMatchObject({ row: { state: 'deciding', mark: 'sent' }, version: view.version + 2 })
    await desk.close()
  })

  it('an act made while the one before is on its way is not lost and not applied twice', async () => {
    const desk = await openDesk(origin, zhou)
    const requestId = await pickCase('verifying')
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    desk.network.disturb(async (request, send) => {
      if (isFor(request, 'push')) await held
      return send(request)
    })
    const view = await open(desk, requestId)
    await verify(desk, requestId, '验证码 100001，回填一致')
    await untilStatus(desk, 'one under way', ({ toSend }) => toSend === 1)
    await decide(desk, requestId, '已办理完毕。')
    expect(await open(desk, requestId)).toMatchObject({ row: { state: 'granted', mark: 'to-send' } })
    release()
    await untilSynced(desk)
    await catchUp(origin, desk)
    expect(events((await originCase(origin, view.row.caseNo)).body)).toEqual(['received', 'taken', 'identity-verified', 'decided'])
    await desk.close()
  })

  it('an act whose answer was lost is no conflict when the feed brings it first, over a restart too; the next one waits until it is known', async () => {
    let desk = await openDesk(origin, zhou)
    const requestId = await pickCase('verifying')
    const loseAnswers = (): void => desk.network.disturb(async (request, send) => {
      const answer = await send(request)
      if (!isFor(request, 'push') || !answer.ok) return answer
      await bodyOf(answer.value)
      return UNREACHABLE
    })
    loseAnswers()
    const { row, version } = await open(desk, requestId)
    await verify(desk, requestId, '验证码 990012，回填一致')
    await expect.poll(async () => events((await originCase(origin, row.caseNo)).body).at(-1)).toBe('identity-verified')
    await origin.running().feed.drain()
    const passed = { row: { state: 'deciding', mark: 'to-send' }, version: version + 1 }
    await expect.poll(async () => open(desk, requestId)).toMatchObject(passed)
    await expect.poll(async () => (await desk.get('sync.outbox', {})).map(({ state }) => state)).toEqual(['sending'])
    await expect.poll(async () => (await open(desk, requestId)).timeline.at(-1)).not.toHaveProperty('pending', true)
    await desk.kill()
    desk = await reopen(origin, desk, { until: 'unlocked' })
    loseAnswers()
    expect(await open(desk, requestId)).toMatchObject(passed)
    // The version that is here could be a colleague's in the place of one's own.
    const { acts, version: now } = await open(desk, requestId)
    expect(acts).toMatchObject({ decide: 'state-changed', withdraw: 'state-changed' })
    expect(await desk.ask('request.decide', { requestId, version: now, outcome: 'granted', text: '已办理。' })).toEqual({ ok: false, error: { kind: 'state-changed' } })
    desk.network.disturb()
    await untilSynced(desk)
    await decide(desk, requestId, '已办理。')
    await catchUp(origin, desk)
    expect(events((await originCase(origin, row.caseNo)).body).filter((event) => event === 'identity-verified' || event === 'decided')).toEqual(['identity-verified', 'decided'])
    expect(await desk.get('sync.outbox', {})).toEqual([])
    await desk.close()
  })
})

describe('two desks decide the same case', () => {
  let a: TestDesk
  let b: TestDesk
  beforeAll(async () => {
    a = await openDesk(origin, zhou, { workstation: '一号' })
    b = await openDesk(origin, qian, { workstation: '二号' })
  })
  afterAll(async () => {
    await a.close()
    await b.close()
  })

  it('the second is refused with both versions side by side; taking the origin’s ends it', async () => {
    const requestId = await idOf(DEMO_CONFLICT_CASE)
    const item = await conflict(a, b, requestId)
    expect(item).toMatchObject({ op: 'request.decide@1', state: 'refused', rejection: 'version_conflict', requestId, caseNo: DEMO_CONFLICT_CASE, originBy: zhou.name })
    const differences = new Map(item.differences.map((one) => [one.field, [one.mine, one.origin]]))
    expect(differences.get('outcome')).toEqual(['refused', 'granted'])
    expect(differences.get('text')).toEqual(['乙不同意。', '甲已办理。'])
    // What is seen is the origin's decision, never the one that was refused.
    expect(await open(b, requestId)).toMatchObject({ row: { state: 'granted', mark: 'refused' }, decision: { text: '甲已办理。' } })
    expect((await originCase(origin, DEMO_CONFLICT_CASE)).body['decision']).toMatchObject({ staffId: zhou.id, outcome: 'granted' })

    await b.get('sync.settle', { mid: item.mid, choice: 'take-origin' })
    expect(await b.get('sync.outbox', {})).toEqual([])
    expect(await open(b, requestId)).toMatchObject({ row: { state: 'granted', mark: 'sent' } })
    expect(await b.ask('sync.settle', { mid: item.mid, choice: 'take-origin' })).toEqual({ ok: false, error: { kind: 'not-found' } })
    expect(await b.get('sync.status', {})).toMatchObject({ refused: 0, toSend: 0 })
  })

  it('a refused decision is made anew only where the case still allows it', async () => {
    const requestId = await pickCase('verifying')
    const item = await conflict(a, b, requestId)
    expect(await b.ask('sync.settle', { mid: item.mid, choice: 'resubmit' })).toEqual({ ok: false, error: { kind: 'state-changed' } })
    expect((await b.get('sync.outbox', {})).map((one) => one.mid)).toEqual([item.mid])
    // Reopened by somebody, it can be decided again: mine goes out once more, on what is there now.
    await a.get('request.reopen', { requestId, version: (await open(a, requestId)).version, reason: '本人补充了材料' })
    await catchUp(origin, a, b)
    await b.get('sync.settle', { mid: item.mid, choice: 'resubmit' })
    await untilSynced(b)
    await catchUp(origin, a, b)
    expect(await b.get('sync.outbox', {})).toEqual([])
    for (const desk of [a, b]) expect(await open(desk, requestId)).toMatchObject({ row: { state: 'refused', mark: 'sent' }, decision: { text: '乙不同意。', by: { id: qian.id } } })
  })

  it('a refused act stops what follows it in its case and nothing else', async () => {
    const requestId = await pickCase('deciding')
    const other = await pickCase('received')
    await catchUp(origin, a, b)
    await goAway(b)
    const view = await open(a, requestId)
    await verify(a, requestId, '验证码 415926，回填一致')
    await catchUp(origin, a)
    await verify(b, requestId, '验证码 535897，回填一致')
    await decide(b, requestId, '已办理完毕。')
    await b.get('request.take', { requestId: other, version: (await open(b, other)).version })
    b.network.mend()
    await b.get('sync.now', {})
    await untilStatus(b, 'the rulings', (status) => status.refused === 2 && status.toSend === 0)
    await catchUp(origin, b)
    const items = await b.get('sync.outbox', {})
    expect(items.map((item) => [item.op, item.rejection])).toEqual([['request.verify@1', 'version_conflict'], ['request.decide@1', 'dependency_failed']])
    expect(await open(b, other)).toMatchObject({ row: { state: 'verifying', mark: 'sent' } })
    expect((await originCase(origin, view.row.caseNo)).state).toBe('deciding')
    // The second waits for the first, and goes with it.
    const [first, second] = items
    expect(first).toMatchObject({ ways: ['take-origin', 'edit', 'resubmit'], followers: [second!.mid] })
    expect(second).toMatchObject({ ways: [], waitsFor: first!.mid })
    expect(await b.ask('sync.settle', { mid: second!.mid, choice: 'take-origin' })).toEqual({ ok: false, error: { kind: 'state-changed' } })
    await b.get('sync.settle', { mid: first!.mid, choice: 'take-origin' })
    expect(await b.get('sync.outbox', {})).toEqual([])
    const settled = await open(b, requestId)
    expect(settled.row.mark).toBe('sent')
    expect(settled.setAside.map(({ op, body }) => [op, body])).toEqual([
      ['request.verify@1', expect.objectContaining({ evidence: '验证码 535897，回填一致' })],
      ['request.decide@1', expect.objectContaining({ text: '已办理完毕。' })],
    ])
    expect((await open(a, requestId)).setAside).toEqual([])
  })

  it('an act on what the screen no longer shows is refused before it is made', async () => {
    const requestId = await pickCase('verifying')
    const { version } = await open(a, requestId)
    await verify(a, requestId, '验证码 265358，回填一致')
    expect(await a.ask('request.take', { requestId, version })).toEqual({ ok: false, error: { kind: 'state-changed' } })
    await catchUp(origin, a)
  })
})
