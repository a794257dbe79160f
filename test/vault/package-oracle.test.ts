// A package of one person out of a store with two hundred others (security.md X-7): its data are what plain queries of the store say, they fit the published
// schemas, and nothing of anybody else is in it.
import { readFile } from 'node:fs/promises'
import Ajv2020 from 'ajv/dist/2020.js'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { collectPackage } from '../../src-main/packages/collect'
import { createVaultSource } from '../../src-main/packages/vault-source'
import { readNotes } from '../../src-main/sync/read-notes'
import { readRequest } from '../../src-main/sync/read-requests'
import type { Vault } from '../../src-main/vault/vault'
import { mustOk } from '../../src-shared/base/result'
import { parseCsv } from '../fixtures/csv'
import { createPackageMaker, type PackageMaker } from '../fixtures/package-maker'
import { fillStore, OWN_MARK, type PeopledStore } from '../fixtures/peopled-store'
import { repositoryPack } from '../fixtures/rules'
import { makeFolder, openTestVault, removeFolders } from './desk-store'

const ROWS = 700

let vault: Vault
let maker: PackageMaker
let store: PeopledStore
let content: ReadonlyMap<string, string>
beforeAll(async () => {
  vault = await openTestVault(await makeFolder(), 'oracle')
  maker = await createPackageMaker()
  store = await fillStore(vault, { others: 200, rows: ROWS })
  const { reader } = vault
  const source = {
    ...createVaultSource(reader),
    request: async (id: Parameters<typeof readRequest>[1]) => (await readRequest(reader, id, repositoryPack()))?.request,
    notes: async (request: Parameters<typeof readNotes>[1]) => (await readNotes(reader, request)).map(({ note }) => note),
  }
  const { collected, logPages } = mustOk(await collectPackage(store.person.request.id, source))
  content = await maker.contentOf(await maker.make(store.person, { collected }, { logPages }))
})
afterAll(async () => {
  await vault.close()
  await maker.remove()
  await removeFolders()
})

const json = <T>(name: string): T => JSON.parse(content.get(`data/${name}.json`) ?? '') as T
type Row = Readonly<Record<string, unknown>>
/** By SQL and nothing of ours: what the origin sent, as it lies there. */
const bodies = async (type: string): Promise<readonly Row[]> => (await sql<{ body: string }>`SELECT body FROM records WHERE type = ${type} AND subject_id = ${store.person.subject.id}`.execute(vault.reader)).rows.map(({ body }) => JSON.parse(body) as Row)
/** Beijing time by the calendar of the runtime. */
const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 })
const time = (at: unknown): string => `${clock.format(Number(at)).replace(' ', 'T').replace(',', '.')}+08:00`
const of = (row: Row, ...names: readonly string[]): Row => Object.fromEntries(names.filter((name) => row[name] !== undefined).map((name) => [name, row[name]]))
const byTime = (a: Row, b: Row): number => Number(a['at']) - Number(b['at']) || (String(a['id']) < String(b['id']) ? -1 : 1)

it('says of account, consents, holdings, requests and notes what the store says', async () => {
  const [subject = {}] = await sql<{ body: string }>`SELECT body FROM records WHERE type = 'subject' AND id = ${store.person.subject.id}`.execute(vault.reader).then(({ rows }) => rows.map(({ body }) => JSON.parse(body) as Row))
  expect(json('account')).toEqual({
    schema: 'access-package/account/1', ...of(subject, 'accountNo', 'name', 'status', 'region', 'birthDay', 'products', 'synthetic'), registeredAt: time(subject['registeredAt']),
    identifiers: (subject['identifiers'] as readonly Row[]).map((one) => ({ ...of(one, 'kind', 'value', 'proof'), addedAt: time(one['addedAt']) })),
  })
  const consents = (await bodies('consent')).toSorted(byTime)
  expect(consents.length).toBeGreaterThan(0)
  expect(json('consents')).toEqual({ schema: 'access-package/consents/1', consents: consents.map((one) => ({ ...of(one, 'kind', 'purpose', 'product', 'policyId', 'policyVersion', 'channel', 'wordingHash', 'evidence'), at: time(one['at']) })) })
  const held = new Map((await bodies('holding')).map((one) => [one['category'], one['rows']]))
  expect(new Map(json<{ holdings: readonly Row[] }>('holdings').holdings.map((one) => [one['category'], one['heldRows']]))).toEqual(held)
  const [request = {}] = await bodies('request')
  expect(json<{ requests: readonly Row[] }>('requests').requests).toEqual([expect.objectContaining({ ...of(request, 'caseNo', 'right', 'state', 'channel', 'receivedOn', 'text'), keyedAt: time(request['keyedAt']), closedAt: time(request['closedAt']) })])
  expect(json('notes')).toEqual({ schema: 'access-package/notes/1', notes: (await bodies('note')).map((one) => ({ at: time(one['at']), text: one['text'], files: [] })) })
})

it('holds every row of the service log, in both files, as it lies in the store', async () => {
  const { rows } = await sql<Row>`SELECT n, category, at, product, ip, detail FROM log_rows WHERE subject_id = ${store.person.subject.id} ORDER BY n`.execute(vault.reader)
  expect(rows.length).toBe(ROWS)
  const lines = (content.get('data/service-log.ndjson') ?? '').trimEnd().split('\n').map((line) => JSON.parse(line) as Row)
  expect(lines).toEqual(rows.map((row) => ({ ...row, at: time(row['at']) })))
  const table = parseCsv(content.get('data/service-log.csv') ?? '').slice(1)
  expect(table.map(([n, at, , detail, , ip]) => [n, at, detail, ip])).toEqual(rows.map((row) => [String(row['n']), time(row['at']).slice(0, 19).replace('T', ' '), row['detail'], row['ip']]))
})

it('fits the published schemas', async () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const validator = async (name: string) => ajv.compile(JSON.parse(await readFile(`resources/schemas/access-package-${name}.schema.json`, 'utf8')) as object)
  for (const name of ['account', 'consents', 'policies', 'holdings', 'requests', 'notes']) {
    const fits = await validator(name)
    expect([name, fits(json(name)), fits.errors]).toEqual([name, true, null])
    expect([name, fits({ ...json<object>(name), more: 1 })]).toEqual([name, false])
  }
  const fits = await validator('service-log-line')
  for (const line of (content.get('data/service-log.ndjson') ?? '').trimEnd().split('\n')) expect([line, fits(JSON.parse(line)), fits.errors]).toEqual([line, true, null])
})

it('has nothing of two hundred others in any of its files', () => {
  expect(store.others.length).toBeGreaterThan(600)
  const all = [...content.entries()]
  for (const needle of store.others) expect([needle, all.filter(([, text]) => text.includes(needle)).map(([name]) => name)]).toEqual([needle, []])
  // The look itself finds what is there: the person's own.
  expect(all.filter(([, text]) => text.includes(OWN_MARK)).length).toBeGreaterThan(8)
})
