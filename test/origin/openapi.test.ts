// The API's own description: every route is in it and nothing else, every schema in it compiles, and it says what another server's builder needs.
import { Ajv2020 } from 'ajv/dist/2020.js'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPresenceBoard } from '../../src-origin/feed/presence'
import { createApp } from '../../src-origin/http/app'
import { createAdmission, createBudgets, type Budgets } from '../../src-origin/http/budgets'
import { describeApi } from '../../src-origin/http/openapi'
import { Refusal } from '../../src-origin/http/refusal'
import { createWaitingPolls } from '../../src-origin/http/waiting-polls'
import { OPERATION_NAMES } from '../../src-shared/domain/vocabulary'
import { CURSOR_ERRORS } from '../../src-shared/protocol/feed'
import { RECORD_TYPES } from '../../src-shared/protocol/records'
import { ORIGIN_ERRORS } from '../../src-shared/protocol/session'
import { API, callOrigin, enrolDevice } from '../fixtures/origin-http'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

interface Media { readonly schema: Readonly<Record<string, unknown>> }
interface Operation {
  readonly summary: string
  readonly operationId: string
  readonly security: readonly Readonly<Record<string, unknown>>[]
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: object }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>>; readonly 'x-max-bytes': number }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly headers?: Readonly<Record<string, object>>; readonly content: Readonly<Record<string, Media>> }>>
}
interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly securitySchemes: Readonly<Record<string, { readonly type: string }>>; readonly schemas: Readonly<Record<string, object>> }
  readonly 'x-limits': Readonly<Record<string, number>>
  readonly 'x-errors': Readonly<Record<string, number>>
}

const document = describeApi() as unknown as Document
const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
let origin: TestOrigin
beforeAll(async () => {
  origin = await startTestOrigin({ people: 20 })
})
afterAll(() => origin?.remove())

function appWith(budgets: Budgets): ReturnType<typeof createApp> {
  const { context, feed } = origin.running()
  const { tls } = context.keys
  return createApp({ tls, health: async () => ({ ok: false, role: 'all', version: '0', database: 'silent' }), logger: pino({ level: 'silent' }), protocol: { context, feed, presence: createPresenceBoard({ db: context.db, now: context.now }), polls: createWaitingPolls(1), senders: {}, budgets, admission: createAdmission() } })
}

test('every route of the server is described, and what is described is a route', async () => {
  const app = appWith(createBudgets())
  const routes: string[] = []
  app.addHook('onRoute', ({ method, url }) => void routes.push(`${String(method)} ${url}`))
  await app.ready()
  // It stands outside the prefix and was there before the hook.
  expect(app.hasRoute({ method: 'GET', url: '/healthz' })).toBe(true)
  const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)
  expect([...routes, 'GET /healthz'].sort()).toEqual(described.sort())
  await app.close()
})

test('wherever a limit may send somebody away it is said, with the time to wait, and nowhere else', async () => {
  const app = appWith({ spend: () => { throw new Refusal('too_many', 7) } })
  const device = await enrolDevice(origin)
  const sentAway: string[] = []
  for (const { path, method, operation } of operations) {
    const url = path.replace(/\{\w+\}/, device.id)
    const answer = await app.inject({ method: method.toUpperCase() as 'GET' | 'POST' | 'PUT', url, headers: { 'x-privacy-device': device.id, 'x-privacy-proof': device.proof({ method: method.toUpperCase(), path: url, body: Buffer.alloc(0), at: origin.now() }) } })
    if (answer.statusCode !== 429) continue
    expect(answer.headers['retry-after']).toBe('7')
    expect(operation.responses['429']?.content['application/json']?.schema, path).toMatchObject({ properties: { error: { enum: ['too_many'] } } })
    sentAway.push(path)
  }
  await app.close()
  const said = operations.filter(({ operation }) => operation.responses['429']).map(({ path }) => path)
  // These have limits of their own, inside their routes; `standing` is asked with another key.
  const ownLimits = ['enrol', 'passphrase/check', 'presence', 'sealed', 'search', 'standing', 'wiped'].map((name) => `${API}/${name}`)
  expect([...sentAway, ...ownLimits].sort()).toEqual(said.sort())
  const pauses = operations.flatMap(({ path, operation }) => Object.entries(operation.responses).filter(([, { headers }]) => headers?.['retry-after']).map(([status]) => `${status} ${path}`))
  expect(pauses.filter((one) => !/^(429|503) /.test(one))).toEqual([`200 ${API}/changes`])
  expect(pauses.filter((one) => one.startsWith('429'))).toHaveLength(said.length)
})

