// GET /openapi.json: the protocol as other servers can build it, made from the same schemas that the routes read with.
import { z } from 'zod'
import { pushRequest, pushResponse } from '../../src-shared/protocol/push'
import { intakeRequest, intakeResponse, searchRequest, searchResponse } from '../../src-shared/protocol/search'
import {
  ackRequest, ackResponse, enrolRequest, enrolResponse, helloResponse, originError, sessionRequest, sessionResponse, signinRequest, signinResponse,
} from '../../src-shared/protocol/session'
import { PROTOCOL } from '../../src-shared/protocol/version'

interface Endpoint {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly summary: string
  readonly request?: z.ZodType
  readonly response?: z.ZodType
  readonly contentType?: string
}

const NDJSON = 'application/x-ndjson'
export const ENDPOINTS: readonly Endpoint[] = [
  { method: 'get', path: '/sync/v1/hello', summary: 'Signed statement of tenant and region', response: helloResponse },
  { method: 'post', path: '/sync/v1/enrol', summary: 'One-time code and device key for a device certificate', request: enrolRequest, response: enrolResponse },
  { method: 'post', path: '/sync/v1/signin', summary: 'A person at a device', request: signinRequest, response: signinResponse },
  { method: 'post', path: '/sync/v1/signin/fresh', summary: 'The same, for an act that cannot be undone', request: signinRequest, response: signinResponse },
  { method: 'post', path: '/sync/v1/session', summary: 'Scopes, limits and lease', request: sessionRequest, response: sessionResponse },
  { method: 'get', path: '/sync/v1/changes', summary: 'What changed since a cursor (long poll)', contentType: NDJSON },
  { method: 'get', path: '/sync/v1/snapshot', summary: 'Present state of one scope, page by page', contentType: NDJSON },
  { method: 'post', path: '/sync/v1/push', summary: 'Operations, each taking effect at most once', request: pushRequest, response: pushResponse },
  { method: 'post', path: '/sync/v1/ack', summary: 'Results seen, erase receipts', request: ackRequest, response: ackResponse },
  { method: 'get', path: '/sync/v1/people/{id}/rows', summary: 'Service-log rows of one person', contentType: NDJSON },
  { method: 'post', path: '/sync/v1/search', summary: 'Online search without the directory scope', request: searchRequest, response: searchResponse },
  { method: 'get', path: '/sync/v1/rules', summary: 'The signed rules pack in force' },
  { method: 'post', path: '/sync/v1/intake', summary: 'A request from the website or the applet', request: intakeRequest, response: intakeResponse },
  { method: 'get', path: '/sync/v1/openapi.json', summary: 'This description' },
  { method: 'get', path: '/healthz', summary: 'Whether the origin and its database answer (503 when it does not), and how far the feed is behind' },
]

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { unrepresentable: 'any' })

export function describeApi(): object {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of ENDPOINTS) {
    const content = { [endpoint.contentType ?? 'application/json']: endpoint.response ? { schema: schemaOf(endpoint.response) } : {} }
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method]: {
        summary: endpoint.summary,
        ...(endpoint.request ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(endpoint.request) } } } } : {}),
        responses: { '200': { description: 'ok', content }, default: { description: 'refused', content: { 'application/json': { schema: schemaOf(originError) } } } },
      },
    }
  }
  return { openapi: '3.1.0', info: { title: 'Privacy Desk sync protocol', version: String(PROTOCOL) }, paths }
}
