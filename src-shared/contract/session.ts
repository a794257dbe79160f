// Channel group `session`: enrolment, unlock, fresh sign-in.
import { z } from 'zod'
import type { StaffId } from '../base/ids'
import type { Permission, Role } from '../domain/vocabulary'
import { id } from '../domain/fields'
import { channel } from './channel'

export interface SlotView {
  readonly staffId: StaffId
  readonly name: string
  readonly role: Role
}
export interface SessionStatus {
  readonly stage: 'not-enrolled' | 'locked' | 'unlocked'
  readonly workstation?: string
  readonly tenant?: string
  /** The embedded origin of a developer's machine; the title bar shows it. */
  readonly development: boolean
  readonly staff: readonly SlotView[]
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
  readonly permissions: readonly Permission[]
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
    }),
  ),
  'session.unlock': channel<Me>()('open', z.object({ staffId: id<StaffId>(), passphrase: z.string().max(400) })),
} as const
