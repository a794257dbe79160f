// A colleague who forgot the passphrase, and one who is new, through whole desks: the officer gives a code, the person sets a passphrase of their own, the store
// that nobody can open is set aside, and what was not sent from it finds its way.
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, toDay } from '../../src-shared/base/clock'
import type { RequestId, StaffId } from '../../src-shared/base/ids'
import { listHeld } from '../../src-origin/sealed/list-held'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, openHost, until, untilSynced, withStore, type TestDesk, type TestHost } from '../fixtures/test-desk'
import { bodyOf, createTestNetwork, isFor, UNREACHABLE } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

const { zhou, zheng } = DEMO_STAFF
const { passphrase } = zheng
const WORKSTATION = '客服'
const OWN = '只有我自己知道的一句新口令，足够长'
let origin: TestOrigin, officer: TestDesk, agent: TestDesk
beforeAll(async () => {
  origin = await startOnlyOrigin()
  officer = await openDesk(origin, zheng, { workstation: '负责人' })
  agent = await openDesk(origin, zhou, { workstation: WORKSTATION })
  await catchUp(origin, officer, agent)
})
afterAll(removeDesksAndOrigin)

const enrolment = async (who: { readonly login: string; readonly passphrase: string; readonly passphraseCode?: string }) => {
  // As long as the limiter of enrolments wants.
  origin.advance(3 * 60_000)
  return { enrolmentFile: await origin.enrolment(), code: await origin.createCode({ workstation: WORKSTATION }), workstation: WORKSTATION, ...who }
}
const filesOf = async (dir: string): Promise<readonly string[]> => (await readdir(dir)).filter((name) => /^(store-.*\.db|keys\.json|quarantine)$/.test(name)).toSorted()
const codes: string[] = []
const giveCode = async (staffId: StaffId): Promise<string> => {
  const { code } = await officer.get('staff.code', { staffId, passphrase })
  codes.push(code)
  return code
}

describe('the officer’s code', () => {
  it('is for a colleague, with the passphrase typed anew, by officers alone; the list says until when it is good', async () => {
    expect(await agent.ask('staff.code', { staffId: zheng.id, passphrase: zhou.passphrase })).toEqual({ ok: false, error: { kind: 'not-permitted' } })
    expect(await officer.ask('staff.code', { staffId: zheng.id, passphrase })).toEqual({ ok: false, error: { kind: 'own-staff-record' } })
    expect(await officer.ask('staff.code', { staffId: zhou.id, passphrase: zhou.passphrase })).toMatchObject({ ok: false, error: { kind: 'wrong-passphrase' } })
    await goAway(officer)
    expect(await officer.ask('staff.code', { staffId: zhou.id, passphrase })).toMatchObject({ ok: false, error: { kind: 'needs-online' } })
    officer.network.mend()
    await catchUp(origin, officer)
    const { code, expiresAt } = await officer.get('staff.code', { staffId: zhou.id, passphrase })
    expect(code).toMatch(/^(\w{4}-){3}\w{4}$/)
    const seen = (await officer.get('staff.list', {})).staff.find(({ id }) => id === zhou.id)
    expect(seen?.passphrase).toEqual({ isSet: true, codeUntil: expiresAt })
    codes.push(code)
  })
})

