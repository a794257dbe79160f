// A store that does not open is set aside whole, and everything is read anew: no byte of it changes, no act is lost, nobody who was erased comes back,
// and it goes when it is no longer needed or may no longer be there.
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { residuePlaces } from '../../src-main/erasure/places'
import { listQuarantine } from '../../src-main/vault/quarantine'
import { listHeld } from '../../src-origin/sealed/list-held'
import { DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { approvalOf, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, openHost, reopen, until, untilSynced, withStore, type TestDesk, type TestHost } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const { zhou } = DEMO_STAFF
const WORKSTATION = '一号'
let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
const folders: string[] = []
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks())
})
afterAll(async () => {
  await removeDesksAndOrigin()
  for (const dir of folders) await rm(dir, { recursive: true, force: true })
})

const idOf = async (caseNo: string): Promise<RequestId> => (await originCase(origin, caseNo)).id as RequestId
const STAYING = /^(outbox.*\.sealed|enrolment\.json|tries\.json|store\.lock|quarantine)$/

/** SHA-256 of every file below, by its name there. */
async function sumsOf(dir: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
  return Object.fromEntries(await Promise.all(names.toSorted().map(async (name) => [name, createHash('sha256').update(await readFile(path.join(dir, name))).digest('hex')] as const)))
}
const goingOf = (sums: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(sums).filter(([name]) => !STAYING.test(name.split('/')[0] ?? '')))

async function copyOf(dir: string): Promise<string> {
  const copy = await mkdtemp(path.join(os.tmpdir(), 'privacy-desk-copy-'))
  folders.push(copy)
  await cp(dir, copy, { recursive: true })
  return copy
}

async function damage(profileDir: string): Promise<void> {
  const file = await open(path.join(profileDir, 'store-000001.db'), 'r+')
  await file.write(Buffer.alloc(4096, 7), 0, 4096, 0)
  await file.close()
}

const tryUnlock = (host: TestHost) => host.ask('session.unlock', { staffId: zhou.id, passphrase: zhou.passphrase })
const hostOn = (desk: Pick<TestDesk, 'profileDir' | 'exportDir'>): Promise<TestHost> => openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir })

async function enrolAnew(host: TestHost): Promise<TestDesk> {
  // As long as the limiter of enrolments wants.
  origin.advance(3 * 60_000)
  await host.get('session.enrol', { enrolmentFile: await origin.enrolment(), code: await origin.createCode({ workstation: WORKSTATION }), workstation: WORKSTATION, login: zhou.login, passphrase: zhou.passphrase })
  await untilSynced(host)
  return { ...host, staff: zhou }
}

