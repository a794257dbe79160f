// Files that are handed out with a package: fetched before it is made, or named in it as missing; what is internal never is part of one.
import { randomBytes } from 'node:crypto'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { manifestSchema } from '../../src-shared/formats/package'
import { DEMO_ACCESS_CASE } from '../../src-origin/seed/demo-cast'
import { take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { packageWorker, removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { hashOf, pdfOf } from '../fixtures/note-files'
import { catchUp, until, untilStatus, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'
import { readArchive } from '../fixtures/read-archive'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
let requestId: RequestId
let folder: string
beforeAll(async () => {
  const { workerFile } = await packageWorker()
  ;({ origin, agent, reviewer } = await startTwoDesks({ workerFile }))
  requestId = (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId
  folder = await mkdtemp(path.join(tmpdir(), 'picked-'))
})
afterAll(async () => {
  await removeDesksAndOrigin()
  await rm(folder, { recursive: true, force: true })
})

async function addNote(audience: 'internal' | 'deliverable', text: string, name: string, bytes: Buffer): Promise<void> {
  const at = path.join(folder, name)
  await writeFile(at, bytes)
  const { file } = await agent.get('note.attach', { requestId, pickId: agent.pick(at) })
  await agent.get('note.add', { requestId, audience, kind: 'note', text, files: [{ sha256: file.sha256, name: file.name }] })
}
const placesOn = async (desk: TestDesk) => (await desk.get('note.list', { requestId })).notes.flatMap(({ files }) => files.map(({ place }) => place))

async function makePackage(): Promise<ReadonlyMap<string, Buffer>> {
  const { jobId } = await reviewer.get('package.start', { requestId })
  const job = await until('the end of the job', async () => {
    const one = await reviewer.get('package.job', { jobId })
    return one.state !== 'running' && one
  })
  expect(job).toMatchObject({ state: 'done' })
  const { passphrase } = await reviewer.get('package.passphrase', { jobId })
  const file = await open(path.join(reviewer.exportDir, job.done!.fileName), 'r')
  try {
    return new Map((await readArchive(file, passphrase, () => true)).map(({ name, bytes }) => [name, Buffer.from(bytes ?? [])]))
  } finally {
    await file.close()
  }
}
const handedOutIn = (content: ReadonlyMap<string, Buffer>) => {
  const manifest = manifestSchema.parse(JSON.parse(content.get('manifest.json')!.toString('utf8')))
  return manifest.v === 2 && manifest.handedOut
}

it('a file that is only at the origin is fetched for the package; an internal one is not, nor is its note told', async () => {
  const report = pdfOf(1_500_000)
  const secret = randomBytes(8).toString('hex')
  await addNote('deliverable', '附上处理记录。', '处理记录.pdf', report)
  await addNote('internal', `内部：${secret}`, '内部.pdf', pdfOf(900))
  await take(agent, requestId)
  await verify(agent, requestId)
  await catchUp(origin, agent, reviewer)
  await until('both files are at the origin', async () => (await placesOn(agent)).every((place) => place === 'here'))
  await catchUp(origin, reviewer)
  expect(await placesOn(reviewer)).toEqual(['origin', 'origin'])
  const content = await makePackage()
  expect(hashOf(content.get('files/01.pdf')!)).toBe(hashOf(report))
  expect([...content.keys()].filter((name) => name.startsWith('files/'))).toEqual(['files/01.pdf'])
  expect(handedOutIn(content)).toEqual({ notes: 1, files: 1, missing: [] })
  for (const bytes of content.values()) expect(bytes.includes(secret)).toBe(false)
  expect(await placesOn(reviewer)).toEqual(['here', 'origin'])
})

it('one that cannot be fetched is named as missing, and the package is made all the same', async () => {
  const late = pdfOf(2_000)
  await addNote('deliverable', '补充材料。', '补充.pdf', late)
  await until('it is at the origin', async () => (await placesOn(agent)).every((place) => place === 'here'))
  await catchUp(origin, reviewer)
  reviewer.network.cut()
  await untilStatus(reviewer, 'offline', ({ connection }) => connection === 'offline')
  const content = await makePackage()
  expect(handedOutIn(content)).toEqual({ notes: 2, files: 1, missing: [{ sha256: hashOf(late), sizeBytes: 2_000, why: 'not-arrived' }] })
  expect(content.get('index.html')!.toString('utf8')).toContain('补充.pdf')
  reviewer.network.mend()
  await catchUp(origin, reviewer)
  expect(handedOutIn(await makePackage())).toEqual({ notes: 2, files: 2, missing: [] })
})
