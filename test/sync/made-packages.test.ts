// The register of packages: what this desk made and where it is, copies, the end of all of them by hand or with the person, and the record of it.
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import type { MadePackage } from '../../src-shared/contract/package'
import { listPackageFiles, putPackageFile } from '../../src-main/vault/repositories/package-files'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { approvalOf, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { packageWorker, removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, reopen, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
let requestId: RequestId
let workerFile = ''
/** As a drive that somebody plugged in. */
let drive = ''
beforeAll(async () => {
  workerFile = (await packageWorker()).workerFile
  ;({ origin, agent, reviewer } = await startTwoDesks({ workerFile }))
  requestId = (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId
  drive = await mkdtemp(path.join(tmpdir(), 'drive-'))
  await take(agent, requestId)
  await verify(agent, requestId)
  await catchUp(origin, agent, reviewer)
})
afterAll(async () => {
  await removeDesksAndOrigin()
  await rm(drive, { recursive: true, force: true })
})

async function make(): Promise<string> {
  const { jobId } = await reviewer.get('package.start', { requestId })
  await until('the package', async () => (await reviewer.get('package.job', { jobId })).state === 'done')
  return jobId
}
const listed = async (packageId: string): Promise<MadePackage> => (await reviewer.get('package.list', {})).find((one) => one.packageId === packageId)!
const places = ({ files }: Pick<MadePackage, 'files'>) => files.map(({ place }) => place)
const copy = (packageId: string, to: string) => reviewer.ask('package.copy', { packageId, pickId: reviewer.pick(to) })
const exported = (): Promise<readonly string[]> => readdir(reviewer.exportDir)

it('a package that was made is listed: whose, by whom, when, where, until when', async () => {
  expect(await reviewer.get('package.list', {})).toEqual([])
  const packageId = await make()
  const one = await listed(packageId)
  expect(one).toMatchObject({ requestId, caseNo: DEMO_ACCESS_CASE, isExpired: false, files: [{ place: 'here', by: { id: reviewer.staff.id, name: reviewer.staff.name } }] })
  expect(one.maskedName).toContain('*')
  expect(one.expiresAt - one.files[0]!.at).toBe(30 * 86_400_000)
  expect((await readFile(path.join(reviewer.exportDir, one.files[0]!.fileName))).length).toBe(one.sizeBytes)
  // Another desk made none.
  expect(await agent.get('package.list', {})).toEqual([])
})

it('one that was stopped is not', async () => {
  const before = await reviewer.get('package.list', {})
  const { jobId } = await reviewer.get('package.start', { requestId })
  await reviewer.get('package.cancel', { jobId })
  await until('the end', async () => (await reviewer.get('package.job', { jobId })).state === 'cancelled')
  expect(await reviewer.get('package.list', {})).toEqual(before)
})

it('a copy is whole, never over another file, and listed with where it is', async () => {
  const [{ packageId, files }] = (await reviewer.get('package.list', {})) as [MadePackage]
  const made = await readFile(path.join(reviewer.exportDir, files[0]!.fileName))
  expect(await copy(packageId, drive)).toMatchObject({ ok: true, value: { folder: drive, fileName: files[0]!.fileName } })
  const second = await copy(packageId, drive)
  expect(second).toMatchObject({ ok: true, value: { fileName: expect.stringMatching(/ \(2\)\.zip$/) as string } })
  for (const name of await readdir(drive)) expect((await readFile(path.join(drive, name))).equals(made)).toBe(true)
  expect((await listed(packageId)).files.map(({ folder, place }) => [folder, place])).toEqual([[undefined, 'here'], [drive, 'here'], [drive, 'here']])
  expect(await copy(packageId, path.join(drive, 'not-there'))).toEqual({ ok: false, error: { kind: 'folder-not-writable' } })
  expect(await copy(randomUUID(), drive)).toEqual({ ok: false, error: { kind: 'not-found' } })
})

it('destroying takes what is in reach, and says of the rest that it is not', async () => {
  const [{ packageId, files }] = (await reviewer.get('package.list', {})) as [MadePackage]
  await mkdir(path.join(drive, 'taken'))
  await rename(path.join(drive, files[0]!.fileName), path.join(drive, 'taken', 'renamed.zip'))
  const after = await reviewer.get('package.destroy', { packageId })
  expect(places({ files: after })).toEqual(['destroyed', 'not-found', 'destroyed'])
  expect(after[0]!.destroyed).toMatchObject({ by: { id: reviewer.staff.id } })
  expect(await exported()).toEqual([])
  expect(await readdir(drive)).toEqual(['taken'])
  // It stays listed: that it was made, and what became of it.
  expect(places(await listed(packageId))).toEqual(['destroyed', 'not-found', 'destroyed'])
  expect(await copy(packageId, drive)).toEqual({ ok: false, error: { kind: 'package-not-there' } })
  // What is put back where it was is found again.
  await rename(path.join(drive, 'taken', 'renamed.zip'), path.join(drive, files[0]!.fileName))
  await rm(path.join(drive, 'taken'), { recursive: true })
  expect(places(await listed(packageId))).toEqual(['destroyed', 'here', 'destroyed'])
  expect(places({ files: await reviewer.get('package.destroy', { packageId }) })).toEqual(['destroyed', 'destroyed', 'destroyed'])
  expect(await readdir(drive)).toEqual([])
})

it('a file that took the name of a package is left alone', async () => {
  const packageId = await make()
  const at = path.join(reviewer.exportDir, (await listed(packageId)).files[0]!.fileName)
  const { length } = await readFile(at)
  await writeFile(at, Buffer.alloc(length, 'x'))
  expect(places({ files: await reviewer.get('package.destroy', { packageId }) })).toEqual(['changed'])
  expect((await readFile(at)).every((byte) => byte === 120)).toBe(true)
  await rm(at)
})

it('is past its time after thirty days, while its file is there', async () => {
  const packageId = await make()
  origin.advance(31 * 86_400_000)
  // No session lasts that long.
  await reviewer.close()
  reviewer = await reopen(origin, reviewer, { workerFile })
  await until('the list', async () => (await listed(packageId)).isExpired)
  await reviewer.get('package.destroy', { packageId })
  expect((await listed(packageId)).isExpired).toBe(false)
})

it('what a killed desk was still writing is gone at the next start: nobody was told its passphrase', async () => {
  const before = await reviewer.get('package.list', {})
  const { staff } = reviewer
  await reviewer.close()
  const at = origin.now()
  const subjectId = (await originCase(origin, DEMO_ACCESS_CASE)).subject_id
  await withStore(origin, reviewer, (vault) =>
    vault.transaction(async (tx) => {
      for (const [fileName, folder] of [['half.zip', undefined], ['half.zip', drive]] as const)
        await putPackageFile(tx, { fileId: randomUUID(), packageId: randomUUID(), subjectId: subjectId as never, requestId, staffId: staff.id, ...(folder ? { folder } : {}), fileName, writtenAt: at, expiresAt: at })
    }),
  )
  await writeFile(path.join(reviewer.exportDir, 'half.zip'), 'whole, and on no record')
  await writeFile(path.join(drive, 'half.zip.0a1b2c3d.part'), 'half')
  reviewer = await reopen(origin, reviewer, { workerFile })
  expect(await exported()).not.toContain('half.zip')
  expect(await readdir(drive)).toEqual([])
  expect(await reviewer.get('package.list', {})).toEqual(before)
})

it('a copy that was cut off on a drive that is away is listed as out of reach, and stays so when the rest is destroyed', async () => {
  const packageId = await make()
  const away = path.join(drive, 'away')
  const { staff } = reviewer
  await reviewer.close()
  await withStore(origin, reviewer, async (vault) => {
    const made = (await listPackageFiles(vault.reader, { packageId }))[0]!
    await vault.transaction((tx) => putPackageFile(tx, { fileId: `f${randomUUID().slice(1)}`, packageId, subjectId: made.subjectId, requestId, staffId: staff.id, folder: away, fileName: made.fileName, writtenAt: origin.now(), expiresAt: made.expiresAt }))
  })
  reviewer = await reopen(origin, reviewer, { workerFile })
  expect((await listed(packageId)).files.map(({ folder, place }) => [folder, place])).toEqual([[undefined, 'here'], [away, 'unreachable']])
  expect(places({ files: await reviewer.get('package.destroy', { packageId }) })).toEqual(['destroyed', 'unreachable'])
  expect(places(await listed(packageId))).toEqual(['destroyed', 'unreachable'])
})

it('a destruction that a killed desk did not end is ended at the next start, and the file counts as destroyed', async () => {
  const packageId = await make()
  const { fileName } = (await listed(packageId)).files[0]!
  await reviewer.close()
  await rename(path.join(reviewer.exportDir, fileName), path.join(reviewer.exportDir, `.access-package-${packageId}.destroying`))
  reviewer = await reopen(origin, reviewer, { workerFile })
  expect((await listed(packageId)).files).toMatchObject([{ place: 'destroyed', destroyed: { by: { id: reviewer.staff.id } } }])
  expect((await exported()).filter((name) => name.includes(packageId))).toEqual([])
})

it('packages and copies of an erased person go, and so does the record of where they were; every step before is in the audit', async () => {
  const packageId = await make()
  const { passphrase } = await reviewer.get('package.passphrase', { jobId: packageId })
  await reviewer.get('package.openFolder', {})
  expect(await copy(packageId, drive)).toMatchObject({ ok: true })
  const types = await auditTypes()
  for (const type of ['export', 'made', 'passphrase', 'copy', 'destroy', 'destroyed', 'open-folder']) expect(types).toContain(`package.${type}`)
  reviewer = await reopen(origin, reviewer, { workerFile })
  await catchUp(origin, agent, reviewer)

  const erasing = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
  await proposeErasure(agent, erasing)
  await catchUp(origin, agent, reviewer)
  await reviewer.get('erasure.approve', await approvalOf(reviewer, erasing))
  await until('complete', async () => {
    for (const desk of [agent, reviewer]) await desk.get('sync.now', {})
    return (await originCase(origin, DEMO_DELETE_CASE)).state === 'granted'
  })
  expect((await exported()).filter((name) => name.endsWith('.zip'))).toEqual([])
  expect(await readdir(drive)).toEqual([])
  expect(await reviewer.get('package.list', {})).toEqual([])
  expect(reviewer.internal).toEqual([])
  await reviewer.close()
  await withStore(origin, reviewer, async ({ reader }) => {
    expect(await listPackageFiles(reader)).toEqual([])
    const details = await reader.selectFrom('audit_details').select('detail').where('detail', 'is not', null).execute()
    for (const { detail } of details) expect(detail).not.toContain(passphrase)
  })
})

async function auditTypes(): Promise<readonly string[]> {
  await reviewer.close()
  const entries = await withStore(origin, reviewer, ({ reader }) => reader.selectFrom('audit').select('entry').execute())
  return entries.map(({ entry }) => (JSON.parse(entry) as { readonly type: string }).type)
}
