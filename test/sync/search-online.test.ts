// A desk without the directory: it looks through the people of its cases, asks the origin for the others, and keeps none of the answer.
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SubjectId } from '../../src-shared/base/ids'
import { directorySchema } from '../../src-shared/protocol/records'
import type { SearchResponse } from '../../src-shared/protocol/search'
import { selectRecords, type Row } from '../../src-origin/store/records'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { approvalOf, proposeErasure } from '../fixtures/desk-acts'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, openDesk, reopen, until, withStore, type TestDesk } from '../fixtures/test-desk'
import { answerOf, isFor } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDesk
/** Somebody whom no case of the desk concerns. */
let stranger: Row & { readonly name: string; readonly accountNo: string }

beforeAll(async () => {
  origin = await startOnlyOrigin({ people: 120 })
  desk = await openDesk(origin, DEMO_STAFF.zhou, { scopes: ['desk:dalian'] })
  const { rows } = await sql<Row>`${selectRecords('directory')} where not exists (select 1 from requests r where r.subject_id = t.id) order by t.id limit 1`.execute(db())
  const body = directorySchema.parse(rows[0]!.body)
  stranger = { ...rows[0]!, name: body.name, accountNo: body.accountNo }
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
const local = (query: string, at = desk) => at.get('search.people', { query, limit: 50, offset: 0 })
const online = (query: string, at = desk) => at.get('search.online', { query })
const asked = () => desk.network.log.filter((line) => line.endsWith('/search')).length

describe('a desk without the directory', () => {
  test('finds the people of its open cases by itself, and says that it looked through no others', async () => {
    const { n } = await db().selectFrom('requests').select(({ fn }) => fn.count<number>('subject_id').distinct().as('n')).where('in_scope', '=', true).executeTakeFirstOrThrow()
    const answer = await local(DEMO_PERSON.accountNo)
    expect(answer).toMatchObject({ covers: 'cases', isFilling: false, directoryRows: n, rows: [{ match: { class: 'exact', field: 'account' } }] })
    expect(answer.rows[0]!.maskedName).not.toBe(DEMO_PERSON.name)
    expect((await local(DEMO_PERSON.name)).rows.map((row) => row.subjectId)).toContain(answer.rows[0]!.subjectId)
    expect((await local(stranger.accountNo)).rows).toEqual([])
    expect(asked()).toBe(0)
  })

  test('asks the origin for the others: masked rows like its own, why they match, and until when they are kept', async () => {
    const answer = await online(stranger.accountNo)
    expect(answer.rows).toMatchObject([{ subjectId: stranger.id, match: { class: 'exact', field: 'account' } }])
    expect(JSON.stringify(answer)).not.toContain(stranger.name)
    expect(answer.leaseUntil! - origin.now()).toBeGreaterThan(23 * 3_600_000)
    expect(answer.leaseUntil! - origin.now()).toBeLessThanOrEqual(24 * 3_600_000)
    // Somebody who is here already is not shown twice.
    expect((await online(DEMO_PERSON.accountNo)).rows).toEqual([])
    const before = asked()
    expect((await online(' ,，')).rows).toEqual([])
    expect(asked()).toBe(before)
  })

  test('shows what is known of somebody found, and gets the rest by a request', async () => {
    await online(stranger.accountNo)
    const person = await desk.get('person.open', { subjectId: stranger.id as SubjectId })
    expect(person).toMatchObject({ scope: 'leased', requests: [], consents: [], holdings: [] })
    expect(person.leaseUntil).toBeGreaterThan(origin.now())
    await desk.get('request.create', { subjectId: stranger.id as SubjectId, right: 'access', channel: 'phone', receivedOn: '2026-06-15', text: '请告知你们有我的哪些资料。' })
    await catchUp(origin, desk)
    expect(await desk.get('person.open', { subjectId: stranger.id as SubjectId })).toMatchObject({ scope: 'case', requests: [{ right: 'access' }] })
    expect((await local(stranger.accountNo)).rows).toHaveLength(1)
    expect((await online(stranger.accountNo)).rows).toEqual([])
  })

  test('takes from a lying origin nobody who was not asked for, and no lease of a year', async () => {
    const other = await somebodyElse()
    desk.network.disturb(async (request, send) => {
      if (!isFor(request, 'search')) return send(request)
      const lie: SearchResponse = { results: [other], leaseUntil: origin.now() + 365 * 86_400_000 }
      return answerOf(JSON.stringify(lie))
    })
    expect((await online('SX-0000000000')).rows).toEqual([])
    expect(await desk.ask('person.open', { subjectId: other.id })).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    expect((await online(other.accountNo)).leaseUntil! - origin.now()).toBeLessThanOrEqual(24 * 3_600_000)
    desk.network.disturb()
  })

  test('without a line says so and keeps what it has found; after 24 hours it has forgotten, and with a lock at once', async () => {
    const other = await somebodyElse()
    await online(other.accountNo)
    desk.network.cut()
    expect(await desk.ask('search.online', { query: other.accountNo })).toMatchObject({ ok: false, error: { kind: 'origin-unreachable' } })
    expect(await desk.get('person.open', { subjectId: other.id })).toMatchObject({ scope: 'leased' })
    origin.advance(24 * 3_600_000)
    expect(await desk.ask('person.open', { subjectId: other.id })).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    desk.network.mend()
    await catchUp(origin, desk)
    await online(other.accountNo)
    expect(await desk.get('person.open', { subjectId: other.id })).toMatchObject({ scope: 'leased' })
    await desk.close()
    desk = await reopen(origin, desk)
    expect(await desk.ask('person.open', { subjectId: other.id })).toMatchObject({ ok: false, error: { kind: 'not-found' } })
  })
})

test('both sides keep on record that somebody asked, and neither keeps what was typed; the store holds nothing of the answer', async () => {
  const other = await somebodyElse()
  await online(other.accountNo)
  await online(other.name)
  const log = await db().selectFrom('online_searches').selectAll().orderBy('at').execute()
  expect(log.at(-2)).toMatchObject({ staff_id: DEMO_STAFF.zhou.id, kind: 'account', rows: 1 })
  expect(log.at(-1)).toMatchObject({ kind: 'name' })
  expect(JSON.stringify(log)).not.toContain(other.name)
  expect(JSON.stringify(log)).not.toContain(other.accountNo)
  await desk.close()
  await withStore(origin, desk, async (vault) => {
    const entries = await vault.reader.selectFrom('audit').innerJoin('audit_details', 'audit_details.seq', 'audit.seq').select(['entry', 'detail']).execute()
    const searches = entries.filter(({ entry }) => entry.includes('"search.online"'))
    expect(searches.length).toBeGreaterThan(1)
    expect(searches.at(-1)!.detail).toContain('terms')
    expect(await vault.reader.selectFrom('people').select('id').execute()).toEqual([])
    const all = JSON.stringify([entries, await vault.reader.selectFrom('records').selectAll().execute(), await vault.reader.selectFrom('meta').selectAll().execute()])
    for (const needle of [other.id, other.name, other.accountNo]) expect(all).not.toContain(needle)
  })
  for (const file of await readdir(desk.profileDir)) {
    const bytes = await readFile(path.join(desk.profileDir, file)).catch(() => Buffer.alloc(0))
    for (const needle of [other.name, other.accountNo]) expect(bytes.includes(needle)).toBe(false)
  }
  desk = await reopen(origin, desk)
})

test('an erasure forgets an answer in memory too, and nobody erased is taken in again', async () => {
  const other = await somebodyElse()
  await online(other.accountNo)
  const { requestId } = await desk.get('request.create', { subjectId: other.id, right: 'delete', channel: 'phone', receivedOn: '2026-06-15', text: '请删除我的全部资料。' })
  await catchUp(origin, desk)
  await proposeErasure(desk, requestId)
  const reviewer = await openDesk(origin, DEMO_STAFF.wu)
  await catchUp(origin, desk, reviewer)
  await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
  await catchUp(origin, reviewer, desk)
  await until('the erasure', async () => {
    const opened = await desk.ask('person.open', { subjectId: other.id })
    return !opened.ok && opened.error.kind === 'gone-erased'
  })
  // An origin that forgot shows them again.
  desk.network.disturb(async (request, send) => (isFor(request, 'search') ? answerOf(JSON.stringify({ results: [other], leaseUntil: origin.now() + 1_000_000 })) : send(request)))
  expect((await online(other.accountNo)).rows).toEqual([])
  expect(await desk.ask('person.open', { subjectId: other.id })).toMatchObject({ ok: false, error: { kind: 'gone-erased' } })
  desk.network.disturb()
  await reviewer.close()
}, 200_000)

test('a desk with the directory never asks the origin', async () => {
  const wide = await openDesk(origin, DEMO_STAFF.wu)
  expect(await local(stranger.accountNo, wide)).toMatchObject({ covers: 'directory' })
  expect(await online(stranger.accountNo, wide)).toEqual({ rows: [], more: false })
  expect(wide.network.log.filter((line) => line.endsWith('/search'))).toEqual([])
  await wide.close()
})

/** Another one of those whom no case concerns. */
async function somebodyElse() {
  const { rows } = await sql<Row>`${selectRecords('directory')} where not exists (select 1 from requests r where r.subject_id = t.id) order by t.id desc limit 1`.execute(db())
  return directorySchema.parse(rows[0]!.body)
}
