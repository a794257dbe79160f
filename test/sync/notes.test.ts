// Notes and their files on real desks with a real origin: written offline, sent when there is a line, fetched on demand, copied out, and gone with the person.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { MAX_FILE_BYTES } from '../../src-shared/domain/attached-files'
import type { AttachedFile, NoteView } from '../../src-shared/contract/note'
import { PART_BYTES } from '../../src-shared/protocol/notes'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { approvalOf, openCase, proposeErasure } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { hashOf, pdfOf } from '../fixtures/note-files'
import { answerOf, bodyOf, isFor, type Fault } from '../fixtures/test-network'
import { catchUp, goAway, reopen, until, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
let requestId: RequestId
let folder: string
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks())
  requestId = (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId
  folder = await mkdtemp(path.join(tmpdir(), 'picked-'))
})
afterAll(async () => {
  await removeDesksAndOrigin()
  await rm(folder, { recursive: true, force: true })
})

async function fileAt(name: string, bytes: Uint8Array): Promise<string> {
  const at = path.join(folder, name)
  await writeFile(at, bytes)
  return at
}
const attach = async (desk: TestDesk, name: string, bytes: Uint8Array, of = requestId): Promise<AttachedFile> =>
  (await desk.get('note.attach', { requestId: of, pickId: desk.pick(await fileAt(name, bytes)) })).file
const attachKind = async (desk: TestDesk, at: string): Promise<string> => {
  const answer = await desk.ask('note.attach', { requestId, pickId: desk.pick(at) })
  return answer.ok ? 'attached' : answer.error.kind
}
const add = (desk: TestDesk, text: string, files: readonly AttachedFile[] = [], more: { readonly kind?: 'evidence'; readonly of?: RequestId } = {}) =>
  desk.get('note.add', { requestId: more.of ?? requestId, audience: 'internal', kind: more.kind ?? 'note', text, files: files.map(({ sha256, name }) => ({ sha256, name })) })
const notes = async (desk: TestDesk, of = requestId): Promise<readonly NoteView[]> => (await desk.get('note.list', { requestId: of })).notes
const noteOf = (desk: TestDesk, text: string, of = requestId) => until(`the note ${text}`, async () => (await notes(desk, of)).find((note) => note.text === text))
const fileOf = async (desk: TestDesk, text: string, of = requestId) => (await noteOf(desk, text, of)).files[0]
const untilPlace = (desk: TestDesk, text: string, place: string, of = requestId) => until(`${text} is ${place}`, async () => (await fileOf(desk, text, of))?.place === place)
const untilTold = (desk: TestDesk, text: string) => until(`${text} ended`, async () => {
  const file = await fileOf(desk, text)
  return file && file.place !== 'arriving' && file.error !== undefined && file
})
const folderOf = (desk: TestDesk) => readdir(path.join(desk.profileDir, 'attachments'))

/** Every byte of every file beneath the folder. */
async function bytesBeneath(dir: string): Promise<Buffer> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return Buffer.concat(await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(path.join(entry.parentPath, entry.name)))))
}

