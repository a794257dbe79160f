// Routes of what falls due: how much, week by week; and what people do with a batch of it.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { StaffId } from '../../src-shared/base/ids'
import { addDays, toDay } from '../../src-shared/base/clock'
import { ENDING_AHEAD_DAYS } from '../../src-shared/domain/ending-batch'
import { endProductRequest, retentionAgreeRequest, retentionDeclineRequest, type RetentionActResponse, type RetentionResponse } from '../../src-shared/protocol/retention'
import { agreeToBatch, declineDue } from '../retention/agreement'
import { proposeDue } from '../retention/batches'
import { proposeEnding } from '../retention/endings'
import { forecastRetention } from '../retention/forecast'
import type { HttpContext } from './http-context'
import { retentionQuery } from './queries'
import { readBody, readQuery } from './read'
import { Refusal } from './refusal'
import { mustDevice, mustFreshPerson, mustPerson } from './who'

const FORECAST_DAYS = 90

export function addRetentionRoutes(app: FastifyInstance, { context, budgets }: HttpContext): void {
  const mustApprover = async (request: FastifyRequest, signedIn: 'fresh' | 'plain'): Promise<StaffId> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    return (await (signedIn === 'fresh' ? mustFreshPerson : mustPerson)(context, request, device, 'approve-erasure')).staffId
  }

  app.get('/retention', async (request): Promise<RetentionResponse> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    await mustPerson(context, request, device, 'read-reports')
    return forecastRetention(context, readQuery(request, retentionQuery).days ?? FORECAST_DAYS)
  })

  app.post('/retention/propose', async (request): Promise<RetentionActResponse> => {
    await mustApprover(request, 'plain')
    return { outcome: await proposeDue(context, 'asked') }
  })

  app.post('/retention/endings', async (request): Promise<RetentionActResponse> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    const { staffId } = await mustPerson(context, request, device, 'end-products')
    const asked = readBody(request, endProductRequest)
    const today = toDay(context.now())
    if (asked.endsOn < today || asked.endsOn > addDays(today, ENDING_AHEAD_DAYS)) throw new Refusal('bad_request')
    return { outcome: await proposeEnding(context, asked, staffId) }
  })

  app.post('/retention/agree', async (request): Promise<RetentionActResponse> => {
    const staffId = await mustApprover(request, 'fresh')
    return { outcome: await agreeToBatch(context, readBody(request, retentionAgreeRequest), staffId) }
  })

  app.post('/retention/decline', async (request): Promise<RetentionActResponse> => {
    const staffId = await mustApprover(request, 'plain')
    return { outcome: await declineDue(context, readBody(request, retentionDeclineRequest), staffId) }
  })
}
