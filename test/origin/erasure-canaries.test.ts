// A canary in every column of every table of the origin that can hold something of a person; after the erasure each is nowhere, but where the plan keeps it
// apart. What takes no text (ids, counts, words of a list) is said to be so, column by column: a new one that nobody thought of fails.
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { must } from '../../src-shared/base/assert'
import { LOG_CATEGORIES } from '../../src-shared/domain/vocabulary'
import { ORIGIN_ERASURE_POLICY } from '../../src-origin/erasure/policy'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import type { OriginSchema } from '../../src-origin/store/schema'
import { enrolDevice, newId, signIn } from '../fixtures/origin-http'
import { makeItem, proposeErasure, pushOne } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

type Table = keyof OriginSchema
let origin: TestOrigin
let subjectId: string
let requestId: string
const db = () => origin.running().context.db
/** By `table.column`. */
const canaries = new Map<string, string>()

/** What takes no text of anybody’s: ids that rows are found by, numbers, days, words of a list. */
const NO_TEXT: Readonly<Record<string, string>> = {
  'subjects.status': 'a word', 'subjects.products': 'words', 'identifiers.kind': 'a word', 'identifiers.proof': 'a word', 'consents.kind': 'a word', 'consents.purpose': 'a word',
  'consents.product': 'a word', 'consents.policy_version': 'of the register', 'consents.policy_id': 'of the register', 'consents.channel': 'a word', 'service_logs.category': 'a word', 'service_logs.product': 'a word',
  'holdings.category': 'a word', 'holdings.system': 'of the inventory', 'letters.id': 'an id', 'identity_codes.state': 'a word', 'stopped_people.former_status': 'a word',
  'restricted_logs.result': 'comes by service_logs', 'restricted_logs.ip': 'comes by service_logs', 'restricted_logs.account_no': 'comes by subjects', 'erasure_jobs.account_no': 'comes by subjects',
  'erasure_jobs.external_id': 'comes by subjects', 'erasure_systems.account_no': 'comes by subjects: test/origin/erasure-systems.test.ts', 'erasure_systems.external_id': 'as account_no',
  'held_lines.account_no': 'comes by subjects: test/origin/holds.test.ts', 'held_rows.body': 'test/origin/holds.test.ts',
  'exceptions.body': 'test/origin/inventory.test.ts', 'transfers.body': 'test/origin/inventory.test.ts', 'presets.body': 'test/origin/records.test.ts', 'holds.body': 'test/origin/holds.test.ts', 'incidents.body': 'test/origin/incidents.test.ts',
}

function canary(column: string): string {
  const text = `zq${randomBytes(9).toString('hex')}`
  canaries.set(column, text)
  return text
}
const bytes = (column: string): Buffer => {
  const made = randomBytes(16)
  canaries.set(column, `\\x${made.toString('hex')}`)
  return made
}

/** Columns of text, of JSON and of bytes: what could hold a word. */
async function wordColumns(): Promise<readonly string[]> {
  const { rows } = await sql<{ table_name: Table; column_name: string }>`
    select table_name, column_name from information_schema.columns where table_schema = 'public' and data_type in ('text', 'jsonb', 'bytea')`.execute(db())
  return rows.flatMap(({ table_name: table, column_name: column }) => {
    const policy = ORIGIN_ERASURE_POLICY[table] as (typeof ORIGIN_ERASURE_POLICY)[Table] | undefined
    const rule = (policy?.columns as Readonly<Record<string, string>> | undefined)?.[column]
    return rule === 'goes' || rule === 'emptied' || rule === 'kept-apart' ? [`${table}.${column}`] : []
  })
}

async function plantInRowsOfSeed(): Promise<void> {
  const columns = { account_no: canary('subjects.account_no'), external_id: canary('subjects.external_id'), name: canary('subjects.name'), region: canary('subjects.region') }
  await db().updateTable('subjects').set(columns).where('id', '=', subjectId).execute()
  const identifier = await db().selectFrom('identifiers').select('id').where('subject_id', '=', subjectId).limit(1).executeTakeFirstOrThrow()
  await db().updateTable('identifiers').set({ value: canary('identifiers.value'), source_key: canary('identifiers.source_key') }).where('id', '=', identifier.id).execute()
  const consent = await db().selectFrom('consents').select('id').where('subject_id', '=', subjectId).limit(1).executeTakeFirstOrThrow()
  await db().updateTable('consents').set({ wording_hash: canary('consents.wording_hash'), evidence: canary('consents.evidence'), source_key: canary('consents.source_key') }).where('id', '=', consent.id).execute()
  for (const category of LOG_CATEGORIES) {
    // The newest: a row of the law is kept for six months from its day.
    const row = await db().selectFrom('service_logs').select('n').where('subject_id', '=', subjectId).where('category', '=', category).orderBy('at', 'desc').limit(1).executeTakeFirstOrThrow()
    const name = (column: string): string => canary(`service_logs.${column} ${category}`)
    await db().updateTable('service_logs').set({ ip: name('ip'), detail: name('detail'), source_key: name('source_key') }).where('subject_id', '=', subjectId).where('n', '=', row.n).execute()
  }
  const { body } = await db().selectFrom('requests').select('body').where('id', '=', requestId).executeTakeFirstOrThrow()
  await db().updateTable('requests').set({ body: JSON.stringify({ ...body, text: canary('requests.body') }) }).where('id', '=', requestId).execute()
}

