// A product that ends at the origin: for one person who asked for it, and for everybody when the company ends it. Who may propose and agree and when, what goes, what stays and
// why, what imports take from then on, and what the signed report says against the rows themselves.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sql } from 'kysely'
import { addDays, dayStart, toDay } from '../../src-shared/base/clock'
import type { IdentifierId, RequestId, SubjectId } from '../../src-shared/base/ids'
import type { HoldId } from '../../src-shared/domain/hold-register'
import { isRest } from '../../src-shared/domain/ending-batch'
import { addMonths } from '../../src-shared/domain/months'
import { canonicalJson, hex, utf8 } from '../../src-shared/formats/canonical'
import { checkBatchReport } from '../../src-shared/formats/batch-report'
import { checkErasureCertificate, keptByLaw } from '../../src-shared/formats/certificate'
import { nodeCrypto } from '../../src-origin/devices/node-crypto'
import { DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { runRetention } from '../../src-origin/service/retention'
import { importInto, makeFolder, ndjson, readResult } from '../fixtures/import-folder'
import { API, enrolDevice, newId, signIn, type TestDevice } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { ENDED, endingTools } from '../fixtures/product-endings'
import { createItem, makeItem, proposeErasure, push, pushOne } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { PACK_VERSION } from '../fixtures/rules'
import { issue, packWith } from '../fixtures/rules-issue'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const DAY_MS = 86_400_000
let origin: TestOrigin
let desk: TestDevice
let person: SubjectId
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await enrolDevice(origin)
  person = (await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()).id as SubjectId
  await db().updateTable('subjects').set({ products: JSON.stringify(['trade-search', 'market-report']) }).where('id', '=', person).execute()
  // Of everybody's rows a third, of every category: young ones of the access log among them.
  await sql`update service_logs set product = case when n % 3 = 0 then ${ENDED} else 'trade-search' end`.execute(db())
})
afterAll(() => origin?.remove())

const { context, db, today, endings, newest, act, agree, end, logs, countsOf, planned, doneOf, untilDone, reportOf, heldCountsAreTrue } = endingTools(() => origin, () => desk)

