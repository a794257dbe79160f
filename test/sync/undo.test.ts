// An act can be taken back while it waits in its window; it is durable all the same, later acts do not overtake it, and neither a restart
// nor a clock holds it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { grant, openCase as open, take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, openDesk, reopen, until, untilStatus, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import { isFor } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(removeDesksAndOrigin)

const { zhou } = DEMO_STAFF
/** Longer than any test takes: what leaves leaves for another reason than time. */
const LONG_MS = 3_600_000

async function pickCase(state: string): Promise<RequestId> {
  const rows = await origin.running().context.db.selectFrom('requests').select(['id', 'body']).where('state', '=', state).where('in_scope', '=', true).orderBy('case_no').execute()
  const found = rows.find((row) => row.body.right !== 'delete')
  if (!found) throw new Error(`no request in ${state}`)
  return found.id as RequestId
}
const stateAt = async (desk: TestDesk, requestId: RequestId): Promise<string> => (await originCase(origin, (await open(desk, requestId)).row.caseNo)).state
const items = (desk: TestDesk) => desk.get('sync.outbox', {})

describe('an act in its window', () => {
  it('stands on the screen and in the store, and is not sent; undone, it has never been, and its text is a draft', async () => {
    const desk = await openDesk(origin, zhou, { undoMs: LONG_MS })
    const requestId = await pickCase('deciding')
    const before = await open(desk, requestId)
    let pushes = 0
    desk.network.disturb((request, send) => {
      if (isFor(request, 'push')) pushes += 1
      return send(request)
    })
    await grant(desk, requestId, '想快了的答复。')
    expect(await open(desk, requestId)).toMatchObject({ row: { state: 'granted', mark: 'to-send' }, drafts: {} })
    const [held] = await items(desk)
    expect(held).toMatchObject({ op: 'request.decide@1', state: 'to-send', outcome: 'granted' })
    expect(held!.undoMs).toBeGreaterThan(0)
    expect(await desk.get('sync.status', {})).toMatchObject({ toSend: 1 })

    await desk.get('sync.undo', { mid: held!.mid })
    const after = await open(desk, requestId)
    expect(after).toMatchObject({ version: before.version, row: { state: 'deciding', mark: 'sent' }, drafts: { decide: { base: before.version, body: { form: 'decide', outcome: 'granted', text: '想快了的答复。' } } } })
    expect(after.timeline).toEqual(before.timeline)
    expect(await items(desk)).toEqual([])
    expect(await desk.ask('sync.undo', { mid: held!.mid })).toEqual({ ok: false, error: { kind: 'not-found' } })
    await desk.get('sync.now', {})
    await untilSynced(desk)
    expect(await stateAt(desk, requestId)).toBe('deciding')
    expect(pushes).toBe(0)

    // Decided again with the text that came back: the draft ends with it.
    await grant(desk, requestId, '想好了的答复。')
    expect((await open(desk, requestId)).drafts).toEqual({})
    await desk.get('sync.now', {})
    await catchUp(origin, desk)
    expect(await stateAt(desk, requestId)).toBe('granted')
    expect(pushes).toBe(1)
    expect(desk.internal).toEqual([])
    await desk.close()
    const told = await withStore(origin, desk, async ({ reader }) => (await reader.selectFrom('audit').select('entry').orderBy('seq').execute()).map(({ entry }) => (JSON.parse(entry) as { readonly type: string }).type))
    expect(told.filter((type) => /^(?:request\.decide|outbox\.)/.test(type))).toEqual(['request.decide', 'outbox.undo', 'request.decide', 'outbox.applied'])
  })

  it('holds back what follows it in its case and nothing else, and is undone from the last act on', async () => {
    const desk = await openDesk(origin, zhou, { undoMs: LONG_MS })
    const requestId = await pickCase('received')
    await take(desk, requestId)
    await verify(desk, requestId, '验证码 314159，回填一致')
    const [first, second] = await items(desk)
    expect(first).not.toHaveProperty('undoMs')
    expect((await desk.get('sync.undoable', {})).item?.mid).toBe(second!.mid)
    expect(await desk.ask('sync.undo', { mid: first!.mid })).toEqual({ ok: false, error: { kind: 'state-changed' } })
    await desk.get('sync.undo', { mid: second!.mid })
    expect(await open(desk, requestId)).toMatchObject({ row: { state: 'verifying' }, drafts: { verify: { body: { evidence: '验证码 314159，回填一致' } } } })
    await desk.get('sync.undo', { mid: first!.mid })
    expect(await desk.get('sync.undoable', {})).toEqual({})
    expect(await open(desk, requestId)).toMatchObject({ row: { state: 'received', mark: 'sent' } })
    await desk.close()
  })

  it('a request keyed in and undone was never there; what was typed waits with the person', async () => {
    const desk = await openDesk(origin, zhou, { undoMs: LONG_MS })
    const { row } = await open(desk, await pickCase('received'))
    const words = { right: 'correct', channel: 'phone', receivedOn: '2026-06-12', text: '请把名字改过来。', corrections: [{ field: 'name', value: '王小二' }] } as const
    const { requestId } = await desk.get('request.create', { subjectId: row.subjectId, ...words, corrections: [...words.corrections] })
    const [held] = await items(desk)
    await desk.get('sync.undo', { mid: held!.mid })
    expect(await desk.ask('request.open', { requestId })).toEqual({ ok: false, error: { kind: 'not-found' } })
    expect(await desk.get('draft.ofPerson', { subjectId: row.subjectId })).toMatchObject({ create: { base: 0, body: { right: 'correct', text: '请把名字改过来。', corrections: [{ field: 'name', value: '王小二' }] } } })
    await desk.close()
  })
})

