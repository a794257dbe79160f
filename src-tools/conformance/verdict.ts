// How a check says yes, no or "cannot be asked here"; what it shows of an answer is closed words and numbers, never a text of somebody's.
import { REJECTION_CODES } from '../../src-shared/domain/vocabulary'

const WORDS: ReadonlySet<string> = new Set([
  ...REJECTION_CODES,
  'bad_request', 'unauthorised', 'bad_credentials', 'bad_proof', 'bad_code', 'device_revoked', 'forbidden', 'not_found', 'too_many', 'unavailable', 'upgrade_required', 'gone_erased',
  'cursor_expired', 'epoch_changed', 'cursor_ahead', 'cursor_foreign',
  'applied', 'rejected', 'duplicate', 'not_processed', 'never', 'after_refresh', 'after_login', 'after_upgrade',
  'ok', 'malformed', 'bad-signature', 'bad-certificate', 'unknown-signer', 'expired', 'completed', 'executed', 'approved', 'gzip', 'agent', 'reviewer', 'officer',
])

/** A check that found something else than the rule says. */
export class Failed extends Error {
  constructor(
    readonly expected: string,
    readonly got: string,
  ) {
    super('failed')
  }
}

/** A check that cannot be asked: something before it failed, or the configuration does not allow it. */
export class Skipped extends Error {
  constructor(readonly reason: string) {
    super('skipped')
  }
}

/** What may be shown of a value that an unknown origin sent. */
export function said(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return WORDS.has(value) ? value : `a text of ${value.length} characters`
  return Array.isArray(value) ? `a list of ${value.length}` : 'an object'
}

/** `what` names the thing that is compared, in the check's own words. */
export function mustBe(what: string, got: unknown, expected: string | number | boolean): void {
  if (got !== expected) throw new Failed(`${what} ${said(expected)}`, said(got))
}

export function must(what: string, isSo: boolean, got = 'it is not so'): void {
  if (!isSo) throw new Failed(what, got)
}

/** What an earlier check left behind. */
export function need<T>(value: T | undefined, from: string): T {
  if (value === undefined) throw new Skipped(`needs ${from}`)
  return value
}

/** A part of a JSON value that somebody else made. */
export function part(value: unknown, ...path: readonly (string | number)[]): unknown {
  let at = value
  for (const step of path) at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string | number, unknown>>)[step] : undefined
  return at
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
