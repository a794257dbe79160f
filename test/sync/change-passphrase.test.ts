// Changing a passphrase one knows, through whole desks and the origin: what opens what afterwards, what of it is in nobody else's way, and that it can be finished where it was cut off.
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { readKeyFile } from '../../src-main/keys/key-file'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF, type DemoStaff } from '../../src-origin/seed/staff'
import { take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, openHost, untilStatus, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import { isFor, UNREACHABLE } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

const { zhou, qian } = DEMO_STAFF
const [SECOND, THIRD, FOURTH] = ['周岚自己换的第二句口令，够长了', '第三句口令，也是她自己定的，够长', '答复丢了的那一句口令，也够长的']
let origin: TestOrigin, desk: TestDesk, other: TestDesk
beforeAll(async () => {
  origin = await startOnlyOrigin()
  desk = await openDesk(origin, zhou)
  other = await openDesk(origin, zhou, { workstation: '另一台' })
  await catchUp(origin, desk, other)
  await desk.get('workstation.letIn', { login: qian.login, theirPassphrase: qian.passphrase, passphrase: zhou.passphrase })
})
afterAll(removeDesksAndOrigin)

const errorOf = (answer: { readonly ok: boolean; readonly error?: unknown }): unknown => answer.error ?? 'ok'
const ask = async (at: TestDesk, passphrase: string, chosen: string) => errorOf(await at.ask('workstation.changePassphrase', { passphrase, chosen }))
const as = (passphrase: string): DemoStaff => ({ ...zhou, passphrase })
const again = async (at: TestDesk, who: DemoStaff, until: 'synced' | 'unlocked' = 'synced'): Promise<TestDesk> => {
  await at.close()
  return openDesk(origin, who, { profileDir: at.profileDir, exportDir: at.exportDir, until })
}
/** At the lock, with nobody signed in. */
const unlockKind = async (at: TestDesk, who: DemoStaff): Promise<string> => {
  const host = await openHost(origin, { profileDir: at.profileDir, exportDir: at.exportDir })
  const answer = await host.ask('session.unlock', { staffId: who.id, passphrase: who.passphrase })
  await host.close()
  return answer.ok ? 'ok' : answer.error.kind
}
const keyFileOf = async (at: TestDesk) => {
  const read = await readKeyFile(at.profileDir)
  return read.ok ? read.value : expect.unreachable()
}
const acts = () => origin.running().context.db.selectFrom('staff_acts').select(['act', 'by_staff_id']).where('staff_id', '=', zhou.id).execute()

describe('a passphrase that is known', () => {
  it('stays where the new one is weak or the same, where the present one is wrong, and where the origin is out of reach', async () => {
    const before = await readFile(path.join(desk.profileDir, 'keys.json'))
    expect(await ask(desk, zhou.passphrase, '太短')).toMatchObject({ kind: 'weak-passphrase' })
    expect(await ask(desk, zhou.passphrase, zhou.passphrase)).toMatchObject({ kind: 'weak-passphrase' })
    expect(await ask(desk, qian.passphrase, SECOND)).toEqual({ kind: 'wrong-passphrase' })
    await goAway(desk)
    expect(await ask(desk, zhou.passphrase, SECOND)).toEqual({ kind: 'needs-online' })
    desk.network.mend()
    await untilSynced(desk)
    expect(await readFile(path.join(desk.profileDir, 'keys.json'))).toEqual(before)
    expect(await acts()).toEqual([])
  })

  it('is guessed at the pace of the lock: five tries, then a wait that is said in seconds and holds at the lock too', async () => {
    for (let n = 1; n < 5; n++) expect(await ask(desk, `not this one ${n}`, SECOND)).toEqual({ kind: 'wrong-passphrase' })
    expect(await ask(desk, 'not this one 5', SECOND)).toEqual({ kind: 'wrong-passphrase', params: { seconds: 1 } })
    expect(await ask(desk, zhou.passphrase, SECOND)).toEqual({ kind: 'wait-before-retry', params: { seconds: 1 } })
    const { failures } = await desk.get('session.status', {})
    expect(failures).toMatchObject({ count: 5 })
  })

  it('is another one from then on: at the lock, at the origin and with a former key file; a colleague opens as before, and the work goes on', async () => {
    const [former, { generation }] = [path.join(desk.exportDir, '..', 'keys.former.json'), await keyFileOf(desk)]
    await copyFile(path.join(desk.profileDir, 'keys.json'), former)
    await expect.poll(() => ask(desk, zhou.passphrase, SECOND), { timeout: 30_000 }).toBe('ok')
    expect((await keyFileOf(desk)).generation).toBeGreaterThan(generation)
    expect(await acts()).toEqual([{ act: 'passphrase', by_staff_id: zhou.id }])
    // The same desk goes on, signed in by the new one.
    await take(desk, (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId)
    await untilSynced(desk)
    expect((await originCase(origin, DEMO_ACCESS_CASE)).body['assigneeId']).toBe(zhou.id)
    expect(desk.internal).toEqual([])
    await desk.close()
    expect(await unlockKind(desk, zhou)).toBe('wrong-passphrase')
    expect(await unlockKind(desk, qian)).toBe('ok')
    const present = path.join(desk.profileDir, 'keys.json')
    const kept = await readFile(present)
    await copyFile(former, present)
    expect(await unlockKind(desk, zhou)).toBe('store-missing')
    await writeFile(present, kept)
    desk = await openDesk(origin, as(SECOND), { profileDir: desk.profileDir, exportDir: desk.exportDir })
  })

  it('is one line of the audit record, written before it changed', async () => {
    await desk.close()
    const lines = await withStore(origin, { ...desk, staff: as(SECOND) }, async ({ reader }) => (await reader.selectFrom('audit').select('entry').orderBy('seq').execute()).map(({ entry }) => entry))
    const changed = lines.filter((line) => line.includes('"session.passphrase-change"'))
    expect(changed.map((line) => line.includes(`"actor":"${zhou.id}"`))).toEqual([true])
    for (const secret of [zhou.passphrase, SECOND]) expect(lines.join('\n')).not.toContain(secret)
    desk = await openDesk(origin, as(SECOND), { profileDir: desk.profileDir, exportDir: desk.exportDir })
  })
})

describe('another desk of the same person', () => {
  it('opens with the former one, is refused at the origin, and follows by the same form', async () => {
    other = await again(other, zhou, 'unlocked')
    await take(other, (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId)
    await untilStatus(other, 'refused at the origin', ({ pushReason }) => pushReason === 'origin-refused-credentials')
    expect(await ask(other, zhou.passphrase, THIRD)).toEqual({ kind: 'passphrase-not-at-origin' })
    expect(await ask(other, zhou.passphrase, SECOND)).toBe('ok')
    await untilSynced(other)
    await other.close()
    expect(await unlockKind(other, zhou)).toBe('wrong-passphrase')
    other = await openDesk(origin, as(SECOND), { profileDir: other.profileDir, exportDir: other.exportDir })
    // At the origin nothing changed a second time.
    expect(await acts()).toHaveLength(1)
  })
})

describe('what is cut off', () => {
  it('is said to be unsettled where the answer is lost, changes nothing here, and ends with the same two once more', async () => {
    expect((await keyFileOf(desk)).slots).toHaveLength(2)
    desk.network.disturb(async (request, send) => {
      const answer = await send(request)
      return isFor(request, 'passphrase/change') ? UNREACHABLE : answer
    })
    expect(await ask(desk, SECOND, FOURTH)).toEqual({ kind: 'passphrase-unsettled' })
    desk.network.disturb()
    await desk.close()
    expect(await unlockKind(desk, as(FOURTH))).toBe('wrong-passphrase')
    desk = await openDesk(origin, as(SECOND), { profileDir: desk.profileDir, exportDir: desk.exportDir, until: 'unlocked' })
    await take(desk, (await originCase(origin, DEMO_CONFLICT_CASE)).id as RequestId)
    await untilStatus(desk, 'refused at the origin', ({ pushReason }) => pushReason === 'origin-refused-credentials')
    expect(await ask(desk, SECOND, FOURTH)).toBe('ok')
    await untilSynced(desk)
    desk = await again(desk, as(FOURTH))
  })
})
