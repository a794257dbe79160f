// What a desk tells the main process of more to do: an approval that waits, an act that came back; kinds and counts, to whom they concern, and nothing of a case.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '../../src-shared/base/assert'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_CONFLICT_PERSON, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { proposeErasure, take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, comeBackRefused, goAway, until, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ;({ origin, agent, reviewer } = await startTwoDesks({ noticeEveryMs: 50 }))
}, 120_000)
afterAll(removeDesksAndOrigin)

const noticesOf = (desk: TestDesk) => desk.told.flatMap((message) => (message.type === 'notice' ? [message] : []))
const kindsOf = (desk: TestDesk): readonly string[] => noticesOf(desk).map(({ kind }) => kind)

it('an approval that waits is told to whoever may give it', async () => {
  const before = (await reviewer.get('queue.counts', {})).views['to-approve']
  expect([noticesOf(agent), noticesOf(reviewer)]).toEqual([[], []])
  await proposeErasure(agent, (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId)
  await catchUp(origin, agent, reviewer)
  await until('the notice', async () => kindsOf(reviewer).includes('to-approve'))
  expect(noticesOf(reviewer)).toEqual([{ type: 'notice', kind: 'to-approve', count: before + 1 }])
  expect(kindsOf(agent)).not.toContain('to-approve')
})

it('an act that came back is told where it was made', async () => {
  const free = must((await agent.get('queue.ids', { view: 'unassigned' })).ids[0], 'a free request')
  await goAway(agent)
  await take(agent, free)
  await take(reviewer, free)
  await catchUp(origin, reviewer)
  await comeBackRefused(origin, agent)
  await until('the notice', async () => kindsOf(agent).includes('refused'))
  expect(kindsOf(reviewer)).not.toContain('refused')
})

it('a case that comes in late is told to everybody who works on cases', async () => {
  const { rows } = await agent.get('search.people', { query: DEMO_CONFLICT_PERSON.accountNo, limit: 1, offset: 0 })
  const before = (await agent.get('queue.counts', {})).clocks.overdue
  await agent.get('request.create', { subjectId: must(rows[0], 'the person').subjectId, right: 'copy', channel: 'phone', receivedOn: '2026-04-01', text: '四月初来电要求副本。' })
  expect((await agent.get('queue.counts', {})).clocks.overdue).toBe(before + 1)
  await until('the notice', async () => kindsOf(agent).includes('overdue'))
  expect(noticesOf(agent)).toContainEqual({ type: 'notice', kind: 'overdue', count: before + 1 })
})

it('none of them holds anything but a kind and a count', () => {
  const all = [...noticesOf(agent), ...noticesOf(reviewer)]
  expect(all.length).toBeGreaterThanOrEqual(2)
  for (const notice of all) expect(JSON.stringify(notice)).toMatch(/^\{"type":"notice","kind":"(?:overdue|due-today|at-risk|to-approve|refused)","count":\d{1,5}\}$/)
})
