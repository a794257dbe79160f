// The route of the evidence bundle, for whoever may read the company's figures: what it tells names nobody but staff.
import type { FastifyInstance } from 'fastify'
import { isPeriod } from '../../src-shared/domain/desk-report'
import type { DeviceId } from '../../src-shared/base/ids'
import { bundleQuery } from '../../src-shared/protocol/bundle'
import { gatherBundle } from '../bundle/gather-bundle'
import type { HttpContext } from './http-context'
import { readQuery } from './read'
import { Refusal } from './refusal'
import { sendLines } from './stream'
import { mustDevice, mustPerson } from './who'

/** One is in memory at a time; another desk is asked to come back. */
const BUSY_S = 10

export function addBundleRoutes(app: FastifyInstance, { context, budgets }: HttpContext): void {
  let isGathering = false
  app.get('/bundle', async (request, reply) => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    const { staffId } = await mustPerson(context, request, device, 'read-reports')
    const period = readQuery(request, bundleQuery)
    if (!isPeriod(period)) throw new Refusal('bad_request')
    if (isGathering) throw new Refusal('too_many', BUSY_S)
    isGathering = true
    const page = await gatherBundle(context, { period, staffId, at: { id: device.id as DeviceId, name: device.name } }).finally(() => (isGathering = false))
    return sendLines(request, reply, [page])
  })
}
