// Usage data of the synthetic people: how many rows each has (an exact total, a long tail), and the rows themselves in time order.
import type { EpochMs } from '../../src-shared/base/clock'
import type { SubjectId } from '../../src-shared/base/ids'
import { LOG_CATEGORIES, type LogCategory, type Product } from '../../src-shared/domain/vocabulary'
import type { LogRow } from '../../src-shared/protocol/records'
import { AWKWARD_DETAILS } from './awkward'
import { CAST } from './demo-cast'
import { createZipf, type Rng } from './random'

export interface SeedLogRow extends LogRow {
  readonly subjectId: SubjectId
}

/**
 * Rows per person of one block: a few people have thousands, most a handful, and the block's total is exact. `fixed` are people
 * whose count is set (the cast); they come out of the same total while it lasts.
 */
export function logCounts(size: number, rowsPerPerson: number, fixed: ReadonlyMap<number, number>, rng: Rng): number[] {
  const counts = new Array<number>(size).fill(0)
  let budget = size * rowsPerPerson
  const free: number[] = []
  for (let place = 0; place < size; place++) {
    const set = fixed.get(place)
    if (set === undefined) free.push(place)
    else {
      counts[place] = set
      budget -= set
    }
  }
  if (budget <= 0 || free.length === 0) return counts
  for (let last = free.length - 1; last > 0; last--) {
    const other = rng.below(last + 1)
    const held = free[last] ?? 0
    free[last] = free[other] ?? 0
    free[other] = held
  }
  const weights = free.map((_, rank) => 1 / (rank + 8))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  let given = 0
  free.forEach((place, rank) => {
    const count = Math.floor(((weights[rank] ?? 0) / sum) * budget)
    counts[place] = count
    given += count
  })
  // What rounding left over goes to the first of the shuffled list, one each.
  for (let rank = 0; given < budget; rank = (rank + 1) % free.length, given++) {
    const place = free[rank] ?? 0
    counts[place] = (counts[place] ?? 0) + 1
  }
  return counts
}

export function castCount(index: number): number | undefined {
  const member = CAST[index]
  return member === undefined ? undefined : member.rowsPerCategory * LOG_CATEGORIES.length
}

const COUNTRIES = ['VN', 'TH', 'CL', 'PL', 'PE', 'MA', 'DE', 'US', 'JP', 'KR', 'BR', 'ID', 'IN', 'RU', 'NL', 'AU', 'MX', 'TR', 'EG', 'KE'] as const
const GOODS: readonly string[] = [
  '冷冻虾', '三文鱼', '铜精矿', '大豆', '轴承', '光伏组件', '锂电池', '棉纱', '轮胎', '瓷砖', '葡萄酒', '咖啡豆', '胶合板', 'LED 灯具', '注塑机', '聚乙烯', '速冻草莓', '不锈钢管',
]
const GOODS_PATHS: readonly string[] = ['030617', '030213', '260300', '120190', '848210', '854143', '850760', '520512', '401110', '690721', '220421', '090111', '441233', '940511']
const QUERY_TAILS: readonly string[] = ['进口', '出口', '采购商', '供应商', '提单', '月报', '关税', '均价', 'importers', 'HS code']
const CLIENTS: readonly string[] = ['Chrome 126, Windows 11, 1920x1080', 'Edge 125, Windows 10, 1366x768', 'Safari 17, macOS 14, 1440x900', 'WeChat 8.0, Android 14, 412x915', 'WeChat 8.0, iOS 17, 390x844', 'Firefox 127, Linux, 2560x1440']
const good = createZipf(GOODS.length, 2)
const country = createZipf(COUNTRIES.length, 2)

function detailFor(category: LogCategory, product: Product, rng: Rng): string {
  // About one row in 2,000 carries something hostile, empty-looking or very long.
  if (category !== 'country-interest' && rng.chance(0.0005)) return rng.pick(AWKWARD_DETAILS)
  const place = COUNTRIES[country(rng)] ?? 'VN'
  switch (category) {
    case 'browsing':
      return `/${product}/${rng.pick(GOODS_PATHS)}/${place.toLowerCase()}${rng.chance(0.4) ? `?page=${String(rng.between(2, 40))}` : ''}`
    case 'search-query':
      return rng.chance(0.3) ? `HS ${rng.pick(GOODS_PATHS)}` : `${GOODS[good(rng)] ?? '大豆'} ${rng.pick(QUERY_TAILS)}`
    case 'country-interest':
      return place
    case 'access-log':
      return rng.chance(0.93) ? 'sign-in: ok' : rng.chance(0.7) ? 'sign-in: wrong code' : 'sign-in: blocked, unusual place'
    case 'page-performance':
      return `${rng.pick(CLIENTS)}, ${String(rng.between(180, 4_200))} ms`
  }
}

/** Addresses of the ranges for documentation and benchmarks (RFC 5737, 2544, 3849): nobody's, and shared by many as behind an office line. */
function homeAddress(rng: Rng): string {
  if (rng.chance(0.25)) return `203.0.113.${String(rng.between(1, 254))}`
  if (rng.chance(0.08)) return `2001:db8:${rng.below(65_536).toString(16)}::${rng.between(1, 65_535).toString(16)}`
  return `198.${String(rng.between(18, 19))}.${String(rng.below(256))}.${String(rng.between(1, 254))}`
}

// Out of 100: what a person's rows are mostly made of.
const CATEGORY_SHARES: readonly (readonly [LogCategory, number])[] = [['browsing', 46], ['search-query', 22], ['country-interest', 3], ['access-log', 17], ['page-performance', 12]]

function categoryFor(place: number, isCast: boolean, rng: Rng): LogCategory {
  if (isCast) return LOG_CATEGORIES[place % LOG_CATEGORIES.length] ?? 'browsing'
  let draw = rng.below(100)
  for (const [category, share] of CATEGORY_SHARES) {
    if (draw < share) return category
    draw -= share
  }
  return 'browsing'
}

export interface LogInput {
  readonly index: number
  readonly subjectId: SubjectId
  readonly registeredAt: EpochMs
  readonly products: readonly Product[]
  readonly until: EpochMs
  readonly count: number
}

const YEAR_MS = 365 * 86_400_000

export function logRowsFor(input: LogInput, rng: Rng): SeedLogRow[] {
  const isCast = castCount(input.index) !== undefined
  const from = Math.max(input.registeredAt, input.until - YEAR_MS)
  const span = Math.max(1, input.until - from - 1)
  const times = new Float64Array(input.count)
  for (let place = 0; place < input.count; place++) times[place] = from + Math.floor((rng.next() / 0x1_0000_0000) * span)
  times.sort()
  const addresses = [homeAddress(rng), homeAddress(rng), homeAddress(rng)]
  return Array.from(times, (at, place) => {
    const category = categoryFor(place, isCast, rng)
    const product = rng.pick(input.products)
    return { subjectId: input.subjectId, n: place + 1, category, at, product, ip: rng.pick(addresses), detail: detailFor(category, product, rng) }
  })
}
