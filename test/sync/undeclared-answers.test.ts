// Promise P3 for what is no record of the feed: surplus fields of log rows and of search answers are dropped, and listed by name, count and position.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clearMeta } from '../../src-main/vault/repositories/meta'
import { countUndeclared, listUndeclared } from '../../src-main/vault/repositories/undeclared'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import type { Line } from '../fixtures/feed-page'
import { catchUp, openDesk, reopen, until, withStore, type TestDesk } from '../fixtures/test-desk'
import { answerOf, bodyOf, createTestNetwork, isFor, type Fault, type TestNetwork } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

const SECRET = '862845037722187'
let origin: TestOrigin
let desk: TestDesk
beforeAll(async () => {
  origin = await startOnlyOrigin({ people: 60 })
})
afterAll(removeDesksAndOrigin)

const isForRows = (path: string): boolean => /\/people\/[^/]+\/rows/.test(path)

/** Every row has a device number and every second one a place; an answer to a search has a hint, and a birthday in each result. */
const talkative: Fault = async (request, send) => {
  const answer = await send(request)
  if (!answer.ok || answer.value.status !== 200 || !(isFor(request, 'search') || isForRows(request.path))) return answer
  const text = (await bodyOf(answer.value)).toString('utf8')
  if (isFor(request, 'search')) {
    const { results, ...rest } = JSON.parse(text) as { results: object[] }
    return answerOf(JSON.stringify({ ...rest, hint: SECRET, results: results.map((one) => ({ ...one, birthday: SECRET })) }))
  }
  const lines = text.split('\n').filter((one) => one !== '').map((one) => JSON.parse(one) as Line)
  const body = lines.slice(0, -1).map((line) => `${JSON.stringify({ ...line, imei: SECRET, ...(Number(line['n']) % 2 === 0 ? { place: SECRET } : {}) })}\n`).join('')
  return answerOf(`${body}${JSON.stringify({ ...lines.at(-1), sha256: createHash('sha256').update(body).digest('hex') })}\n`)
}
function talkativeNetwork(): TestNetwork {
  const network = createTestNetwork()
  network.disturb(talkative)
  return network
}
const listed = async () => (await desk.get('sync.status', {})).undeclared.map(({ lastSeenAt: _at, ...rest }) => rest)
const rows = () => withStore(origin, desk, ({ reader }) => reader.selectFrom('log_rows').selectAll().orderBy('subject_id').orderBy('n').execute())

it('rows of the log: row by row, with the numbers of the rows', async () => {
  desk = await openDesk(origin, DEMO_STAFF.zhou, { scopes: ['desk:dalian'], network: talkativeNetwork() })
  const names = await until('the rows', async () => {
    await desk.get('sync.now', {})
    const found = (await listed()).filter(({ type }) => type === 'log-row')
    return found.length > 0 && found
  })
  expect(names.map(({ field }) => field)).toEqual(['imei', 'place'])
  for (const one of names) expect([one.firstPosition, one.isFetchedAgain]).toEqual([expect.stringMatching(/^rows \d+-\d+$/), false])
  await catchUp(origin, desk)
  await desk.close()
  // Counted in the transaction that stores the rows: however many sets have come by now, one goes with the other.
  const stored = await rows()
  const counted = await withStore(origin, desk, ({ reader }) => listUndeclared(reader))
  expect(Object.fromEntries(counted.map(({ field, count }) => [field, count]))).toEqual({ imei: stored.length, place: stored.filter(({ n }) => n % 2 === 0).length })
  expect(JSON.stringify(stored)).not.toContain(SECRET)
})

it('an answer to a search: name by name, without a position, since it stands nowhere in the feed', async () => {
  desk = await reopen(origin, desk, { network: talkativeNetwork() })
  const { account_no: accountNo } = await origin.running().context.db.selectFrom('subjects').select('account_no').where((eb) => eb.not(eb.exists(eb.selectFrom('requests').select('requests.id').whereRef('requests.subject_id', '=', 'subjects.id')))).limit(1).executeTakeFirstOrThrow()
  expect((await desk.get('search.online', { query: accountNo })).rows).toHaveLength(1)
  await desk.get('search.online', { query: accountNo })
  expect((await listed()).filter(({ type }) => type === 'search-answer')).toEqual([
    { type: 'search-answer', field: 'hint', count: 2, isFetchedAgain: false }, { type: 'search-answer', field: 'results[].birthday', count: 2, isFetchedAgain: false },
  ])
  expect(desk.internal).toEqual([])
  await desk.close()
})

it('what a later build declares is fetched again with its row set, and its name leaves the list', async () => {
  const before = await rows()
  expect(before.length).toBeGreaterThan(0)
  // As a build left it that knew no address and no account number.
  await withStore(origin, desk, ({ transaction }) =>
    transaction(async (tx) => {
      await clearMeta(tx, ['declaredSet'])
      await countUndeclared(tx, [{ type: 'log-row', field: 'ip', count: 3 }, { type: 'search-answer', field: 'results[].accountNo', count: 1 }], undefined, origin.now())
      await tx.updateTable('log_rows').set({ ip: '' }).execute()
    }),
  )
  desk = await reopen(origin, desk)
  await catchUp(origin, desk)
  const left = await until('the list', async () => {
    const names = (await listed()).map(({ type, field }) => `${type} ${field}`)
    return !names.includes('log-row ip') && names
  })
  expect(left).toEqual(['log-row imei', 'log-row place', 'search-answer hint', 'search-answer results[].birthday'])
  await until('a set', async () => {
    await desk.get('sync.now', {})
    // The second is asked for once the first is stored.
    return desk.network.log.filter((line) => isForRows(line)).length > 1
  })
  await catchUp(origin, desk)
  await desk.close()
  const after = await rows()
  expect(after.length).toBeGreaterThan(0)
  expect(after.filter(({ ip }) => ip === '')).toEqual([])
})
