// GET /devices: the fleet as the officer sees it.
import { z } from 'zod'
import type { DeviceId } from '../base/ids'
import { epochMs, id } from '../domain/fields'
import { heldActSchema } from './sealed'

export const deviceStateSchema = z.object({
  id: id<DeviceId>(),
  name: z.string(),
  /** Who declared that it stands in mainland China; absent where nobody wrote it down. */
  declaredBy: z.string().optional(),
  enrolledAt: epochMs,
  lastSeenAt: epochMs.optional(),
  leaseNotAfter: epochMs.optional(),
  scopes: z.array(z.string()),
  revokedAt: epochMs.optional(),
  wipe: z.object({ orderedAt: epochMs, salvage: z.boolean(), wipedAt: epochMs.optional() }).optional(),
  /** Erasures that it has to answer, and of those how many it has. */
  receipts: z.object({ owed: z.number().int(), given: z.number().int() }),
})
export type DeviceState = z.infer<typeof deviceStateSchema>
export const devicesResponse = z.object({ devices: z.array(deviceStateSchema), acts: z.array(heldActSchema) })
export type DevicesResponse = z.infer<typeof devicesResponse>
