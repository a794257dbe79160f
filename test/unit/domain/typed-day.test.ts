// A day as it is said on the phone and typed with one hand.
import { expect, test } from 'vitest'
import { typedDay } from '../../../src-shared/domain/typed-day'

const TODAY = '2026-06-15'

test.each([
  ['303', '2026-03-03'], ['0303', '2026-03-03'], ['3-3', '2026-03-03'], ['3.3', '2026-03-03'], ['3月3日', '2026-03-03'], ['３月３号', '2026-03-03'],
  ['3 march', '2026-03-03'], ['Mar 3', '2026-03-03'], ['March 3, 2025', '2025-03-03'], ['3mar2025', '2025-03-03'],
  ['20250303', '2025-03-03'], ['2025-3-3', '2025-03-03'], ['2025年3月3日', '2025-03-03'], [' 2025/03/03 ', '2025-03-03'],
  ['615', '2026-06-15'], ['616', '2025-06-16'], ['1231', '2025-12-31'], ['112', '2026-01-12'], ['2-29', '2024-02-29'], ['2-2', '2026-02-02'],
])('%s is %s', (typed, day) => expect(typedDay(typed, TODAY)).toBe(day))

test.each(['', '3', '30', '202', '2025', '20250', '202503', '2025030', '1332', '2025-02-29', 'tomorrow', '3 xyz', '13-1', '0-0', '99', '20251332'])('%j is no day, or not yet', (typed) =>
  expect(typedDay(typed, TODAY)).toBeUndefined())

test('a year that is to come is a day all the same: whoever asks says so', () => expect(typedDay('2027-01-01', TODAY)).toBe('2027-01-01'))
