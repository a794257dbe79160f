// Bad rows never stop good ones: each is refused by its code, its line and our names of its fields, and says nothing of what it held.
import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readMapping } from '../../src-origin/import/mapping'
import { isRandomExternalId } from '../../src-origin/import/random-external-id'
import { csv, importInto, makeFolder, ndjson, readResult, sayCounts, type ImportFolder } from '../fixtures/import-folder'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
const folders: ImportFolder[] = []
beforeAll(async () => {
  origin = await startTestOrigin({ people: 12 })
})
afterAll(() => origin?.remove())
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove()
})

async function folderOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await makeFolder(files)
  folders.push(folder)
  return folder.dir
}
const db = () => origin.running().context.db
const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]))
const ACCOUNTS = { file: 'a', format: 'ndjson', fields: named(['accountNo', 'name', 'status', 'region', 'registeredAt', 'birthDay', 'externalId', 'products']) }
const good = { accountNo: 'R-1', name: '甲', status: 'active', region: 'CN', registeredAt: '2021-01-01T00:00:00Z' }

async function refusalOf(line: string): Promise<string> {
  const dir = await folderOf({ a: `${line}\n${JSON.stringify({ ...good, accountNo: 'R-after' })}\n` })
  const [first, after] = await readResult(await importInto(origin, dir, { v: 1, accounts: ACCOUNTS }))
  expect(after).toMatchObject({ line: 2 })
  expect(after!['outcome']).not.toBe('refused')
  return `${String(first!['code'] ?? first!['outcome'])} ${((first!['fields'] ?? []) as string[]).join(',')}`.trim()
}

describe('an account', () => {
  test.each([
    ['not-json', '{"accountNo":'], ['not-json', '[1]'], ['not-json', '"x"'], ['row-too-long', JSON.stringify({ ...good, name: 'x'.repeat(1_100_000) })],
    ['missing name,status', JSON.stringify({ ...good, name: ' ', status: null })], ['not-text name', JSON.stringify({ ...good, name: { a: 1 } })],
    ['not-text accountNo', `${JSON.stringify(good).slice(0, -1)},"accountNo":12345678901234567890}`],
    ['nul name', JSON.stringify({ ...good, name: 'a\u0000b' })], ['broken-text name', `{"accountNo":"R-1","name":"\\ud800","status":"active","region":"CN","registeredAt":"2021-01-01"}`],
    ['undecodable name', JSON.stringify({ ...good, name: 'a\ufffd' })], ['not-in-list status', JSON.stringify({ ...good, status: '正常' })],
    ['not-in-list products', JSON.stringify({ ...good, products: ['x'] })], ['too-long name', JSON.stringify({ ...good, name: '名'.repeat(4_001) })],
    ['too-long accountNo', JSON.stringify({ ...good, accountNo: 'x'.repeat(33) })], ['time-format registeredAt', JSON.stringify({ ...good, registeredAt: '2021-02-30T00:00:00Z' })],
    ['time-range registeredAt', JSON.stringify({ ...good, registeredAt: '2126-01-01T00:00:00Z' })], ['time-range registeredAt', JSON.stringify({ ...good, registeredAt: '1970-01-19T00:00:00Z' })],
    ['day-format birthDay', JSON.stringify({ ...good, birthDay: '1990-13-01' })], ['time-range birthDay', JSON.stringify({ ...good, birthDay: '1900-01-01' })],
    ['external-id-not-random externalId', JSON.stringify({ ...good, externalId: '13800138000' })],
  ])('is refused: %s', async (code, line) => {
    expect(await refusalOf(line)).toBe(code)
  })

  test('holds any text that is one: markup, formulas, SQL, right-to-left marks, 4,000 characters', async () => {
    const names = ["'; drop table subjects; --", '<img src=x onerror=alert(1)>', '=cmd|calc', '\u202eevil', 'one\u2028line', '$1 :name ? {}', '名'.repeat(4_000), '__proto__', '\\u0000', '{"a":1}', '👩‍👩‍👧‍👦', 'a"b,c\nd']
    const rows = names.map((name, n) => ({ ...good, accountNo: `H-${String(n)}`, name, '__proto__': 1 }))
    const dir = await folderOf({ a: ndjson(rows), b: csv([['accountNo', 'name'], ...names.map((name, n) => [`HC-${String(n)}`, name])]) })
    const b = { file: 'b', format: 'csv', fields: { accountNo: 'accountNo', name: 'name', status: { value: 'active' }, region: { value: 'CN' }, registeredAt: { value: '2021-01-01' } } }
    expect(sayCounts(await importInto(origin, dir, { v: 1, accounts: [ACCOUNTS, b] }))).toEqual(['12 0 0 0', '12 0 0 0'])
    for (const prefix of ['H', 'HC']) {
      const stored = await db().selectFrom('subjects').select(['account_no', 'name']).where('account_no', 'like', `${prefix}-%`).execute()
      expect(new Map(stored.map((row) => [row.account_no, row.name]))).toEqual(new Map(names.map((name, n) => [`${prefix}-${String(n)}`, name])))
    }
  })

  test('keeps its person when its number changes, and never takes a number that another has', async () => {
    const externalId = '3f2c8a10-5b7d-4e21-9c3a-0d9e8f7a6b5c'
    const run = async (rows: readonly object[]) => readResult(await importInto(origin, await folderOf({ a: ndjson(rows) }), { v: 1, accounts: ACCOUNTS }))
    await run([{ ...good, accountNo: 'N-1', externalId }, { ...good, accountNo: 'N-2' }])
    const { id } = await db().selectFrom('subjects').select('id').where('account_no', '=', 'N-1').executeTakeFirstOrThrow()
    const lines = await run([
      { ...good, accountNo: 'N-3', externalId }, { ...good, accountNo: 'N-2', externalId }, { ...good, accountNo: 'N-3', externalId: '3f2c8a10-5b7d-4e21-9c3a-0d9e8f7a6b5d' },
    ])
    expect(lines.map(({ code, outcome }) => code ?? outcome)).toEqual(['updated', 'account-conflict', 'external-id-conflict'])
    expect(await db().selectFrom('subjects').select('account_no').where('id', '=', id).executeTakeFirst()).toEqual({ account_no: 'N-3' })
  })
})

