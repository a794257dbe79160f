// What a build of the desk was not made to hold is dropped; a build that declares it has the same store fetch it, once, whatever dies in between.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { createDeclaredSet } from '../../src-main/sync/declared-later'
import { BUILT_INVENTORY, type Inventory } from '../../src-main/sync/undeclared'
import type { RequestId } from '../../src-shared/base/ids'
import type { DraftBody } from '../../src-shared/contract/draft'
import { directorySchema, requestSchema } from '../../src-shared/protocol/records'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { saveRequest } from '../../src-origin/cases/locked-request'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openCase, take } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { isPut, type Line } from '../fixtures/feed-page'
import { catchUp, goAway, openDesk, reopen, untilStatus, withStore, type TestDesk } from '../fixtures/test-desk'
import { answerOf, bodyOf, createTestNetwork, isFor, UNREACHABLE, type Fault, type Send, type TestNetwork } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

/** An older build: it knows nothing of holdings, and of no field beyond today's. */
const { holding: _unknownToIt, ...older } = BUILT_INVENTORY
/** Declares a colour for one of its two kinds: a plain mark that has one loses it at the door, though some schema has the name. */
const markSchema = z.discriminatedUnion('kind', [z.object({ kind: z.literal('coloured'), colour: z.string() }), z.object({ kind: z.literal('plain') })])
/** A newer one. It shows a person by the nickname, so that name, index and search must take it too. */
const newer: Inventory = {
  ...BUILT_INVENTORY,
  request: requestSchema.extend({ homeAddress: z.string().optional(), mark: markSchema.optional() }),
  directory: directorySchema.extend({ nickname: z.string() }).transform((row) => ({ ...row, name: row.nickname })),
}
const ADDRESS = '大连市中山区一号'
const DRAFT: DraftBody = { form: 'decide', outcome: 'granted', text: '写到一半的' }

