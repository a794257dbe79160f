// GET /bundle: who gets it, what is left out of it, and that what the origin sends is valid once it is written down, with whatever a period can hold.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBundleContent } from '../../src-main/packages/bundle-content'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { byteSourceOf } from '../../src-shared/formats/evidence/bytes'
import { checkEvidence } from '../../src-shared/formats/evidence/check-evidence'
import type { EvidenceFinding } from '../../src-shared/formats/evidence/finding'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { signBatchReport } from '../../src-shared/formats/batch-report'
import { archiveOf, storedFiles } from '../fixtures/bundle'
import { testBatchReport } from '../fixtures/evidence'
import { API, enrolDevice, signIn, type Login, type TestDevice } from '../fixtures/origin-http'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDevice
beforeAll(async () => {
  origin = await startTestOrigin({ people: 40 })
  desk = await enrolDevice(origin)
})
afterAll(() => origin?.remove())

const YEAR = 'from=2026-01-01&to=2026-12-31'
const ask = async (login: Login, query = YEAR) => desk.call({ path: `${API}/bundle?${query}` }, (await signIn(desk, login)).token)
const db = () => origin.running().context.db

/** As a desk writes it down. */
function archive(page: string): Buffer {
  const content = createBundleContent()
  for (const line of page.trimEnd().split('\n').slice(0, -1)) content.take(JSON.parse(line))
  return archiveOf(content.files()!.map(({ name, pieces }) => ({ name, bytes: Buffer.concat(pieces) })))
}
async function checked(bytes: Buffer): Promise<EvidenceFinding> {
  const file = await byteSourceOf({ stat: async () => ({ size: bytes.length }), read: async (into, offset, length, position) => ({ bytesRead: bytes.copy(into, offset, position, position + length) }) })
  return checkEvidence(file, { crypto: nodeCrypto, orgPublicKey: origin.running().context.keys.org.publicKey })
}

test('is for whoever may read the figures, of a span of days that there is', async () => {
  expect((await ask('zhou')).json()).toEqual({ error: 'forbidden' })
  expect((await desk.call({ path: `${API}/bundle?${YEAR}` })).json()).toEqual({ error: 'unauthorised' })
  for (const query of ['', 'from=2026-01-01', 'from=2026-06-30&to=2026-06-01', 'from=2026-02-30&to=2026-03-01', 'from=1990-01-01&to=2026-01-01']) expect((await ask('sun', query)).json(), query).toEqual({ error: 'bad_request' })
  for (const login of ['wu', 'zheng', 'sun'] as const) expect((await ask(login)).status, login).toBe(200)
})

test('holds the reports of batches, a record that was found rewritten and its signed heads, and tells which packs it lacks and how many tests it left out', async () => {
  const { keys } = origin.running().context
  const { body } = testBatchReport()
  const plan = { ...body.plan, rulesPack: '2025.1' }
  const report = signBatchReport({ ...body, tenant: 'sinoimex', plan, planHash: Buffer.from(nodeCrypto.sha256(Buffer.from(canonicalJson(plan)))).toString('hex'), rulesPack: '2025.1' }, keys.origin, keys.originCertificate)
  await db().insertInto('batch_reports').values({ batch_id: body.batchId, report: JSON.stringify(report) }).execute()
  for (const [size, day] of [[10, '2026-05-01'], [25, '2026-05-02'], [31, '2025-12-31']] as const) {
    await db().insertInto('audit_heads').values({ device_id: desk.id, size, head_hash: 'a'.repeat(64), at: Date.parse(`${day}T12:00:00+08:00`) }).execute()
  }
  await db().insertInto('audit_breaks').values({ device_id: desk.id, size: 25, known_hash: 'a'.repeat(64), shown_hash: '0'.repeat(64), found_at: origin.now() }).execute()
  await sql`update requests set body = body || '{"test": true}' where id = (select id from requests where received_on >= '2026-01-01' order by id limit 1)`.execute(db())
  const bytes = archive((await ask('sun')).text)
  const found = await checked(bytes)
  expect(found).toMatchObject({ outcome: 'valid', what: 'bundle', bundle: { manifest: { missingPacks: ['2025.1'], askedBy: { name: '孙示六' }, counts: { tests: 1, batches: 1, devices: 1, witnesses: 2 } } } })
  const files = new Map(storedFiles(bytes).map(({ name, bytes: content }) => [name, content.toString('utf8')]))
  expect(files.get(`batches/batch-${body.batchId}.pdcert`)).toBe(`${canonicalJson(report)}\n`)
  expect(JSON.parse(files.get('audit/devices.jsonl')!)).toMatchObject({ id: desk.id, witnesses: 2, breaks: [{ size: 25 }] })
  // Of the time before the device was there, nothing of it.
  expect(await checked(archive((await ask('sun', 'from=2025-01-01&to=2025-06-30')).text))).toMatchObject({ outcome: 'valid', bundle: { manifest: { counts: { devices: 0, witnesses: 0, batches: 0 } } } })
})

test('is put together once at a time', async () => {
  const { token } = await signIn(desk, 'sun')
  // One person's questions for the same days are one; for other days they come back.
  const answers = await Promise.all(['2024', '2024', '2025', '2026'].map((year) => desk.call({ path: `${API}/bundle?from=${year}-01-01&to=${year}-06-30` }, token)))
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
  for (const busy of answers.filter(({ status }) => status !== 200)) expect(busy.json()).toMatchObject({ error: 'too_many', retryAfterS: 10 })
  expect((await desk.call({ path: `${API}/bundle?${YEAR}` }, token)).status).toBe(200)
})
