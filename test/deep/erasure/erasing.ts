// One erasure on a desk from its order to its receipt, as a process does it: opened, carried out, purged; each part tried once more where it failed.
import { holdKeys } from '../../../src-main/keys/held-keys'
import { searchResidue } from '../../../src-main/erasure/search-residue'
import { nodeCrypto } from '../../../src-main/keys/node-crypto'
import type { EraseOrder } from '../../../src-main/sync/apply'
import { createErasureRunner, type ErasureRunner } from '../../../src-main/usecases/carry-out-erasure'
import { getErasure } from '../../../src-main/vault/repositories/erasures'
import type { Tx } from '../../../src-main/vault/transaction'
import type { Vault } from '../../../src-main/vault/vault'
import type { DeviceId } from '../../../src-shared/base/ids'
import { device, DEVICE_ID } from '../../fixtures/signers'
import { reopenKeyedVault, seededRandom, testClock } from '../../vault/desk-store'

export const SEED = 'erasing'

export interface Erasing {
  readonly vault: Vault
  readonly runner: ErasureRunner
}

/** The chain's lines as plain rows: what is counted here is that each is there once. */
async function noteLine(tx: Tx, type: string): Promise<void> {
  const last = await tx.selectFrom('audit').select(({ fn }) => fn.max('seq').as('seq')).executeTakeFirst()
  await tx.insertInto('audit').values({ seq: (last?.seq ?? 0) + 1, entry: JSON.stringify({ type }), hash: 'f'.repeat(64) }).execute()
}

export async function openErasing(dir: string, exportDir: string, seed: string): Promise<Erasing> {
  const { vault, keyFile, keys } = await reopenKeyedVault(dir, SEED)
  const runner = createErasureRunner({
    vault, clock: testClock(), random: seededRandom(seed), crypto: nodeCrypto, profileDir: dir, exportDir, keyed: holdKeys({ keyFile, keys }), searchResidue,
    device: { deviceId: DEVICE_ID as DeviceId, workstation: 'Dalian-03', ...device },
    audit: (tx, { type }) => noteLine(tx, type), sweepFiles: async () => undefined, onChange: () => undefined, onHold: () => undefined, onFault: () => undefined,
  })
  return { vault, runner }
}

/** `onErased`: the order was taken, for good. True once there is a receipt. */
export async function carryOn({ vault, runner }: Erasing, order: EraseOrder, onErased: () => void = () => undefined): Promise<boolean> {
  const erase = (): Promise<void> => vault.transaction((tx) => runner.erase(tx, order))
  await erase().catch(erase)
  onErased()
  for (let tries = 0; tries < 2; tries++) {
    await runner.purge()
    if ((await getErasure(vault.reader, order.erasureId))?.receipt !== undefined) return true
  }
  return false
}
