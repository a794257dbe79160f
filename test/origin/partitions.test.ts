// Two desks in two partitions of the feed: each sees its own cases, and what concerns both, a person, an erasure, reaches both.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_CONFLICT_PERSON } from '../../src-origin/seed/demo-cast'
import { addCaseScope } from '../../src-origin/service/partitions'
import { API, enrolDevice, signIn, type TestDevice } from '../fixtures/origin-http'
import { replicate, type Replica } from '../fixtures/origin-pages'
import { createItem, makeItem, proposeErasure, push, pushOne, sayResult } from '../fixtures/origin-push'
import { PACK_VERSION } from '../fixtures/rules'
import { shownFor } from '../fixtures/shown'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const [SOUTH, NORTH] = ['desk:dalian', 'desk:shenyang']
let origin: TestOrigin
let south: Replica
let north: Replica
let subjectId: string

const db = () => origin.running().context.db
const follow = async (): Promise<void> => {
  await origin.running().feed.drain()
  for (const replica of [south, north]) await replica.follow()
}
const parts = async (id: string) =>
  (await db().selectFrom('feed').select(['part', 'scope']).distinct().where('id', '=', id).orderBy('part').execute()).map(({ part, scope }) => `${part} ${scope}`)
async function newRequest(device: TestDevice, more: Readonly<Record<string, unknown>> = {}): Promise<RequestId> {
  const item = createItem(origin, subjectId, more)
  expect(await pushOne(device, await signIn(device, 'zhou'), item)).toBe('applied 1')
  return item.args['requestId'] as RequestId
}

beforeAll(async () => {
  origin = await startTestOrigin({ people: 30 })
  // While the origin runs: its sequencer numbers the new partition from then on.
  expect(await addCaseScope(db(), { scope: NORTH, part: 'north' })).toBe('added')
  south = await replicate(await enrolDevice(origin))
  north = await replicate(await enrolDevice(origin, { scopes: [NORTH, 'directory:all'] }), [NORTH, 'directory:all'])
  subjectId = (await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_CONFLICT_PERSON.accountNo).executeTakeFirstOrThrow()).id
})
afterAll(() => origin?.remove())

describe('a scope in a partition of its own', () => {
  test('is added once, and never moves', async () => {
    expect(await addCaseScope(db(), { scope: NORTH, part: 'north' })).toBe('there')
    expect(await addCaseScope(db(), { scope: NORTH, part: 'case' })).toBe('elsewhere')
    expect(await db().selectFrom('scopes').select('part').where('id', '=', NORTH).execute()).toEqual([{ part: 'north' }])
  })

  test('carries its own cases to its own devices, and nobody else’s', async () => {
    expect(north.of('request')).toEqual([])
    expect(south.held.has(`subject ${subjectId}`)).toBe(true)
    const there = await newRequest(north.device)
    const here = await newRequest(south.device)
    await vi.waitFor(async () => expect(await parts(there)).toEqual([`north ${NORTH}`]), { timeout: 30_000 })
    await follow()
    expect(await parts(here)).toEqual([`case ${SOUTH}`])
    expect([north.held.has(`request ${there}`), north.held.has(`request ${here}`), north.held.has(`subject ${subjectId}`)]).toEqual([true, false, true])
    expect([south.held.has(`request ${there}`), south.held.has(`request ${here}`)]).toEqual([false, true])
    const reopen = makeItem(origin, 'request.take@1', { requestId: there }, { base: 1 })
    expect(await pushOne(south.device, await signIn(south.device, 'zhou'), reopen)).toBe('rejected scope_lost')
  })

  test('hears of a change to a person whom both desks hold', async () => {
    const requestId = await newRequest(north.device, { right: 'correct', corrections: [{ field: 'name', value: '欧示沅北' }] })
    const { id: identifierId } = await db().selectFrom('identifiers').select('id').where('subject_id', '=', subjectId).orderBy('pos').executeTakeFirstOrThrow()
    const results = await push(north.device, await signIn(north.device, 'zhou'), [
      makeItem(origin, 'request.take@1', { requestId }, { base: 1 }),
      makeItem(origin, 'request.verify@1', { requestId, identifierId, method: 'one-time-code', evidence: '回填一致' }, { base: 2 }),
      makeItem(origin, 'request.decide@1', { requestId, outcome: 'granted', text: '已更正', rulesPack: PACK_VERSION, shown: shownFor('name') }, { base: 3 }),
    ])
    expect(results.map(sayResult)).toEqual(['applied 2', 'applied 3', 'applied 4'])
    await follow()
    for (const replica of [south, north]) expect(replica.held.get(`subject ${subjectId}`)?.body['name']).toBe('欧示沅北')
    const seqs = await db().selectFrom('feed').select('seq').where('part', '=', 'north').orderBy('seq').execute()
    expect(seqs.map(({ seq }) => seq)).toEqual(seqs.map((_, place) => place + 1))
  })

  test('and an erasure that either desk asks for must be answered by both', async () => {
    const requestId = await newRequest(north.device, { right: 'delete' })
    const { erasureId, approval } = await proposeErasure(origin, north.device, await signIn(north.device, 'zhou'), requestId)
    expect(await pushOne(north.device, await signIn(north.device, 'wu', 'fresh'), approval())).toBe('applied 2')
    const stateOf = async () => (await db().selectFrom('erasures').select('state').where('id', '=', erasureId).executeTakeFirstOrThrow()).state
    await vi.waitFor(async () => expect(await stateOf()).toBe('executed'), { timeout: 30_000 })
    await follow()
    for (const replica of [south, north]) {
      expect(replica.erased.map((line) => line.erasureId)).toEqual([erasureId])
      expect([...replica.held.keys()].filter((key) => key.includes(subjectId))).toEqual([])
      expect(await stateOf()).toBe('executed')
      await replica.device.call({ method: 'POST', path: `${API}/ack`, body: { results: [], receipts: [{ erasureId, receipt: replica.device.receipt(erasureId) }], commandsDone: [] } })
    }
    expect(await stateOf()).toBe('completed')
  })
})
