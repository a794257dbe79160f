// Routes of devices whose store is gone: acts that outlived it, brought by whoever has the file and settled by the officer; the receipt of a wipe.
import type { FastifyInstance } from 'fastify'
import { sealedRequest, sealedSettleRequest, type SealedResponse } from '../../src-shared/protocol/sealed'
import { wipedRequest } from '../../src-shared/protocol/wipe'
import { takeWiped } from '../devices/wipe'
import { settleHeld, type Settled } from '../sealed/apply-held'
import { takeSealed } from '../sealed/take-sealed'
import { SEALED_BYTES } from './body-limits'
import { askedByOfficer } from './asked-by-officer'
import type { HttpContext } from './http-context'
import { createLimiter } from './limiter'
import { readBody } from './read'
import { Refusal } from './refusal'

export function addSealedRoutes(app: FastifyInstance, http: HttpContext): void {
  const { context } = http
  // Two thousand items in batches of fifty, and somebody else beside them.
  const batches = createLimiter({ burst: 120, perMinute: 60 })

  app.post('/sealed', { bodyLimit: SEALED_BYTES }, async (request): Promise<SealedResponse> => {
    const body = readBody(request, sealedRequest)
    const waitS = batches.take(body.deviceId, context.now())
    if (waitS > 0) throw new Refusal('too_many', waitS)
    const taken = await takeSealed(context, body)
    // As a wrong proof is answered: ids cannot be tried out.
    if (!taken) throw new Refusal('bad_proof')
    return taken
  })

  app.post('/wiped', async (request): Promise<{ accepted: true }> => {
    const body = readBody(request, wipedRequest)
    const waitS = batches.take(body.deviceId, context.now())
    if (waitS > 0) throw new Refusal('too_many', waitS)
    if ((await takeWiped(context, body)) === 'refused') throw new Refusal('bad_proof')
    return { accepted: true }
  })

  app.post('/sealed/settle', async (request): Promise<Settled> => {
    // Somebody else's decision is let through or lost for good: an open desk is not the officer's word.
    const { asked, officer } = await askedByOfficer(http, request, 'manage-devices', sealedSettleRequest)
    const settled = await settleHeld(context, officer, asked)
    if (!settled) throw new Refusal('not_found')
    return settled
  })
}
