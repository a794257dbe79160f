// Items of POST /push as a desk makes them, and their results.
import type { MutationId, RequestId } from '../../src-shared/base/ids'
import { toDay } from '../../src-shared/base/clock'
import type { Who } from './held'
import type { Line } from './page'
import { listOf, must, mustBe, need, part } from './verdict'
import { post, type Visit } from './visit'
import type { Answer } from './wire'

export function makeItem(visit: Visit, op: string, args: Line, more: Line = {}): Line {
  const now = visit.now()
  return {
    mid: visit.newId<MutationId>(), chain: `request:${String(args['requestId'] ?? args['erasureId'])}`, n: 0, op, base: 0, args, seenAt: now,
    madeAt: { wall: now, mono: 1, bootId: 'conformance', offset: 0, uncertain: false }, ...more,
  }
}

export function makeCreate(visit: Visit, subjectId: string, args: Line = {}): Line {
  const requestId = visit.newId<RequestId>()
  return makeItem(visit, 'request.create@1', { requestId, subjectId, right: 'access', channel: 'phone', receivedOn: toDay(visit.now()), text: '一致性检查 conformance', ...args })
}

export const requestOf = (item: Line): string => String(part(item, 'args', 'requestId'))

/** The person at the suite's first device who is told, by default the agent. */
export function deskOf(visit: Visit, role: 'agent' | 'reviewer' = 'agent'): Who {
  return { device: need(visit.found.first, 'enrol.certificate').device, token: need(visit.found[role], 'signin.roles').token }
}

export function sendItems(visit: Visit, who: Who, items: readonly Line[]): Promise<Answer> {
  return visit.ask(post('/push', { deviceId: who.device.id, items }), who)
}

/** One result for each item, in its order. */
export async function push(visit: Visit, who: Who, items: readonly Line[]): Promise<readonly unknown[]> {
  const answer = await sendItems(visit, who, items)
  mustBe('status', answer.status, 200)
  const results = listOf(part(answer.json, 'results'))
  mustBe('number of results', results.length, items.length)
  must('the mids of the results in the order of the items', items.every((item, at) => item['mid'] === part(results[at], 'mid')))
  return results
}

export async function pushOne(visit: Visit, who: Who, item: Line): Promise<unknown> {
  return (await push(visit, who, [item]))[0]
}

export function mustBeApplied(result: unknown, v: number, what = 'result'): void {
  mustBe(what, part(result, 't') === 'rejected' ? part(result, 'rejection', 'code') : part(result, 't'), 'applied')
  mustBe(`version of the ${what}`, part(result, 'v'), v)
}

export function mustBeRejected(result: unknown, code: string, retry?: string): void {
  mustBe('result', part(result, 't'), 'rejected')
  mustBe('code', part(result, 'rejection', 'code'), code)
  if (retry !== undefined) mustBe('retry', part(result, 'rejection', 'retry'), retry)
}
