// Notes and their files at the origin: who may add, take back, bring and fetch; what is refused; and what goes with the case and the person.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { NoteId, RequestId } from '../../src-shared/base/ids'
import { MAX_CASE_FILES, MAX_FILE_BYTES } from '../../src-shared/domain/attached-files'
import { PART_BYTES, type BlobResponse } from '../../src-shared/protocol/notes'
import { DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { LATE_REASON } from '../fixtures/late-reason'
import { fileOf, hashOf, pdfOf } from '../fixtures/note-files'
import { API, enrolDevice, newId, signIn, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { replicate, type Replica } from '../fixtures/origin-pages'
import { createItem, makeItem, proposeErasure, push, pushOne } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { PACK_VERSION } from '../fixtures/rules'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: Replica
let zhou: TestPerson
let zheng: TestPerson
let wu: TestPerson
let requestId: RequestId

beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
  desk = await replicate(await enrolDevice(origin), ['desk:dalian'])
  zhou = await signIn(desk.device, 'zhou')
  zheng = await signIn(desk.device, 'zheng')
  wu = await signIn(desk.device, 'wu')
})
afterAll(() => origin?.remove())
beforeEach(async () => {
  requestId = await newRequest()
})

const db = () => origin.running().context.db
const follow = async (replica = desk) => {
  await origin.running().feed.drain()
  await replica.follow()
}

async function newRequest(accountNo: string = DEMO_PERSON.accountNo): Promise<RequestId> {
  const { id } = await db().selectFrom('subjects').select('id').where('account_no', '=', accountNo).executeTakeFirstOrThrow()
  const item = createItem(origin, id)
  expect(await pushOne(desk.device, zhou, item)).toBe('applied 1')
  return item.args['requestId'] as RequestId
}

const noteArgs = (more: Readonly<Record<string, unknown>> = {}) => ({ noteId: newId<NoteId>(origin), requestId, audience: 'internal', kind: 'note', text: '已致电本人', files: [], ...more })
const send = (op: 'note.add@1' | 'note.take-back@1', args: ReturnType<typeof noteArgs> | Readonly<Record<string, unknown>>, person = zhou, device = desk.device) =>
  pushOne(device, person, makeItem(origin, op, args, { chain: `note:${String(args['noteId' as keyof typeof args])}` }))
const bodyOf = (noteId: string) => desk.held.get(`note ${noteId}`)?.body

function put(sha256: string, offset: number, body: Buffer, device: TestDevice = desk.device, of: string = requestId) {
  return device.call({ method: 'PUT', path: `${API}/blobs/${sha256}?requestId=${of}&offset=${String(offset)}`, body, headers: { 'content-type': 'application/octet-stream' } }, zhou.token)
}
function get(sha256: string, from?: number, device: TestDevice = desk.device, token = zhou.token) {
  return device.call({ path: `${API}/blobs/${sha256}?requestId=${requestId}`, ...(from === undefined ? {} : { headers: { range: `bytes=${String(from)}-` } }) }, token)
}
async function bring(bytes: Buffer): Promise<BlobResponse> {
  let last: BlobResponse = { received: 0, complete: false }
  while (!last.complete && last.problem === undefined) last = (await put(hashOf(bytes), last.received, bytes.subarray(last.received, last.received + PART_BYTES))).json<BlobResponse>()
  return last
}
async function attach(bytes: Buffer, name = '授权书.pdf', more: Readonly<Record<string, unknown>> = {}) {
  const args = noteArgs({ files: [fileOf(bytes, name, 'pdf')], ...more })
  expect(await send('note.add@1', args)).toBe('applied 1')
  return args
}