describe('a note with a file', () => {
  const canary = `致${randomBytes(6).toString('hex')}`
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from(canary.repeat(40)), randomBytes(3 * PART_BYTES)])

  it('is written without a line, waits with its file, and lies on the disk as nobody can read it', async () => {
    await goAway(agent)
    const file = await attach(agent, '授权委托书.PDF', bytes)
    expect(file).toEqual({ sha256: hashOf(bytes), name: '授权委托书.pdf', bytes: bytes.length, type: 'pdf' })
    await add(agent, '代理人来电', [file])
    expect(await noteOf(agent, '代理人来电')).toMatchObject({ mark: 'to-send', audience: 'internal', files: [{ place: 'waiting' }], takeBack: 'possible' })
    expect((await bytesBeneath(path.join(agent.profileDir, 'attachments'))).includes(canary)).toBe(false)
    expect(await folderOf(agent)).toHaveLength(1)
  })

  it('goes out with the line, and is at the origin for a colleague, who fetches it', async () => {
    agent.network.mend()
    await catchUp(origin, agent, reviewer)
    await untilPlace(agent, '代理人来电', 'here')
    await catchUp(origin, reviewer)
    await untilPlace(reviewer, '代理人来电', 'origin')
    expect(await reviewer.ask('note.saveCopy', { requestId, sha256: hashOf(bytes) })).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    await reviewer.get('note.fetch', { requestId, sha256: hashOf(bytes) })
    await untilPlace(reviewer, '代理人来电', 'here')
    expect((await bytesBeneath(path.join(reviewer.profileDir, 'attachments'))).includes(canary)).toBe(false)
  })

  it('is copied out under its case number, byte for byte, and never over another', async () => {
    const first = await reviewer.get('note.saveCopy', { requestId, sha256: hashOf(bytes) })
    const second = await reviewer.get('note.saveCopy', { requestId, sha256: hashOf(bytes) })
    expect([first.fileName, second.fileName]).toEqual([`${DEMO_ACCESS_CASE} 授权委托书.pdf`, `${DEMO_ACCESS_CASE} 授权委托书 (2).pdf`])
    for (const { fileName } of [first, second]) expect(hashOf(await readFile(path.join(reviewer.exportDir, fileName)))).toBe(hashOf(bytes))
    expect((await readdir(reviewer.exportDir)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('is taken back by its maker alone; then its words and every copy in the folders are gone', async () => {
    const { id: noteId } = await noteOf(agent, '代理人来电')
    expect(await reviewer.ask('note.takeBack', { requestId, noteId, reason: '不是我的' })).toMatchObject({ ok: false, error: { kind: 'not-permitted' } })
    await agent.get('note.takeBack', { requestId, noteId, reason: '文件不全' })
    await catchUp(origin, agent, reviewer)
    for (const desk of [agent, reviewer]) {
      const removed = await until('the note is taken back', async () => (await notes(desk)).find((note) => note.id === noteId && note.removed !== undefined && note.mark === 'sent'))
      expect(removed).toMatchObject({ text: '', files: [], removed: { why: 'taken-back', reason: '文件不全', files: 1, by: { name: expect.any(String) as string } } })
      await until('the file is gone', async () => (await folderOf(desk)).length === 0)
    }
  })
})

describe('a download', () => {
  const bytes = pdfOf(5 * PART_BYTES)
  const key = () => ({ requestId, sha256: hashOf(bytes) })
  const isGet = (request: Parameters<Fault>[0]) => request.method === 'GET' && isFor(request, `blobs/${hashOf(bytes)}`)

  it('that breaks off says so, keeps what has come, and goes on behind it', async () => {
    await add(agent, '大文件', [await attach(agent, 'big.pdf', bytes)])
    await catchUp(origin, agent)
    await untilPlace(agent, '大文件', 'here')
    await catchUp(origin, reviewer)
    await untilPlace(reviewer, '大文件', 'origin')
    reviewer.network.disturb(async (request, send) => (isGet(request) ? answerOf((await bodyOf(expectOk(await send(request)))).subarray(0, 3 * PART_BYTES + 7), 200, 'breaks') : send(request)))
    await reviewer.get('note.fetch', key())
    const broken = await untilTold(reviewer, '大文件')
    expect(broken).toMatchObject({ place: 'origin', error: 'origin-unreachable', received: 3 * PART_BYTES })
    const asked: (string | undefined)[] = []
    reviewer.network.disturb((request, send) => {
      if (isGet(request)) asked.push(request.headers['range'])
      return send(request)
    })
    await reviewer.get('note.fetch', key())
    await untilPlace(reviewer, '大文件', 'here')
    expect(asked).toEqual([`bytes=${String(3 * PART_BYTES)}-`])
    expect(hashOf(await readFile(path.join(reviewer.exportDir, (await reviewer.get('note.saveCopy', key())).fileName)))).toBe(hashOf(bytes))
  })

  it('of other bytes than the note names is thrown away and said', async () => {
    const other = pdfOf(PART_BYTES)
    const before = (await folderOf(reviewer)).length
    await add(agent, '另一个', [await attach(agent, 'other.pdf', other)])
    await catchUp(origin, agent)
    await untilPlace(agent, '另一个', 'here')
    await catchUp(origin, reviewer)
    for (const length of [other.length, other.length + 1]) {
      reviewer.network.disturb((request, send) => (request.method === 'GET' && isFor(request, `blobs/${hashOf(other)}`) ? Promise.resolve(answerOf(pdfOf(length))) : send(request)))
      await reviewer.get('note.fetch', { requestId, sha256: hashOf(other) })
      expect(await untilTold(reviewer, '另一个')).toMatchObject({ place: 'origin', error: 'file-damaged' })
      expect(await folderOf(reviewer)).toHaveLength(before)
    }
    reviewer.network.disturb()
  })
})

describe('what is taken in', () => {
  it.each([
    ['a program', 'a.exe', pdfOf(100), 'file-type-refused'],
    ['a program that calls itself a document', 'a.pdf', Buffer.from('MZ this program'), 'file-type-refused'],
    ['a page', 'a.html', Buffer.from('<script>'), 'file-type-refused'],
    ['a document with macros', 'a.docm', Buffer.from('PK\x03\x04'), 'file-type-refused'],
    ['a text with bytes that are no text', 'a.txt', Buffer.from([65, 0, 66]), 'file-type-refused'],
    ['an empty file', 'a.txt', Buffer.alloc(0), 'file-type-refused'],
    ['a file of one byte too many', 'a.pdf', pdfOf(MAX_FILE_BYTES + 1), 'file-too-large'],
    ['a table of a Chinese office', 'a.csv', Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0x0d, 0x0a]), 'attached'],
  ])('%s: %s', async (_what, name, bytes, said) => {
    expect(await attachKind(agent, await fileAt(name, bytes))).toBe(said)
  })

  it('is a file, and one that was picked in the dialog', async () => {
    expect(await attachKind(agent, path.join(folder, 'gone.pdf'))).toBe('file-unreadable')
    await symlink(folder, path.join(folder, 'folder.pdf'))
    expect(await attachKind(agent, path.join(folder, 'folder.pdf'))).toBe('file-unreadable')
    const unpicked = await agent.ask('note.attach', { requestId, pickId: '00000000-0000-4000-8000-000000000000' })
    expect(unpicked).toMatchObject({ ok: false, error: { kind: 'file-unreadable' } })
    const pickId = agent.pick(await fileAt('once.txt', Buffer.from('x')))
    expect((await agent.ask('note.attach', { requestId, pickId })).ok).toBe(true)
    expect((await agent.ask('note.attach', { requestId, pickId })).ok).toBe(false)
  })

  it('is taken in anew where the copy that is here does not read any more', async () => {
    const damaged = pdfOf(90_000)
    const before = await folderOf(agent)
    await attach(agent, '损坏.pdf', damaged)
    const [name] = (await folderOf(agent)).filter((one) => !before.includes(one))
    await writeFile(path.join(agent.profileDir, 'attachments', name!), randomBytes(90_000))
    const again = await attach(agent, '损坏.pdf', damaged)
    await add(agent, '重新选取的文件', [again])
    await catchUp(origin, agent, reviewer)
    await untilPlace(agent, '重新选取的文件', 'here')
    await untilPlace(reviewer, '重新选取的文件', 'origin')
  })

  it('is one file of one size and type, whichever note names it', async () => {
    const twice = Buffer.from('编号,说明\n1,甲\n')
    await add(agent, '先作为文本', [await attach(agent, '清单.txt', twice)])
    const other = await attach(agent, '清单.csv', twice)
    expect(await agent.ask('note.add', { requestId, audience: 'internal', kind: 'note', text: '再作为表格', files: [{ sha256: other.sha256, name: other.name }] })).toEqual({ ok: false, error: { kind: 'invalid-input', params: { fields: 'files' } } })
  })

  it('goes at the next start where no note and no draft names it, and stays where one does', async () => {
    const kept = await attach(agent, 'kept.txt', Buffer.from('kept'))
    await attach(agent, 'lost.txt', Buffer.from('lost'))
    await agent.get('draft.save', { target: requestId, base: 0, body: { form: 'note', audience: 'deliverable', kind: 'note', text: '写到一半', files: [kept] } })
    const before = (await folderOf(agent)).length
    await agent.close()
    await writeFile(path.join(agent.profileDir, 'attachments', 'left-over'), 'x')
    agent = await reopen(origin, agent)
    expect((await openCase(agent, requestId)).drafts.note?.body).toMatchObject({ text: '写到一半', files: [kept] })
    const after = await folderOf(agent)
    expect(after.length).toBeLessThan(before)
    expect(after).not.toContain('left-over')
    await agent.get('note.add', { requestId, audience: 'deliverable', kind: 'note', text: '写完了', files: [kept] })
    expect((await openCase(agent, requestId)).drafts.note).toBeUndefined()
    await catchUp(origin, agent)
    await untilPlace(agent, '写完了', 'here')
  })
})

