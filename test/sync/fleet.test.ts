// The officer's fleet through whole desks: who may look, what stands in the way, a desk that is wiped while it works, and the act that outlived it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import type { FleetDevice } from '../../src-shared/contract/fleet'
import { deviceTail } from '../../src-shared/domain/fleet'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const GENEROUS_MS = 180_000
const { zhou, zheng, qian } = DEMO_STAFF
const { passphrase } = zheng
let origin: TestOrigin
let officer: TestDesk
let lost: TestDesk
beforeAll(async () => {
  origin = await startOnlyOrigin()
  officer = await openDesk(origin, zheng, { workstation: '负责人' })
  lost = await openDesk(origin, zhou, { workstation: '丢失的' })
  await catchUp(origin, officer, lost)
})
afterAll(removeDesksAndOrigin)

const fleet = () => officer.get('fleet.list', {})
const device = async (name: string): Promise<FleetDevice> => (await fleet()).devices.find((one) => one.name === name)!
const wipe = async (name: string, more: object = {}) => {
  const { id } = await device(name)
  return officer.ask('fleet.wipe', { deviceId: id, salvage: true, confirm: deviceTail(id), passphrase, ...more })
}

describe('the officer', () => {
  it('sees every device with its person, contact and lease, and which one is this desk; nobody else does', async () => {
    expect(await device('丢失的')).toMatchObject({ lastPerson: zhou.name, declaredBy: zheng.name, standing: 'in-service', wantsAttention: false, outstanding: [], thisDesk: false })
    expect(await device('负责人')).toMatchObject({ lastPerson: zheng.name, thisDesk: true })
    const { leaseNotAfter, keysEndAt, lastSeenAt } = await device('丢失的')
    expect(keysEndAt! - leaseNotAfter!).toBe(7 * 86_400_000)
    expect(lastSeenAt).toBeLessThanOrEqual(origin.now())
    const { id } = await device('负责人')
    for (const refused of [
      await lost.ask('fleet.list', {}), await lost.ask('fleet.revoke', { deviceId: id, passphrase: zhou.passphrase }),
      await lost.ask('fleet.wipe', { deviceId: id, salvage: true, confirm: deviceTail(id), passphrase: zhou.passphrase }),
    ]) expect(refused).toEqual({ ok: false, error: { kind: 'not-permitted' } })
  })

  it('is held up by a wrong number, a wrong passphrase, the own device and a broken line; nothing is done then', async () => {
    expect(await wipe('丢失的', { confirm: '0000' })).toMatchObject({ ok: false, error: { kind: 'confirmation-wrong' } })
    expect(await wipe('丢失的', { passphrase: zhou.passphrase })).toMatchObject({ ok: false, error: { kind: 'wrong-passphrase' } })
    expect(await wipe('负责人')).toMatchObject({ ok: false, error: { kind: 'not-permitted' } })
    const { id } = await device('丢失的')
    await goAway(officer)
    expect(await officer.ask('fleet.list', {})).toMatchObject({ ok: false, error: { kind: 'origin-unreachable' } })
    expect(await officer.ask('fleet.revoke', { deviceId: id, passphrase })).toMatchObject({ ok: false, error: { kind: 'needs-online' } })
    officer.network.mend()
    await catchUp(origin, officer)
    expect((await device('丢失的')).standing).toBe('in-service')
  })

  it('revokes a device: it is out, its store stays until its lease ends', async () => {
    const other = await openDesk(origin, qian, { workstation: '闲置的' })
    const { id } = await device('闲置的')
    expect(await officer.ask('fleet.revoke', { deviceId: id, passphrase })).toEqual({ ok: true })
    expect(await device('闲置的')).toMatchObject({ standing: 'revoked', revokedBy: zheng.name })
    await until('the refusal', async () => (await other.get('sync.status', {})).reason === 'device-revoked')
    expect((await other.get('session.status', {})).stage).toBe('unlocked')
    await other.close()
  })

  it('has a desk wiped while it works, sees its receipt, and speaks for the act that it had not sent', async () => {
    await goAway(lost)
    const requestId = (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId
    await take(lost, requestId)
    const other = await originCase(origin, DEMO_CONFLICT_CASE)
    await take(lost, other.id as RequestId)
    expect(await wipe('丢失的')).toEqual({ ok: true })
    expect(await device('丢失的')).toMatchObject({ standing: 'wipe-ordered', wantsAttention: true, wipe: { salvage: true, orderedBy: zheng.name } })
    lost.network.mend()
    await until('the receipt', async () => (await device('丢失的')).standing === 'wiped')
    const held = await until('the acts', async () => {
      const { acts } = await fleet()
      return acts.length === 2 && acts
    })
    expect(held).toMatchObject([{ deviceName: '丢失的', op: 'request.take@1', caseNo: DEMO_ACCESS_CASE, staffName: zhou.name, state: 'held', reason: 'wiped' }, { caseNo: DEMO_CONFLICT_CASE }])
    const [first, second] = held
    const settle = (act: typeof first, choice: 'apply' | 'drop') => officer.get('fleet.settle', { deviceId: act!.deviceId, mid: act!.mid, choice, passphrase })
    expect(await officer.ask('fleet.settle', { deviceId: first!.deviceId, mid: first!.mid, choice: 'apply', passphrase: zhou.passphrase })).toMatchObject({ ok: false, error: { kind: 'wrong-passphrase' } })
    expect((await fleet()).acts).toEqual(held)
    expect(await settle(first, 'apply')).toEqual({ state: 'applied' })
    expect(await settle(second, 'drop')).toEqual({ state: 'dropped' })
    expect(await officer.ask('fleet.settle', { deviceId: first!.deviceId, mid: first!.mid, choice: 'drop', passphrase })).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    expect((await originCase(origin, DEMO_ACCESS_CASE)).body).toMatchObject({ assigneeId: zhou.id })
    expect(await originCase(origin, DEMO_CONFLICT_CASE)).toEqual(other)
    expect(officer.internal).toEqual([])
  }, GENEROUS_MS)

  it('leaves a line for each in this desk’s audit, whatever came of it', async () => {
    await officer.close()
    const lines = await withStore(origin, officer, (vault) => vault.reader.selectFrom('audit').select('entry').orderBy('seq').execute())
    const text = lines.map(({ entry }) => entry).join('\n')
    expect(text.match(/"fleet\.[\w.-]+"/g)).toEqual(['"fleet.revoke"', '"fleet.wipe"', '"fleet.settle"', '"fleet.settle"', '"fleet.settle"', '"fleet.settle-failed"'])
  })
})