async function plantInNewRows(deviceId: string, staffId: string): Promise<void> {
  const own = { request_id: requestId, subject_id: subjectId }
  await db().insertInto('letters').values({ ...own, id: `${requestId}:answer:1`, body: JSON.stringify({ text: canary('letters.body') }) }).execute()
  const noteId = newId(origin)
  await db().insertInto('notes').values({ ...own, id: noteId, body: JSON.stringify({ text: canary('notes.body') }) }).execute()
  await db().insertInto('note_files').values({ note_id: noteId, request_id: requestId, sha256: bytes('note_files.sha256') }).execute()
  const sha256 = bytes('blobs.sha256')
  await db().insertInto('blobs').values({ ...own, sha256, salt: bytes('blobs.salt'), bytes: 16, received: 16, complete: true, at: 1 }).execute()
  await db().insertInto('blob_parts').values({ request_id: requestId, sha256, pos: 0, bytes: 16, sealed: bytes('blob_parts.sealed') }).execute()
  canaries.set('blob_parts.sha256', must(canaries.get('blobs.sha256'), 'the hash of the file'))
  const { id } = await db().selectFrom('identifiers').select('id').where('subject_id', '=', subjectId).limit(1).executeTakeFirstOrThrow()
  const code = { id: newId(origin), identifier_id: id, staff_id: staffId, code_mac: bytes('identity_codes.code_mac'), state: 'sent' as const, made_at: origin.now(), expires_at: origin.now() + 1e9 }
  await db().insertInto('identity_codes').values({ ...own, ...code }).execute()
  const act = { device_id: deviceId, mid: newId(origin), staff_id: staffId, subject_id: subjectId, chain: `request:${requestId}`, op: 'request.take@1', made_at: 1, uploaded_at: 1, reason: 'store-gone' as never, state: 'held' as const }
  await db().insertInto('sealed_acts').values({ ...act, body: JSON.stringify({ text: canary('sealed_acts.body') }) }).execute()
}

beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  const row = await db().selectFrom('requests').select(['id', 'subject_id']).where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
  requestId = row.id
  subjectId = row.subject_id
})
afterAll(() => origin?.remove())

test('every column that could hold a word of a person has a canary, and each can be found', async () => {
  const desk = await enrolDevice(origin)
  await plantInRowsOfSeed()
  await plantInNewRows(desk.id, DEMO_STAFF.zhou.id)
  const planted = new Set([...canaries.keys()].map((name) => name.split(' ')[0]))
  expect((await wordColumns()).filter((column) => !planted.has(column) && NO_TEXT[column] === undefined)).toEqual([])
  for (const [column, text] of canaries) expect((await findText(origin, text)).map((found) => found.split(':')[0]), column).toContain(column.split('.')[0])
})

test('after the erasure each is nowhere, but where the plan keeps it apart', async () => {
  const desk = await enrolDevice(origin)
  const { erasureId } = await proposeErasure(origin, desk, await signIn(desk, 'zhou'), requestId)
  const { body } = await db().selectFrom('erasures').select('body').where('id', '=', erasureId).executeTakeFirstOrThrow()
  expect(await pushOne(desk, await signIn(desk, 'wu', 'fresh'), makeItem(origin, 'erasure.approve@1', { erasureId, planHash: body.planHash }, { base: 1 }))).toBe('applied 2')
  await vi.waitFor(async () => expect((await db().selectFrom('erasures').select('state').where('id', '=', erasureId).executeTakeFirstOrThrow()).state).toBe('completed'), { timeout: 60_000 })
  const apart = new Set(['service_logs.ip access-log', 'service_logs.detail access-log', 'subjects.account_no'])
  const left: Record<string, readonly string[]> = {}
  for (const [column, text] of canaries) {
    const found = (await findText(origin, text)).map((where) => must(where.split(':')[0], 'a table'))
    if (found.length > 0) left[column] = found
  }
  expect(left).toEqual(Object.fromEntries([...apart].map((column) => [column, ['restricted_logs']])))
})
