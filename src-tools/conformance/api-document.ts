// Holds every answer against an OpenAPI document: the schema of its path, method and status; of an NDJSON page, line by line.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { part } from './verdict'
import type { Answer } from './wire'

export interface ApiDocument {
  /** `get /sync/v1/hello` of all that it describes. */
  readonly operations: readonly string[]
  /** Undefined when the answer fits, else where the document and it differ: names of the schema, never values. */
  readonly judge: (method: string, path: string, answer: Answer) => string | undefined
}

export function readApiDocument(document: unknown): ApiDocument | undefined {
  const paths = part(document, 'paths')
  if (typeof paths !== 'object' || paths === null) return undefined
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods as object).map((method) => `${method} ${path}`))
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(document as object, 'api')
  const patterns = Object.keys(paths).map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/[.+*?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))
  const judge = (method: string, url: string, answer: Answer): string | undefined => {
    const path = patterns.find(({ pattern }) => pattern.test(url.split('?')[0] ?? ''))?.path
    if (path === undefined) return answer.status === 404 ? undefined : 'a path that is not described'
    const type = String(answer.headers['content-type']).split(';')[0]?.trim() ?? ''
    const media = part(paths, path, method.toLowerCase(), 'responses', String(answer.status), 'content', type)
    if (media === undefined) return `status ${answer.status} with this content-type is not described`
    const place = ['paths', path, method.toLowerCase(), 'responses', String(answer.status), 'content', type, 'schema'].map(pointer).join('/')
    const validate = schemaAt(ajv, place)
    return validate ? firstProblem(validate, valuesOf(type, answer)) : 'its schema does not compile'
  }
  return { operations, judge }
}

function schemaAt(ajv: Ajv2020, place: string): ValidateFunction | undefined {
  try {
    return ajv.getSchema(`api#/${place}`)
  } catch {
    return undefined
  }
}

const pointer = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')

function firstProblem(validate: ValidateFunction, values: readonly unknown[]): string | undefined {
  for (const value of values) {
    if (validate(value)) continue
    // Of a union every branch complains; the deepest place is where the value went wrong.
    const [worst] = [...(validate.errors ?? [])].sort((a, b) => depthOf(b.instancePath) - depthOf(a.instancePath))
    return `${worst?.schemaPath ?? '?'} (${worst?.keyword ?? '?'}${worst?.keyword === 'required' ? ` ${String(part(worst.params, 'missingProperty'))}` : ''})`
  }
  return undefined
}

const depthOf = (path: string): number => path.split('/').length

/** Bytes have no value but that they are there: a schema calls them a text. */
function valuesOf(type: string, { text, json }: Answer): readonly unknown[] {
  if (type === 'application/x-ndjson') return linesOf(text)
  return [type === 'application/octet-stream' ? text : json]
}

function linesOf(text: string): readonly unknown[] {
  return text.split('\n').filter((line) => line !== '').map((line): unknown => {
    try {
      return JSON.parse(line)
    } catch {
      return undefined
    }
  })
}
