// Two people at one workstation, through whole desks: one lets the other in, each sees their own, what one made waits for its maker, and whoever is taken out opens nothing
// any more, with a former key file either.
import { copyFile, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId, StaffId, SubjectId } from '../../src-shared/base/ids'
import { readKeyFile } from '../../src-main/keys/key-file'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF, type DemoStaff } from '../../src-origin/seed/staff'
import { kindOf, take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, openHost, reopen, until, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const { zhou, zheng, qian, wu } = DEMO_STAFF
const OWN = '只有我自己知道的一句新口令，足够长'
let origin: TestOrigin, desk: TestDesk, officer: TestDesk
beforeAll(async () => {
  origin = await startOnlyOrigin()
  desk = await openDesk(origin, zhou)
  officer = await openDesk(origin, zheng, { workstation: '负责人' })
  await catchUp(origin, desk, officer)
})
afterAll(removeDesksAndOrigin)

const colleague = (who: Pick<DemoStaff, 'login' | 'passphrase'>, more: object = {}) => ({ login: who.login, theirPassphrase: who.passphrase, passphrase: zhou.passphrase, ...more })
const names = async (at: TestDesk): Promise<readonly string[]> => (await at.get('session.status', {})).staff.map(({ name }) => name)
/** The next person at this workstation, as after a lock: in a process of their own. */
const change = async (staff: DemoStaff): Promise<TestDesk> => {
  await desk.close()
  return openDesk(origin, staff, { profileDir: desk.profileDir, exportDir: desk.exportDir })
}

describe('a second person', () => {
  it('is let in by the one who is here: both prove themselves to the origin, and nothing changes before', async () => {
    const before = await readFile(path.join(desk.profileDir, 'keys.json'))
    expect(kindOf(await desk.ask('workstation.letIn', colleague(zhou)))).toBe('person-already-here')
    expect(kindOf(await desk.ask('workstation.letIn', colleague(qian, { passphrase: qian.passphrase })))).toBe('wrong-passphrase')
    expect(kindOf(await desk.ask('workstation.letIn', colleague({ login: qian.login, passphrase: 'not theirs at all' })))).toBe('origin-refused-credentials')
    expect(kindOf(await desk.ask('workstation.letIn', colleague({ login: 'nobody', passphrase: qian.passphrase })))).toBe('origin-refused-credentials')
    await goAway(desk)
    expect(kindOf(await desk.ask('workstation.letIn', colleague(qian)))).toBe('needs-online')
    desk.network.mend()
    await untilSynced(desk)
    expect(await readFile(path.join(desk.profileDir, 'keys.json'))).toEqual(before)
    expect(await desk.get('workstation.letIn', colleague(qian))).toEqual({ staffId: qian.id, name: qian.name, role: qian.role })
    expect(kindOf(await desk.ask('workstation.letIn', colleague(qian)))).toBe('person-already-here')
    expect(await desk.get('workstation.people', {})).toEqual([zhou, qian].map(({ id, name, role }) => ({ staffId: id, name, role, isMe: id === zhou.id, waiting: 0 })))
    expect(await names(desk)).toEqual([zhou.name, qian.name])
  })

  it('opens the same store as themselves, with what their role may, and sees nothing that the first one keeps for themselves', async () => {
    const { id, v, subject_id: subjectId } = await originCase(origin, DEMO_ACCESS_CASE)
    const [requestId, target] = [id as RequestId, subjectId as SubjectId]
    await goAway(desk)
    await take(desk, requestId)
    await desk.get('draft.save', { target, base: 0, body: { form: 'create', right: 'access', channel: 'phone', receivedOn: '2026-06-12', text: '周的草稿', corrections: [], purposes: [], products: [] } })
    expect(await desk.get('sync.status', {})).toMatchObject({ toSend: 1 })
    desk = await change(qian)
    expect((await desk.get('session.status', {})).me).toMatchObject({ staffId: qian.id, role: qian.role })
    // Of the first one's act the case shows what it will become; its words, and the way to take it back, are theirs.
    expect(await desk.get('sync.status', {})).toMatchObject({ toSend: 0, refused: 0, ofOthers: 1 })
    expect(await desk.get('sync.outbox', {})).toEqual([])
    expect(await desk.get('draft.ofPerson', { subjectId: target })).toEqual({})
    expect((await originCase(origin, DEMO_ACCESS_CASE)).v).toBe(v)
    await take(desk, (await originCase(origin, DEMO_CONFLICT_CASE)).id as RequestId)
    await untilSynced(desk)
    expect((await originCase(origin, DEMO_CONFLICT_CASE)).body['assigneeId']).toBe(qian.id)
    desk = await change(zhou)
    expect(await desk.get('draft.ofPerson', { subjectId: target })).toMatchObject({ create: { body: { text: '周的草稿' } } })
    await until('the act of the first one', async () => (await originCase(origin, DEMO_ACCESS_CASE)).v > v)
    expect(desk.internal).toEqual([])
  })

  it('stands in the audit record as let in, and signs their own lines', async () => {
    await desk.close()
    const lines = await withStore(origin, desk, async ({ reader }) => (await reader.selectFrom('audit').select('entry').orderBy('seq').execute()).map(({ entry }) => entry))
    const letIn = lines.filter((line) => line.includes('"workstation.let-in"'))
    expect(letIn.map((line) => line.includes(`"actor":"${zhou.id}"`))).toEqual([true])
    expect(lines.some((line) => line.includes('"session.unlock"') && line.includes(`"actor":"${qian.id}"`))).toBe(true)
    desk = await reopen(origin, desk)
  })
})

describe('a passphrase code', () => {
  const giveCode = async (staffId: StaffId): Promise<string> => (await officer.get('staff.code', { staffId, passphrase: zheng.passphrase })).code
  it('replaces the slot of whoever forgot, let in by a colleague; not by the officer who gave it', async () => {
    expect(kindOf(await officer.ask('workstation.letIn', { login: qian.login, theirPassphrase: OWN, passphraseCode: await giveCode(qian.id), passphrase: zheng.passphrase }))).toBe('code-giver-lets-in')
    const code = await giveCode(qian.id)
    expect(kindOf(await desk.ask('workstation.letIn', colleague({ login: qian.login, passphrase: '太短' }, { passphraseCode: code })))).toBe('weak-passphrase')
    expect(kindOf(await desk.ask('workstation.letIn', colleague({ login: qian.login, passphrase: OWN }, { passphraseCode: '0000-0000-0000-0000' })))).toBe('passphrase-code-refused')
    expect(await desk.get('workstation.letIn', colleague({ login: qian.login, passphrase: OWN }, { passphraseCode: code }))).toMatchObject({ staffId: qian.id })
    expect(await names(desk)).toEqual([zhou.name, qian.name])
    await desk.close()
    const host = await openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir })
    expect(kindOf(await host.ask('session.unlock', { staffId: qian.id, passphrase: qian.passphrase }))).toBe('wrong-passphrase')
    await host.close()
    desk = await openDesk(origin, { ...qian, passphrase: OWN }, { profileDir: desk.profileDir, exportDir: desk.exportDir })
    desk = await change(zhou)
  })

  it('lets somebody new work here at once, who looks at the queue until their training is entered', async () => {
    const added = await officer.get('staff.add', { login: 'he.miao', name: '何苗', role: 'agent', passphrase: zheng.passphrase })
    const request = colleague({ login: 'he.miao', passphrase: OWN }, { passphraseCode: await giveCode(added.staffId) })
    expect(await desk.get('workstation.letIn', request)).toEqual({ staffId: added.staffId, name: '何苗', role: 'agent' })
    expect(await names(desk)).toEqual([zhou.name, qian.name, '何苗'])
  })
})

