// Routes of identity checks that the origin makes itself: a one-time code goes out, and what was read back is compared.
import type { FastifyInstance } from 'fastify'
import { codeRequest, confirmRequest, type CodeResponse, type ConfirmResponse } from '../../src-shared/protocol/identity'
import type { Pusher } from '../cases/locked-request'
import { caseScopesOf } from '../feed/state'
import { confirmCode, sendCode } from '../identity/codes'
import type { HttpContext } from './http-context'
import { createLimiter } from './limiter'
import { readBody } from './read'
import { Refusal } from './refusal'
import { mustDevice, mustPerson } from './who'

/** Of one desk, whoever it asks about: messages cost money and people's patience. */
const PACE = { burst: 10, perMinute: 6 }

export function addIdentityRoutes(app: FastifyInstance, { context, budgets, senders }: HttpContext): void {
  const pace = createLimiter(PACE)
  const who = async (request: Parameters<typeof mustDevice>[1]): Promise<Pusher> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    const person = await mustPerson(context, request, device, 'work-request')
    const caseScopes = await caseScopesOf(context.db, device.id)
    return { ...person, deviceId: device.id, caseScopes }
  }

  app.post('/identity/code', async (request): Promise<CodeResponse> => {
    const pusher = await who(request)
    const waitS = pace.take(pusher.deviceId, context.now())
    if (waitS > 0) throw new Refusal('too_many', waitS)
    // Name alone: what a mail server says may quote the address.
    const onFailed = (error: unknown): void => request.log.warn({ name: (error as Error).name, code: (error as { code?: unknown }).code }, 'a one-time code was not sent')
    const answer = await sendCode(context, senders, pusher, readBody(request, codeRequest), onFailed)
    if (answer === 'not-found') throw new Refusal('not_found')
    return answer
  })

  app.post('/identity/confirm', async (request): Promise<ConfirmResponse> => {
    const pusher = await who(request)
    const answer = await confirmCode(context, pusher, readBody(request, confirmRequest))
    if (answer === 'not-found') throw new Refusal('not_found')
    return answer
  })
}
