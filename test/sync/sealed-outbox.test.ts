// The sealed outbox of a whole desk: in the file before an act is accepted, out of it when the origin has ruled, with the origin when the store is gone.
import { mkdir, open, readdir, readFile, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { readSealedFile } from '../../src-main/usecases/sealed-file'
import { listHeld } from '../../src-origin/sealed/list-held'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { approvalOf, openCase, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, openHost, reopen, until, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(removeDesksAndOrigin)

const { zhou, wu } = DEMO_STAFF
const fileOf = (desk: TestDesk): string => path.join(desk.profileDir, 'outbox.sealed')
const sealedMids = async (desk: TestDesk) => (await readSealedFile(fileOf(desk)))?.items.map(({ mid }) => mid)
const waitingMids = async (desk: TestDesk) => (await desk.get('sync.outbox', {})).filter(({ state }) => state !== 'applied').map(({ mid }) => mid)
const idOf = async (caseNo: string): Promise<RequestId> => (await originCase(origin, caseNo)).id as RequestId
const held = async () => (await listHeld(origin.running().context.db)).map(({ op, state }) => `${op} ${state}`)

/** A page in the middle of the store becomes rubbish. */
async function damageStore(desk: TestDesk): Promise<void> {
  const name = (await readdir(desk.profileDir)).find((one) => /^store-\d{6}\.db$/.test(one))!
  const file = await open(path.join(desk.profileDir, name), 'r+')
  await file.write(Buffer.alloc(4096, 7), 0, 4096, 0)
  await file.close()
}

describe('while the store lives', () => {
  it('the file holds what the origin has not taken, and nothing that anybody else can read', async () => {
    let desk = await openDesk(origin, zhou)
    await catchUp(origin, desk)
    await goAway(desk)
    const requestId = await idOf(DEMO_ACCESS_CASE)
    await take(desk, requestId)
    await verify(desk, requestId, '只有服务器读得到的核验')
    expect(await sealedMids(desk)).toEqual(await waitingMids(desk))
    const text = await readFile(fileOf(desk), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ items: [{}, {}] })
    for (const word of ['只有服务器读得到', 'request.', requestId, zhou.id]) expect(text).not.toContain(word)
    const before = text
    desk = await (await desk.kill(), reopen(origin, desk, { until: 'unlocked' }))
    // What was sealed stays as it was: a colleague's acts could not be proved anew.
    expect(await readFile(fileOf(desk), 'utf8')).toBe(before)
    desk.network.mend()
    await catchUp(origin, desk)
    expect(await sealedMids(desk)).toEqual([])
    await desk.close()
  })

  it('an act that cannot be sealed is refused, and nothing of it is kept', async () => {
    const desk = await openDesk(origin, zhou)
    await catchUp(origin, desk)
    await goAway(desk)
    const requestId = await idOf(DEMO_CONFLICT_CASE)
    const { version } = await openCase(desk, requestId)
    await mkdir(`${fileOf(desk)}.tmp`)
    expect((await desk.ask('request.take', { requestId, version })).ok).toBe(false)
    expect(await waitingMids(desk)).toEqual([])
    await rmdir(`${fileOf(desk)}.tmp`)
    await take(desk, requestId)
    expect(await sealedMids(desk)).toEqual(await waitingMids(desk))
    expect(await waitingMids(desk)).toHaveLength(1)
    await desk.kill()
  })
})

describe('a store that does not open any more', () => {
  it('loses no act: they reach the origin, take effect once when their person is there again, and are told once', async () => {
    const desk = await openDesk(origin, zhou)
    await catchUp(origin, desk)
    await goAway(desk)
    const requestId = await idOf(DEMO_CONFLICT_CASE)
    await take(desk, requestId)
    await verify(desk, requestId, '损坏之前的核验')
    const { v } = await originCase(origin, DEMO_CONFLICT_CASE)
    await desk.kill()
    await damageStore(desk)
    const host = await openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir, network: desk.network })
    expect(await host.ask('session.unlock', { staffId: zhou.id, passphrase: zhou.passphrase })).toMatchObject({ ok: false, error: { kind: 'store-damaged' } })
    await until('the attempt', async () => (await host.get('session.status', {})).handOver?.state === 'waiting')
    expect(await held()).toEqual([])
    desk.network.mend()
    await until('the hand-over', async () => (await host.get('session.status', {})).handOver?.state === 'told')
    expect((await host.get('session.status', {})).handOver).toEqual({ state: 'told', acts: 2 })
    expect(await held()).toEqual(['request.take@1 held', 'request.verify@1 held'])
    expect((await originCase(origin, DEMO_CONFLICT_CASE)).v).toBe(v)
    await host.close()
    // The workstation is set up anew: the person signs in, and what they had done is done.
    for (const name of await readdir(desk.profileDir)) if (name !== 'outbox.sealed') await rm(path.join(desk.profileDir, name), { recursive: true })
    const anew = await openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir })
    await anew.get('session.enrol', { enrolmentFile: await origin.enrolment(), code: await origin.createCode(), workstation: '测试工作站', login: zhou.login, passphrase: zhou.passphrase })
    await until('the old file', async () => !(await readdir(desk.profileDir)).some((name) => name.startsWith('outbox-')))
    expect(await held()).toEqual(['request.take@1 applied', 'request.verify@1 applied'])
    expect((await originCase(origin, DEMO_CONFLICT_CASE)).v).toBe(v + 2)
    expect(anew.internal).toEqual([])
    await anew.close()
  })
})

it('an act about a person who is erased leaves the file with them', async () => {
  const desk = await openDesk(origin, zhou)
  const reviewer = await openDesk(origin, wu)
  await catchUp(origin, desk, reviewer)
  const requestId = await idOf(DEMO_DELETE_CASE)
  await proposeErasure(desk, requestId)
  await catchUp(origin, desk, reviewer)
  await goAway(desk)
  const { subject_id: subjectId } = await originCase(origin, DEMO_DELETE_CASE)
  await desk.get('request.create', { subjectId: subjectId as SubjectId, right: 'access', channel: 'phone', receivedOn: '2026-06-12', text: '还会再来' })
  expect(await sealedMids(desk)).toHaveLength(1)
  await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
  await catchUp(origin, reviewer)
  desk.network.mend()
  await until('the erasure here', async () => (await sealedMids(desk))?.length === 0)
  expect(await waitingMids(desk)).toHaveLength(1)
  await desk.close()
  await reviewer.close()
}, 180_000)
