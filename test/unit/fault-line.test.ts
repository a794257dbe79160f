// whatever an error is called, its line in a log is one line, printable and short.
import { expect, it } from 'vitest'
import { faultLineOf } from '../../src-shared/base/fault-line'

const HOSTILE = ['a\nb', 'a\r\nfake: line', '\u001b[2J\u001b[31mred', 'abc\u202egpj.exe', '\u2028\u2029', '\u0000', '张伟', 'x'.repeat(1_048_576)]

it.each(HOSTILE)('a name, a code, a piece of work and a frame of %j are told in printable characters, cut', (text) => {
  const error = Object.assign(new Error('never told'), { name: text, code: text })
  error.stack = `Error\n    at ${text.replaceAll('\n', ' ')} (file.js:1:1)`
  const line = JSON.stringify(faultLineOf(text, error))
  expect(line).toMatch(/^[\x20-\x7e]+$/)
  expect(line.length).toBeLessThan(1_000)
  expect(line).not.toContain('never told')
  expect(JSON.stringify(faultLineOf(text, text))).toMatch(/^[\x20-\x7e]{1,400}$/)
})

it('an ordinary one is told as it is', () => {
  expect(faultLineOf('sync.now', Object.assign(new TypeError('x'), { code: 'ENOENT' }))).toMatchObject({ event: 'internal', work: 'sync.now', error: 'TypeError ENOENT' })
})
