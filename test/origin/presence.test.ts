// Who is where, told from desk to desk through two processes of the origin: to those who hold the request alone, promptly, and never for long.
import https from 'node:https'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import type { RunningOrigin } from '../../src-origin/start'
import type { Doing } from '../../src-shared/domain/vocabulary'
import { presenceLine, type PresenceLine } from '../../src-shared/protocol/presence'
import { grantScope, revokeScope } from '../../src-origin/devices/grants'
import { API, enrolDevice, newId, signIn, type TestDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { startSplitOrigin, type SplitOrigin } from '../fixtures/split-origin'
import type { TestOrigin } from '../fixtures/test-origin'

let split: SplitOrigin
let north: RunningOrigin
let south: RunningOrigin
/** At one process each: what they know of each other went through the database. */
let atNorth: TestDevice
let atSouth: TestDevice
let tokens: Readonly<Record<'zhou' | 'wu', string>>
let cursor: string
let requestId: string
let otherId: string

const spoken = (running: () => RunningOrigin): TestOrigin => split.spokenTo(running)
const caseId = async (caseNo: string): Promise<string> => (await north.context.db.selectFrom('requests').select('id').where('case_no', '=', caseNo).executeTakeFirstOrThrow()).id

beforeAll(async () => {
  split = await startSplitOrigin({ seed: 'test', people: 30, requests: 30, rowsPerPerson: 5 })
  north = await split.part('api')
  south = await split.part('api')
  atNorth = await enrolDevice(spoken(() => north))
  atSouth = await enrolDevice(spoken(() => south))
  tokens = { zhou: (await signIn(atNorth, 'zhou')).token, wu: (await signIn(atSouth, 'wu')).token }
  cursor = (await replicate(atSouth)).cursor
  requestId = await caseId(DEMO_DELETE_CASE)
  otherId = await caseId(DEMO_CONFLICT_CASE)
})
afterAll(() => split?.remove())
beforeEach(async () => {
  await tell(atNorth, tokens.zhou)
  await untilLine((line) => line.people.length === 0)
})

const tell = (device: TestDevice, token: string, at?: { requestId: string; doing: Doing }) => device.call({ method: 'POST', path: `${API}/presence`, body: at ? { at } : {} }, token)
const changesPath = (from: string, tag: string | undefined, wait: number) => `${API}/changes?cursor=${from}&wait=${String(wait)}${tag === undefined ? '' : `&presence=${tag}`}`

interface Heard {
  readonly line: PresenceLine | undefined
  readonly counted: number
}
/** One page; a desk that asks with a tag that fits nothing is told all. */
async function poll(device: TestDevice, from: string, tag: string | undefined, wait = 0): Promise<Heard> {
  const answer = await device.call({ path: changesPath(from, tag, wait) })
  expect(answer.status).toBe(200)
  const lines = answer.text.trimEnd().split('\n').map((text) => JSON.parse(text) as Record<string, unknown>)
  const begin = lines.findIndex((line) => line['t'] === 'begin')
  expect(lines.at(-1)).toMatchObject({ t: 'end', n: lines.length - begin - 2 })
  expect(begin).toBeLessThanOrEqual(1)
  return { line: begin === 1 ? presenceLine.parse(lines[0]) : undefined, counted: lines.length - begin - 2 }
}
async function untilLine(fits: (line: PresenceLine) => boolean): Promise<PresenceLine> {
  for (;;) {
    const { line } = await poll(atSouth, cursor, 'unknown')
    if (line && fits(line)) return line
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
const here = (doing: Doing, at = requestId) => [{ requestId: at, doing, staffId: DEMO_STAFF.zhou.id }]

describe('a colleague', () => {
  test('is told to the desk at another process that waits, and again when they begin to write; an unchanged picture is not repeated', async () => {
    const waiting = poll(atSouth, cursor, '', 25_000)
    expect((await tell(atNorth, tokens.zhou, { requestId, doing: 'viewing' })).status).toBe(200)
    const { line: first, counted } = await waiting
    expect(first!.people).toEqual(here('viewing'))
    expect(counted).toBe(0)
    const second = poll(atSouth, cursor, first!.tag, 25_000)
    await tell(atNorth, tokens.zhou, { requestId, doing: 'editing' })
    expect((await second).line!.people).toEqual(here('editing'))
    // Told again, as a beat does: nothing to wake for, and nothing to say.
    await tell(atNorth, tokens.zhou, { requestId, doing: 'editing' })
    expect((await poll(atSouth, cursor, (await second).line!.tag, 300)).line).toBeUndefined()
  })

  test('who leaves is gone at once, also from the desk that waits', async () => {
    await tell(atNorth, tokens.zhou, { requestId, doing: 'editing' })
    const { tag } = await untilLine((line) => line.people.length === 1)
    const waiting = poll(atSouth, cursor, tag, 25_000)
    await tell(atNorth, tokens.zhou)
    expect((await waiting).line).toEqual({ t: 'presence', tag: '', people: [] })
  })

  test('who says nothing any more is gone after thirty seconds, not before', async () => {
    await tell(atNorth, tokens.zhou, { requestId, doing: 'viewing' })
    await untilLine((line) => line.people.length === 1)
    split.advance(25_000)
    expect((await poll(atSouth, cursor, 'unknown')).line!.people).toEqual(here('viewing'))
    const { tag } = await untilLine((line) => line.people.length === 1)
    const waiting = poll(atSouth, cursor, tag, 25_000)
    split.advance(6_000)
    expect((await waiting).line!.people).toEqual([])
  })

  test('whose line breaks is gone after a short grace; whoever comes back meanwhile stays', async () => {
    const mine = (await replicate(atNorth)).cursor
    await tell(atNorth, tokens.zhou, { requestId, doing: 'viewing' })
    await untilLine((line) => line.people.length === 1)
    await hangUp(atNorth, changesPath(mine, '', 25_000))
    await tell(atNorth, tokens.zhou, { requestId, doing: 'viewing' })
    split.advance(4_000)
    expect((await poll(atSouth, cursor, 'unknown')).line!.people).toEqual(here('viewing'))
    await hangUp(atNorth, changesPath(mine, '', 25_000))
    split.advance(4_000)
    await untilLine((line) => line.people.length === 0)
  })
})

describe('nobody is told', () => {
  test('of a request that none of their scopes holds, nor of themselves, nor without asking', async () => {
    await tell(atNorth, tokens.zhou, { requestId, doing: 'editing' })
    await untilLine((line) => line.people.length === 1)
    const narrow = await enrolDevice(spoken(() => south), { scopes: ['directory:all'] })
    const theirs = (await replicate(narrow, ['directory:all'])).cursor
    expect((await poll(narrow, theirs, 'unknown')).line!.people).toEqual([])
    expect((await poll(atNorth, (await replicate(atNorth)).cursor, 'unknown')).line!.people).toEqual([])
    expect((await poll(atSouth, cursor, undefined)).line).toBeUndefined()
  })

  test('any longer, once their grant has ended', async () => {
    await tell(atNorth, tokens.zhou, { requestId, doing: 'editing' })
    await untilLine((line) => line.people.length === 1)
    await revokeScope(south.context, atSouth.id, 'desk:dalian')
    expect((await poll(atSouth, cursor, 'unknown')).line!.people).toEqual([])
    await grantScope(south.context, atSouth.id, 'desk:dalian')
  })

  test('by a desk about what it does not hold, without a person, or about what is no request', async () => {
    const narrow = await enrolDevice(spoken(() => north), { scopes: ['directory:all'] })
    const { token } = await signIn(narrow, 'zhou')
    expect((await tell(narrow, token, { requestId, doing: 'editing' })).status).toBe(404)
    expect((await tell(atNorth, tokens.zhou, { requestId: newId(spoken(() => north)), doing: 'editing' })).status).toBe(404)
    expect((await atNorth.call({ method: 'POST', path: `${API}/presence`, body: { at: { requestId, doing: 'editing' } } })).status).toBe(401)
    expect((await tell(atNorth, tokens.wu, { requestId, doing: 'editing' })).status).toBe(401)
    expect((await tell(atNorth, tokens.zhou, { requestId, doing: 'sleeping' as Doing })).status).toBe(400)
    expect((await poll(atSouth, cursor, 'unknown')).line!.people).toEqual([])
  })
})

describe('the pace', () => {
  test('a desk that tells without end is stopped', async () => {
    const statuses: number[] = []
    for (let at = 0; at < 40; at++) statuses.push((await tell(atNorth, tokens.zhou, { requestId: at % 2 === 0 ? requestId : otherId, doing: 'viewing' })).status)
    expect(new Set(statuses)).toEqual(new Set([200, 429]))
    split.advance(60_000)
  })
})

/** Asks, and breaks the line while the origin holds the answer back. */
async function hangUp(device: TestDevice, path: string): Promise<void> {
  const body = Buffer.alloc(0)
  const headers = { 'x-privacy-device': device.id, 'x-privacy-proof': device.proof({ method: 'GET', path, body, at: split.now() }) }
  await new Promise<void>((resolve) => {
    const request = https.get({ host: '127.0.0.1', port: north.port, rejectUnauthorized: false, agent: false, path, headers })
    request.once('error', () => resolve())
    setTimeout(() => request.destroy(), 400)
  })
  // The origin hears of it from its own end of the connection.
  await new Promise((resolve) => setTimeout(resolve, 400))
}