describe('a product that one person ended', () => {
  let others: number
  test('stops with the decision, and its rows are proposed with the day’s round: theirs of that product and nobody else’s', async () => {
    const identifierId = (await db().selectFrom('identifiers').select('id').where('subject_id', '=', person).orderBy('pos').executeTakeFirstOrThrow()).id as IdentifierId
    const create = createItem(origin, person, { right: 'end-product', products: [ENDED] })
    const { requestId } = create.args as { readonly requestId: RequestId }
    const zhou = await signIn(desk, 'zhou')
    await push(desk, zhou, [create, makeItem(origin, 'request.take@1', { requestId }, { base: 1 }), makeItem(origin, 'request.verify@1', { requestId, identifierId, method: 'one-time-code', evidence: '回填一致' }, { base: 2 })])
    await runRetention(context())
    expect(await endings()).toEqual([])
    expect(await pushOne(desk, zhou, makeItem(origin, 'request.decide@1', { requestId, outcome: 'granted', text: '已办理', rulesPack: PACK_VERSION }, { base: 3 }))).toBe('applied 4')
    others = (await logs(ENDED)).filter((row) => row.subject_id !== person).length
    expect(others).toBeGreaterThan(10)
    await runRetention(context())
    const batch = await newest()
    expect(batch).toMatchObject({ state: 'proposed', agreed: [], plan: { product: ENDED, reach: 'left', deletionGround: 'product-ended', people: 1, withoutAnother: 0 } })
    expect(planned(batch)).toEqual(countsOf(await logs(ENDED, person)))
    expect(batch.plan.stays).toEqual([{ category: 'registration', because: 'account' }, { category: 'consent', because: 'proof' }])
    expect(await findText(origin, person)).not.toContain('retention_batches: 1')
  })

  test('goes when two people have agreed; the account, the other product and everybody else’s rows stay', async () => {
    const before = { other: await logs('trade-search', person), account: await db().selectFrom('subjects').selectAll().where('id', '=', person).executeTakeFirstOrThrow() }
    expect(before.other.length).toBeGreaterThan(0)
    const access = (await logs(ENDED, person)).filter(({ category }) => category === 'access-log')
    const kept = access.filter(({ at }) => addMonths(toDay(at), 6) > today()).length
    const replica = await replicate(desk)
    const batch = await newest()
    expect(await agree(batch, 'wu')).toEqual({ outcome: 'agreed' })
    expect(await agree(batch, 'zheng')).toEqual({ outcome: 'approved' })
    const done = await untilDone(batch.id)
    expect(doneOf(done)).toEqual(planned(batch))
    expect(await logs(ENDED, person)).toEqual([])
    expect((await logs(ENDED)).length).toBe(others)
    expect(await logs('trade-search', person)).toEqual(before.other)
    const account = await db().selectFrom('subjects').selectAll().where('id', '=', person).executeTakeFirstOrThrow()
    expect(account).toEqual({ ...before.account, v: account.v, log_n: account.log_n })
    await heldCountsAreTrue([person])
    // What the law keeps stands apart, each row until its day, under the batch and with the account number alone.
    const apart = await db().selectFrom('restricted_logs').selectAll().where('erasure_id', '=', batch.id).execute()
    expect(apart.length).toBe(kept)
    expect(done.done.find(({ category }) => category === 'access-log')?.kept ?? 0).toBe(kept)
    expect(apart.every((row) => row.account_no === DEMO_PERSON.accountNo && row.release_on > today())).toBe(true)
    await origin.running().feed.drain()
    await replica.follow()
    expect(replica.held.get(`holding ${person}:browsing`)?.body).toEqual((await replicate(desk)).held.get(`holding ${person}:browsing`)?.body)
    const report = reportOf(done)
    expect(report).toMatchObject({ batchId: batch.id, plan: { reach: 'left', deletionGround: 'product-ended', people: 1 }, planHash: batch.planHash, agreed: [{ name: '吴示二' }, { name: '郑示三' }], ending: { product: ENDED, peopleDone: 1 } })
    expect(report.ending).not.toHaveProperty('proposed')
    await runRetention(context())
    expect(await newest()).toEqual(done)
  })

  test('who takes it up again is bound again, and nothing of it is proposed', async () => {
    await db().updateTable('subjects').set({ products: JSON.stringify(['trade-search', ENDED]) }).where('id', '=', person).execute()
    await db().insertInto('service_logs').values({ subject_id: person, n: 800_001, category: 'browsing', at: origin.now() - DAY_MS, product: ENDED, ip: '203.0.113.9', detail: '/again', source_key: null }).execute()
    await db().updateTable('holdings').set((eb) => ({ rows: eb('rows', '+', 1) })).where('subject_id', '=', person).where('category', '=', 'browsing').execute()
    await runRetention(context())
    expect((await newest()).state).toBe('done')
  })
})

