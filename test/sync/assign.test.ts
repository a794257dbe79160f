// Requests are given to somebody, one or many, offline too: the act arrives once, other desks see it, and each that cannot take part says why.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../../src-shared/base/clock'
import { must } from '../../src-shared/base/assert'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openCase as open } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, comeBackRefused, goAway, openDesk, reopen, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const { zhou, wu, qian } = DEMO_STAFF
const NOBODY = '01970000-0000-7000-8000-0000000000ff' as typeof zhou.id

let origin: TestOrigin
let agent: TestDesk
let colleague: TestDesk
beforeAll(async () => {
  origin = await startOnlyOrigin()
  agent = await openDesk(origin, zhou, { workstation: '一号' })
  colleague = await openDesk(origin, wu, { workstation: '二号' })
}, 120_000)
afterAll(removeDesksAndOrigin)

const idsOf = async (desk: TestDesk, view: 'team' | 'mine' | 'unassigned' | 'closed' | 'snoozed', filter = {}): Promise<readonly RequestId[]> => (await desk.get('queue.ids', { view, filter })).ids
const assign = (desk: TestDesk, requestIds: readonly RequestId[], to: typeof zhou.id) => desk.get('queue.bulk', { requestIds: [...requestIds], act: { kind: 'assign', assigneeId: to } })

describe('giving requests to somebody', () => {
  it('is done offline to each that can take part, says of every other why not, and arrives once at the other desk', async () => {
    const closed = must((await idsOf(agent, 'closed'))[0], 'a closed request')
    const [free, second] = await idsOf(agent, 'unassigned')
    const wanted = [closed, must(free, 'a free request'), must(second, 'another'), NOBODY as unknown as RequestId]
    await goAway(agent)
    const before = await agent.get('queue.bulkPreview', { requestIds: wanted, act: { kind: 'assign', assigneeId: wu.id } })
    expect(before.map((line) => line.outcome)).toEqual(['closed', 'possible', 'possible', 'gone'])
    const after = await assign(agent, wanted, wu.id)
    expect(after.map((line) => line.outcome)).toEqual(['closed', 'done', 'done', 'gone'])
    expect((await assign(agent, [must(free, 'one')], wu.id)).map((line) => line.outcome)).toEqual(['already-theirs'])
    const seen = await open(agent, must(free, 'one'))
    expect(seen).toMatchObject({ row: { assignee: { name: wu.name }, mark: 'to-send', state: 'received' } })
    expect(seen.timeline.at(-1)).toMatchObject({ event: 'assigned', to: { id: wu.id }, by: { id: zhou.id }, pending: true })

    agent.network.mend()
    await agent.get('sync.now', {})
    await catchUp(origin, agent, colleague)
    expect(await open(colleague, must(free, 'one'))).toMatchObject({ row: { assignee: { name: wu.name }, mark: 'sent' } })
    expect(await idsOf(colleague, 'mine')).toEqual(expect.arrayContaining([free, second]))
    const { body } = await originCase(origin, seen.row.caseNo)
    expect((body['timeline'] as readonly { readonly event: string }[]).filter((entry) => entry.event === 'assigned')).toHaveLength(1)
  })

  it('hands over everything that a colleague has, and nothing else', async () => {
    const before = await idsOf(agent, 'team', { assignee: wu.id })
    expect(before.length).toBeGreaterThan(1)
    const others = await idsOf(agent, 'team', { assignee: 'nobody' })
    const lines = await assign(agent, before, qian.id)
    expect(lines.every((line) => line.outcome === 'done')).toBe(true)
    expect(await idsOf(agent, 'team', { assignee: wu.id })).toEqual([])
    expect(await idsOf(agent, 'team', { assignee: 'nobody' })).toEqual(others)
    await catchUp(origin, agent, colleague)
    expect(await idsOf(colleague, 'mine')).toEqual([])
    expect((await colleague.get('queue.staff', {})).map(({ name }) => name)).toContain(qian.name)
  })

  it('comes back where the origin knows better: nobody who works there, or somebody was faster', async () => {
    const free = must((await idsOf(agent, 'unassigned'))[0], 'a free request')
    expect(await agent.ask('queue.bulk', { requestIds: [free], act: { kind: 'assign', assigneeId: NOBODY } })).toEqual({ ok: false, error: { kind: 'invalid-input', params: { fields: 'assigneeId' } } })
    await goAway(agent)
    await assign(agent, [free], wu.id)
    await assign(colleague, [free], qian.id)
    await catchUp(origin, colleague)
    const item = await comeBackRefused(origin, agent)
    expect(item).toMatchObject({ op: 'request.assign@1', rejection: 'version_conflict' })
    expect(item.differences).toContainEqual({ field: 'assignee', mine: wu.name, origin: qian.name })
    await agent.get('sync.settle', { mid: item.mid, choice: 'resubmit' })
    await catchUp(origin, agent, colleague)
    expect(await open(colleague, free)).toMatchObject({ row: { assignee: { name: wu.name } } })
  })

  it('is taken back, each of a batch by itself, while it waits', async () => {
    const desk = await openDesk(origin, qian, { workstation: '三号', undoMs: 3_600_000 })
    const mine = (await idsOf(desk, 'mine')).slice(0, 3)
    expect(mine).toHaveLength(3)
    const lines = await assign(desk, mine, zhou.id)
    expect((await desk.get('queue.counts', {})).views.waiting).toBe(3)
    for (const line of lines) await desk.get('sync.undo', { mid: must(line.mid, 'an act that can be taken back') })
    expect(await idsOf(desk, 'mine')).toEqual(expect.arrayContaining([...mine]))
    expect((await desk.get('queue.counts', {})).views.waiting).toBe(0)
    await desk.close()
  })
})

