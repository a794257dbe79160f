// Granting an access request closes the case; the package that is made after it still holds the person's service log.
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { listLogSets } from '../../src-main/vault/repositories/log-rows'
import { main } from '../../src-tools/main'
import { grant, openCase, take, verify } from '../fixtures/desk-acts'
import { packageWorker, removeDesksAndOrigin, startOneDesk } from '../fixtures/desks-and-origin'
import { catchUp, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const DAY_MS = 86_400_000
let origin: TestOrigin
let desk: TestDesk
let worker: Awaited<ReturnType<typeof packageWorker>>
beforeAll(async () => {
  worker = await packageWorker()
  ;({ origin, desk } = await startOneDesk({ workerFile: worker.workerFile }))
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db

/** An access request of somebody about whom there is nothing else. */
async function onlyCase(): Promise<{ readonly requestId: RequestId; readonly subjectId: string }> {
  const rows = await db().selectFrom('requests').select(['id', 'subject_id', 'state', 'body']).execute()
  const found = rows.find((row) => row.body.right === 'access' && row.state === 'received' && rows.filter((other) => other.subject_id === row.subject_id).length === 1)
  if (!found) throw new Error('no person whose only case is an access request')
  return { requestId: found.id as RequestId, subjectId: found.subject_id }
}

async function rowsInPackage(file: string, passphrase: string): Promise<number> {
  const words = path.join(worker.dir, 'passphrase.txt')
  await writeFile(words, passphrase)
  const out: string[] = []
  const code = await main(['verify', file, '--passphrase-file', words, '--key', origin.running().enrolmentFile, '--json'], { out: (line) => out.push(line), err: (line) => out.push(line), lines: async function* () {}, now: () => 0 })
  expect(code).toBe(0)
  return (JSON.parse(out.join('')) as { readonly rows: number }).rows
}

it('a package made after the grant holds the service log, and the rows go thirty days later', async () => {
  const { requestId, subjectId } = await onlyCase()
  const { total } = await db().selectFrom('service_logs').select(({ fn }) => fn.countAll<number>().as('total')).where('subject_id', '=', subjectId).executeTakeFirstOrThrow()
  expect(total).toBeGreaterThan(0)
  await take(desk, requestId)
  await verify(desk, requestId)
  await grant(desk, requestId, '您的资料已备好。')
  await catchUp(origin, desk)
  await catchUp(origin, desk)
  expect((await openCase(desk, requestId)).row).toMatchObject({ state: 'granted', mark: 'sent' })
  const preview = await until('the service log', async () => {
    const one = await desk.get('package.preview', { requestId })
    return one.categories.every((category) => category.source === 'desk') && one
  })
  expect(preview.blocked).toBeUndefined()

  const { jobId } = await desk.get('package.start', { requestId })
  const job = await until('the end of the job', async () => {
    const one = await desk.get('package.job', { jobId })
    return one.state !== 'running' && one
  })
  expect(job).toMatchObject({ state: 'done' })
  expect(await readdir(desk.exportDir)).toEqual([job.done!.fileName])
  const { passphrase } = await desk.get('package.passphrase', { jobId })
  const inPackage = await rowsInPackage(path.join(desk.exportDir, job.done!.fileName), passphrase)
  expect(inPackage).toBeGreaterThanOrEqual(total)

  origin.advance(31 * DAY_MS)
  await catchUp(origin, desk)
  await until('the rows to go', async () => (await desk.get('package.preview', { requestId })).categories.some((category) => category.source !== 'desk'))
  expect(desk.internal).toEqual([])
  await desk.close()
  expect((await withStore(origin, desk, ({ reader }) => listLogSets(reader))).map((set) => set.subjectId as string)).not.toContain(subjectId)
})
