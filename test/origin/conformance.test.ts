// The conformance suite against our own origin, where all must hold, and against origins that get one rule wrong, where the check that is meant must say so.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHECKS } from '../../src-tools/conformance/suite'
import { holdAgainst, throwAway } from '../fixtures/conformance-run'
import type { Line } from '../fixtures/feed-page'
import { startLyingProxy, type Lie, type Told } from '../fixtures/lying-proxy'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

/** The suite waits for long polls, and sign-ins cost what they must; nothing here asserts a time. */
const PATIENCE_MS = 300_000

let origin: TestOrigin
const taken = new Set<string>()
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
})
afterAll(() => origin?.remove())

test('our own origin keeps every rule', { timeout: PATIENCE_MS }, async () => {
  const outcomes = await holdAgainst(origin, { erase: await throwAway(origin, taken) })
  expect(outcomes.filter(({ verdict }) => verdict !== 'ok').map(({ line }) => line)).toEqual([])
  expect(outcomes).toHaveLength(CHECKS.length)
  expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length)
})

const json = (change: (value: Record<string, unknown>) => unknown) => ({ text }: Told) => ({ text: JSON.stringify(change(JSON.parse(text) as Record<string, unknown>)) })
const at = (path: string, status: number, lie: Lie): Lie => (told) => (told.path === path && told.status === status ? lie(told) : undefined)

/** The lines of a page, changed, with a count and a hash that fit. */
function resealed(told: Told, from: number, change: (lines: readonly Line[]) => readonly Line[]) {
  const texts = told.text.split('\n').filter((text) => text !== '')
  const lines = change(texts.slice(from, -1).map((text) => JSON.parse(text) as Line)).map((line) => `${JSON.stringify(line)}\n`)
  const sha256 = createHash('sha256').update(lines.join('')).digest('hex')
  const end = { ...(JSON.parse(texts.at(-1)!) as Line), n: lines.length, sha256 }
  return { text: `${texts.slice(0, from).map((text) => `${text}\n`).join('')}${lines.join('')}${JSON.stringify(end)}\n` }
}

type Result = { readonly t: string; readonly mid: string; readonly stored?: unknown; readonly rejection?: { readonly code: string } }
/** Each result of a push, changed. */
const results = (change: (result: Result) => unknown): Lie =>
  at('/push', 200, json((answer) => ({ ...answer, results: (answer['results'] as Result[]).map(change) })))
const acceptsInsteadOf = (code: string): Lie => results((result) => (result.rejection?.code === code ? { t: 'applied', mid: result.mid, v: 2 } : result))

/** Records of the feed with another body. */
const changed = (which: (line: Line) => boolean, more: Line): Lie =>
  at('/changes', 200, (told) => resealed(told, 1, (lines) => lines.map((line) => (which(line) ? { ...line, body: { ...(line['body'] as Line), ...more } } : line))))
const blob = (method: string, status: number, lie: Lie): Lie => (told) => (told.path.startsWith('/blobs/') && told.method === method && told.status === status ? lie(told) : undefined)

function forgetsCodes(): Lie {
  let first = '{}'
  return (told) => {
    if (told.path === '/enrol' && told.status === 200) first = told.text
    return told.path === '/enrol' && told.status === 403 ? { status: 200, text: first } : undefined
  }
}

/** An origin that has forgotten which people are erased: the person's own lines of the first pages come again with every later copy. */
function resurrects(): Lie {
  const seen: Line[] = []
  let isErased = false
  return (told) => {
    if (told.path === '/changes' && told.text.includes('"t":"erase"')) isErased = true
    if (told.path === '/changes' && !isErased) seen.push(...told.text.split('\n').filter((text) => text.startsWith('{"t":"put","type":"subject"')).map((text) => JSON.parse(text) as Line))
    return told.path === '/snapshot' && told.status === 200 && told.query.includes('desk') && isErased ? resealed(told, 0, (lines) => [...lines, ...seen]) : undefined
  }
}

