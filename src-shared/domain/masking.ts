// What of a value stays readable on a screen. The patterns are a convention, no statute fixes them; a rules pack may tighten them.
// The number of stars is fixed, so that a mask does not tell the length of what it hides; a value of one character is hidden whole.
import type { MaskRule } from './rules'
import type { IdentifierKind } from './vocabulary'

export interface MaskPattern {
  readonly keepStart: number
  readonly keepEnd: number
  readonly stars: number
}
export type MaskKind = MaskRule['kind']

export const DEFAULT_MASKS: Readonly<Record<MaskKind, MaskPattern>> = {
  mobile: { keepStart: 3, keepEnd: 4, stars: 4 },
  email: { keepStart: 1, keepEnd: 0, stars: 4 },
  name: { keepStart: 1, keepEnd: 0, stars: 2 },
  account: { keepStart: 4, keepEnd: 2, stars: 4 },
}

/** The patterns of a pack; what it does not name stays as above. */
export function masksOf(rules: readonly MaskRule[]): Readonly<Record<MaskKind, MaskPattern>> {
  return { ...DEFAULT_MASKS, ...Object.fromEntries(rules.map((rule) => [rule.kind, rule])) }
}

const ALL_HIDDEN = '****'

/** `+8613800138000` → `138****8000`; of a number abroad only its country and a third of it, at most the last four digits. */
export function maskMobile(value: string, pattern: MaskPattern = DEFAULT_MASKS.mobile): string {
  const digits = plusDigits(value)
  const mainland = mainlandMobile(digits)
  if (mainland !== undefined) return mask(mainland, pattern)
  const stars = '*'.repeat(pattern.stars)
  if (!digits.startsWith('+')) return stars + tail(digits)
  const country = callingCode(digits.slice(1))
  return `+${country} ${stars}${tail(digits.slice(1 + country.length))}`
}

function plusDigits(value: string): string {
  return value.replace(/[^\d+]/g, '').replace(/^(?:\+|00)/, '+')
}

function mainlandMobile(digits: string): string | undefined {
  return /^(?:\+?86)?(1\d{10})$/.exec(digits)?.[1]
}

/** As somebody dials it: `138 0013 8000`; of a number abroad `+852 51234567`. Digits without a country, as the directory has them, are read as E.164. */
export function dialledMobile(value: string): string {
  const digits = plusDigits(value)
  const mainland = mainlandMobile(digits)
  if (mainland !== undefined) return `${mainland.slice(0, 3)} ${mainland.slice(3, 7)} ${mainland.slice(7)}`
  const abroad = digits.replace(/^\+/, '')
  const country = callingCode(abroad)
  return `+${country} ${abroad.slice(country.length)}`
}

function tail(digits: string): string {
  const kept = Math.min(4, Math.floor(digits.length / 3))
  return kept === 0 ? '' : digits.slice(-kept)
}

/** Country codes of ITU-T E.164 are prefix-free: 1 and 7, the two-digit ones below, and all others with three digits. */
const TWO_DIGIT_CODES = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(' '),
)

function callingCode(digits: string): string {
  if (digits.startsWith('1') || digits.startsWith('7')) return digits.slice(0, 1)
  const two = digits.slice(0, 2)
  return TWO_DIGIT_CODES.has(two) ? two : digits.slice(0, 3)
}

/** `dora@126.com` → `d****@126.com`. */
export function maskEmail(value: string, pattern: MaskPattern = DEFAULT_MASKS.email): string {
  const at = value.lastIndexOf('@')
  if (at < 0) return ALL_HIDDEN
  return `${mask(value.slice(0, at), pattern)}${value.slice(at)}`
}

/** `段誉` → `段**`. What is no letter (markup, digits, a sign of direction) is not shown, so that a mask cannot carry any of it. */
export function maskName(value: string, pattern: MaskPattern = DEFAULT_MASKS.name): string {
  const letters = Array.from(value.trim())
  const first = letters[0] ?? ''
  if (!/^\p{L}$/u.test(first)) return '*'.repeat(pattern.stars)
  return mask(value.trim(), pattern)
}

/** `SX-2041000036` → `SX-2041****36`. */
export function maskAccountNo(value: string, pattern: MaskPattern = DEFAULT_MASKS.account): string {
  const digits = /^SX-(\d{8,})$/.exec(value)?.[1]
  return digits === undefined ? ALL_HIDDEN : `SX-${mask(digits, pattern)}`
}

/** `192.0.2.7` → `192.*.*.*`; of IPv6 the first group; IPv4 mapped into IPv6 as IPv4. */
export function maskIp(value: string): string {
  const ipv4 = /^(?:::ffff:)?(\d{1,3})(?:\.\d{1,3}){3}$/i.exec(value)?.[1]
  if (ipv4 !== undefined) return `${ipv4}.*.*.*`
  const first = /^([0-9a-f]{1,4}):[0-9a-f:.]*$/i.exec(value)?.[1]
  return first === undefined ? ALL_HIDDEN : `${first}:****`
}

export function maskIdentifier(kind: IdentifierKind, value: string, masks: Readonly<Record<MaskKind, MaskPattern>> = DEFAULT_MASKS): string {
  return kind === 'mobile' ? maskMobile(value, masks.mobile) : maskEmail(value, masks.email)
}

/** By characters, not UTF-16 units: rare Han stand outside the first plane. A value that the kept ends would show whole is hidden. */
function mask(value: string, { keepStart, keepEnd, stars }: MaskPattern): string {
  const characters = Array.from(value)
  const hidden = '*'.repeat(stars)
  if (characters.length <= keepStart + keepEnd) return hidden
  return characters.slice(0, keepStart).join('') + hidden + (keepEnd > 0 ? characters.slice(-keepEnd).join('') : '')
}