describe('a passphrase that was forgotten', () => {
  let anew: TestHost
  it('lets the store go only by a code that stands, online, after the word; nothing moves before', async () => {
    await goAway(agent)
    await take(agent, (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId)
    await agent.kill()
    const code = await giveCode(zhou.id)
    const before = await filesOf(agent.profileDir)
    const locked = await openHost(origin, { profileDir: agent.profileDir, exportDir: agent.exportDir })
    const forgotten = { staffId: zhou.id, code }
    const refused = async (request: { readonly confirm: string; readonly forgotten?: { readonly staffId: StaffId; readonly code: string } }) => {
      const answer = await locked.ask('session.setAside', request)
      expect(await filesOf(agent.profileDir)).toEqual(before)
      return answer.ok ? 'ok' : answer.error.kind
    }
    // However often a wrong one is typed, the store is sound.
    expect(await locked.ask('session.unlock', { staffId: zhou.id, passphrase: OWN })).toMatchObject({ ok: false, error: { kind: 'wrong-passphrase' } })
    expect(await refused({ confirm: WORKSTATION })).toBe('bad-message')
    expect(await refused({ confirm: '别处', forgotten })).toBe('confirmation-wrong')
    expect(await refused({ confirm: WORKSTATION, forgotten: { ...forgotten, code: '0000-0000-0000-0000' } })).toBe('passphrase-code-refused')
    expect(await refused({ confirm: WORKSTATION, forgotten: { ...forgotten, staffId: zheng.id } })).toBe('passphrase-code-refused')
    locked.network.cut()
    expect(await refused({ confirm: WORKSTATION, forgotten })).toBe('origin-unreachable')
    locked.network.mend()
    await locked.get('session.setAside', { confirm: WORKSTATION, forgotten })
    expect(locked.told).toContainEqual({ type: 'lock', reason: 'set-aside' })
    expect(await filesOf(agent.profileDir)).toEqual(['quarantine'])
    expect(await locked.get('session.status', {})).toMatchObject({ stage: 'not-enrolled', quarantine: [{ reason: 'passphrase-forgotten' }] })
    await locked.close()
  })

  it('is set anew where the workstation is enrolled, whatever answer is lost; the former one opens nothing', async () => {
    const network = createTestNetwork()
    anew = await openHost(origin, { profileDir: agent.profileDir, exportDir: agent.exportDir, network })
    const code = await giveCode(zhou.id)
    const request = await enrolment({ login: zhou.login, passphrase: OWN })
    expect(await anew.ask('session.enrol', { ...request, passphraseCode: '0000-0000-0000-0000' })).toEqual({ ok: false, error: { kind: 'passphrase-code-refused' } })
    // Without the code it is a passphrase that the origin does not know.
    expect(await anew.ask('session.enrol', request)).toMatchObject({ ok: false, error: { kind: 'origin-refused-credentials' } })
    for (const lost of ['passphrase', 'signin']) {
      network.disturb(async (sent, send) => {
        const answer = await send(sent)
        if (!isFor(sent, lost) || !answer.ok) return answer
        await bodyOf(answer.value)
        return UNREACHABLE
      })
      expect(await anew.ask('session.enrol', { ...request, passphraseCode: code })).toMatchObject({ ok: false, error: { kind: 'origin-unreachable' } })
    }
    network.disturb()
    expect(await anew.get('session.enrol', { ...request, passphraseCode: code })).toMatchObject({ staffId: zhou.id, role: 'agent' })
    await untilSynced(anew)
    await until('the end of the copy', async () => {
      await anew.get('sync.now', {})
      return (await anew.get('session.status', {})).quarantine.length === 0
    })
    expect(anew.internal).toEqual([])
    await anew.close()
    const again = await openHost(origin, { profileDir: agent.profileDir, exportDir: agent.exportDir })
    expect(await again.ask('session.unlock', { staffId: zhou.id, passphrase: zhou.passphrase })).toMatchObject({ ok: false, error: { kind: 'wrong-passphrase' } })
    expect(await again.get('session.unlock', { staffId: zhou.id, passphrase: OWN })).toMatchObject({ staffId: zhou.id })
    await untilSynced(again)
    await again.close()
    await withStore(origin, { ...agent, staff: { ...zhou, passphrase: OWN } }, async ({ reader }) => {
      const lines = (await reader.selectFrom('audit').select('entry').orderBy('seq').execute()).map(({ entry }) => entry)
      expect(lines.flatMap((entry) => entry.match(/"(session\.passphrase-set|quarantine\.destroyed)"/g) ?? [])).toEqual(['"session.passphrase-set"', '"quarantine.destroyed"'])
    })
  })

  it('leaves the acts that were not sent to the officer’s word: the passphrase that proved them is nobody’s any more', async () => {
    expect((await listHeld(origin.running().context.db)).map(({ op, state, code }) => `${op} ${state} ${code ?? ''}`)).toEqual(['request.take@1 held needs_online_auth'])
    const [act] = (await officer.get('fleet.list', {})).acts.filter(({ state }) => state === 'held')
    expect(await officer.ask('fleet.settle', { deviceId: act!.deviceId, mid: act!.mid, choice: 'apply', passphrase })).toMatchObject({ ok: true })
    expect((await originCase(origin, DEMO_ACCESS_CASE)).body['assigneeId']).toBe(zhou.id)
  })
})

describe('somebody new', () => {
  it('sets a first passphrase at a new workstation, and looks at the queue until their training is entered', async () => {
    const add = (more: object = {}) => officer.ask('staff.add', { login: 'wu.xiaoyu', name: '吴小雨', role: 'agent', passphrase, ...more })
    expect(await add({ login: 'zhou' })).toMatchObject({ ok: false, error: { kind: 'login-taken' } })
    expect(await add({ login: 'Wu Xiaoyu' })).toEqual({ ok: false, error: { kind: 'bad-message' } })
    const added = await add()
    const staffId = added.ok ? added.value.staffId : expect.unreachable()
    const listed = async () => (await officer.get('staff.list', {})).staff.find(({ id }) => id === staffId)
    expect(await listed()).toMatchObject({ name: '吴小雨', role: 'agent', active: true, training: { state: 'missing' }, passphrase: { isSet: false }, devices: [] })
    const code = await giveCode(staffId)
    const host = await openHost(origin)
    const request = await enrolment({ login: 'wu.xiaoyu', passphrase: OWN, passphraseCode: code })
    expect(await host.ask('session.enrol', { ...request, passphrase: '太短的口令' })).toMatchObject({ ok: false, error: { kind: 'weak-passphrase' } })
    expect(await host.get('session.enrol', request)).toMatchObject({ staffId, name: '吴小雨', role: 'agent' })
    await untilSynced(host)
    expect((await host.get('session.status', {})).me?.training.state).toBe('missing')
    expect((await host.get('queue.list', { view: 'team', limit: 5 })).rows.length).toBeGreaterThan(0)
    expect(await host.ask('search.people', { query: '7316', limit: 5, offset: 0 })).toEqual({ ok: false, error: { kind: 'training-expired' } })
    expect(await listed()).toMatchObject({ passphrase: { isSet: true }, devices: [{ name: WORKSTATION }] })
    const today = toDay(origin.now())
    expect(await officer.ask('staff.enterTraining', { staffId, course: '年度培训', version: '2026.1', passedOn: today, dueOn: addDays(today, 300), passphrase })).toEqual({ ok: true })
    await catchUp(origin, officer, host)
    await until('the training', async () => (await host.get('session.status', {})).me?.training.state === 'valid')
    expect(await host.ask('search.people', { query: '7316', limit: 5, offset: 0 })).toMatchObject({ ok: true })
    expect(host.internal).toEqual([])
    await host.close()
  })

  it('stands in the officer’s audit with a code for each, whatever came of it, and by no name; no code is in it', async () => {
    expect(officer.internal).toEqual([])
    await officer.close()
    const { text, details } = await withStore(origin, officer, async ({ reader }) => ({
      text: (await reader.selectFrom('audit').select('entry').orderBy('seq').execute()).map(({ entry }) => entry).join('\n'),
      details: JSON.stringify(await reader.selectFrom('audit_details').selectAll().execute()),
    }))
    expect(text.match(/"staff\.[\w.-]+"/g)).toEqual(['code', 'code', 'code', 'add', 'add-failed', 'add', 'code', 'training'].map((act) => `"staff.${act}"`))
    for (const word of ['吴小雨', 'wu.xiaoyu', OWN, ...codes, ...codes.map((code) => code.replaceAll('-', ''))]) expect(text + details).not.toContain(word)
    expect(codes).toHaveLength(4)
  })
})
