// What of an audit counts against a limit: whose lines, of which kind, for how long on which clock, and since when a colleague let it through.
import { describe, expect, it } from 'vitest'
import type { StaffId } from '../../../src-shared/base/ids'
import { ACCESS_LIMITS } from '../../../src-shared/domain/access-limits'
import { actWait, ageOf, countActs, LIMITED, LIMITED_KINDS, mostOf, type Counting, type LimitedKind, type PastLine } from '../../../src-shared/domain/limited-acts'
import { rulesPackBodySchema } from '../../../src-shared/domain/rules'
import { repositoryPack, repositoryPackText } from '../../fixtures/rules'

const HOUR = 3_600_000
const MINUTE = 60_000
const now = { ts: 1_780_000_000_000, mono: 9_000_000, bootId: 'boot-2' }
/** So long ago, on both clocks. */
const line = (type: string, agoMs: number, more: Partial<PastLine> = {}): PastLine => ({ type, actor: 'zhou', ts: now.ts - agoMs, mono: now.mono - agoMs, bootId: now.bootId, ...more })
const act = (kind: LimitedKind, agoMs: number, more: Partial<PastLine> = {}): PastLine => line(LIMITED[kind].act, agoMs, more)
const letThrough = (agoMs: number, kind: string, by = 'wu', more: Partial<PastLine> = {}): PastLine => line('limit.let-through', agoMs, { detail: { kind, by }, ...more })
const count = (kind: LimitedKind, lines: readonly PastLine[], more: Partial<Counting> = {}): number => countActs(lines, { kind, actor: 'zhou', now, ...more }).acts.length
/** The newest first, one a minute. */
const many = (kind: LimitedKind, times: number, more: (at: number) => Partial<PastLine> = () => ({})): readonly PastLine[] => Array.from({ length: times }, (_, at) => act(kind, at * MINUTE, more(at)))

describe('the number', () => {
  it('is the default of the requirement, unless the pack says another', () => {
    expect(LIMITED_KINDS.map((kind) => mostOf(kind, repositoryPack()))).toEqual([20, 5, 5])
    expect(LIMITED_KINDS.map((kind) => mostOf(kind, { limits: { exportsAnHour: 9, source: 'P-MASK' } }))).toEqual([20, 9, 5])
    expect(LIMITED_KINDS.map((kind) => mostOf(kind, { limits: { revealedPeople: 3, exportsAnHour: 2, erasuresAnHour: 1, source: 'P-MASK' } }))).toEqual([3, 2, 1])
  })

  it('of a pack is a whole one, within bounds that switch no limit off, and names its source', () => {
    const reads = (limits: unknown): boolean => rulesPackBodySchema.safeParse({ ...(JSON.parse(repositoryPackText()) as object), limits }).success
    expect(reads({ revealedPeople: 1, exportsAnHour: 50, erasuresAnHour: 50, source: 'P-MASK' })).toBe(true)
    expect(reads({ source: 'P-MASK' })).toBe(true)
    for (const wrong of [0, -1, 2.5, 51, '5', null]) expect(reads({ exportsAnHour: wrong, source: 'P-MASK' }), String(wrong)).toBe(false)
    expect(reads({ revealedPeople: 101, source: 'P-MASK' })).toBe(false)
    expect(reads({ exportsAnHour: 5 })).toBe(false)
    expect(reads({ exportsAnHour: 5, source: 'NOWHERE' })).toBe(false)
  })

  it('is asked for by no pack of before: it reads as it was', () => {
    expect(repositoryPack()).not.toHaveProperty('limits')
    expect(Object.keys(repositoryPack()).filter((key) => !Object.hasOwn(JSON.parse(repositoryPackText()) as object, key))).not.toContain('limits')
  })
})

