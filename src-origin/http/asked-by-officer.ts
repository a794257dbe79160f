// What the routes of devices, staff and sealed acts begin with: an order of an officer who has signed in freshly.
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { StaffId } from '../../src-shared/base/ids'
import type { Permission } from '../../src-shared/domain/vocabulary'
import type { Person } from '../devices/tokens'
import type { HttpContext } from './http-context'
import { readBody } from './read'
import { mustDevice, mustFreshPerson } from './who'

interface FromOfficer<Asked> {
  readonly asked: Asked
  readonly officer: Person
  readonly by: { readonly staffId: StaffId; readonly atDeviceId: string }
}

export async function askedByOfficer<Asked>({ context, budgets }: Pick<HttpContext, 'context' | 'budgets'>, request: FastifyRequest, permission: Permission, schema: z.ZodType<Asked>): Promise<FromOfficer<Asked>> {
  const device = await mustDevice(context, request)
  budgets.spend('other', device.id, context.now())
  const officer = await mustFreshPerson(context, request, device, permission)
  return { asked: readBody(request, schema), officer, by: { staffId: officer.staffId, atDeviceId: device.id } }
}
