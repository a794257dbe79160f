// Broken invariants end the work at hand; they are defects, not errors a person can act on.

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`)
}

/** The value of something that is known to be there. */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`invariant: ${what} is missing`)
  return value
}

/** A switch that forgets a case does not compile. */
export function assertNever(value: never): never {
  throw new Error(`invariant: unexpected ${JSON.stringify(value)}`)
}
