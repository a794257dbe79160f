// The HTTPS server: TLS, limits, one answer for everything that goes wrong, logs without personal data.
import Fastify, { LogController, type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify'
import type { Logger } from 'pino'
import type { TlsMaterial } from '../devices/tls-certificate'
import type { Health } from '../service/health'
import { BODY_BYTES } from './body-limits'
import type { HttpContext } from './http-context'
import { Refusal } from './refusal'
import { addAccessRoutes } from './routes-access'
import { addBlobRoutes } from './routes-blobs'
import { addBundleRoutes } from './routes-bundle'
import { addFleetRoutes } from './routes-fleet'
import { addIdentityRoutes } from './routes-identity'
import { addOtherRoutes } from './routes-other'
import { addPassphraseRoutes } from './routes-passphrase'
import { addPolicyRoutes } from './routes-policies'
import { addPresenceRoutes } from './routes-presence'
import { addRetentionRoutes } from './routes-retention'
import { addSealedRoutes } from './routes-sealed'
import { addStaffRoutes } from './routes-staff'
import { addSyncRoutes } from './routes-sync'

export const PREFIX = '/sync/v1'
/** Longer than a long poll and its answer. */
const REQUEST_TIMEOUT_MS = 30_000

export interface AppOptions {
  readonly tls: TlsMaterial
  readonly health: () => Promise<Health>
  readonly logger: Logger
  /** Without it the process serves its health alone. */
  readonly protocol?: HttpContext
}

export function createApp({ tls, health, logger, protocol }: AppOptions): FastifyInstance {
  const app = Fastify({
    https: { key: tls.keyPem, cert: tls.certPem, minVersion: 'TLSv1.2' },
    loggerInstance: logger,
    // The standard request line holds the URL and with it ids and cursors; ours names the route.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Stopping ends long polls instead of waiting for them; a desk reads a cut answer as "nothing happened".
    forceCloseConnections: true,
    trustProxy: false,
    exposeHeadRoutes: false,
    // What fails before any route is found (an address that does not decode): Fastify's own answer would echo it.
    frameworkErrors: (_error, _request, reply: FastifyReply) => void reply.status(400).send({ error: 'bad_request' }),
  }) as unknown as FastifyInstance
  app.removeAllContentTypeParsers()
  // Bodies stay bytes until the proof over exactly these bytes was checked.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('x-content-type-options', 'nosniff')
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
  })
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({ method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered')
  })
  app.setNotFoundHandler((_request, reply) => reply.status(404).send({ error: 'not_found' }))
  app.setErrorHandler((error: FastifyError | Refusal, request, reply) => answerError(error, request.log, reply))
  app.get('/healthz', async (_request, reply) => {
    const answer = await health()
    return reply.status(answer.ok ? 200 : 503).send(answer)
  })
  if (protocol) void app.register(async (scope) => addProtocol(scope, protocol), { prefix: PREFIX })
  return app
}

function addProtocol(scope: FastifyInstance, http: HttpContext): void {
  addAccessRoutes(scope, http)
  addSyncRoutes(scope, http)
  addSealedRoutes(scope, http)
  addFleetRoutes(scope, http)
  addBundleRoutes(scope, http)
  addStaffRoutes(scope, http)
  addPassphraseRoutes(scope, http)
  addRetentionRoutes(scope, http)
  addPolicyRoutes(scope, http)
  addPresenceRoutes(scope, http)
  addIdentityRoutes(scope, http)
  addBlobRoutes(scope, http)
  addOtherRoutes(scope, http)
}

type Reply = Parameters<Parameters<FastifyInstance['setErrorHandler']>[0]>[2]

function answerError(error: FastifyError | Refusal, log: Pick<Logger, 'error'>, reply: Reply) {
  if (error instanceof Refusal) {
    if (error.retryAfterS !== undefined) void reply.header('retry-after', String(error.retryAfterS))
    return reply.status(error.status).send({ error: error.code, ...(error.retryAfterS === undefined ? {} : { retryAfterS: error.retryAfterS }), ...(error.order === undefined ? {} : { order: error.order }) })
  }
  const status = error.statusCode ?? 500
  if (status < 500) return reply.status(status).send({ error: 'bad_request' })
  // Name, code and place; never the message, which may quote a value of a row.
  log.error({ name: error.name, code: error.code, at: error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at ')).slice(0, 6) }, 'failed')
  return reply.status(503).header('retry-after', '5').send({ error: 'unavailable', retryAfterS: 5 })
}
