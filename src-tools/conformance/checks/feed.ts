// Snapshot and changes: pages that prove themselves, tokens that cannot be made or borrowed, nothing outside the grants, nothing left out.
import { createCopy } from '../copy'
import type { Copy } from '../held'
import { deskOf, makeCreate, makeItem, mustBeApplied, push, requestOf } from '../items'
import { keyOf, readPage, type Page } from '../page'
import { listOf, must, mustBe, need, part, Skipped } from '../verdict'
import { get, type Enrolled, type Visit } from '../visit'
import { mustRefuse, type Check } from './check'

const first = (visit: Visit): Enrolled => need(visit.found.first, 'enrol.certificate')
const second = (visit: Visit): Enrolled => need(visit.found.second, 'a second one-time code (secondCode)')
export const copyOf = (visit: Visit): Copy => need(visit.found.copy, 'snapshot.pages')
const scopeOf = (visit: Visit): string => need(first(visit).caseScopes[0], 'a case scope')

const snapshotPath = (scope: string, after?: string): string => `/snapshot?scope=${encodeURIComponent(scope)}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`
const changesPath = (cursor: string): string => `/changes?cursor=${encodeURIComponent(cursor)}&limit=10&wait=0`

/** One letter in the middle is another one. */
function tamper(text: string): string {
  const at = Math.floor(text.length / 3)
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
}

function mustBeInOrder(pages: readonly Page[]): void {
  const lines = pages.flatMap((page) => page.lines)
  const types = lines.map((line) => String(line['type']))
  const runs = types.filter((type, at) => type !== types[at - 1])
  mustBe('runs of one type', runs.length, new Set(types).size)
  const isAscending = lines.every((line, at) => at === 0 || types[at] !== types[at - 1] || String(lines[at - 1]?.['id']) < String(line['id']))
  must('ids that ascend within a type', isAscending, 'others')
}

export const snapshotChecks: readonly Check[] = [
  {
    name: 'snapshot.pages', section: 5, ground: 'of-all',
    run: async (visit) => {
      const copy = createCopy(visit, first(visit))
      const pages = await copy.snapshot(scopeOf(visit))
      must('put lines alone', pages.every((page) => page.lines.every((line) => line['t'] === 'put')))
      mustBeInOrder(pages)
      const [page] = pages
      mustBe('total', page?.end['total'], pages.reduce((sum, one) => sum + one.lines.length, 0))
      must('the cursor on the last page alone', pages.slice(0, -1).every((one) => one.end['cursor'] === undefined))
      visit.found.copy = copy
    },
  },
  {
    name: 'snapshot.granted', section: 3,
    run: async (visit) => {
      const scope = scopeOf(visit)
      const page = await createCopy(visit, first(visit)).snapshotPage(scope, undefined)
      must('the scope that was asked for alone, at every line', page.lines.every((line) => listOf(line['scopes']).every((one) => one === scope)), 'another one')
      mustRefuse(await visit.ask(get(snapshotPath('desk:conformance-never-granted')), first(visit)), 403, 'forbidden')
    },
  },
  {
    name: 'snapshot.resumes', section: 5,
    run: async (visit) => {
      const copy = createCopy(visit, first(visit))
      const page = await copy.snapshotPage(scopeOf(visit), undefined)
      const after = String(page.end['after'])
      const [once, twice] = [await copy.snapshotPage(scopeOf(visit), after), await copy.snapshotPage(scopeOf(visit), after)]
      const keysOf = (one: Page) => one.lines.map(keyOf).join('\n')
      must('the same page for the same token', keysOf(once) === keysOf(twice), 'another one')
      const seen = new Set(page.lines.map(keyOf))
      must('no record of the page before', once.lines.every((line) => !seen.has(keyOf(line))))
    },
  },
  {
    name: 'snapshot.token', section: 5,
    run: async (visit) => {
      const token = String((await createCopy(visit, first(visit)).snapshotPage(scopeOf(visit), undefined)).end['after'])
      mustRefuse(await visit.ask(get(snapshotPath(scopeOf(visit), tamper(token))), first(visit)), 400, 'cursor_foreign')
      mustRefuse(await visit.ask(get(snapshotPath(scopeOf(visit), 'e30.AAAA')), first(visit)), 400, 'cursor_foreign')
    },
  },
  {
    name: 'snapshot.token-foreign', section: 5,
    run: async (visit) => {
      const other = second(visit)
      if (!other.caseScopes.includes(scopeOf(visit))) throw new Skipped('the second device has another case scope')
      const token = String((await createCopy(visit, first(visit)).snapshotPage(scopeOf(visit), undefined)).end['after'])
      mustRefuse(await visit.ask(get(snapshotPath(scopeOf(visit), token)), other), 400, 'cursor_foreign')
    },
  },
  {
    name: 'snapshot.directory', section: 5,
    run: async (visit) => {
      const { directoryScope } = first(visit)
      if (directoryScope === undefined) throw new Skipped('the code grants no directory scope')
      const copy = copyOf(visit)
      const page = await copy.snapshotPage(directoryScope, undefined)
      must('directory rows alone', page.lines.every((line) => line['type'] === 'directory'))
      mustBeInOrder([page])
      if (page.end['done'] === true) mustBe('total', page.end['total'], page.lines.length)
    },
  },
]

