// The record of a workstation as its screens list it: one's own lines, everybody's for the officer, by kind, page after page, and of one person.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SubjectId } from '../../src-shared/base/ids'
import type { AuditLine } from '../../src-shared/contract/audit-lines'
import type { AuditKind } from '../../src-shared/domain/audit-kinds'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { openDesk, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const { zhou, zheng } = DEMO_STAFF
const SEARCHES = 230

let origin: TestOrigin
let desk: TestDesk
let person: SubjectId

beforeAll(async () => {
  origin = await startOnlyOrigin({ people: 60 })
  desk = await openDesk(origin, zhou)
  const { id } = await origin.running().context.db.selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()
  person = id as SubjectId
})
afterAll(removeDesksAndOrigin)

async function all(kind?: AuditKind, who?: string): Promise<readonly AuditLine[]> {
  const lines: AuditLine[] = []
  for (let before: number | undefined, first = true; first || before !== undefined; first = false) {
    const page = await desk.get('audit.list', { kind, who, before })
    lines.push(...page.lines)
    before = page.before
  }
  return lines
}
const typesOf = (lines: readonly AuditLine[]): ReadonlySet<string> => new Set(lines.map(({ type }) => type))

test('lists one\'s own lines, the latest first, each once over all pages, with the person masked and nothing that was typed', async () => {
  await desk.get('person.open', { subjectId: person })
  for (let n = 0; n < SEARCHES; n++) await desk.get('search.people', { query: DEMO_PERSON.name, limit: 50, offset: 50 })
  const first = await desk.get('audit.list', {})
  expect(first.whose).toBe('mine')
  expect(first.lines).toHaveLength(100)
  const lines = await all()
  expect(lines.map(({ seq }) => seq)).toEqual([...new Set(lines.map(({ seq }) => seq))].toSorted((a, b) => b - a))
  expect(lines.every(({ who }) => who?.id === zhou.id)).toBe(true)
  expect(lines.filter(({ type }) => type === 'search.people')).toHaveLength(SEARCHES)
  const opened = lines.find(({ type }) => type === 'person.open')
  expect(opened?.about?.subjectId).toBe(person)
  expect(JSON.stringify(lines)).not.toContain(DEMO_PERSON.name)
  expect(JSON.stringify(lines)).not.toContain(DEMO_PERSON.accountNo)
})

test('by kind: each line is of exactly one, and the sum is all of them', async () => {
  const kinds = { look: await all('look'), file: await all('file'), act: await all('act'), desk: await all('desk') }
  expect(typesOf(kinds.look)).toEqual(new Set(['search.people', 'person.open', 'audit.list']))
  expect(typesOf(kinds.desk).has('session.unlock')).toBe(true)
  expect(Object.values(kinds).every((lines) => lines.every(({ kind, type }) => kinds[kind].some((one) => one.type === type)))).toBe(true)
  const sum = Object.values(kinds).flat().filter(({ type }) => type !== 'audit.list').length
  expect(sum).toBe((await all()).filter(({ type }) => type !== 'audit.list').length)
})

test('the officer at the same workstation reads everybody\'s and what the desk did by itself; the agent goes on reading their own', async () => {
  await desk.get('workstation.letIn', { login: zheng.login, theirPassphrase: zheng.passphrase, passphrase: zhou.passphrase })
  await desk.close()
  desk = await openDesk(origin, zheng, { profileDir: desk.profileDir, exportDir: desk.exportDir })
  const lines = await all()
  expect(new Set(lines.map(({ who }) => who?.id))).toEqual(new Set([zhou.id, zheng.id, undefined]))
  expect(new Set((await all(undefined, zhou.id)).map(({ who }) => who?.id))).toEqual(new Set([zhou.id]))
  const ofPerson = await desk.get('audit.ofPerson', { subjectId: person })
  expect(ofPerson).toMatchObject({ whose: 'all', lines: [{ type: 'person.open', who: { id: zhou.id } }] })
  await desk.get('person.open', { subjectId: person })
  expect((await desk.get('audit.ofPerson', { subjectId: person })).lines.map(({ who }) => who?.id)).toEqual([zheng.id, zhou.id])
  await desk.close()
  desk = await openDesk(origin, zhou, { profileDir: desk.profileDir, exportDir: desk.exportDir })
  expect(new Set((await all()).map(({ who }) => who?.id))).toEqual(new Set([zhou.id]))
  expect(await desk.get('audit.ofPerson', { subjectId: person })).toMatchObject({ whose: 'mine', lines: [{ who: { id: zhou.id } }] })
})
