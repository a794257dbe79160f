// R-9 as a game: messages of every kind for each channel, and a second judge of what fits, which has the contract as JSON Schema and shares no line with the gate.
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect } from 'vitest'
import { createGate } from '../../src-main/ipc/gate'
import { CHANNEL_NAMES } from '../../src-shared/contract/channels'
import { PERMISSIONS } from '../../src-shared/domain/vocabulary'
import { requestsOf, shapeOf } from '../fixtures/request-shapes'
import { seededPick } from '../vault/desk-store'

export interface MessageCounts {
  readonly messages: number
  readonly passed: number
  /** The schema as text takes them and the gate does not: a refinement asks more. */
  readonly stricter: number
}

/** Whatever can come through a port, as far as it can be cloned. */
const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true, withNullPrototype: true, stringUnit: 'binary', maxDepth: 3 })

const NAMES = ['__proto__', 'constructor', 'toString', 'x'] as const
const WAYS = ['replace', 'remove', 'add'] as const

/** One place of it replaced, taken away or added to. */
function bent(request: unknown, other: unknown, pick: (below: number) => number): unknown {
  const copy = structuredClone(request)
  const holders = holdersIn(copy)
  const holder = holders[pick(Math.max(1, holders.length))]
  if (!holder) return other
  const [keys, way] = [Object.keys(holder), WAYS[pick(WAYS.length)]]
  const key = keys[pick(Math.max(1, keys.length))]
  const put = (name: string): boolean => Reflect.defineProperty(holder, name, { value: other, enumerable: true, configurable: true, writable: true })
  if (way === 'add' || key === undefined) put(NAMES[pick(NAMES.length)] ?? 'x')
  else if (way === 'remove') Reflect.deleteProperty(holder, key)
  else put(key)
  return copy
}

/** Objects and lists in it, itself first. */
function holdersIn(value: unknown): readonly object[] {
  return typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(holdersIn)] : []
}

/** A field of this name is dropped by the schemas and goes no further; what is left is judged. */
function withoutProto(value: unknown): unknown {
  for (const holder of holdersIn(value)) if (Object.hasOwn(holder, '__proto__')) Reflect.deleteProperty(holder, '__proto__')
  return value
}

/** Nothing that does not fit may pass, nothing may fail in a way nobody foresaw, everything must be answered. */
export async function playMessages(perChannel: number, seed: number): Promise<MessageCounts> {
  const counts = { messages: 0, passed: 0, stricter: 0 }
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  let passed: { readonly request: unknown } | undefined
  const gate = createGate({
    stage: () => 'unlocked',
    me: () => ({ role: 'officer', permissions: [...PERMISSIONS] }),
    isProved: () => true,
    dispatch: (_, request) => {
      passed = { request }
      return Promise.resolve({ ok: true, value: undefined })
    },
    onFault: (channel, error) => expect.unreachable(`${channel}: ${String(error)}`),
  })
  const pick = seededPick(`messages ${String(seed)}`)
  const strange = fc.sample(anything, { seed, numRuns: perChannel })
  for (const channel of CHANNEL_NAMES) {
    const shape = shapeOf(channel)
    const fits = ajv.compile(shape)
    const fitting = fc.sample(requestsOf(shape, fc.string({ unit: 'binary', maxLength: 40 })), { seed, numRuns: Math.ceil(perChannel / 4) })
    for (const [at, other] of strange.entries()) {
      const request = fitting[Math.floor(at / 4)]
      // One in four is anything, one fits, two fit but for one place.
      const message = at % 4 === 0 ? other : at % 4 === 1 ? request : bent(request, other, pick)
      passed = undefined
      const answer = await gate(channel, message)
      counts.messages += 1
      const goesOn = passed as { readonly request: unknown } | undefined
      const isFit = fits(withoutProto(message))
      const isWrong = goesOn
        ? !isFit || !fits(goesOn.request) || holdersIn(goesOn.request).some((holder) => Object.hasOwn(holder, '__proto__'))
        : answer.ok || answer.error.kind !== 'bad-message' || answer.error.params !== undefined
      if (isWrong) expect.unreachable(`${channel}, asked ${fc.stringify(message)}: ${goesOn ? ajv.errorsText(fits.errors) : JSON.stringify(answer)}`)
      if (goesOn) counts.passed += 1
      else if (isFit) counts.stricter += 1
    }
  }
  return counts
}
