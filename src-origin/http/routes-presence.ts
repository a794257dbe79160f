// POST /presence: where the person at this desk is, for the colleagues whose desks hold the same request.
import type { FastifyInstance } from 'fastify'
import { presenceRequest } from '../../src-shared/protocol/presence'
import { heldRequests } from '../feed/presence'
import type { HttpContext } from './http-context'
import { createLimiter } from './limiter'
import { readBody } from './read'
import { Refusal } from './refusal'
import { mustDevice, mustPerson } from './who'

/** A beat every ten seconds, and a person who leafs through the queue. */
const PACE = { burst: 20, perMinute: 90 }

export function addPresenceRoutes(app: FastifyInstance, http: HttpContext): void {
  const { context } = http
  const pace = createLimiter(PACE)

  app.post('/presence', async (request): Promise<object> => {
    const device = await mustDevice(context, request)
    const person = await mustPerson(context, request, device, 'read-case')
    const { at } = readBody(request, presenceRequest)
    const waitS = pace.take(device.id, context.now())
    if (waitS > 0) throw new Refusal('too_many', waitS)
    // Of what the device does not hold it is not even said whether it exists.
    if (at && !(await heldRequests(context.db, device.id, [at.requestId])).has(at.requestId)) throw new Refusal('not_found')
    await http.presence.announce(device.id, person.staffId, at)
    return {}
  })
}
