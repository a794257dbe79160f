// A desk enrolled with a file of before there was a key to seal to: the first session that tells one, signed, gives it its sealed outbox.
import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { toBase64url } from '../../src-shared/formats/canonical'
import { createEnrolment, type Enrolment } from '../../src-shared/formats/enrolment'
import { signCanonical } from '../../src-shared/formats/signed'
import { sealKeyStatement, sessionResponse } from '../../src-shared/protocol/session'
import { readSealedFile } from '../../src-main/usecases/sealed-file'
import { listHeld } from '../../src-origin/sealed/list-held'
import { DEMO_CONFLICT_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { TENANT } from '../../src-origin/tenant'
import { take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { goAway, openHost, reopen, until, untilStatus, untilSynced, type TestDesk } from '../fixtures/test-desk'
import { answerOf, bodyOf, createTestNetwork, isFor, UNREACHABLE, type Fault } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(removeDesksAndOrigin)

const { zhou } = DEMO_STAFF
const sealedOf = (desk: TestDesk) => readSealedFile(path.join(desk.profileDir, 'outbox.sealed'))

/** The session's word about the key, changed. */
const sessions = (seal: unknown): Fault => async (request, send) => {
  const answer = await send(request)
  if (!isFor(request, 'session') || !answer.ok || answer.value.status !== 200) return answer
  const { seal: _told, ...rest } = sessionResponse.parse(JSON.parse((await bodyOf(answer.value)).toString('utf8')))
  return answerOf(JSON.stringify({ ...rest, ...(seal === undefined ? {} : { seal }) }))
}

async function enrolWithOldFile(): Promise<TestDesk> {
  const network = createTestNetwork()
  network.disturb(sessions(undefined))
  const host = await openHost(origin, { network })
  const { body } = JSON.parse(await origin.enrolment()) as Enrolment
  const { sealKey: _notYet, ...old } = body
  const enrolmentFile = JSON.stringify(createEnrolment(old, origin.running().context.keys.org))
  await host.get('session.enrol', { enrolmentFile, code: await origin.createCode(), workstation: '老工作站', login: zhou.login, passphrase: zhou.passphrase })
  await untilSynced(host)
  return { ...host, staff: zhou }
}

it('keeps none until then, takes no other key, and then seals what waits; the origin can read it', async () => {
  let desk = await enrolWithOldFile()
  await goAway(desk)
  await take(desk, (await originCase(origin, DEMO_CONFLICT_CASE)).id as RequestId)
  expect(await sealedOf(desk)).toBeUndefined()
  desk.network.mend()

  const key = toBase64url(randomBytes(32))
  const { org, origin: originKey } = origin.running().context.keys
  const lies = [
    { key, sig: signCanonical(sealKeyStatement(TENANT, key), org) }, { key, sig: signCanonical(sealKeyStatement('other', key), originKey) },
    { key, sig: signCanonical({ sealKey: key }, originKey) }, { key, sig: 'A'.repeat(86) },
  ]
  for (const seal of lies) {
    desk.network.disturb(async (request, send) => (isFor(request, 'push') ? UNREACHABLE : sessions(seal)(request, send)))
    await desk.get('sync.now', {})
    await untilStatus(desk, 'blocked', ({ connection }) => connection === 'blocked')
    expect((await desk.get('sync.status', {})).reason).toBe('origin-not-trusted')
    expect(await sealedOf(desk)).toBeUndefined()
  }

  desk.network.disturb(async (request, send) => (isFor(request, 'push') ? UNREACHABLE : send(request)))
  await desk.get('sync.now', {})
  const sealed = await until('the file', () => sealedOf(desk))
  expect(sealed).toMatchObject({ sealKey: toBase64url(origin.running().context.keys.seal.publicKey), items: [{}] })
  await desk.kill()

  // The next run has the key from its store, and leaves what was sealed as it was.
  desk = await reopen(origin, desk, { until: 'unlocked', network: cutNetwork() })
  expect(await sealedOf(desk)).toEqual(sealed)
  expect(desk.internal).toEqual([])
  await desk.kill()

  for (const name of await readdir(desk.profileDir)) if (!['outbox.sealed', 'enrolment.json'].includes(name)) await rm(path.join(desk.profileDir, name), { recursive: true })
  const host = await openHost(origin, { profileDir: desk.profileDir, exportDir: desk.exportDir })
  await until('the hand-over', async () => (await host.get('session.status', {})).handOver?.state === 'told')
  expect((await listHeld(origin.running().context.db)).map(({ op, state }) => `${op} ${state}`)).toEqual(['request.take@1 held'])
  await host.close()
})

function cutNetwork(): ReturnType<typeof createTestNetwork> {
  const network = createTestNetwork()
  network.cut()
  return network
}