it('damaged: told, set aside byte by byte after a word, enrolled anew; the acts take effect, and the copy goes once all is here', async () => {
  expect(await agent.ask('session.setAside', { confirm: WORKSTATION })).toMatchObject({ ok: false, error: { kind: 'bad-message' } })
  await goAway(agent)
  const requestId = await idOf(DEMO_CONFLICT_CASE)
  await take(agent, requestId)
  await verify(agent, requestId, '封存之前的核验')
  const { v } = await originCase(origin, DEMO_CONFLICT_CASE)
  await agent.kill()
  await damage(agent.profileDir)
  const before = goingOf(await sumsOf(agent.profileDir))
  const host = await hostOn(agent)
  // Nobody has tried to open it yet.
  expect(await host.ask('session.setAside', { confirm: WORKSTATION })).toMatchObject({ ok: false, error: { kind: 'bad-message' } })
  expect(await tryUnlock(host)).toMatchObject({ ok: false, error: { kind: 'store-damaged' } })
  expect(await host.ask('session.setAside', { confirm: 'yes' })).toMatchObject({ ok: false, error: { kind: 'confirmation-wrong' } })
  expect(goingOf(await sumsOf(agent.profileDir))).toEqual(before)
  await host.get('session.setAside', { confirm: WORKSTATION })
  expect(host.told).toContainEqual({ type: 'lock', reason: 'set-aside' })
  const [copy] = await listQuarantine(agent.profileDir)
  const { 'note.json': _note, ...kept } = await sumsOf(copy!.folder)
  expect(kept).toEqual(before)
  expect(Object.fromEntries(copy!.note.files.map(({ name, sha256 }) => [name, sha256]))).toEqual(before)
  expect([(await stat(copy!.folder)).mode & 0o777, (await stat(path.join(copy!.folder, 'keys.json'))).mode & 0o777]).toEqual([0o700, 0o600])
  expect(goingOf(await sumsOf(agent.profileDir))).toEqual({})
  expect(await host.get('session.status', {})).toMatchObject({ stage: 'not-enrolled', quarantine: [{ reason: 'store-damaged', files: Object.keys(before).length }] })
  await host.close()

  const anew = await hostOn(agent)
  expect(await anew.get('session.status', {})).toMatchObject({ stage: 'not-enrolled', quarantine: [{ reason: 'store-damaged' }] })
  agent = await enrolAnew(anew)
  await until('the end of the copy', async () => {
    await agent.get('sync.now', {})
    return (await agent.get('session.status', {})).quarantine.length === 0
  })
  expect((await readdir(agent.profileDir)).filter((name) => /quarantine|outbox-/.test(name))).toEqual([])
  expect((await listHeld(origin.running().context.db)).map(({ op, state }) => `${op} ${state}`)).toEqual(['request.take@1 applied', 'request.verify@1 applied'])
  expect((await originCase(origin, DEMO_CONFLICT_CASE)).v).toBe(v + 2)
  await catchUp(origin, agent)
  expect(agent.internal).toEqual([])
  await agent.close()
  expect(await deskHolds(origin, agent)).toEqual(await originHolds(origin))
  await withStore(origin, agent, async ({ reader }) => {
    expect((await reader.selectFrom('audit').select('entry').execute()).filter(({ entry }) => entry.includes('"type":"quarantine.destroyed"'))).toHaveLength(1)
  })
  agent = await reopen(origin, agent)
}, 240_000)

it('ended while its files were moved, the next start moves the rest', async () => {
  const profileDir = await copyOf(agent.profileDir)
  const desk = { profileDir, exportDir: path.join(profileDir, 'exports') }
  await damage(profileDir)
  const host = await hostOn(desk)
  await tryUnlock(host)
  const before = goingOf(await sumsOf(profileDir))
  await host.get('session.setAside', { confirm: WORKSTATION })
  await host.close()
  const [copy] = await listQuarantine(profileDir)
  // As if it had ended after the first files.
  for (const { name } of copy!.note.files.slice(2)) await rename(path.join(copy!.folder, name), path.join(profileDir, name))
  await writeFile(path.join(copy!.folder, 'note.json'), JSON.stringify({ ...copy!.note, state: 'moving' }))
  const next = await hostOn(desk)
  const { 'note.json': _note, ...kept } = await sumsOf(copy!.folder)
  expect(kept).toEqual(before)
  expect(await next.get('session.status', {})).toMatchObject({ stage: 'not-enrolled', quarantine: [{}] })
  await next.close()
})

it('another store in its place, and none at all, have words of their own and the same way on', async () => {
  const other = await copyOf(agent.profileDir)
  const gone = await copyOf(agent.profileDir)
  await cp(path.join(reviewer.profileDir, 'store-000001.db'), path.join(other, 'store-000001.db'))
  for (const log of ['-wal', '-shm']) await rm(path.join(other, `store-000001.db${log}`), { force: true })
  await rm(path.join(gone, 'store-000001.db'))
  for (const [profileDir, kind] of [[other, 'store-foreign'], [gone, 'store-missing']] as const) {
    const host = await hostOn({ profileDir, exportDir: path.join(profileDir, 'exports') })
    expect(await tryUnlock(host)).toMatchObject({ ok: false, error: { kind } })
    await host.get('session.setAside', { confirm: WORKSTATION })
    expect(await host.get('session.status', {})).toMatchObject({ stage: 'not-enrolled', quarantine: [{ reason: kind }] })
    await host.close()
  }
})

