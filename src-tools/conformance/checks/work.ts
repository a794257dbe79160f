// Work on a request beside its decision: its clock, what is noted and attached, what the team keeps for itself, codes that the origin sends
// (docs/sync.md, sections 1 and 6; docs/attachments.md).
import { createHash } from 'node:crypto'
import { addDays, toDay } from '../../../src-shared/base/clock'
import { deskOf, makeCreate, makeItem, mustBeApplied, mustBeRejected, pushOne, requestOf } from '../items'
import type { Line } from '../page'
import { listOf, must, mustBe, need, part, Skipped } from '../verdict'
import { get, post, type Visit } from '../visit'
import type { Answer } from '../wire'
import { mustRefuse, type Check } from './check'
import { copyOf } from './feed'

/** As docs/attachments.md says: a file comes in parts of 1 MiB at most. */
const PART_BYTES = 1_048_576

async function created(visit: Visit): Promise<string> {
  const item = makeCreate(visit, need(visit.found.subjectId, 'search.finds'))
  mustBeApplied(await pushOne(visit, deskOf(visit), item), 1)
  return requestOf(item)
}

/** What the feed tells of a record, once it stands at least at that version. */
async function toldOf(visit: Visit, key: string, v: number): Promise<Line> {
  const copy = copyOf(visit)
  await copy.until('the record at the version of the result', ({ held }) => (held.get(key)?.v ?? 0) >= v)
  return need(copy.held.get(key), 'the record by the feed').body
}

