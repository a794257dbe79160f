// Whoever was erased does not come back with the company's next export: by the company's random id where there is one, and never without a word.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enrolDevice, signIn } from '../fixtures/origin-http'
import { createItem, makeItem, proposalOf, push, proposeErasure, pushOne, sayResult } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { ACCOUNT_COLUMNS, accountCells, companyFiles, csv, importInto, makeFolder, MAPPING, readResult, sayCounts, type ImportFolder } from '../fixtures/import-folder'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const EXTERNAL = ['6d1c8a10-5b7d-4e21-9c3a-0d9e8f7a6b01', '6d1c8a10-5b7d-4e21-9c3a-0d9e8f7a6b02', '6d1c8a10-5b7d-4e21-9c3a-0d9e8f7a6b03']
const WITH_IDS = { ...MAPPING, accounts: { ...MAPPING.accounts, fields: { ...MAPPING.accounts.fields, externalId: 'uid' } } }
const noOf = (n: number): string => accountCells(n)[0] ?? ''

let origin: TestOrigin
let folder: ImportFolder

beforeAll(async () => {
  origin = await startTestOrigin({ people: 12 })
  folder = await makeFolder(companyFiles(3))
  await folder.write('accounts.csv', csv([[...ACCOUNT_COLUMNS, 'uid'], ...[1, 2, 3].map((n) => [...accountCells(n), EXTERNAL[n - 1] ?? ''])]))
  await importInto(origin, folder.dir, WITH_IDS)
})
afterAll(async () => {
  await origin?.remove()
  await folder?.remove()
})

const db = () => origin.running().context.db

async function erase(accountNo: string): Promise<string> {
  const desk = await enrolDevice(origin)
  const zhou = await signIn(desk, 'zhou')
  const { id } = await db().selectFrom('subjects').select('id').where('account_no', '=', accountNo).executeTakeFirstOrThrow()
  const item = createItem(origin, id, { right: 'delete' })
  expect(await pushOne(desk, zhou, item)).toBe('applied 1')
  const { approval } = await proposeErasure(origin, desk, zhou, String(item.args['requestId']))
  expect(await pushOne(desk, await signIn(desk, 'zheng', 'fresh'), approval())).toMatch(/^applied/)
  return id
}

describe('an erased person', () => {
  test('leaves no key behind, is refused by the random id for ever, and so is all that belongs to them', async () => {
    const id = await erase(noOf(2))
    await expect.poll(async () => (await db().selectFrom('erasure_jobs').select('erasure_id').execute()).length).toBe(0)
    expect(await findText(origin, EXTERNAL[1]!)).toEqual([])
    expect(await db().selectFrom('consents').select('id').where('source_key', '=', 'c2').execute()).toEqual([])
    expect(await db().selectFrom('service_logs').select('n').where('subject_id', '=', id).execute()).toEqual([])
    expect((await db().selectFrom('erased_ids').select('kind').execute()).map(({ kind }) => kind).sort()).toEqual(['external', 'subject'])
    // Nothing has to be said about new people: everybody erased would be known again.
    const report = await importInto(origin, folder.dir, WITH_IDS, { newPeople: 'ask' })
    expect(sayCounts(report)).toEqual(['0 0 1 0', '0 0 2 1', '0 0 2 1', '0 0 2 1', '0 0 2 1', '0 0 6 3'])
    const refused = (await readResult(report)).filter(({ outcome }) => outcome === 'refused')
    expect(refused[0]).toEqual({ kind: 'accounts', file: 'accounts.csv', line: 3, outcome: 'refused', code: 'erased', fields: ['externalId'] })
    expect(await findText(origin, noOf(2))).toEqual([])
    // Also under another account number, and also for an account that is known.
    await folder.write('accounts.csv', csv([[...ACCOUNT_COLUMNS, 'uid'], [...accountCells(77), EXTERNAL[1]!], [...accountCells(1), EXTERNAL[1]!]]))
    expect((await importInto(origin, folder.dir, { ...WITH_IDS, identifiers: undefined, consents: undefined, 'log-rows': undefined })).sources[1]).toMatchObject({ created: 0, codes: { erased: 2 } })
  })

  test('whom an import could not know again makes it ask what new accounts are', async () => {
    await folder.write('accounts.csv', csv([ACCOUNT_COLUMNS, accountCells(1), accountCells(2)]))
    const only = { ...MAPPING, identifiers: undefined, consents: undefined, 'log-rows': undefined }
    await expect(importInto(origin, folder.dir, only, { newPeople: 'ask' })).rejects.toMatchObject({ kind: 'say-about-new', params: { people: 1 } })
    const report = await importInto(origin, folder.dir, only, { newPeople: 'refuse' })
    expect(report.sources[1]).toMatchObject({ created: 0, refused: 1, codes: { 'new-account': 1 } })
  })

  test('is refused by the account number while the erasure is carried out', async () => {
    const { id } = await db().selectFrom('erasures').select('id').executeTakeFirstOrThrow()
    await db().insertInto('erasure_jobs').values({ erasure_id: id, subject_id: id, account_no: noOf(2), started_at: 1, executed: '[]' }).execute()
    const report = await importInto(origin, folder.dir, { ...MAPPING, consents: undefined, 'log-rows': undefined })
    await db().deleteFrom('erasure_jobs').where('erasure_id', '=', id).execute()
    expect(report.sources.slice(1).map(({ codes }) => codes)).toEqual([{ 'erasure-running': 1 }, { 'erasure-running': 1 }, { 'erasure-running': 1 }])
  })
})

describe('a proposal', () => {
  test('whose person an import has changed meanwhile is stale, as after any other change', async () => {
    const desk = await enrolDevice(origin)
    const zhou = await signIn(desk, 'zhou')
    const { id } = await db().selectFrom('subjects').select('id').where('account_no', '=', noOf(3)).executeTakeFirstOrThrow()
    const item = createItem(origin, id, { right: 'delete' })
    await pushOne(desk, zhou, item)
    const { approval } = await proposeErasure(origin, desk, zhou, String(item.args['requestId']))
    await folder.write('accounts.csv', csv([ACCOUNT_COLUMNS, accountCells(3, { 1: '另名' })]))
    await importInto(origin, folder.dir, { ...MAPPING, consents: undefined, 'log-rows': undefined })
    expect(await pushOne(desk, await signIn(desk, 'zheng', 'fresh'), approval())).toBe('rejected precondition')
    // And a plan of what is held now is approved: the counts that the import left are true.
    const requestId = String(item.args['requestId'])
    const proposal = await proposalOf(origin, requestId)
    const { v } = await db().selectFrom('requests').select('v').where('id', '=', requestId).executeTakeFirstOrThrow()
    expect((await push(desk, zhou, [makeItem(origin, 'erasure.propose@1', proposal, { base: v })])).map(sayResult)).toEqual([`applied ${String(v + 1)}`])
    expect(await pushOne(desk, await signIn(desk, 'zheng', 'fresh'), makeItem(origin, 'erasure.approve@1', { erasureId: proposal.erasureId, planHash: proposal.planHash }, { base: 1 }))).toMatch(/^applied/)
  })
})