let origin: TestOrigin
let requestId: RequestId
beforeAll(async () => {
  origin = await startOnlyOrigin()
  requestId = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
  const { body } = await db().selectFrom('requests').select('body').where('id', '=', requestId).executeTakeFirstOrThrow()
  await db().transaction().execute((tx) => saveRequest(tx, { ...body, ...{ homeAddress: ADDRESS, shoeSize: '43', mark: { kind: 'plain', colour: '红' } } }))
  await origin.running().feed.drain()
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
const isCopyOf = (request: Parameters<Fault>[0], kind: 'desk' | 'directory'): boolean => isFor(request, 'snapshot') && request.path.includes(encodeURIComponent(`${kind}:`))
const copies = ({ log }: TestNetwork): number => log.filter((line) => line.endsWith('/snapshot')).length

/** The origin's directory rows have a nickname, which its tables do not know. */
const withNicknames: Fault = async (request, send) => {
  const answer = await send(request)
  if (!isCopyOf(request, 'directory') || !answer.ok || answer.value.status !== 200) return answer
  const lines = (await bodyOf(answer.value)).toString('utf8').split('\n').filter((text) => text !== '').map((text) => JSON.parse(text) as Line)
  const body = lines.slice(0, -1).map((line) => (isPut(line, 'directory') ? { ...line, body: { ...line.body, nickname: `小${String(line.body['name'])}` } } : line)).map((line) => `${JSON.stringify(line)}\n`).join('')
  return answerOf(`${body}${JSON.stringify({ ...lines.at(-1), sha256: createHash('sha256').update(body).digest('hex') })}\n`)
}
function networkWith(fault: (request: Parameters<Fault>[0], send: Send) => ReturnType<Send>): TestNetwork {
  const network = createTestNetwork()
  network.disturb(fault)
  return network
}

async function listed(desk: TestDesk): Promise<readonly string[]> {
  return (await desk.get('sync.status', {})).undeclared.map(({ type, field, isFetchedAgain }) => `${type} ${field}${isFetchedAgain ? ' again' : ''}`)
}

describe('what is declared later', () => {
  let desk: TestDesk
  let version = 0

  it('is dropped by the older build, and listed with where it came', async () => {
    desk = await openDesk(origin, DEMO_STAFF.zhou, { inventory: older, network: networkWith(withNicknames) })
    const { undeclared } = await desk.get('sync.status', {})
    expect(undeclared.map(({ type, field }) => `${type} ${field}`)).toEqual(['directory nickname', 'holding *', 'request homeAddress', 'request mark', 'request shoeSize'])
    for (const one of undeclared) {
      expect(one.firstPosition).toMatch(one.type === 'directory' ? /^directory \d+$/ : /^case \d+$/)
      expect(one).toMatchObject({ lastPosition: one.firstPosition, isFetchedAgain: false })
    }
    version = (await openCase(desk, requestId)).version
    await desk.get('draft.save', { target: requestId, base: version, body: DRAFT })
    await goAway(desk)
    await take(desk, requestId)
    await desk.close()
    const held = await deskHolds(origin, desk)
    expect(JSON.stringify(held)).not.toContain(ADDRESS)
    expect(Object.keys(held.records).some((key) => key.startsWith('holding '))).toBe(false)
    expect(held.directory).toEqual((await originHolds(origin)).directory)
  })

  it('waits, marked, while the newer build cannot fetch it; nothing that was here is gone', async () => {
    desk = await reopen(origin, desk, { inventory: newer, network: networkWith(async (request, send) => (isFor(request, 'snapshot', 'push') ? UNREACHABLE : send(request))), until: 'unlocked' })
    await untilStatus(desk, 'offline', ({ connection }) => connection === 'offline')
    expect(await listed(desk)).toEqual(['directory nickname again', 'holding * again', 'request homeAddress again', 'request mark again', 'request shoeSize'])
    const { drafts, row } = await openCase(desk, requestId)
    expect([drafts.decide?.body.text, row.state, (await desk.get('sync.status', {})).toSend]).toEqual(['写到一半的', 'verifying', 1])
    await desk.kill()
  })

  it('comes scope by scope, and a scope that dies in the middle is taken on', async () => {
    desk = await reopen(origin, desk, {
      inventory: newer,
      network: networkWith(async (request, send) => {
        if (isFor(request, 'push')) return UNREACHABLE
        const answer = await withNicknames(request, send)
        if (!isCopyOf(request, 'directory') || !answer.ok) return answer
        const bytes = await bodyOf(answer.value)
        return answerOf(bytes.subarray(0, Math.floor(bytes.length / 2)), 200, 'breaks')
      }),
      until: 'unlocked',
    })
    await untilStatus(desk, 'the cases', ({ connection, undeclared }) => connection === 'offline' && !undeclared.some(({ type }) => type === 'holding'))
    expect(await listed(desk)).toEqual(['directory nickname again', 'request mark.colour', 'request shoeSize'])
    await desk.kill()
    const held = await deskHolds(origin, desk)
    expect(held.records).toEqual(await recordsWanted())
    // Of the version that was here before: no change at the origin brought it.
    expect(held.records[`request ${requestId}`]).toMatch(new RegExp(`^${String(version)} .*"homeAddress":"${ADDRESS}"`))
    expect(held.directory).toEqual((await originHolds(origin)).directory)
  })

  it('is here at last, its name is off the list, and what was typed and done meanwhile is as it was', async () => {
    desk = await reopen(origin, desk, { inventory: newer, network: networkWith(withNicknames) })
    await catchUp(origin, desk)
    expect(await listed(desk)).toEqual(['request mark.colour', 'request shoeSize'])
    expect((await originCase(origin, DEMO_DELETE_CASE)).state).toBe('verifying')
    expect((await openCase(desk, requestId)).drafts.decide?.body.text).toBe('写到一半的')
    expect(desk.internal).toEqual([])
    await desk.close()
    const held = await deskHolds(origin, desk)
    expect(held.records).toEqual(await recordsWanted())
    const names = await withStore(origin, desk, ({ reader }) => reader.selectFrom('people').select('name').execute())
    expect(names.length).toBe(Object.keys(held.directory).length)
    expect(names.filter(({ name }) => !name.startsWith('小'))).toEqual([])
  })

  // Nor for the colour: one kind of mark declares it, and the record that has it is of the other.
  it('is fetched once: the next start copies nothing', async () => {
    const network = networkWith(withNicknames)
    desk = await reopen(origin, desk, { inventory: newer, network })
    await catchUp(origin, desk)
    expect(copies(network)).toBe(0)
    const { rows } = await desk.get('search.people', { query: '小', limit: 5, offset: 0 })
    expect(rows).toHaveLength(5)
    expect(await listed(desk)).toEqual(['request mark.colour', 'request shoeSize'])
    await desk.close()
  })

  it('is fetched once more by a build that declares it for every kind', async () => {
    const newest: Inventory = { ...newer, request: requestSchema.extend({ homeAddress: z.string().optional(), mark: z.object({ kind: z.string(), colour: z.string() }).optional() }) }
    const network = networkWith(withNicknames)
    desk = await reopen(origin, desk, { inventory: newest, network })
    await catchUp(origin, desk)
    expect([copies(network) > 0, await listed(desk)]).toEqual([true, ['request shoeSize']])
    await desk.close()
    expect((await deskHolds(origin, desk)).records[`request ${requestId}`]).toContain('"colour":"红"')
  })
})

/** As the origin has them, but for what no build declares. */
async function recordsWanted(): Promise<Readonly<Record<string, string>>> {
  const { records } = await originHolds(origin)
  return { ...records, [`request ${requestId}`]: records[`request ${requestId}`]!.replace('"shoeSize":"43",', '').replace('"colour":"红",', '') }
}

test('a name is declared where a schema has it, at any depth, and nowhere else', () => {
  const declaredSet = createDeclaredSet(BUILT_INVENTORY, nodeCrypto)
  const declared = ['holding *', 'subject region', 'subject birthDay', 'subject identifiers', 'subject identifiers[].proof', 'request timeline[].text', 'request decision.ground', 'erasure executed[].rows', 'erasure plan.whatever[].it']
  const undeclared = ['face-print *', 'constructor *', 'subject homeAddress', 'subject constructor', 'subject name.first', 'subject identifiers.proof', 'subject identifiers[].imei', 'request timeline[].mood', 'request n???????', 'directory identifiers[][].x']
  const ask = (name: string): boolean => declaredSet.has(name.split(' ')[0]!, name.split(' ')[1]!)
  expect(declared.filter((name) => !ask(name))).toEqual([])
  expect(undeclared.filter(ask)).toEqual([])
})
