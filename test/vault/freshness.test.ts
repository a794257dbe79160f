// How old data are is judged by the time that the lease is judged by: it never goes back while the desk runs, nor below what was once seen.
import { afterAll, expect, it } from 'vitest'
import type { DeviceId } from '../../src-shared/base/ids'
import { toBase64url } from '../../src-shared/formats/canonical'
import { signCanonical } from '../../src-shared/formats/signed'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { readFreshness, STALE_AFTER_MS } from '../../src-main/usecases/freshness'
import { createLeaseKeeper } from '../../src-main/usecases/lease'
import { setMeta } from '../../src-main/vault/repositories/meta'
import { DEVICE_ID, origin } from '../fixtures/signers'
import { makeFolder, NOW, openTestVault, removeFolders, testClock } from './desk-store'

const DAY = 86_400_000
afterAll(removeFolders)

it('old data stay old when the clock is turned back, while the desk runs and after a restart; the origin’s word makes them young', async () => {
  const dir = await makeFolder()
  const vault = await openTestVault(dir, 'freshness')
  const clock = testClock()
  const deviceId = DEVICE_ID as DeviceId
  const restart = () => createLeaseKeeper({ profileDir: dir, vault, clock, crypto: nodeCrypto, deviceId, originKey: toBase64url(origin.signer.publicKey) })
  let keeper = restart()
  const stale = async (): Promise<boolean> => (await readFreshness({ vault, time: keeper.time })).stale
  expect(await stale()).toBe(true)
  const lease = { notAfter: NOW + 14 * DAY, sig: signCanonical({ deviceId, notAfter: NOW + 14 * DAY }, origin.signer) }
  await vault.transaction(async (tx) => {
    await setMeta(tx, 'dataAsOf', NOW)
    await setMeta(tx, 'lease', lease)
  })
  await keeper.take(lease, NOW)
  expect(await stale()).toBe(false)

  // The wall clock goes back as far as time goes on: by the wall alone the data would never grow old.
  for (let hour = 0; hour < 25; hour++) {
    clock.advance(STALE_AFTER_MS / 24)
    clock.moveWall(-STALE_AFTER_MS / 24)
  }
  expect(clock.now()).toBe(NOW)
  expect(await stale()).toBe(true)
  await keeper.look()
  expect(await stale()).toBe(true)

  keeper = restart()
  await keeper.look()
  clock.moveWall(-5 * DAY)
  expect(await stale()).toBe(true)

  await vault.transaction((tx) => setMeta(tx, 'dataAsOf', clock.now()))
  await keeper.take(lease, clock.now())
  expect(await stale()).toBe(false)
  await vault.close()
})
