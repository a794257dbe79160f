// Brings what a person wants written into the form in which their fields are kept, or names the ones that cannot be kept: each by its type.
import { isDay } from '../base/clock'
import { err, ok, type Result } from '../base/result'
import type { Correction } from './request'
import type { PersonField } from './vocabulary'

/** ITU-T E.164: at most 15 digits. */
const E164 = /^\+[1-9]\d{6,14}$/
const MAINLAND_MOBILE = /^1[3-9]\d{9}$/
/** As much as can be said without sending a mail: one @, something on both sides, no white space. */
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/
/** Nobody alive was born before. */
const FIRST_BIRTH_DAY = '1900-01-01'
const MAX_REGION = 64

/** `err`: `corrections.FIELD` of the first value that is none of its kind. `today` bounds a day of birth. */
export function normaliseCorrections(corrections: readonly Correction[], today: string): Result<readonly Correction[], readonly string[]> {
  const normalised: Correction[] = []
  for (const { field, value } of corrections) {
    const text = normaliseValue(field, value, today)
    if (text === undefined) return err([`corrections.${field}`])
    normalised.push({ field, value: text })
  }
  return ok(normalised)
}

/** Undefined: no such value. */
export function normaliseValue(field: PersonField, typed: string, today: string): string | undefined {
  const value = typed.normalize('NFC').trim()
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
    case 'birthDay':
      return isDay(value) && value >= FIRST_BIRTH_DAY && value <= today ? value : undefined
    case 'region':
      return value === '' || value.length > MAX_REGION ? undefined : value
  }
}
