// Expected failures are values; the unrecoverable throws (assert.ts).

export interface Ok<T> {
  readonly ok: true
  readonly value: T
}
export interface Err<E> {
  readonly ok: false
  readonly error: E
}
export type Result<T, E> = Ok<T> | Err<E>

export function ok(): Ok<void>
export function ok<T>(value: T): Ok<T>
export function ok<T>(value?: T): Ok<T | undefined> {
  return { ok: true, value }
}

export function err<E>(error: E): Err<E> {
  return { ok: false, error }
}

/** Takes the value out where failure would be a defect of ours, never of the input. */
export function mustOk<T, E>(result: Result<T, E>): T {
  if (result.ok) return result.value
  throw new Error(`expected a value, got ${JSON.stringify(result.error)}`)
}
