// The model behind the wire: one request in, one answer out, in one step.
import type { HttpRequest } from '../../../src-main/sync/https-channel'
import type { StaffId } from '../../../src-shared/base/ids'
import { signBody, signCanonical } from '../../../src-shared/formats/signed'
import type { PushRequest } from '../../../src-shared/protocol/push'
import { DEFAULT_LIMITS, PROTOCOL, SCHEMA } from '../../../src-shared/protocol/version'
import { changesPage, snapshotPage } from './feed-pages'
import { HOST, REGION, TENANT } from './identity'
import { LEASE_MS, type ModelOrigin } from './origin'
import { processPush, takeAck, type AckBody } from './push'
import { DIRECTORY_SCOPE, type Answer, type EndsAt } from '../sim-origin'

const json = (value: unknown, status = 200): Answer => ({ status, body: JSON.stringify(value) })
const refused = (error: string, status: number): Answer => json({ error }, status)

/** Undefined: the origin's process ended before it could answer. */
export function answer(origin: ModelOrigin, deviceId: string, request: HttpRequest, endsAt: EndsAt = 'nowhere'): Answer | undefined {
  const url = new URL(request.path, 'https://model')
  if (url.pathname === '/sync/v1/hello') return hello(origin)
  const device = origin.state.devices.get(deviceId)
  if (!device || device.revoked) return refused('device_revoked', 401)
  const body = request.body === undefined ? {} : (JSON.parse(Buffer.from(request.body).toString('utf8')) as unknown)
  switch (url.pathname) {
    case '/sync/v1/session':
      return session(origin, deviceId)
    case '/sync/v1/rules':
      return refused('unavailable', 503)
    case '/sync/v1/changes':
      return changes(origin, deviceId, url)
    case '/sync/v1/snapshot':
      return snapshot(origin, deviceId, url)
    case '/sync/v1/push': {
      const staffId = (request.headers['authorization'] ?? '').replace('Bearer ', '') as StaffId
      const results = processPush(origin, deviceId, staffId, (body as PushRequest).items, endsAt)
      return results === 'crashed' ? undefined : json({ results })
    }
    case '/sync/v1/ack':
      return json({ accepted: takeAck(origin, deviceId, body as AckBody) })
    default:
      return refused('not_found', 404)
  }
}

function hello({ deps, state }: ModelOrigin): Answer {
  const { signer, certificate } = deps.organisation.origin
  return json(signBody({ tenant: TENANT, region: REGION, host: HOST, time: deps.now(), epoch: state.epoch, development: true }, signer, certificate))
}

function session(origin: ModelOrigin, deviceId: string): Answer {
  const { deps, state } = origin
  const device = state.devices.get(deviceId)
  const notAfter = deps.now() + LEASE_MS
  if (device) state.devices.set(deviceId, { ...device, leaseNotAfter: notAfter })
  const scopes = device?.scopes.map((id) => ({ id, kind: id === DIRECTORY_SCOPE ? 'directory' : 'case' }))
  return json({
    protocol: PROTOCOL, schema: SCHEMA, serverTime: deps.now(), epoch: state.epoch, accessVersion: device?.accessVersion ?? 0, scopes, limits: DEFAULT_LIMITS,
    lease: { notAfter, sig: signCanonical({ deviceId, notAfter }, deps.organisation.origin.signer) }, commands: [],
  })
}

function changes(origin: ModelOrigin, deviceId: string, url: URL): Answer {
  const page = changesPage(origin.state, deviceId, url.searchParams.get('cursor') ?? '', origin.deps.now())
  return page.ok ? { status: 200, body: page.value } : refused(page.error, page.error === 'cursor_foreign' ? 400 : 410)
}

function snapshot(origin: ModelOrigin, deviceId: string, url: URL): Answer {
  const page = snapshotPage(origin.state, deviceId, url.searchParams.get('scope') ?? '', url.searchParams.get('after') ?? undefined)
  if (page.ok) return { status: 200, body: page.value }
  return page.error === 'forbidden' ? refused('forbidden', 403) : refused(page.error, 410)
}
