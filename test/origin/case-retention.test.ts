// The file of a case goes when its own period has ended, with everything that belongs to it; a reopened one and the proof of an erasure stay.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toDay } from '../../src-shared/base/clock'
import type { NoteId, RequestId } from '../../src-shared/base/ids'
import { addMonths } from '../../src-shared/domain/months'
import { UNIDENTIFIED_GROUND } from '../../src-shared/domain/ground-codes'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { runRetention } from '../../src-origin/service/retention'
import { hashOf, pdfOf } from '../fixtures/note-files'
import { API, enrolDevice, newId, signIn, type TestDevice } from '../fixtures/origin-http'
import { createItem, makeItem, pushOne } from '../fixtures/origin-push'
import { LATE_REASON } from '../fixtures/late-reason'
import { PACK_VERSION } from '../fixtures/rules'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const DAY_MS = 86_400_000
let origin: TestOrigin
let desk: TestDevice
beforeAll(async () => {
  origin = await startTestOrigin({ people: 40 })
  desk = await enrolDevice(origin)
})
afterAll(() => origin?.remove())

const db = () => origin.running().context.db
const retain = () => runRetention(origin.running().context)
const exists = async (requestId: string): Promise<boolean> => (await db().selectFrom('requests').select('id').where('id', '=', requestId).executeTakeFirst()) !== undefined
/** To the morning of a day. */
async function goTo(day: string): Promise<void> {
  origin.advance(Math.max(0, Date.parse(`${day}T09:00:00+08:00`) - origin.now()))
  await retain()
}

/** Cases are kept for years; whoever works is trained again meanwhile. */
const trainEverybody = () => db().updateTable('staff').set({ training_due: addMonths(toDay(origin.now()), 12) }).execute()

/** Keyed in, taken, and refused because nobody could be identified; with a note and its file, and a letter. */
async function closedCase(): Promise<RequestId> {
  await trainEverybody()
  const zhou = await signIn(desk, 'zhou')
  const { id } = await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()
  const item = createItem(origin, id)
  const requestId = item.args['requestId'] as RequestId
  expect(await pushOne(desk, zhou, item)).toBe('applied 1')
  expect(await pushOne(desk, zhou, makeItem(origin, 'request.take@1', { requestId }, { base: 1, chain: `request:${requestId}` }))).toBe('applied 2')
  const file = pdfOf(4_000)
  const noteId = newId<NoteId>(origin)
  const note = { noteId, requestId, audience: 'internal', kind: 'note', text: '已致电本人', files: [{ sha256: hashOf(file), name: '回执.pdf', bytes: file.length, type: 'pdf' }] }
  expect(await pushOne(desk, zhou, makeItem(origin, 'note.add@1', note, { chain: `note:${noteId}` }))).toBe('applied 1')
  expect((await desk.call({ method: 'PUT', path: `${API}/blobs/${hashOf(file)}?requestId=${requestId}&offset=0`, body: file, headers: { 'content-type': 'application/octet-stream' } }, zhou.token)).status).toBe(200)
  const letter = { requestId, kind: 'acknowledgement', version: 1, first: 'zh-CN', text: '已受理。', rulesPack: PACK_VERSION }
  expect(await pushOne(desk, zhou, makeItem(origin, 'letter.write@1', letter, { chain: `letter:${requestId}:acknowledgement:1` }))).toBe('applied 1')
  const refusal = { requestId, outcome: 'refused', ground: UNIDENTIFIED_GROUND, text: '无法核验身份。', rulesPack: PACK_VERSION, lateReason: LATE_REASON }
  expect(await pushOne(desk, zhou, makeItem(origin, 'request.decide@1', refusal, { base: 2, chain: `request:${requestId}` }))).toBe('applied 3')
  return requestId
}
const belongings = async (requestId: string): Promise<readonly number[]> =>
  Promise.all((['notes', 'blobs', 'letters'] as const).map(async (table) => (await db().selectFrom(table).select('request_id').where('request_id', '=', requestId).execute()).length))

test('it is there until the last day of its months and gone on it, with notes, files and letters', async () => {
  const requestId = await closedCase()
  const closedOn = toDay(origin.now())
  expect(await belongings(requestId)).toEqual([1, 1, 1])
  origin.advance(91 * DAY_MS)
  await retain()
  expect((await db().selectFrom('requests').select('in_scope').where('id', '=', requestId).executeTakeFirstOrThrow()).in_scope).toBe(false)
  await goTo(addMonths(closedOn, 35))
  expect(await exists(requestId)).toBe(true)
  await goTo(addMonths(closedOn, 36))
  expect(await exists(requestId)).toBe(false)
  expect(await belongings(requestId)).toEqual([0, 0, 0])
})

test('one that was opened again stays, and one that is part of an erasure’s proof too; a proposal that nobody carried out goes with it', async () => {
  const [reopened, proof, undone] = [await closedCase(), await closedCase(), await closedCase()]
  const closedOn = toDay(origin.now())
  const erasures = [{ request_id: proof, state: 'completed' }, { request_id: undone, state: 'declined' }] as const
  for (const one of erasures) {
    const { subject_id: subjectId } = await db().selectFrom('requests').select('subject_id').where('id', '=', one.request_id).executeTakeFirstOrThrow()
    await db().insertInto('erasures').values({ id: newId(origin), ...one, subject_id: subjectId, v: 1, body: '{}' }).execute()
  }
  const zhou = await signIn(desk, 'zhou')
  expect(await pushOne(desk, zhou, makeItem(origin, 'request.reopen@1', { requestId: reopened, reason: '本人补来材料' }, { base: 3, chain: `request:${reopened}` }))).toBe('applied 4')
  await goTo(addMonths(closedOn, 40))
  expect([await exists(reopened), await exists(proof), await exists(undone)]).toEqual([true, true, false])
})
