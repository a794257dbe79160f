// Channel group `session`: enrolment, unlock, fresh sign-in.
import { z } from 'zod'
import type { EpochMs } from '../base/clock'
import type { StaffId } from '../base/ids'
import type { TrainingStanding } from '../domain/training'
import type { Permission, Role } from '../domain/vocabulary'
import { id } from '../domain/fields'
import { channel } from './channel'
import type { DeskErrorKind } from './errors'
import type { SetAsideReason } from './set-aside'

export interface SlotView {
  readonly staffId: StaffId
  readonly name: string
  readonly role: Role
}
/** Acts of a store that is gone, on their way to the origin. `unreadable`: it is there but is not the origin they were sealed to; kept here. */
export interface HandOverStatus {
  readonly state: 'waiting' | 'told' | 'unreadable'
  readonly acts: number
}
/** A former store of this workstation that did not open: kept whole until everything is read anew. */
export interface QuarantineView {
  readonly at: EpochMs
  readonly reason: SetAsideReason
  readonly files: number
  readonly bytes: number
}

/** Whom one may be at a practice desk; nothing of it is secret. */
export interface PracticePerson extends SlotView {
  readonly login: string
  readonly passphrase: string
}

export interface SessionStatus {
  readonly stage: 'not-enrolled' | 'locked' | 'unlocked'
  readonly workstation?: string
  readonly tenant?: string
  /** The embedded origin of a developer's machine; the title bar shows it. */
  readonly development: boolean
  /** The desk beside the real one. Once it is enrolled: those of its origin, for the lock screen. */
  readonly practice?: { readonly people: readonly PracticePerson[] }
  readonly staff: readonly SlotView[]
  /** The key file cannot be read, so nobody is listed and no passphrase can open anything. */
  readonly problem?: Extract<DeskErrorKind, 'store-damaged' | 'store-newer'>
  readonly handOver?: HandOverStatus
  readonly quarantine: readonly QuarantineView[]
  /** Long past its lease: when the keys here are destroyed unless the origin is reached, or the clock put right. */
  readonly destroyAt?: EpochMs
  /** The store of this workstation was destroyed, and none has been made since. `told`: the origin knows; only an order asks for that. */
  readonly wiped?: { readonly reason: 'order' | 'lease-ended'; readonly at: EpochMs; readonly told: boolean; readonly salvage: boolean }
  readonly keyStore: 'used' | 'absent'
  /** Wrong passphrases so far and when the next try is allowed, epoch ms. */
  readonly failures: { readonly count: number; readonly retryAt?: number }
  readonly appVersion: string
  readonly rulesPack?: { readonly version: string; readonly calendarUntil: string }
  readonly me?: Me
  /** The injected date of a test build, `YYYY-MM-DD`. */
  readonly today: string
}
export interface Me {
  readonly staffId: StaffId
  readonly login: string
  readonly name: string
  readonly role: Role
  /** Of the role, less what needs training while there is none. */
  readonly permissions: readonly Permission[]
  /** `officers`: who can enter a new one. */
  readonly training: TrainingStanding & { readonly officers: readonly string[] }
}

export const session = {
  'session.status': channel<SessionStatus>()('open', z.object({})),
  /** Online: makes the device key, proves the code, signs the first person in, makes the store. */
  'session.enrol': channel<Me>()(
    'open',
    z.object({
      enrolmentFile: z.string().max(65_536),
      code: z.string().min(1).max(40),
      workstation: z.string().min(1).max(80),
      login: z.string().min(1).max(64),
      passphrase: z.string().min(1).max(400),
      /** One-time, of an officer: the passphrase is a first or a new one, which is set at the origin before the sign-in. */
      passphraseCode: z.string().min(1).max(40).optional(),
    }),
  ),
  /** On the practice desk: whom the file of a practice origin offers. */
  'session.readPractice': channel<readonly PracticePerson[]>()('open', z.object({ enrolmentFile: z.string().max(65_536) })),
  /** Enrols the practice desk as one of them. */
  'session.practise': channel<Me>()('open', z.object({ enrolmentFile: z.string().max(65_536), staffId: id<StaffId>() })),
  /**
   * Of a store that did not open just now, or whose passphrase was forgotten by somebody who has an officer's code: moved whole into a folder of the profile.
   * The process ends; then the workstation is enrolled anew.
   */
  'session.setAside': channel<void>()('open', z.object({ confirm: z.string().max(120), forgotten: z.object({ staffId: id<StaffId>(), code: z.string().min(1).max(40) }).optional() })),
  'session.unlock': channel<Me>()('open', z.object({ staffId: id<StaffId>(), passphrase: z.string().max(400) })),
} as const