describe('what counts', () => {
  it.each(LIMITED_KINDS)('is the lines of %s by whoever asks, and nothing else', (kind) => {
    const others = LIMITED_KINDS.filter((one) => one !== kind).flatMap((one) => many(one, 9))
    expect(count(kind, [...many(kind, 3), ...others, ...many(kind, 4, () => ({ actor: 'qian' })), line('package.export', 5), line('retention.agree', 5), line('search.people', 5), line('person.open', 5)])).toBe(3)
  })

  it('is no approval that the origin refused; one whose outcome nobody knows is', () => {
    const [a, b] = [{ detail: { mid: 'a' } }, { detail: { mid: 'b' } }]
    expect(count('erasure', [line('erasure.approve-failed', 1, a), line('erasure.approve-unknown', 2, b), act('erasure', 3, a), act('erasure', 4, b), act('erasure', 5, { detail: {} })])).toBe(2)
  })

  it.each(LIMITED_KINDS)('of %s is over when its time is', (kind) => {
    const { withinMs } = LIMITED[kind]
    expect(withinMs).toBe(kind === 'reveal' ? 10 * MINUTE : HOUR)
    expect(count(kind, [act(kind, withinMs - 1)])).toBe(1)
    expect(count(kind, [act(kind, withinMs)])).toBe(0)
  })

  it('stands where the first refusal is on record, until that has grown old', () => {
    const isTold = (lines: readonly PastLine[]): boolean => countActs(lines, { kind: 'export', actor: 'zhou', now }).isTold
    expect([isTold([]), isTold([line('package.limit', 5)]), isTold([line('erasure.limit', 5)]), isTold([line('package.limit', HOUR)]), isTold([letThrough(2, 'export'), line('package.limit', 5)])]).toEqual([false, true, false, false, false])
  })
})

describe('time', () => {
  it('is the monotonic clock within one boot, whatever the wall clock was set to', () => {
    for (const moved of [-48 * HOUR, 48 * HOUR]) expect(ageOf({ ...act('export', 7 * MINUTE), ts: now.ts + moved }, now)).toBe(7 * MINUTE)
  })

  it('is the wall clock over a new start, so that neither a lock nor a start begins anew', () => {
    const before = many('export', 5, (at) => ({ bootId: 'boot-1', mono: 70_000_000 - at }))
    expect(count('export', before)).toBe(5)
    expect(count('export', before, { now: { ...now, ts: now.ts + HOUR } })).toBe(0)
    // Set back between the two: all of it is still to come, and counts.
    expect(count('export', before, { now: { ...now, ts: now.ts - 24 * HOUR } })).toBe(5)
  })
})

describe('let through', () => {
  it('begins anew for that kind and that member of staff alone', () => {
    const counts = (let_: PastLine): number => count('export', [act('export', 1), let_, ...many('export', 5, (at) => ({ ts: now.ts - MINUTE - at, mono: now.mono - MINUTE - at }))])
    expect(counts(letThrough(2, 'export'))).toBe(1)
    expect(counts(letThrough(2, 'reveal'))).toBe(6)
    expect(counts(letThrough(2, 'export', 'wu', { actor: 'qian' }))).toBe(6)
  })

  it('by whoever proposed an erasure is no second person for it, and is for every other', () => {
    const lines = [letThrough(1, 'erasure', 'zheng'), ...many('erasure', 4), letThrough(5 * MINUTE, 'erasure', 'wu'), act('erasure', 6 * MINUTE)]
    expect(count('erasure', lines)).toBe(0)
    expect(count('erasure', lines, { proposedBy: 'wu' as StaffId })).toBe(0)
    expect(count('erasure', lines, { proposedBy: 'zheng' as StaffId })).toBe(4)
  })
})

describe('the wait', () => {
  it.each(['export', 'erasure'] as const)('of %s begins with the sixth, and ends when the first of five has its hour', (kind) => {
    const acts = (times: number) => countActs(many(kind, times), { kind, actor: 'zhou', now }).acts
    const most = mostOf(kind, repositoryPack())
    expect(most).toBe(ACCESS_LIMITS.exportsAnHour)
    expect(actWait(kind, acts(4), { most })).toBeUndefined()
    expect(actWait(kind, acts(5), { most })).toBe(HOUR - 4 * MINUTE)
    // After a pack that lowered the number: so many have to leave that there is room for one.
    expect(actWait(kind, acts(5), { most: 2 })).toBe(HOUR - MINUTE)
  })

  it('of reveals is by person: the same people go on', () => {
    const { acts } = countActs(many('reveal', 8, (at) => ({ person: `p${String(at % 3)}` })), { kind: 'reveal', actor: 'zhou', now })
    expect(actWait('reveal', acts, { most: 3, person: 'p9' })).toBe(8 * MINUTE)
    expect(actWait('reveal', acts, { most: 3, person: 'p1' })).toBeUndefined()
    expect(actWait('reveal', acts, { most: 4, person: 'p9' })).toBeUndefined()
  })
})