const LIES: readonly (readonly [what: string, lie: () => Lie, caught: string])[] = [
  ['hello is signed over something else', () => at('/hello', 200, json((hello) => ({ ...hello, body: { ...(hello['body'] as Line), epoch: 'e-other' } }))), 'hello.signed'],
  ['a code is good for two devices', forgetsCodes, 'enrol.once'],
  ['a proof of any age is good', () => at('/rules', 401, () => ({ status: 200, text: '{}' })), 'proof.window'],
  ['the lease is not signed', () => at('/session', 200, json((session) => ({ ...session, lease: { ...(session['lease'] as Line), sig: 'A'.repeat(86) } }))), 'session.lease'],
  ['a page has a wrong hash', () => at('/changes', 200, ({ text }) => ({ text: text.replace(/"sha256":"[0-9a-f]{8}/, '"sha256":"00000000') })), 'changes.page'],
  ['a page has no end line', () => at('/snapshot', 200, ({ text }) => ({ text: text.slice(0, text.lastIndexOf('{"t":"end"')) })), 'snapshot.pages'],
  ['a snapshot is in any order', () => at('/snapshot', 200, (told) => resealed(told, 0, (lines) => [...lines].reverse())), 'snapshot.pages'],
  ['a token that was changed is taken', () => (told) => (told.path === '/snapshot' && told.status === 400 ? { status: 200, text: '{}' } : undefined), 'snapshot.token'],
  ['a cursor that was changed is told to be too old', () => at('/changes', 400, () => ({ status: 410, text: '{"error":"cursor_expired"}' })), 'changes.cursor-tampered'],
  ['a cursor steps over a change', () => { let puts = 0; return (told) => (told.query.includes('limit=1&') ? resealed(told, 1, (lines) => lines.filter((line) => line['t'] !== 'put' || ++puts !== 3)) : undefined) }, 'changes.complete'],
  ['an act that comes again takes effect again', () => results((result) => (result.t === 'duplicate' ? { t: 'applied', mid: result.mid, v: 3 } : result)), 'push.duplicate'],
  ['an act with the same mid and other words takes effect', () => acceptsInsteadOf('idempotency_mismatch'), 'push.mismatch'],
  ['a decision on an old version takes effect', () => acceptsInsteadOf('version_conflict'), 'push.conflict'],
  ['a chain goes on after a failure', () => acceptsInsteadOf('dependency_failed'), 'push.chain'],
  ['a refusal repeats what was sent', () => (told) => (told.path === '/search' && told.status === 400 ? { text: JSON.stringify({ error: 'bad_request', of: told.asked }) } : undefined), 'errors.say-nothing'],
  ['an intake that comes again makes another case', () => { let cases = 0; return at('/intake', 200, json((answer) => ({ ...answer, caseNo: `26-${String(9_000 + cases++)}` }))) }, 'intake.once'],
  ['an answer lacks what its schema asks for', () => at('/signin', 200, json(({ staff, ...rest }) => ({ ...rest, staff: { ...(staff as Line), active: undefined } }))), 'openapi.answers'],
  ['pages are never packed', () => at('/snapshot', 200, () => ({ isPacked: false })), 'gzip.pages'],
  ['an order to erase has another signature', () => at('/changes', 200, (told) => resealed(told, 1, (lines) => lines.map((line) => (line['t'] === 'erase' ? { ...line, sig: 'A'.repeat(86) } : line)))), 'erase.entry'],
  ['an erased person is served again', resurrects, 'erase.no-return'],
  ['a bundle holds another line than was signed', () => at('/bundle', 200, (told) => resealed(told, 0, (lines) => lines.map((line) => (line['f'] === 'requests.jsonl' ? { ...line, line: { ...(line['line'] as Line), state: 'granted' } } : line)))), 'bundle.page'],
  ['a bundle is for everybody', () => at('/bundle', 403, () => ({ status: 200, text: '{}' })), 'bundle.refused'],
  ['a device is taken away without a fresh sign-in', () => at('/devices/revoke', 401, () => ({ status: 200, text: '{}' })), 'fleet.fresh'],
  ['everybody sees the devices', () => at('/devices', 403, () => ({ status: 200, text: '{"devices":[],"acts":[]}' })), 'fleet.list'],
  ['a revoked device hears that it is in service', () => at('/standing', 401, ({ text }) => (text.includes('device_revoked') ? { status: 200, text: '{"standing":"in-service"}' } : {})), 'fleet.revoke'],
  ['an order to wipe has another signature', () => (told) => (told.status === 401 && told.text.includes('"order"') ? { text: told.text.replace(/"sig":"[\w-]{8}/, '"sig":"AAAAAAAA') } : undefined), 'fleet.wipe'],
  ['anybody may say that a device is wiped', () => at('/wiped', 401, () => ({ status: 200, text: '{"accepted":true}' })), 'fleet.wiped'],
  ['days of a pause that was taken back still count', () => changed((line) => line['type'] === 'request' && line['v'] === 3, { outerOn: '2099-01-01' }), 'work.clock'],
  ['a note that was taken back keeps its words', () => changed((line) => line['type'] === 'note' && line['v'] === 2, { text: '内部备注 internal' }), 'work.note'],
  ['a file is handed out before all of it is there', () => blob('GET', 404, () => ({ status: 200, text: 'conformance' })), 'work.file'],
  ['any bytes are the file', () => blob('PUT', 200, json(({ problem: _problem, ...answer }) => ({ ...answer, complete: true }))), 'work.file-is-itself'],
  ['a code that nobody sent is right', () => at('/identity/confirm', 200, () => ({ text: '{"t":"confirmed","v":2}' })), 'work.code'],
  ['any receipt is taken', () => at('/ack', 200, ({ asked }) => ({ text: JSON.stringify({ accepted: (JSON.parse(asked) as { receipts: { erasureId: string }[] }).receipts.map(({ erasureId }) => erasureId) }) })), 'erase.receipt-refused'],
]

describe('an origin that gets one rule wrong is found out by the check that is meant', () => {
  test.each(LIES)('%s', { timeout: PATIENCE_MS }, async (_what, lie, caught) => {
    // As long as the limiters of enrolment and sign-in want after what the test before did.
    origin.advance(600_000)
    const proxy = await startLyingProxy(origin, lie())
    try {
      const outcomes = await holdAgainst(origin, { port: proxy.port, only: [caught], ...(caught.startsWith('erase') ? { erase: await throwAway(origin, taken) } : {}) })
      expect(outcomes.filter(({ verdict }) => verdict === 'failed').map(({ name }) => name)).toContain(caught)
      // What comes before it is as it should be: the lie is told in one place.
      const before = outcomes.slice(0, outcomes.findIndex(({ name }) => name === caught))
      expect(before.filter(({ verdict }) => verdict === 'failed').map(({ line }) => line)).toEqual([])
    } finally {
      await proxy.stop()
    }
  })
})
