// The remaining routes: online search, intake, the API's own description.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { intakeRequest, searchRequest, type IntakeResponse, type SearchResponse } from '../../src-shared/protocol/search'
import { searchOnline } from '../feed/search-online'
import { takeIn } from '../intake/take-in'
import type { HttpContext } from './http-context'
import { describeApi } from './openapi'
import { readBody } from './read'
import { Refusal } from './refusal'
import { header, mustDevice, mustPerson } from './who'

export function addOtherRoutes(app: FastifyInstance, http: HttpContext): void {
  const { context } = http

  app.post('/search', async (request): Promise<SearchResponse> => {
    const device = await mustDevice(context, request)
    await mustPerson(context, request, device, 'search')
    return searchOnline(context, device.id, readBody(request, searchRequest))
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
