// Channel group `fleet`: the devices of the company as the officer sees them, taking one away, and acts that outlived their store. Online only.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { DeviceId, ErasureId, MutationId, RequestId } from '../base/ids'
import type { ActAbout } from '../domain/act-about'
import type { DeviceStanding } from '../domain/fleet'
import { id } from '../domain/fields'
import type { OperationName, Outcome, RecheckCause, RejectionCode, SealedReason, SealedState } from '../domain/vocabulary'
import { channel } from './channel'

export interface FleetDevice {
  readonly id: DeviceId
  readonly name: string
  readonly declaredBy?: string
  readonly lastPerson?: string
  readonly enrolledAt: EpochMs
  readonly lastSeenAt?: EpochMs
  readonly leaseNotAfter?: EpochMs
  /** When it destroys its keys by itself, if nobody brings it back. */
  readonly keysEndAt?: EpochMs
  readonly revokedAt?: EpochMs
  readonly revokedBy?: string
  readonly wipe?: { readonly orderedAt: EpochMs; readonly salvage: boolean; readonly orderedBy?: string; readonly wipedAt?: EpochMs }
  /** Its last look for people who were erased there; `hits` of all that found something. */
  readonly residue?: { readonly checkedAt: EpochMs; readonly cause: RecheckCause; readonly people: number; readonly hits: number; readonly caseNos: readonly string[] }
  /** How far the origin has signed for its audit record; `differsSince`: it saw another record than before. */
  readonly audit?: { readonly size: number; readonly at: EpochMs; readonly differsSince?: EpochMs }
  readonly isRecordUnseen: boolean
  /** Erasures that are open until this device has answered, or cannot any more. */
  readonly outstanding: readonly { readonly erasureId: ErasureId; readonly caseNo: string; readonly approvedAt?: EpochMs }[]
  readonly standing: DeviceStanding
  readonly wantsAttention: boolean
  readonly thisDesk: boolean
}
export interface FleetAct {
  readonly deviceId: DeviceId
  readonly deviceName: string
  readonly mid: MutationId
  readonly op: OperationName
  readonly requestId?: RequestId
  readonly caseNo?: string
  readonly staffName: string
  readonly madeAt: EpochMs
  readonly uploadedAt: EpochMs
  /** What became of the store it was made in. */
  readonly reason: SealedReason
  readonly state: SealedState
  /** Of one that waits: it takes effect with its maker's next sign-in, or only with the officer's word. */
  readonly waitsFor: 'person' | 'officer'
  /** Why it did not take effect. */
  readonly code?: RejectionCode
  readonly outcome?: Outcome
  readonly text?: string
  /** Which entry of the inventory or the register of policies. */
  readonly about?: ActAbout
}
/** The organisation's key that counts at this desk; `since`: when the one before handed over to it. */
export interface OrgKeyView {
  /** SHA-256 of the raw public key, hex. */
  readonly fingerprint: string
  /** Changes so far. */
  readonly number: number
  readonly since?: EpochMs
}
export interface FleetView {
  readonly orgKey: OrgKeyView
  readonly devices: readonly FleetDevice[]
  readonly acts: readonly FleetAct[]
  readonly asOf: EpochMs
}

const passphrase = z.string().min(1).max(400)

export const fleet = {
  'fleet.list': channel<FleetView>()('manage-devices', z.object({})),
  /** Out of service for good; `lost`: it was lost or stolen, and the origin opens an incident. With the passphrase typed anew (fresh sign-in at the origin), like everything here that cannot be undone. */
  'fleet.revoke': channel<void>()('manage-devices', z.object({ deviceId: id<DeviceId>(), lost: z.boolean().default(false), passphrase })),
  /** This desk looks again, now, for people who were erased here, and tells the origin. `people`: of how many erasures. */
  'fleet.recheck': channel<{ readonly people: number; readonly hits: number }>()('manage-devices', z.object({})),
  /** `confirm`: the last four of the device's number, typed. */
  'fleet.wipe': channel<void>()('manage-devices', z.object({ deviceId: id<DeviceId>(), salvage: z.boolean(), lost: z.boolean().default(true), confirm: z.string().max(8), passphrase })),
  /** The officer's word on an act that waits: it takes effect in its maker's name, or is dropped with its words. Signed in freshly too. */
  'fleet.settle': channel<{ readonly state: SealedState; readonly code?: RejectionCode }>()('manage-devices', z.object({ deviceId: id<DeviceId>(), mid: id<MutationId>(), choice: z.enum(['apply', 'drop']), passphrase })),
} as const
