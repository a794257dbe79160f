// The remaining routes: online search, intake, the API's own description.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { intakeRequest, searchRequest, type IntakeResponse, type SearchResponse } from '../../src-shared/protocol/search'
import { searchOnline } from '../feed/search-online'
import { takeIn } from '../intake/take-in'
import type { HttpContext } from './http-context'
import { createLimiter } from './limiter'
import { describeApi } from './openapi'
import { readBody } from './read'
import { Refusal } from './refusal'
import { header, mustDevice, mustPerson } from './who'

const SEARCH_PACE = { burst: 40, perMinute: 60 }

export function addOtherRoutes(app: FastifyInstance, http: HttpContext): void {
  const { context } = http
  const searches = createLimiter(SEARCH_PACE)

  app.post('/search', async (request): Promise<SearchResponse> => {
    const device = await mustDevice(context, request)
    const { staffId } = await mustPerson(context, request, device, 'search')
    const asked = readBody(request, searchRequest)
    // A person types a few times a second; whoever asks without end copies the directory.
    const waitS = searches.take(staffId, context.now())
    if (waitS > 0) throw new Refusal('too_many', waitS)
    return searchOnline(context, { deviceId: device.id, staffId }, asked)
  })

  app.post('/intake', async (request): Promise<IntakeResponse> => {
    mustIntakeServer(header(request, 'authorization'), context.keys.intakeToken)
    const taken = await takeIn(context, readBody(request, intakeRequest))
    if (!taken.ok) throw new Refusal(taken.error)
    return taken.value
  })

  app.get('/openapi.json', async () => describeApi())
}

function mustIntakeServer(authorization: string | undefined, token: string): void {
  const given = createHash('sha256').update(authorization ?? '').digest()
  const wanted = createHash('sha256').update(`Bearer ${token}`).digest()
  if (!timingSafeEqual(given, wanted)) throw new Refusal('unauthorised')
}
