// What leaves the origin about a person: written down before it is sent, whatever record it stands in, and never more at once than a desk takes.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveRequest } from '../../src-origin/cases/locked-request'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { API, enrolDevice, signIn } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const MIB = 1_048_576
let origin: TestOrigin
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const caseOf = (caseNo: string) => db().selectFrom('requests').select(['id', 'subject_id', 'body']).where('case_no', '=', caseNo).executeTakeFirstOrThrow()
const ledger = async (deviceId: string) => (await db().selectFrom('deliveries').select('subject_id').where('device_id', '=', deviceId).execute()).map((row) => row.subject_id)

test('a request alone puts the device into the ledger, for it holds the person’s own words; one of an erased person does not', async () => {
  const replica = await replicate(await enrolDevice(origin, { scopes: ['desk:dalian'] }), ['desk:dalian'])
  const gone = await caseOf(DEMO_DELETE_CASE)
  const there = await db().selectFrom('requests').select(['id', 'subject_id', 'body']).where('in_scope', '=', true).where('subject_id', '!=', gone.subject_id).orderBy('id').limit(1).executeTakeFirstOrThrow()
  await db().deleteFrom('deliveries').where('device_id', '=', replica.device.id).execute()
  await db().deleteFrom('subjects').where('id', '=', gone.subject_id).execute()
  await db().transaction().execute(async (tx) => {
    for (const { body } of [gone, there]) await saveRequest(tx, { ...body, text: '另一句原话' })
  })
  await origin.running().feed.drain()
  const lines = await replica.follow()
  expect(lines.flatMap((line) => (line.t === 'put' ? [`${line.type} ${line.id}`] : [])).sort()).toEqual([`request ${gone.id}`, `request ${there.id}`].sort())
  expect(await ledger(replica.device.id)).toEqual([there.subject_id])
})

test('rows of great length come on pages of about 4 MiB, all of them, once', async () => {
  const { subject_id: subjectId } = await db().selectFrom('requests').select('subject_id').where('in_scope', '=', true).where('subject_id', 'in', db().selectFrom('subjects').select('id')).orderBy('id').limit(1).executeTakeFirstOrThrow()
  await sql`delete from service_logs where subject_id = ${subjectId}`.execute(db())
  await sql`insert into service_logs (subject_id, n, category, at, product, ip, detail)
    select ${subjectId}::uuid, n, 'browsing', ${origin.now()}::bigint, 'applet', '198.18.0.1', repeat('页', 4000) from generate_series(0, 1999) n`.execute(db())
  const device = await enrolDevice(origin, { scopes: ['desk:dalian'] })
  const { token } = await signIn(device, 'zhou')
  const seen: number[] = []
  let after = -1
  for (let more = true; more; ) {
    const { bytes, text } = await device.call({ path: `${API}/people/${subjectId}/rows?after=${String(after)}&limit=10000` }, token)
    expect(bytes.length).toBeLessThan(4.1 * MIB)
    const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line) as { n: number; after: number; more: boolean; total: number })
    const end = lines.pop()!
    expect(end).toMatchObject({ n: lines.length, after: lines.at(-1)!.n, total: 2_000 })
    seen.push(...lines.map(({ n }) => n))
    ;({ after, more } = end)
  }
  expect(seen).toEqual(Array.from({ length: 2_000 }, (_, n) => n))
})
