// A-6 at the origin: whatever gets into a field of its log stays one line of printable ASCII that says it, and a long one is cut.
import { expect, it } from 'vitest'
import { createOriginLog } from '../../../src-origin/service/origin-log'

const HOSTILE = ['two\nlines', '\r\n{"level":30,"msg":"forged"}', '\u001b[2J\u001b]0;title\u0007', '\u202eevil\u2066x\u2069', '\u200f\u200b\ufeff', '\u2028\u2029', '\u0085\u009b31m', '\u0000', '\ud800', '王小明', '"}\\']

it('escapes what would act, in every field and in the message', () => {
  const lines: string[] = []
  const log = createOriginLog('all', { write: (line) => lines.push(line) })
  for (const text of HOSTILE) {
    log.warn({ name: text, code: { inner: text }, at: [text, text] }, text)
    log.child({ reqId: text }).error({ [text]: 1 }, 'failed')
  }
  expect(lines.length).toBe(2 * HOSTILE.length)
  for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]+\n$/)
  for (const [at, text] of HOSTILE.entries()) {
    const said = JSON.parse(lines[2 * at] ?? '') as Record<string, unknown>
    expect([said['name'], said['code'], said['at'], said['role']]).toEqual([text, { inner: text }, [text, text], 'all'])
    expect((JSON.parse(lines[2 * at + 1] ?? '') as Record<string, unknown>)['reqId']).toBe(text)
  }
})

it('cuts a megabyte', () => {
  const lines: string[] = []
  const long = 'x'.repeat(1_048_576)
  createOriginLog('all', { write: (line) => lines.push(line) }).info({ name: long, at: [long], code: { inner: long } }, 'answered')
  expect(lines.join('').length).toBeLessThan(5_000)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ name: `${'x'.repeat(1_000)}…`, msg: 'answered' })
})
