// A store that does not open is set aside whole, and everything is read anew: no byte of it changes, no act is lost, and it goes when it is no longer needed.
import { createHash } from 'node:crypto'
import { cp, mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { listQuarantine } from '../../src-main/vault/quarantine'
import { listHeld } from '../../src-origin/sealed/list-held'
import { DEMO_CONFLICT_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { take, verify } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openHost, reopen, until, untilSynced, withStore, type TestDesk, type TestHost } from '../fixtures/test-desk'
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
