// Acts: applied once however often they come, judged on the version that was seen, refused with the right word (docs/sync.md, sections 6 and 7).
import { toDay } from '../../../src-shared/base/clock'
import type { MutationId, RequestId } from '../../../src-shared/base/ids'
import { deskOf, makeCreate, makeItem, mustBeApplied, mustBeRejected, push, pushOne, requestOf, sendItems } from '../items'
import type { Line } from '../page'
import { listOf, must, mustBe, need, part } from '../verdict'
import { isSame, post, type Visit } from '../visit'
import { mustRefuse, type Check } from './check'
import { copyOf } from './feed'

const DAY = 86_400_000
const subjectOf = (visit: Visit): string => need(visit.found.subjectId, 'search.finds')
const pushedOf = (visit: Visit) => need(visit.found.pushed, 'push.applied')
const take = (visit: Visit, requestId: string, base: number, more: Line = {}): Line => makeItem(visit, 'request.take@1', { requestId }, { base, ...more })

async function created(visit: Visit): Promise<string> {
  const item = makeCreate(visit, subjectOf(visit))
  mustBeApplied(await pushOne(visit, deskOf(visit), item), 1)
  return requestOf(item)
}

/** Of a request of the suite: what the feed tells of it now. */
async function requestNow(visit: Visit, requestId: string, v: number) {
  const copy = copyOf(visit)
  await copy.until('the record at the version of the result', ({ held }) => (held.get(`request ${requestId}`)?.v ?? 0) >= v)
  await copy.follow()
  return need(copy.held.get(`request ${requestId}`), 'the request by the feed')
}

