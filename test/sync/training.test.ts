// Training through whole desks: it reaches the desk, takes its rights away while it is over, ends by itself offline, and comes back with the officer's entry.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, toDay } from '../../src-shared/base/clock'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { trainUntil } from '../fixtures/staff-training'
import { catchUp, goAway, openDesk, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const GENEROUS_MS = 180_000
const DAY_MS = 86_400_000
const { zhou, zheng, qian, sun } = DEMO_STAFF
const { passphrase } = zheng
let origin: TestOrigin
let officer: TestDesk
let agent: TestDesk
/** Days pass for the origin, and on the agent's desk by both of its clocks. */
let passedMs = 0
const pass = (ms: number): void => {
  passedMs += ms
  origin.advance(ms)
}
const clock = { now: () => origin.now(), mono: () => performance.now() + passedMs }
beforeAll(async () => {
  origin = await startOnlyOrigin()
  officer = await openDesk(origin, zheng, { workstation: '负责人' })
  agent = await openDesk(origin, zhou, { workstation: '客服', clock })
  await catchUp(origin, officer, agent)
})
afterAll(removeDesksAndOrigin)

const today = () => toDay(origin.now())
const trainingOf = async (desk: TestDesk) => (await desk.get('session.status', {})).me!.training
const caseOf = async (caseNo: string) => (await originCase(origin, caseNo)).id as RequestId
const enter = (days: number, more: object = {}) =>
  officer.ask('staff.enterTraining', { staffId: zhou.id, course: '年度培训', version: '2026.1', passedOn: addDays(today(), Math.min(days, 0)), dueOn: addDays(today(), days), passphrase, ...more })
const refusals = async (desk: TestDesk) => {
  const requestId = await caseOf(DEMO_ACCESS_CASE)
  const asked = [
    await desk.ask('request.take', { requestId, version: 99 }), await desk.ask('package.preview', { requestId }), await desk.ask('search.people', { query: '7316', limit: 5, offset: 0 }),
    await desk.ask('person.open', { subjectId: (await originCase(origin, DEMO_ACCESS_CASE)).body['subjectId'] as SubjectId }), await desk.ask('audit.verify', {}),
  ]
  return asked.map((answer) => (answer.ok ? 'ok' : answer.error.kind))
}
const EXPIRED = Array<string>(5).fill('training-expired')

describe('a training that is over', () => {
  it('reaches the desk: the queue and its cases are left, everything else says why', async () => {
    expect(await trainingOf(agent)).toMatchObject({ state: 'valid', officers: [zheng.name] })
    expect(await enter(-1)).toEqual({ ok: true })
    await catchUp(origin, officer, agent)
    await until('the end', async () => (await trainingOf(agent)).state === 'expired')
    expect(await trainingOf(agent)).toEqual({ state: 'expired', until: addDays(today(), -1), officers: [zheng.name] })
    expect(await refusals(agent)).toEqual(EXPIRED)
    expect((await agent.get('queue.list', { view: 'team', limit: 50 })).rows.length).toBeGreaterThan(0)
    const seen = await agent.get('request.open', { requestId: await caseOf(DEMO_ACCESS_CASE) })
    expect(new Set(Object.values(seen.acts))).toEqual(new Set(['training-expired', 'not-permitted']))
    expect(agent.events.some(({ topic }) => topic === 'session')).toBe(true)
  })

  it('comes back with the officer’s entry, without a new sign-in', async () => {
    expect(await enter(10)).toEqual({ ok: true })
    await catchUp(origin, officer, agent)
    await until('the new one', async () => (await trainingOf(agent)).state === 'ends-soon')
    expect(await refusals(agent)).not.toContain('training-expired')
  })

  it('ends by itself on its day, offline; what was done before it arrives, and nothing is done after it', async () => {
    await goAway(agent)
    const requestId = await caseOf(DEMO_ACCESS_CASE)
    await take(agent, requestId)
    pass(10 * DAY_MS)
    expect((await trainingOf(agent)).state).toBe('ends-soon')
    pass(DAY_MS)
    expect((await trainingOf(agent)).state).toBe('expired')
    expect(await refusals(agent)).toEqual(EXPIRED)
    agent.network.mend()
    await catchUp(origin, agent)
    expect((await originCase(origin, DEMO_ACCESS_CASE)).body['assigneeId']).toBe(zhou.id)
    expect((await agent.get('sync.status', {})).refused).toBe(0)
  }, GENEROUS_MS)

  it('is the same after the desk was closed and opened again without the network', async () => {
    await goAway(agent)
    await agent.close()
    const network = agent.network
    agent = await openDesk(origin, zhou, { profileDir: agent.profileDir, exportDir: agent.exportDir, network, clock, until: 'unlocked' })
    expect((await trainingOf(agent)).state).toBe('expired')
    expect(await refusals(agent)).toEqual(EXPIRED)
    network.mend()
    await catchUp(origin, agent)
    await trainUntil(origin, zhou.id, 300)
    await catchUp(origin, agent)
    await until('the new one', async () => (await trainingOf(agent)).state === 'valid')
  })
})

describe('the officer', () => {
  it('sees everybody with role, training and devices, and is held up by a wrong day, a wrong passphrase and by being the one it is about', async () => {
    const { staff } = await officer.get('staff.list', {})
    expect(staff.map(({ login, role, isMe }) => [login, role, isMe]).toSorted()).toEqual(Object.values(DEMO_STAFF).map(({ login, role }) => [login, role, login === 'zheng']).toSorted())
    expect(staff.find(({ id }) => id === zhou.id)).toMatchObject({ active: true, training: { state: 'valid' }, devices: [{ name: '客服', thisDesk: false }] })
    expect(await enter(10, { passedOn: addDays(today(), 1) })).toEqual({ ok: false, error: { kind: 'invalid-input', params: { field: 'passedOn' } } })
    expect(await enter(10, { passphrase: zhou.passphrase })).toMatchObject({ ok: false, error: { kind: 'wrong-passphrase' } })
    expect(await enter(10, { staffId: zheng.id })).toEqual({ ok: false, error: { kind: 'own-staff-record' } })
    for (const refused of [
      await officer.ask('staff.changeRole', { staffId: zheng.id, role: 'auditor', passphrase }), await officer.ask('staff.leave', { staffId: zheng.id, devices: [], passphrase }),
    ]) expect(refused).toEqual({ ok: false, error: { kind: 'own-staff-record' } })
    expect(await agent.ask('staff.list', {})).toEqual({ ok: false, error: { kind: 'not-permitted' } })
    await goAway(officer)
    expect(await enter(10)).toMatchObject({ ok: false, error: { kind: 'needs-online' } })
    officer.network.mend()
    await catchUp(origin, officer)
  })

  it('gives another role: the store of the desk says so, and it opens with that role', async () => {
    const desk = await openDesk(origin, qian, { workstation: '转岗' })
    expect(await officer.ask('staff.changeRole', { staffId: qian.id, role: 'reviewer', passphrase })).toEqual({ ok: true })
    await catchUp(origin, officer, desk)
    await desk.close()
    const again = await openDesk(origin, qian, { profileDir: desk.profileDir, exportDir: desk.exportDir })
    expect((await again.get('session.status', {})).me).toMatchObject({ role: 'reviewer' })
    const { devices } = (await officer.get('staff.list', {})).staff.find(({ id }) => id === qian.id)!
    expect(await officer.ask('staff.leave', { staffId: qian.id, devices: devices.map(({ id }) => id), passphrase })).toEqual({ ok: true })
    await until('out of service', async () => (await again.get('sync.status', {})).reason === 'device-revoked')
    await again.close()
    expect((await officer.get('staff.list', {})).staff.find(({ id }) => id === qian.id)).toMatchObject({ active: false, devices: [] })
    expect((await officer.get('fleet.list', {})).devices.find(({ name }) => name === '转岗')).toMatchObject({ standing: 'revoked', revokedBy: zheng.name })
  })

  it('leaves a line of each in this desk’s audit, whatever came of it', async () => {
    await officer.close()
    const lines = await withStore(origin, officer, (vault) => vault.reader.selectFrom('audit').select('entry').orderBy('seq').execute())
    const text = lines.map(({ entry }) => entry).join('\n')
    expect(text.match(/"staff\.[\w.-]+"/g)).toEqual(['"staff.training"', '"staff.training"', '"staff.role"', '"staff.leave"'])
  })
})

describe('the auditor', () => {
  it('sees masked lists, the register, the audit and the reports, and opens and does nothing', async () => {
    const desk = await openDesk(origin, sun, { workstation: '审计' })
    const { rows } = await desk.get('queue.list', { view: 'team', limit: 50 })
    expect(rows.length).toBeGreaterThan(0)
    await desk.get('audit.verify', {})
    await desk.get('policy.list', {})
    await desk.get('inventory.open', {})
    await desk.get('retention.open', { days: 90 })
    const requestId = await caseOf(DEMO_CONFLICT_CASE)
    for (const refused of [
      await desk.ask('request.open', { requestId }), await desk.ask('request.take', { requestId, version: 1 }), await desk.ask('search.people', { query: '7316', limit: 5, offset: 0 }),
      await desk.ask('retention.propose', {}), await desk.ask('fleet.list', {}), await desk.ask('staff.list', {}),
    ]) expect(refused).toEqual({ ok: false, error: { kind: 'not-permitted' } })
    expect(desk.internal).toEqual([])
    await desk.close()
  })
})
