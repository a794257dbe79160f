// The origin's server key changes under desks that are enrolled: the backup that they know is let in, a key that they do not know is not, and no set of a
// lower number counts again. Real TLS, real certificates, keys changed by the origin's own command.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changeServerKey, KEY_FILE } from '../../src-origin/devices/origin-keys'
import { createEd25519, nodeCrypto, signerFrom } from '../../src-origin/devices/node-crypto'
import { createTlsMaterial } from '../../src-origin/devices/tls-certificate'
import { signPinSet, type PinSet, type SignedPinSet } from '../../src-shared/formats/pin-set'
import { removeDesksAndOrigin, startOneDesk } from '../fixtures/desks-and-origin'
import { catchUp, openHost, reopen, until, untilStatus, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import { answerOf, bodyOf, isFor } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, desk: TestDesk
beforeAll(async () => {
  ({ origin, desk } = await startOneDesk())
})
afterAll(removeDesksAndOrigin)

const keyFile = () => path.join(origin.dataDir, KEY_FILE)
const beside = async (): Promise<SignedPinSet> => JSON.parse(await readFile(path.join(desk.profileDir, 'pins.json'), 'utf8')) as SignedPinSet
async function restart(between: () => Promise<unknown>): Promise<void> {
  await origin.stop()
  await between()
  await origin.start()
}
async function auditOf(type: string): Promise<readonly unknown[]> {
  await desk.close()
  const told = await withStore(origin, desk, async ({ reader }) => {
    const entries = await reader.selectFrom('audit').innerJoin('audit_details', 'audit_details.seq', 'audit.seq').select(['audit.entry', 'audit_details.detail']).orderBy('audit.seq').execute()
    return entries.filter(({ entry }) => (JSON.parse(entry) as { type: string }).type === type).map(({ detail }) => JSON.parse(detail ?? '{}') as unknown)
  })
  desk = await reopen(origin, desk, { network: desk.network })
  return told
}

it('lets the backup key in, and takes the set that names the next one', async () => {
  const before = await origin.enrolment()
  await restart(() => changeServerKey(origin.dataDir))
  await catchUp(origin, desk)
  expect((await beside()).body.version).toBe(2)
  // The former key is out: the next change is let in by the set alone, which the enrolment file does not know.
  await restart(() => changeServerKey(origin.dataDir))
  await catchUp(origin, desk)
  expect((await beside()).body).toMatchObject({ version: 3, pins: origin.running().context.keys.pinSet?.body.pins })
  expect(await auditOf('pins.replaced')).toEqual([{ from: 1, to: 2 }, { from: 2, to: 3 }])
  // Whoever missed both knows neither key.
  const late = await openHost(origin)
  const code = await origin.createCode({ workstation: '迟到' })
  expect(await late.ask('session.enrol', { enrolmentFile: before, code, workstation: '迟到', login: desk.staff.login, passphrase: desk.staff.passphrase })).toMatchObject({ ok: false, error: { kind: 'origin-not-trusted' } })
  await late.close()
})

it('refuses a key that no set names, before a byte of a request; and goes on when the right one is back', async () => {
  const text = await readFile(keyFile(), 'utf8')
  await restart(async () => writeFile(keyFile(), JSON.stringify({ ...(JSON.parse(text) as object), tls: await createTlsMaterial('localhost') })))
  await desk.get('sync.now', {})
  await untilStatus(desk, 'not trusted', ({ reason }) => reason === 'origin-not-trusted')
  expect((await beside()).body.version).toBe(3)
  // Nor where it brings an authority that the desk knows: a set of the origin's own making does not reach the desk over that line.
  await restart(() => writeFile(keyFile(), text))
  await desk.get('sync.now', {})
  await untilSynced(desk)
})

it('refuses an older set, another of the same number, and one that the organisation did not sign; each stands in the audit once', async () => {
  const { keys } = origin.running().context
  const now = keys.pinSet!
  const other = { ...now.body, pins: [Buffer.alloc(32, 7).toString('base64')] }
  const signed = (body: PinSet): SignedPinSet => signPinSet(body, keys.org, nodeCrypto)
  const offers: readonly [string, unknown][] = [
    ['older', signed({ ...other, version: now.body.version - 1 })],
    ['bad-signature', { ...now, body: { ...other, version: 9 } }],
    ['older', signed(other)],
    ['unknown-signer', signPinSet({ ...other, version: 9 }, signerFrom(createEd25519().pkcs8), nodeCrypto)],
    ['malformed', signed({ ...other, version: 9, tenant: 'another' })],
  ]
  for (const [reason, pins] of offers) {
    let offered = 0
    desk.network.disturb(async (request, send) => {
      const answer = await send(request)
      if (!isFor(request, 'session') || !answer.ok) return answer
      offered++
      return answerOf(JSON.stringify({ ...(JSON.parse((await bodyOf(answer.value)).toString('utf8')) as object), pins }))
    })
    await until(`the offer that is ${reason}`, async () => {
      await desk.get('sync.now', {})
      return offered > 1
    })
    expect((await untilSynced(desk)).pinsRefused).toMatchObject({ reason })
    expect(await beside()).toEqual(now)
  }
  desk.network.disturb()
  await catchUp(origin, desk)
  expect((await desk.get('sync.status', {})).pinsRefused).toBeUndefined()
  expect((await auditOf('pins.refused')).map((detail) => (detail as { reason: string }).reason)).toEqual(offers.map(([reason]) => reason))
  expect(desk.internal).toEqual([])
})

it('writes the set anew beside the store at the next unlock, and still believes no older one that was put there', async () => {
  const now = await beside()
  const { keys } = origin.running().context
  await desk.close()
  await writeFile(path.join(desk.profileDir, 'pins.json'), JSON.stringify(signPinSet({ ...now.body, version: 1, pins: [Buffer.alloc(32, 7).toString('base64')] }, keys.org, nodeCrypto)))
  desk = await reopen(origin, desk)
  await untilSynced(desk)
  expect(await beside()).toEqual(now)
})
