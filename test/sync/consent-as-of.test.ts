// What a caller had agreed to on any day, asked of a real desk: the answer fits the origin's rows, and every question is on record.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SubjectId } from '../../src-shared/base/ids'
import { DEMO_MINOR, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { openDesk, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDesk
let subjectId: SubjectId

beforeAll(async () => {
  origin = await startOnlyOrigin()
  desk = await openDesk(origin, DEMO_STAFF.zhou)
  await untilSynced(desk)
  subjectId = await subjectOf(DEMO_PERSON.accountNo)
})
afterAll(removeDesksAndOrigin)

const subjectOf = async (accountNo: string) => (await origin.running().context.db.selectFrom('subjects').select('id').where('account_no', '=', accountNo).executeTakeFirstOrThrow()).id as SubjectId
const asOf = (day: string) => desk.get('consent.asOf', { subjectId, day })
const purposeOn = async (day: string, purpose: string) => (await asOf(day)).purposes.find((one) => one.purpose === purpose)

describe('the answer', () => {
  it('is another one on the days between the acts, with the clause that governed and why', async () => {
    const before = await asOf('2021-08-16')
    expect(before.purposes.map(({ state }) => state)).toEqual(['never-agreed', 'never-agreed', 'never-agreed', 'never-agreed'])
    expect(before.events.until).toBe(0)
    expect(await purposeOn('2021-09-01', 'account')).toMatchObject({
      state: 'in-force', by: 'registered', clause: { version: '1.0', number: '2.1', prevails: false },
      governing: [{ why: 'product-without-policy', binding: 'bound', boundBy: 'registered', products: ['trade-search', 'company-profile'] }],
    })
    // Separate consent to the product's own policy: its clause prevails for that product alone.
    expect(await purposeOn('2023-12-01', 'pages-and-search')).toMatchObject({
      state: 'in-force', clause: { product: 'trade-search', version: '1.0', number: '2', prevails: true },
      governing: [{ why: 'product-over-general', products: ['trade-search'] }, { why: 'product-without-policy', products: ['company-profile'] }],
    })
  })

  it('says what a withdrawal stopped and what goes on, and that one who went on using the service did not bring it back', async () => {
    const withdrawn = await purposeOn('2025-03-03', 'pages-and-search')
    expect(withdrawn).toMatchObject({ state: 'withdrawn', by: 'withdrawal', stopped: { categories: ['browsing', 'search-query', 'country-interest'], goesOn: [] } })
    expect((await purposeOn('2025-03-02', 'pages-and-search'))?.state).toBe('in-force')
    expect((await purposeOn('2026-06-14', 'compatibility'))?.stopped?.categories).toEqual(['page-performance'])
  })

  it('points at what is wrong with the history, and whom the version of that day did not bind', async () => {
    const { findings, ask, logs } = await asOf('2026-06-14')
    const kinds = findings.map(({ finding }) => finding.kind)
    // The general policy 2.0 has a purpose that 1.0 had not: going on using the service was no explicit consent.
    expect(kinds).toContain('not-explicit')
    expect(findings.find(({ finding }) => finding.kind === 'not-explicit')).toMatchObject({ finding: { weight: 'breach', purposes: ['pages-and-search'] }, event: { kind: 'continued-use', policy: { version: '2.0' } } })
    expect(kinds).toContain('purpose-not-in-version')
    expect(ask).toContainEqual({ version: '2.0', need: 'explicit-consent', purposes: ['pages-and-search'] })
    expect(['all', 'part', 'none']).toContain(logs)
  })

  it('finds uses in the service log once it is here, and says that it looked', async () => {
    await expect.poll(async () => (await asOf('2026-06-14')).logs, { timeout: 30_000 }).toBe('all')
    const { findings } = await asOf('2026-06-14')
    const uses = findings.filter(({ finding }) => finding.kind === 'use-after-withdrawal' || finding.kind === 'use-without-agreement')
    expect(uses.length).toBeGreaterThan(0)
    for (const { finding } of uses) expect(finding).toMatchObject({ count: expect.any(Number) as number, weight: expect.stringMatching(/^(breach|note)$/) as string })
  })

  it('holds no value of the person, and none is given for a day to come or for somebody who is not here', async () => {
    const text = JSON.stringify(await asOf('2026-06-14'))
    for (const value of [DEMO_PERSON.name, DEMO_PERSON.accountNo, DEMO_PERSON.mobile, DEMO_PERSON.email]) expect(text).not.toContain(value)
    expect(await desk.ask('consent.asOf', { subjectId, day: '2026-06-16' })).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
    expect(await desk.ask('consent.asOf', { subjectId: '01900000-0000-7000-8000-000000000000' as SubjectId, day: '2026-06-14' })).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    expect((await desk.get('consent.asOf', { subjectId: await subjectOf(DEMO_MINOR.accountNo), day: '2026-06-14' })).maskedName).not.toContain(DEMO_MINOR.name)
  })
})

it('every question and every printing is on record, with its day beside the person', async () => {
  await asOf('2024-02-29')
  const printed = await desk.get('consent.print', { subjectId, day: '2024-02-29' })
  expect(printed).toMatchObject({ by: { name: DEMO_STAFF.zhou.name }, answer: { asOf: '2024-02-29' } })
  await desk.close()
  const rows = await withStore(origin, desk, ({ reader }) =>
    reader.selectFrom('audit').innerJoin('audit_details', 'audit_details.seq', 'audit.seq').select(['entry', 'detail', 'audit_details.subject_id']).where('detail', 'like', '%2024-02-29%').orderBy('audit.seq').execute(),
  )
  expect(rows.map((row) => (JSON.parse(row.entry) as { type: string }).type)).toEqual(['consent.as-of', 'consent.print'])
  expect(rows.every((row) => row.subject_id === subjectId)).toBe(true)
})
