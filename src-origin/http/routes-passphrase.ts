// Routes of the passphrases: the desk asks whether a one-time code for one stands, the person sets one of their own with it, or another in place of one that they know.
import type { FastifyInstance } from 'fastify'
import { passphraseChangeRequest, passphraseCheckRequest, passphraseRequest } from '../../src-shared/protocol/staff'
import { changePassphrase } from '../devices/change-passphrase'
import { isPassphraseCode, setPassphrase } from '../devices/passphrase-codes'
import type { HttpContext } from './http-context'
import { createLimiter } from './limiter'
import { readBody } from './read'
import { Refusal } from './refusal'
import { header, mustDevice, mustFreshPerson } from './who'

export function addPassphraseRoutes(app: FastifyInstance, { context, budgets }: HttpContext): void {
  // A code has 80 bits; this is for noise and for the logins behind it. Of each login and, where nobody proves a device, of all of them together.
  const tries = createLimiter({ burst: 8, perMinute: 6 })
  const changes = createLimiter({ burst: 8, perMinute: 6 })
  const checks = createLimiter({ burst: 20, perMinute: 10 })
  const limit = (waitS: number): void => {
    if (waitS > 0) throw new Refusal('too_many', waitS)
  }

  /** By a locked desk, whose own key lies in the store that does not open. */
  app.post('/passphrase/check', async (request): Promise<Record<string, never>> => {
    limit(checks.take('check', context.now()))
    if (!(await isPassphraseCode(context, readBody(request, passphraseCheckRequest)))) throw new Refusal('bad_code')
    return {}
  })

  app.post('/passphrase', async (request): Promise<Record<string, never>> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    const asked = readBody(request, passphraseRequest)
    limit(tries.take(asked.login, context.now()))
    // Where somebody else works already, it takes their word: whoever is signed in there, whatever their role.
    const lettingIn = header(request, 'authorization') === undefined ? undefined : (await mustFreshPerson(context, request, device, 'read-queue')).staffId
    const done = await setPassphrase(context, device.id, asked, lettingIn)
    if (done !== 'set') throw new Refusal(done === 'elsewhere' ? 'forbidden' : 'bad_code')
    tries.reset(asked.login)
    return {}
  })

  /** Whoever knows the passphrase is the person: the same proof as for a sign-in, and the same limit. */
  app.post('/passphrase/change', async (request): Promise<Record<string, never>> => {
    const device = await mustDevice(context, request)
    budgets.spend('other', device.id, context.now())
    const asked = readBody(request, passphraseChangeRequest)
    limit(changes.take(asked.login, context.now()))
    if ((await changePassphrase(context, device.id, asked)) === 'refused') throw new Refusal('bad_credentials')
    changes.reset(asked.login)
    return {}
  })
}
