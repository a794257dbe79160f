// Months on calendar dates: a period of months ends on the same day of the last month, or on its last day (Civil Code 202).
import { isDay, type Day } from '../base/clock'

export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1] = day.split('-').map(Number)
  const index = year * 12 + (month - 1) + months
  const prefix = `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`
  let dayOfMonth = Number(day.slice(8))
  while (!isDay(`${prefix}-${String(dayOfMonth).padStart(2, '0')}`)) dayOfMonth -= 1
  return `${prefix}-${String(dayOfMonth).padStart(2, '0')}`
}
