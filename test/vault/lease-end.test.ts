// When a desk that was long away destroys its keys: seven days past its lease, and only if that date stands for a day.
import { readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { canonicalJson, toBase64url } from '../../src-shared/formats/canonical'
import { createEnrolment } from '../../src-shared/formats/enrolment'
import { signCanonical } from '../../src-shared/formats/signed'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { createLeaseEnd, GRACE_MS, STAND_MS } from '../../src-main/usecases/lease-end'
import { DEVICE_ID, organisation, origin, testSigner } from '../fixtures/signers'
import { makeFolder, NOW, removeFolders, testClock, type TestClock } from './desk-store'

const DAY = 86_400_000
const END = NOW + 14 * DAY
let dir = ''
let clock: TestClock
const restart = () => createLeaseEnd({ profileDir: dir, clock, crypto: nodeCrypto })
const file = (name: string, value: unknown) => writeFile(path.join(dir, name), JSON.stringify(value))
const lease = (notAfter: number, signer = origin.signer) => file('lease.json', { notAfter, sig: signCanonical({ deviceId: DEVICE_ID, notAfter }, signer), highWater: NOW })
const sealed = () => file('outbox.sealed', { v: 1, kind: 'sealed-outbox', tenant: 'sinoimex', deviceId: DEVICE_ID, sealKey: toBase64url(new Uint8Array(32)), items: [] })

beforeEach(async () => {
  dir = await makeFolder()
  clock = testClock()
  const { certificate } = origin
  await writeFile(path.join(dir, 'enrolment.json'), canonicalJson(createEnrolment({
    v: 1, tenant: certificate.body.tenant, region: certificate.body.region, development: true, hosts: [{ host: 'localhost', port: 1 }], pins: [`${'A'.repeat(43)}=`],
    caPem: ['-----BEGIN CERTIFICATE-----'], orgPublicKey: toBase64url(organisation.publicKey), originCertificate: certificate,
  }, organisation)))
  await lease(END)
  await sealed()
})
afterAll(removeFolders)

it('is within to the last moment of the grace, then a day away, then due; over restarts too', async () => {
  clock.advance(14 * DAY + GRACE_MS)
  expect(await restart().look()).toBe('within')
  clock.advance(1)
  const destroyAt = END + GRACE_MS + 1 + STAND_MS
  expect(await restart().look()).toEqual({ destroyAt })
  clock.advance(STAND_MS - 1)
  expect(await restart().look()).toEqual({ destroyAt })
  clock.advance(1)
  expect(await restart().look()).toBe('due')
})

it('a clock that was set years ahead destroys nothing once it is put right, and jumps begin the day anew', async () => {
  const end = restart()
  expect(await end.look()).toBe('within')
  clock.moveWall(4000 * DAY)
  expect(await end.look()).toEqual({ destroyAt: clock.now() + STAND_MS })
  for (let n = 0; n < 5; n++) {
    clock.moveWall(2 * DAY)
    expect(await end.look()).toEqual({ destroyAt: clock.now() + STAND_MS })
  }
  clock.moveWall(-4010 * DAY)
  expect(await end.look()).toBe('within')
  expect(await readdir(dir)).not.toContain('lease-over.json')
  clock.advance(STAND_MS)
  clock.moveWall(4000 * DAY)
  expect(await restart().look()).toEqual({ destroyAt: clock.now() + STAND_MS })
})

it.each([
  ['a lease that the origin did not sign', () => lease(END, testSigner(7))],
  ['no lease', () => rm(path.join(dir, 'lease.json'))],
  ['no sealed outbox to keep what was not sent', () => rm(path.join(dir, 'outbox.sealed'))],
  ['no enrolment file to prove it by', () => rm(path.join(dir, 'enrolment.json'))],
])('destroys nothing with %s', async (_, change) => {
  await change()
  clock.advance(30 * DAY)
  expect(await restart().look()).toBe('within')
  clock.advance(2 * DAY)
  expect(await restart().look()).toBe('within')
})

it('a new lease ends the count', async () => {
  clock.advance(22 * DAY)
  expect(await restart().look()).toMatchObject({ destroyAt: expect.any(Number) as number })
  await lease(clock.now() + 14 * DAY)
  expect(await restart().look()).toBe('within')
})
