// Systems beside the origin: an erasure is complete only when each of them has answered, however often it had to be asked.
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ErasureId } from '../../src-shared/base/ids'
import { checkErasureCertificate, signErasureCertificate, type SignedErasureCertificate } from '../../src-shared/formats/certificate'
import { createFileArchive } from '../../src-origin/connectors/file-archive'
import { askSystems } from '../../src-origin/erasure/systems'
import { resumeSweeps } from '../../src-origin/erasure/sweep'
import { DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { enrolDevice, signIn, type TestDevice } from '../fixtures/origin-http'
import { makeItem, proposeErasure, pushOne } from '../fixtures/origin-push'
import { findText } from '../fixtures/origin-tables'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

const MINUTE = 60_000
const NAME = { 'zh-CN': '通话归档', en: 'Call archive' }
let folder: string
let root: string
let origin: TestOrigin
let device: TestDevice
let erasureId: ErasureId

const db = () => origin.running().context.db
const erasure = async () => (await db().selectFrom('erasures').select('body').where('id', '=', erasureId).executeTakeFirstOrThrow()).body
const waiting = () => db().selectFrom('erasure_systems').select(['system', 'tries', 'problem', 'account_no', 'external_id']).where('erasure_id', '=', erasureId).where('done_at', 'is', null).execute()
const ask = () => askSystems(origin.running().context)

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'pd-systems-'))
  root = path.join(folder, 'archive')
  origin = await startTestOrigin({ people: 60, systems: [createFileArchive({ system: 'call-archive', name: NAME, root })] })
  device = await enrolDevice(origin, { scopes: ['desk:dalian'] })
  const { id } = await db().selectFrom('requests').select('id').where('case_no', '=', DEMO_DELETE_CASE).executeTakeFirstOrThrow()
  erasureId = (await proposeErasure(origin, device, await signIn(device, 'zhou'), id)).erasureId
  const { planHash } = await erasure()
  // The archive is not mounted: nobody can say that the person is gone from it.
  await pushOne(device, await signIn(device, 'wu', 'fresh'), makeItem(origin, 'erasure.approve@1', { erasureId, planHash }, { base: 1 }))
  await resumeSweeps(origin.running().context)
  await vi.waitFor(async () => expect((await erasure()).state).toBe('executed'))
  // Nobody holds the person: what is still missing is the archive alone.
  await db().deleteFrom('erasure_devices').where('erasure_id', '=', erasureId).execute()
})
afterAll(async () => {
  await origin?.remove()
  await fs.rm(folder, { recursive: true, force: true })
})

test('a system that is not there is asked again after a wait that doubles, and nothing is said to be complete', async () => {
  await ask()
  const tries = async () => (await waiting())[0]?.tries
  await vi.waitFor(async () => expect(await tries()).toBe(1))
  expect(await waiting()).toMatchObject([{ system: 'call-archive', problem: 'unreachable', account_no: DEMO_PERSON.accountNo }])
  expect((await erasure()).systems).toEqual([{ system: 'call-archive', name: NAME, tries: 1, problem: 'unreachable' }])
  await ask()
  expect(await tries()).toBe(1)
  origin.advance(MINUTE + 1_000)
  await ask()
  expect(await tries()).toBe(2)
  origin.advance(MINUTE + 1_000)
  await ask()
  expect(await tries()).toBe(2)
  expect((await erasure()).state).toBe('executed')
})

test('the same after a start, and one whose settings are gone is waited for', async () => {
  // The janitor's own round may come first, and asks the archive.
  await vi.waitFor(async () => {
    origin.advance(10 * MINUTE)
    await askSystems({ ...origin.running().context, systems: [] })
    expect(await waiting()).toMatchObject([{ problem: 'no-connector' }])
  })
  await origin.stop()
  await origin.start()
  expect(await waiting()).toHaveLength(1)
  expect((await erasure()).state).toBe('executed')
})

test('once it has answered the erasure is complete, its receipt stands in the certificate, and nothing here knows the person', async () => {
  await fs.mkdir(root)
  await fs.writeFile(path.join(root, '.privacy-desk-archive'), 'call-archive')
  const theirs = path.join(root, DEMO_PERSON.accountNo)
  await fs.mkdir(theirs, { recursive: true })
  for (const name of ['a.txt', 'b.txt']) await fs.writeFile(path.join(theirs, name), '通话')
  // The janitor's own round may have met the folder half made, and waits for its turn.
  await vi.waitFor(async () => {
    origin.advance(60 * MINUTE)
    await ask()
    expect(await waiting()).toEqual([])
  })
  const { state, systems, certificate } = await erasure()
  expect(state).toBe('completed')
  expect(systems).toMatchObject([{ system: 'call-archive', removed: 2 }])
  expect(systems?.[0]).not.toHaveProperty('problem')
  expect((await fs.readdir(root)).sort()).toEqual([`.erased-${erasureId}.json`, '.privacy-desk-archive'])
  // What the law keeps (restricted_logs) holds the account; the row of the system does not any more.
  expect((await findText(origin, DEMO_PERSON.accountNo)).filter((found) => found.startsWith('erasure'))).toEqual([])
  const { organisation, tampered } = certificatesOf(certificate)
  expect(checkErasureCertificate(certificate, organisation, nodeCrypto)).toMatchObject({ ok: true, value: { certificate: { systems: [{ system: 'call-archive' }] } } })
  expect(checkErasureCertificate(tampered, organisation, nodeCrypto)).toEqual({ ok: false, error: 'system-receipt-invalid' })
})

/** One whose own signature is good and whose system names what another one answered. */
function certificatesOf(certificate: unknown) {
  const { keys } = origin.running().context
  const { body } = certificate as SignedErasureCertificate
  const systems = body.systems?.map((one) => ({ ...one, system: 'mail-archive' }))
  return { organisation: keys.org.publicKey, tampered: signErasureCertificate({ ...body, systems }, keys.origin, keys.originCertificate) }
}
