// Streams the synthetic population in blocks: people, consents, holdings and service-log rows; memory stays that of one block.
import { dayStart, type Day, type EpochMs } from '../../src-shared/base/clock'
import { inventoryOf } from '../../src-shared/domain/inventory'
import type { Category } from '../../src-shared/domain/vocabulary'
import type { HoldingRecord } from '../../src-shared/protocol/records'
import { personAt, type Person } from './person'
import { createRng } from './random'
import { castCount, logCounts, logRowsFor, type SeedLogRow } from './service-log'

/** People per block; the exact total of log rows holds block by block. */
export const BLOCK = 1_000

export interface PopulationInput {
  readonly seed: string
  readonly people: number
  readonly today: Day
  /** Rows of the service log, on average. */
  readonly rowsPerPerson: number
}
export interface PopulationBlock {
  readonly people: readonly Person[]
  readonly holdings: readonly HoldingRecord[]
  readonly logRows: readonly SeedLogRow[]
}

interface Span {
  rows: number
  fromAt?: EpochMs
  toAt?: EpochMs
}

function widen(spans: Map<Category, Span>, category: Category, at: EpochMs): void {
  const span = spans.get(category)
  if (span === undefined) spans.set(category, { rows: 1, fromAt: at, toAt: at })
  else {
    span.rows += 1
    if (span.fromAt === undefined || at < span.fromAt) span.fromAt = at
    if (span.toAt === undefined || at > span.toAt) span.toAt = at
  }
}

/** What is held, counted the way the origin counts it: the account row and each identifier are rows of `registration`. */
export function holdingsOf(person: Person, logRows: readonly SeedLogRow[]): HoldingRecord[] {
  const spans = new Map<Category, Span>()
  widen(spans, 'registration', person.subject.registeredAt)
  for (const identifier of person.subject.identifiers) widen(spans, 'registration', identifier.addedAt)
  for (const consent of person.consents) widen(spans, 'consent', consent.at)
  for (const row of logRows) widen(spans, row.category, row.at)
  return Array.from(spans, ([category, span]) => ({
    id: `${person.subject.id}:${category}`,
    subjectId: person.subject.id,
    category,
    system: inventoryOf(category).system,
    rows: span.rows,
    ...(span.fromAt === undefined ? {} : { fromAt: span.fromAt }),
    ...(span.toAt === undefined ? {} : { toAt: span.toAt }),
  }))
}

function fixedCounts(first: number, size: number): ReadonlyMap<number, number> {
  const fixed = new Map<number, number>()
  for (let place = 0; place < size; place++) {
    const count = castCount(first + place)
    if (count !== undefined) fixed.set(place, count)
  }
  return fixed
}

export function* generatePopulation(input: PopulationInput): Generator<PopulationBlock, void, void> {
  const until = dayStart(input.today)
  for (let first = 0; first < input.people; first += BLOCK) {
    const size = Math.min(BLOCK, input.people - first)
    const counts = logCounts(size, input.rowsPerPerson, fixedCounts(first, size), createRng(input.seed, 'log-counts', first))
    const people: Person[] = []
    const holdings: HoldingRecord[] = []
    const logRows: SeedLogRow[] = []
    for (let place = 0; place < size; place++) {
      const person = personAt(input.seed, input.today, first + place)
      const { id: subjectId, registeredAt, products } = person.subject
      const rows = logRowsFor({ index: person.index, subjectId, registeredAt, products, until, count: counts[place] ?? 0 }, createRng(input.seed, 'log', person.index))
      people.push(person)
      holdings.push(...holdingsOf(person, rows))
      for (const row of rows) logRows.push(row)
    }
    yield { people, holdings, logRows }
  }
}
