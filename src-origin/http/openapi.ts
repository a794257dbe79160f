// GET /openapi.json: the protocol as other servers can build it, made from the same schemas that the routes read with.
//
// OpenAPI 3.1. An NDJSON answer is described line by line: the schema under `application/x-ndjson` is that of one line, the order of the
// lines stands in the response's description. Limits stand in `x-limits` and at each request body.
import { z } from 'zod'
import { CURSOR_ERRORS, type CursorError } from '../../src-shared/protocol/feed'
import { ORIGIN_ERRORS, type OriginErrorCode } from '../../src-shared/protocol/session'
import { DEFAULT_LIMITS, PROTOCOL } from '../../src-shared/protocol/version'
import { ACK_BYTES, BODY_BYTES } from './body-limits'
import { bodyBytesOf, ENDPOINTS, type Caller, type Endpoint } from './openapi-endpoints'
import { lineSchemas, refTo, schemaOf, type JsonSchema } from './openapi-lines'
import { STATUS } from './refusal'

type ErrorCode = OriginErrorCode | CursorError

const SECURITY: Readonly<Record<Caller, readonly JsonSchema[]>> = {
  anybody: [],
  device: [{ deviceId: [], deviceProof: [] }],
  person: [{ deviceId: [], deviceProof: [], personToken: [] }],
  intake: [{ intakeToken: [] }],
}
const COMMON: readonly ErrorCode[] = ['bad_request', 'unavailable']
const ERRORS_OF_CALLER: Readonly<Record<Caller, readonly ErrorCode[]>> = {
  anybody: COMMON,
  device: [...COMMON, 'unauthorised', 'bad_proof', 'device_revoked'],
  person: [...COMMON, 'unauthorised', 'bad_proof', 'device_revoked', 'forbidden', 'training_expired'],
  intake: [...COMMON, 'unauthorised'],
}

const SECURITY_SCHEMES = {
  deviceId: { type: 'apiKey', in: 'header', name: 'x-privacy-device', description: 'The id (UUID, lower case) under which the device was enrolled.' },
  deviceProof: {
    type: 'apiKey',
    in: 'header',
    name: 'x-privacy-proof',
    description:
      'TS.SIG: TS is the origin’s time in epoch milliseconds (at most 10 minutes away), SIG is the Ed25519 signature of the device’s key, base64url without padding, over the UTF-8 text '
      + 'METHOD "\\n" PATH-WITH-QUERY "\\n" TS "\\n" SHA256-HEX-OF-BODY (of no bytes where there is no body). An unknown device is answered like a wrong proof.',
  },
  personToken: { type: 'http', scheme: 'bearer', description: 'The token of /signin or /signin/fresh: 10 minutes, good at the device that signed in alone.' },
  intakeToken: { type: 'http', scheme: 'bearer', description: 'The token that the company’s website and applet servers hold.' },
}

export function describeApi(): JsonSchema {
  const paths: Record<string, JsonSchema> = {}
  for (const endpoint of ENDPOINTS) paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: describe(endpoint) }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Privacy Desk sync protocol',
      version: String(PROTOCOL),
      description: 'HTTPS with TLS 1.2 or newer, JSON and NDJSON in UTF-8, gzip when asked for. Readers leave out names that they do not know. Every refusal is {error, retryAfterS?} and repeats nothing of what was sent.',
    },
    paths,
    components: { securitySchemes: SECURITY_SCHEMES, schemas: lineSchemas() },
    'x-limits': { ...DEFAULT_LIMITS, bodyBytes: BODY_BYTES, ackBytes: ACK_BYTES, jsonDepth: 32 },
    'x-errors': Object.fromEntries([...ORIGIN_ERRORS, ...CURSOR_ERRORS].map((code) => [code, STATUS[code]])),
  }
}

function describe(endpoint: Endpoint): JsonSchema {
  const parameters = [...parametersOf('path', endpoint.params), ...parametersOf('query', endpoint.query)]
  return {
    summary: endpoint.summary,
    operationId: `${endpoint.method}${endpoint.path.replaceAll(/[^a-z0-9]+/gi, '_')}`,
    security: SECURITY[endpoint.caller],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(endpoint.request ? { requestBody: { required: true, description: `At most ${bodyBytesOf(endpoint)} bytes`, content: bodyOf(endpoint.request), 'x-max-bytes': bodyBytesOf(endpoint) } } : {}),
    responses: { '200': answerOf(endpoint), ...('bytes' in endpoint.answers ? { '206': answerOf(endpoint) } : {}), ...refusalsOf(endpoint) },
  }
}

const BYTES: JsonSchema = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }

function bodyOf(request: NonNullable<Endpoint['request']>): JsonSchema {
  return request === 'bytes' ? BYTES : { 'application/json': { schema: schemaOf(request) } }
}

function parametersOf(where: 'path' | 'query', schema: z.ZodObject | undefined): readonly JsonSchema[] {
  if (!schema) return []
  // As they are after reading: in a URL everything is text.
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { unrepresentable: 'any' }) as { properties?: Record<string, JsonSchema>; required?: readonly string[] }
  return Object.entries(properties).map(([name, part]) => ({ name, in: where, required: required.includes(name), schema: part }))
}

const retryAfter = (description: string): JsonSchema => ({ headers: { 'retry-after': { description, schema: { type: 'integer', minimum: 1 } } } })

function answerOf({ answers, pause }: Endpoint): JsonSchema {
  const headers = pause === undefined ? {} : retryAfter(pause)
  if ('json' in answers) return { description: 'ok', ...headers, content: { 'application/json': { schema: schemaOf(answers.json) } } }
  if ('bytes' in answers) return { description: answers.bytes, ...headers, content: BYTES }
  return { description: `One JSON object a line. ${answers.order}.`, ...headers, content: { 'application/x-ndjson': { schema: refTo(answers.lines) } } }
}

function refusalsOf(endpoint: Endpoint): JsonSchema {
  const codes = [...new Set([...ERRORS_OF_CALLER[endpoint.caller], ...(endpoint.errors ?? [])])]
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of codes) byStatus.set(STATUS[code], [...(byStatus.get(STATUS[code]) ?? []), code])
  if (endpoint.request) byStatus.set(413, ['bad_request'])
  return Object.fromEntries([...byStatus].sort(([a], [b]) => a - b).map(([status, enumOf]) => [String(status), refusal(endpoint, enumOf)]))
}

function refusal(endpoint: Endpoint, codes: readonly ErrorCode[]): JsonSchema {
  const schema = schemaOf(z.object({ error: z.enum(codes as [ErrorCode, ...ErrorCode[]]), retryAfterS: z.number().optional() }))
  // The health of an origin that is not well is told in the shape of its health.
  const isHealth = endpoint.path === '/healthz'
  const headers = codes.some((code) => code === 'too_many' || code === 'unavailable') ? retryAfter('Seconds after which it may be asked again') : {}
  return { description: codes.join(', '), ...headers, content: { 'application/json': { schema: isHealth && 'json' in endpoint.answers ? { anyOf: [schema, schemaOf(endpoint.answers.json)] } : schema } } }
}