export const pushChecks: readonly Check[] = [
  {
    name: 'push.applied', section: 6, ground: 'of-its-area',
    run: async (visit) => {
      const create = makeCreate(visit, subjectOf(visit))
      const requestId = requestOf(create)
      const items = [create, take(visit, requestId, 1, { n: 1 })]
      const cursorBefore = copyOf(visit).cursor
      const results = await push(visit, deskOf(visit), items)
      mustBeApplied(results[0], 1, 'create')
      mustBeApplied(results[1], 2, 'take')
      visit.found.pushed = { items, cursorBefore }
      visit.found.requestId = requestId
      const { v, body } = await requestNow(visit, requestId, 2)
      mustBe('version in the feed', v, 2)
      must('the request is the agent’s', body['assigneeId'] === visit.found.agent?.staffId)
      must('the day by which it must be answered', typeof body['outerOn'] === 'string', 'none')
    },
  },
  {
    name: 'push.duplicate', section: 6,
    run: async (visit) => {
      const { items } = pushedOf(visit)
      const before = await requestNow(visit, requestOf(items[0] ?? {}), 2)
      for (const sent of [items, [...items].reverse()]) {
        for (const [at, result] of (await push(visit, deskOf(visit), sent)).entries()) {
          mustBe('result', part(result, 't'), 'duplicate')
          mustBe('stored result', part(result, 'stored', 't'), 'applied')
          mustBe('stored version', part(result, 'stored', 'v'), sent[at]?.['base'] === 0 ? 1 : 2)
        }
      }
      const after = await requestNow(visit, requestOf(items[0] ?? {}), 2)
      mustBe('version after sending again', after.v, before.v)
      mustBe('entries of the timeline after sending again', listOf(after.body['timeline']).length, listOf(before.body['timeline']).length)
    },
  },
  {
    name: 'push.at-once', section: 6,
    run: async (visit) => {
      const item = makeCreate(visit, subjectOf(visit))
      const results = await Promise.all(Array.from({ length: 4 }, () => pushOne(visit, deskOf(visit), item)))
      mustBe('applied of four at once', results.filter((result) => part(result, 't') === 'applied').length, 1)
      mustBe('duplicates of four at once', results.filter((result) => part(result, 't') === 'duplicate').length, 3)
    },
  },
  {
    name: 'push.mismatch', section: 6,
    run: async (visit) => {
      const [create = {}] = pushedOf(visit).items
      const other = { ...create, args: { ...(create['args'] as Line), text: '另一段话 other words' } }
      mustBeRejected(await pushOne(visit, deskOf(visit), other), 'idempotency_mismatch', 'never')
      const { body } = await requestNow(visit, requestOf(create), 2)
      must('the words that came first', body['text'] === part(create, 'args', 'text'), 'others')
    },
  },
  {
    name: 'push.conflict', section: 6,
    run: async (visit) => {
      const requestId = await created(visit)
      const result = await pushOne(visit, deskOf(visit), take(visit, requestId, 7))
      mustBeRejected(result, 'version_conflict', 'after_refresh')
      mustBe('version of current', part(result, 'rejection', 'current', 'v'), 1)
      mustBe('version after it', (await requestNow(visit, requestId, 1)).v, 1)
    },
  },
  {
    name: 'push.chain', section: 6,
    run: async (visit) => {
      const [one, other] = [await created(visit), await created(visit)]
      const results = await push(visit, deskOf(visit), [take(visit, one, 9), take(visit, one, 1, { n: 1 }), take(visit, other, 1)])
      mustBeRejected(results[0], 'version_conflict')
      mustBeRejected(results[1], 'dependency_failed', 'after_refresh')
      mustBeApplied(results[2], 2, 'item of another chain')
    },
  },
  {
    name: 'push.letter', section: 6,
    run: async (visit) => {
      const requestId = await created(visit)
      const name = { requestId, kind: 'acknowledgement', version: 1 }
      const id = `${requestId}:acknowledgement:1`
      const item = (op: string, args: Line): Line => makeItem(visit, op, args, { chain: `letter:${id}` })
      const letter = { ...name, first: 'zh-CN', text: '已受理 received', rulesPack: need(visit.found.rules, 'enrol.certificate').version }
      mustBeRejected(await pushOne(visit, deskOf(visit), item('letter.write@1', { ...letter, text: '请致电 13800138000' })), 'invalid', 'never')
      mustBeApplied(await pushOne(visit, deskOf(visit), item('letter.write@1', letter)), 1, 'letter')
      mustBeRejected(await pushOne(visit, deskOf(visit), item('letter.write@1', letter)), 'version_conflict', 'after_refresh')
      const deliver = (on: string): Line => item('letter.deliver@1', { ...name, deliveryId: visit.newId(), channel: 'post', on })
      mustBeRejected(await pushOne(visit, deskOf(visit), deliver('2099-01-01')), 'invalid', 'never')
      mustBeApplied(await pushOne(visit, deskOf(visit), deliver(toDay(visit.now()))), 2, 'delivery')
      const copy = copyOf(visit)
      await copy.until('the letter with its delivery', ({ held }) => (held.get(`letter ${id}`)?.v ?? 0) >= 2)
      mustBe('deliveries in the feed', listOf(copy.held.get(`letter ${id}`)?.body['deliveries']).length, 1)
    },
  },
  {
    name: 'push.precondition', section: 6,
    run: async (visit) => {
      const requestId = await created(visit)
      const decide = makeItem(visit, 'request.decide@1', { requestId, outcome: 'granted', text: '已答复', rulesPack: need(visit.found.rules, 'enrol.certificate').version }, { base: 1 })
      mustBeRejected(await pushOne(visit, deskOf(visit), decide), 'precondition', 'after_refresh')
    },
  },
  {
    name: 'push.correction', section: 6,
    run: async (visit) => {
      const subjectId = subjectOf(visit)
      const create = makeCreate(visit, subjectId, { right: 'correct', corrections: [{ field: 'region', value: 'conformance' }] })
      const requestId = requestOf(create)
      mustBeApplied((await push(visit, deskOf(visit), [create, take(visit, requestId, 1, { n: 1 })]))[1], 2, 'take')
      const copy = copyOf(visit)
      await copy.until('the person in full', ({ held }) => held.has(`subject ${subjectId}`))
      const identifierId = part(copy.held.get(`subject ${subjectId}`)?.body, 'identifiers', 0, 'id')
      mustBeApplied(await pushOne(visit, deskOf(visit), makeItem(visit, 'request.verify@1', { requestId, identifierId, method: 'one-time-code', evidence: '一致性检查' }, { base: 2 })), 3)
      const decide = (shown?: Line): Line =>
        makeItem(visit, 'request.decide@1', { requestId, outcome: 'granted', text: '已更正', rulesPack: need(visit.found.rules, 'enrol.certificate').version, ...(shown ? { shown: [shown] } : {}) }, { base: 3 })
      // Nothing shown; and no code can be sent to a region. The person is left as they are.
      for (const item of [decide(), decide({ field: 'region', kind: 'code-read-back' })]) {
        const result = await pushOne(visit, deskOf(visit), item)
        mustBeRejected(result, 'invalid', 'never')
        mustBe('the field', listOf(part(result, 'rejection', 'fields')).join(), 'shown')
      }
    },
  },
  {
    name: 'push.invalid', section: 6,
    run: async (visit) => {
      const secret = 'conformance-not-to-be-repeated'
      const good = makeCreate(visit, subjectOf(visit))
      const answer = await sendItems(visit, deskOf(visit), [makeCreate(visit, subjectOf(visit), { right: secret }), makeCreate(visit, subjectOf(visit), { receivedOn: '2026-02-30' }), good])
      const results = listOf(part(answer.json, 'results'))
      for (const [at, name] of [[0, 'right'], [1, 'receivedOn']] as const) {
        mustBeRejected(results[at], 'invalid', 'never')
        must(`the name of the field ${name}`, listOf(part(results[at], 'rejection', 'fields')).some((field) => String(field).endsWith(name)), 'not among the fields')
      }
      must('no value in the answer', !answer.text.includes(secret), 'what was sent')
      mustBeApplied(results[2], 1, 'good item beside them')
    },
  },
  {
    name: 'push.unknown-operation', section: 6,
    run: async (visit) => mustBeRejected(await pushOne(visit, deskOf(visit), { ...makeCreate(visit, subjectOf(visit)), op: 'request.create@99' }), 'schema_unsupported', 'after_upgrade'),
  },
  {
    name: 'push.too-old', section: 6,
    run: async (visit) => {
      const wall = visit.now() - 15 * DAY
      const item = { ...makeCreate(visit, subjectOf(visit)), madeAt: { wall, mono: 1, bootId: 'conformance', offset: 0, uncertain: false } }
      // Not remembered: a refusal of the same kind again and no duplicate.
      for (let times = 0; times < 2; times++) mustBeRejected(await pushOne(visit, deskOf(visit), item), 'offline_authority_expired', 'after_login')
    },
  },
  {
    name: 'push.not-found', section: 6,
    run: async (visit) => {
      mustBeRejected(await pushOne(visit, deskOf(visit), take(visit, visit.newId<RequestId>(), 1)), 'not_found', 'never')
      mustBeRejected(await pushOne(visit, deskOf(visit), makeCreate(visit, visit.newId())), 'not_found', 'never')
    },
  },
  {
    name: 'push.limits', section: 10,
    run: async (visit) => {
      const limit = (name: string) => Number(need(visit.found.limits, 'session.lease')[name])
      const tooMany = Array.from({ length: limit('pushItems') + 1 }, () => makeCreate(visit, subjectOf(visit)))
      mustRefuse(await sendItems(visit, deskOf(visit), tooMany), 400, 'bad_request')
      mustRefuse(await sendItems(visit, deskOf(visit), []), 400, 'bad_request')
      mustBe('status of a push above pushBytes', (await sendItems(visit, deskOf(visit), [makeCreate(visit, subjectOf(visit), { text: 'x'.repeat(limit('pushBytes')) })])).status, 413)
    },
  },
  {
    name: 'push.other-device', section: 6,
    run: async (visit) => {
      const who = deskOf(visit)
      mustRefuse(await visit.ask(post('/push', { deviceId: visit.newId(), items: [makeCreate(visit, subjectOf(visit))] }), who), 400, 'bad_request')
    },
  },
  {
    name: 'ack.results', section: 7,
    run: async (visit) => {
      const { items } = pushedOf(visit)
      const mids = items.map((item) => String(item['mid']))
      const { json } = await visit.ask(post('/ack', { results: [...mids, visit.newId<MutationId>()], receipts: [], commandsDone: [] }), deskOf(visit))
      must('the results that were acknowledged, and no other', isSame([...listOf(part(json, 'accepted'))].sort(), [...mids].sort()), 'others')
      for (const result of await push(visit, deskOf(visit), items)) mustBe('result after the acknowledgement', part(result, 't'), 'duplicate')
    },
  },
]
