// Turns one cell into text that PostgreSQL, JSON and every screen can hold, or says why it is none.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { RefusalCode } from './refusal'

const LONE_SURROGATE = /\p{Surrogate}/u

/** Undefined: there is nothing in the cell. */
export function cellText(value: unknown): Result<string | undefined, RefusalCode> {
  if (value === undefined || value === null) return ok(undefined)
  if (typeof value === 'boolean') return ok(String(value))
  // A larger number was rounded when the JSON was read: an account number must be written as text.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? ok(String(value)) : err('not-text')
  if (typeof value !== 'string') return err('not-text')
  const problem = textProblem(value)
  return problem === undefined ? ok(value) : err(problem)
}

export function textProblem(text: string): RefusalCode | undefined {
  if (text.includes('\u0000')) return 'nul'
  if (text.includes('\ufffd')) return 'undecodable'
  return LONE_SURROGATE.test(text) ? 'broken-text' : undefined
}

/** The same of every text in a JSON value, names included. */
export function jsonProblem(value: unknown): RefusalCode | undefined {
  if (typeof value === 'string') return textProblem(value)
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, one] of Object.entries(value)) {
    const problem = textProblem(name) ?? jsonProblem(one)
    if (problem !== undefined) return problem
  }
  return undefined
}