describe('a view of one’s own', () => {
  it('is kept with its filter and order for its maker alone, over a restart, and goes when it is dropped', async () => {
    const query = { view: 'team' as const, filter: { rights: ['delete' as const], assignee: 'nobody' as const }, sort: { by: 'right' as const, order: 'desc' as const } }
    const { viewId } = await agent.get('queue.saveView', { name: ' 待分的删除 ', ...query })
    expect(await agent.get('queue.views', {})).toEqual([{ viewId, name: '待分的删除', ...query }])
    expect(await colleague.get('queue.views', {})).toEqual([])
    await agent.close()
    agent = await reopen(origin, agent)
    expect(await agent.get('queue.views', {})).toEqual([{ viewId, name: '待分的删除', ...query }])
    await agent.get('queue.dropView', { viewId })
    expect(await agent.get('queue.views', {})).toEqual([])
  })
})

describe('taking and putting off many', () => {
  it('takes what is free and says of the rest that it is mine or closed', async () => {
    const free = await idsOf(agent, 'unassigned')
    const act = { kind: 'take' as const }
    const wanted = [...free.slice(0, 2), must((await idsOf(agent, 'closed'))[0], 'a closed one')]
    const lines = await agent.get('queue.bulk', { requestIds: wanted, act })
    expect(lines.map((line) => line.outcome)).toEqual([...free.slice(0, 2).map(() => 'done'), 'closed'])
    expect((await agent.get('queue.bulkPreview', { requestIds: wanted, act })).map((line) => line.outcome)).toEqual([...free.slice(0, 2).map(() => 'already-theirs'), 'closed'])
  })

  it('hides a request from me alone until its day, never past its last one, and brings it back', async () => {
    const today = (await agent.get('session.status', {})).today
    const open30 = await agent.get('queue.list', { view: 'team', limit: 100 })
    const later = must(open30.rows.find((row) => (row.clock.targetOn ?? row.clock.outerOn) > addDays(today, 2)), 'a request with time')
    const due = must(open30.rows.find((row) => (row.clock.targetOn ?? row.clock.outerOn) <= today), 'a request that is due')
    const dueOn = later.clock.targetOn ?? later.clock.outerOn
    const { team } = (await agent.get('queue.counts', {})).views
    await catchUp(origin, agent)
    const lines = await agent.get('queue.bulk', { requestIds: [later.id, due.id], act: { kind: 'snooze', untilOn: '2027-01-01' } })
    expect(lines).toMatchObject([{ outcome: 'done', untilOn: dueOn }, { outcome: 'due' }])
    expect(await idsOf(agent, 'snoozed')).toEqual([later.id])
    expect(await idsOf(agent, 'team')).not.toContain(later.id)
    expect((await agent.get('queue.counts', {})).views).toMatchObject({ team: team - 1, snoozed: 1 })
    expect(await idsOf(colleague, 'team')).toContain(later.id)
    // Nothing of it leaves the desk.
    expect(await agent.get('sync.status', {})).toMatchObject({ toSend: 0 })
    await agent.get('queue.bulk', { requestIds: [later.id], act: { kind: 'snooze', untilOn: today } })
    expect(await idsOf(agent, 'team')).toContain(later.id)
    expect(await idsOf(agent, 'snoozed')).toEqual([])
  })
})
