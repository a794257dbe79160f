// Channel group `staff`: who works here as the officer sees them, and what the officer changes about a colleague. Online only; nobody about themselves.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { DeviceId, StaffId } from '../base/ids'
import { day, id, newLogin, newName } from '../domain/fields'
import type { TrainingFacts, TrainingStanding } from '../domain/training'
import { ROLES, type Role } from '../domain/vocabulary'
import { channel } from './channel'

export interface StaffTrainingView extends TrainingFacts {
  readonly enteredAt: EpochMs
  /** Absent: imported. */
  readonly enteredBy?: string
}
export interface StaffMember {
  readonly id: StaffId
  readonly login: string
  readonly name: string
  readonly role: Role
  /** False: they have left. */
  readonly active: boolean
  readonly training: TrainingStanding
  /** The one that counts first. */
  readonly records: readonly StaffTrainingView[]
  /** `isSet`: they have one. `codeUntil`: a code for a first or a new one waits for them. Absent: an origin that gives none. */
  readonly passphrase?: { readonly isSet: boolean; readonly codeUntil?: EpochMs }
  /** In service, and they were the last to sign in there. */
  readonly devices: readonly { readonly id: DeviceId; readonly name: string; readonly thisDesk: boolean }[]
  readonly isMe: boolean
}
export interface StaffView {
  readonly staff: readonly StaffMember[]
  readonly asOf: EpochMs
}

/** Of a first or a new passphrase: to be shown once, and kept nowhere. */
export interface PassphraseCodeView {
  readonly code: string
  readonly expiresAt: EpochMs
}

const staffId = id<StaffId>()
const passphrase = z.string().min(1).max(400)

export const staff = {
  'staff.list': channel<StaffView>()('manage-staff', z.object({})),
  /** With the passphrase typed anew, like everything here: it decides what a colleague may do. Answers whom it added. */
  'staff.add': channel<{ readonly staffId: StaffId }>()('manage-staff', z.object({ login: newLogin, name: newName, role: z.enum(ROLES), passphrase })),
  'staff.code': channel<PassphraseCodeView>()('manage-staff', z.object({ staffId, passphrase })),
  'staff.enterTraining': channel<void>()('manage-staff', z.object({ staffId, course: z.string().trim().min(1).max(80), version: z.string().trim().min(1).max(32), passedOn: day, dueOn: day, passphrase })),
  'staff.changeRole': channel<void>()('manage-staff', z.object({ staffId, role: z.enum(ROLES), passphrase })),
  /** `devices`: taken out of service with it. */
  'staff.leave': channel<void>()('manage-staff', z.object({ staffId, devices: z.array(id<DeviceId>()).max(200), passphrase })),
  'staff.return': channel<void>()('manage-staff', z.object({ staffId, passphrase })),
} as const
