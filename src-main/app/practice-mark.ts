// Marks what a practice desk prints: across every sheet, so that nobody takes a letter to an invented person for one that may be handed out.
import { assert } from '../../src-shared/base/assert'

/** Fixed boxes are printed on each page. Light enough to read the letter through it, dark enough for a copier. */
const MARK = '<div style="position:fixed;inset:0;display:flex;align-items:center;justify-content:center;color:rgba(160,30,30,.22);font:700 64px/1.2 system-ui,sans-serif;transform:rotate(-32deg);white-space:nowrap">练习 PRACTICE</div>'

/** Nothing is printed that could not be marked. */
export function markAsPractice(html: string): string {
  const end = html.lastIndexOf('</body>')
  assert(end > 0, 'a page to print has a body')
  return html.slice(0, end) + MARK + html.slice(end)
}
