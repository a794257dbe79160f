// what a start was called with is data; of fifty hostile words none names a case.
import { describe, expect, it } from 'vitest'
import { linkedCase } from '../../src-main/app/case-links'

const LINK = 'privacy-desk://case/26-1180'
/** Around a link that would be good: before it, behind it, in it. */
const AROUND = ['?do=erase', '#approve', '/approve', '//', '\\', '\n', '\u0000', ' ', '"', "'", '%2f', '%00', '--no-sandbox', ';rm -rf /', '&caseNo=26-1', '\u202e', '０', '.html', ':8080', '@host', '../..'] as const
const HOSTILE: readonly string[] = [
  ...AROUND.map((end) => `${LINK}${end}`),
  ...AROUND.map((start) => `${start}${LINK}`),
  'privacy-desk://case/', 'privacy-desk://case', 'privacy-desk:case/26-1180', 'privacy-desk://CASES/26-1180', 'privacy-desk://person/26-1180', 'privacy-desk://case/26-123456789',
  'privacy-desk://case/126-1', 'privacy-desk://case/２６-1180', 'privacy-desk://case/26-1180\n--inspect', 'javascript:alert(1)', 'file:///etc/passwd', `privacy-desk://case/${'1'.repeat(1_000_000)}`,
]

describe('a link to a case', () => {
  it('is one whole word of one shape, in either case of letters', () => {
    for (const word of [LINK, `${LINK}/`, 'PRIVACY-DESK://case/26-1180']) expect(linkedCase(word)).toBe('26-1180')
  })

  it.each(HOSTILE.map((word) => [JSON.stringify(word.slice(0, 60)), word] as const))('is not %s', (_, word) => {
    expect(linkedCase(word)).toBeUndefined()
  })

  it('there are fifty of them', () => expect(HOSTILE.length).toBeGreaterThanOrEqual(50))
})
