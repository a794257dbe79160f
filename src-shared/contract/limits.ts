// Channel group `limits`: a colleague lets whoever is signed in go on past a limit. Online, with the colleague's login and passphrase typed here.
import { z } from 'zod'
import type { ErasureId, StaffId } from '../base/ids'
import { id } from '../domain/fields'
import { channel } from './channel'

const proof = { login: z.string().trim().min(1).max(64), passphrase: z.string().min(1).max(400) }

export const limits = {
  /** Counting begins anew for the person signed in and that kind of act. `erasureId`: what they were refused, whose proposer is no second person for it. */
  'limits.letThrough': channel<{ readonly staffId: StaffId; readonly name: string }>()(
    'work-request',
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('reveal'), ...proof }),
      z.object({ kind: z.literal('export'), ...proof }),
      z.object({ kind: z.literal('erasure'), erasureId: id<ErasureId>(), ...proof }),
    ]),
  ),
} as const
