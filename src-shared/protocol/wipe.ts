// POST /wiped: what a device says once its store is gone. No proof of the device goes with it, whose key is destroyed: the order's one-time token does.
import { z } from 'zod'
import type { DeviceId } from '../base/ids'
import { epochMs, id } from '../domain/fields'

export const wipedRequest = z.object({
  deviceId: id<DeviceId>(),
  orderId: id(),
  token: z.string().length(43),
  /** By the device's clock. */
  wipedAt: epochMs,
})
export type WipedRequest = z.infer<typeof wipedRequest>
export const wipedResponse = z.object({ accepted: z.literal(true) })
