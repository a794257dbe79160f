// What is taken out of a package at the desk: found by form and directory, chosen by hand, kept over a restart, on record, and gone with the person.
import { open } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import type { ReviewItem } from '../../src-shared/contract/package'
import { listRedactions } from '../../src-main/vault/repositories/redactions'
import { DEMO_ACCESS_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { packageWorker, removeDesksAndOrigin, startOneDesk } from '../fixtures/desks-and-origin'
import { catchUp, reopen, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'
import { readArchive } from '../fixtures/read-archive'

const FOREIGN = '13700001111'
let origin: TestOrigin, desk: TestDesk
let requestId: RequestId, subjectId: SubjectId
let othersAddress = ''
let workerFile: string
beforeAll(async () => {
  ;({ workerFile } = await packageWorker())
  ;({ origin, desk } = await startOneDesk({ workerFile }))
  const row = await originCase(origin, DEMO_ACCESS_CASE)
  requestId = row.id as RequestId
  subjectId = row.subject_id as SubjectId
  await take(desk, requestId)
  await verify(desk, requestId)
  await catchUp(origin, desk)
  const other = await origin.running().context.db.selectFrom('identifiers').select('value').where('kind', '=', 'email').where('subject_id', '!=', subjectId).executeTakeFirstOrThrow()
  othersAddress = other.value.toLowerCase()
  await desk.get('note.add', { requestId, audience: 'deliverable', kind: 'note', text: `您朋友的电话 ${FOREIGN}，邮箱 ${othersAddress}；您的邮箱 ${DEMO_PERSON.email}`, files: [] })
  await catchUp(origin, desk)
  await until('all rows', async () => (await desk.get('package.preview', { requestId })).categories.every(({ source }) => source === 'desk'))
})
afterAll(removeDesksAndOrigin)

const review = () => desk.get('package.review', { requestId })
const itemAt = (items: readonly ReviewItem[], place: ReviewItem['spot']['place']): ReviewItem => items.find(({ spot }) => spot.place === place)!
const shown = ({ text, findings }: ReviewItem): readonly string[] => findings.map(({ from, to }) => text.slice(from, to))

async function packageTexts(): Promise<ReadonlyMap<string, string>> {
  const { jobId } = await desk.get('package.start', { requestId })
  const { done } = await until('the end of the job', async () => {
    const job = await desk.get('package.job', { jobId })
    return job.state !== 'running' && job
  })
  const { passphrase } = await desk.get('package.passphrase', { jobId })
  const file = await open(path.join(desk.exportDir, done!.fileName), 'r')
  try {
    return new Map((await readArchive(file, passphrase, () => true)).map(({ name, bytes }) => [name, Buffer.from(bytes ?? []).toString('utf8')]))
  } finally {
    await file.close()
  }
}

it('what is somebody else\'s is found and counted before anything is made; what is the person\'s own is not', async () => {
  const { items, counts } = await review()
  expect(shown(itemAt(items, 'note'))).toEqual([FOREIGN, othersAddress])
  expect(counts).toEqual([{ reason: 'other-person', place: 'note', count: 2 }])
})

it('a field, a row of the log and a finding that stays are chosen by hand, with who and why, and outlive a restart', async () => {
  const [first] = (await desk.get('package.findRows', { requestId, text: 'a' })).concat(await desk.get('package.findRows', { requestId, text: '.' }))
  const row = first!.spot as Extract<ReviewItem['spot'], { place: 'log' }>
  await desk.get('package.redact', { requestId, spot: row, part: 'row', reason: 'security' })
  await desk.get('package.redact', { requestId, spot: { place: 'request', requestId }, part: 'field', reason: 'third-party-secret' })
  const note = itemAt((await review()).items, 'note')
  const [mobile] = note.findings
  await desk.get('package.settleFinding', { requestId, finding: { spot: note.spot, kind: mobile!.kind, from: mobile!.from, to: mobile!.to, words: FOREIGN }, as: 'own' })
  await desk.close()
  desk = await reopen(origin, desk, { workerFile })
  const { items, rows, rowsInAll, counts } = await review()
  expect(itemAt(items, 'request').chosen).toMatchObject({ part: 'field', reason: 'third-party-secret', by: { id: desk.staff.id } })
  expect(rows.map(({ spot, chosen }) => [spot, chosen?.reason])).toEqual([[row, 'security']])
  expect(rowsInAll).toBe(1)
  expect(counts).toEqual([{ reason: 'other-person', place: 'note', count: 1 }, { reason: 'third-party-secret', place: 'request', count: 1 }, { reason: 'security', place: 'log', count: 1 }])
  const texts = await packageTexts()
  for (const body of texts.values()) expect(body.includes(othersAddress)).toBe(false)
  expect(texts.get('data/notes.json')).toContain(FOREIGN)
  const numbers = texts.get('data/service-log.ndjson')!.trimEnd().split('\n').map((line) => (JSON.parse(line) as { n: number }).n)
  expect(numbers).not.toContain(row.n)
  expect(JSON.parse(texts.get('manifest.json')!)).toMatchObject({ redactions: counts })
})

it('a choice is taken back, and what is not in this package cannot be chosen', async () => {
  await desk.get('package.unredact', { requestId, spot: { place: 'request', requestId } })
  const item = itemAt((await review()).items, 'note')
  const [mobile] = item.findings
  await desk.get('package.settleFinding', { requestId, finding: { spot: item.spot, kind: mobile!.kind, from: mobile!.from, to: mobile!.to, words: FOREIGN }, as: 'redacted' })
  const { items, counts } = await review()
  expect(itemAt(items, 'request').chosen).toBeUndefined()
  expect(counts).toContainEqual({ reason: 'other-person', place: 'note', count: 2 })
  const refused = async (spot: ReviewItem['spot'], part: 'field' | 'row' = 'field') => desk.ask('package.redact', { requestId, spot, part, reason: 'security' })
  expect(await refused({ place: 'log', n: 99_999_999 })).toEqual({ ok: false, error: { kind: 'not-found' } })
  expect(await refused({ place: 'file', sha256: '0'.repeat(64) }, 'row')).toEqual({ ok: false, error: { kind: 'not-found' } })
  expect(await refused({ place: 'request', requestId }, 'row')).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
  const stranger = await origin.running().context.db.selectFrom('requests').select('id').where('subject_id', '!=', subjectId).executeTakeFirstOrThrow()
  expect(await refused({ place: 'request', requestId: stranger.id as RequestId })).toEqual({ ok: false, error: { kind: 'not-found' } })
})

it('every choice is on record, and none of the words', async () => {
  expect(desk.internal).toEqual([])
  await desk.close()
  const details = await withStore(origin, desk, ({ reader }) => reader.selectFrom('audit_details').innerJoin('audit', 'audit.seq', 'audit_details.seq').select(['entry', 'detail']).execute())
  const types = details.map(({ entry }) => (JSON.parse(entry) as { type: string }).type).filter((type) => type.startsWith('package.'))
  for (const type of ['package.review', 'package.redact', 'package.unredact', 'package.settle-finding']) expect(types).toContain(type)
  expect(details.filter(({ entry }) => entry.includes('package.re') || entry.includes('package.settle-finding')).every(({ detail }) => detail === null || !detail.includes(FOREIGN))).toBe(true)
  expect(await withStore(origin, desk, ({ reader }) => listRedactions(reader, requestId))).toHaveLength(1)
})
