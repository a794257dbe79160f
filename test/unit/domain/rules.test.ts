// The repository's rules pack says what docs/rules.md says, and its schema refuses what contradicts itself.
import { describe, expect, test } from 'vitest'
import { WRITTEN_KINDS } from '../../../src-shared/domain/case-letters'
import { countDeadline, isWorkingDay } from '../../../src-shared/domain/deadline'
import { letterFor } from '../../../src-shared/domain/letters'
import { evidenceFor } from '../../../src-shared/domain/request-maker'
import { endsInErasure } from '../../../src-shared/domain/request-rights'
import { OUTCOMES, REPRESENTATIVES, RIGHTS } from '../../../src-shared/domain/vocabulary'
import { weekday } from '../../../src-shared/base/clock'
import { comparePackVersions, deadlineRule, FIRST_RIGHTS, groundOf, groundsFor, rulesPackBodySchema } from '../../../src-shared/domain/rules'
import { formerPack, repositoryPack, repositoryPackText } from '../../fixtures/rules'

const pack = repositoryPack()
const days = (year: number): readonly string[] => {
  const start = Date.UTC(year, 0, 1)
  const count = (Date.UTC(year + 1, 0, 1) - start) / 86_400_000
  return Array.from({ length: count }, (_, at) => new Date(start + at * 86_400_000).toISOString().slice(0, 10))
}

describe('the rules pack of the repository', () => {
  test.each([
    [2024, 251],
    [2025, 248],
    [2026, 248],
  ])('counts the working days of %i as %i', (year, count) => {
    expect(days(year).filter((day) => isWorkingDay(day, pack))).toHaveLength(count)
  })

  test('lists as make-up working days only weekends', () => {
    const work = Object.values(pack.calendar.years).flatMap((year) => year.work)
    expect(work.filter((day) => weekday(day) < 6)).toEqual([])
  })

  test('knows no calendar of 2027, only its statutory days', () => {
    expect(isWorkingDay('2027-01-04', pack)).toBeUndefined()
    expect(pack.calendar.statutory['2027']).toHaveLength(13)
  })

  test('says of each number of the clock what it rests on, and names no source that it does not list', () => {
    const unconfirmed = pack.deadlines.filter((one) => one.basis === 'unconfirmed')
    expect(unconfirmed.length).toBeGreaterThan(0)
    for (const one of unconfirmed) expect(one.outer, one.right).toEqual({ basis: 'policy', source: 'P-COUNT' })
    expect(pack.closeAfter).toEqual({ basis: 'policy', source: 'P-CLOSE' })
    for (const wrong of [{ closeAfter: { basis: 'policy', source: 'P-NONE' } }, { deadlines: pack.deadlines.map((one) => ({ ...one, outer: { basis: 'policy', source: 'P-NONE' } })) }]) {
      expect(rulesPackBodySchema.safeParse({ ...pack, ...wrong }).error?.issues.map(({ message }) => message)).toContain('source P-NONE is not listed')
    }
  })

  test('marks as law only what a law says: no deadline has a number in law', () => {
    expect(pack.deadlines.map((one) => one.basis)).not.toContain('law')
  })

  test('offers the statutory retention ground for erasure alone', () => {
    expect(groundOf('A2', 'delete', pack)?.rank).toBe('law')
    expect(groundOf('A2', 'access', pack)).toBeUndefined()
  })

  test('has the statutory grounds, two of company policy, those of a standard under a lawyer, and four retention rules', () => {
    const codes = (rank: string): readonly string[] => pack.grounds.filter((one) => one.rank === rank).map((one) => one.code)
    expect([...codes('law'), ...codes('administrative-regulation')].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))).toEqual(['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A9', 'A10'])
    expect(codes('policy')).toEqual(['P1', 'P2'])
    expect(codes('standard')).toEqual(['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7'])
    expect(pack.grounds.filter((one) => one.approval === 'lawyer').map((one) => one.rank)).toEqual(codes('standard').map(() => 'standard'))
    // What a standard says never holds back an erasure (PIPL 47(2)).
    expect(pack.grounds.filter((one) => one.rank === 'standard').flatMap((one) => one.rights.filter(endsInErasure))).toEqual([])
    expect(pack.retention.map((one) => one.code)).toEqual(['R-LOG', 'R-CONSENT', 'R-DSR', 'R-SHARE'])
  })
})

