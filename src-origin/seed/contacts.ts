// Mobiles, e-mails and account numbers of the synthetic population: unique by construction, so that no table of the used ones is kept.
import { CAST_TAILS } from './demo-cast'
import { scatter, type Rng } from './random'

const MAINLAND_PREFIXES = [
  '130', '131', '132', '133', '134', '135', '136', '137', '138', '139', '150', '151', '152', '153', '155', '156', '157', '158', '159',
  '166', '175', '176', '177', '178', '180', '181', '182', '183', '185', '186', '187', '188', '189', '191', '198',
] as const
/** Kept for those whose tail would have been one of the cast's. */
const SPARE_PREFIX = '193'

interface OverseasPlan {
  readonly region: string
  /** Country code and leading digits; scattered digits follow (six of them are unique for a population of up to a million). */
  readonly leads: readonly string[]
  readonly digits: 6 | 7
}
const OVERSEAS: readonly OverseasPlan[] = [
  { region: 'HK', leads: ['+85261', '+85263', '+85264', '+85265', '+85294', '+85296', '+85297'], digits: 6 },
  { region: 'TW', leads: ['+88691', '+88693', '+88695', '+88697'], digits: 7 },
  { region: 'US', leads: ['+1212', '+1415', '+1617'], digits: 7 },
  { region: 'SG', leads: ['+658', '+659'], digits: 7 },
  { region: 'JP', leads: ['+81901', '+81802'], digits: 7 },
  { region: 'GB', leads: ['+44771', '+44781'], digits: 7 },
]

/** National numbers that a region's plan refuses although lead and length fit, by the first digit after the lead. */
function isUsable(region: string, rest: string): boolean {
  if (region === 'US') return /^[2-9](?!11)/.test(rest) && !rest.startsWith('555')
  if (region === 'SG') return /^[1-7]/.test(rest)
  if (region === 'GB') return /^[0-2]/.test(rest)
  return true
}

export interface Mobile {
  readonly value: string
  /** ISO 3166; CN for the mainland. */
  readonly region: string
}

function mainlandMobile(index: number, rng: Rng): Mobile {
  const digits = String(scatter(index, 61_803_399, 14_142_135, 100_000_000)).padStart(8, '0')
  const tail = digits.slice(4)
  // Tails of the cast differ by more than one, so the moved tails stay unique under the spare prefix.
  if (CAST_TAILS.includes(tail)) {
    return { value: `+86${SPARE_PREFIX}${digits.slice(0, 4)}${String(Number(tail) + 1).padStart(4, '0')}`, region: 'CN' }
  }
  return { value: `+86${rng.pick(MAINLAND_PREFIXES)}${digits}`, region: 'CN' }
}

/** `region` asks for a number of that place; where its plan has none for this index, a mainland one is given. */
export function mobileFor(index: number, rng: Rng, region: string): Mobile {
  const plan = OVERSEAS.find((item) => item.region === region)
  if (plan === undefined) return mainlandMobile(index, rng)
  const rest = String(scatter(index, 6_180_339, 1_732_050, 10_000_000)).padStart(7, '0').slice(7 - plan.digits)
  if (CAST_TAILS.includes(rest.slice(-4)) || !isUsable(region, rest)) return mainlandMobile(index, rng)
  return { value: `${rng.pick(plan.leads)}${rest}`, region }
}

export const OVERSEAS_REGIONS: readonly string[] = OVERSEAS.map((plan) => plan.region)

/** Reserved names only (RFC 2606, RFC 6761): no mail can ever reach anybody. */
const MAIL_DOMAINS = ['example.com', 'example.org', 'example.net', 'mail.example', 'post.example', 'kehu.test', 'trade.test', 'corp.test'] as const

/** `words` are readings in Latin letters; the number makes the address unique. */
export function emailFor(index: number, words: readonly string[], rng: Rng): string {
  const number = String(scatter(index, 3_141_593, 271_828, 10_000_000))
  const latin = words.map((word) => word.normalize('NFD').toLowerCase().replace(/[^a-z]/g, '')).filter((word) => word !== '')
  const local = latin.length === 0 ? ['user'] : latin
  const style = rng.below(4)
  const joined =
    style === 0 ? local.join('') : style === 1 ? local.join('.') : style === 2 ? local.map((word) => word.slice(0, 1)).join('') : [...local].reverse().join('_')
  return `${joined}${number}@${rng.pick(MAIL_DOMAINS)}`
}

export function accountNoFor(index: number): string {
  return `SX-${String(scatter(index, 73_939_133, 1_088_442_207, 10_000_000_000)).padStart(10, '0')}`
}
