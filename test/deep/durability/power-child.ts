// A desk's store in a process of its own that acts, looks and purges, and says after each what is acknowledged with it: `act N` (in the chain, the outbox
// and the sealed outbox, behind the anchor), `look N` (on the disk before it is shown), `purged GENERATION`.
import { writeSync } from 'node:fs'
import { Secret } from '../../../src-main/keys/secret'
import { nodeCrypto } from '../../../src-main/keys/node-crypto'
import { withSealedOutbox } from '../../../src-main/usecases/sealed-outbox'
import { insertOutboxItem } from '../../../src-main/vault/repositories/outbox'
import { copyUnderNewKey } from '../../../src-main/vault/purge'
import type { KeyedVault } from '../../../src-main/vault/keyed-vault'
import { mustOk } from '../../../src-shared/base/result'
import { createId, type DeviceId, type MutationId, type RequestId } from '../../../src-shared/base/ids'
import { device, DEVICE_ID } from '../../fixtures/signers'
import { makeKeyedVault, NOW, reopenKeyedVault, seededRandom, STAFF, testClock } from '../../vault/desk-store'
import { anchored } from '../../../src-main/app/anchored-vault'
import { withAudit } from '../../../src-main/usecases/audit-looks'
import { writeAnchor } from '../../../src-main/vault/anchor'
import { setMeta } from '../../../src-main/vault/repositories/meta'
import { EMPTY_CHAIN } from '../../../src-shared/formats/audit-entry'
import { occupy } from '../../vault/audited-store'

const [, , dir = '', seed = '', sealKey = ''] = process.argv
/** Past every buffer of Node. */
const say = (text: string): number => writeSync(1, `${text}\n`)
const random = seededRandom(`power ${seed}`)

async function run(): Promise<void> {
  // Its first start is part of it: the key file and the first store come into being here.
  await (await makeKeyedVault(dir, seed, async ({ vault, keys }) => {
    await writeAnchor(dir, EMPTY_CHAIN, keys.macKey)
    await vault.transaction((tx) => setMeta(tx, 'ledgerKey', Buffer.alloc(32, 5).toString('base64url')))
  })).vault.close()
  say('enrolled')
  const keyed = await reopenKeyedVault(dir, seed)
  const sealed = await withSealedOutbox(keyed.vault, {
    profileDir: dir, tenant: 'sinoimex', deviceId: DEVICE_ID as DeviceId, signer: device.signer, sealKey: new Uint8Array(Buffer.from(sealKey, 'base64url')), me: STAFF.staffId,
    signinSecret: Promise.resolve(Secret.take(new Uint8Array(32).fill(3))), random, crypto: nodeCrypto,
  })
  const { vault, auditBy, lookBy } = await withAudit(anchored(sealed, dir, keyed.keys.macKey, (error) => { throw error }), { clock: testClock(), random, bootId: 'ab'.repeat(16), device: 'device-1' })
  let n = 0
  const act = async (): Promise<void> => {
    const k = ++n
    const requestId = createId<RequestId>(NOW + k, random)
    await vault.transaction(async (tx) => {
      await insertOutboxItem(tx, { mid: createId<MutationId>(NOW + k, random), chain: `request:${requestId}`, op: 'request.take@1', base: 1, args: { requestId, k }, subjectId: undefined, staffId: STAFF.staffId, madeAt: { wall: NOW, mono: 0, bootId: 'b', offset: 0, uncertain: false }, seenAt: NOW })
      await auditBy('staff-1')(tx, { type: 'rules.replaced', detail: { k } })
    })
    say(`act ${String(k)}`)
  }
  const looks = async (count: number): Promise<void> => {
    // Behind a transaction that stands open: each is a line beside the store.
    const letGo = await occupy(vault)
    for (let at = 0; at < count; at++) {
      const k = ++n
      await lookBy('staff-1')({ type: 'search.people', detail: { k } })
      say(`look ${String(k)}`)
    }
    await letGo()
  }
  let keys: Pick<KeyedVault, 'keyFile' | 'keys'> = keyed
  for (let round = 0; round < 3; round++) {
    for (let at = 0; at < 4; at++) await act()
    await looks(3)
    keys = mustOk(await copyUnderNewKey(vault, keys.keyFile, keys.keys, { random, clock: testClock() }))
    say(`purged ${String(keys.keyFile.generation)}`)
  }
  await act()
  await vault.close()
  say('closed')
}
run().catch((error: unknown) => {
  process.stderr.write(String((error as Error).stack))
  process.exit(3)
})
