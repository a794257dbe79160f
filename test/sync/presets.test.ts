// Views and macros of the team on two desks: shared, changed and given up, offline too; and a macro that does all its steps on a case or none.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must } from '../../src-shared/base/assert'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import type { MacroLine, MacroView } from '../../src-shared/contract/preset'
import type { MacroStep } from '../../src-shared/domain/macro-steps'
import { emitToCaseScopes } from '../../src-origin/feed/emit'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openCase, take, verify } from '../fixtures/desk-acts'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, comeBackRefused, goAway, openDesk, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const { zhou, wu, qian } = DEMO_STAFF
const LONG_MS = 3_600_000
let origin: TestOrigin
let agent: TestDesk
let colleague: TestDesk
beforeAll(async () => {
  origin = await startOnlyOrigin()
  agent = await openDesk(origin, zhou, { workstation: '一号', undoMs: LONG_MS })
  colleague = await openDesk(origin, wu, { workstation: '二号' })
}, 120_000)
afterAll(removeDesksAndOrigin)

const list = (desk: TestDesk) => desk.get('preset.list', {})
const macroAt = async (desk: TestDesk, name: string): Promise<MacroView> => must((await list(desk)).macros.find((one) => one.name === name), name)
const saveMacro = (desk: TestDesk, name: string, steps: MacroStep[], more: { readonly rights?: 'access'[] } = {}) => desk.get('preset.save', { name, content: { kind: 'macro', steps, next: true, ...more } })
const preview = async (desk: TestDesk, name: string, requestIds: readonly RequestId[]): Promise<readonly MacroLine[]> => {
  const { presetId, version } = await macroAt(desk, name)
  return desk.get('preset.preview', { presetId, version, requestIds: [...requestIds] })
}
/** What was shown, or what would be shown now. */
const run = async (desk: TestDesk, name: string, requestIds: readonly RequestId[], shown?: readonly MacroLine[]): Promise<readonly MacroLine[]> => {
  const { presetId, version } = await macroAt(desk, name)
  return desk.get('preset.run', { presetId, version, cases: (shown ?? (await preview(desk, name, requestIds))).map((line) => ({ requestId: line.requestId, shown: line.shown })) })
}
async function cases(fits: (body: { readonly right: string; readonly state: string }) => boolean): Promise<readonly RequestId[]> {
  const rows = await origin.running().context.db.selectFrom('requests').select(['id', 'body']).where('in_scope', '=', true).orderBy('case_no').execute()
  return rows.filter(({ body }) => fits(body)).map(({ id }) => id as RequestId)
}
const caseOf = async (state: string, right = 'access'): Promise<RequestId> => must((await cases((body) => body.state === state && body.right === right))[0], `${right} in ${state}`)
/** A case of access that can be granted. */
async function identified(desk: TestDesk): Promise<RequestId> {
  const requestId = await caseOf('received')
  await take(desk, requestId)
  await verify(desk, requestId)
  await catchUp(origin, desk)
  return requestId
}
const QUERY = { view: 'team', filter: { rights: ['access'], assignee: 'nobody' }, sort: { by: 'caseNo', order: 'desc' } } as const

describe('a view of the team', () => {
  it('is there on every desk, its maker’s alone to change, and gone everywhere when it is given up', async () => {
    await goAway(agent)
    const { presetId } = await agent.get('preset.save', { name: '没人接的查阅', content: { kind: 'view', ...QUERY, filter: { ...QUERY.filter, rights: ['access'] } } })
    expect((await list(agent)).views).toMatchObject([{ presetId, name: '没人接的查阅', mark: 'to-send', change: 'possible', query: QUERY }])
    agent.network.mend()
    await agent.get('sync.now', {})
    await catchUp(origin, agent, colleague)
    expect((await list(colleague)).views).toMatchObject([{ presetId, madeBy: { name: zhou.name }, mark: 'sent', change: 'not-permitted', query: QUERY, version: 1 }])
    expect(await colleague.ask('preset.drop', { presetId, version: 1 })).toEqual({ ok: false, error: { kind: 'not-permitted' } })
    await agent.get('preset.drop', { presetId, version: 1 })
    await catchUp(origin, agent, colleague)
    expect([(await list(agent)).views, (await list(colleague)).views]).toEqual([[], []])
  })
})

