// Reports of a whole desk against plain queries of the origin: the same requests, the same figures; as a table and as a page; who may read them.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { toDay } from '../../src-shared/base/clock'
import type { ReportView } from '../../src-shared/contract/report'
import { DEMO_CONFLICT_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { parseCsv } from '../fixtures/csv'
import { grant, take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOfficerAndReviewer } from '../fixtures/desks-and-origin'
import { until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const PERIOD = { from: '2026-01-01', to: '2026-06-30' }
let origin: TestOrigin, officer: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ({ origin, officer, reviewer } = await startOfficerAndReviewer())
}, 120_000)
afterAll(removeDesksAndOrigin)

interface Counted {
  readonly name: string
  readonly count: number
}
/** Of the requests that the desks hold. */
async function counted(name: string, where: string): Promise<readonly Counted[]> {
  const { rows } = await sql<Counted>`select ${sql.raw(name)} as name, count(*)::int as count from requests
    where in_scope and coalesce((body->>'test')::boolean, false) = false and ${sql.raw(where)} group by 1 order by 1`.execute(origin.running().context.db)
  return rows
}
const SHANGHAI = (at: string): string => `to_char(to_timestamp((${at})::bigint / 1000.0) at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`
const within = (day: string): string => `${day} between '${PERIOD.from}' and '${PERIOD.to}'`
const sorted = (counts: readonly Counted[]): readonly Counted[] => counts.filter(({ count }) => count > 0).toSorted((a, b) => (a.name < b.name ? -1 : 1))

it('counts what the origin counts: received by right, ended by outcome, open, overdue, by ground and by whoever decided', async () => {
  const report = await reviewer.get('report.read', PERIOD)
  const decidedOn = SHANGHAI("body->'decision'->>'at'")
  const received = await counted("body->>'right'", within("body->>'receivedOn'"))
  expect(received.length).toBeGreaterThan(3)
  expect(sorted(report.rights.map(({ right, received: count }) => ({ name: right, count })))).toEqual(received)
  const outcomes = await counted("case body->'decision'->>'outcome' when 'already-done' then 'granted' when 'not-theirs' then 'refused' else body->'decision'->>'outcome' end", `body ? 'decision' and ${within(decidedOn)}`)
  expect(outcomes.length).toBeGreaterThan(1)
  const withdrawn = await counted("'withdrawn'", `not body ? 'decision' and body ? 'withdrawal' and ${within(SHANGHAI("body->'withdrawal'->>'at'"))}`)
  expect(sorted(Object.entries(report.total.ended).map(([name, count]) => ({ name, count })))).toEqual(sorted([...outcomes, ...withdrawn]))
  const open = "state not in ('granted','granted-in-part','refused','withdrawn')"
  const { team, views } = await reviewer.get('queue.counts', {}).then((counts) => ({ team: counts.views.team, views: counts.views }))
  expect([report.open, report.overdue]).toEqual([team, views.overdue])
  expect(report.open).toBe((await counted('1', open))[0]?.count)
  expect(report.total.late).toBe((await counted('1', `body ? 'decision' and ${within(decidedOn)} and ${decidedOn} > coalesce(body->>'targetOn', body->>'outerOn')`))[0]?.count ?? 0)
  expect(report.ageing.reduce((sum, { count }) => sum + count, 0)).toBe(report.open)
  expect(sorted(report.grounds.map(({ ground, count }) => ({ name: ground, count })))).toEqual(await counted("body->'decision'->>'ground'", `body->'decision' ? 'ground' and body->'decision'->>'outcome' in ('refused','not-theirs','granted-in-part') and ${within(decidedOn)}`))
  expect(sorted(report.staff.map(({ who, decided }) => ({ name: who.id, count: decided })))).toEqual(await counted("body->'decision'->>'staffId'", `body ? 'decision' and ${within(decidedOn)}`))
})

it('has a decision of a moment ago, and not the request that tries something out', async () => {
  const before = await reviewer.get('report.read', PERIOD)
  const requestId = (await originCase(origin, DEMO_CONFLICT_CASE)).id as RequestId
  await take(reviewer, requestId)
  await verify(reviewer, requestId)
  await grant(reviewer, requestId, '您好，已按您的请求更正。')
  const after = await until('the decision is counted', async () => {
    const now: ReportView = await reviewer.get('report.read', PERIOD)
    return now.total.ended.granted > before.total.ended.granted ? now : undefined
  })
  expect(after.total.ended.granted - before.total.ended.granted).toBe(1)
  const mine = (report: ReportView): number => report.staff.find(({ who }) => who.id === reviewer.staff.id)?.decided ?? 0
  expect(mine(after) - mine(before)).toBe(1)
})

it('counts what was revealed and handed out for the officer alone', async () => {
  const subjectId = (await originCase(origin, DEMO_CONFLICT_CASE)).subject_id as SubjectId
  await officer.get('reveal.field', { subjectId, field: { of: 'name' }, reason: 'tell-apart' })
  const report = await officer.get('report.read', { ...PERIOD, to: toDay(origin.now()) })
  expect(report.staff.find(({ who }) => who.id === officer.staff.id)?.use).toEqual({ revealed: 1, exported: 0 })
  expect((await reviewer.get('report.read', PERIOD)).staff.filter((line) => 'use' in line)).toEqual([])
})

it('is saved as a table of the same figures, with no name but that of staff', async () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const { fileName } = await reviewer.get('report.save', { period: PERIOD, form: 'csv', language })
    expect(fileName).toBe(`requests-${PERIOD.from}-${PERIOD.to}-${language}.csv`)
    const text = await readFile(path.join(reviewer.exportDir, fileName), 'utf8')
    const rows = parseCsv(text)
    const report = await reviewer.get('report.read', PERIOD)
    const [all, received] = language === 'en' ? ['All rights', 'Received'] : ['合计', '收到']
    expect(rows.find(([, line, figure]) => line === all && figure === received)?.[3]).toBe(String(report.total.received))
    expect(rows.every((row) => row.length === 4)).toBe(true)
    for (const word of [DEMO_PERSON.name, DEMO_PERSON.mobileTail]) expect(text).not.toContain(word)
  }
})

it.each([
  ['the last day before the first', { from: '2026-06-30', to: '2026-06-01' }],
  ['a day that is none', { from: '2026-02-30', to: '2026-06-01' }],
  ['more than ten years', { from: '2010-01-01', to: '2026-06-01' }],
])('refuses %s', async (_, period) => {
  expect(await reviewer.ask('report.read', period)).toEqual({ ok: false, error: { kind: 'bad-message' } })
})

it('leaves a line in the audit for each look and each file', async () => {
  await reviewer.close()
  const lines = await withStore(origin, reviewer, ({ reader }) => reader.selectFrom('audit').select('entry').where('entry', 'like', '%"report.save"%').execute())
  expect(lines).toHaveLength(2)
})