describe('a note', () => {
  test('comes to every desk of its case', async () => {
    const args = noteArgs({ audience: 'deliverable' })
    expect(await send('note.add@1', args)).toBe('applied 1')
    await follow()
    expect(bodyOf(args.noteId)).toEqual({ id: args.noteId, requestId, subjectId: expect.any(String) as string, at: expect.any(Number) as number, staffId: zhou.staffId, audience: 'deliverable', kind: 'note', text: args.text, files: [] })
  })

  test('of a request that the desk does not hold is lost to it', async () => {
    await db().updateTable('requests').set({ scope: 'desk:elsewhere' }).where('id', '=', requestId).execute()
    expect(await send('note.add@1', noteArgs())).toBe('rejected scope_lost')
  })

  test.each([
    ['of nothing', { text: '  ' }, 'rejected invalid'],
    ['that hands evidence out', { kind: 'evidence', audience: 'deliverable' }, 'rejected invalid'],
    ['with a name that leads elsewhere', { files: [{ ...fileOf(pdfOf(40), 'a.pdf', 'pdf'), name: '../a.pdf' }] }, 'rejected invalid'],
    ['with a name that reads backwards', { files: [fileOf(pdfOf(40), 'a‮fdp.pdf', 'pdf')] }, 'rejected invalid'],
    ['with a type that is not on the list', { files: [{ ...fileOf(pdfOf(40), 'a.exe', 'pdf'), type: 'exe' }] }, 'rejected invalid'],
    ['with a file that is too large', { files: [{ ...fileOf(pdfOf(40), 'a.pdf', 'pdf'), bytes: MAX_FILE_BYTES + 1 }] }, 'rejected invalid'],
  ])('%s is refused', async (_what, more, said) => {
    expect(await send('note.add@1', noteArgs(more))).toBe(said)
  })

  test('is refused where its case would have too many files', async () => {
    const files = (count: number) => Array.from({ length: count }, (_, at) => fileOf(pdfOf(40), `a${String(at)}.pdf`, 'pdf'))
    expect(await send('note.add@1', noteArgs({ files: files(MAX_CASE_FILES - 1) }))).toBe('applied 1')
    expect(await send('note.add@1', noteArgs({ files: files(2) }))).toBe('rejected too_large')
    expect(await send('note.add@1', noteArgs({ files: files(1) }))).toBe('applied 1')
  })

  test('is taken back by its maker or an officer; words and files go, and that it was there stays', async () => {
    const bytes = pdfOf(3_000)
    const args = await attach(bytes)
    expect(await bring(bytes)).toMatchObject({ complete: true })
    const takeBack = { noteId: args.noteId, requestId, reason: '传错了人' }
    expect(await send('note.take-back@1', takeBack, wu)).toBe('rejected forbidden')
    expect(await send('note.take-back@1', { ...takeBack, reason: ' ' })).toBe('rejected invalid')
    expect(await send('note.take-back@1', takeBack, zheng)).toBe('applied 3')
    expect(await send('note.take-back@1', takeBack)).toBe('rejected precondition')
    await follow()
    expect(bodyOf(args.noteId)).toMatchObject({ text: '', files: [], removed: { why: 'taken-back', staffId: zheng.staffId, reason: '传错了人', files: 1 } })
    expect((await get(hashOf(bytes))).status).toBe(404)
    expect(await db().selectFrom('blobs').select('bytes').where('request_id', '=', requestId).execute()).toEqual([])
  })

  test('of another request is none of this one’s', async () => {
    const args = noteArgs()
    expect(await send('note.add@1', args)).toBe('applied 1')
    expect(await send('note.take-back@1', { noteId: args.noteId, requestId: await newRequest(), reason: 'x' })).toBe('rejected not_found')
  })
})

