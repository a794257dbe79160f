// One erasure from proposal to certificate, against real tables: what goes, what the law keeps, who must answer, and that nobody comes back.
import { createPublicKey, verify } from 'node:crypto'
import { sql } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { dayStart, toDay, weekday } from '../../src-shared/base/clock'
import type { ErasureId, RequestId } from '../../src-shared/base/ids'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { checkErasureCertificate, type SignedErasureCertificate } from '../../src-shared/formats/certificate'
import { verifyCanonical } from '../../src-shared/formats/signed'
import { releaseDay, releaseRestricted, resumeSweeps } from '../../src-origin/erasure/sweep'
import { DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { API, callOrigin, enrolDevice, newId, signIn, type TestDevice } from '../fixtures/origin-http'
import { replicate, type Replica } from '../fixtures/origin-pages'
import { createItem, makeItem, proposeErasure, pushOne } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const WORDS = '我的原话一字不差'
const logLines: string[] = []
let origin: TestOrigin
/** Cases and directory; cases alone; the directory alone; enrolled after everything. */
let full: Replica
let cases: Replica
let directory: Replica
let bystander: TestDevice
let subjectId: string
let requestId: RequestId
let erasureId: ErasureId
/** What the tables held before. */
let logRows: readonly { readonly n: number; readonly category: string; readonly at: number; readonly product: string; readonly ip: string; readonly detail: string }[]
let address: { readonly mobile: string; readonly email: string }

const db = () => origin.running().context.db
const erasure = async () => (await db().selectFrom('erasures').select('body').where('id', '=', erasureId).executeTakeFirstOrThrow()).body
const request = async (id: string) => (await db().selectFrom('requests').select('body').where('id', '=', id).executeTakeFirstOrThrow()).body
const ack = async (device: TestDevice, receipt: unknown, of: string = erasureId) =>
  (await device.call({ method: 'POST', path: `${API}/ack`, body: { results: [], receipts: [{ erasureId: of, receipt }], commandsDone: [] } })).json()['accepted']

beforeAll(async () => {
  origin = await startTestOrigin({ people: 60, logger: pino({ level: 'error', base: null }, { write: (line: string) => void logLines.push(line) }) })
  const row = await db().selectFrom('requests').select(['id', 'subject_id']).where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
  subjectId = row.subject_id
  requestId = row.id as RequestId
  full = await replicate(await enrolDevice(origin))
  cases = await replicate(await enrolDevice(origin, { scopes: ['desk:dalian'] }), ['desk:dalian'])
  directory = await replicate(await enrolDevice(origin, { scopes: ['directory:all'] }), ['directory:all'])
  bystander = await enrolDevice(origin)
  logRows = await db().selectFrom('service_logs').select(['n', 'category', 'at', 'product', 'ip', 'detail']).where('subject_id', '=', subjectId).orderBy('n').execute()
  const identifiers = await db().selectFrom('identifiers').select(['kind', 'value']).where('subject_id', '=', subjectId).execute()
  const valueOf = (kind: string) => identifiers.find((one) => one.kind === kind)!.value
  address = { mobile: valueOf('mobile'), email: valueOf('email') }
})
afterAll(() => origin?.remove())

/** What an anonymised row says of its client, read a second way. */
function leftOf(detail: string): string {
  const words = detail.toLowerCase().split(/[^\p{L}\p{N}_]+/u)
  const first = (list: readonly string[]): string => list.find((word) => words.includes(word.toLowerCase())) ?? 'other'
  const ms = /(?<!\p{L}|\d|_)(\d{1,6}) ms$/u.exec(detail)?.[1]
  const half = ms === undefined ? [] : [`${String(Math.floor(Math.min(Number(ms), 10_000) / 500) * 500)} ms`]
  return [first(['WeChat', 'Edge', 'Firefox', 'Chrome', 'Safari']), first(['Windows', 'Android', 'iOS', 'macOS', 'HarmonyOS', 'Linux']), ...half].join(', ')
}

describe('until the second person approves', () => {
  test('the person is where they were, and every device with a case scope sees the proposal', async () => {
    const zhou = await signIn(full.device, 'zhou')
    await pushOne(full.device, zhou, createItem(origin, subjectId, { text: WORDS }))
    erasureId = (await proposeErasure(origin, full.device, zhou, requestId)).erasureId
    await origin.running().feed.drain()
    await cases.follow()
    expect(cases.held.get(`erasure ${erasureId}`)?.body).toMatchObject({ state: 'proposed', subjectId })
    expect(cases.held.has(`subject ${subjectId}`)).toBe(true)
    expect(await findText(origin, DEMO_PERSON.email)).toEqual(['identifiers: 1'])
  })
})

describe('when the second person has approved', () => {
  test('the person is gone at once; a sweep that was cut off between slices goes on at the next start', async () => {
    // A fault in the middle of the sweep: the slices before it are committed, this one and the rest are not.
    await sql`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`.execute(db())
    await sql`create trigger refuse before delete on service_logs for each row when (old.category = 'access-log') execute function refuse()`.execute(db())
    const wu = await signIn(full.device, 'wu', 'fresh')
    const { planHash } = await erasure()
    expect(await pushOne(full.device, wu, makeItem(origin, 'erasure.approve@1', { erasureId, planHash }, { base: 1 }))).toBe('applied 2')
    expect(await db().selectFrom('subjects').select('id').where('id', '=', subjectId).execute()).toEqual([])
    expect((await full.device.call({ path: `${API}/people/${subjectId}/rows` }, wu.token)).json()).toEqual({ error: 'gone_erased' })
    await vi.waitFor(() => expect(logLines.join('')).toContain('background work failed'), { timeout: 30_000 })
    const left = await db().selectFrom('service_logs').select('category').distinct().where('subject_id', '=', subjectId).execute()
    expect(left.map(({ category }) => category).sort()).toEqual(['access-log', 'page-performance'])
    expect((await erasure()).state).toBe('approved')
    await sql`drop trigger refuse on service_logs`.execute(db())
    await origin.stop()
    await origin.start()
    await resumeSweeps(origin.running().context)
    expect((await erasure()).state).toBe('executed')
    expect(await db().selectFrom('erasure_jobs').selectAll().execute()).toEqual([])
    expect(await db().selectFrom('service_logs').select('n').where('subject_id', '=', subjectId).execute()).toEqual([])
  })

  test('every planned row was counted once, also over the break', async () => {
    const { plan, executed = [] } = await erasure()
    const lines = (plan as { lines: { category: string; action: string; rows: number }[] }).lines
    const key = (line: { readonly category: string; readonly action: string; readonly rows: number }) => `${line.category} ${line.action} ${String(line.rows)}`
    expect(executed.map(key).sort()).toEqual(lines.map(key).sort())
    for (const category of ['browsing', 'search-query', 'country-interest', 'access-log', 'page-performance']) {
      expect(executed.find((line) => line.category === category)?.rows, category).toBe(logRows.filter((row) => row.category === category).length)
    }
    expect(lines.map(({ category, action }) => `${category} ${action}`)).toEqual([
      'registration delete', 'consent delete', 'browsing delete', 'search-query delete', 'country-interest delete', 'access-log restrict', 'page-performance anonymise',
    ])
  })

  test('the law’s rows are kept without the person’s id, each to its own day, and go on that day', async () => {
    const today = toDay(origin.now())
    const due = logRows.filter((row) => row.category === 'access-log' && releaseDay(row.at, 6) > today)
    expect(due.length).toBeGreaterThan(10)
    const kept = () => db().selectFrom('restricted_logs').selectAll().where('erasure_id', '=', erasureId).orderBy('n').execute()
    expect((await kept()).map((row) => [row.n, row.at, row.ip, row.result, row.account_no, row.ground, row.release_on])).toEqual(
      due.map((row) => [row.n, row.at, row.ip, row.detail, DEMO_PERSON.accountNo, 'R-LOG', releaseDay(row.at, 6)]),
    )
    const days = (await kept()).map((row) => row.release_on).sort()
    const { context } = origin.running()
    await releaseRestricted({ ...context, now: () => dayStart(days[5]!) })
    expect((await kept()).map((row) => row.release_on).sort()).toEqual(days.filter((day) => day > days[5]!))
  })

  test('anonymised rows keep the week and lead nowhere', async () => {
    const rows = await db().selectFrom('anonymous_logs').selectAll().execute()
    const before = logRows.filter((row) => row.category === 'page-performance')
    const monday = (at: number) => dayStart(toDay(at)) - (weekday(toDay(at)) - 1) * 86_400_000
    const say = (product: string, detail: string, week: number) => `${product} ${detail} ${String(week)}`
    expect(rows.map((row) => say(row.product, row.detail, row.week)).sort()).toEqual(before.map((row) => say(row.product, leftOf(row.detail), monday(row.at))).sort())
    expect(Object.keys(rows[0]!).sort()).toEqual(['category', 'detail', 'product', 'week'])
  })
})

describe('the holders', () => {
  test('are the devices that were ever sent the person, and each is told by a signed entry', async () => {
    expect((await erasure()).devices.map(({ deviceId }) => deviceId).sort()).toEqual([full, cases, directory].map(({ device }) => device.id).sort())
    const key = origin.running().context.keys.originCertificate.body.publicKey
    for (const [name, replica] of Object.entries({ full, cases, directory })) {
      await replica.follow()
      expect(replica.erased.map((line) => line.erasureId), name).toEqual([erasureId])
      const [{ t: _t, sig, ...body }] = replica.erased as [Replica['erased'][number]]
      expect(verifyCanonical(body, sig, key, nodeCrypto)).toBe(true)
      expect(verifyCanonical({ ...body, subjectId: requestId }, sig, key, nodeCrypto)).toBe(false)
      expect(body.subjectId).toBe(subjectId)
      expect(body.refs.map(([type]) => type)).toEqual(expect.arrayContaining(['subject', 'directory', 'consent', 'holding']))
      expect([...replica.held].filter(([entry]) => /^(subject|directory|consent|holding) /.test(entry) && entry.includes(subjectId))).toEqual([])
      expect(JSON.stringify([...replica.held.values()])).not.toContain(DEMO_PERSON.name)
    }
  })

  test('must each answer with a receipt of their own; nothing else counts', async () => {
    const { device } = full
    const good = device.receipt(erasureId) as { body: Record<string, unknown>; certificate: unknown; sig: string }
    const other = cases.device.receipt(erasureId) as typeof good
    const bad: readonly unknown[] = [
      { ...good, sig: other.sig }, { ...good, body: { ...good.body, counts: { records: 4 } } }, { ...good, certificate: other.certificate }, other,
      device.receipt(erasureId, { device: cases.device.id }), device.receipt(newId<ErasureId>(origin)), device.receipt(erasureId, { residue: { ...(good.body['residue'] as object), hits: 1 } }),
      good.body, null, 'receipt',
    ]
    for (const receipt of bad) expect(await ack(device, receipt), JSON.stringify(receipt)).toEqual([])
    // Nobody waits for it: it may be forgotten there, and counts for nothing here.
    expect(await ack(bystander, bystander.receipt(erasureId))).toEqual([erasureId])
    expect(await ack(device, good, newId(origin))).toEqual([])
    expect((await erasure()).devices.every(({ receivedAt }) => receivedAt === undefined)).toBe(true)
    expect(await db().selectFrom('erasure_devices').select('device_id').where('receipt', 'is not', null).execute()).toEqual([])
  })

  test('complete the erasure with the last receipt, not before, and may send it again', async () => {
    for (const { device } of [full, cases]) {
      expect(await ack(device, device.receipt(erasureId))).toEqual([erasureId])
      expect(await ack(device, device.receipt(erasureId, { counts: { records: 9 } }))).toEqual([erasureId])
      expect((await erasure()).state).toBe('executed')
      expect((await request(requestId)).state).toBe('executing')
    }
    await Promise.all([1, 2].map(() => ack(directory.device, directory.device.receipt(erasureId))))
    expect((await erasure()).state).toBe('completed')
    expect(await request(requestId)).toMatchObject({ state: 'granted', closedAt: expect.any(Number) })
    expect((await request(requestId)).timeline.map(({ event }) => event).slice(-3)).toEqual(['erasure-approved', 'erasure-executed', 'erasure-completed'])
  })
})

describe('afterwards', () => {
  test('the certificate verifies with the organisation key, holds every receipt, and names nobody', async () => {
    const certificate = (await erasure()).certificate as SignedErasureCertificate
    const { keys } = origin.running().context
    expect(checkErasureCertificate(JSON.stringify(certificate), keys.org.publicKey, nodeCrypto)).toMatchObject({ ok: true, value: { devices: 3 } })
    expect(checkErasureCertificate(JSON.stringify(certificate), keys.origin.publicKey, nodeCrypto)).toMatchObject({ ok: false, error: 'unknown-signer' })
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), keys.origin.publicKey])
    const isSigned = verify(null, Buffer.from(canonicalJson(certificate.body)), createPublicKey({ key: spki, format: 'der', type: 'spki' }), Buffer.from(certificate.sig, 'base64url'))
    expect(isSigned).toBe(true)
    expect(certificate.body.restricted).toMatchObject([{ category: 'access-log', ground: 'R-LOG', rows: logRows.filter((row) => row.category === 'access-log').length }])
    for (const secret of [DEMO_PERSON.name, DEMO_PERSON.accountNo, address.mobile, address.email]) expect(JSON.stringify(certificate)).not.toContain(secret)
  })

  test('no table holds the person’s name, address, words or proof; the account number only where the law keeps it; the random id only in the files', async () => {
    for (const text of [DEMO_PERSON.name, address.mobile.slice(3), address.email, 'lantern', WORDS, '271828']) expect(await findText(origin, text), text).toEqual([])
    expect((await findText(origin, DEMO_PERSON.accountNo)).map((found) => found.split(':')[0])).toEqual(['restricted_logs'])
    expect((await findText(origin, subjectId)).map((found) => found.split(':')[0])).toEqual(['erase_entries', 'erasures', 'feed', 'requests'])
    expect(await db().selectFrom('erased_ids').selectAll().execute()).toMatchObject([{ erasure_id: erasureId }])
  })

  test('their other requests ended as withdrawn, without a word of theirs', async () => {
    const rows = await db().selectFrom('requests').select('body').where('subject_id', '=', subjectId).execute()
    expect(rows.length).toBeGreaterThanOrEqual(3)
    for (const { body } of rows) {
      expect([body.text, body.corrections]).toEqual(['', undefined])
      expect(body.id === requestId ? 'granted' : 'withdrawn').toBe(body.state)
      expect(body.timeline.map(({ text }) => text).join('')).toBe('')
    }
  })

  test('nothing brings them back: no push, no intake, no search, no fresh copy', async () => {
    const zhou = await signIn(full.device, 'zhou')
    expect(await pushOne(full.device, zhou, createItem(origin, subjectId))).toBe('rejected gone_erased')
    expect(await pushOne(full.device, zhou, makeItem(origin, 'request.reopen@1', { requestId, reason: 'x' }, { base: 9 }))).toBe('rejected gone_erased')
    expect((await full.device.call({ path: `${API}/people/${subjectId}/rows` }, zhou.token)).json()).toEqual({ error: 'gone_erased' })
    const headers = { authorization: `Bearer ${origin.running().context.keys.intakeToken}` }
    for (const person of [{ accountNo: DEMO_PERSON.accountNo }, { kind: 'mobile', value: address.mobile }, { kind: 'email', value: address.email }]) {
      const body = { requestId: newId<RequestId>(origin), person, right: 'access', channel: 'website', receivedOn: '2026-06-15', text: 'x' }
      expect((await callOrigin(origin, { method: 'POST', path: `${API}/intake`, body, headers })).status).toBe(404)
    }
    for (const text of [DEMO_PERSON.name, DEMO_PERSON.mobileTail, DEMO_PERSON.email, DEMO_PERSON.accountNo]) {
      expect((await full.device.call({ method: 'POST', path: `${API}/search`, body: { text, limit: 5 } }, zhou.token)).json()['results']).toEqual([])
    }
    const fresh = await replicate(bystander)
    expect([...fresh.held].filter(([key]) => /^(subject|directory|consent|holding) /.test(key) && key.includes(subjectId))).toEqual([])
    expect(fresh.held.has(`request ${requestId}`)).toBe(true)
    expect(fresh.erased).toEqual([])
    expect(await findText(origin, DEMO_PERSON.name)).toEqual([])
  })
})
