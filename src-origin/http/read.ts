// Reads what a stranger sent through a schema; what does not fit is answered without an echo of it.
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { isCanonicalisable } from '../../src-shared/formats/signed'
import { holdsNul } from '../store/nul'
import { Refusal } from './refusal'
import { bodyBytes } from './who'

/** The deepest message is a plan inside an item of a push, seven levels; what walks a value later never runs out of stack. */
const MAX_DEPTH = 32

export function readJsonBody(request: FastifyRequest): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bodyBytes(request))
    const value: unknown = JSON.parse(text)
    if (isShallow(value) && isCanonicalisable(value)) return value
  } catch {
    // falls through to the one answer for everything that is no JSON
  }
  throw new Refusal('bad_request')
}

/** Level by level, because a recursion would be what it is meant to keep others from. */
function isShallow(value: unknown): boolean {
  let level: readonly unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return false
    level = level.flatMap((one): readonly unknown[] => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return true
}

export function readBody<S extends z.ZodType>(request: FastifyRequest, schema: S): z.infer<S> {
  const read = schema.safeParse(readJsonBody(request))
  if (!read.success || holdsNul(read.data)) throw new Refusal('bad_request')
  return read.data
}

export function readQuery<S extends z.ZodType>(request: FastifyRequest, schema: S): z.infer<S> {
  const read = schema.safeParse(request.query)
  if (!read.success) throw new Refusal('bad_request')
  return read.data
}
