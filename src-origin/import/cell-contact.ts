// Brings mobiles, e-mails and addresses of the net into the one form in which the origin keeps and finds them.
import { isIP } from 'node:net'
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'

/** Whether a prefix is in use changes from year to year; that it is a mobile of the mainland is in its form. */
const MAINLAND_MOBILE = /^\+861[3-9]\d{9}$/
/** As much as can be said without sending a mail: one @, something on both sides, no white space. */
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/
const MAX_EMAIL = 320

/** E.164; undefined where it is no number that could be called. */
export function readMobile(text: string, country: string): string | undefined {
  // The library answers undefined for a country that it does not know.
  const number = parsePhoneNumberFromString(text, country as CountryCode)
  if (!number?.isPossible() || number.ext !== undefined) return undefined
  return number.countryCallingCode !== '86' || MAINLAND_MOBILE.test(number.number) ? number.number : undefined
}

export function readEmail(text: string): string | undefined {
  const email = text.normalize('NFC').toLowerCase()
  return EMAIL.test(email) && email.length <= MAX_EMAIL ? email : undefined
}

export function readIp(text: string): string | undefined {
  return isIP(text) === 0 || text.includes('%') ? undefined : text.toLowerCase()
}
