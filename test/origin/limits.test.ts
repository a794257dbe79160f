// What keeps one origin usable by a fleet: a ceiling of lines that wait, a bucket a device, and no desk that is forgotten by either.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { saveRequest } from '../../src-origin/cases/locked-request'
import { grantScope } from '../../src-origin/devices/grants'
import { createBudgets } from '../../src-origin/http/budgets'
import { Refusal } from '../../src-origin/http/refusal'
import { POLL_AGAIN_S } from '../../src-origin/http/waiting-polls'
import { API, enrolDevice, type Answer } from '../fixtures/origin-http'
import { readChangesPage, replicate, type Replica } from '../fixtures/origin-pages'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const DESKS = 20
const CEILING = 12
const WAIT_MS = 20_000
let origin: TestOrigin
beforeAll(async () => {
  origin = await startTestOrigin({ people: 40, waitingPolls: CEILING })
})
afterAll(() => origin?.remove())

/** Enrolments at once are limited too: as long as the limiter wants between two tests. */
beforeEach(() => origin.advance(3 * 60_000))

const poll = (replica: Replica): Promise<Answer> => replica.device.call({ path: `${API}/changes?cursor=${replica.cursor}&wait=${String(WAIT_MS)}` })
/** Ids of the requests that a page tells. */
const requestsIn = (answer: Answer): readonly string[] => readChangesPage(answer).lines.flatMap((line) => (line.t === 'put' && line.type === 'request' ? [line.id] : []))

async function changeACase(): Promise<string> {
  const { db } = origin.running().context
  const { body } = await db.selectFrom('requests').select('body').where('in_scope', '=', true).orderBy('id').limit(1).executeTakeFirstOrThrow()
  await db.transaction().execute((tx) => saveRequest(tx, { ...body, text: `${body.text}。` }))
  return body.id
}

test('twenty desks at a ceiling of twelve lines: twelve wait, eight are told when to ask again, and a change reaches each of them once', async () => {
  const replicas: Replica[] = []
  for (let desk = 0; desk < DESKS; desk++) replicas.push(await replicate(await enrolDevice(origin, { scopes: ['desk:dalian'] }), ['desk:dalian']))
  const answers: { readonly replica: Replica; readonly answer: Answer }[] = []
  const asked = replicas.map(async (replica) => {
    const answer = await poll(replica)
    answers.push({ replica, answer })
    return answer
  })
  // Those that find no room are answered at once, with an empty page; the others are held.
  while (answers.length < DESKS - CEILING) await new Promise((resolve) => setTimeout(resolve, 20))
  const sentAway = [...answers]
  for (const { answer } of sentAway) {
    expect(answer.headers['retry-after']).toBe(String(POLL_AGAIN_S))
    expect(readChangesPage(answer)).toMatchObject({ lines: [], end: { more: false } })
  }
  expect(sentAway).toHaveLength(DESKS - CEILING)

  const id = await changeACase()
  await Promise.all(asked)
  const held = answers.slice(sentAway.length)
  expect(held).toHaveLength(CEILING)
  for (const { answer } of held) {
    expect(answer.headers['retry-after']).toBeUndefined()
    expect(requestsIn(answer)).toEqual([id])
  }
  // Who asks again gets it at once, and by the cursor of that page never again.
  for (const { replica } of sentAway) {
    const page = await replica.changes({ wait: WAIT_MS })
    expect(page.lines).toMatchObject([{ t: 'put', type: 'request', id }])
    expect(await replica.follow()).toEqual([])
  }
}, 60_000)

test('a device holds one line: its newer poll ends the older one', async () => {
  const replica = await replicate(await enrolDevice(origin, { scopes: ['desk:dalian'] }), ['desk:dalian'])
  let ended = ''
  const first = poll(replica).then(() => (ended += 'first '))
  await new Promise((resolve) => setTimeout(resolve, 300))
  const second = poll(replica).then((answer) => {
    ended += 'second'
    return answer
  })
  await first
  const id = await changeACase()
  expect(requestsIn(await second)).toEqual([id])
  expect(ended).toBe('first second')
})

test('a device that asks without end is told to wait, for what it asks too much of alone, and nobody else is', () => {
  const budgets = createBudgets()
  const spend = (budget: 'pull' | 'push', device: string, now: number): number => {
    try {
      budgets.spend(budget, device, now)
      return 0
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'too_many') throw error
      return error.retryAfterS ?? Number.NaN
    }
  }
  for (let asked = 0; asked < 1_200; asked++) expect(spend('pull', 'one', 0)).toBe(0)
  expect(spend('pull', 'one', 0)).toBe(1)
  expect(spend('push', 'one', 0)).toBe(0)
  expect(spend('pull', 'other', 0)).toBe(0)
  expect(spend('pull', 'one', 1_000)).toBe(0)
})

test('a change wakes those who hold its scope; a grant wakes its device; neither wakes anybody else', async () => {
  const [holder, other] = [await replicate(await enrolDevice(origin, { scopes: ['desk:dalian'] }), ['desk:dalian']), await replicate(await enrolDevice(origin, { scopes: ['directory:all'] }), ['directory:all'])]
  const { feed, context } = origin.running()
  const woken: string[] = []
  const ended = new AbortController()
  const wait = (name: string, scopes: readonly string[] | undefined): Promise<void> =>
    feed.waitForChange(60_000, ended.signal, () => scopes).then(() => {
      if (!ended.signal.aborted) woken.push(name)
    })
  // The first look of a process only learns where the feed stands.
  await changeACase()
  await feed.waitForChange(5_000, ended.signal)
  const waiting = [wait('case', ['desk:dalian']), wait('directory', ['directory:all']), wait('device', [`device:${other.device.id}`]), wait('any', undefined)]
  await changeACase()
  await Promise.all([waiting[0], waiting[3]])
  expect([...woken].sort()).toEqual(['any', 'case'])
  const polled = poll(other)
  await grantScope(context, other.device.id, 'desk:dalian')
  await waiting[2]
  expect(readChangesPage(await polled).lines).toEqual([{ t: 'scope+', scope: 'desk:dalian' }])
  expect(woken).not.toContain('directory')
  ended.abort()
  await Promise.all(waiting)
  expect(holder.held.size).toBeGreaterThan(0)
})