export const changesChecks: readonly Check[] = [
  {
    name: 'changes.page', section: 4,
    run: async (visit) => {
      const page = await copyOf(visit).changes()
      must('the epoch of hello', page.begin?.['epoch'] === part((await visit.ask(get('/hello'))).json, 'body', 'epoch'), 'another epoch')
      must('a next cursor', typeof page.end['cursor'] === 'string' && page.end['cursor'] !== '')
    },
  },
  {
    name: 'changes.cursor-tampered', section: 4,
    run: async (visit) => {
      const { cursor } = copyOf(visit)
      for (const text of [tamper(cursor), `${cursor}A`, cursor.slice(0, -3), 'e30.AAAA', `${cursor},e30.AAAA`]) mustRefuse(await visit.ask(get(changesPath(text)), first(visit)), 400, 'cursor_foreign')
    },
  },
  {
    name: 'changes.cursor-foreign', section: 4,
    run: async (visit) => mustRefuse(await visit.ask(get(changesPath(copyOf(visit).cursor)), second(visit)), 400, 'cursor_foreign'),
  },
  {
    name: 'changes.joined', section: 4,
    run: async (visit) => {
      const copy = copyOf(visit)
      const page = await copy.changes({ cursor: `${copy.cursor},${copy.cursor}` })
      must('one merged cursor', !String(page.end['cursor']).includes(','), 'several')
    },
  },
  {
    name: 'changes.query', section: 4,
    run: async (visit) => {
      for (const query of ['', 'cursor=', 'cursor=x&limit=501', 'cursor=x&limit=-1', 'cursor=x&wait=x']) mustRefuse(await visit.ask(get(`/changes?${query}`), first(visit)), 400, 'bad_request')
    },
  },
  { name: 'changes.long-poll', section: 4, run: longPoll },
  { name: 'changes.complete', section: 4, run: isComplete },
]

const POLL_MS = 20_000

/** A change ends the wait; without one an empty page comes after it and not before. */
async function longPoll(visit: Visit): Promise<void> {
  const copy = copyOf(visit)
  const subjectId = need(visit.found.subjectId, 'search.finds')
  await copy.follow()
  const emptySince = visit.mono()
  const empty = await copy.changes({ wait: 1_500 })
  if (empty.lines.length === 0) must('an empty page that was held back', visit.mono() - emptySince >= 1_000, 'one at once')
  const since = visit.mono()
  const polled = copy.changes({ wait: POLL_MS })
  const item = makeCreate(visit, subjectId)
  mustBeApplied((await push(visit, deskOf(visit), [item]))[0], 1)
  await polled
  // Somebody else's change may have ended the first wait.
  await copy.until('the change on the device that waits', ({ held }) => held.has(`request ${requestOf(item)}`))
  must(`an answer before the ${POLL_MS / 1_000} s of the wait are over`, visit.mono() - since < POLL_MS, 'after it')
}

/** From one cursor in pages of one line and in one page: the same records, each at the version that the pushes were told. */
async function isComplete(visit: Visit): Promise<void> {
  const copy = copyOf(visit)
  const subjectId = need(visit.found.subjectId, 'search.finds')
  await copy.follow()
  const from = copy.cursor
  const creates = Array.from({ length: 4 }, () => makeCreate(visit, subjectId))
  for (const result of await push(visit, deskOf(visit), creates)) mustBeApplied(result, 1)
  const [taken] = creates
  if (taken) mustBeApplied((await push(visit, deskOf(visit), [makeItem(visit, 'request.take@1', { requestId: requestOf(taken) }, { base: 1 })]))[0], 2)
  const keys = creates.map((item) => `request ${requestOf(item)}`)
  await copy.until('every change on the device', ({ held }) => keys.every((key, at) => held.get(key)?.v === (at === 0 ? 2 : 1)))
  for (const limit of [1, 500]) {
    const again = createCopy(visit, first(visit))
    again.cursor = from
    await again.follow(limit)
    mustBe(`of ${keys.length} records by pages of ${limit}`, keys.filter((key, at) => again.held.get(key)?.v === (at === 0 ? 2 : 1)).length, keys.length)
  }
}

export const compressionChecks: readonly Check[] = [
  {
    name: 'gzip.pages', section: 10,
    run: async (visit) => {
      const call = get(snapshotPath(scopeOf(visit)))
      const packed = await visit.ask({ ...call, headers: { 'accept-encoding': 'gzip' } }, first(visit))
      mustBe('content-encoding', packed.headers['content-encoding'], 'gzip')
      readPage(packed, 'plain')
      const plain = await visit.ask({ ...call, headers: { 'accept-encoding': 'identity' } }, first(visit))
      mustBe('content-encoding', plain.headers['content-encoding'] ?? 'ok', 'ok')
      readPage(plain, 'plain')
    },
  },
]