/** A note on a request of the suite's, and a text of more than one part that it names. */
interface NotedFile {
  readonly requestId: string
  readonly noteId: string
  readonly bytes: Buffer
  readonly sha256: string
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

async function noteFile(visit: Visit, bytes: Buffer, sha256 = sha256Of(bytes)): Promise<NotedFile> {
  const requestId = await created(visit)
  const noteId = visit.newId()
  const args = { noteId, requestId, audience: 'internal', kind: 'note', text: '附件 attached', files: [{ sha256, name: 'conformance.txt', bytes: bytes.length, type: 'txt' }] }
  mustBeApplied(await pushOne(visit, deskOf(visit), makeItem(visit, 'note.add@1', args, { chain: `note:${noteId}` })), 1, 'note')
  return { requestId, noteId, bytes, sha256 }
}

function put(visit: Visit, { requestId, sha256 }: Pick<NotedFile, 'requestId' | 'sha256'>, offset: number, part: Buffer): Promise<Answer> {
  const path = `/sync/v1/blobs/${sha256}?requestId=${requestId}&offset=${String(offset)}`
  return visit.ask({ method: 'PUT', path, body: part, headers: { 'content-type': 'application/octet-stream' } }, deskOf(visit))
}

function mustHave(answer: Answer, received: number, complete: boolean): void {
  mustBe('status', answer.status, 200)
  mustBe('bytes received', part(answer.json, 'received'), received)
  mustBe('complete', part(answer.json, 'complete'), complete)
}

const twoParts = (): Buffer => Buffer.from('conformance\n'.repeat(Math.ceil((PART_BYTES * 1.5) / 12)))

const clockCheck: Check = {
  name: 'work.clock', section: 6,
  run: async (visit) => {
    const rules = need(visit.found.rules, 'enrol.certificate')
    const category = rules.pauses[0]?.category
    if (category === undefined) throw new Skipped('the rules pack allows no pause')
    const requestId = await created(visit)
    const today = toDay(visit.now())
    const item = (op: string, base: number, args: Line): Line => makeItem(visit, op, { requestId, ...args }, { base })
    const pause = { category, from: today, to: addDays(today, 6), reason: '等待补充 waiting', rulesPack: rules.version }
    mustBeRejected(await pushOne(visit, deskOf(visit), item('request.pause@1', 1, { ...pause, category: 'conformance-none' })), 'invalid', 'never')
    const before = await toldOf(visit, `request ${requestId}`, 1)
    mustBeApplied(await pushOne(visit, deskOf(visit), item('request.pause@1', 1, pause)), 2, 'pause')
    mustBeRejected(await pushOne(visit, deskOf(visit), item('request.pause@1', 2, pause)), 'invalid', 'never')
    const paused = await toldOf(visit, `request ${requestId}`, 2)
    mustBe('pauses in the feed', listOf(paused['pauses']).length, 1)
    const [target, former] = [paused['targetOn'], before['targetOn']]
    must('a target that is not earlier while it is paused', typeof target !== 'string' || typeof former !== 'string' || target >= former, 'an earlier one')
    mustBeApplied(await pushOne(visit, deskOf(visit), item('request.resume@1', 2, { on: today })), 3, 'resumption')
    const resumed = await toldOf(visit, `request ${requestId}`, 3)
    mustBe('pauses after the resumption on its first day', listOf(resumed['pauses']).length, 0)
    mustBe('the day until which it must be answered, as before', resumed['outerOn'] === before['outerOn'], true)
  },
}

const noteCheck: Check = {
  name: 'work.note', section: 6,
  run: async (visit) => {
    const requestId = await created(visit)
    const noteId = visit.newId()
    const item = (op: string, args: Line): Line => makeItem(visit, op, { noteId, requestId, ...args }, { chain: `note:${noteId}` })
    const note = { audience: 'internal', kind: 'note', text: '内部备注 internal', files: [] }
    // What somebody proved themselves with is nothing to hand out.
    mustBeRejected(await pushOne(visit, deskOf(visit), item('note.add@1', { ...note, kind: 'evidence', audience: 'deliverable' })), 'invalid', 'never')
    mustBeApplied(await pushOne(visit, deskOf(visit), item('note.add@1', note)), 1, 'note')
    mustBe('words in the feed', (await toldOf(visit, `note ${noteId}`, 1))['text'] === note.text, true)
    // Its maker alone, or an officer.
    mustBeRejected(await pushOne(visit, deskOf(visit, 'reviewer'), item('note.take-back@1', { reason: '不是我写的' })), 'forbidden', 'never')
    mustBeApplied(await pushOne(visit, deskOf(visit), item('note.take-back@1', { reason: '写错了 wrong case' })), 2, 'note taken back')
    const gone = await toldOf(visit, `note ${noteId}`, 2)
    mustBe('words of a note that was taken back', String(gone['text']).length, 0)
    must('when it was taken back', typeof part(gone, 'removed', 'at') === 'number', 'nothing')
  },
}

const fileChecks: readonly Check[] = [
  {
    name: 'work.file', section: 1,
    run: async (visit) => {
      const file = await noteFile(visit, twoParts())
      mustRefuse(await visit.ask(get(`/blobs/${file.sha256}?requestId=${file.requestId}`), deskOf(visit)), 404, 'not_found')
      const [first, rest] = [file.bytes.subarray(0, PART_BYTES), file.bytes.subarray(PART_BYTES)]
      mustHave(await put(visit, file, 0, first), PART_BYTES, false)
      // The same again, and one from the wrong place: the answer says where to go on.
      mustHave(await put(visit, file, 0, first), PART_BYTES, false)
      mustHave(await put(visit, file, PART_BYTES + 1, rest.subarray(1)), PART_BYTES, false)
      mustHave(await put(visit, file, PART_BYTES, rest), file.bytes.length, true)
      mustBe('stored', part((await toldOf(visit, `note ${file.noteId}`, 2))['files'], 0, 'stored'), true)
      const at = PART_BYTES - 5
      for (const [from, headers] of [[0, {}], [at, { range: `bytes=${String(at)}-` }]] as const) {
        const answer = await visit.ask({ ...get(`/blobs/${file.sha256}?requestId=${file.requestId}`), headers }, deskOf(visit))
        mustBe('status', answer.status, from === 0 ? 200 : 206)
        must('the bytes of the file from there on', answer.text === file.bytes.subarray(from).toString('utf8'), 'others')
      }
    },
  },
  {
    name: 'work.file-of-its-case', section: 1,
    run: async (visit) => {
      const file = await noteFile(visit, Buffer.from('of one case'))
      mustHave(await put(visit, file, 0, file.bytes), file.bytes.length, true)
      const other = await created(visit)
      mustRefuse(await visit.ask(get(`/blobs/${file.sha256}?requestId=${other}`), deskOf(visit)), 404, 'not_found')
      mustRefuse(await put(visit, { requestId: other, sha256: file.sha256 }, 0, file.bytes), 404, 'not_found')
    },
  },
  {
    name: 'work.file-is-itself', section: 1,
    run: async (visit) => {
      const file = await noteFile(visit, Buffer.from('these bytes'), sha256Of(Buffer.from('other bytes')))
      const answer = await put(visit, file, 0, file.bytes)
      mustHave(answer, 0, false)
      mustBe('problem', part(answer.json, 'problem'), 'wrong-bytes')
      mustRefuse(await visit.ask(get(`/blobs/${file.sha256}?requestId=${file.requestId}`), deskOf(visit)), 404, 'not_found')
    },
  },
]

const presetCheck: Check = {
  name: 'work.preset', section: 6,
  run: async (visit) => {
    const presetId = visit.newId()
    const item = (op: string, base: number, args: Line): Line => makeItem(visit, op, { presetId, ...args }, { base, chain: `preset:${presetId}` })
    const content = { kind: 'macro', steps: [{ kind: 'take' }], next: true }
    mustBeApplied(await pushOne(visit, deskOf(visit), item('preset.save@1', 0, { name: '一致性检查', content })), 1, 'preset')
    // Whoever made it, or an officer.
    mustBeRejected(await pushOne(visit, deskOf(visit, 'reviewer'), item('preset.drop@1', 1, {})), 'forbidden', 'never')
    mustBeRejected(await pushOne(visit, deskOf(visit), item('preset.save@1', 0, { name: '旧版本', content })), 'version_conflict', 'after_refresh')
    mustBeApplied(await pushOne(visit, deskOf(visit), item('preset.drop@1', 1, {})), 2, 'preset given up')
    must('no content of what was given up', (await toldOf(visit, `preset ${presetId}`, 2))['content'] === undefined, 'its content')
  },
}

const codeCheck: Check = {
  name: 'work.code', section: 1,
  run: async (visit) => {
    const requestId = await created(visit)
    const subject = need(copyOf(visit).held.get(`subject ${need(visit.found.subjectId, 'search.finds')}`), 'the person by the feed').body
    const identifierId = part(listOf(subject['identifiers'])[0], 'id')
    if (typeof identifierId !== 'string') throw new Skipped('the test person has no identifier')
    const asked = { requestId, identifierId }
    // Nothing was sent, so nothing can be right.
    const confirmed = await visit.ask(post('/identity/confirm', { ...asked, code: '000000' }), deskOf(visit))
    mustBe('status', confirmed.status, 200)
    must('no code is right that was not sent', ['over', 'not-now', 'wrong'].includes(String(part(confirmed.json, 't'))), 'it was taken')
    mustRefuse(await visit.ask(post('/identity/code', { ...asked, requestId: visit.newId() }), deskOf(visit)), 404, 'not_found')
    mustRefuse(await visit.ask(post('/identity/code', { ...asked, identifierId: visit.newId() }), deskOf(visit)), 404, 'not_found')
    mustRefuse(await visit.ask(post('/identity/confirm', { ...asked, code: '12345' }), deskOf(visit)), 400, 'bad_request')
  },
}

export const workChecks: readonly Check[] = [clockCheck, noteCheck, ...fileChecks, presetCheck, codeCheck]
