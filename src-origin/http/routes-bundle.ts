// The route of the evidence bundle, for whoever may read the company's figures: what it tells names nobody but staff.
import type { FastifyInstance } from 'fastify'
import { isPeriod } from '../../src-shared/domain/desk-report'
import type { DeviceId } from '../../src-shared/base/ids'
import { bundleQuery } from '../../src-shared/protocol/bundle'
import { gatherBundle } from '../bundle/gather-bundle'
import { createHeldBundle } from '../bundle/held-bundle'
import type { HttpContext } from './http-context'
import { readQuery } from './read'
import { Refusal } from './refusal'
import { sendLines } from './stream'
import { mustDevice, mustPerson } from './who'

/** One is in memory at a time; another desk is asked to come back. */
const BUSY_S = 10
/** A desk gives up a line after 30 s without a byte, and other programs between after less. */
const WAIT_MS = 12_000
/** Whose is made comes back at once: a desk asks again after a second. */
const LATER_S = 1
/** A desk that does not come back for it has given up: the next one does not wait long. */
const KEEP_MS = 15_000

export function addBundleRoutes(app: FastifyInstance, { context, budgets }: HttpContext): void {
  const held = createHeldBundle({ waitMs: WAIT_MS, keepMs: KEEP_MS, now: context.now })
  app.get('/bundle', async (request, reply) => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    const { staffId } = await mustPerson(context, request, device, 'read-reports')
    const period = readQuery(request, bundleQuery)
    if (!isPeriod(period)) throw new Refusal('bad_request')
    const gather = (): Promise<string> => gatherBundle(context, { period, staffId, at: { id: device.id as DeviceId, name: device.name } })
    const key = [device.id, staffId, period.from, period.to].join(' ')
    reply.raw.once('close', () => (reply.raw.writableFinished ? undefined : held.leave(key)))
    const answer = await held.ask(key, gather)
    if (typeof answer === 'string') throw new Refusal('too_many', answer === 'busy' ? BUSY_S : LATER_S)
    return sendLines(request, reply, [answer.page])
  })
}
