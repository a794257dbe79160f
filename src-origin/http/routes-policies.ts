// What the register is asked for beside the feed: how far a version reaches in the whole population. Numbers alone; it names nobody.
import type { FastifyInstance } from 'fastify'
import { toDay } from '../../src-shared/base/clock'
import { isId, type PolicyId } from '../../src-shared/base/ids'
import { registerOf } from '../../src-shared/domain/policy-proposal'
import { versionOf } from '../../src-shared/domain/policy-register'
import type { ReachResponse } from '../../src-shared/protocol/reach'
import { countReach } from '../policies/reach'
import { loadPolicyEntries } from '../policies/register'
import type { HttpContext } from './http-context'
import { reachQuery } from './queries'
import { readQuery } from './read'
import { Refusal } from './refusal'
import { mustDevice, mustPerson } from './who'

export function addPolicyRoutes(app: FastifyInstance, { context, budgets }: HttpContext): void {
  app.get<{ Params: { id: string } }>('/policies/:id/reach', async (request): Promise<ReachResponse> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    await mustPerson(context, request, device, 'propose-policy')
    const policyId = request.params.id as PolicyId
    if (!isId(policyId)) throw new Refusal('bad_request')
    const { after } = readQuery(request, reachQuery)
    const register = registerOf(await loadPolicyEntries(context.db))
    if (!versionOf(policyId, register)) throw new Refusal('not_found')
    return countReach(context.db, { policyId, day: toDay(context.now()), register, after })
  })
}
