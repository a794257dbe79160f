// what a stranger wrote into a file moves no cursor and turns no text around in the terminal of whoever checks it.
import { expect, it } from 'vitest'
import { report } from '../../../src-tools/report'

it('facts and sentences are printed without control and direction characters, and cut', () => {
  const lines: string[] = []
  const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line), lines: async function* () {}, now: () => 0 }
  const hostile = 'a\u001b[2J\r\nb\u202ec\u2028d\u0000'
  report({ outcome: 'valid', facts: { package: hostile, long: 'x'.repeat(1_048_576) }, said: [{ zh: hostile, en: hostile }] }, 'text', io)
  expect(lines.filter((line) => /[\p{C}\p{Zl}\p{Zp}]/u.test(line))).toEqual([])
  expect(lines.filter((line) => line.length > 250)).toEqual([])
  expect(lines.some((line) => line.includes('a?[2J??b?c?d?'))).toBe(true)
})