describe('what belongs to an account', () => {
  test('is refused where the account is unknown, where it is no such thing, and where there is too much of it', async () => {
    const file = (rows: readonly object[]) => ndjson(rows.map((row) => ({ accountNo: 'B-1', proof: 'proved', addedAt: '2021-01-01', kind: 'mobile', ...row })))
    const mobiles = Array.from({ length: 20 }, (_, n) => ({ value: `+8613900001${String(n).padStart(3, '0')}` }))
    const log = { accountNo: 'B-1', key: '1', category: 'browsing', at: '2026-01-01', product: 'trade-search', ip: '192.0.2.1', detail: '/' }
    const dir = await folderOf({
      a: ndjson([{ ...good, accountNo: 'B-1' }]),
      i: file([{ accountNo: 'nobody', value: '13800138000' }, { value: '02412345678' }, { value: '123' }, { kind: 'email', value: 'a@b@c' }, { kind: 'fax', value: '1' }, { value: '' }, ...mobiles, { value: '13700001234' }]),
      l: ndjson([log, { ...log, detail: '/other' }, { ...log, key: '2', ip: '999.1.1.1' }, { ...log, key: '' }, { ...log, key: '3', category: 'registration' }, { ...log, accountNo: 'nobody' }]),
    })
    const report = await importInto(origin, dir, {
      v: 1, accounts: { ...ACCOUNTS },
      identifiers: { file: 'i', format: 'ndjson', fields: named(['accountNo', 'kind', 'value', 'proof', 'addedAt']) },
      'log-rows': { file: 'l', format: 'ndjson', fields: named(['accountNo', 'key', 'category', 'at', 'product', 'ip', 'detail']) },
    })
    const refused = (await readResult(report)).filter(({ outcome }) => outcome === 'refused').map(({ kind, line, code, fields }) => [kind, line, code, fields])
    expect(refused).toEqual([
      ['identifiers', 1, 'unknown-account', ['accountNo']], ['identifiers', 2, 'not-a-mobile', ['value']], ['identifiers', 3, 'not-a-mobile', ['value']], ['identifiers', 4, 'not-an-email', ['value']],
      ['identifiers', 5, 'not-in-list', ['kind']], ['identifiers', 6, 'missing', ['value']], ['identifiers', 27, 'too-many', []],
      ['log-rows', 2, 'key-conflict', ['key']], ['log-rows', 3, 'not-an-ip', ['ip']], ['log-rows', 4, 'missing', ['key']], ['log-rows', 5, 'not-in-list', ['category']], ['log-rows', 6, 'unknown-account', ['accountNo']],
    ])
    expect(report.sources[1]).toMatchObject({ refused: 7, codes: { 'not-a-mobile': 2, 'unknown-account': 1 } })
  })

  test('is refused alone when the database does, whatever our checks thought of it', async () => {
    const dir = await folderOf({ a: ndjson(Array.from({ length: 9 }, (_, n) => ({ ...good, accountNo: `D-${String(n)}`, name: n === 7 ? '坏' : '好' }))) })
    await sql`alter table subjects add constraint no_bad check (name <> '坏')`.execute(db())
    const report = await importInto(origin, dir, { v: 1, accounts: ACCOUNTS })
    await sql`alter table subjects drop constraint no_bad`.execute(db())
    expect(sayCounts(report)).toEqual(['8 0 0 1'])
    expect((await readResult(report)).map(({ line, code }) => [line, code])).toEqual(Array.from({ length: 9 }, (_, n) => [n + 1, n === 7 ? 'database' : undefined]))
  })
})

