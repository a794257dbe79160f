// The officer takes a device out of service, or has it destroy what it holds: at the origin, signed in freshly, with a line in both audits.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { DeviceId } from '../../src-shared/base/ids'
import { deviceTail } from '../../src-shared/domain/fleet'
import { askAsPerson } from './ask-as-person'
import { signInFresh } from './sign-in-fresh'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'audit' | 'publish' | 'signIn' | 'askOrigin' | 'device' | 'enrolment' | 'me' | 'kdf'>

export function revokeDevice(deps: Deps, { deviceId, lost, passphrase }: ParsedRequestOf<'fleet.revoke'>): Promise<Result<void, DeskError>> {
  return takeAway(deps, { deviceId, passphrase, act: 'fleet.revoke', detail: { lost }, ask: (token) => deps.askOrigin.revokeDevice({ deviceId, lost }, token) })
}

export async function wipeDevice(deps: Deps, { deviceId, salvage, lost, confirm, passphrase }: ParsedRequestOf<'fleet.wipe'>): Promise<Result<void, DeskError>> {
  if (confirm.trim().toLowerCase() !== deviceTail(deviceId)) return err({ kind: 'confirmation-wrong' })
  return takeAway(deps, { deviceId, passphrase, act: 'fleet.wipe', detail: { salvage, lost }, ask: (token) => deps.askOrigin.wipeDevice({ deviceId, salvage, lost }, token) })
}

interface Away {
  readonly deviceId: DeviceId
  readonly passphrase: string
  readonly act: 'fleet.revoke' | 'fleet.wipe'
  readonly detail: Readonly<Record<string, unknown>>
  readonly ask: (token: string) => Promise<Result<unknown, DeskError>>
}

async function takeAway(deps: Deps, { deviceId, passphrase, act, detail, ask }: Away): Promise<Result<void, DeskError>> {
  // The origin refuses it as well; here nobody types a passphrase for it.
  if (deviceId === deps.device.deviceId) return err({ kind: 'not-permitted' })
  const fresh = await signInFresh(deps, passphrase)
  if (!fresh.ok) return fresh
  // Before it leaves: an order whose answer is lost stands all the same.
  await deps.vault.transaction((tx) => deps.audit(tx, { type: act, objectId: deviceId, detail }))
  const answer = await askAsPerson(deps.signIn, ask)
  deps.publish('fleet')
  if (answer.ok) return ok()
  await deps.vault.transaction((tx) => deps.audit(tx, { type: `${act}-failed`, objectId: deviceId, detail: { kind: answer.error.kind } }))
  return answer
}