describe('an erasure', () => {
  it('leaves no note, no file, no copy and no byte of them on any desk', async () => {
    const of = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
    const canary = `本人手书${randomBytes(8).toString('hex')}`
    const text = Buffer.from(canary.repeat(30))
    await add(agent, `见来信${canary}`, [await attach(agent, `${canary}.txt`, text, of)], { of })
    await catchUp(origin, agent, reviewer)
    await untilPlace(agent, `见来信${canary}`, 'here', of)
    await catchUp(origin, reviewer)
    await reviewer.get('note.fetch', { requestId: of, sha256: hashOf(text) })
    await untilPlace(reviewer, `见来信${canary}`, 'here', of)
    const { fileName } = await reviewer.get('note.saveCopy', { requestId: of, sha256: hashOf(text) })
    await proposeErasure(agent, of)
    await catchUp(origin, agent, reviewer)
    await reviewer.get('erasure.approve', await approvalOf(reviewer, of))
    await until('complete', async () => {
      await agent.get('sync.now', {})
      return (await originCase(origin, DEMO_DELETE_CASE)).state === 'granted'
    })
    for (const desk of [agent, reviewer]) await desk.close()
    // Those of the person's other case too.
    expect([await folderOf(agent), await folderOf(reviewer)]).toEqual([[], []])
    expect(await readdir(reviewer.exportDir)).not.toContain(fileName)
    for (const dir of [agent.profileDir, reviewer.profileDir, reviewer.exportDir]) expect((await bytesBeneath(dir)).includes(canary.slice(4))).toBe(false)
  })
})

function expectOk<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!result.ok) throw new Error('the origin did not answer')
  return result.value
}