describe('a window ends', () => {
  it('by itself, and the push is woken by its end', async () => {
    const desk = await openDesk(origin, zhou, { undoMs: 400 })
    const requestId = await pickCase('received')
    await take(desk, requestId)
    await until('the arrival', async () => (await stateAt(desk, requestId)) === 'verifying')
    await untilSynced(desk)
    await desk.close()
  })

  it('when somebody syncs now', async () => {
    const desk = await openDesk(origin, zhou, { undoMs: LONG_MS })
    const requestId = await pickCase('received')
    await take(desk, requestId)
    const [held] = await items(desk)
    await desk.get('sync.now', {})
    await until('the arrival', async () => (await stateAt(desk, requestId)) === 'verifying')
    expect((await desk.ask('sync.undo', { mid: held!.mid })).ok).toBe(false)
    await desk.close()
  })

  it('with the run of the process: after a kill the act is there, cannot be undone any more, and goes out, whatever the clock says', async () => {
    let desk = await openDesk(origin, zhou, { undoMs: LONG_MS })
    const requestId = await pickCase('received')
    await take(desk, requestId)
    const [held] = await items(desk)
    const { network } = desk
    await desk.kill()
    desk = await reopen(origin, desk, { until: 'unlocked', undoMs: LONG_MS, network })
    await untilStatus(desk, 'offline', ({ connection }) => connection === 'offline')
    const [kept] = await items(desk)
    // A try may be under way at any moment.
    expect(kept).toMatchObject({ mid: held!.mid, state: expect.stringMatching(/^(?:to-send|sending)$/) as string })
    expect(kept).not.toHaveProperty('undoMs')
    expect(await desk.ask('sync.undo', { mid: kept!.mid })).toEqual({ ok: false, error: { kind: 'state-changed' } })
    network.mend()
    await untilSynced(desk)
    expect(await stateAt(desk, requestId)).toBe('verifying')
    await desk.close()
  })

  it('together for what was done to several at once: what has not left is taken back, what has left stays and is counted', async () => {
    const desk = await openDesk(origin, zhou, { undoMs: LONG_MS })
    const idsOf = async (): Promise<readonly RequestId[]> => (await desk.get('queue.ids', { view: 'team' })).ids
    const idsOfQian = async (): Promise<readonly RequestId[]> => (await desk.get('queue.ids', { view: 'team', filter: { assignee: DEMO_STAFF.qian.id } })).ids
    const before = { all: await idsOf(), ofQian: await idsOfQian() }
    const assign = (requestIds: readonly RequestId[], assigneeId: typeof zhou.id) => desk.get('queue.bulk', { requestIds: [...requestIds], act: { kind: 'assign', assigneeId } })
    const done = (await assign(before.all, DEMO_STAFF.qian.id)).filter((line) => line.outcome === 'done')
    const mids = done.map((line) => line.mid!)
    expect(mids.length).toBeGreaterThan(10)
    // More than fit into one transaction of it: acts that this desk does not know (any more) are among them.
    const strangers = Array.from({ length: 30 }, (_, at) => `01970000-0000-7000-8000-0000000000${String(at + 10)}` as (typeof mids)[number])
    // One of them was taken back alone before, on one another act stands.
    await desk.get('sync.undo', { mid: mids[4]! })
    await assign([done[0]!.requestId], DEMO_STAFF.wu.id)
    await desk.get('sync.extendUndo', { mids })
    expect(await desk.get('sync.undoBatch', { mids: [...mids, ...strangers], snoozed: [] })).toEqual({ undone: mids.length - 2, tooLate: 2 + strangers.length })
    expect((await items(desk)).map(({ op, requestId }) => ({ op, requestId }))).toEqual([0, 1].map(() => ({ op: 'request.assign@1', requestId: done[0]!.requestId })))
    expect({ all: await idsOf(), ofQian: await idsOfQian() }).toEqual(before)
    expect(await desk.ask('sync.extendUndo', { mids: mids.slice(3) })).toEqual({ ok: false, error: { kind: 'not-found' } })
    await desk.close()
  })

  it('later for whoever asks for more time', async () => {
    const desk = await openDesk(origin, zhou, { undoMs: LONG_MS })
    const requestId = await pickCase('received')
    await take(desk, requestId)
    const [held] = await items(desk)
    await until('a later moment', async () => (await items(desk))[0]!.undoMs! < held!.undoMs!)
    const shorter = (await items(desk))[0]!.undoMs!
    await desk.get('sync.extendUndo', { mids: [held!.mid] })
    expect((await items(desk))[0]!.undoMs!).toBeGreaterThan(shorter)
    await desk.get('sync.undo', { mid: held!.mid })
    await desk.close()
  })
})