describe('a product that the company ends', () => {
  test('is proposed by an officer, for today or a day of the next year', async () => {
    for (const login of ['zhou', 'wu'] as const) expect(await end({}, login)).toEqual({ error: 'forbidden' })
    for (const endsOn of [addDays(today(), -1), addDays(today(), 367)]) expect(await end({ endsOn })).toEqual({ error: 'bad_request' })
    for (const broken of [{ product: 'x' }, { reason: '' }, { told: 'rumour' }]) expect(await end(broken)).toEqual({ error: 'bad_request' })
    expect(await end({ endsOn: addDays(today(), 3) })).toEqual({ outcome: 'proposed' })
    const batch = await newest()
    const { rows: [people] } = await sql<{ people: number; only: number }>`
      select count(*) as people, count(*) filter (where products = ${JSON.stringify([ENDED])}::jsonb) as only from subjects where products @> ${JSON.stringify([ENDED])}::jsonb`.execute(db())
    expect(batch).toMatchObject({
      state: 'proposed', agreed: [], peopleDone: 0, proposed: { name: '郑示三', reason: '产品下线', told: 'website' },
      plan: { product: ENDED, reach: 'everyone', deletionGround: 'service-ended', endsOn: addDays(today(), 3), people: people!.people, withoutAnother: people!.only },
    })
    expect(batch.plan.people).toBeGreaterThan(5)
    expect(planned(batch)).toEqual(countsOf(await logs(ENDED)))
    expect(batch.planHash).toBe(hex(nodeCrypto.sha256(utf8(canonicalJson(batch.plan)))))
  })

  test('is agreed to no earlier than on its day, and until then follows what is held', async () => {
    const first = await newest()
    for (const login of ['wu', 'zheng'] as const) expect(await agree(first, login)).toEqual({ outcome: 'not-yet' })
    await db().insertInto('service_logs').values({ subject_id: person, n: 800_002, category: 'browsing', at: origin.now(), product: ENDED, ip: '203.0.113.9', detail: '/more', source_key: null }).execute()
    await db().updateTable('holdings').set((eb) => ({ rows: eb('rows', '+', 1) })).where('subject_id', '=', person).where('category', '=', 'browsing').execute()
    origin.advance(3 * DAY_MS)
    await runRetention(context())
    const onTheDay = await newest()
    expect([onTheDay.id, onTheDay.plan.asOf, onTheDay.plan.endsOn]).toEqual([first.id, today(), today()])
    expect(planned(onTheDay)).toEqual(countsOf(await logs(ENDED)))
    // What was looked at three days ago is not what is proposed today.
    expect(await agree(first, 'wu')).toEqual({ outcome: 'changed' })
  })

  test('takes nothing in any more from its day on, whoever is bound to it still; a refusal of the proposal lets it go on', async () => {
    const fields = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]))
    const account = (accountNo: string, products: readonly string[]) => ({ accountNo, name: '甲', status: 'active', region: 'CN', registeredAt: '2021-01-01T00:00:00Z', products })
    const log = (key: string, product: string) => ({ accountNo: 'PE-1', key, category: 'browsing', at: '2026-06-01T00:00:00Z', product, ip: '203.0.113.7', detail: `/${key}` })
    const bound = (await db().selectFrom('subjects').select(['account_no', 'name', 'products']).where('id', '=', person).executeTakeFirstOrThrow())
    const folder = await makeFolder({
      a: ndjson([account('PE-1', ['trade-search']), account('PE-2', [ENDED]), { ...account(bound.account_no, bound.products), name: bound.name }]),
      l: ndjson([log('k1', 'trade-search'), log('k2', ENDED)]),
    })
    const mapping = {
      v: 1, accounts: { file: 'a', format: 'ndjson', fields: fields(['accountNo', 'name', 'status', 'region', 'registeredAt', 'products']) },
      'log-rows': { file: 'l', format: 'ndjson', fields: fields(['accountNo', 'key', 'category', 'at', 'product', 'ip', 'detail']) },
    }
    const said = async () => (await readResult(await importInto(origin, folder.dir, mapping))).map((row) => `${String(row['code'] ?? row['outcome'])} ${((row['fields'] ?? []) as string[]).join()}`.trim())
    expect(await said()).toEqual(['created', 'product-ended products', 'updated', 'created', 'product-ended product'])
    const { id } = await newest()
    expect(await act('decline', 'wu', { batchId: id, reason: '再等一个季度' }, 'plain')).toEqual({ outcome: 'declined' })
    expect(await said()).toEqual(['unchanged', 'created', 'unchanged', 'unchanged', 'created'])
    await folder.remove()
    expect(await end()).toEqual({ outcome: 'proposed' })
  })

  test('takes in no agreement to it any more; one that is known stays known, and what a person ends is taken on any day', async () => {
    const at = origin.now()
    const actOf = (key: string, kind: string, purpose?: string) => ({ accountNo: 'PE-1', key, kind, purpose, product: ENDED, policyVersion: '1.0', at })
    const names = (all: readonly string[]) => Object.fromEntries(all.map((name) => [name, name]))
    const folder = await makeFolder({
      p: ndjson([{ product: ENDED, version: '1.0', effectiveFrom: '2024-05-02', titleZh: '市场报告政策', clauses: [{ topic: 'collection', number: '1', text: '记录浏览。' }] }]),
      c: ndjson([actOf('pe-c1', 'registered')]),
    })
    const mapping = {
      v: 1, policies: { file: 'p', format: 'ndjson', fields: names(['product', 'version', 'effectiveFrom', 'titleZh', 'clauses']) },
      consents: { file: 'c', format: 'ndjson', fields: { ...names(['accountNo', 'key', 'kind', 'purpose', 'product', 'policyVersion']), channel: { value: 'website' }, at: { column: 'at', time: { format: 'epoch-ms' } } } },
    }
    const said = async () => (await readResult(await importInto(origin, folder.dir, mapping))).map((row) => `${String(row['code'] ?? row['outcome'])} ${((row['fields'] ?? []) as string[]).join()}`.trim())
    expect(await act('decline', 'wu', { batchId: (await newest()).id, reason: '再等一个季度' }, 'plain')).toEqual({ outcome: 'declined' })
    expect(await said()).toEqual(['created', 'created'])
    expect(await end()).toEqual({ outcome: 'proposed' })
    expect(await said()).toEqual(['unchanged', 'unchanged'])
    await folder.write('c', ndjson([actOf('pe-c1', 'registered'), actOf('pe-c2', 'continued-use'), actOf('pe-c3', 'withdrawal', 'pages-and-search'), actOf('pe-c4', 'opt-out', 'pages-and-search')]))
    expect(await said()).toEqual(['unchanged', 'unchanged', 'product-ended product', 'created', 'created'])
    await folder.remove()
  })

  test('is stale where more is there than it said at the second agreement, and an officer proposes it anew', async () => {
    const batch = await newest()
    expect(await agree(batch, 'zheng')).toEqual({ outcome: 'agreed' })
    expect(await agree(batch, 'zheng')).toEqual({ outcome: 'same-person' })
    expect(await end()).toEqual({ outcome: 'changed' })
    await db().insertInto('service_logs').values({ subject_id: person, n: 800_003, category: 'search-query', at: origin.now(), product: ENDED, ip: '203.0.113.9', detail: 'x', source_key: null }).execute()
    await db().updateTable('holdings').set((eb) => ({ rows: eb('rows', '+', 1) })).where('subject_id', '=', person).where('category', '=', 'search-query').execute()
    expect(await agree(batch, 'wu')).toEqual({ outcome: 'stale' })
    expect(await newest()).toMatchObject({ id: batch.id, state: 'stale', done: [], peopleDone: 0 })
    expect(await end()).toEqual({ outcome: 'proposed' })
    expect((await newest()).id).not.toBe(batch.id)
  })

  test('is stale where a newer pack keeps part of it for longer than two people saw, and stale is not approved', async () => {
    const batch = await newest()
    expect(batch.plan.lines.find(({ category }) => category === 'access-log')).toMatchObject({ action: 'restrict', months: 6 })
    expect(await agree(batch, 'zheng')).toEqual({ outcome: 'agreed' })
    await issue(origin, packWith('2026.91', ({ retention }) => ({ retention: retention.map((rule) => (rule.code === 'R-LOG' ? { ...rule, months: 12 } : rule)) })))
    expect(await agree(batch, 'wu')).toEqual({ outcome: 'stale' })
    expect(await newest()).toMatchObject({ id: batch.id, state: 'stale', done: [], peopleDone: 0 })
    await issue(origin, packWith('2026.92'))
    expect(await end({ told: 'applet' })).toEqual({ outcome: 'proposed' })
    expect((await newest()).plan).toMatchObject({ rulesPack: '2026.92', lines: expect.arrayContaining([expect.objectContaining({ category: 'access-log', months: 6 })]) as unknown })
  })

  test('goes in one batch: people are unbound and told in their history, rows go as planned, a hold placed meanwhile keeps its person’s, the report says so', async () => {
    const batch = await newest()
    const all = await logs(ENDED)
    const others = (await db().selectFrom('service_logs').select('n').where('product', '<>', ENDED).execute()).length
    const bound = await db().selectFrom('subjects').select(['id', 'products']).where(sql<boolean>`products @> ${JSON.stringify([ENDED])}::jsonb`).execute()
    expect(await agree(batch, 'wu')).toEqual({ outcome: 'agreed' })
    const holdId = newId<HoldId>(origin)
    const place = { holdId, matter: '（2026）辽0203民初99号', reach: 'person', subjectId: person, categories: ['browsing'], reason: '证据保全', reviewOn: addDays(today(), 90) }
    expect(await pushOne(desk, await signIn(desk, 'zheng'), makeItem(origin, 'hold.place@1', place, { chain: `hold:${holdId}` }))).toBe('applied 1')
    const isHeld = (row: (typeof all)[number]): boolean => row.subject_id === person && row.category === 'browsing'
    expect(all.some(isHeld)).toBe(true)
    const anonymousBefore = (await db().selectFrom('anonymous_logs').selectAll().execute()).length
    expect(await agree(batch, 'zheng')).toEqual({ outcome: 'approved' })
    const done = await untilDone(batch.id)
    const goes = all.filter((row) => !isHeld(row))
    expect(doneOf(done)).toEqual(countsOf(goes))
    expect((await logs(ENDED)).map(({ n }) => n).sort()).toEqual(all.filter(isHeld).map(({ n }) => n).sort())
    expect((await db().selectFrom('service_logs').select('n').where('product', '<>', ENDED).execute()).length).toBe(others)
    expect((await db().selectFrom('anonymous_logs').selectAll().execute()).length - anonymousBefore).toBe(goes.filter((row) => row.category === 'page-performance').length)
    const keptRows = goes.filter((row) => row.category === 'access-log' && addMonths(toDay(row.at), 6) > today()).length
    expect(keptRows).toBeGreaterThan(0)
    expect((await db().selectFrom('restricted_logs').selectAll().where('erasure_id', '=', batch.id).execute()).length).toBe(keptRows)
    // The account and the other products stay; the history says when it ended, under which text and how they were told.
    expect(done.peopleDone).toBe(bound.length)
    for (const { id, products } of bound) {
      expect((await db().selectFrom('subjects').select('products').where('id', '=', id).executeTakeFirstOrThrow()).products).toEqual(products.filter((one) => one !== ENDED))
    }
    const acts = await db().selectFrom('consents').select(['subject_id', 'kind', 'product', 'channel']).where('evidence', '=', batch.id).execute()
    expect(acts.map(({ subject_id }) => subject_id).sort()).toEqual(bound.map(({ id }) => id).sort())
    expect(new Set(acts.map(({ kind, product, channel }) => `${kind} ${String(product)} ${channel}`))).toEqual(new Set([`product-ended ${ENDED} applet`]))
    await heldCountsAreTrue(new Set([...all.map(({ subject_id }) => subject_id), ...bound.map(({ id }) => id)]))
    const report = reportOf(done)
    expect(report).toMatchObject({ plan: { endsOn: today(), people: bound.length }, planHash: batch.planHash, ending: { product: ENDED, peopleDone: bound.length, proposed: { name: '郑示三', reason: '产品下线' } } })
    expect(report.lines.map(({ category, done: rows, kept = 0, held }) => [category, rows, kept, held])).toEqual(batch.plan.lines.map(({ category }) => [
      category, goes.filter((row) => row.category === category).length, category === 'access-log' ? keptRows : 0, all.filter((row) => isHeld(row) && row.category === category).length,
    ]))
    for (const change of [{ ending: { ...report.ending, product: 'trade-search' } }, { ending: { ...report.ending, peopleDone: 1 } }]) {
      const signed = done.report as object
      expect(checkBatchReport({ ...signed, body: { ...report, ...change } }, context().keys.org.publicKey, nodeCrypto)).toMatchObject({ ok: false })
    }
    // Once carried out it is over: nobody proposes it again, and nothing of it is taken in.
    expect(await end()).toEqual({ outcome: 'changed' })
    const replica = await replicate(desk)
    await origin.running().feed.drain()
    await replica.follow()
    expect((replica.held.get(`subject ${person}`)!.body as { products: string[] }).products).toEqual(['trade-search'])

    // The hold is lifted: what it kept comes back by itself as a proposal, and two people agree again.
    await runRetention(context())
    expect((await newest()).id).toBe(batch.id)
    const zheng = await signIn(desk, 'zheng')
    expect(await pushOne(desk, zheng, makeItem(origin, 'hold.lift@1', { holdId, reason: '结案' }, { base: 1, chain: `hold:${holdId}` }))).toBe('applied 2')
    // Somebody is bound to it again, as by an erasure that was called off.
    const [again] = bound as [(typeof bound)[number]]
    await db().updateTable('subjects').set({ products: JSON.stringify(again.products) }).where('id', '=', again.id).execute()
    await runRetention(context())
    const rest = await newest()
    expect(rest).toMatchObject({ state: 'proposed', plan: { reach: 'everyone', people: 1 } })
    // By the schedule: the officer proposed what is done, and has not been asked about this.
    expect([rest.proposed, isRest(rest), isRest(batch)]).toEqual([undefined, true, false])
    expect(planned(rest)).toEqual(countsOf(all.filter(isHeld)))
    await agree(rest, 'wu')
    await agree(rest, 'zheng')
    expect(reportOf(await untilDone(rest.id)).ending).toEqual({ product: ENDED, peopleDone: 1 })
    expect(await logs(ENDED)).toEqual([])
    expect(await db().selectFrom('consents').select(['subject_id', 'channel']).where('evidence', '=', rest.id).execute()).toEqual([{ subject_id: again.id, channel: 'applet' }])
  })

  test('is left out of what a source says of somebody who is known, whose other changes are taken', async () => {
    const { account_no: accountNo, registered_at: registeredAt } = await db().selectFrom('subjects').select(['account_no', 'registered_at']).where('id', '=', person).executeTakeFirstOrThrow()
    const row = (more: object) => ({ accountNo, name: '改名', status: 'cancelled', region: 'CN', registeredAt, products: ['trade-search', ENDED], ...more })
    const folder = await makeFolder({ a: ndjson([row({}), row({ accountNo: 'PE-9' })]) })
    const fields = { ...Object.fromEntries(['accountNo', 'name', 'status', 'region', 'products'].map((name) => [name, name])), registeredAt: { column: 'registeredAt', time: { format: 'epoch-ms' } } }
    const said = async () => (await readResult(await importInto(origin, folder.dir, { v: 1, accounts: { file: 'a', format: 'ndjson', fields } }))).map((one) => one['code'] ?? one['outcome'])
    expect(await said()).toEqual(['updated', 'product-ended'])
    expect(await db().selectFrom('subjects').select(['name', 'status', 'products']).where('id', '=', person).executeTakeFirstOrThrow()).toEqual({ name: '改名', status: 'cancelled', products: ['trade-search'] })
    expect(await said()).toEqual(['unchanged', 'product-ended'])
    await folder.remove()
  })

  test('what the law kept of somebody becomes their erasure’s, which names it', async () => {
    const apart = await db().selectFrom('restricted_logs').select(['release_on', 'at']).where('account_no', '=', DEMO_PERSON.accountNo).orderBy('release_on').execute()
    expect(apart.length).toBeGreaterThan(0)
    const request = await db().selectFrom('requests').select('id').where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
    const { approval, erasureId } = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), request.id)
    expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), approval())).toBe('applied 2')
    const erasure = async () => (await db().selectFrom('erasures').select('body').where('id', '=', erasureId).executeTakeFirstOrThrow()).body
    await vi.waitFor(async () => expect((await erasure()).state).toBe('executed'), { timeout: 30_000 })
    await desk.call({ method: 'POST', path: `${API}/ack`, body: { results: [], receipts: [{ erasureId, receipt: desk.receipt(erasureId) }], commandsDone: [] } })
    await vi.waitFor(async () => expect((await erasure()).state).toBe('completed'), { timeout: 30_000 })
    const checked = checkErasureCertificate((await erasure()).certificate, context().keys.org.publicKey, nodeCrypto)
    if (!checked.ok) throw new Error(checked.error)
    const { certificate } = checked.value
    const named = { category: 'access-log', rows: apart.length, ground: 'R-LOG', releaseOn: apart.at(-1)!.release_on }
    expect(certificate.apart).toEqual([{ ...named, provision: certificate.restricted[0]?.provision }])
    expect(keptByLaw(certificate).map(({ rows }) => rows)).toEqual([...certificate.restricted.map(({ rows }) => rows), apart.length])
    expect(certificate.text.en).toContain(`outside the plan: ${apart.length}.`)
    // All that has the account number is of this erasure now, each row with its day as before.
    const after = await db().selectFrom('restricted_logs').select(['erasure_id', 'n', 'release_on', 'at']).where('account_no', '=', DEMO_PERSON.accountNo).orderBy('release_on').execute()
    expect(new Set(after.map(({ erasure_id }) => erasure_id))).toEqual(new Set([erasureId]))
    expect(after.filter(({ n }) => n < 0).map(({ release_on, at }) => ({ release_on, at })).sort((a, b) => a.at - b.at)).toEqual([...apart].sort((a, b) => a.at - b.at))
  })

  test('what the law kept goes by itself on its day', async () => {
    const [last] = await db().selectFrom('restricted_logs').select('release_on').orderBy('release_on', 'desc').limit(1).execute()
    origin.advance(dayStart(last!.release_on) - dayStart(today()) + DAY_MS)
    await runRetention(context())
    expect(await db().selectFrom('restricted_logs').select('n').execute()).toEqual([])
  })
})
