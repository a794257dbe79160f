// A look again for people who were erased: clean after an erasure that did its work, and each way of leaving something is found.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { eraseSubject } from '../../src-main/erasure/execute'
import { ERASURE_POLICY } from '../../src-main/erasure/policy'
import { OWNED, recheckResidue, type RecheckOutcome } from '../../src-main/erasure/recheck'
import { storeKey } from '../../src-main/keys/key-slots'
import { ledgerHash } from '../../src-main/vault/ledger-hash'
import { setMeta } from '../../src-main/vault/repositories/meta'
import { putRecords } from '../../src-main/vault/repositories/records'
import { mustOk } from '../../src-shared/base/result'
import type { ErasureId } from '../../src-shared/base/ids'
import { addPerson, closeDesks, openDesk, orderFor, purge, type Desk, type Person } from './erasing-desk'
import { NOW, quickKdf } from './desk-store'

const LEDGER_KEY = Buffer.alloc(32, 7).toString('base64url')
let desk: Desk
let erased: Person
let living: Person
let erasureId: ErasureId
afterAll(closeDesks)
beforeEach(async () => {
  desk = await openDesk(quickKdf)
  erased = await addPerson(desk, 1)
  living = await addPerson(desk, 2)
  await desk.vault.transaction((tx) => setMeta(tx, 'ledgerKey', LEDGER_KEY))
  const order = await orderFor(desk, erased)
  erasureId = order.erasureId
  await desk.vault.transaction((tx) => eraseSubject(tx, { ...order, subjectHmac: ledgerHash(LEDGER_KEY, erased.subjectId) }))
})

const look = (): Promise<RecheckOutcome> =>
  recheckResidue({ file: desk.vault.file, key: storeKey(desk.keyFile, desk.keys).use((bytes) => Uint8Array.from(bytes)), folders: { profile: desk.dir, exports: desk.exportDir } })
const found = async () => mustOk(await look()).found
const hit = (place: string, hits = 1) => ({ place, erasureId, hits })
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')

it('looks for nobody before the purge, and finds nothing after it; the living pass', async () => {
  expect(mustOk(await look())).toEqual({ people: 0, found: [] })
  expect((await purge(desk)).outcome.failed).toEqual([])
  expect(mustOk(await look())).toEqual({ people: 1, found: [] })
  // The case goes on, and so does the proof; a certificate that was saved names its person by the id.
  await desk.vault.transaction((tx) => putRecords(tx, [{ type: 'erasure', id: erasureId, v: 1, body: { id: erasureId, subjectId: erased.subjectId }, scopes: ['desk:dalian'] }], 0))
  await mkdir(desk.exportDir, { recursive: true })
  await writeFile(join(desk.exportDir, 'erasure-26-0001.pdcert'), JSON.stringify({ subjectId: erased.subjectId }))
  await writeFile(join(desk.exportDir, 'list.txt'), living.subjectId)
  expect(await found()).toEqual([])
})

it('asks every table whose rows go with a person, but for the places of a case that goes on', () => {
  const withPerson = Object.entries(ERASURE_POLICY).flatMap(([table, policy]) => ('by' in policy && (policy.by === 'subject_id' || policy.by === 'id') ? [table] : []))
  const asked = OWNED.map(({ table }) => table)
  expect(withPerson.filter((table) => !asked.includes(table)).toSorted()).toEqual(['request_index', 'request_links', 'snoozes'])
})

describe('after the purge it finds', () => {
  beforeEach(() => purge(desk))

  it.each<[string, () => Promise<unknown>]>([
    ['subject_salts', () => desk.vault.transaction((tx) => tx.insertInto('subject_salts').values({ subject_id: erased.subjectId, salt: 'x' }).execute())],
    ['audit_details', () => desk.vault.transaction((tx) => tx.updateTable('audit_details').set({ subject_id: erased.subjectId }).where('subject_id', '=', living.subjectId).execute())],
    ['log_rows', () => desk.vault.transaction((tx) => tx.insertInto('log_rows').values({ subject_id: erased.subjectId, n: 1, category: 'browsing', at: 1, product: 'trade-search', ip: '::1', detail: 'x' }).execute())],
    ['records', () => desk.vault.transaction((tx) => putRecords(tx, [{ type: 'holding', id: `${erased.subjectId}:browsing`, v: 1, body: { subjectId: erased.subjectId }, scopes: ['desk:dalian'] }], 0))],
    ['registers', () => desk.vault.transaction((tx) => putRecords(tx, [{ type: 'incident', id: erasureId, v: 1, body: { affected: [erased.subjectId] }, scopes: ['desk:dalian'] }], 0))],
    ['registers', () => desk.vault.transaction((tx) => putRecords(tx, [{ type: 'hold', id: erasureId, v: 1, body: { subjectId: erased.subjectId }, scopes: ['desk:dalian'] }], 0))],
  ])('a row in %s', async (place, leave) => {
    await leave()
    expect(await found()).toEqual([hit(place)])
  })

  it('an id in a file of the profile and in one of the exports, in either width, in capitals, across the ends of chunks', async () => {
    await mkdir(desk.exportDir, { recursive: true })
    const id = erased.subjectId
    const edge = 1 << 20
    const cut = Buffer.concat([Buffer.alloc(edge - 20, 0x2e), Buffer.from(id), utf16(id), Buffer.from(id.toUpperCase())])
    await writeFile(join(desk.dir, 'cache.bin'), cut)
    await writeFile(join(desk.exportDir, 'wide.bin'), Buffer.concat([Buffer.alloc(edge - 31, 0x2e), utf16(id), utf16(living.subjectId)]))
    expect([...(await found())].sort((a, b) => a.place.localeCompare(b.place))).toEqual([hit('exports'), hit('profile', 3)])
  })

  it('what is older than the erasure, not an act on the case that came after it', async () => {
    const draft = (savedAt: number, target: string) =>
      desk.vault.transaction((tx) => tx.insertInto('drafts').values({ staff_id: living.subjectId, form: 'note', target, request_id: null, subject_id: erased.subjectId, base: 1, body: '{}', saved_at: savedAt }).execute())
    await draft(NOW + 1_000, 'after')
    expect(await found()).toEqual([])
    await draft(NOW - 1_000, 'before')
    expect(await found()).toEqual([hit('drafts')])
  })
})
