// What is typed is kept, its writer's alone, until the act is accepted or they discard it; what came back becomes a draft or is set aside,
// and nothing of it outlives the person.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createId, type RequestId } from '../../src-shared/base/ids'
import type { DraftBody } from '../../src-shared/contract/draft'
import { deleteDraftsOfNobody, listDraftsOfRequest } from '../../src-main/vault/repositories/drafts'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { grant, openCase as open, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, comeBackRefused, goAway, openDesk, reopen, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(removeDesksAndOrigin)

const { zhou, qian } = DEMO_STAFF
const BODY: DraftBody = { form: 'decide', outcome: 'granted', text: '写到一半的' }

async function pickCase(): Promise<RequestId> {
  const rows = await origin.running().context.db.selectFrom('requests').select(['id', 'body']).where('state', '=', 'deciding').where('in_scope', '=', true).orderBy('case_no').execute()
  const found = rows.find((row) => row.body.right !== 'delete')
  if (!found) throw new Error('no request to decide')
  return found.id as RequestId
}

it('a draft outlives the process, is its writer’s alone, and ends when it is discarded', async () => {
  let desk = await openDesk(origin, zhou)
  const requestId = await pickCase()
  const { version } = await open(desk, requestId)
  await desk.get('draft.save', { target: requestId, base: version, body: BODY })
  await desk.get('draft.save', { target: requestId, base: version, body: { ...BODY, text: '写完了的' } })
  await desk.kill()
  await withStore(origin, desk, async ({ reader }) => {
    expect(await listDraftsOfRequest(reader, zhou.id, requestId)).toHaveLength(1)
    expect(await listDraftsOfRequest(reader, qian.id, requestId)).toEqual([])
  })
  desk = await reopen(origin, desk)
  expect((await open(desk, requestId)).drafts).toMatchObject({ decide: { base: version, body: { text: '写完了的' } } })
  await desk.get('draft.discard', { target: requestId, form: 'decide' })
  expect((await open(desk, requestId)).drafts).toEqual({})
  // Nothing is written down about what is not here.
  const nobody = createId<RequestId>(origin.now(), (bytes) => bytes.fill(7))
  expect(await desk.ask('draft.save', { target: nobody, base: 1, body: BODY })).toEqual({ ok: false, error: { kind: 'not-found' } })
  expect(await desk.ask('draft.save', { target: nobody, base: 0, body: { form: 'create', right: 'access', channel: 'phone', receivedOn: '2026-06-12', text: '', corrections: [], purposes: [], products: [] } })).toEqual({ ok: false, error: { kind: 'not-found' } })
  expect(desk.internal).toEqual([])
  await desk.close()
})

it('goes with the last record and directory row of the person', async () => {
  const desk = await openDesk(origin, zhou)
  const requestId = await pickCase()
  const { version, row } = await open(desk, requestId)
  await desk.get('draft.save', { target: requestId, base: version, body: BODY })
  await desk.close()
  await withStore(origin, desk, async (vault) => {
    await vault.transaction((tx) => deleteDraftsOfNobody(tx))
    expect(await listDraftsOfRequest(vault.reader, zhou.id, requestId)).toHaveLength(1)
    await vault.transaction(async (tx) => {
      await tx.deleteFrom('records').where('id', '=', row.subjectId).execute()
      await tx.deleteFrom('people').where('id', '=', row.subjectId).execute()
      await deleteDraftsOfNobody(tx)
    })
    expect(await listDraftsOfRequest(vault.reader, zhou.id, requestId)).toEqual([])
  })
})

/** `b` decides while away, `a` changes the case meanwhile: the decision comes back, and the case can still be decided. */
async function refusedDecision(a: TestDesk, b: TestDesk, requestId: RequestId, text: string) {
  await catchUp(origin, a, b)
  await goAway(b)
  await verify(a, requestId, '验证码 161803，回填一致')
  await catchUp(origin, a)
  await grant(b, requestId, text)
  return comeBackRefused(origin, b)
}

describe('what came back', () => {
  let a: TestDesk, b: TestDesk, requestId: RequestId
  beforeAll(async () => {
    a = await openDesk(origin, qian, { workstation: '一号' })
    b = await openDesk(origin, zhou, { workstation: '二号' })
    requestId = await pickCase()
  })
  afterAll(async () => {
    expect([...a.internal, ...b.internal]).toEqual([])
    await a.close()
    await b.close()
  })

  it('becomes a draft on the present version', async () => {
    const item = await refusedDecision(a, b, requestId, '第一稿。')
    expect(item).toMatchObject({ rejection: 'version_conflict', ways: ['take-origin', 'edit', 'resubmit'] })

    await b.get('sync.settle', { mid: item.mid, choice: 'edit' })
    const edited = await open(b, requestId)
    expect(edited).toMatchObject({ row: { state: 'deciding', mark: 'sent' }, drafts: { decide: { base: edited.version, body: { form: 'decide', outcome: 'granted', text: '第一稿。' } } } })
    expect(edited.version).toBeGreaterThan(item.base)
    expect(await b.get('sync.outbox', {})).toEqual([])
  })

  it('or is set aside and taken up again, beside a draft that is there already', async () => {
    const again = await refusedDecision(a, b, requestId, '第二稿。')
    await b.get('draft.save', { target: requestId, base: (await open(b, requestId)).version, body: { ...BODY, text: '另起一稿。' } })
    await b.get('sync.settle', { mid: again.mid, choice: 'take-origin' })
    expect((await open(b, requestId)).setAside).toMatchObject([{ mid: again.mid, op: 'request.decide@1', body: { text: '第二稿。' } }])
    await b.get('draft.takeUp', { mid: again.mid })
    const taken = await open(b, requestId)
    expect(taken.drafts).toMatchObject({ decide: { base: taken.version, body: { text: '第二稿。' } } })
    expect(taken.setAside).toMatchObject([{ op: 'request.decide@1', body: { text: '另起一稿。' } }])

    await b.get('request.decide', { requestId, version: taken.version, outcome: 'granted', text: '第二稿，改过。' })
    await untilSynced(b)
    await catchUp(origin, a, b)
    expect((await originCase(origin, taken.row.caseNo)).body['decision']).toMatchObject({ text: '第二稿，改过。' })
    expect((await open(b, requestId)).drafts).toEqual({})
  })

  it('or is made anew as it was, and what is typed beside it stays', async () => {
    const caseId = await pickCase()
    const again = await refusedDecision(a, b, caseId, '第三稿。')
    await b.get('draft.save', { target: caseId, base: (await open(b, caseId)).version, body: { ...BODY, text: '没有送出的一稿。' } })
    await b.get('sync.settle', { mid: again.mid, choice: 'resubmit' })
    expect((await open(b, caseId)).drafts).toMatchObject({ decide: { body: { text: '没有送出的一稿。' } } })
  })
})