describe('a file', () => {
  test('is brought in parts, is marked as stored in its note, and is fetched from any byte on', async () => {
    const bytes = pdfOf(2 * PART_BYTES + 77)
    const args = await attach(bytes)
    expect(await bring(bytes)).toEqual({ received: bytes.length, complete: true })
    await follow()
    expect(bodyOf(args.noteId)).toMatchObject({ files: [{ sha256: hashOf(bytes), stored: true }] })
    const whole = await get(hashOf(bytes))
    expect([whole.status, whole.bytes.equals(bytes), whole.headers['content-type'], whole.headers['content-disposition']]).toEqual([200, true, 'application/octet-stream', 'attachment'])
    const rest = await get(hashOf(bytes), PART_BYTES + 5)
    expect([rest.status, rest.headers['content-range'], rest.bytes.equals(bytes.subarray(PART_BYTES + 5))]).toEqual([206, `bytes ${String(PART_BYTES + 5)}-${String(bytes.length - 1)}/${String(bytes.length)}`, true])
    expect((await get(hashOf(bytes), bytes.length)).status).toBe(400)
    expect((await desk.device.call({ path: `${API}/blobs/${hashOf(bytes)}?requestId=${requestId}`, headers: { range: 'bytes=5-9' } }, zhou.token)).status).toBe(400)
  })

  test('goes on from what has arrived, whatever its sender thinks', async () => {
    const bytes = pdfOf(PART_BYTES + 300)
    const sha256 = hashOf(bytes)
    await attach(bytes)
    const said = async (offset: number, part: Buffer) => (await put(sha256, offset, part)).json<BlobResponse>()
    expect(await said(0, Buffer.alloc(0))).toEqual({ received: 0, complete: false })
    expect(await said(400, bytes.subarray(400))).toEqual({ received: 0, complete: false })
    expect(await said(0, bytes.subarray(0, 400))).toEqual({ received: 400, complete: false })
    expect(await said(0, bytes.subarray(0, 400))).toEqual({ received: 400, complete: false })
    expect((await get(sha256)).status).toBe(404)
    expect(await said(400, bytes.subarray(400))).toEqual({ received: bytes.length, complete: true })
    expect(await said(0, bytes.subarray(0, 400))).toEqual({ received: bytes.length, complete: true })
  })

  test('that is not what its note calls it is thrown away, and can be brought anew', async () => {
    const bytes = pdfOf(900)
    await attach(bytes)
    expect((await put(hashOf(bytes), 0, pdfOf(900))).json()).toEqual({ received: 0, complete: false, problem: 'wrong-bytes' })
    expect(await db().selectFrom('blob_parts').select('pos').where('request_id', '=', requestId).execute()).toEqual([])
    expect(await bring(bytes)).toEqual({ received: 900, complete: true })
  })

  test('whose bytes are of another type is thrown away', async () => {
    const program = Buffer.concat([Buffer.from('MZ'), pdfOf(200)])
    await attach(program)
    expect((await put(hashOf(program), 0, program)).json()).toEqual({ received: 0, complete: false, problem: 'wrong-bytes' })
  })

  test('never holds more than its note says, nor comes in parts that are too large', async () => {
    const bytes = pdfOf(100)
    await attach(bytes)
    expect((await put(hashOf(bytes), 0, pdfOf(101))).json()).toEqual({ received: 0, complete: false })
    expect((await put(hashOf(bytes), 0, pdfOf(PART_BYTES + 1))).status).toBe(413)
  })

  test('is not there for who may not read a note that names it', async () => {
    const bytes = pdfOf(100)
    await attach(bytes)
    await bring(bytes)
    const sha256 = hashOf(bytes)
    const other = await enrolDevice(origin, { scopes: ['directory:all'] })
    const there = await signIn(other, 'zhou')
    expect((await get(sha256, undefined, other, there.token)).status).toBe(404)
    expect((await other.call({ method: 'PUT', path: `${API}/blobs/${sha256}?requestId=${requestId}&offset=0`, body: bytes }, there.token)).status).toBe(404)
    expect((await put(sha256, 0, bytes, desk.device, await newRequest())).status).toBe(404)
    expect((await put(hashOf(pdfOf(50)), 0, bytes)).status).toBe(404)
    expect((await desk.device.call({ path: `${API}/blobs/${sha256}` }, zhou.token)).status).toBe(400)
    expect((await desk.device.call({ path: `${API}/blobs/${sha256}?requestId=${requestId}` })).status).toBe(401)
  })

  test('that another note of the case brought is there at once, and stays until the last of them goes', async () => {
    const bytes = pdfOf(100)
    const first = await attach(bytes)
    await bring(bytes)
    const again = await attach(bytes, '再次.pdf')
    await follow()
    expect(bodyOf(again.noteId)).toMatchObject({ files: [{ name: '再次.pdf', stored: true }] })
    await send('note.take-back@1', { noteId: first.noteId, requestId, reason: '重复' })
    expect((await get(hashOf(bytes))).status).toBe(200)
    await send('note.take-back@1', { noteId: again.noteId, requestId, reason: '重复' })
    expect((await get(hashOf(bytes))).status).toBe(404)
  })

  test('lies in the tables as nobody can read it', async () => {
    const bytes = Buffer.from('这是一份证件的文字, 只为核验')
    const args = noteArgs({ files: [fileOf(bytes, '证件.txt', 'txt')] })
    expect(await send('note.add@1', args)).toBe('applied 1')
    await bring(bytes)
    const { sealed } = await db().selectFrom('blob_parts').select('sealed').where('request_id', '=', requestId).executeTakeFirstOrThrow()
    expect(sealed.includes(bytes.subarray(0, 12))).toBe(false)
  })
})