it('an older copy put back brings nobody back: beside its anchor it is told and set aside, as a whole profile it follows the origin at the first contact', async () => {
  const row = await originCase(origin, DEMO_DELETE_CASE)
  const [requestId, subjectId] = [row.id as RequestId, row.subject_id as SubjectId]
  const { account_no: accountNo } = await origin.running().context.db.selectFrom('subjects').select('account_no').where('id', '=', subjectId).executeTakeFirstOrThrow()
  const found = async (desk: TestHost): Promise<number> => (await desk.get('search.people', { query: accountNo, limit: 5, offset: 0 })).rows.length
  await proposeErasure(agent, requestId)
  await catchUp(origin, agent, reviewer)
  await agent.close()
  const older = await copyOf(agent.profileDir)
  agent = await reopen(origin, agent)
  // An act in between, so that the anchor of today is ahead of the copy.
  await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
  await until('the purge', async () => {
    await agent.get('sync.now', {})
    return (await agent.get('erasure.open', { requestId })).purge?.state === 'done'
  })
  expect(await found(agent)).toBe(0)
  await agent.close()

  // The whole profile of before: whole and in step with itself. The feed says again what it missed.
  const whole = await openDesk(origin, zhou, { profileDir: await copyOf(older), exportDir: agent.exportDir })
  await catchUp(origin, whole)
  await until('gone', async () => (await found(whole)) === 0)
  expect(await whole.ask('person.open', { subjectId })).toMatchObject({ ok: false, error: { kind: 'gone-erased' } })
  await whole.close()

  // The store and its keys alone, beside the anchor of today.
  for (const name of await readdir(agent.profileDir)) if (/^(store-\d+\.db.*|keys\.json)$/.test(name)) await rm(path.join(agent.profileDir, name))
  for (const name of await readdir(older)) if (/^(store-\d+\.db.*|keys\.json)$/.test(name)) await cp(path.join(older, name), path.join(agent.profileDir, name))
  const host = await hostOn(agent)
  expect(await tryUnlock(host)).toMatchObject({ ok: false, error: { kind: 'store-outdated' } })
  expect(await host.ask('search.people', { query: accountNo, limit: 5, offset: 0 })).toMatchObject({ ok: false })
  await host.get('session.setAside', { confirm: WORKSTATION })
  await host.close()
  agent = await enrolAnew(await hostOn(agent))
  await until('the end of the copy', async () => {
    await agent.get('sync.now', {})
    return (await agent.get('session.status', {})).quarantine.length === 0
  })
  expect(await found(agent)).toBe(0)
  expect(agent.internal).toEqual([])
  await agent.close()
  expect(await deskHolds(origin, agent)).toEqual(await originHolds(origin))
  agent = await reopen(origin, agent)
}, 240_000)

it('a copy that is still kept goes before a receipt says that nothing is left, its keys first', async () => {
  const row = await originCase(origin, DEMO_CONFLICT_CASE)
  const quarantine = path.join(agent.profileDir, 'quarantine', '2026-06-15-1')
  await mkdir(quarantine, { recursive: true })
  await cp(path.join(agent.profileDir, 'keys.json'), path.join(quarantine, 'keys.json'))
  await writeFile(path.join(quarantine, 'note.json'), JSON.stringify({ v: 1, state: 'kept', reason: 'store-damaged', at: 0, files: [] }))
  // Acts that have not arrived: until then it is kept.
  await writeFile(path.join(agent.profileDir, 'outbox-former.sealed'), '{}')
  await catchUp(origin, agent, reviewer)
  expect((await agent.get('session.status', {})).quarantine).toHaveLength(1)
  const place = residuePlaces({ file: 'no-store', key: null as never }, { profile: agent.profileDir, exports: agent.exportDir }).find((one) => one.place === 'profile')
  await expect(place!.chunks()[Symbol.asyncIterator]().next()).rejects.toThrow('set aside')
  const created = await agent.get('request.create', { subjectId: row.subject_id as SubjectId, right: 'delete', channel: 'phone', receivedOn: '2026-06-12', text: '请删除' })
  await catchUp(origin, agent, reviewer)
  await proposeErasure(agent, created.requestId)
  await catchUp(origin, agent, reviewer)
  await reviewer.get('erasure.approve', await approvalOf(reviewer, created.requestId))
  await until('the purge', async () => {
    await agent.get('sync.now', {})
    return (await agent.get('erasure.open', { requestId: created.requestId })).purge?.state === 'done'
  })
  expect(await readdir(agent.profileDir)).not.toContain('quarantine')
  expect(agent.internal).toEqual([])
}, 240_000)
