// Routes by which a desk gets in: hello, enrolment, sign-in, session, rules pack, acknowledgements.
import type { FastifyInstance } from 'fastify'
import { fromBase64url, toBase64url } from '../../src-shared/formats/canonical'
import { signCanonical } from '../../src-shared/formats/signed'
import { ackRequest, enrolRequest, sealKeyStatement, sessionRequest, signinRequest, type AckRequest, type EnrolResponse, type HelloResponse, type SessionResponse } from '../../src-shared/protocol/session'
import { DEFAULT_LIMITS, PROTOCOL, SCHEMA } from '../../src-shared/protocol/version'
import { redeemCode } from '../devices/enrolment-codes'
import { signIn, type SignedIn } from '../devices/tokens'
import { takeReceipt } from '../erasure/receipts'
import { loadEpoch, loadGrants, type Grant } from '../feed/state'
import { applyHeldOf } from '../sealed/apply-held'
import { REGION, TENANT } from '../tenant'
import { ACK_BYTES } from './body-limits'
import type { HttpContext } from './http-context'
import { createLimiter } from './limiter'
import { readBody } from './read'
import { Refusal } from './refusal'
import { mustDevice, mustHoldKey } from './who'

/** How long a desk may work without having spoken to us (docs/sync.md: the company's decision). */
export const LEASE_MS = 14 * 86_400_000

export function addAccessRoutes(app: FastifyInstance, http: HttpContext): void {
  const { context } = http
  // Guessing: a code has 80 bits, a secret 256; the limits are for noise and for the logins behind them.
  const enrolments = createLimiter({ burst: 20, perMinute: 10 })
  const signins = createLimiter({ burst: 8, perMinute: 6 })

  app.get('/hello', async (): Promise<HelloResponse> => {
    const body = { tenant: TENANT, region: REGION, host: context.keys.host, time: context.now(), epoch: await loadEpoch(context.db), development: true }
    return { body, certificate: context.keys.originCertificate, sig: signCanonical(body, context.keys.origin), ...(context.keys.handovers.length === 0 ? {} : { handovers: [...context.keys.handovers] }) }
  })

  app.post('/enrol', async (request): Promise<EnrolResponse> => {
    limit(enrolments.take('enrol', context.now()))
    const asked = readBody(request, enrolRequest)
    mustHoldKey(context, request, asked)
    const enrolled = await redeemCode(context, asked)
    if (!enrolled) throw new Refusal('bad_code')
    return { deviceCertificate: enrolled.certificate, rulesPack: context.rules.signed, scopes: enrolled.scopes.map(toScope) }
  })

  for (const freshness of ['plain', 'fresh'] as const) {
    app.post(freshness === 'plain' ? '/signin' : '/signin/fresh', async (request): Promise<SignedIn> => {
      const device = await mustDevice(context, request)
      http.budgets.spend('other', device.id, context.now())
      const { login, secret } = readBody(request, signinRequest)
      limit(signins.take(login, context.now()))
      const person = await signIn(context, device.id, { login, secret, freshness })
      if (!person) throw new Refusal('bad_credentials')
      signins.reset(login)
      // What they did at a desk whose store is gone takes effect with their word. A fault of it must keep nobody out: it waits for the next time.
      await applyHeldOf(context, { staffId: person.staff.id, role: person.staff.role, isFresh: false, training: person.staff.training ?? {} }, secret).catch((error: unknown) => request.log.error({ name: (error as Error).name, code: (error as { code?: unknown }).code }, 'held acts'))
      return person
    })
  }

  app.post('/session', async (request): Promise<SessionResponse> => {
    const device = await mustDevice(context, request)
    http.budgets.spend('other', device.id, context.now())
    limit(http.admission.take(device.id, context.now()))
    const asked = readBody(request, sessionRequest)
    if (asked.deviceId !== device.id) throw new Refusal('bad_request')
    if (!asked.protocols.includes(PROTOCOL) || asked.schema.max < SCHEMA || asked.schema.min > SCHEMA) throw new Refusal('upgrade_required')
    return openSession(http, device.id, asked.standingKey)
  })

  app.get('/rules', async (request) => {
    const device = await mustDevice(context, request)
    http.budgets.spend('other', device.id, context.now())
    return context.rules.signed
  })

  app.post('/ack', { bodyLimit: ACK_BYTES }, async (request): Promise<{ accepted: string[] }> => {
    const device = await mustDevice(context, request)
    http.budgets.spend('other', device.id, context.now())
    return { accepted: await takeAck(http, device.id, readBody(request, ackRequest)) }
  })
}

function toScope(grant: Grant) {
  return { id: grant.id, kind: grant.kind }
}

function limit(waitS: number): void {
  if (waitS > 0) throw new Refusal('too_many', waitS)
}

/** The lease begins anew with every contact; what ends it is silence. */
async function openSession(http: HttpContext, deviceId: string, standingKey: string | undefined): Promise<SessionResponse> {
  const { context } = http
  const now = context.now()
  const notAfter = now + LEASE_MS
  await context.rules.look()
  const sealKey = toBase64url(context.keys.seal.publicKey)
  const notice = await context.offeredNotice()
  const device = await context.db.updateTable('devices').set({ lease_not_after: notAfter, standing_key: standingKeyOf(standingKey) }).where('id', '=', deviceId).returning('access_version').executeTakeFirstOrThrow()
  return {
    protocol: PROTOCOL,
    schema: SCHEMA,
    serverTime: now,
    epoch: await loadEpoch(context.db),
    accessVersion: device.access_version,
    scopes: (await loadGrants(context.db, deviceId)).map(toScope),
    limits: DEFAULT_LIMITS,
    lease: { notAfter, sig: signCanonical({ deviceId, notAfter }, context.keys.origin) },
    seal: { key: sealKey, sig: signCanonical(sealKeyStatement(TENANT, sealKey), context.keys.origin) },
    ...(context.keys.pinSet ? { pins: context.keys.pinSet } : {}),
    ...(notice === undefined ? {} : { notice }),
    commands: [],
  }
}

/** Null: this device asks nothing while it is locked, and none of an earlier session counts any more. */
function standingKeyOf(text: string | undefined): Buffer | null {
  const key = fromBase64url(text ?? '')
  return key?.length === 32 ? Buffer.from(key) : null
}

/** What of it is taken and need not be sent again: erasures with their receipts, and pushes whose result the desk has. */
async function takeAck({ context }: HttpContext, deviceId: string, ack: AckRequest): Promise<string[]> {
  const accepted: string[] = []
  for (const { erasureId, receipt } of ack.receipts) if ((await takeReceipt(context, deviceId, erasureId, receipt)) === 'accepted') accepted.push(erasureId)
  if (ack.results.length === 0) return accepted
  const rows = await context.db
    .updateTable('push_results')
    .set({ acked_at: context.now() })
    .where('device_id', '=', deviceId)
    .where('mid', 'in', ack.results)
    .returning('mid')
    .execute()
  return [...accepted, ...rows.map((row) => row.mid)]
}
