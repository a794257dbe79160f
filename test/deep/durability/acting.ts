// A desk's store as an open desk has it: its sealed outbox, its audit record, its anchor; and one act on it, which is an item of the outbox and an entry of the
// record in one transaction.
import { anchored } from '../../../src-main/app/anchored-vault'
import { holdSigninSecret } from '../../../src-main/keys/signin-secret'
import { Secret } from '../../../src-main/keys/secret'
import { nodeCrypto } from '../../../src-main/keys/node-crypto'
import { withAudit, type AuditedVault } from '../../../src-main/usecases/audit-looks'
import { withSealedOutbox } from '../../../src-main/usecases/sealed-outbox'
import { writeAnchor } from '../../../src-main/vault/anchor'
import type { KeyedVault } from '../../../src-main/vault/keyed-vault'
import { setMeta } from '../../../src-main/vault/repositories/meta'
import { insertOutboxItem } from '../../../src-main/vault/repositories/outbox'
import { EMPTY_CHAIN } from '../../../src-shared/formats/audit-entry'
import { createId, type DeviceId, type MutationId, type RequestId } from '../../../src-shared/base/ids'
import { device, DEVICE_ID } from '../../fixtures/signers'
import { makeKeyedVault, NOW, reopenKeyedVault, seededRandom, STAFF, testClock } from '../../vault/desk-store'

const SEAL_KEY = 'hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo'
const ACTOR = 'staff-1'

export interface ActingStore extends AuditedVault {
  readonly keyed: KeyedVault
  readonly act: (k: number) => Promise<void>
  readonly look: (k: number) => Promise<void>
}

/** Its first start: key file and first store come into being. Closed again. */
export async function enrolActing(dir: string, seed: string): Promise<void> {
  const { vault } = await makeKeyedVault(dir, seed, async ({ vault: fresh, keys }) => {
    await writeAnchor(dir, EMPTY_CHAIN, keys.macKey)
    await fresh.transaction((tx) => setMeta(tx, 'ledgerKey', Buffer.alloc(32, 5).toString('base64url')))
  })
  await vault.close()
}

export async function openActing(dir: string, seed: string): Promise<ActingStore> {
  const keyed = await reopenKeyedVault(dir, seed)
  const random = seededRandom(`acting ${seed}`)
  const sealed = await withSealedOutbox(keyed.vault, {
    profileDir: dir, tenant: 'sinoimex', deviceId: DEVICE_ID as DeviceId, signer: device.signer, sealKey: new Uint8Array(Buffer.from(SEAL_KEY, 'base64url')), me: STAFF.staffId,
    signinSecret: holdSigninSecret(Promise.resolve(Secret.take(new Uint8Array(32).fill(3)))), random, crypto: nodeCrypto,
  })
  // An anchor that cannot be written denies no act: it stays owed (app/anchored-vault.ts).
  const audited = await withAudit(anchored(sealed, dir, keyed.keys.macKey, () => undefined), { clock: testClock(), random, bootId: 'ab'.repeat(16), device: 'device-1' })
  return {
    ...audited, keyed,
    act: (k) => audited.vault.transaction(async (tx) => {
      const requestId = createId<RequestId>(NOW + k, random)
      await insertOutboxItem(tx, { mid: createId<MutationId>(NOW + k, random), chain: `request:${requestId}`, op: 'request.take@1', base: 1, args: { requestId, k }, subjectId: undefined, staffId: STAFF.staffId, madeAt: { wall: NOW, mono: 0, bootId: 'b', offset: 0, uncertain: false }, seenAt: NOW })
      await audited.auditBy(ACTOR)(tx, { type: 'rules.replaced', detail: { k } })
    }),
    look: (k) => audited.lookBy(ACTOR)({ type: 'search.people', detail: { k } }),
  }
}