describe('a macro', () => {
  it('shows what it does to each case, does it in one go, and is taken back in one', async () => {
    await saveMacro(agent, '接手并等材料', [{ kind: 'take' }, { kind: 'pause', category: 'supplement', workingDays: 5, reason: '{caseNo} 等补材料' }])
    await catchUp(origin, agent, colleague)
    const requestId = await caseOf('received')
    const before = await openCase(agent, requestId)
    const [shown] = await preview(agent, '接手并等材料', [requestId])
    expect(shown).toMatchObject({ outcome: 'possible', mids: [], changes: [{ kind: 'take' }, { kind: 'pause', reason: `${before.row.caseNo} 等补材料` }] })
    expect((await openCase(agent, requestId)).version).toBe(before.version)
    const [done] = await run(agent, '接手并等材料', [requestId])
    expect(done).toMatchObject({ outcome: 'done', changes: shown!.changes })
    expect(done!.mids).toHaveLength(2)
    const pause = must(done!.changes.find((change) => change.kind === 'pause'), 'the pause')
    expect((await openCase(agent, requestId)).row).toMatchObject({ state: 'verifying', assignee: { id: zhou.id }, clock: { phase: 'paused', pause: { to: pause.to }, targetOn: pause.targetOn } })
    expect(await agent.get('sync.undoBatch', { mids: [...done!.mids], snoozed: [] })).toEqual({ undone: 1, tooLate: 0 })
    expect(await openCase(agent, requestId)).toMatchObject({ version: before.version, row: { state: 'received' } })
  })

  it('leaves a case that cannot take every step as it was, and says why', async () => {
    await saveMacro(colleague, '直接同意', [{ kind: 'take' }, { kind: 'decide', outcome: 'granted', text: '您好。\n{letter}' }], { rights: ['access'] })
    await catchUp(origin, agent, colleague)
    const other = must((await cases(({ right, state }) => right !== 'access' && state === 'deciding'))[0], 'a case of another right')
    const closed = must((await cases(({ state }) => state === 'granted' || state === 'refused'))[0], 'a closed case')
    const wanted = [await identified(colleague), await caseOf('received'), other, closed]
    const letter = must((await openCase(colleague, wanted[0]!)).letters.granted, 'the letter')
    const version = (await openCase(colleague, wanted[1]!)).version
    const shown = await preview(colleague, '直接同意', wanted)
    expect(shown.map((line) => line.outcome)).toEqual(['possible', 'unidentified', 'other-right', 'closed'])
    const lines = await run(colleague, '直接同意', wanted, shown)
    expect(lines.map((line) => line.outcome)).toEqual(['done', 'unidentified', 'other-right', 'closed'])
    await catchUp(origin, agent, colleague)
    expect(await openCase(agent, wanted[0]!)).toMatchObject({ row: { state: 'granted', mark: 'sent' }, decision: { text: `您好。\n${letter}`, by: { id: wu.id } } })
    expect(await openCase(colleague, wanted[1]!)).toMatchObject({ version, row: { state: 'received' } })
  })

  it('does to a case what was shown of it, and nothing where it changed since', async () => {
    const { today } = must((await agent.get('queue.list', { view: 'team', limit: 1 })).rows[0], 'a row').clock
    const { id: subjectId } = await origin.running().context.db.selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()
    const { requestId } = await colleague.get('request.create', { subjectId: subjectId as SubjectId, right: 'access', channel: 'phone', receivedOn: today, text: '请给我一份副本' })
    await catchUp(origin, colleague, agent)
    await saveMacro(agent, '等三天', [{ kind: 'pause', category: 'supplement', workingDays: 3, reason: '等材料' }, { kind: 'snooze', workingDays: 1 }])
    const shown = await preview(agent, '等三天', [requestId])
    expect(shown.map((line) => line.outcome)).toEqual(['possible'])
    const { version } = await openCase(agent, requestId)
    await agent.get('queue.bulk', { requestIds: [requestId], act: { kind: 'assign', assigneeId: wu.id } })
    expect(await run(agent, '等三天', [requestId], shown)).toMatchObject([{ outcome: 'changed', mids: [] }])
    expect((await openCase(agent, requestId)).version).toBe(version + 1)
    const [done] = await run(agent, '等三天', [requestId])
    expect(done).toMatchObject({ outcome: 'done' })
    expect((await agent.get('queue.ids', { view: 'snoozed' })).ids).toContain(requestId)
    // Taken back, it is in its list again, and no form of it has a draft that nobody wrote.
    expect(await agent.get('sync.undoBatch', { mids: [...done!.mids], snoozed: [requestId] })).toEqual({ undone: 1, tooLate: 0 })
    expect((await agent.get('queue.ids', { view: 'snoozed' })).ids).not.toContain(requestId)
    expect((await openCase(agent, requestId)).drafts).toEqual({})
  })

  it('does not run over what somebody is writing, nor on to a colleague who is gone', async () => {
    const requestId = await identified(colleague)
    await colleague.get('draft.save', { target: requestId, base: 1, body: { form: 'decide', outcome: 'refused', text: '写到一半' } })
    expect((await run(colleague, '直接同意', [requestId])).map((line) => line.outcome)).toEqual(['draft-waits'])
    expect((await openCase(colleague, requestId)).drafts.decide?.body).toMatchObject({ text: '写到一半' })
    await saveMacro(colleague, '转给钱', [{ kind: 'assign', assigneeId: qian.id }, { kind: 'snooze', workingDays: 1 }])
    await origin.running().context.db.updateTable('staff').set((eb) => ({ active: false, v: eb('v', '+', 1) })).where('id', '=', qian.id).execute()
    await origin.running().context.db.transaction().execute((tx) => emitToCaseScopes(tx, [{ type: 'staff', id: qian.id, ver: 2, op: 'put' }]))
    await catchUp(origin, colleague)
    expect((await run(colleague, '转给钱', [requestId])).map((line) => line.outcome)).toEqual(['assignee-gone'])
  })

  it('that a colleague changed meanwhile is not run as it was, and a change on the old one comes back with its text', async () => {
    const { presetId, version, macro } = await macroAt(agent, '接手并等材料')
    const requestId = must((await cases(({ state }) => state === 'received'))[0], 'a case')
    await goAway(agent)
    const changed = { ...macro, steps: [...macro.steps.slice(0, 1)] }
    await agent.get('preset.save', { known: { presetId, version }, name: '接手', content: changed })
    expect(await agent.ask('preset.run', { presetId, version, cases: [{ requestId, shown: '' }] })).toEqual({ ok: false, error: { kind: 'state-changed' } })
    const officer = await openDesk(origin, DEMO_STAFF.zheng, { workstation: '三号' })
    await officer.get('preset.save', { known: { presetId, version }, name: '负责人改的', content: macro })
    await catchUp(origin, officer)
    const item = await comeBackRefused(origin, agent)
    expect(item).toMatchObject({ op: 'preset.save@1', rejection: 'version_conflict', about: { kind: 'preset', name: '接手' } })
    await agent.get('sync.settle', { mid: item.mid, choice: 'edit' })
    expect((await agent.get('draft.ofEntries', {})).drafts).toMatchObject([{ target: presetId, base: 2, body: { form: 'macro', name: '接手', steps: [{ kind: 'take' }] } }])
    expect((await macroAt(agent, '负责人改的')).version).toBe(2)
  })
})
