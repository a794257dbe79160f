// Packages and certificates checked at a desk: valid with its facts, changed, of another organisation; and files that mean harm, on a thread of their own.
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { approvalOf, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { packageWorker, removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { PASSPHRASE, testCertificate, testPackage } from '../fixtures/evidence'
import { catchUp, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
let requestId: RequestId
let dir = ''
beforeAll(async () => {
  ;({ origin, agent, reviewer } = await startTwoDesks({ workerFile: (await packageWorker()).workerFile }))
  requestId = (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId
  dir = await mkdtemp(path.join(tmpdir(), 'handed-in-'))
  await take(agent, requestId)
  await verify(agent, requestId)
  await catchUp(origin, agent, reviewer)
})
afterAll(async () => {
  await removeDesksAndOrigin()
  await rm(dir, { recursive: true, force: true })
})

async function handedIn(name: string, bytes: Uint8Array | string): Promise<string> {
  const at = path.join(dir, name)
  await writeFile(at, bytes)
  return agent.pick(at)
}
const check = (pickId: string, passphrase?: string) => agent.ask('evidence.check', { pickId, ...(passphrase === undefined ? {} : { passphrase }) })
let made: Buffer
let passphrase = ''

it('a package of the organisation is valid at any of its desks, without its case being asked for', async () => {
  const { jobId } = await reviewer.get('package.start', { requestId })
  const job = await until('the package', async () => {
    const one = await reviewer.get('package.job', { jobId })
    return one.state === 'done' && one
  })
  ;({ passphrase } = await reviewer.get('package.passphrase', { jobId }))
  made = await readFile(path.join(reviewer.exportDir, job.done!.fileName))
  const pickId = await handedIn('包.zip', made)
  expect(await check(pickId)).toMatchObject({ ok: true, value: { outcome: 'passphrase-needed', what: 'package', fileName: '包.zip', sizeBytes: made.length } })
  expect(await check(pickId, 'WRONG')).toMatchObject({ ok: true, value: { outcome: 'wrong-passphrase' } })
  const found = await check(pickId, passphrase.toLowerCase().replaceAll('-', ' '))
  expect(found).toMatchObject({ ok: true, value: { outcome: 'valid', package: { packageId: jobId, caseNo: DEMO_ACCESS_CASE, signer: '二号', released: { redactions: [], attached: 0, missingFiles: 0 } } } })
  const { files, coverage } = found.ok ? found.value.package! : { files: [], coverage: [] }
  expect(files.map(({ name, rows, sizeBytes }) => ({ name, rows, sizeBytes }))).toEqual(job.done!.files.filter(({ name }) => !['manifest.json', 'manifest.sig', 'certificate.json'].includes(name)).map(({ name, rows, sizeBytes }) => ({ name, rows, sizeBytes })))
  expect(coverage.length).toBeGreaterThan(3)
})

it('one that was changed is told where, and one of another organisation is another’s', async () => {
  const changed = Buffer.from(made)
  changed[changed.length - 2_000] = changed[changed.length - 2_000]! ^ 1
  expect(await check(await handedIn('changed.zip', changed), passphrase)).toMatchObject({ ok: true, value: { outcome: 'archive-changed' } })
  expect(await check(await handedIn('page.zip', await testPackage({ content: { 'index.html': '<script>' } })), PASSPHRASE)).toMatchObject({ ok: true, value: { outcome: 'content-differs', file: 'index.html' } })
  expect(await check(await handedIn('other.zip', await testPackage()), PASSPHRASE)).toMatchObject({ ok: true, value: { outcome: 'other-signer' } })
  expect(await check(await handedIn('other.pdcert', JSON.stringify(testCertificate())))).toMatchObject({ ok: true, value: { outcome: 'other-signer', what: 'certificate' } })
})

it('what is no plain file, is not there or was never picked, is not waited for', async () => {
  execFileSync('mkfifo', [path.join(dir, 'pipe.zip')])
  for (const at of [path.join(dir, 'pipe.zip'), dir, path.join(dir, 'none.zip'), '/dev/zero']) expect(await check(agent.pick(at)), at).toEqual({ ok: false, error: { kind: 'evidence-unreadable' } })
  expect(await check(randomUUID())).toEqual({ ok: false, error: { kind: 'not-found' } })
})

it('can be stopped, and is ended by the next', async () => {
  const pickId = await handedIn('long.zip', made)
  const first = check(pickId, passphrase)
  // Not before it has begun.
  await new Promise((resolve) => setTimeout(resolve, 30))
  const second = check(pickId, passphrase)
  expect(await first).toEqual({ ok: false, error: { kind: 'cancelled' } })
  expect(await second).toMatchObject({ ok: true, value: { outcome: 'valid' } })
})

it('works without the origin, and a certificate of the organisation is valid', async () => {
  const erasing = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
  await proposeErasure(agent, erasing)
  await catchUp(origin, agent, reviewer)
  const approval = await approvalOf(reviewer, erasing)
  await reviewer.get('erasure.approve', approval)
  await until('the certificate', async () => {
    for (const desk of [agent, reviewer]) await desk.get('sync.now', {})
    return (await reviewer.get('erasure.open', { requestId: erasing })).certificate !== undefined
  })
  const { fileName } = await reviewer.get('erasure.saveCertificate', { erasureId: approval.erasureId })
  const signed = await readFile(path.join(reviewer.exportDir, fileName), 'utf8')
  agent.network.cut()
  expect(await check(await handedIn('c.pdcert', signed))).toMatchObject({ ok: true, value: { outcome: 'valid', what: 'certificate', certificate: { caseNo: DEMO_DELETE_CASE, erasureId: approval.erasureId } } })
  // The case is gone with the person; the package that was handed out is as valid as before.
  expect(await check(await handedIn('later.zip', made), passphrase)).toMatchObject({ ok: true, value: { outcome: 'valid' } })
  expect(agent.internal).toEqual([])
})

it('is on record, and the passphrase nowhere', async () => {
  await agent.close()
  const details = await withStore(origin, agent, ({ reader }) => reader.selectFrom('audit_details').innerJoin('audit', 'audit.seq', 'audit_details.seq').select(['entry', 'detail']).execute())
  const checks = details.filter(({ entry }) => (JSON.parse(entry) as { readonly type: string }).type === 'evidence.check')
  expect(checks.length).toBeGreaterThan(6)
  for (const { detail } of checks) expect(detail ?? '').not.toContain(passphrase)
})