describe('the schema of a rules pack', () => {
  const body = (): Record<string, never> & ReturnType<typeof repositoryPack> => JSON.parse(repositoryPackText())
  const refused = (change: (pack: ReturnType<typeof body>) => void): boolean => {
    const changed = body()
    change(changed)
    return !rulesPackBodySchema.safeParse(changed).success
  }

  test('accepts the unchanged pack', () => expect(refused(() => undefined)).toBe(false))
  test('refuses a pack without a deadline for one of the first rights', () => expect(refused((one) => one.deadlines.shift())).toBe(true))
  test('refuses a ground of a standard that no lawyer agrees to, and a right that has no letter for a way in which it ends', () => {
    expect(refused((one) => delete one.grounds.find(({ code }) => code === 'B1')?.approval)).toBe(true)
    expect(refused((one) => delete one.letters.explain?.['not-theirs'])).toBe(true)
    expect(refused((one) => delete one.letters['cancel-account']?.granted)).toBe(true)
    expect(refused((one) => Object.assign(one.deadlines.find(({ stops }) => stops)?.stops ?? {}, { source: 'S99' }))).toBe(true)
  })
  test('refuses two deadlines for one right', () => expect(refused((one) => one.deadlines.push(...one.deadlines.slice(0, 1)))).toBe(true))
  test('refuses a day that does not exist', () => expect(refused((one) => one.calendar.years['2026']?.off.push('2026-02-30'))).toBe(true))
  test('refuses a day that is both off and working', () => expect(refused((one) => one.calendar.years['2026']?.work.push('2026-10-01'))).toBe(true))
  test('refuses a day of another year', () => expect(refused((one) => one.calendar.years['2026']?.off.push('2027-01-01'))).toBe(true))
  test('refuses a year that has no holiday', () => expect(refused((one) => Object.assign(one.calendar.years, { 2027: { off: [], work: [], notice: '' } }))).toBe(true))
  test('refuses a source that is not listed', () => expect(refused((one) => Object.assign(one.grounds[0] ?? {}, { source: 'S99' }))).toBe(true))
  test('refuses a ground code that stands twice', () => expect(refused((one) => one.grounds.push(...one.grounds.slice(0, 1)))).toBe(true))
  test('refuses a catalogue of exceptions that is not whole, calls consent an exception, or would refuse a request', () => {
    expect(refused((one) => one.exceptions.pop())).toBe(true)
    expect(refused((one) => Object.assign(one.exceptions[0] ?? {}, { carriedBy: 'provision' }))).toBe(true)
    expect(refused((one) => Object.assign(one.exceptions[1] ?? {}, { carriedBy: 'consent' }))).toBe(true)
    expect(refused((one) => Object.assign(one.exceptions[1] ?? {}, { source: 'S99' }))).toBe(true)
    expect(refused((one) => Object.assign(one.exceptions[1] ?? {}, { reviewMonths: 13 }))).toBe(true)
    expect(refused((one) => Object.assign(one.grounds[0] ?? {}, { code: 'legal-duty' }))).toBe(true)
  })
  test('takes a pack that is older than the catalogue, without one', () => {
    const { exceptions, ...older } = body()
    expect(exceptions).toHaveLength(6)
    expect(rulesPackBodySchema.parse(older).exceptions).toEqual([])
  })
  test('refuses checks of identity that would leave somebody no way, or ask a paper of everybody', () => {
    const methods = (one: ReturnType<typeof body>, next: readonly string[]): void => void Object.assign(one.identityMethods[0] ?? {}, { methods: next })
    expect(refused((one) => methods(one, ['one-time-code', 'document-seen']))).toBe(false)
    expect(refused((one) => methods(one, []))).toBe(true)
    expect(refused((one) => methods(one, ['one-time-code', 'recent-use']))).toBe(true)
    expect(refused((one) => methods(one, ['channel-proof', 'document-seen']))).toBe(true)
    expect(refused((one) => methods(one, ['one-time-code', 'one-time-code', 'document-seen']))).toBe(true)
    expect(refused((one) => one.identityMethods.push(...one.identityMethods.slice(0, 1)))).toBe(true)
    expect(refused((one) => Object.assign(one.identityMethods[0] ?? {}, { right: 'foreign-authority' }))).toBe(true)
    expect(refused((one) => Object.assign(one.identityMethods[0] ?? {}, { source: 'S99' }))).toBe(true)
  })
  test('refuses the wording of a letter whose source is not listed', () => {
    expect(refused((one) => Object.assign(one.caseLetters?.closure ?? {}, { source: 'S99' }))).toBe(true)
    expect(refused((one) => Object.assign(one.caseLetters ?? {}, { supplement: { 'zh-CN': '缺{missing}', en: '{missing}' } }))).toBe(false)
  })
  test('refuses a mask that would show everything', () => expect(refused((one) => Object.assign(one.masks[0] ?? {}, { keepStart: 11 }))).toBe(true))
  test('refuses a placeholder that no letter can fill', () => {
    expect(refused((one) => Object.assign(one.letters.access?.granted ?? {}, { en: 'Dear {mobile}' }))).toBe(true)
  })
})