test('it is served as it is made', async () => {
  expect((await callOrigin(origin, { path: `${API}/openapi.json` })).json()).toEqual(JSON.parse(JSON.stringify(describeApi())))
})

describe('its shape is that of OpenAPI 3.1', () => {
  test('every operation has a name of its own, parameters for each part of its path, and answers with content', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
    for (const { path, operation } of operations) {
      const { parameters = [] } = operation
      const ofPath = parameters.filter((one) => one.in === 'path')
      expect(ofPath.map(({ name }) => `{${name}}`), path).toEqual(path.match(/\{\w+\}/g) ?? [])
      expect(ofPath.every(({ required }) => required)).toBe(true)
      for (const [status, answer] of Object.entries(operation.responses)) {
        expect(status, path).toMatch(/^[2-5]\d\d$/)
        expect(answer.description, path).not.toBe('')
        expect(Object.keys(answer.content), path).toHaveLength(1)
      }
      for (const name of operation.security.flatMap((one) => Object.keys(one))) expect(document.components.securitySchemes, path).toHaveProperty(name)
    }
  })

  test('every schema compiles, references and all, in the dialect that it names', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema(document, 'api')
    const places = [
      ...Object.keys(document.components.schemas).map((name) => `/components/schemas/${name}`),
      ...operations.flatMap(({ path, method, operation }) => {
        const base = `/paths/${path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method}`
        const parts = Object.entries(operation.responses).map(([status, answer]) => `${base}/responses/${status}/content/${Object.keys(answer.content)[0]!.replaceAll('/', '~1')}/schema`)
        return [...parts, ...(operation.requestBody ? [`${base}/requestBody/content/${Object.keys(operation.requestBody.content)[0]!.replaceAll('/', '~1')}/schema`] : []), ...(operation.parameters ?? []).map((_, at) => `${base}/parameters/${String(at)}/schema`)]
      }),
    ]
    expect(places.length).toBeGreaterThan(100)
    for (const place of places) expect(ajv.getSchema(`api#${place}`), place).toBeTypeOf('function')
  })
})

describe('it says what another origin needs', () => {
  test('every code with which the origin refuses, at a status and at some route', () => {
    const codes = [...ORIGIN_ERRORS, ...CURSOR_ERRORS]
    expect(Object.keys(document['x-errors']).sort()).toEqual([...codes].sort())
    const told = new Set(operations.flatMap(({ operation }) => Object.entries(operation.responses).filter(([status]) => !status.startsWith('2')).flatMap(([, { description }]) => description.split(', '))))
    expect([...told].sort()).toEqual([...codes].sort())
  })

  test('every kind of line and every record by name, and each operation with its own arguments', () => {
    const lines = JSON.stringify(document.components.schemas['ChangesLine'])
    for (const name of ['BeginLine', 'ScopeRemoveLine', 'ScopeAddLine', 'DelLine', 'EraseLine', 'ChangesEndLine', ...RECORD_TYPES.map((type) => `PutLine-${type}`)]) {
      expect(document.components.schemas).toHaveProperty([name])
      expect(lines).toContain(`/${name}"`)
    }
    const push = JSON.stringify(document.paths['/sync/v1/push']!['post']!.requestBody)
    for (const op of OPERATION_NAMES) expect(push).toContain(`"const":"${op}"`)
  })

  test('who may call, and how much may be sent', () => {
    const securityOf = (path: string, method: string) => document.paths[path]![method]!.security.flatMap((one) => Object.keys(one))
    expect(securityOf('/sync/v1/push', 'post')).toEqual(['deviceId', 'deviceProof', 'personToken'])
    expect(securityOf('/sync/v1/changes', 'get')).toEqual(['deviceId', 'deviceProof'])
    expect(securityOf('/sync/v1/intake', 'post')).toEqual(['intakeToken'])
    expect(securityOf('/sync/v1/hello', 'get')).toEqual([])
    for (const { path, operation } of operations) if (operation.requestBody) expect(operation.requestBody['x-max-bytes'], path).toBeGreaterThan(1_000)
    expect(document['x-limits']).toMatchObject({ pushItems: 50, longPollMs: 25_000, bodyBytes: 65_536 })
  })
})
