// GET /devices: the fleet as the officer sees it. POST /devices/revoke and /devices/wipe take one of them away. GET /standing: what a locked
// device may ask.
import { z } from 'zod'
import type { DeviceId, ErasureId } from '../base/ids'
import { epochMs, id } from '../domain/fields'
import { auditState } from './audit-head'
import { residueState } from './residue'
import { heldActSchema } from './sealed'

export const deviceStateSchema = z.object({
  id: id<DeviceId>(),
  name: z.string(),
  /** Who declared that it stands in mainland China; absent where nobody wrote it down. */
  declaredBy: z.string().optional(),
  /** Who signed in there last. */
  lastPerson: z.string().optional(),
  enrolledAt: epochMs,
  lastSeenAt: epochMs.optional(),
  leaseNotAfter: epochMs.optional(),
  scopes: z.array(z.string()),
  revokedAt: epochMs.optional(),
  /** Absent: at the origin's own command line. */
  revokedBy: z.string().optional(),
  wipe: z.object({ orderedAt: epochMs, salvage: z.boolean(), orderedBy: z.string().optional(), wipedAt: epochMs.optional() }).optional(),
  /** Erasures that it has to answer, and of those how many it has. */
  receipts: z.object({ owed: z.number().int(), given: z.number().int() }),
  /** What its last look for people who were erased there found; `hits` also of looks before it that found something. */
  residue: residueState.optional(),
  /** How far its audit record had come when the origin signed for it last. */
  audit: auditState.optional(),
  /** Erasures that are open because this device has not answered yet. */
  outstanding: z.array(z.object({ erasureId: id<ErasureId>(), caseNo: z.string(), approvedAt: epochMs.optional() })),
})
export type DeviceState = z.infer<typeof deviceStateSchema>
export const devicesResponse = z.object({ devices: z.array(deviceStateSchema), acts: z.array(heldActSchema) })
export type DevicesResponse = z.infer<typeof devicesResponse>

/** `lost`: it was lost or stolen, and with it what it held: an incident is opened. Absent, a revoking is none and a wipe is one. */
export const deviceRevokeRequest = z.object({ deviceId: id<DeviceId>(), lost: z.boolean().optional() })
export type DeviceRevokeRequest = z.infer<typeof deviceRevokeRequest>
/** `salvage`: what the device has not sent is kept sealed and handed over. An order that stands already stays as it is. */
export const deviceWipeRequest = z.object({ deviceId: id<DeviceId>(), salvage: z.boolean(), lost: z.boolean().optional() })
export type DeviceWipeRequest = z.infer<typeof deviceWipeRequest>
/** How the device stands now. */
export const deviceActResponse = z.object({ device: deviceStateSchema })
export type DeviceActResponse = z.infer<typeof deviceActResponse>

/** Else 401 device_revoked, with the order to wipe if there is one. */
export const standingResponse = z.object({ standing: z.literal('in-service') })
