// Channel group `workstation`: who may open the store of this workstation besides the person at it. Online, with the passphrase typed anew.
import { z } from 'zod'
import type { StaffId } from '../base/ids'
import { id } from '../domain/fields'
import { channel } from './channel'
import type { SlotView } from './session'

export interface PersonHere extends SlotView {
  readonly isMe: boolean
  /** Acts of theirs that can leave this workstation only while they are signed in; the removal waits for them. */
  readonly waiting: number
}

const passphrase = z.string().min(1).max(400)

export const workstation = {
  'workstation.people': channel<readonly PersonHere[]>()('staff', z.object({})),
  /**
   * A colleague types login and passphrase; whoever is signed in types their own. With `passphraseCode` it is a first or a new passphrase of the colleague's, which the
   * origin takes where the officer who gave the code is neither of the two.
   */
  'workstation.letIn': channel<SlotView>()('staff', z.object({
    login: z.string().trim().min(1).max(64), theirPassphrase: passphrase, passphraseCode: z.string().min(1).max(40).optional(), passphrase,
  })),
  /** One's own, which one knows: at the origin first, then here. Other desks of theirs open with the former one until the same is done there. */
  'workstation.changePassphrase': channel<void>()('staff', z.object({ passphrase, chosen: passphrase })),
  /** One's own, once more: after `needs-passphrase` the same is then asked again. */
  'workstation.prove': channel<void>()('staff', z.object({ passphrase })),
  /** The store gets a new key: what they could open opens no more. */
  'workstation.takeOut': channel<void>()('staff', z.object({ staffId: id<StaffId>(), passphrase })),
} as const
