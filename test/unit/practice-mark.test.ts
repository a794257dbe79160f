// What a practice desk prints says so on the sheet, in the text that the main process is handed.
import { expect, it } from 'vitest'
import { markAsPractice } from '../../src-main/app/practice-mark'
import { renderLetter } from '../../src-main/usecases/letter-page'

const LETTER = renderLetter({ title: '答复 </body>', reference: '26-0001', day: '2026-06-15', paragraphs: ['您好'] })

it('is marked inside its body, on every page, and is otherwise the same', () => {
  const marked = markAsPractice(LETTER)
  const [mark = ''] = /<div style="position:fixed[^>]*>[^<]*<\/div>/.exec(marked) ?? []
  expect(mark).toContain('练习 PRACTICE')
  expect(marked.indexOf(mark)).toBeGreaterThan(marked.indexOf('您好'))
  expect(marked.replace(mark, '')).toBe(LETTER)
})

it('prints nothing that it cannot mark', () => {
  expect(() => markAsPractice('<p>no body')).toThrow('body')
})
