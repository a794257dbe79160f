// What a desk would hold after the pages that it was sent: versions only grow, an erased person never returns.
import type { Copy, Who } from './held'
import { keyOf, readPage, type Line, type Page } from './page'
import { listOf, must, mustBe, part, Skipped } from './verdict'
import { get, type Visit } from './visit'

const MAX_PAGES = 10_000
/** Six waits of ten seconds: a feed that needs longer does not serve a desk. */
const WAITS = 6
const WAIT_MS = 10_000

export function createCopy(visit: Visit, who: Who): Copy {
  const copy: Copy = {
    who,
    held: new Map(),
    erased: [],
    told: [],
    cursor: '',
    snapshotPage: async (scope, after) =>
      readPage(await visit.ask(get(`/snapshot?scope=${encodeURIComponent(scope)}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`), who), 'plain'),
    snapshot: async (scope) => {
      const pages: Page[] = []
      for (let after: string | undefined; pages.length < MAX_PAGES; ) {
        const page = await copy.snapshotPage(scope, after)
        pages.push(page)
        for (const line of page.lines) takeLine(copy, line)
        if (page.end['done'] === true) {
          must('a cursor with the last page', typeof page.end['cursor'] === 'string')
          copy.cursor = [copy.cursor, String(page.end['cursor'])].filter((one) => one !== '').join(',')
          return pages
        }
        after = String(page.end['after'])
      }
      throw new Skipped('more pages than the suite reads')
    },
    changes: async ({ limit = 500, wait = 0, cursor = copy.cursor } = {}) => {
      const page = readPage(await visit.ask(get(`/changes?cursor=${encodeURIComponent(cursor)}&limit=${limit}&wait=${wait}`), who), 'changes')
      must('from of the begin line is the cursor that was handed in', page.begin?.['from'] === cursor)
      for (const line of page.lines) takeLine(copy, line)
      copy.told.push(...page.lines)
      copy.cursor = String(page.end['cursor'])
      return page
    },
    follow: async (limit = 500) => {
      for (let pages = 0; pages < MAX_PAGES; pages++) if ((await copy.changes({ limit })).end['more'] !== true) return
    },
    until: async (what, isSo) => {
      for (let waits = 0; !isSo(copy); waits++) {
        must(what, waits < WAITS, 'it did not come within a minute')
        await copy.changes({ wait: WAIT_MS })
      }
    },
  }
  return copy
}

function takeLine(copy: Copy, line: Line): void {
  const key = keyOf(line)
  if (line['t'] === 'put') {
    mustBe('the id inside the body', String(part(line, 'body', 'id')) === String(line['id']), true)
    const v = Number(line['v'])
    if ((copy.held.get(key)?.v ?? -1) < v) copy.held.set(key, { v, body: line['body'] as Line })
  } else if (line['t'] === 'del') {
    if ((copy.held.get(key)?.v ?? 0) <= Number(line['v'])) copy.held.delete(key)
  } else if (line['t'] === 'erase') {
    copy.erased.push(line)
    for (const ref of listOf(line['refs'])) copy.held.delete(`${String(part(ref, 0))} ${String(part(ref, 1))}`)
  }
}
