// Who may open this store: their slots in the key file, put and taken while somebody is signed in. The store's key is the same for all of them, so whoever is taken out
// is out only once it has a new one.
import { ok, type Result } from '../../src-shared/base/result'
import type { StaffId } from '../../src-shared/base/ids'
import type { Kdf } from '../keys/derive'
import type { Random } from '../keys/device-key'
import type { HeldKeys } from '../keys/held-keys'
import { dropPreviousKeyFile, writeKeyFile } from '../keys/key-file'
import { putSlot, removeSlot, type SlotPerson } from '../keys/key-slots'
import type { Secret } from '../keys/secret'
import { clearMeta, getMeta } from '../vault/repositories/meta'
import type { Vault } from '../vault/vault'

export interface PeopleHere {
  readonly list: () => readonly SlotPerson[]
  /** On the disk when it resolves. Of somebody who has a slot it is replaced. */
  readonly put: (person: SlotPerson, passphrase: string) => Promise<void>
  /** Their slot is gone from the disk when it resolves; the new key follows by itself (`renewIfOwed`). */
  readonly remove: (staffId: StaffId) => Promise<void>
  /** The store under a new key, where somebody was taken out since it got this one; at the next unlock again where it could not be. */
  readonly renewIfOwed: () => Promise<void>
}
export interface PeopleHereDeps {
  readonly keyed: HeldKeys
  readonly profileDir: string
  readonly deviceSecret: Secret | undefined
  readonly kdf: Kdf
  readonly random: Random
  readonly vault: Vault
  /** Copies the store under a new key (carry-out-erasure.ts). */
  readonly renew: () => Promise<Result<unknown, unknown>>
}

export function createPeopleHere({ keyed, profileDir, deviceSecret, vault, renew, ...keyDeps }: PeopleHereDeps): PeopleHere {
  return {
    list: () => keyed.now().keyFile.slots,
    put: async (person, passphrase) => {
      await keyed.change(async ({ keyFile, keys }) => {
        const next = await putSlot(keyFile, keys, person, { passphrase, ...(deviceSecret ? { deviceSecret } : {}) }, keyDeps)
        await writeKeyFile(profileDir, next)
        return ok({ keyFile: next, keys })
      })
    },
    remove: async (staffId) => {
      await keyed.change(async ({ keyFile, keys }) => {
        const next = removeSlot(keyFile, keys, staffId)
        await writeKeyFile(profileDir, next)
        // It has their slot still.
        await dropPreviousKeyFile(profileDir)
        return ok({ keyFile: next, keys })
      })
    },
    renewIfOwed: async () => {
      if ((await getMeta(vault.reader, 'renewalOwed')) !== true) return
      if ((await renew()).ok) await vault.transaction((tx) => clearMeta(tx, ['renewalOwed']))
    },
  }
}