describe('versions of rules packs', () => {
  test('compare number by number', () => {
    expect(comparePackVersions('2026.10', '2026.9')).toBeGreaterThan(0)
    expect(comparePackVersions('2025.12', '2026.1')).toBeLessThan(0)
    expect(comparePackVersions('2026.1', '2026.1')).toBe(0)
  })
})

describe('a pack that is older than a right', () => {
  const older = formerPack('2026.2')
  const later = RIGHTS.filter((right) => !FIRST_RIGHTS.includes(right))

  test('is read, and counts the right by its own strictest numbers, which nobody confirmed', () => {
    expect(later).toHaveLength(10)
    for (const right of later) {
      expect(deadlineRule(right, older)).toMatchObject({ right, workingDays: 15, outerCalendarDays: 30, basis: 'unconfirmed' })
      expect(countDeadline({ right, receivedOn: '2026-06-12' }, older)).toMatchObject({ targetOn: '2026-07-06', outerOn: '2026-07-12' })
    }
  })
  test('offers the grounds that hold for all of its rights, and a letter without a gap', () => {
    for (const right of later) {
      expect(groundsFor(right, older).map(({ code }) => code)).toEqual(['A4', 'A5'])
      for (const outcome of OUTCOMES) {
        expect(letterFor({ right, outcome, language: 'en', request: { caseNo: '26-7', receivedOn: '2026-06-12' }, rules: older })).not.toMatch(/[{}]|undefined/)
      }
    }
    expect(groundsFor('delete', older).map(({ code }) => code)).toEqual(['A2', 'A4', 'A5'])
  })
})

describe('what the pack says of whoever asks, and what it writes to them', () => {
  test('each right that a person has names its checks, each asker their papers, each letter its source', () => {
    expect(pack.identityMethods.map(({ right }) => right).toSorted()).toEqual(RIGHTS.filter((right) => right !== 'foreign-authority').toSorted())
    // The list of before, now the pack's own.
    for (const kind of REPRESENTATIVES) expect(evidenceFor(kind, pack)).toEqual(evidenceFor(kind, { representatives: [] }))
    expect(pack.representatives.map(({ source }) => source)).toEqual(REPRESENTATIVES.map(() => 'P-ASKER'))
    for (const kind of WRITTEN_KINDS) expect(pack.caseLetters?.[kind]).toMatchObject({ source: 'P-LETTER' })
  })
  test('the pack before it is read without them', () => {
    const former = formerPack('2026.3')
    expect([former.identityMethods, former.representatives, former.caseLetters]).toEqual([[], [], undefined])
    expect(comparePackVersions(pack.version, former.version)).toBeGreaterThan(0)
  })
})
