// The officer takes a device out of service, or has it destroy what it holds: at the origin, signed in freshly, with a line in both audits.
import { err, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { DeviceId } from '../../src-shared/base/ids'
import { deviceTail } from '../../src-shared/domain/fleet'
import { orderAtOrigin, type OrderDeps, type OriginOrder } from './order-at-origin'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = OrderDeps & Pick<UnlockedDesk, 'askOrigin' | 'device'>

export function revokeDevice(deps: Deps, { deviceId, lost, passphrase }: ParsedRequestOf<'fleet.revoke'>): Promise<Result<void, DeskError>> {
  return takeAway(deps, { deviceId, passphrase, act: 'fleet.revoke', detail: { lost }, ask: (token) => deps.askOrigin.revokeDevice({ deviceId, lost }, token) })
}

export async function wipeDevice(deps: Deps, { deviceId, salvage, lost, confirm, passphrase }: ParsedRequestOf<'fleet.wipe'>): Promise<Result<void, DeskError>> {
  if (confirm.trim().toLowerCase() !== deviceTail(deviceId)) return err({ kind: 'confirmation-wrong' })
  return takeAway(deps, { deviceId, passphrase, act: 'fleet.wipe', detail: { salvage, lost }, ask: (token) => deps.askOrigin.wipeDevice({ deviceId, salvage, lost }, token) })
}

interface Away extends Pick<OriginOrder, 'passphrase' | 'detail' | 'ask'> {
  readonly deviceId: DeviceId
  readonly act: 'fleet.revoke' | 'fleet.wipe'
}

async function takeAway(deps: Deps, { deviceId, ...order }: Away): Promise<Result<void, DeskError>> {
  // The origin refuses it as well; here nobody types a passphrase for it.
  if (deviceId === deps.device.deviceId) return err({ kind: 'not-permitted' })
  return orderAtOrigin(deps, { ...order, objectId: deviceId, topics: ['fleet'] })
}