describe('whoever is taken out', () => {
  it('waits where acts of theirs wait here, and is never oneself', async () => {
    expect(kindOf(await desk.ask('workstation.takeOut', { staffId: zhou.id, passphrase: zhou.passphrase }))).toBe('own-staff-record')
    expect(kindOf(await desk.ask('workstation.takeOut', { staffId: wu.id, passphrase: zhou.passphrase }))).toBe('not-found')
    expect(kindOf(await desk.ask('workstation.takeOut', { staffId: qian.id, passphrase: qian.passphrase }))).toBe('wrong-passphrase')
    desk = await change({ ...qian, passphrase: OWN })
    await goAway(desk)
    await take(desk, (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId)
    desk = await change(zhou)
    expect((await desk.get('workstation.people', {})).map(({ waiting }) => waiting)).toEqual([0, 1, 0])
    expect(await desk.ask('workstation.takeOut', { staffId: qian.id, passphrase: zhou.passphrase })).toEqual({ ok: false, error: { kind: 'acts-wait', params: { count: 1 } } })
    desk = await change({ ...qian, passphrase: OWN })
    await untilSynced(desk)
    desk = await change(zhou)
  })

  it('opens nothing any more: not by name, and not with the key file of before and its passphrase', async () => {
    const former = path.join(desk.exportDir, '..', 'keys.former.json')
    await copyFile(path.join(desk.profileDir, 'keys.json'), former)
    const { generation } = await keyFileOf(desk.profileDir)
    await desk.get('workstation.takeOut', { staffId: qian.id, passphrase: zhou.passphrase })
    expect(await names(desk)).toEqual([zhou.name, '何苗'])
    const now = await keyFileOf(desk.profileDir)
    expect(now.generation).toBeGreaterThan(generation)
    expect((await desk.get('sync.status', {})).writesHeld).toBeUndefined()
    expect(desk.internal).toEqual([])
    await desk.close()
    const host = await openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir })
    expect(kindOf(await host.ask('session.unlock', { staffId: qian.id, passphrase: OWN }))).toBe('wrong-passphrase')
    await copyFile(former, path.join(desk.profileDir, 'keys.json'))
    expect(kindOf(await host.ask('session.unlock', { staffId: qian.id, passphrase: OWN }))).toBe('store-missing')
    await host.close()
  })
})

async function keyFileOf(dir: string) {
  const read = await readKeyFile(dir)
  return read.ok ? read.value : expect.unreachable()
}