describe('a file', () => {
  const accounts = { file: 'a.csv', format: 'csv', fields: { accountNo: 'no', name: 'name', status: { value: 'active' }, region: { value: 'CN' }, registeredAt: { value: '2021-01-01' } } }
  const stopOf = async (files: Readonly<Record<string, string | Buffer>>, mapping: object = { v: 1, accounts }) =>
    importInto(origin, await folderOf(files), mapping).then(() => 'finished', (error: { kind?: string; params?: object }) => [error.kind, error.params])

  test('with a row of other length refuses that row, at its line', async () => {
    const dir = await folderOf({ 'a.csv': 'no,name\n\nF-1,"x\r\ny"\r\nF-2\nF-3,a,b\nF-4,ok' })
    expect((await readResult(await importInto(origin, dir, { v: 1, accounts }))).map(({ line, code }) => [line, code])).toEqual([[3, undefined], [5, 'columns'], [6, 'columns'], [7, undefined]])
  })

  test('with a wrong quote is read up to it, and the reader says where; lenient reading takes the quote as it is', async () => {
    expect(await stopOf({ 'a.csv': 'no,name\nQ-1,ok\nQ-2,"a"b\nQ-3,c\n' })).toEqual(['csv-broken', { file: 'a.csv', line: 3, code: 'CSV_INVALID_CLOSING_QUOTE' }])
    expect(await db().selectFrom('subjects').select('account_no').where('account_no', 'like', 'Q-%').execute()).toEqual([{ account_no: 'Q-1' }])
    const dir = await folderOf({ 'a.csv': 'no,name\nQ-1,ok\nQ-2,a"b\nQ-3,c\n' })
    expect(sayCounts(await importInto(origin, dir, { v: 1, accounts: { ...accounts, quotes: 'lenient' } }))).toEqual(['2 0 1 0'])
  })

  test('that is not there, has no header, or lacks a column stops everything before the first row', async () => {
    expect(await stopOf({})).toEqual(['no-file', { file: 'a.csv', code: 'ENOENT' }])
    expect(await stopOf({ 'a.csv': '' })).toEqual(['no-header', { file: 'a.csv' }])
    expect(await stopOf({ 'a.csv': 'no,Name\n' })).toEqual(['no-columns', { file: 'a.csv', columns: 'name' }])
    expect(await stopOf({ 'a.csv': 'no,name,no\n' })).toEqual(['double-columns', { file: 'a.csv', columns: 'no' }])
  })
})

describe('a mapping', () => {
  test('as docs/import.md shows it takes the rows that it shows', async () => {
    const text = await readFile('docs/import.md', 'utf8')
    const example = JSON.parse(/```json\n(.*?)```/s.exec(text)![1]!) as { accounts: object; identifiers: object[] }
    const utf8 = (source: object) => ({ ...source, encoding: 'utf-8' })
    const dir = await folderOf({
      'accounts.csv': /```\n(账号.*?)```/s.exec(text)![1]!,
      'policies.ndjson': `${/`(\{"version".*?\})` in/.exec(text)![1]!}\n`,
      'consents.ndjson': `${/`(\{"id":"c-1".*?\})` in/.exec(text)![1]!}\n`,
    })
    const report = await importInto(origin, dir, { ...example, accounts: utf8(example.accounts), identifiers: example.identifiers.map(utf8) })
    expect(sayCounts(report)).toEqual(['1 0 0 0', '1 0 0 0', '1 0 0 0', '1 0 0 0', '1 0 0 0'])
  })

  test('that is wrong says where, for everything that is wrong', () => {
    const read = readMapping(JSON.stringify({ v: 1, times: { format: 'x' }, accounts: { file: 'a', format: 'xls', fields: { accountNo: 'no', nmae: 'n', status: 5 } }, consents: { file: 'c', format: 'csv', fields: {} }, other: 1 }))
    const problems = read.ok ? [] : read.error
    for (const place of ['times.format', 'accounts.0.format', 'accounts.0.fields.name', 'accounts.0.fields.status', 'consents.0.fields.kind']) {
      expect(problems.filter((line) => line.startsWith(`${place}: `)), place).toHaveLength(1)
    }
    expect(problems.join('\n')).toContain('nmae')
    expect(readMapping('{')).toEqual({ ok: false, error: ['not JSON'] })
    expect(readMapping('{"v":1}')).toEqual({ ok: false, error: ['.: names no source'] })
  })

  test('takes as a company’s random id what is random, and no number, contact or digest', () => {
    for (const id of ['3f2c8a10-5b7d-4e21-9c3a-0d9e8f7a6b5c', '018f3c8a-5b7d-7e21-9c3a-0d9e8f7a6b5c', '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'V1StGXR8_Z5jdHi6B-myT']) expect(isRandomExternalId(id), id).toBe(true)
    for (const id of ['1', '13800138000', 'a@b.example', 'e10adc3949ba59abbe56e057f20f883e', '3f2c8a10-5b7d-1e21-9c3a-0d9e8f7a6b5c', '3f2c8a10-5b7d-5e21-9c3a-0d9e8f7a6b5c', 'customer-number-00000012345', 'SX-2041887336']) expect(isRandomExternalId(id), id).toBe(false)
  })
})