describe('what goes', () => {
  test('evidence, with the closing of its case; other notes stay', async () => {
    const bytes = pdfOf(100)
    const evidence = await attach(bytes, '身份证.pdf', { kind: 'evidence', text: '证件末四位 1234' })
    await bring(bytes)
    const plain = noteArgs()
    await send('note.add@1', plain)
    const take = makeItem(origin, 'request.take@1', { requestId }, { base: 1 })
    const refuse = makeItem(origin, 'request.decide@1', { requestId, outcome: 'refused', ground: 'A4', text: '身份未能核实', rulesPack: PACK_VERSION, lateReason: LATE_REASON, form: 'written' }, { base: 2 })
    expect((await push(desk.device, zhou, [take, refuse])).map(({ t }) => t)).toEqual(['applied', 'applied'])
    await follow()
    expect(bodyOf(evidence.noteId)).toMatchObject({ text: '', files: [], removed: { why: 'case-closed', files: 1 } })
    expect(bodyOf(plain.noteId)).toMatchObject({ text: plain.text })
    expect(await db().selectFrom('blobs').select('bytes').where('request_id', '=', requestId).execute()).toEqual([])
    expect(await findText(origin, '末四位 1234')).toEqual([])
    expect(await send('note.add@1', noteArgs({ kind: 'evidence' }))).toBe('rejected precondition')
    expect(await send('note.add@1', noteArgs())).toBe('applied 1')
  })

  test('everything, with the person: the signed entry names the notes, and no row and no part is left', async () => {
    const target = await db().selectFrom('requests').select(['id', 'subject_id']).where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
    requestId = target.id as RequestId
    const bytes = pdfOf(100)
    const args = await attach(bytes, '本人来信.pdf', { text: '本人称已搬至南岗' })
    await bring(bytes)
    const { approval } = await proposeErasure(origin, desk.device, zhou, requestId)
    expect(await pushOne(desk.device, await signIn(desk.device, 'wu', 'fresh'), approval())).toMatch(/^applied/)
    await follow()
    expect(desk.erased.at(-1)?.refs).toContainEqual(['note', args.noteId])
    expect(bodyOf(args.noteId)).toBeUndefined()
    expect(await findText(origin, '南岗')).toEqual([])
    for (const table of ['notes', 'blobs'] as const) expect(await db().selectFrom(table).select('request_id').where('subject_id', '=', target.subject_id).execute()).toEqual([])
    expect(await db().selectFrom('blob_parts').select('pos').where('request_id', '=', requestId).execute()).toEqual([])
    expect(await send('note.add@1', noteArgs())).toBe('rejected gone_erased')
    expect((await put(hashOf(bytes), 0, bytes)).status).toBe(404)
  })
})
