// Two ways into the search box beside words about a person: the number of a case, and the empty box with whom one opened last.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SubjectId } from '../../src-shared/base/ids'
import { DEMO_ACCESS_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { openDesk, reopen, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDesk

beforeAll(async () => {
  origin = await startOnlyOrigin({ people: 120 })
  desk = await openDesk(origin, DEMO_STAFF.zhou)
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
const recent = async (at = desk): Promise<readonly SubjectId[]> => (await at.get('search.recent', {})).map(({ subjectId }) => subjectId)

test('a case is found by its number or the beginning of it, open or closed, the latest first and ten at most', async () => {
  const cases = await db().selectFrom('requests').select(['id', 'case_no', 'closed_at']).where('in_scope', '=', true).execute()
  const [exact, ...others] = await desk.get('search.cases', { caseNo: DEMO_ACCESS_CASE })
  expect(exact).toMatchObject({ caseNo: DEMO_ACCESS_CASE })
  expect(exact!.maskedName).not.toBe(DEMO_PERSON.name)
  expect(others).toEqual([])
  const begins = DEMO_ACCESS_CASE.slice(0, -2)
  const wanted = cases.map((row) => row.case_no).filter((caseNo) => caseNo.startsWith(begins)).toSorted().toReversed()
  expect(wanted.length).toBeGreaterThan(3)
  expect((await desk.get('search.cases', { caseNo: begins })).map((row) => row.caseNo)).toEqual(wanted.slice(0, 10))
  expect(cases.some((row) => row.closed_at !== null && wanted.slice(0, 10).includes(row.case_no)) || wanted.length > 10).toBe(true)
  const [, digits] = DEMO_ACCESS_CASE.split('-')
  expect(await desk.get('search.cases', { caseNo: `19-${digits!}` })).toEqual([])
})

test('whom one opened is listed masked, the last first and each once, over a lock, and is of nobody else', async () => {
  expect(await recent()).toEqual([])
  const people = (await db().selectFrom('subjects').select(['id', 'name']).orderBy('id').limit(10).execute()).map((row) => ({ ...row, id: row.id as SubjectId }))
  for (const { id } of [...people, people[3]!]) await desk.get('person.open', { subjectId: id })
  const wanted = [people[3]!, ...people.filter((_, at) => at !== 3).toReversed()].slice(0, 8).map(({ id }) => id)
  expect(await recent()).toEqual(wanted)
  expect(JSON.stringify(await desk.get('search.recent', {}))).not.toContain(people[3]!.name)
  await desk.close()
  desk = await reopen(origin, desk)
  expect(await recent()).toEqual(wanted)
  const other = await openDesk(origin, DEMO_STAFF.wu)
  expect(await recent(other)).toEqual([])
})
