// Brings the corrections of a request into the form in which the origin keeps the fields, or names the ones it cannot keep.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { Correction } from '../../src-shared/domain/request'

/** ITU-T E.164: at most 15 digits. */
const E164 = /^\+[1-9]\d{6,14}$/
const MAINLAND_MOBILE = /^1[3-9]\d{9}$/
/** As much as can be said without sending a mail: one @, something on both sides, no white space. */
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/

export function normaliseCorrections(corrections: readonly Correction[]): Result<readonly Correction[], readonly string[]> {
  const normalised: Correction[] = []
  for (const { field, value } of corrections) {
    const text = normaliseValue(field, value.normalize('NFC').trim())
    if (text === undefined) return err([`corrections.${field}`])
    normalised.push({ field, value: text })
  }
  return ok(normalised)
}

function normaliseValue(field: Correction['field'], value: string): string | undefined {
  switch (field) {
    case 'name':
      return value === '' ? undefined : value
    case 'mobile': {
      const digits = value.replace(/[\s()-]/g, '')
      const international = MAINLAND_MOBILE.test(digits) ? `+86${digits}` : digits
      return E164.test(international) ? international : undefined
    }
    case 'email':
      return EMAIL.test(value) && value.length <= 320 ? value.toLowerCase() : undefined
  }
}
