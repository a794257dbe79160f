// Routes of the fleet: the officer's list and what the officer does with a device; and the one question of a device at which nobody is signed in.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { must } from '../../src-shared/base/assert'
import { deviceRevokeRequest, deviceWipeRequest, type DeviceActResponse, type DevicesResponse, type standingResponse } from '../../src-shared/protocol/devices'
import { chainRequest, type chainResponse } from '../../src-shared/protocol/incidents'
import { residueRequest, type residueResponse } from '../../src-shared/protocol/residue'
import { auditHeadRequest, type AuditHeadResponse } from '../../src-shared/protocol/audit-head'
import { takeAuditHead } from '../devices/audit-heads'
import { listDevices } from '../devices/list-devices'
import { revokeDevice, type FleetActor } from '../devices/revoke'
import { takeResidueCheck } from '../devices/residue-checks'
import { orderWipe } from '../devices/wipe'
import { listHeld } from '../sealed/list-held'
import { openForChain } from '../incidents/open-by-itself'
import { askedByOfficer } from './asked-by-officer'
import type { HttpContext } from './http-context'
import { readBody } from './read'
import { Refusal } from './refusal'
import { mustDevice, mustPerson } from './who'

export function addFleetRoutes(app: FastifyInstance, http: HttpContext): void {
  const { context, budgets } = http
  app.get('/devices', async (request): Promise<DevicesResponse> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    await mustPerson(context, request, device, 'manage-devices')
    return { devices: [...(await listDevices(context))], acts: [...(await listHeld(context.db))] }
  })

  /** The officer, signed in freshly, at another device than the one that is to go: nobody saws off the branch they sit on by a slip. */
  const mustTakeAway = async <Asked extends { readonly deviceId: string }>(request: FastifyRequest, schema: z.ZodType<Asked>): Promise<{ readonly asked: Asked; readonly by: FleetActor }> => {
    const { asked, by } = await askedByOfficer(http, request, 'manage-devices', schema)
    if (asked.deviceId === by.atDeviceId) throw new Refusal('forbidden')
    return { asked, by }
  }
  const stateOf = async (deviceId: string): Promise<DeviceActResponse> => ({ device: must((await listDevices(context, deviceId))[0], 'the device') })

  app.post('/devices/revoke', async (request): Promise<DeviceActResponse> => {
    const { asked, by } = await mustTakeAway(request, deviceRevokeRequest)
    if ((await revokeDevice(context, asked.deviceId, by, asked)) === 'unknown') throw new Refusal('not_found')
    return stateOf(asked.deviceId)
  })

  app.post('/devices/wipe', async (request): Promise<DeviceActResponse> => {
    const { asked, by } = await mustTakeAway(request, deviceWipeRequest)
    if (!(await orderWipe(context, asked, by))) throw new Refusal('not_found')
    return stateOf(asked.deviceId)
  })

  app.post('/residue', async (request): Promise<z.infer<typeof residueResponse>> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    await takeResidueCheck(context, device.id, readBody(request, residueRequest))
    return { accepted: true }
  })

  app.post('/audit/head', async (request): Promise<AuditHeadResponse> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    return takeAuditHead(context, device.id, readBody(request, auditHeadRequest))
  })

  app.post('/chain', async (request): Promise<z.infer<typeof chainResponse>> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    const fault = readBody(request, chainRequest)
    await context.db.transaction().execute((tx) => openForChain(tx, context, device.id, fault))
    return { accepted: true }
  })

  // Renews no lease: a device that is only ever locked must come to its end.
  app.get('/standing', async (request): Promise<z.infer<typeof standingResponse>> => {
    const device = await mustDevice(context, request, 'standing-key')
    budgets.spend('other', device.id, context.now())
    return { standing: 'in-service' }
  })
}
