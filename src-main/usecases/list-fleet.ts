// The fleet as the origin knows it now. Nothing of it is kept here: it is asked for whenever the officer looks.
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { FleetDevice, FleetView, OrgKeyView } from '../../src-shared/contract/fleet'
import { deviceStanding, fleetRank, isRecordUnseen, LEASE_GRACE_MS, wantsAttention } from '../../src-shared/domain/fleet'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { currentOrgKey, fingerprint, type OrgKeys } from '../../src-shared/formats/signed'
import type { DeviceState } from '../../src-shared/protocol/devices'
import { askAsPerson } from './ask-as-person'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'signIn' | 'askOrigin' | 'device' | 'time' | 'orgKeys' | 'crypto'>

export async function listFleet({ signIn, askOrigin, device, time, orgKeys, crypto }: Deps): Promise<Result<FleetView, DeskError>> {
  const answer = await askAsPerson(signIn, askOrigin.devices)
  if (!answer.ok) return answer
  const now = time()
  const devices = answer.value.devices
    .map((one) => ({ view: toView(one, now, device.deviceId), rank: fleetRank(one, now) }))
    .sort((one, other) => one.rank - other.rank || one.view.name.localeCompare(other.view.name, 'zh-CN', { numeric: true }))
    .map(({ view }) => view)
  const takenAway = new Set(devices.filter((one) => one.revokedAt !== undefined).map((one) => one.id))
  const acts = answer.value.acts.map(({ staffId: _, ...act }) => ({ ...act, waitsFor: act.code === undefined && !takenAway.has(act.deviceId) ? ('person' as const) : ('officer' as const) }))
  return ok({ devices, acts, orgKey: orgKeyView(orgKeys, crypto), asOf: now })
}

function orgKeyView({ keys }: OrgKeys, crypto: FormatCrypto): OrgKeyView {
  const since = keys.at(-2)?.until
  return { fingerprint: fingerprint(currentOrgKey({ keys }), crypto), number: keys.length - 1, ...(since === undefined ? {} : { since }) }
}

function toView({ scopes: _, receipts: __, ...state }: DeviceState, now: number, thisDevice: string): FleetDevice {
  return {
    ...state,
    ...(state.leaseNotAfter === undefined ? {} : { keysEndAt: state.leaseNotAfter + LEASE_GRACE_MS }),
    standing: deviceStanding(state, now),
    isRecordUnseen: isRecordUnseen(state, now),
    wantsAttention: wantsAttention(state, now),
    thisDesk: state.id === thisDevice,
  }
}
